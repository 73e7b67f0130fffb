"""Territories by their keys: how each is called, and which others have a commune in common with it.

A letter about some territories reaches whoever chose one that shares a commune with them: about Rennes, it reaches who chose
Rennes, Rennes Métropole, Ille-et-Vilaine or Bretagne; about Bretagne, also who chose Rennes, and not who chose Nantes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from florilege.territory.names import plain
from florilege.territory.reference import reference
from florilege.territory.territory_keys import COMMUNE, WITHIN_GRAND_PARIS, holding, territory_of

MOST_FOUND = 8


def called(key: str) -> str:
    """The name of a territory and what it is; "" for a key of none."""
    found = territory_of(key)
    if found is None or found.key != key:
        return ""  # nothing, or a commune that is part of another today
    return found.label if found.within else f"{found.name} (EPCI)"


def reached(keys: Iterable[str]) -> frozenset[str]:
    """The keys of all the territories that have a commune in common with some of these."""
    return _reached(frozenset(keys))


def groupings(typed: str) -> tuple[str, ...]:
    """The keys of the EPCI of whose name some words begin with what was typed, those whose first word does first."""
    asked = plain(typed)
    if len(asked) < 3:
        return ()
    named = [(name, code) for name, code in _epci_names() if f" {asked}" in f" {name}"]
    return tuple(
        code for _, code in sorted(named, key=lambda one: (not one[0].startswith(asked), one))[:MOST_FOUND]
    )


def grouping_of(key: str) -> str:
    """The key of the EPCI of a commune, "" for any other territory, or a commune of none."""
    commune = reference().communes.get(key.removeprefix(COMMUNE)) if key.startswith(COMMUNE) else None
    return (commune.epci or "") if commune is not None else ""


@lru_cache(maxsize=64)
def _reached(keys: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    for commune in reference().communes.values():
        own = holding(commune)
        if not keys.isdisjoint(own):
            found.update(own)
    return frozenset(found)


@lru_cache(maxsize=1)
def _epci_names() -> tuple[tuple[str, str], ...]:
    return tuple(
        (plain(one.name), code) for code, one in reference().epcis.items() if one.kind != WITHIN_GRAND_PARIS
    )
