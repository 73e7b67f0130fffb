"""The journal of accepted corrections: read as written or refused by line and column, undone, and how it speaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.evidence.claims import Claim
from florilege.evidence.contributions import (
    COLUMNS,
    EXPECTED,
    SETTABLE,
    Line,
    added,
    contributions_of,
    read_contributions,
    replies_of,
    speaker_of,
    standing,
    taken_off,
    value_of,
    write_contributions,
)
from florilege.evidence.examinations import by_place, denied_by, denies, examination_claims, settled
from florilege.evidence.rules import shipped_rules, show
from florilege.evidence.visits import Visit
from florilege.faults import InputRefused, TableRefused
from florilege.listings.fields import FIELDS

BASE = {"accepted_by": "M. Modératrice", "accepted": "2026-05-09"}


def line(**given: object) -> Line:
    return Line(**{"act": 1, "kind": "value", "place_id": "p1", "date": "2026-05-08", **BASE, **given})  # type: ignore[arg-type]


def listed(field: str, value: object, listing: str = "cget", date: str = "2026-09-01") -> Claim:
    return Claim(f"{listing}:1:{field}:1", "p1", field, value, listing, "1", "etalab-2.0", date=date)  # type: ignore[arg-type]


def shown(field: str, *claims: Claim) -> tuple[object, str]:
    found = show(claims, rules=shipped_rules(), ranks={"cget": 1}, pages=frozenset())[field]
    return found.values[0], found.code


def test_a_journal_is_read_as_it_was_written() -> None:
    journal = (
        line(field="jobs", wrong=12, right=14, source_url="https://lieu.example/bilan", said_by="place"),
        line(field="service", right="coworking", said_by="visitor", proposal="abc"),
        line(field="meeting_rooms", right=True),
        line(
            act=2, kind="reply", field="fr", right="Nous avons déménagé.\nVenez nous voir.", said_by="place"
        ),
        line(act=3, kind="removal", place_id="p2"),
        Line(4, "undo", undoes=3, **BASE),  # type: ignore[arg-type]
    )
    journal = tuple(one for one in journal if one.field in ("", "fr", *FIELDS))
    text = write_contributions(journal)
    assert read_contributions(text, file="c.csv") == journal
    assert text.splitlines()[0] == ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("act", "0", "a whole number, 1 or more"),
        ("kind", "valeur", "one of: value, reply, removal, undo"),
        ("place_id", "", "the id of a place"),
        ("field", "surface", "a field that can be corrected"),
        ("field", "latitude", "a field that can be corrected"),
        ("right", "beaucoup", EXPECTED["integer"].en),
        ("wrong", "-3", EXPECTED["integer"].en),
        ("date", "8 mai", "a date YYYY-MM-DD"),
        ("source_url", "javascript:alert(1)", EXPECTED["url"].en),
        ("said_by", "A. Passante", "one of: place, visitor, team"),
        ("accepted_by", "", "a value"),
    ],
)
def test_what_cannot_be_read_is_named_by_line_and_column(column: str, value: str, expected: str) -> None:
    cells = {
        "act": "1", "kind": "value", "place_id": "p1", "field": "jobs", "right": "14", "date": "2026-05-08",
        "said_by": "place", "accepted_by": "M.", "accepted": "2026-05-09", column: value,
    }  # fmt: skip
    text = ",".join(COLUMNS) + "\n" + ",".join(cells.get(one, "") for one in COLUMNS) + "\n"
    with pytest.raises(TableRefused) as refused:
        read_contributions(text, file="c.csv")
    assert (refused.value.where.line, refused.value.where.column) == (2, column)
    assert refused.value.expected.en == expected


def test_an_act_says_something_and_numbers_go_up() -> None:
    empty = write_contributions([line(field="jobs", right=1)]).replace("jobs,,1,", "jobs,,,")
    with pytest.raises(TableRefused) as refused:
        read_contributions(empty, file="c.csv")
    assert refused.value.where.column == "right"
    backwards = write_contributions([line(act=2, field="jobs", right=1), line(act=1, field="jobs", right=2)])
    with pytest.raises(TableRefused):
        read_contributions(backwards, file="c.csv")
    itself = write_contributions([Line(1, "undo", undoes=1, **BASE)])  # type: ignore[arg-type]
    with pytest.raises(TableRefused) as refused:
        read_contributions(itself, file="c.csv")
    assert refused.value.where.column == "undoes"


def test_an_act_taken_back_says_nothing_until_that_is_taken_back_too() -> None:
    journal = added((), [line(field="jobs", right=14)])
    journal = added(journal, [Line(0, "undo", undoes=1, **BASE)])  # type: ignore[arg-type]
    assert standing(journal) == ()
    assert contributions_of(journal) == ()
    journal = added(journal, [Line(0, "undo", undoes=2, **BASE)])  # type: ignore[arg-type]
    assert [one.right for one in standing(journal)] == [14]


def test_the_last_check_by_a_person_speaks_whether_visit_or_correction() -> None:
    (corrected,) = contributions_of([line(field="jobs", wrong=12, right=14, said_by="place")])
    visit = Visit("v", "p1", "2026-06-01", ("V.",), {}, corrected.checked, (), "", "v.toml", 1)
    claims = [listed("jobs", 12), *examination_claims("p1", "r", [corrected])]
    assert shown("jobs", *claims) == (14, "contribution")
    later = contributions_of([line(act=2, field="jobs", wrong=14, right=20, date="2026-07-01")])
    said = by_place([visit, corrected, *later], {}, {"p1"})["p1"]
    assert [one.source for one in said] == ["contribution", "visit", "contribution"]
    claims = [listed("jobs", 12), *examination_claims("p1", "r", said)]
    assert shown("jobs", *claims) == (20, "contribution")
    assert shown("jobs", *claims[:-1]) == (14, "visit")
    assert {one.value for one in settled(claims, denied_by(said))} == {20}


def test_of_one_day_the_later_act_speaks() -> None:
    said = contributions_of([line(act=one, field="jobs", right=one) for one in (2, 9, 10)])
    claims = examination_claims("p1", "r", by_place(said, {}, {"p1"})["p1"])
    for order in (claims, claims[::-1]):
        assert shown("jobs", *order)[0] == 10
        assert [one.value for one in settled(order, frozenset())] == [10]


def test_a_service_found_wrong_is_no_longer_said_even_by_an_earlier_correction() -> None:
    yes = contributions_of([line(field="service", right="coworking")])
    no = contributions_of([line(act=2, field="service", wrong="coworking", date="2026-08-01")])
    claims = [listed("service", "coworking"), *examination_claims("p1", "r", yes)]
    denied = denied_by([*yes, *no])
    assert all(denies(denied, one) for one in claims)
    assert not any(denies(denied_by([*no, *yes]), one) for one in claims)


def test_a_place_merged_keeps_what_was_corrected_and_an_unknown_one_is_named() -> None:
    (one,) = contributions_of([line(field="jobs", right=14)], file="c.csv")
    assert set(by_place([one], {"p1": "p0"}, {"p0"})) == {"p0"}
    with pytest.raises(TableRefused) as refused:
        by_place([one], {}, {"p2"})
    assert refused.value.where.column == "place_id"


def test_the_last_reply_stands_and_a_wish_to_be_taken_off_too() -> None:
    journal = [
        line(kind="reply", field="fr", right="Un."),
        line(act=2, kind="reply", field="fr", right="Deux."),
        line(act=3, kind="removal", place_id="p2"),
    ]
    assert [one.text for one in replies_of(journal)] == ["Deux."]
    assert taken_off(journal) == {"p2"}
    assert taken_off([*journal, Line(4, "undo", undoes=3, **BASE)]) == frozenset()  # type: ignore[arg-type]


def test_who_said_it_is_told_by_kind_and_never_by_name() -> None:
    (one,) = contributions_of([line(field="jobs", right=14, said_by="visitor")])
    (claim,) = examination_claims("p1", "r", [one])
    assert speaker_of(claim.column) == "visitor"
    assert speaker_of("000001 somebody") == ""


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("surface_m2", "1 250,5", 1250.5), ("jobs", " 14 ", 14), ("opening_year", "2014", 2014),
        ("name", "  Le   Bouillon ", "Le Bouillon"), ("website", "https://lieu.example/", "https://lieu.example/"),
        ("service", "coworking", "coworking"),
    ],
)  # fmt: skip
def test_a_value_is_read_as_people_write_it(field: str, text: str, value: object) -> None:
    assert value_of(field, text) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("jobs", "quelques"), ("jobs", "-1"), ("jobs", "١٢"), ("opening_year", "14"), ("website", "lieu.example"),
        ("website", "https://a@b.example/"), ("service", "cowork"), ("name", "Le\u202eBouillon"), ("name", "x" * 2001),
        ("name", ""),
    ],
)  # fmt: skip
def test_what_is_no_value_of_a_field_is_refused(field: str, text: str) -> None:
    with pytest.raises(InputRefused):
        value_of(field, text)


@given(st.sampled_from(SETTABLE), st.text(max_size=40))
def test_a_value_once_read_is_written_and_read_again_alike(field: str, text: str) -> None:
    try:
        value = value_of(field, text)
    except InputRefused:
        return
    journal = (line(field=field, right=value),)
    assert read_contributions(write_contributions(journal), file="c.csv") == journal
