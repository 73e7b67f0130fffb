"""Territories as files of a study name them: by the end of the address of their page, an EPCI by its SIREN alone."""

from __future__ import annotations

from functools import lru_cache

from florilege.territory.reference import Reference, reference

WITHIN_GRAND_PARIS = "EPT"
"""Kind of the territories of the Grand Paris, which have no page: their communes are in the métropole."""


@lru_cache(maxsize=1)
def territory_names() -> dict[str, str]:
    """Key → name of every région, département, EPCI and commune of today."""
    known = reference()
    return {
        **{f"region-{code}": one.name for code, one in known.regions.items()},
        **{f"departement-{code}": one.name for code, one in known.departements.items()},
        **{code: one.name for code, one in known.epcis.items() if one.kind != WITHIN_GRAND_PARIS},
        **{f"commune-{code}": one.name for code, one in known.communes.items()},
    }


def alike(written: str) -> list[str]:
    """The keys among which to look for the nearest to one that is none: of its level, where it says one."""
    level, mark, _ = written.partition("-")
    named = [key for key in territory_names() if mark and key.startswith(f"{level}-")]
    return named or [key for key in territory_names() if not key.startswith("commune-")]


def with_those_above(key: str) -> tuple[str, ...]:
    """A territory and those that hold it, the smallest first: what is about a commune is about its EPCI too."""
    known = reference()
    level, _, code = key.rpartition("-")
    if level == "commune" and code in known.communes:
        return _of_commune(known, code)
    if level == "departement" and code in known.departements:
        region = known.departements[code].region
        return (key, *([f"region-{region}"] if region else []))
    if not level and code in known.epcis:
        found = known.epcis[code]
        return (key, f"departement-{found.departement}", f"region-{found.region}")
    return (key,)


def _of_commune(known: Reference, code: str) -> tuple[str, ...]:
    found = known.communes[code]
    epci = (found.epci,) if found.epci else ()
    return (f"commune-{code}", *epci, f"departement-{found.departement}", f"region-{found.region}")
