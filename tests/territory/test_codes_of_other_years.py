"""Codes of other years: each says what it is today, in both languages, or what it may be meant for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.territory.history import KINDS, code_today
from florilege.territory.reference import reference

REFERENCE = reference()


@pytest.mark.parametrize(
    ("code", "kind", "today", "words"),
    [
        ("57463", "commune", "57463", "57463 is the commune of Metz."),
        ("01039", "former_commune", "01138", "01039 (Béon) is a former code: it is today the commune of Culoz-Béon (01138)."),
        ("75111", "arrondissement", "75056", "in the commune of Paris (75056)"),
        ("200039865", "epci", "200039865", "is the intercommunality Metz Métropole"),
        ("2a004", "commune", "2A004", "is the commune of Ajaccio"),
        (" 57 463 ", "commune", "57463", "Metz"),
    ],
)  # fmt: skip
def test_a_known_code_says_what_it_is_today(code: str, kind: str, today: str, words: str) -> None:
    found = code_today(code, reference=REFERENCE)
    assert (found.kind, found.today) == (kind, today)
    assert words in found.words.en


def test_a_former_commune_keeps_the_name_that_it_had() -> None:
    found = code_today("01039", reference=REFERENCE)
    assert (found.name, found.today_name) == ("Béon", "Culoz-Béon")


def test_an_epci_unknown_to_the_year_is_said_to_be_so_and_not_guessed() -> None:
    found = code_today("245700372", reference=REFERENCE)
    assert (found.kind, found.today) == ("former_epci", None)
    assert "la référence ne dit pas ce qu’elle est devenue" in found.words.fr


@pytest.mark.parametrize(
    ("code", "offered"),
    [
        ("1001", ("01001",)),  # the zero that a spreadsheet takes
        ("20004", ("2A004",)),  # Ajaccio before Corsica was two
        ("57999", ()),
        ("hello", ()),
        ("", ()),
    ],
)
def test_a_code_never_known_offers_the_nearest(code: str, offered: tuple[str, ...]) -> None:
    found = code_today(code, reference=REFERENCE)
    assert (found.kind, found.today) == ("unknown", None)
    assert found.offered[: len(offered)] == offered


def test_a_slip_of_a_digit_offers_codes_of_today() -> None:
    found = code_today("574633", reference=REFERENCE)
    assert "57463" in found.offered
    assert "57463 (Metz)" in found.words.fr


def test_every_former_code_of_the_reference_leads_to_a_commune_of_today() -> None:
    for code in REFERENCE.former:
        found = code_today(code, reference=REFERENCE)
        assert found.kind in ("former_commune", "commune", "arrondissement")
        assert found.today in REFERENCE.communes


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=12))
def test_any_text_has_an_answer_in_both_languages(code: str) -> None:
    found = code_today(code, reference=REFERENCE)
    assert found.kind in KINDS
    assert found.words.fr
    assert found.words.en
    assert all(REFERENCE.current(one) or one in REFERENCE.epcis for one in found.offered)
