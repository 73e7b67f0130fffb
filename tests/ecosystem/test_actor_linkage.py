"""Spellings of one organisation are one actor; organisations of one name are not."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.ecosystem.actor_linkage import MEANINGS, ActorLinkage, link_actors
from florilege.ecosystem.mentions import Mention
from florilege.linkage.decisions import Settled
from tests.ecosystem.inventories import BEAUGENCY, LYON, METZ, ORLEANS, TOULOUSE, mention

PITHIVIERS, VIERZON, BOURGES = "45252", "18279", "18033"


def linked(*mentions: Mention, settled: Sequence[Settled] = ()) -> ActorLinkage:
    return link_actors(mentions, settled=settled)


def one(found: ActorLinkage) -> bool:
    return len(found.clusters) == 1


def pair(
    first: str,
    second: str,
    *,
    communes: tuple[str, str] = (ORLEANS, ORLEANS),
    sirens: tuple[str, str] = ("", ""),
) -> ActorLinkage:
    return linked(
        mention("cvl:1/operator/x", first, siren=sirens[0], commune=communes[0]),
        mention("pdl:2/bearer/x", second, siren=sirens[1], commune=communes[1]),
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Village des créateurs", "Villages du createur"),
        ("COMMUNAUTE DE COMMUNES COEUR DE BRENNE", "CC Cœur de Brenne"),
        ("ASSOCIATION BOURGES LAB", "Bourges Lab"),
        ("S.C.I.C. T.E.T.R.I.S", "SCIC TETRIS"),
        (
            "ASS DEPART SAUVEGARDE ENFANT A L'ADULTE",
            "Association départementale sauvegarde enfant à l'adulte",
        ),
        ("Mairie d'Orléans", "COMMUNE D ORLEANS"),
        ("FABRIQUE D USAGES NUMERIQUES", "La Fabrique d'usages numeriqes"),
    ],
)
def test_two_spellings_in_one_town_are_one_actor(first: str, second: str) -> None:
    assert one(pair(first, second))


def test_one_valid_number_links_a_name_and_what_it_is_short_for() -> None:
    assert one(pair("LA POSTE", "La Poste", communes=(ORLEANS, LYON), sirens=("356000000", "356000000")))


def test_two_valid_numbers_forbid_a_merge_and_are_asked_about() -> None:
    found = pair("CENTRE SOCIAL DE LA DOUVE", "CENTRE SOCIAL DE LA DOUVE", sirens=("356000000", "214500282"))
    assert not one(found)
    assert [(one.veto, one.outcome) for one in found.pairs] == [("siren", "review")]


def test_one_number_under_names_that_share_nothing_is_asked_about_not_merged() -> None:
    found = pair("MAISON DE BEGON", "TOLMAO", sirens=("356000000", "356000000"))
    assert not one(found)
    assert [one.outcome for one in found.pairs] == ["review"]
    assert "doubtful" in found.pairs[0].contributions


@pytest.mark.parametrize(
    ("first", "second", "communes"),
    [
        ("CENTRE COMMUNAL D'ACTION SOCIALE", "CENTRE COMMUNAL D'ACTION SOCIALE", (ORLEANS, BEAUGENCY)),
        ("CC DU PITHIVERAIS", "CC DU PITHIVERAIS", (PITHIVIERS, VIERZON)),
        ("Ville de Metz", "Metz Métropole", (METZ, METZ)),
        ("La Passerelle", "La Passerelle", (ORLEANS, TOULOUSE)),
        (
            "Familles rurales fédération départementale",
            "Familles rurales fédération départementale",
            (ORLEANS, TOULOUSE),
        ),
        ("CC DU CANTON DE BEAUGENCY", "COMMUNE DE BEAUGENCY", (BEAUGENCY, BEAUGENCY)),
        ("BGE INDRE", "BGE CHER", (ORLEANS, BOURGES)),
        ("Espace 18", "Espace 36", (BOURGES, BOURGES)),
    ],
)
def test_a_name_that_others_bear_needs_its_territory(
    first: str, second: str, communes: tuple[str, str]
) -> None:
    assert not one(pair(first, second, communes=communes))


def test_the_social_service_of_one_town_is_one_actor_however_written() -> None:
    assert one(pair("CENTRE COMMUNAL D'ACTION SOCIALE", "CCAS", communes=(ORLEANS, ORLEANS)))


def test_names_side_by_side_in_one_field_are_two_actors_that_two_records_would_make_one() -> None:
    first, second = "Village des créateurs", "Village des créatures"
    assert one(pair(first, second, communes=(TOULOUSE, TOULOUSE)))
    beside = linked(
        mention("pdl:1/operator/village-des-createurs", first, commune=TOULOUSE),
        mention("pdl:1/operator/village-des-creatures", second, commune=TOULOUSE),
    )
    assert not one(beside)


def test_a_person_merges_and_parts_against_what_was_found() -> None:
    apart = (
        mention("cvl:1/operator/x", "MAISON DE BEGON", commune=ORLEANS),
        mention("pdl:2/bearer/x", "Tolmao", commune=LYON),
    )
    same = (
        mention("cvl:1/operator/x", "Bourges Lab", commune=BOURGES),
        mention("pdl:2/bearer/x", "BOURGES LAB", commune=BOURGES),
    )
    assert one(linked(*apart, settled=[Settled("cvl:1/operator/x", "pdl:2/bearer/x", True)]))
    assert not one(linked(*same, settled=[Settled("cvl:1/operator/x", "pdl:2/bearer/x", False)]))


def test_what_a_person_made_one_takes_in_a_third_that_is_like_one_of_them() -> None:
    found = linked(
        mention("cvl:1/operator/x", "Union européenne", commune=ORLEANS, places=["p1"]),
        mention("pdl:2/bearer/x", "European Union Funds", commune=METZ, places=["p2"]),
        mention("pdl:3/bearer/x", "European Union Funds", commune=METZ, places=["p2"]),
        settled=[Settled("cvl:1/operator/x", "pdl:2/bearer/x", True)],
    )
    assert one(found)


def test_actors_of_several_mentions_are_asked_about_once() -> None:
    ones = [
        mention(f"cvl:{rank}/operator/x", "LA POSTE", siren="356000000", commune=code)
        for rank, code in enumerate((ORLEANS, BEAUGENCY, PITHIVIERS))
    ]
    found = linked(*ones, mention("pdl:9/operator/x", "La Poste", commune="45155"))
    assert [pair.outcome for pair in found.pairs].count("review") == 1


NAMES = (
    "COMMUNE DE BEAUGENCY",
    "Ville de Beaugency",
    "CCAS",
    "Bourges Lab",
    "ASSOCIATION BOURGES LAB",
    "La Poste",
    "SAS H7",
)


@st.composite
def some_mentions(draw: st.DrawFn) -> list[Mention]:
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from(NAMES),
                st.sampled_from((ORLEANS, BEAUGENCY, BOURGES)),
                st.sampled_from(("", "356000000", "214500282")),
            ),
            max_size=9,
        )
    )
    return [
        mention(f"cvl:{rank}/operator/x", name, siren=siren, commune=code)
        for rank, (name, code, siren) in enumerate(drawn)
    ]


@given(some_mentions(), st.randoms())
@settings(max_examples=40)
def test_the_order_of_mentions_changes_nothing_two_numbers_never_meet_and_what_is_said_adds_up(
    mentions: list[Mention], random: st.DataObject
) -> None:
    found = link_actors(mentions)
    for one in found.pairs:
        assert set(one.contributions) <= set(MEANINGS)
        log_odds = sum(one.contributions.values())
        assert one.probability == pytest.approx(1 / (1 + math.exp(-log_odds)), abs=2e-3)
    turned = list(mentions)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert link_actors(turned) == found
    assert sorted(key for cluster in found.clusters for key in cluster) == sorted(one.key for one in mentions)
    numbers = {one.key: one.siren for one in mentions}
    assert all(len({numbers[key] for key in cluster} - {""}) < 2 for cluster in found.clusters)
