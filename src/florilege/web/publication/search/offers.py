"""What all places offer, as columns: the finder looks through 100,000 of them within a few milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.web.publication.search.cards import Card

Column = NDArray[np.generic]


class Offers(Struct, frozen=True, dict=True):
    """The columns, one line a place in the order of the cards.

    services, kinds : bits, by rank in the codes below · departement, region, status : ranks in the codes below
    latitude, longitude : degrees, NaN where they are not known · accessible : -1 where no source says
    sources : listings that give its services
    """

    codes: Mapping[str, tuple[str, ...]]
    services: NDArray[np.uint64]
    kinds: NDArray[np.uint64]
    departement: NDArray[np.int16]
    region: NDArray[np.int16]
    status: NDArray[np.int16]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    accessible: NDArray[np.int8]
    sources: NDArray[np.int16]

    def bits(self, column: str, codes: Iterable[str]) -> np.uint64:
        """The bits of some services or kinds; those that no place has are none."""
        known = self.codes[column]
        return np.uint64(sum(1 << known.index(code) for code in set(codes) if code in known))

    def rank(self, column: str, code: str) -> int:
        """The rank of a département, région or status among those of the places, -1 where no place has it."""
        known = self.codes[column]
        return known.index(code) if code in known else -1


COLUMNS = tuple(name for name in Offers.__annotations__ if name != "codes")
SMALL = 100_000
"""Bytes of a column that is not worth sharing; an empty one could not be."""
CODED = ("services", "kinds", "departement", "region", "status")


def offers_of(cards: Sequence[Card]) -> Offers:
    """The columns of some cards."""
    codes = {
        "services": _codes(code for card in cards for code in card.services),
        "kinds": _codes(code for card in cards for code in card.kinds),
        "departement": _codes(card.departement for card in cards),
        "region": _codes(card.region for card in cards),
        "status": _codes(card.status for card in cards),
    }
    ranks = {name: {code: rank for rank, code in enumerate(known)} for name, known in codes.items()}

    def bits(name: str, values: Iterable[str]) -> int:
        return sum(1 << ranks[name][code] for code in set(values))

    def degrees(values: Iterable[float | None]) -> NDArray[np.float64]:
        return np.array([np.nan if value is None else value for value in values], np.float64)

    return Offers(
        codes=codes,
        services=np.array([bits("services", card.services) for card in cards], np.uint64),
        kinds=np.array([bits("kinds", card.kinds) for card in cards], np.uint64),
        departement=np.array([ranks["departement"][card.departement] for card in cards], np.int16),
        region=np.array([ranks["region"][card.region] for card in cards], np.int16),
        status=np.array([ranks["status"][card.status] for card in cards], np.int16),
        latitude=degrees(card.latitude for card in cards),
        longitude=degrees(card.longitude for card in cards),
        accessible=np.array(
            [-1 if card.accessible is None else int(card.accessible) for card in cards], np.int8
        ),
        sources=np.array([card.sources for card in cards], np.int16),
    )


def keep(offers: Offers, folder: Path) -> None:
    """Write the columns into a folder."""
    for name in COLUMNS:
        np.save(folder / f"{name}.npy", getattr(offers, name))


def kept(folder: Path, codes: Mapping[str, Sequence[str]]) -> Offers:
    """The columns of a folder, shared with whoever else has them open. codes : as `Offers.codes` had them"""
    columns = {}
    for name in COLUMNS:
        path = folder / f"{name}.npy"
        columns[name] = np.load(path, mmap_mode="r" if path.stat().st_size > SMALL else None)
    return Offers(codes={name: tuple(codes[name]) for name in CODED}, **columns)


def _codes(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(values)))
