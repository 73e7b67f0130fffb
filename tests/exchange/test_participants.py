"""Whom a participant represents: names as people type them, against the territories of France."""

from __future__ import annotations

import datetime

import pytest

from florilege.exchange.registration_rules import DOMAINS, INVITED, OPEN, RegistrationRules
from florilege.faults import InputRefused
from florilege.web.exchange.participants import NOBODY, checked, meant


@pytest.mark.parametrize(
    ("typed", "code", "kind"),
    [
        ("Reims", "51454", "commune"),
        ("51454", "51454", "commune"),
        ("rennes metropole", "243500139", "metropole"),
        ("Métropole de Lyon", "200046977", "metropole"),
        ("Communauté urbaine du Grand Reims", "200067213", "communaute-urbaine"),
        ("CU du Grand Reims", "200067213", "communaute-urbaine"),
        ("Grand Reims", "200067213", "communaute-urbaine"),
        ("communauté d’agglomération de La Rochelle", "241700434", "communaute-agglomeration"),
        ("La Rochelle", "17300", "commune"),
    ],
)
def test_a_territory_is_known_by_the_name_that_people_type(typed: str, code: str, kind: str) -> None:
    found = checked("elected", typed)
    assert (found.code, found.kind) == (code, kind)


def test_a_name_of_several_towns_is_asked_the_largest_first() -> None:
    found = meant("Saint-Denis")
    assert [one.code for one in found][:2] == ["97411", "93066"]
    with pytest.raises(InputRefused) as refused:
        checked("elected", "Saint-Denis")
    assert "93066" in str(refused.value.hint.en if refused.value.hint else "")


@pytest.mark.parametrize("kind", ["elected", "officer"])
def test_who_represents_a_territory_says_which(kind: str) -> None:
    with pytest.raises(InputRefused):
        checked(kind, " ")
    assert checked("press", "") == NOBODY


def test_an_unknown_kind_or_territory_is_refused() -> None:
    for kind, typed in (("king", "Reims"), ("partner", "Atlantide"), ("elected", "9999999")):
        with pytest.raises(InputRefused):
            checked(kind, typed)


@pytest.mark.parametrize(
    ("access", "address", "taken"),
    [
        (OPEN, "a@example.org", True), (INVITED, "a@ville.fr", False), (DOMAINS, "a@VILLE.fr", True),
        (DOMAINS, "a@sante.ville.fr", True), (DOMAINS, "a@notville.fr", False), (DOMAINS, "a@ville.fr.example.org", False),
    ],
)  # fmt: skip
def test_an_address_may_register_by_its_domain(access: str, address: str, taken: bool) -> None:
    day = datetime.date(2026, 1, 1)
    assert RegistrationRules(access, ("ville.fr",), day, day, "arrival", None, day).takes(address) is taken
