"""Hours a week, from half-days and from sentences; what is not understood is unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.listings.opening_hours import half_days, sentence, span


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("9h-12h", (540, 720)),
        ("9h12h", (540, 720)),
        ("8h30-12h30", (510, 750)),
        ("09h-12h", (540, 720)),
        ("14h-12h", None),
        ("souscondition", None),
        ("9h-25h", None),
    ],
)
def test_a_half_day_is_read(text: str, minutes: tuple[int, int] | None) -> None:
    assert span(text) == minutes


def test_closed_half_days_count_for_nothing() -> None:
    assert half_days(["9h-12h", "14h-18h", "-", "x", "X", "", *[""] * 8]) == 7.0


def test_overlapping_half_days_are_counted_once() -> None:
    assert half_days(["9h-18h", "14h-18h"]) == 9.0


def test_one_half_day_that_is_not_understood_makes_the_week_unknown() -> None:
    assert half_days(["9h-12h", "souscondition"]) is None


def test_a_week_without_any_opening_stated_is_unknown_and_not_zero() -> None:
    assert half_days(["-"] * 14) is None
    assert half_days([""] * 14) is None


@pytest.mark.parametrize(
    ("text", "days", "hours"),
    [
        ("DU LUNDI AU VENDREDI de 9h à 12h et de 14h à 17h", [], 30.0),
        ("Du lundi au vendredi de 9h à 12h", ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi"], 15.0),
        ("Du lundi au vendredi de 9h à 12h", ["Lundi"], None),
        ("9h à 12h / 14h à 17h", ["Lundi", "Mardi"], 12.0),
        ("9h à 12h", [], None),
        ("Du lundi au jeudi : 9h-12h 14h-17h Le vendredi : 9h-12h 14h-16h", [], 29.0),
        ("Lundi et Mardi 09h00-12h30 et 13h30-17h00/Mercredi 09h00-12h00", [], 17.0),
        ("Horaires d’ouverture : du lundi au vendredi de 9h à 12h et de 13h à 17h.", [], 35.0),
        ("lundi :\t09:00–11:45, 13:30–16:30 mardi :\t13:30–16:30", ["Lundi", "Mardi"], 8.75),
        ("9h 12h 14h 17h", ["Lundi"], 6.0),
        ("9h00/12h00 - 14h00/17h00", ["Lundi"], 6.0),
        ("Lundi : 15h18h / Mardi : 9 h 30 12 h - 14 h 18 h.", [], 9.5),
        ("Lundi : 9h-17", [], None),
        ("Mardi 9h-12h Mardi 14h-17h", [], None),
        ("Mardi : sur rendez-vous", ["Mardi"], None),
        ("Du vendredi au lundi 9h-12h", [], None),
        ("Lundi, Mardi", ["Lundi", "Mardi"], None),
        ("En période scolaire: Mardi 8h30-12h00", ["Mardi"], None),
        ("Du lundi au vendredi de 9h à 12h sauf le mardi", [], None),
        ("1er et 3ème lundi du mois de 14h à 17h", ["Lundi"], None),
        ("Sur RDV : 02.47.49.01.20", ["Lundi"], None),
    ],
)
def test_a_sentence_is_read_only_when_it_is_made_of_days_and_hours(
    text: str, days: list[str], hours: float | None
) -> None:
    assert sentence(text, days) == hours


@given(
    st.lists(st.text(max_size=12), max_size=14),
    st.text(max_size=40),
    st.lists(st.text(max_size=9), max_size=8),
)
def test_no_text_stops_the_reading_and_no_week_exceeds_seven_days(
    cells: list[str], text: str, days: list[str]
) -> None:
    for hours in (half_days(cells), sentence(text, days)):
        assert hours is None or 0 < hours <= 7 * 24
