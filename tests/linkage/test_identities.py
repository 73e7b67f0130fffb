"""Identities never change: from one build to the next, a place keeps its id."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.faults import TableRefused
from florilege.linkage.identities import Identity, assign, place_id, read_identities, write_identities

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
