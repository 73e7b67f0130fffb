"""Which land a commune stands on: no road leads from one to another, however near they are in a straight line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from florilege.territory.reference import Commune

MAINLAND, CORSICA = "mainland", "corsica"

ISLANDS: Mapping[str, str] = MappingProxyType(
    {
        code: island
        for island, codes in {
            "brehat": "22016", "batz": "29082", "sein": "29083", "molene": "29084", "ouessant": "29155",
            "belle-ile": "56009 56114 56152 56241", "groix": "56069", "hoedic": "56085", "houat": "56086",
            "ile-aux-moines": "56087", "arz": "56088", "aix": "17004", "yeu": "85113",
            "marie-galante": "97108 97112 97126", "desirade": "97110", "terre-de-bas": "97130",
            "terre-de-haut": "97131", "petite-terre": "97608 97615",
        }.items()
        for code in codes.split()
    }
)  # fmt: skip
"""Commune → the island that it lies on, where no bridge leads to it.

Islands with a bridge or a causeway (Ré, Oléron, Noirmoutier) are mainland. Inhabited islands that are a part of a
commune of the coast (Porquerolles, Chausey) cannot be told apart from it: nobody counts their
inhabitants in the tables.
"""


def land_of(commune: Commune) -> str:
    """The land of a commune: an island without a bridge, Corsica, an overseas département, or the mainland."""
    island = ISLANDS.get(commune.code)
    if island is not None:
        return island
    if commune.departement in ("2A", "2B"):
        return CORSICA
    return MAINLAND if commune.zone == "metro" else commune.departement
