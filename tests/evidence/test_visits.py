"""Visits: what a form must say, what a visit settles, and what of it never goes further."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.evidence.claims import VISIT, Claim
from florilege.evidence.examinations import (
    CONFIRMED,
    CONTRADICTED,
    Checked,
    by_place,
    denied_by,
    denies,
    examination_claims,
    settled,
)
from florilege.evidence.rules import read_rules, shipped_rules, show
from florilege.evidence.visit_forms import KnownValue, blank_form
from florilege.evidence.visits import VISIBLE, PublishedVisit, Visit, public_data, published, read_visit
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
        ("date = 2026-05-06", "date = 2026-05-06T10:00:00", 2, "YYYY-MM-DD"),
        ("who = [\"J. Visiteuse\", \"A. Membre\"]", "who = []", 3, "the visitors"),
        ("who = [\"J. Visiteuse\", \"A. Membre\"]", 'who = ["J. Visiteuse", " "]', 3, "the visitors"),
        ('who = ["J. Visiteuse", "A. Membre"]', 'who = [""]', 3, "the visitors"),
        ("private =", "privates =", 4, "private"),
        ('private = "the', 'private = 3 # "the', 4, "a text"),
        ('field = "surface_m2"', 'field = "surface"', 10, "surface_m2"),
        ('field = "surface_m2"', 'field = "latitude"', 10, "observed on site"),
        ('field = "surface_m2"', 'field = "email"', 10, "observed on site"),
        ("value = 1200", 'value = "1200 m2"', 11, "a number"),
        ('verdict = "confirmed"', 'verdict = "yes"', 12, "confirmed, contradicted"),
        ("value = 2014", "value = 201", 16, "a year"),
        ("found = 2013", "found = 2014", 18, "a value different from"),
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
        *examination_claims("p1", "cget:1", [visit(Checked("surface_m2", 1200, CONFIRMED))]),
    ]
    shown = show(said, rules=shipped_rules(), ranks={"a": 0, "b": 1}, pages=frozenset({"a"}))["surface_m2"]
    assert (shown.values, shown.code, shown.disagree) == ((1200,), "visit", True)


def test_a_study_that_says_nothing_of_visits_in_its_rules_puts_them_first_all_the_same() -> None:
    rules = read_rules('[default]\norder = ["newest"]\n', file="field_rules.toml")
    assert rules.default.order == ("visit", "newest")
    rules = read_rules('[default]\norder = ["newest", "visit"]\n', file="field_rules.toml")
    assert rules.default.order == ("newest", "visit")


def test_a_visit_speaks_with_its_date_and_its_form() -> None:
    (one,) = examination_claims("p1", "cget:1", [visit(Checked("opening_year", 2014, CONTRADICTED, 2013))])
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
        *examination_claims("p1", "cget:1", visits),
    ]
    assert [one.value for one in settled(said, denied_by(visits))] == ["events", "coworking"]


def test_for_the_appraisal_what_the_last_visit_says_of_a_field_with_one_value_stands_alone() -> None:
    visits = [
        visit(Checked("surface_m2", 1000, CONFIRMED), date="2025-01-01", name="old"),
        visit(Checked("surface_m2", 1200, CONFIRMED), name="new"),
    ]
    said = [listed("surface_m2", 900), *examination_claims("p1", "cget:1", visits)]
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
    kept = settled([*said, *examination_claims("p1", "r", once)], denied_by(once))
    again = settled([*said, *examination_claims("p1", "r", twice)], denied_by(twice))
    assert {one.value for one in kept} == {one.value for one in again}


def test_a_form_about_a_merged_place_is_about_the_place_it_became_and_an_unknown_one_is_refused() -> None:
    found = by_place([visit(place="old")], {"old": "p1"}, ["p1", "old"])
    assert list(found) == ["p1"]
    with pytest.raises(StudyFileRefused) as caught:
        by_place([visit(place="p9")], {}, ["p1"])
    assert (caught.value.where.line, caught.value.value) == (1, "p9")


def test_only_what_is_named_as_public_is_kept_of_a_visit() -> None:
    data = public_data(published(read_visit(FORM, file="v.toml", name="v"), "p1"))
    assert tuple(data) == PublishedVisit.__struct_fields__
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


def read(text: str) -> Visit:
    return read_visit(text, file="visits/v.toml", name="v")


def looked_at(field: str, value: str) -> str:
    return f'{FORM}\n[[claim]]\nfield = "{field}"\nvalue = {value}\nverdict = "confirmed"\n'


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("jobs", ["0", "12"], ["-1", "1.5", "true", '"12"']),
        ("opening_year", ["1000", "2200"], ["999", "2201", "true", '"2014"']),
        ("surface_m2", ["1.5", "0"], ["true", '"1"', "nan"]),
        ("website", ['"https://a.fr"', '"http://a.fr"'], ['"a.fr"', "3"]),
        ("operator", ['" L’association "'], ['" "', "3"]),
        ("service", ['"coworking"'], ['"coworkin"', "3"]),
    ],
)
def test_a_value_is_of_the_kind_of_its_field_or_is_refused(
    field: str, good: list[str], bad: list[str]
) -> None:
    for value in good:
        assert read(looked_at(field, value)).checked[-1].field == field
    for value in bad:
        with pytest.raises(StudyFileRefused) as caught:
            read(looked_at(field, value))
        assert caught.value.where.line == FORM.count("\n") + 4


@pytest.mark.parametrize("absent", ["date = 2026-05-06\n", "value = 1200\n"])
def test_a_line_that_is_missing_is_named(absent: str) -> None:
    with pytest.raises(StudyFileRefused) as caught:
        read(FORM.replace(absent, "", 1))
    assert absent.split(" ")[0] in sentence(caught.value, "en")


def test_texts_lose_the_spaces_around_them() -> None:
    form = read(looked_at("operator", '" L’association "').replace('"A. Membre"', '" A. Membre "'))
    assert form.checked[-1].value == "L’association"
    assert form.who == ("J. Visiteuse", "A. Membre")


@pytest.mark.parametrize("date", ["2026-05-06", '"2026-05-06"'])
def test_a_day_may_be_written_as_a_date_or_as_a_text(date: str) -> None:
    assert read(FORM.replace("date = 2026-05-06", f"date = {date}")).date == "2026-05-06"


@pytest.mark.parametrize("file", ["a/b.jpg", "a\\\\b.jpg", ".hidden.jpg", " "])
def test_a_photograph_lies_beside_its_form(file: str) -> None:
    with pytest.raises(StudyFileRefused):
        read(FORM.replace("atelier.jpg", file))


@pytest.mark.parametrize("table", ["[[claim]]", "[[photograph]]", "[seen]"])
def test_a_key_that_no_part_of_a_form_has_is_refused(table: str) -> None:
    with pytest.raises(StudyFileRefused):
        read(FORM.replace(table, f"{table}\nunheard_of = 1", 1))


def test_a_text_that_was_left_empty_is_none() -> None:
    assert read(FORM).seen == {"fr": "Un atelier ouvert."}
    assert read(FORM.replace("[seen]", '[seen]\nen = " "')).seen == {"fr": "Un atelier ouvert."}
    assert read(FORM.replace('private = "the manager is leaving"\n', "")).private == ""


def test_the_visits_of_a_place_are_in_the_order_of_their_dates_then_of_their_names() -> None:
    visits = [
        visit(name="b", date="2026-02-01"),
        visit(name="a", date="2026-02-01"),
        visit(name="c", date="2026-01-01"),
        visit(name="d", place="p2"),
    ]
    found = by_place(visits, {}, {"p1", "p2"})
    assert {place: [one.name for one in said] for place, said in found.items()} == {
        "p1": ["c", "a", "b"],
        "p2": ["d"],
    }


def test_a_form_follows_a_place_through_all_its_merges() -> None:
    assert list(by_place([visit(place="p0")], {"p0": "p1", "p1": "p2"}, {"p2"})) == ["p2"]


def test_each_value_of_a_form_has_a_key_of_its_own_and_the_unit_of_its_field() -> None:
    checked = (
        Checked("service", "training", CONFIRMED),
        Checked("surface_m2", 900, CONTRADICTED),
        Checked("service", "events", CONFIRMED),
        Checked("surface_m2", 900, CONTRADICTED, 1200),
    )
    claims = examination_claims("p1", "cget:1", [visit(*checked)])
    assert [(one.key, one.value) for one in claims] == [
        ("visit:one:service:1", "training"),
        ("visit:one:service:3", "events"),
        ("visit:one:surface_m2:4", 1200),
    ]
    assert [(one.unit, one.licence, one.record_id) for one in claims[2:]] == [("m2", "fact-cited", "cget:1")]


def test_what_was_found_is_wrong_no_more_although_it_was_once_found_wrong() -> None:
    visits = [
        visit(Checked("surface_m2", 1200, CONTRADICTED), date="2025-01-01"),
        visit(Checked("surface_m2", 900, CONTRADICTED, 1200)),
    ]
    assert not denied_by(visits)
    assert denied_by(visits[::-1]) == {("surface_m2", "1200")}


def test_what_a_visit_confirmed_is_denied_by_a_later_one_alone() -> None:
    denied = denied_by([visit(Checked("surface_m2", 900, CONTRADICTED))])
    (seen,) = examination_claims("p1", "r", [visit(Checked("surface_m2", 900, CONFIRMED), date="2020-01-01")])
    assert denies(denied, seen)
    since = [
        visit(Checked("surface_m2", 900, CONTRADICTED)),
        visit(Checked("surface_m2", 900, CONFIRMED), date="2026-12-01"),
    ]
    assert not denies(denied_by(since), seen)
    assert not denies(frozenset(), listed("surface_m2", 900))
    assert not denies(denied, listed("jobs", 900))


def test_of_two_visits_of_one_day_the_same_one_always_speaks_last() -> None:
    said = examination_claims(
        "p1", "r", [visit(Checked("jobs", 1, CONFIRMED), name="a"), visit(Checked("jobs", 2, CONFIRMED), name="b")]
    )  # fmt: skip
    for claims in (said, said[::-1]):
        assert [one.value for one in settled(claims, frozenset())] == [2]
    services = [
        listed("service", "events"),
        *examination_claims("p1", "r", [visit(Checked("service", "training", CONFIRMED))]),
    ]
    assert len(settled(services, frozenset())) == 2


def test_what_is_kept_of_a_visit_says_what_its_form_says() -> None:
    text = FORM + '\n[[photograph]]\nfile = "salle.jpg"\ncredit = "A. Membre"\n'
    data = public_data(published(read(text), "p2"))
    assert data["place_id"] == "p2"
    assert (data["name"], data["date"], data["who"]) == ("v", "2026-05-06", ["J. Visiteuse", "A. Membre"])
    assert data["seen"] == {"fr": "Un atelier ouvert."}
    assert data["claims"] == [
        {"field": "surface_m2", "value": 1200, "verdict": CONFIRMED, "found": None},
        {"field": "opening_year", "value": 2014, "verdict": CONTRADICTED, "found": 2013},
    ]
    assert data["photographs"] == [
        {"file": "atelier.jpg", "credit": "J. Visiteuse", "alt": {"fr": "L’atelier", "en": "The workshop"}},
        {"file": "salle.jpg", "credit": "A. Membre", "alt": None},
    ]
