"""What a code of another year is today."""

from __future__ import annotations

import pytest

from florilege.territory.history import NATURES, REGIONS_BEFORE_2016, code_today
from florilege.territory.reference import reference

REFERENCE = reference()


@pytest.mark.parametrize(
    ("level", "code", "status", "now", "said"),
    [
        ("commune", "57463", "current", "57463", "Metz"),
        ("commune", "01039", "former", "01138", "commune déléguée de Culoz-Béon (01138)"),
        ("commune", "75111", "arrondissement", "75056", "arrondissement de Paris (75056)"),
        ("commune", "2a004", "current", "2A004", "Ajaccio"),
        ("epci", "200039865", "epci", "200039865", "Metz Métropole"),
        ("epci", "200058006", "ept", "200058006", ""),
        (
            "region",
            "41",
            "former",
            "44",
            "Lorraine (41), région jusqu’en 2015, aujourd’hui dans Grand Est (44)",
        ),
        ("departement", "57", "departement", "57", "Moselle"),
    ],
)
def test_a_code_is_read_in_words(level: str, code: str, status: str, now: str, said: str) -> None:
    found = code_today(code, level=level, reference=REFERENCE)
    assert (found.status, found.now) == (status, now)
    assert said in found.words.fr


def test_every_former_commune_is_readable() -> None:
    for code, before in REFERENCE.former_communes.items():
        assert before.nature in NATURES
        if code not in REFERENCE.communes and before.now in REFERENCE.communes:
            found = code_today(code, level="commune", reference=REFERENCE)
            assert before.now in found.words.fr
            assert before.now in found.words.en


def test_every_region_of_before_is_in_one_of_today() -> None:
    assert {now for _, now in REGIONS_BEFORE_2016.values()} <= set(REFERENCE.regions)
    assert not set(REGIONS_BEFORE_2016) & set(REFERENCE.regions)


def test_an_unknown_code_is_said_so_with_the_nearest() -> None:
    found = code_today("57999", level="commune", reference=REFERENCE)
    assert (found.status, found.now, found.name) == ("unknown", "", "")
    assert len(found.nearest) == 3
    assert all(code.startswith("57") and code in REFERENCE.communes for code in found.nearest)
    assert found.nearest[0] in found.words.en


def test_an_epci_that_is_no_more_says_what_cannot_be_known() -> None:
    alone = code_today("245799999", level="epci", reference=REFERENCE)
    assert alone.status == "unknown"
    assert "l’histoire des intercommunalités" in alone.words.fr


def test_an_epci_that_is_no_more_is_followed_by_the_commune_that_the_source_names() -> None:
    found = code_today("245799999", level="epci", reference=REFERENCE, commune="57463")
    assert (found.status, found.now) == ("unknown", "200039865")
    assert "Metz Métropole" in found.words.fr


@pytest.mark.parametrize("code", ["", "ABC", "123456", "99999"])
def test_anything_is_answered(code: str) -> None:
    for level in ("commune", "epci", "departement", "region"):
        assert code_today(code, level=level, reference=REFERENCE).words.fr
