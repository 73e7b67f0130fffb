"""Five questions, answered from what is known, with why rows may be missing."""

from __future__ import annotations

from florilege.ecosystem.questions import (
    actors_of_several_places,
    funders_next_door,
    places_of_one_funder,
    places_sharing_most,
    research_untied,
)
from tests.ecosystem.inventories import LYON, METZ, THIONVILLE, claim, ecosystem, named, site

FOUND = ecosystem(
    [
        claim("here", "funders", "Fondation Alpaga"),
        claim("near", "funders", "Fondation Alpaga; Banque Bruyère"),
        claim("near", "operator", "SAS Cerfeuil"),
        claim("far", "funders", "Banque Dahlia"),
        claim("far", "operator", "SAS Cerfeuil Lyon"),
        claim("far", "residents_institutions", "Université Claude Bernard"),
        claim("other", "funders", "Banque Érable"),
    ],
    sites=[
        site("here", METZ, 49.11, 6.17),
        site("near", METZ, 49.12, 6.18),
        site("far", LYON, 45.76, 4.83),
        site("other", THIONVILLE),
    ],
)


def test_who_funds_next_door_and_not_here_in_the_epci_or_within_a_distance() -> None:
    (row,) = funders_next_door(FOUND, {"here"}).rows
    assert (row.actor_id, row.places) == (named(FOUND, "Banque Bruyère"), ("near",))
    assert row.metres is not None
    assert 1_000 < row.metres < 1_500
    within = funders_next_door(FOUND, {"here"}, within=40_000).rows
    assert [one.actor_id for one in within] == [named(FOUND, "Banque Bruyère"), named(FOUND, "Banque Érable")]


def test_a_place_without_a_position_stands_at_the_centre_of_its_commune() -> None:
    row = funders_next_door(FOUND, {"here"}, within=40_000).rows[1]
    assert row.metres is not None
    assert 20_000 < row.metres < 35_000


def test_an_answer_says_how_much_is_known_and_why_rows_may_be_missing() -> None:
    bare = ecosystem([], sites=[site("a"), site("b")])
    answer = funders_next_door(bare, {"a"})
    assert (answer.rows, answer.known, bool(answer.caveat.fr), bool(answer.caveat.en)) == (
        (),
        0.0,
        True,
        True,
    )


def test_actors_of_several_places_and_the_places_that_share_them() -> None:
    (row,) = actors_of_several_places(FOUND).rows
    assert (row.actor_id, row.places, row.roles) == (
        named(FOUND, "Fondation Alpaga"),
        ("here", "near"),
        ("funds",),
    )
    (pair,) = places_sharing_most(FOUND).rows
    assert (pair.first, pair.second, len(pair.actors)) == ("here", "near", 1)


def test_research_tied_to_no_place_of_a_metropole_with_an_unknown_seat_said() -> None:
    grenoble, metz = "200040715", "200039865"
    (row,) = research_untied(FOUND, grenoble).rows
    assert (row.actor_id, row.seated_here, row.elsewhere) == (
        named(FOUND, "Université Claude Bernard"),
        None,
        ("far",),
    )
    assert research_untied(FOUND, "200046977").rows == ()
    assert research_untied(FOUND, metz).rows == ()  # a university of another région is no answer


def test_places_that_depend_on_one_funder() -> None:
    assert {row.place_id for row in places_of_one_funder(FOUND).rows} == {"here", "far", "other"}
