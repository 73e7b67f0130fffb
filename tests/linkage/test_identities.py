"""Identities never change: from one build to the next, a place keeps its id."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.faults import TableRefused
from florilege.linkage.identities import (
    Identity,
    assign,
    natural,
    place_id,
    read_identities,
    write_identities,
)

RANKS = {"cget": 0, "pdl": 1, "bfc": 2}
KEYS = [f"{listing}:{number}" for listing in RANKS for number in range(1, 7)]


@st.composite
def partitions(draw: st.DrawFn, keys: list[str] = KEYS) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for key in keys:
        groups.setdefault(draw(st.integers(0, 6)), []).append(key)
    return list(groups.values())


def test_a_place_is_founded_by_its_first_record_in_the_order_of_the_listings() -> None:
    found = assign([["bfc:1", "cget:10", "cget:9"]], (), ranks=RANKS)
    assert found.identities == (Identity(place_id("cget", "9"), "cget", "9"),)


@given(partitions())
def test_the_same_input_gives_the_same_identities_whatever_the_order(clusters: list[list[str]]) -> None:
    first = assign(clusters, (), ranks=RANKS)
    turned = assign([cluster[::-1] for cluster in clusters[::-1]], (), ranks=RANKS)
    assert turned == first


@given(partitions())
def test_building_again_changes_nothing(clusters: list[list[str]]) -> None:
    first = assign(clusters, (), ranks=RANKS)
    again = assign(clusters, first.identities, ranks=RANKS)
    assert again.identities == first.identities
    assert again.place_of == first.place_of
    assert (again.founded, again.merged) == (0, 0)


@given(partitions([key for key in KEYS if not key.startswith("pdl")]), partitions())
def test_a_listing_that_comes_in_renames_no_place(before: list[list[str]], after: list[list[str]]) -> None:
    first = assign(before, (), ranks=RANKS)
    second = assign(after, first.identities, ranks=RANKS)
    assert second.identities[: len(first.identities)] == tuple(
        Identity(old.place_id, old.founding_listing, old.founding_record, new.replaced_by)
        for old, new in zip(first.identities, second.identities, strict=False)
    )


@given(partitions(), partitions())
def test_records_share_a_place_when_and_only_when_they_share_a_cluster(
    before: list[list[str]], after: list[list[str]]
) -> None:
    second = assign(after, assign(before, (), ranks=RANKS).identities, ranks=RANKS)
    by_place: dict[str, set[str]] = {}
    for key, place in second.place_of.items():
        by_place.setdefault(place, set()).add(key)
    assert sorted(map(sorted, by_place.values())) == sorted(map(sorted, after))


def test_after_a_merge_the_older_id_survives_and_the_other_points_to_it() -> None:
    first = assign([["cget:1"], ["pdl:1"]], (), ranks=RANKS)
    merged = assign([["pdl:1", "cget:1"]], first.identities, ranks=RANKS)
    elder, younger = first.place_of["cget:1"], first.place_of["pdl:1"]
    assert merged.place_of == {"cget:1": elder, "pdl:1": elder}
    assert [identity.replaced_by for identity in merged.identities if identity.place_id == younger] == [elder]


def test_a_split_gives_both_places_their_own_id_back() -> None:
    first = assign([["cget:1"], ["pdl:1"]], (), ranks=RANKS)
    merged = assign([["pdl:1", "cget:1"]], first.identities, ranks=RANKS)
    split = assign([["cget:1"], ["pdl:1"]], merged.identities, ranks=RANKS)
    assert split.place_of == first.place_of
    assert all(identity.replaced_by == "" for identity in split.identities)


def test_a_place_whose_founding_record_is_gone_keeps_its_id_and_gets_another_anchor() -> None:
    first = assign([["cget:1", "pdl:1"], ["cget:2"]], (), ranks=RANKS)
    gone = assign([["pdl:1"], ["cget:2"]], first.identities, ranks=RANKS, previous=first.place_of)
    assert gone.place_of["pdl:1"] == first.place_of["cget:1"]
    fresh = assign([["pdl:1"], ["cget:2"]], gone.identities, ranks=RANKS)
    assert fresh.place_of == gone.place_of


def test_an_id_is_never_given_to_another_place_even_after_its_records_are_gone() -> None:
    first = assign([["cget:1"]], (), ranks=RANKS)
    second = assign([["pdl:5"]], first.identities, ranks=RANKS)
    assert second.place_of["pdl:5"] != first.place_of["cget:1"]
    assert second.identities[0] == first.identities[0]


def test_a_collision_lengthens_the_id() -> None:
    short = place_id("cget", "1")
    assert place_id("cget", "1", taken={short}).startswith(short)
    assert place_id("cget", "1", taken={short}) != short


@given(partitions())
def test_identities_survive_their_file(clusters: list[list[str]]) -> None:
    identities = assign(clusters, (), ranks=RANKS).identities
    assert read_identities(write_identities(identities), file="identities.csv") == identities


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("id,founding\nx,y\n", 1),
        ("place_id,founding_listing,founding_record,replaced_by\nl1,cget\n", 2),
        ("place_id,founding_listing,founding_record,replaced_by\nl1,cget,1,l9\n", 2),
        ("place_id,founding_listing,founding_record,replaced_by\nl1,cget,1,\nl2,cget,1,\n", 3),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(TableRefused) as refusal:
        read_identities(text, file="identities.csv")
    assert refusal.value.where.file == "identities.csv"
    assert refusal.value.where.line == line


def test_of_two_places_whose_founding_records_are_gone_the_elder_is_taken_up_and_once_only() -> None:
    first = assign([["cget:1", "pdl:1"], ["cget:2", "pdl:2"]], (), ranks=RANKS)
    both = assign([["pdl:1", "pdl:2"]], first.identities, ranks=RANKS, previous=first.place_of)
    assert both.place_of["pdl:2"] == first.place_of["cget:1"]
    assert (both.founded, both.refounded) == (0, 1)
    split = assign(
        [["pdl:1"], ["bfc:7"]],
        first.identities,
        ranks=RANKS,
        previous={**first.place_of, "bfc:7": first.place_of["cget:1"]},
    )
    assert split.place_of["pdl:1"] == first.place_of["cget:1"]
    assert split.place_of["bfc:7"] == place_id("bfc", "7")
    assert (split.founded, split.refounded) == (1, 1)


def test_a_place_whose_founding_record_is_still_there_is_not_taken_up_by_another_record() -> None:
    first = assign([["cget:1", "pdl:1"]], (), ranks=RANKS)
    apart = assign([["cget:1"], ["pdl:1"]], first.identities, ranks=RANKS, previous=first.place_of)
    assert apart.place_of["cget:1"] == first.place_of["cget:1"]
    assert apart.place_of["pdl:1"] == place_id("pdl", "1")


def test_an_id_has_eight_letters_and_digits_after_its_l_and_grows_by_one_at_each_collision() -> None:
    taken: set[str] = set()
    for length in (9, 10, 11):
        found = place_id("cget", "1", taken=taken)
        assert (len(found), found[0]) == (length, "l")
        assert not set(found[1:]) - set("0123456789abcdefghjkmnpqrstvwxyz")
        taken.add(found)


def test_records_are_in_the_order_of_the_study_and_those_of_an_unknown_listing_come_last() -> None:
    assert assign([["unknown:1", "bfc:2"]], (), ranks=RANKS).identities[0].record == "bfc:2"
    found = assign([["bfc:a10"], ["bfc:a9"], ["cget:3"]], (), ranks=RANKS)
    assert [one.record for one in found.identities] == ["cget:3", "bfc:a9", "bfc:a10"]


@pytest.mark.parametrize(
    ("listing", "record", "expected"),
    [("cget", "1", "lhq0ct9ax"), ("pdl", "a:b", "l8sxn0jst"), ("bfc", "é", "l3echyyw3")],
)
def test_an_id_is_what_it_was_in_every_study_already_published(
    listing: str, record: str, expected: str
) -> None:
    """Addresses of pages hang on it: these three are written down, and no version may give others."""
    assert place_id(listing, record) == expected
    assert place_id(listing, record, taken={expected}).startswith(expected)


@pytest.mark.parametrize(
    "ordered",
    [
        ["1", "9", "10", "010a", "a"],
        ["a1", "a2", "a10", "b1"],
        ["2-b", "2a9", "2a10", "10"],
        ["7", "7b", "b7"],
        ["1", "1²", "2", "²"],
    ],
)
def test_numbers_within_record_ids_are_read_as_numbers_and_come_before_letters(ordered: list[str]) -> None:
    turned = list(reversed(ordered))
    assert sorted(turned, key=natural) == ordered


def test_the_elder_is_the_one_that_comes_first_in_the_file_whatever_the_ids() -> None:
    kept = (
        Identity("lz", "bfc", "1"),
        Identity("la", "cget", "1"),
        Identity("lm", "pdl", "1"),
        Identity("la", "cget", "8"),
    )
    found = assign([["cget:1", "pdl:1", "bfc:1"]], kept, ranks=RANKS)
    assert set(found.place_of.values()) == {"lz"}
    assert [one.replaced_by for one in found.identities] == ["", "lz", "lz", "lz"]
    assert (found.founded, found.merged, found.refounded) == (0, 3, 0)
    again = assign([["cget:1", "pdl:1", "bfc:1"]], found.identities, ranks=RANKS)
    assert (again.identities, again.merged) == (found.identities, 0)
    gone = {"pdl:7": "la", "bfc:7": "lz"}
    taken_up = assign([["pdl:7", "bfc:7"]], kept, ranks=RANKS, previous=gone)
    assert set(taken_up.place_of.values()) == {"lz"}


@given(partitions(), partitions())
def test_what_a_linkage_says_that_it_did_is_what_became_of_the_identities(
    before: list[list[str]], after: list[list[str]]
) -> None:
    first = assign(before, (), ranks=RANKS)
    assert first.founded == len(before) == len(first.identities)
    second = assign(after, first.identities, ranks=RANKS)
    kept = len(first.identities)
    assert second.founded == len({one.place_id for one in second.identities[kept:]})
    renamed = zip(first.identities, second.identities, strict=False)
    assert second.merged == sum(
        new.replaced_by != old.replaced_by and new.replaced_by != "" for old, new in renamed
    )
    file = write_identities(second.identities)
    assert read_identities(file, file="identities.csv") == second.identities


def test_an_id_that_another_place_has_is_not_given_again() -> None:
    short = place_id("pdl", "5")
    found = assign([["pdl:5"]], (Identity(short, "cget", "1"),), ranks=RANKS)
    assert found.place_of["pdl:5"] == place_id("pdl", "5", taken={short})


def test_a_place_of_which_no_identity_is_kept_is_not_taken_up() -> None:
    found = assign([["pdl:1"]], (), ranks=RANKS, previous={"pdl:1": "lgone"})
    assert found.place_of["pdl:1"] == place_id("pdl", "1")


def test_a_founding_record_that_is_still_there_keeps_its_place_whichever_record_comes_first() -> None:
    """`cget:1` comes first and was of the place; `bfc:1`, which founded it, is still there."""
    place = place_id("bfc", "1")
    kept = (Identity(place, "bfc", "1"),)
    found = assign([["cget:1"], ["bfc:1"]], kept, ranks=RANKS, previous={"cget:1": place, "bfc:1": place})
    assert found.place_of == {"cget:1": place_id("cget", "1"), "bfc:1": place}


def test_a_record_id_may_hold_a_colon() -> None:
    found = assign([["bfc:a:b", "pdl:x:y:z"]], (), ranks=RANKS)
    assert found.identities == (Identity(place_id("pdl", "x:y:z"), "pdl", "x:y:z"),)
    later = assign([["bfc:a:b"]], found.identities, ranks=RANKS, previous=found.place_of)
    assert later.identities[-1] == Identity(place_id("pdl", "x:y:z"), "bfc", "a:b")
