"""Small records to link, made up: towns and streets are real, the places are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict, Unpack

import numpy as np

from florilege.linkage.comparisons import compare
from florilege.linkage.corpus import corpus
from florilege.linkage.decisions import Settled
from florilege.linkage.linking import Linkage, link
from florilege.linkage.model import shipped_model
from florilege.linkage.records import LinkRecord
from florilege.linkage.vetoes import KEYS, vetoes


class Parts(TypedDict, total=False):
    """What a record may say beside its name and its commune."""

    address: str
    latitude: float
    longitude: float
    precision: str
    websites: tuple[str, ...]
    socials: tuple[str, ...]
    phones: tuple[str, ...]
    kinds: tuple[str, ...]


class Town(TypedDict):
    """A commune, as a record names it."""

    city: str
    postcode: str
    commune_code: str
    departement_code: str


VIRE = Town(city="Vire Normandie", postcode="14500", commune_code="14762", departement_code="14")
GUERET = Town(city="Guéret", postcode="23000", commune_code="23096", departement_code="23")
NANTES = Town(city="Nantes", postcode="44000", commune_code="44109", departement_code="44")
LYON = Town(city="Lyon", postcode="69002", commune_code="69382", departement_code="69")
CENTRE = {"14762": (48.84, -0.89), "23096": (46.17, 1.87), "44109": (47.22, -1.55), "69382": (45.75, 4.83)}


def record(
    key: str, name: str | tuple[str, ...], town: Town | None = None, **parts: Unpack[Parts]
) -> LinkRecord:
    """A record of a key "listing:id"; a position is that of an address unless said otherwise."""
    listing, record_id = key.split(":")
    names = (name,) if isinstance(name, str) else name
    if "latitude" in parts:
        parts.setdefault("precision", "address")
    where: Town = town or Town(city="", postcode="", commune_code="", departement_code="")
    return LinkRecord(key, listing, record_id, tuple(filter(None, names)), **where, **parts)


def north(town: Town, metres: float, *, precision: str = "address") -> Parts:
    """A position so many metres north of the middle of a town."""
    latitude, longitude = CENTRE[town["commune_code"]]
    return Parts(latitude=latitude + metres / 111_195.0, longitude=longitude, precision=precision)


def compared(one: LinkRecord, other: LinkRecord, *, among: Sequence[LinkRecord] = ()) -> dict[str, float]:
    """Every comparison of two records; `among` are the records around."""
    found = corpus((one, other, *among))
    columns = compare(found, np.array([0]), np.array([1]))
    return {key: float(values[0]) for key, values in columns.items()}


def veto(one: LinkRecord, other: LinkRecord, *, among: Sequence[LinkRecord] = ()) -> str:
    """The key of the veto that keeps two records apart, or ""."""
    found = corpus((one, other, *among))
    rank = int(vetoes(compare(found, np.array([0]), np.array([1])))[0])
    return ("", *KEYS)[rank]


def linked(*records: LinkRecord, settled: Sequence[Settled] = ()) -> Linkage:
    """The records linked by the model that is shipped."""
    return link(records, shipped_model(), settled=settled)


def together(one: LinkRecord, other: LinkRecord, *, among: Sequence[LinkRecord] = ()) -> bool:
    """Whether two records end in one place."""
    return any({one.key, other.key} <= set(cluster) for cluster in linked(one, other, *among).clusters)


def apart(one: LinkRecord, other: LinkRecord, *, among: Sequence[LinkRecord] = ()) -> bool:
    """Whether two records end in two places."""
    return not together(one, other, among=among)
