"""Whatever a listing does with its identifiers, each place keeps its identity and what persons settled of it.

The world is a few real places; a listing names some of them at each version, under identifiers that it deals out
again at will, and another listing names them once. Who is who is known, so what is carried over can be judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.linkage.decisions import Decision, Settled
from florilege.linkage.departures import (
    Change,
    Departed,
    Kept,
    carry_over,
    read_departed,
    with_departed,
    write_departed,
)
from florilege.linkage.history import FormerName
from florilege.linkage.identities import assign, read_identities, write_identities
from florilege.linkage.succession import Carried, Succession

PLACES = range(6)
Version = Mapping[str, int]
"""Record id → the real place that it names."""
RANKS = {"moving": 0, "other": 1}


@st.composite
def histories(draw: st.DrawFn) -> tuple[Version, list[Version]]:
    other = {f"o{place}": place for place in draw(st.sets(st.sampled_from(PLACES)))}
    versions: list[Version] = []
    for _ in range(draw(st.integers(2, 4))):
        named = draw(st.permutations(sorted(draw(st.sets(st.sampled_from(PLACES), min_size=1)))))
        ids = draw(st.permutations([str(number) for number in range(8)]))
        versions.append(dict(zip(ids, named, strict=False)))
    return other, versions


@dataclass
class Study:
    """What a study keeps, and which real place each of its record keys names."""

    kept: Kept
    truth: dict[str, int]
    place_of: dict[str, str]

    def link(self, other: Version, version: Version) -> None:
        """Link with a perfect judge: the records of one real place are one cluster."""
        self.truth = {f"other:{key}": place for key, place in other.items()}
        self.truth |= {f"moving:{key}": place for key, place in version.items()}
        clusters: dict[int, list[str]] = {}
        for key, place in self.truth.items():
            clusters.setdefault(place, []).append(key)
        gathered = with_departed(clusters.values(), self.kept.departed)
        found = assign(
            gathered.clusters,
            self.kept.identities,
            ranks=RANKS,
            left={one.key for one in self.kept.departed},
            loose=gathered.loose,
        )
        self.kept = Kept(found.identities, self.kept.decisions, self.kept.formers, self.kept.departed)
        self.place_of = dict(found.place_of)


def succession_of(before: Version, after: Version, left: Mapping[str, int]) -> Succession:
    """Who carries on whom when nobody errs: `before` with the departed records, by their ids of departed."""
    known = {place: key for key, place in {**left, **before}.items()}
    carried = tuple(Carried(known[place], key, 1.0) for key, place in after.items() if place in known)
    kept = {one.before for one in carried}
    return Succession(
        carried=carried,
        added=tuple(key for key, place in after.items() if place not in known),
        gone=tuple(key for key in before if key not in kept),
        reused=tuple(key for key in after if key in before and before[key] != after[key]),
    )


def renew(study: Study, version: Version, later: Version, date: int) -> None:
    left = {one.id: real for one in study.kept.departed for real in PLACES if REAL[one.place_id] == real}
    found = succession_of(version, later, left)
    change = Change("moving", f"{date}", f"{date + 1}", found)
    study.kept = carry_over(study.kept, change, place_of=study.place_of)


REAL: dict[str, int] = {}


def follow(other: Version, versions: Sequence[Version]) -> tuple[Study, dict[int, set[str]]]:
    """Live through the versions; returns the study and the ids that each real place ever had."""
    REAL.clear()
    study = Study(Kept((), (), (), ()), {}, {})
    ids: dict[int, set[str]] = {place: set() for place in PLACES}
    for date, version in enumerate(versions):
        if date:
            renew(study, versions[date - 1], version, date)
        study.link(other, version)
        for key, place in study.truth.items():
            ids[place].add(study.place_of[key])
            REAL.setdefault(study.place_of[key], place)
    return study, ids


@given(histories())
def test_a_place_keeps_its_id_whatever_becomes_of_the_identifiers(
    history: tuple[Version, list[Version]],
) -> None:
    _, ids = follow(*history)
    assert all(len(found) <= 1 for found in ids.values())
    named = [place_id for found in ids.values() for place_id in found]
    assert len(set(named)) == len(named)


@given(histories())
def test_a_record_that_left_stays_with_its_place(history: tuple[Version, list[Version]]) -> None:
    study, ids = follow(*history)
    seen = {place for version in history[1] for place in version.values()}
    gone = seen - set(history[1][-1].values())
    assert sorted(REAL[one.place_id] for one in study.kept.departed) == sorted(gone)
    for one in study.kept.departed:
        assert study.place_of[one.key] in ids[REAL[one.place_id]]


@given(histories())
def test_importing_old_then_new_links_the_present_as_importing_new_does(
    history: tuple[Version, list[Version]],
) -> None:
    other, versions = history
    through, _ = follow(other, versions)
    once, _ = follow(other, versions[-1:])

    def groups(study: Study) -> set[frozenset[str]]:
        found: dict[str, set[str]] = {}
        for key in study.truth:
            found.setdefault(study.place_of[key], set()).add(key)
        return {frozenset(keys) for keys in found.values()}

    assert groups(through) == groups(once)


@given(histories(), st.data())
def test_nothing_that_a_person_settled_is_lost(
    history: tuple[Version, list[Version]], data: st.DataObject
) -> None:
    other, versions = history
    study, _ = follow(other, versions[:1])
    keys = sorted(study.truth)
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=4))
    said = [(study.truth[one], study.truth[two]) for one, two in pairs]
    study.kept = Kept(
        study.kept.identities,
        tuple(
            Decision(act, "different", one, two, who="A", date="2026", reason="seen")
            for act, (one, two) in enumerate(pairs, start=1)
        ),
        tuple(FormerName(*key.split(":"), "Before") for key in keys),
        (),
    )
    named = [study.truth[key] for key in keys]
    for date, version in enumerate(versions[1:], start=1):
        renew(study, versions[date - 1], version, date)
        study.link(other, version)
        for key in study.truth:
            REAL.setdefault(study.place_of[key], study.truth[key])
    everything = study.truth | {one.key: REAL[one.place_id] for one in study.kept.departed}
    assert [(everything[one.first], everything[one.second]) for one in study.kept.decisions] == said
    assert {(one.who, one.date, one.reason) for one in study.kept.decisions} <= {("A", "2026", "seen")}
    assert [everything[former.key] for former in study.kept.formers] == named


@given(histories())
def test_a_version_accepted_again_changes_nothing(history: tuple[Version, list[Version]]) -> None:
    study, _ = follow(*history)
    last = history[1][-1]
    before = study.kept
    renew(study, last, last, 9)
    assert study.kept == before


@given(histories())
def test_what_is_kept_is_read_as_written(history: tuple[Version, list[Version]]) -> None:
    study, _ = follow(*history)
    kept = study.kept
    assert read_departed(write_departed(kept.departed), file="d") == kept.departed
    assert read_identities(write_identities(kept.identities), file="i") == kept.identities


def test_a_number_given_again_after_its_record_had_left_founds_another_place() -> None:
    """12 left, nothing known of it stayed but its place; three versions later 12 is somebody else."""
    study, ids = follow({}, [{"12": 0, "13": 1}, {"13": 1}, {"13": 1, "12": 2}])
    assert study.kept.departed == (Departed("moving", "12", "1", "2", *ids[0], tie=""),)
    assert ids[0] != ids[2]


def test_a_place_that_comes_back_is_itself_again() -> None:
    study, ids = follow({}, [{"1": 0, "2": 1}, {"2": 1}, {"2": 1, "7": 0}])
    assert study.kept.departed == ()
    assert len(ids[0]) == 1


def leaving(kept: Kept, before: str, records: str, after: str, place: dict[str, str]) -> Kept:
    """A listing of one place goes from one version to the next; `place` is what its records are, old id → new."""
    found = Succession(
        carried=tuple(Carried(old, new, 1.0) for old, new in place.items()),
        added=(),
        gone=tuple(record for record in records if record not in place),
        reused=(),
    )
    keys = [*records, *(one.id for one in kept.departed)]
    return carry_over(
        kept, Change("m", before, after, found), place_of={f"m:{record_id}": "l1" for record_id in keys}
    )


def ties(kept: Kept) -> dict[str, str | None]:
    return {one.id: one.tie for one in kept.departed}


def test_what_left_stays_with_what_is_left_whoever_leaves_next_and_comes_back() -> None:
    kept = leaving(Kept((), (), (), ()), "1", "ABC", "2", {"B": "B", "C": "C"})
    assert ties(kept) == {"A@1": "m:B"}
    kept = leaving(kept, "2", "BC", "3", {"C": "C"})
    assert ties(kept) == {"A@1": "m:C", "B@2": "m:C"}
    kept = leaving(kept, "3", "C", "4", {})
    assert set(ties(kept)) == {"A@1", "B@2", "C@3"}
    kept = leaving(kept, "4", "", "5", {"B@2": "D"})
    assert ties(kept) == {"A@1": "m:D", "C@3": "m:D"}
    (cluster,) = with_departed([["m:D"]], kept.departed).clusters
    assert cluster == ("m:A@1", "m:C@3", "m:D")


def test_a_tie_follows_the_record_under_its_new_id() -> None:
    kept = leaving(Kept((), (), (), ()), "1", "AB", "2", {"B": "B"})
    assert ties(leaving(kept, "2", "B", "3", {"B": "Z"})) == {"A@1": "m:Z"}


def test_a_record_that_left_before_ties_were_kept_stays_with_its_place_and_gets_one() -> None:
    old = "listing,record_id,version,gone_since,place_id\nm,A,1,2,l1\n"
    known = read_departed(old, file="d")
    assert write_departed(known) == old
    assert with_departed([["m:B"]], known).loose == {"m:A@1": "l1"}
    kept = leaving(Kept((), (), (), known), "2", "B", "3", {"B": "B"})
    assert ties(kept) == {"A@1": "m:B"}


def test_persons_part_and_bring_together_what_left_as_what_is_there() -> None:
    one = Departed("m", "A", "1", "2", "l1", tie="m:B")
    there = [["m:B"], ["m:C"]]
    assert with_departed(there, [one]).clusters == (("m:A@1", "m:B"), ("m:C",))
    to_c = [Settled("m:A@1", "m:C", same=True)]
    assert with_departed(there, [one], settled=to_c).clusters == (("m:B",), ("m:A@1", "m:C"))
    not_b = [Settled("m:B", "m:A@1", same=False)]
    assert with_departed(there, [one], settled=not_b).clusters == (("m:B",), ("m:C",), ("m:A@1",))
    for key in ("m:B", "m:A@1"):
        assert with_departed(there, [one], alone={key}).clusters == (("m:B",), ("m:C",), ("m:A@1",))


def departed(name: str, tie: str | None) -> Departed:
    return Departed("m", name, "1", "2", f"l-{name}", tie=tie)


@pytest.mark.parametrize("order", list(permutations("ABC")))
def test_records_tied_in_a_ring_that_all_left_stay_one_place(order: tuple[str, ...]) -> None:
    ring = {"A": "m:B@1", "B": "m:C@1", "C": "m:A@1"}
    assert with_departed([], [departed(one, ring[one]) for one in order]).clusters == (
        ("m:A@1", "m:B@1", "m:C@1"),
    )


def test_two_rings_are_two_places() -> None:
    ties = {"A": "B", "B": "A", "C": "D", "D": "C"}
    gone = [departed(one, f"m:{other}@1") for one, other in ties.items()]
    assert with_departed([], gone).clusters == (("m:A@1", "m:B@1"), ("m:C@1", "m:D@1"))


def test_a_chain_is_founded_by_the_record_that_it_leads_to() -> None:
    """C is known through B, B through A, whose mate is nowhere: A founds the place, whichever comes first."""
    gone = [departed("C", "m:B@1"), departed("B", "m:A@1"), departed("A", "m:nowhere")]
    assert with_departed([["m:X"]], gone).clusters == (("m:X",), ("m:A@1", "m:B@1", "m:C@1"))


def test_a_chain_that_leads_to_a_present_record_joins_it() -> None:
    gone = [departed("A", "m:B@1"), departed("B", "m:X")]
    assert with_departed([["m:X"]], gone).clusters == (("m:A@1", "m:B@1", "m:X"),)
