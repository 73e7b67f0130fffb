"""Visits: what a form must say, what a visit settles, and what of it never goes further."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.evidence.claims import VISIT, Claim
from florilege.evidence.rules import read_rules, shipped_rules, show
from florilege.evidence.visit_forms import KnownValue, blank_form
from florilege.evidence.visits import (
    CONFIRMED,
    CONTRADICTED,
    PUBLIC,
    VISIBLE,
    Checked,
    Visit,
    by_place,
    denied_by,
    denies,
    public_data,
    read_visit,
    settled,
    visit_claims,
)
from florilege.faults import InputRefused, StudyFileRefused, sentence
from florilege.listings.records import Value

FORM = """place_id = "p1"
date = 2026-05-06
who = ["J. Visiteuse", "A. Membre"]
private = "the manager is leaving"

[seen]
fr = "Un atelier ouvert."

[[claim]]
field = "surface_m2"
value = 1200
verdict = "confirmed"

[[claim]]
field = "opening_year"
value = 2014
verdict = "contradicted"
found = 2013

[[claim]]
field = "jobs"
value = 12
verdict = ""

[[photograph]]
file = "atelier.jpg"
credit = "J. Visiteuse"
alt = { fr = "L’atelier", en = "The workshop" }
"""


def visit(*checked: Checked, date: str = "2026-05-06", name: str = "one", place: str = "p1") -> Visit:
    return Visit(name, place, date, ("A",), {}, checked, (), "", f"visits/{name}.toml", 1)


def listed(field: str, value: Value, *, listing: str = "cget", date: str = "2030-01-01") -> Claim:
    return Claim(f"{listing}:1:{field}:{value}", "p1", field, value, listing, "1", "LO-2.0", date=date)


def test_a_form_is_read_and_values_not_looked_at_say_nothing() -> None:
    found = read_visit(FORM, file="visits/v.toml", name="v")
    assert (found.place_id, found.date, found.who) == ("p1", "2026-05-06", ("J. Visiteuse", "A. Membre"))
    assert found.checked == (
        Checked("surface_m2", 1200, CONFIRMED),
        Checked("opening_year", 2014, CONTRADICTED, 2013),
    )
    assert found.photographs[0].alt is not None


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ('place_id = "p1"', 'place = "p1"', 1, "place_id"),
        ("date = 2026-05-06", 'date = "6 mai"', 2, "YYYY-MM-DD"),
        ("date = 2026-05-06", 'date = ""', 2, "fill in"),
        ('who = ["J. Visiteuse", "A. Membre"]', 'who = [""]', 3, "who visited"),
        ("private =", "privates =", 4, "private"),
        ('private = "the', 'private = 3 # "the', 4, "a text"),
        ('field = "surface_m2"', 'field = "surface"', 10, "surface_m2"),
        ('field = "surface_m2"', 'field = "latitude"', 10, "seen on the spot"),
        ('field = "surface_m2"', 'field = "email"', 10, "seen on the spot"),
        ("value = 1200", 'value = "1200 m2"', 11, "a number"),
        ('verdict = "confirmed"', 'verdict = "yes"', 12, "confirmed, contradicted"),
        ("value = 2014", "value = 201", 16, "a year"),
        ("found = 2013", "found = 2014", 18, "another value"),
        ('verdict = "contradicted"', 'verdict = "confirmed"', 18, "contradicted"),
        ('file = "atelier.jpg"', 'file = "../atelier.jpg"', 26, "a file put in visits/"),
        ('credit = "J. Visiteuse"', 'credit = ""', 27, "a text"),
    ],
)  # fmt: skip
def test_a_slip_is_refused_with_its_line_in_both_languages(
    before: str, after: str, line: int, said: str
) -> None:
    assert before in FORM
    with pytest.raises(StudyFileRefused) as caught:
        read_visit(FORM.replace(before, after, 1), file="visits/v.toml", name="v")
    assert caught.value.where.file == "visits/v.toml"
    assert caught.value.where.line == line
    assert said in sentence(caught.value, "en")
    assert "attendu" in sentence(caught.value, "fr")


def test_a_code_that_no_vocabulary_holds_is_refused_with_the_nearest() -> None:
    text = FORM + '\n[[claim]]\nfield = "service"\nvalue = "coworkin"\nverdict = "confirmed"\n'
    with pytest.raises(InputRefused) as caught:
        read_visit(text, file="v.toml", name="v")
    assert 'did you mean "coworking"' in sentence(caught.value, "en")


def test_what_was_seen_on_the_spot_is_shown_before_newer_and_more_corroborated_values() -> None:
    said = [
        listed("surface_m2", 900, listing="a"),
        listed("surface_m2", 900, listing="b"),
        *visit_claims("p1", "cget:1", [visit(Checked("surface_m2", 1200, CONFIRMED))]),
    ]
    shown = show(said, rules=shipped_rules(), ranks={"a": 0, "b": 1}, pages=frozenset({"a"}))["surface_m2"]
    assert (shown.values, shown.code, shown.disagree) == ((1200,), "visit", True)


def test_a_study_that_says_nothing_of_visits_in_its_rules_puts_them_first_all_the_same() -> None:
    rules = read_rules('[default]\norder = ["newest"]\n', file="field_rules.toml")
    assert rules.default.order == ("visit", "newest")
    rules = read_rules('[default]\norder = ["newest", "visit"]\n', file="field_rules.toml")
    assert rules.default.order == ("newest", "visit")


def test_a_visit_speaks_with_its_date_and_its_form() -> None:
    (one,) = visit_claims("p1", "cget:1", [visit(Checked("opening_year", 2014, CONTRADICTED, 2013))])
    assert (one.value, one.listing, one.date, one.column) == (2013, VISIT, "2026-05-06", "one")


def test_a_value_found_wrong_without_what_is_right_is_said_by_nobody_any_more() -> None:
    denied = denied_by([visit(Checked("surface_m2", 900, CONTRADICTED))])
    assert denies(denied, listed("surface_m2", 900.0))
    assert not denies(denied, listed("surface_m2", 901))
    assert settled([listed("surface_m2", 900), listed("surface_m2", 950)], denied) == (
        listed("surface_m2", 950),
    )


def test_a_value_found_wrong_stays_beside_the_one_that_was_found() -> None:
    assert not denied_by([visit(Checked("surface_m2", 900, CONTRADICTED, 1200))])


def test_of_a_field_with_several_values_the_wrong_one_goes_and_the_others_stay() -> None:
    visits = [visit(Checked("service", "training", CONTRADICTED, "coworking"))]
    said = [
        listed("service", "training"),
        listed("service", "events"),
        *visit_claims("p1", "cget:1", visits),
    ]
    assert [one.value for one in settled(said, denied_by(visits))] == ["events", "coworking"]


def test_for_the_appraisal_what_the_last_visit_says_of_a_field_with_one_value_stands_alone() -> None:
    visits = [
        visit(Checked("surface_m2", 1000, CONFIRMED), date="2025-01-01", name="old"),
        visit(Checked("surface_m2", 1200, CONFIRMED), name="new"),
    ]
    said = [listed("surface_m2", 900), *visit_claims("p1", "cget:1", visits)]
    assert [one.value for one in settled(said, denied_by(visits))] == [1200]


def test_a_later_visit_may_confirm_what_an_earlier_one_found_wrong() -> None:
    visits = [
        visit(Checked("surface_m2", 900, CONTRADICTED), date="2025-01-01"),
        visit(Checked("surface_m2", 900, CONFIRMED)),
    ]
    assert not denied_by(visits)


CHECKED = st.builds(
    Checked,
    st.sampled_from(["surface_m2", "jobs"]),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([CONFIRMED, CONTRADICTED]),
)


@given(st.lists(CHECKED, max_size=6), st.lists(st.sampled_from([1, 2, 3]), max_size=4))
def test_a_visit_made_twice_settles_as_made_once(checked: list[Checked], values: list[int]) -> None:
    once, twice = [visit(*checked)], [visit(*checked), visit(*checked, name="two")]
    said = [listed("surface_m2", value) for value in values]
    assert denied_by(once) == denied_by(twice)
    kept = settled([*said, *visit_claims("p1", "r", once)], denied_by(once))
    again = settled([*said, *visit_claims("p1", "r", twice)], denied_by(twice))
    assert {one.value for one in kept} == {one.value for one in again}


def test_a_form_about_a_merged_place_is_about_the_place_it_became_and_an_unknown_one_is_refused() -> None:
    found = by_place([visit(place="old")], {"old": "p1"}, ["p1", "old"])
    assert list(found) == ["p1"]
    with pytest.raises(StudyFileRefused) as caught:
        by_place([visit(place="p9")], {}, ["p1"])
    assert (caught.value.where.line, caught.value.value) == (1, "p9")


def test_only_what_is_named_as_public_is_kept_of_a_visit() -> None:
    data = public_data(read_visit(FORM, file="v.toml", name="v"), "p1")
    assert tuple(data) == PUBLIC
    assert "leaving" not in repr(data)


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1).filter(
    lambda text: text.strip() != ""
)


@given(TEXT, TEXT, st.lists(TEXT, max_size=2).map(tuple))
def test_a_blank_form_is_refused_until_it_is_signed_and_then_holds_the_values_known(
    name: str, value: str, sources: tuple[str, ...]
) -> None:
    known = [KnownValue("operator", value, sources), KnownValue("opening_year", 2014, ())]
    text = blank_form("p1", name, name, known=known, wanted=["jobs", "service"])
    with pytest.raises(StudyFileRefused) as caught:
        read_visit(text, file="v.toml", name="v")
    assert "fill in" in sentence(caught.value, "en")
    signed = text.replace('date = ""', 'date = "2026-05-06"').replace('who = [""]', 'who = ["A"]')
    assert read_visit(signed, file="v.toml", name="v").checked == ()
    filled = read_visit(signed.replace('verdict = ""', 'verdict = "confirmed"'), file="v.toml", name="v")
    assert [(one.field, one.value) for one in filled.checked] == [
        ("operator", value.strip()),
        ("opening_year", 2014),
    ]


def test_every_field_that_may_be_seen_may_be_looked_for() -> None:
    text = blank_form("p1", "Name", "", known=[], wanted=VISIBLE)
    assert text.count("# [[claim]]") == len(VISIBLE)
