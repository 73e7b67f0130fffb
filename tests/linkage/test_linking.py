"""Linking records: what holds whatever the records, and how a person's word is obeyed."""

from __future__ import annotations

from itertools import combinations
from math import exp
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.linkage.decisions import Settled, Signature, merged, standing
from florilege.linkage.linking import PERSON, PLAUSIBLE, Linkage, link
from florilege.linkage.model import shipped_model
from florilege.linkage.records import LinkRecord
from tests.linkage.places import GUERET, LYON, NANTES, VIRE, linked, north, record

TOWNS = (VIRE, GUERET, NANTES, LYON)
WORDS = ("Alizarine", "Bergamote", "Fablab", "Coworking du Port", "Médiathèque", "La Ruche")
STREETS = ("", "3 rue du Port", "rue du Port", "40 quai Neuf", "5 place du Marché")
SITES = ((), ("https://alizarine.fr",), ("https://bergamote.fr",), ("https://facebook.com/alizarine",))

some = settings(max_examples=40)


@st.composite
def inventories(draw: st.DrawFn, least: int = 2, most: int = 8) -> tuple[LinkRecord, ...]:
    found: list[LinkRecord] = []
    for rank in range(draw(st.integers(least, most))):
        town = draw(st.sampled_from(TOWNS))
        metres = draw(st.one_of(st.none(), st.integers(0, 3_000)))
        found.append(
            record(
                f"{draw(st.sampled_from(('cget', 'pdl', 'bfc')))}:{rank}",
                " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=2))),
                town,
                address=draw(st.sampled_from(STREETS)),
                websites=draw(st.sampled_from(SITES)),
                **({} if metres is None else north(town, metres)),
            )
        )
    return tuple(found)


def joined(linkage: Linkage) -> set[tuple[str, str]]:
    return {pair for cluster in linkage.clusters for pair in combinations(sorted(cluster), 2)}


@some
@given(inventories(), st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(records: tuple[LinkRecord, ...], random: Random) -> None:
    turned = list(records)
    random.shuffle(turned)
    assert linked(*turned) == linked(*records)


@some
@given(inventories())
def test_a_person_who_confirms_what_was_found_changes_nothing(records: tuple[LinkRecord, ...]) -> None:
    first = linked(*records)
    together = joined(first)
    settled = [Settled(one, other, True) for one, other in sorted(together)]
    doubts = [pair for pair in first.pairs if pair.outcome != "merged"]
    settled += [Settled(pair.first, pair.second, False) for pair in doubts]
    assert linked(*records, settled=settled).clusters == first.clusters


@some
@given(inventories())
def test_linking_again_gives_the_same(records: tuple[LinkRecord, ...]) -> None:
    assert linked(*records) == linked(*records)


@some
@given(inventories())
def test_every_record_is_in_one_place_and_no_place_holds_a_veto(records: tuple[LinkRecord, ...]) -> None:
    linkage = linked(*records)
    assert sorted(key for cluster in linkage.clusters for key in cluster) == sorted(
        item.key for item in records
    )
    together = joined(linkage)
    assert not [pair for pair in linkage.pairs if pair.veto and (pair.first, pair.second) in together]
    assert {(pair.first, pair.second) for pair in linkage.pairs if pair.outcome == "merged"} == together


@some
@given(inventories(least=3))
def test_a_record_more_makes_no_two_others_likelier_to_be_one_place(records: tuple[LinkRecord, ...]) -> None:
    *others, newcomer = records
    before = {(pair.first, pair.second): pair.probability for pair in linked(*others).pairs}
    for pair in linked(*records).pairs:
        if newcomer.key not in (pair.first, pair.second):
            assert pair.probability <= before.get((pair.first, pair.second), PLAUSIBLE) + 1e-9


@some
@given(inventories())
def test_every_place_is_held_together_by_pairs_that_reach_the_threshold_by_themselves(
    records: tuple[LinkRecord, ...],
) -> None:
    linkage = linked(*records)
    likely = [
        pair for pair in linkage.pairs if not pair.veto and pair.probability >= shipped_model().merge_from
    ]
    for cluster in linkage.clusters:
        reached = {cluster[0]}
        for _ in cluster:
            for pair in likely:
                ends = {pair.first, pair.second}
                if ends <= set(cluster) and ends & reached:
                    reached |= ends
        assert reached == set(cluster)


@some
@given(inventories(), st.integers(0, 3))
def test_a_record_from_elsewhere_changes_no_place(records: tuple[LinkRecord, ...], rank: int) -> None:
    names = ("Zostère", "Quillaja", "Xylophage", "Wagonnet")
    elsewhere = record(
        "cvl:99", names[rank], {**VIRE, "city": "Ajaccio", "commune_code": "2A004", "departement_code": "2A"}
    )
    assert set(linked(*records, elsewhere).clusters) == {*linked(*records).clusters, ("cvl:99",)}


@some
@given(inventories(), st.data())
def test_what_a_person_settled_is_obeyed(records: tuple[LinkRecord, ...], data: st.DataObject) -> None:
    one, other = data.draw(st.sampled_from(list(combinations(sorted(item.key for item in records), 2))))
    verdict = data.draw(st.booleans())
    linkage = linked(*records, settled=[Settled(other, one, verdict)])
    assert ((one, other) in joined(linkage)) is verdict


ONE = record("cget:1", "Alizarine", VIRE, address="3 rue du Port", websites=("https://alizarine.fr",))
SAME = record("pdl:1", "Alizarine", VIRE, address="3 rue du Port", websites=("https://alizarine.fr",))
OTHER = record("pdl:2", "Bergamote", GUERET)


def test_a_person_parts_what_the_model_merges_and_the_pair_says_so() -> None:
    assert (ONE.key, SAME.key) in joined(linked(ONE, SAME))
    parted = linked(ONE, SAME, settled=[Settled(ONE.key, SAME.key, False)])
    assert not joined(parted)
    assert [(pair.veto, pair.outcome) for pair in parted.pairs] == [(PERSON, "apart")]


def test_a_person_merges_what_the_model_never_compared() -> None:
    assert not linked(ONE, OTHER).pairs
    merged = linked(ONE, OTHER, settled=[Settled(OTHER.key, ONE.key, True)])
    assert [(pair.first, pair.second, pair.outcome) for pair in merged.pairs] == [
        (ONE.key, OTHER.key, "merged")
    ]


def test_a_person_overrules_a_veto() -> None:
    library = record("bfc:1", "Médiathèque Alizarine", VIRE, address="3 rue du Port")
    town_hall = record("bfc:2", "Mairie Alizarine", VIRE, address="3 rue du Port")
    assert not joined(linked(library, town_hall))
    assert joined(linked(library, town_hall, settled=[Settled("bfc:1", "bfc:2", True)]))


def test_of_two_decisions_on_a_pair_the_last_holds() -> None:
    yes, no = Settled(ONE.key, SAME.key, True), Settled(SAME.key, ONE.key, False)
    assert not joined(linked(ONE, SAME, settled=[yes, no]))
    assert joined(linked(ONE, SAME, settled=[no, yes]))


def test_a_record_said_to_be_alone_joins_no_other_and_nobody_is_asked() -> None:
    assert joined(linked(ONE, SAME))
    linkage = link([ONE, SAME], shipped_model(), alone={SAME.key})
    assert linkage.clusters == ((ONE.key,), (SAME.key,))
    assert [(pair.veto, pair.outcome) for pair in linkage.pairs] == [("person", "apart")]


def test_what_is_the_same_as_a_record_that_left_is_the_same() -> None:
    settled = [Settled("bfc:9", ONE.key, True), Settled("bfc:9", OTHER.key, True)]
    assert not joined(linked(ONE, OTHER))
    assert joined(linked(ONE, OTHER, settled=settled))
    assert not joined(linked(ONE, OTHER, settled=settled[:1]))


def test_a_decision_on_a_record_that_is_not_there_is_left_aside() -> None:
    assert linked(ONE, SAME, settled=[Settled(ONE.key, "bfc:9", True)]) == linked(ONE, SAME)


def test_two_records_of_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="same key"):
        linked(ONE, ONE)


def test_no_record_and_one_record_are_linked_too() -> None:
    assert linked() == Linkage((), ())
    assert linked(ONE).clusters == (("cget:1",),)


def test_the_contributions_of_a_pair_add_up_to_its_probability() -> None:
    for pair in linked(ONE, SAME).pairs:
        assert 1.0 / (1.0 + exp(-sum(pair.contributions.values()))) == pytest.approx(
            pair.probability, abs=1e-4
        )
        assert set(pair.contributions) <= {"intercept", *shipped_model().weights}


def test_a_pair_in_doubt_is_left_to_a_person() -> None:
    halls = [
        record(f"cget:{rank}", "Alizarine", NANTES, address=f"{rank} {street}")
        for rank, street in ((3, "rue du Port"), (5, "place du Marché"), (40, "quai Neuf"))
    ]
    linkage = linked(*halls, record("pdl:1", "Alizarine", NANTES))
    assert not joined(linkage)
    assert {pair.outcome for pair in linkage.pairs if pair.second == "pdl:1"} == {"review"}


def test_two_places_that_a_person_merged_are_one_with_all_that_the_linkage_had_joined_to_each() -> None:
    """Vetoes hold between the rows of each listing and across the towns; the person spoke of two places, not of two rows."""
    tannery, avenue = "14 rue des Tanneurs", "2 avenue de Paris"
    before = [
        record("cget:1", "La Manufacture Bleue", GUERET, address=tannery),
        record("pdl:1", "La Manufacture Bleue", GUERET, address=tannery),
        record("cget:2", "La Fabrique des Possibles", VIRE, address=avenue),
        record("pdl:2", "La Fabrique des Possibles", VIRE, address=avenue),
    ]
    assert set(linked(*before).clusters) == {("cget:1", "pdl:1"), ("cget:2", "pdl:2")}
    act = merged((), ["cget:1", "pdl:1"], ["cget:2", "pdl:2"], Signature())
    assert linked(*before, settled=standing(act)).clusters == (("cget:1", "cget:2", "pdl:1", "pdl:2"),)
