"""From claims and files to actors and ties: with sources, disagreements, and nothing lost in silence."""

from __future__ import annotations

from msgspec.structs import replace

from florilege.ecosystem.actors import DATES_DIFFER, FAMILIES_DIFFER, RIVALS
from florilege.ecosystem.formats import actors_csv, ties_csv
from florilege.ecosystem.gathering import Ecosystem, Folder, Inventory, counts_of, gather
from florilege.ecosystem.mentions import PlaceClaim
from tests.ecosystem.inventories import (
    ACTORS,
    BEAUGENCY,
    LYON,
    PAGE,
    TIES,
    claim,
    ecosystem,
    mention,
    named,
    site,
)

H7 = [
    claim("h7", "operator", "SAS H7 (Groupe SOS, Arty Farty, Axeleo, French Tech One)"),
    claim("h7", "operator_shares", "SOS 51; Arty Farty 34; Axeleo 14; Lyon French Tech 1 planned"),
    claim("h7", "owner", "Métropole de Lyon"),
]


def left(found: Ecosystem) -> list[tuple[str, str]]:
    return sorted((one.reason, one.value) for one in found.left_out)


def test_shareholders_own_the_company_that_runs_the_place_not_the_place() -> None:
    found = ecosystem(H7, sites=[site("h7", LYON)])
    names = {actor.actor_id: actor.name for actor in found.actors}
    assert {
        (names[tie.actor_id], tie.role, names.get(tie.target_id, tie.target_id), tie.share)
        for tie in found.ties
    } == {
        ("SAS H7", "runs", "h7", ""),
        ("SOS", "owns", "SAS H7", "51"),
        ("Arty Farty", "owns", "SAS H7", "34"),
        ("Axeleo", "owns", "SAS H7", "14"),
        ("Métropole de Lyon", "owns", "h7", ""),
    }
    assert left(found) == [("planned", "Lyon French Tech 1 planned")]


def test_a_former_name_is_kept_and_links() -> None:
    found = ecosystem(
        [
            claim("c", "operator", "OneXperience (founded as VF Events)"),
            claim("c", "operator_2017", "VF Events"),
        ]
    )
    (actor,) = found.actors
    assert (actor.name, actor.former) == ("OneXperience", ("VF Events",))


def test_values_that_name_nobody_are_counted() -> None:
    found = ecosystem(
        [claim("m", "patrons", "35"), claim("m", "siren", "214500282"), claim("m", "label", "charte-fablab")]
    )
    assert (found.actors, found.ties) == ((), ())
    assert left(found) == [
        ("nobody described", "214500282"),
        ("number", "35"),
        ("unknown giver", "charte-fablab"),
    ]


def test_a_number_with_a_wrong_key_in_a_listing_is_counted_and_the_actor_kept() -> None:
    found = ecosystem([claim("m", "operator", "SAS A"), claim("m", "siren", "356000001")])
    assert (found.actors[0].siren, left(found)) == ("", [("wrong number", "356000001")])


def test_a_number_describes_the_operator_of_its_record_and_of_its_page() -> None:
    found = ecosystem(
        [
            claim("m", "operator", "La Cantine", url="u1"),
            claim("m", "operator", "Atlantic 2.0", url="u2"),
            claim("m", "legal_form", "association", url="u2"),
            claim("m", "siren", "356000000", url="u3"),
        ]
    )
    assert {actor.name: actor.family for actor in found.actors} == {
        "La Cantine": "",
        "Atlantic 2.0": "associations",
    }
    assert left(found) == [("several described", "356000000")]


def test_a_label_ties_the_body_that_gives_it() -> None:
    found = ecosystem(
        [claim("m", "label", "fabrique-de-territoire"), claim("n", "label", "manufacture-de-proximite")]
    )
    (actor,) = found.actors
    assert (actor.short, [tie.role for tie in found.ties]) == ("ANCT", ["labels", "labels"])


def test_several_sources_of_one_tie_are_one_tie_with_several_claims() -> None:
    found = ecosystem(
        [
            claim("m", "owner", "Ville de Metz"),
            claim("m", "owner", "VILLE DE METZ", listing="cvl", record="9"),
        ]
    )
    (tie,) = found.ties
    assert [one.source.listing for one in tie.claims] == ["cvl", "pdl"]


def test_a_page_that_a_listing_and_the_study_cite_is_one_claim() -> None:
    ties = f"{TIES}v,owns,m,,2018,,{PAGE}\n"
    found = ecosystem(
        [claim("m", "owner", "Ville de Metz", url=PAGE)],
        actors=f"{ACTORS}v,Ville de Metz,,,{PAGE}\n",
        ties=ties,
    )
    (tie,) = found.ties
    assert (tie.start, len(tie.claims)) == ("2018", 1)


def test_two_operators_at_one_date_disagree_and_two_named_together_do_not() -> None:
    rivals = ecosystem(
        [
            claim("m", "operator", "La Cantine", date="2021"),
            claim("m", "operator", "Atlantic 2.0", listing="cvl", record="9", date="2021-03"),
        ]
    )
    together = ecosystem([claim("m", "operator", "At Home; Manatour")])
    (found,) = rivals.disagreements
    assert (found.kind, found.certain, len(found.between)) == (RIVALS, True, 2)
    assert together.disagreements == ()


def test_operators_of_two_years_may_have_followed_one_another() -> None:
    found = ecosystem(
        [
            claim("m", "operator", "La Cantine", date="2021"),
            claim("m", "operator", "Atlantic 2.0", listing="cvl", record="9", date="2016"),
        ]
    )
    assert [one.certain for one in found.disagreements] == [False]


def test_operators_whose_dates_follow_do_not_disagree() -> None:
    actors = f"{ACTORS}a,Atlantic 2.0,,,{PAGE}\nb,La Cantine,,,{PAGE}\n"
    ties = f"{TIES}a,runs,m,,2011,2017,{PAGE}/1\nb,runs,m,,2017,,{PAGE}/2\n"
    assert ecosystem([claim("m", "name", "x")], actors=actors, ties=ties).disagreements == ()


def test_two_dates_of_one_tie_are_a_disagreement() -> None:
    ties = f"{TIES}a,owns,m,,2011,,{PAGE}/1\na,owns,m,,2012,,{PAGE}/2\n"
    found = ecosystem([claim("m", "name", "x")], actors=f"{ACTORS}a,Ville de Metz,,,{PAGE}\n", ties=ties)
    assert [(one.kind, one.between) for one in found.disagreements] == [(DATES_DIFFER, ("2011", "2012"))]


def test_two_families_of_one_actor_are_shown_as_a_disagreement() -> None:
    actors = f"{ACTORS}a,Le Cloître,companies,,{PAGE}/1\na,Le Cloître,associations,,{PAGE}/2\n"
    found = ecosystem([], actors=actors)
    assert found.actors[0].family == ""
    assert [(one.kind, one.between) for one in found.disagreements] == [
        (FAMILIES_DIFFER, ("associations", "companies"))
    ]


def test_an_actor_that_a_linkage_ties_to_itself_is_counted() -> None:
    found = ecosystem([claim("m", "operator", "SAS Le Hub"), claim("m", "operator_shareholders", "Le Hub")])
    assert [tie.role for tie in found.ties] == ["runs"]
    assert left(found) == [("itself", "Le Hub")]


def test_an_actor_is_named_by_its_id_also_after_a_merge() -> None:
    first = ecosystem([claim("m", "operator", "SAS H7")])
    identities = "actor_id,founding_listing,founding_record,replaced_by\n" + "".join(
        f"{one.place_id},{one.founding_listing},{one.founding_record},{one.replaced_by}\n"
        for one in first.identities
    )
    ties = f"{TIES}{first.actors[0].actor_id},funds,m,,,,{PAGE}\n"
    found = ecosystem([claim("m", "operator", "SAS H7")], ties=ties, identities=identities)
    assert [tie.role for tie in found.ties] == ["funds", "runs"]


def test_a_decision_of_a_person_merges_and_its_undoing_parts_again() -> None:
    claims = [claim("m", "operator", "SAS Alpha"), claim("n", "owner", "Omega Gestion")]
    keys = sorted(one.key for one in ecosystem(claims).actors[0].mentions) + [
        one.key for one in ecosystem(claims).actors[1].mentions
    ]
    header = "act,verdict,first_listing,first_record,second_listing,second_record,undoes,who,date,reason\n"
    (a, b), (c, d) = (key.split(":", 1) for key in keys)
    said = f"{header}1,same,{a},{b},{c},{d},,,,\n"
    assert len(ecosystem(claims, decisions=said).actors) == 1
    assert len(ecosystem(claims, decisions=f"{said}2,undo,,,,,1,,,\n").actors) == 2


def test_what_publishes_a_listing_is_an_actor_without_a_tie() -> None:
    found = ecosystem(
        [], actors=f"actor,name,publishes,source_url\nanct,ANCT,fabriques|manufactures,{PAGE}\n"
    )
    assert (found.actors[0].publishes, found.ties) == (("fabriques", "manufactures"), ())


def test_an_epci_is_known_by_its_name_in_its_departement() -> None:
    found = ecosystem([claim("m", "operator", "LOCHES SUD TOURAINE")], sites=[site("m", "37132")])
    assert [(one.family, one.rule) for one in found.actors[0].family_claims] == [
        ("local_authorities", "name-of-epci")
    ]


def test_a_name_that_says_a_conurbation_is_one_where_there_is_one() -> None:
    claims = [claim("m", "operator", "CARCASSONNE AGGLO"), claim("n", "operator", "Makers Agglo")]
    found = ecosystem(claims, sites=[site("m", "11069"), site("n", "11069")])
    assert {one.name: one.family for one in found.actors} == {
        "CARCASSONNE AGGLO": "local_authorities",
        "Makers Agglo": "",
    }


def test_the_seat_of_a_commune_is_read_from_its_number() -> None:
    found = ecosystem([claim("m", "operator", "COMMUNE DE BEAUGENCY"), claim("m", "siren", "214500282")])
    assert found.actors[0].commune_code == BEAUGENCY


def test_counts_say_what_came_from_where() -> None:
    counts = counts_of(
        ecosystem(
            [*H7, claim("m", "owner", "Métropole de Lyon", listing="cvl")],
            sites=[site("h7", LYON), site("m", LYON)],
        )
    )
    assert counts.ties == {("cvl", "owns"): 1, ("pdl", "owns"): 4, ("pdl", "runs"): 1}
    assert counts.actors == {"cvl": 1, "pdl": 5}
    assert counts.left_out == {("pdl", "planned"): 1}


def test_the_order_of_claims_changes_nothing() -> None:
    claims = [*H7, claim("m", "operator", "At Home; Manatour"), claim("m", "label", "french-tech")]
    assert ecosystem(claims[::-1]) == replace(ecosystem(claims))


def test_what_is_exported_is_read_again_as_the_same_actors_and_ties() -> None:
    actors = f"{ACTORS}v,Ville de Metz,,,{PAGE}\n"
    before = ecosystem([*H7, claim("m", "owner", "VILLE DE METZ")], actors=actors, sites=[site("h7", LYON)])
    places = list(before.places.values())
    after = gather(Inventory(list[PlaceClaim](), places), Folder(actors_csv(before), ties_csv(before)))
    assert sorted((one.name, one.family) for one in after.actors) == sorted(
        (one.name, one.family) for one in before.actors
    )
    assert len(after.ties) == len(before.ties)
    assert actors_csv(after).count("\n") == actors_csv(before).count("\n")


def test_overseas_places_have_actors_too() -> None:
    found = ecosystem([claim("m", "operator", "COMMUNE DE SAINT DENIS")], sites=[site("m", "97411")])
    assert found.actors[0].commune_code == "97411"


def test_a_mention_of_no_territory_is_linked_by_its_place() -> None:
    actors = f"{ACTORS}h,Axeleo,,,{PAGE}\n"
    found = ecosystem([claim("m", "owner", "AXELEO")], actors=actors, ties=f"{TIES}h,owns,m,,,,{PAGE}\n")
    assert named(found, "AXELEO") == named(found, "Axeleo")
    assert mention("pdl:1/x", "Axeleo").places == ()
