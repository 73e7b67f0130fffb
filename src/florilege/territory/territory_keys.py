"""Territories as files of a study, choices and addresses of pages name them: by a key, an EPCI by its SIREN alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, islice

from msgspec import Struct

from florilege.territory.names import plain
from florilege.territory.reference import Area, Commune, Epci, reference

COMMUNE, DEPARTEMENT, REGION = "commune-", "departement-", "region-"
MOST_OFFERED = 12
WITHIN_GRAND_PARIS = "EPT"
"""Kind of the groupings that have no page."""


class TerritoryName(Struct, frozen=True):
    """A territory. key : "commune-51454", "200067213" (an EPCI, by its SIREN), "departement-51", "region-44"

    within : what tells it from a namesake, "" for nothing
    """

    key: str
    name: str
    within: str

    @property
    def label(self) -> str:
        """The name, and where it is."""
        return f"{self.name} ({self.within})" if self.within else self.name


def territory_of(key: str) -> TerritoryName | None:
    """The territory of a key, by the reference; None where it knows none. A former commune is the one of today."""
    known = reference()
    if key.startswith(COMMUNE):
        found = known.current(key.removeprefix(COMMUNE))
        return None if found is None else _commune(found[0])
    if key.startswith(DEPARTEMENT):
        area = known.departements.get(key.removeprefix(DEPARTEMENT))
        return None if area is None else _area(DEPARTEMENT, area)
    if key.startswith(REGION):
        area = known.regions.get(key.removeprefix(REGION))
        return None if area is None else _area(REGION, area)
    epci = known.epcis.get(key)
    return None if epci is None else _epci(epci)


def called(typed: str) -> tuple[TerritoryName, ...]:
    """The territories that a name or a label may mean, the largest first; a label that was offered means one alone."""
    asked = plain(typed)
    if not asked:
        return ()
    return _by_label().get(asked) or _by_name().get(asked, ())


def offered(typed: str) -> tuple[TerritoryName, ...]:
    """Territories whose names begin with what was typed, then those that hold it, a dozen at most."""
    asked = plain(typed)
    if len(asked) < 2:
        return ()
    begin = (one for name, ones in _by_name().items() if name.startswith(asked) for one in ones)
    within = (one for name, ones in _by_name().items() if f" {asked}" in name for one in ones)
    return tuple(dict.fromkeys(islice(chain(called(typed), begin, within), 3 * MOST_OFFERED)))[:MOST_OFFERED]


@cache
def territory_names() -> Mapping[str, str]:
    """Key → name of every région, département, EPCI and commune of today that has a page."""
    return {one.key: one.name for one in _all() if one.key not in _without_page()}


@cache
def _without_page() -> frozenset[str]:
    """The territories of the Grand Paris: their communes are in the métropole."""
    return frozenset(code for code, one in reference().epcis.items() if one.kind == WITHIN_GRAND_PARIS)


def alike(written: str) -> list[str]:
    """The keys among which to look for the nearest to one that is none: of its level, where it says one."""
    level, mark, _ = written.partition("-")
    named = [key for key in territory_names() if mark and key.startswith(f"{level}-")]
    return named or [key for key in territory_names() if not key.startswith(COMMUNE)]


def with_those_above(key: str) -> tuple[str, ...]:
    """A territory and those that hold it, the smallest first: what is about a commune is about its EPCI too."""
    known = reference()
    if key.startswith(COMMUNE):
        found = known.current(key.removeprefix(COMMUNE))
        return (key,) if found is None else holding(found[0])
    epci = known.epcis.get(key)
    if epci is not None:
        return (key, f"{DEPARTEMENT}{epci.departement}", f"{REGION}{epci.region}")
    area = known.departements.get(key.removeprefix(DEPARTEMENT)) if key.startswith(DEPARTEMENT) else None
    return (key, f"{REGION}{area.region}") if area is not None and area.region else (key,)


def holding(one: Commune) -> tuple[str, ...]:
    """The keys of a commune and of what holds it."""
    epci = (one.epci,) if one.epci else ()
    return (f"{COMMUNE}{one.code}", *epci, f"{DEPARTEMENT}{one.departement}", f"{REGION}{one.region}")


def _commune(one: Commune) -> TerritoryName:
    return TerritoryName(f"{COMMUNE}{one.code}", one.name, one.departement)


def _epci(one: Epci) -> TerritoryName:
    return TerritoryName(one.code, one.name, "")


def _area(prefix: str, one: Area) -> TerritoryName:
    return TerritoryName(
        f"{prefix}{one.code}", one.name, "département" if prefix == DEPARTEMENT else "région"
    )


def _all() -> Iterator[TerritoryName]:
    known = reference()
    yield from (_area(REGION, one) for one in known.regions.values())
    yield from (_area(DEPARTEMENT, one) for one in known.departements.values())
    yield from (_epci(one) for one in sorted(known.epcis.values(), key=lambda one: -(one.population or 0)))
    yield from (
        _commune(one) for one in sorted(known.communes.values(), key=lambda one: -(one.population or 0))
    )


@cache
def _by_name() -> Mapping[str, tuple[TerritoryName, ...]]:
    found: dict[str, list[TerritoryName]] = {}
    for one in _all():
        found.setdefault(plain(one.name), []).append(one)
    return {name: tuple(ones) for name, ones in found.items()}


@cache
def _by_label() -> Mapping[str, tuple[TerritoryName, ...]]:
    return {plain(one.label): (one,) for ones in _by_name().values() for one in ones if one.within}
