"""The id of an actor never dies."""

from __future__ import annotations

import pytest

from florilege.ecosystem.actor_identities import (
    assign_actors,
    read_actor_identities,
    successor,
    write_actor_identities,
)
from florilege.faults import TableRefused

LISTINGS = ("pdl", "cvl")


def test_an_actor_is_founded_by_the_study_then_by_the_first_listing() -> None:
    found = assign_actors(
        [["cvl:1/operator/x", "pdl:9/bearer/x"], ["cvl:2/operator/y", "actors:y"]], (), LISTINGS
    )
    assert {one.record for one in found.identities} == {"pdl:9/bearer/x", "actors:y"}
    assert all(one.place_id.startswith("a") for one in found.identities)


def test_a_name_spelled_anew_in_the_same_field_keeps_the_actor() -> None:
    before = assign_actors([["cvl:1/operator/associtation-animation"]], (), LISTINGS)
    after = assign_actors([["cvl:1/operator/association-animation"]], before.identities, LISTINGS)
    assert set(after.place_of.values()) == {before.identities[0].place_id}


def test_another_organisation_in_the_same_field_is_another_actor() -> None:
    before = assign_actors([["cvl:1/operator/association-animation"]], (), LISTINGS)
    after = assign_actors([["cvl:1/operator/mairie-de-mer"]], before.identities, LISTINGS)
    assert before.identities[0].place_id not in after.place_of.values()
    assert before.identities[0] in after.identities


def test_an_actor_merged_into_an_older_one_points_to_it() -> None:
    before = assign_actors([["pdl:1/operator/x"], ["cvl:1/operator/x"]], (), LISTINGS)
    after = assign_actors([["pdl:1/operator/x", "cvl:1/operator/x"]], before.identities, LISTINGS)
    old, young = (one.place_id for one in before.identities)
    assert successor(young, after.identities) == successor(old, after.identities) == old
    assert successor("anobody", after.identities) == ""


def test_identities_are_written_and_read_back_the_same() -> None:
    found = assign_actors([["pdl:1/operator/x"], ["cvl:1/operator/y"]], (), LISTINGS).identities
    assert read_actor_identities(write_actor_identities(found)) == found


def test_a_replacement_by_an_unknown_actor_is_refused_with_its_line() -> None:
    with pytest.raises(TableRefused) as refused:
        read_actor_identities(
            "actor_id,founding_listing,founding_record,replaced_by\na1,cvl,1/operator/x,a2\n"
        )
    assert refused.value.where.line == 2
