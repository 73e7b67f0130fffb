"""A week of openings read from French listings, and written in the form of OpenStreetMap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.listings.weekly_openings import Week, is_osm, week

spans = st.lists(st.integers(0, 24 * 60), unique=True, max_size=6).map(
    lambda cuts: tuple(zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
)
weeks = st.tuples(*[spans] * 7).filter(any).map(Week)


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("Du lundi au vendredi de 9h à 12h et de 14h à 18h", "Mo-Fr 09:00-12:00,14:00-18:00"),
        ("lundi matin 9h-12h, lundi après-midi 14h-17h30, mardi matin 9h-12h", "Mo 09:00-12:00,14:00-17:30; Tu 09:00-12:00"),
        ("mardi matin 9h12h, mardi après-midi 12h-20h", "Tu 09:00-20:00"),
        ("Mardi et vendredi : 12H30-18H30 -- Mercredi : 10H-18H30", "Tu,Fr 12:30-18:30; We 10:00-18:30"),
        ("Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00", "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00"),
        ("Lundi - Vendredi 9h - 18h", "Mo-Fr 09:00-18:00"),
        ("Lundi-Vendredi : 9h-18h", "Mo-Fr 09:00-18:00"),
        ("lundi – jeudi 9h–12h", "Mo-Th 09:00-12:00"),
        ("Lundi à vendredi de 9h à 12h", "Mo-Fr 09:00-12:00"),
        ("Du mardi au jeudi et samedi 9h-12h", "Tu-Th,Sa 09:00-12:00"),
        ("Lundi - mercredi, vendredi 9h-12h", "Mo-We,Fr 09:00-12:00"),
        ("Lundi - mercredi - vendredi 9h-12h", "Mo,We,Fr 09:00-12:00"),
        ("lundi/mercredi/vendredi 9h-12h", "Mo,We,Fr 09:00-12:00"),
        ("Samedi/dimanche 9h-12h", "Sa,Su 09:00-12:00"),
        ("lundi mardi mercredi jeudi vendredi 9h-12h", "Mo-Fr 09:00-12:00"),
        ("Lundi, vendredi 9h-12h", "Mo,Fr 09:00-12:00"),
        ("24/7", "Mo-Su 00:00-24:00"),
        ("Mo-Fr 09:00-18:00; We off", "Mo,Tu,Th,Fr 09:00-18:00"),
        ("Sa-Mo 10:00-12:00", "Mo,Sa,Su 10:00-12:00"),
    ],
)  # fmt: skip
def test_days_and_hours_are_put_in_the_form_of_openstreetmap(text: str, osm: str) -> None:
    found = week(text)
    assert found is not None
    assert found.osm == osm


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9h-12h / 14h-17h",
        "Sur RDV : 02 47 00 00 00",
        "2ème et 4ème jeudi du mois de 10h à 13h",
        "Du lundi au vendredi de 9h à 18h, fermé les jours fériés",
        "mardi matin 14h-12h, mardi après-midi 12h-20h",
        "samedi matin souscondition",
        "lundi matin 9h-12h, lundi matin 14h-17h",
        "Lundi/Vendredi 9h-18h",
        "Lundi / vendredi : 9h-18h",
        "lundi vendredi 9h-18h",
        "vendredi - mardi 9h-18h",
        "lundi - mercredi / vendredi 9h-18h",
        "lundi - mercredi, mardi 9h-18h",
        "Mo-Fr 09:00-25:00",
        "Mo-Fr 18:00-09:00",
        'Mo-Fr 09:00-18:00 "sur rendez-vous"',
    ],
)
def test_what_is_not_wholly_days_and_hours_is_not_understood(text: str) -> None:
    assert week(text) is None


@given(weeks)
def test_a_week_written_and_read_is_the_same_week(one: Week) -> None:
    apart = week(one.osm)
    assert is_osm(one.osm)
    assert apart is not None
    assert apart.osm == one.osm
    assert [sum(end - start for start, end in day) for day in apart.days] == [
        sum(end - start for start, end in day) for day in one.days
    ]


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("Mo-Fr 09:00-18:00; PH off", True),
        ("PH off", False),
        ("Mo-Fr 9h-18h", False),
        ("Mo-Fr 09:00-18:00;", False),
    ],
)
def test_the_form_of_openstreetmap_is_known(text: str, taken: bool) -> None:
    assert is_osm(text) is taken
