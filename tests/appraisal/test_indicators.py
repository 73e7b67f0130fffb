"""What an indicator counts as a mention of a place."""

from __future__ import annotations

from florilege.appraisal.indicators import REGISTRY, Known, PlaceFacts, Surroundings
from florilege.evidence.claims import Claim


def said(field: str, date: str) -> Claim:
    key = f"fabriques:1:{field}:{date}"
    return Claim(key, "l1", field, "Commune de Lormes", "fabriques", "1", "etalab-2.0", date=date)


def test_a_source_that_says_only_who_bears_a_place_attests_it_too() -> None:
    claims = {"name": (said("name", "2021-05"),), "bearer": (said("bearer", "2024-01-26"),)}
    facts = PlaceFacts("l1", claims, Surroundings(), frozenset(), 2024)
    raw = REGISTRY["years_attested"].compute(facts)
    assert isinstance(raw, Known)
    assert (raw.low, raw.high) == (3.0, 3.0)


def test_a_source_that_says_when_a_place_opened_attests_it_at_its_own_date() -> None:
    opened = Claim(
        "e:1:opening_year:1", "l1", "opening_year", 2014, "etude", "1", "fact-cited", date="2024-03"
    )
    facts = PlaceFacts(
        "l1", {"name": (said("name", "2022"),), "opening_year": (opened,)}, Surroundings(), frozenset(), 2024
    )
    raw = REGISTRY["years_attested"].compute(facts)
    assert isinstance(raw, Known)
    assert (raw.low, raw.high) == (10.0, 10.0)
