"""A year of monthly versions, with what persons do in between, ends where a build from scratch ends.

Three worlds live through the same year. In the first, every acceptance is undone once, at once or after other acts,
and accepted again. In the second, nothing is ever undone of the versions. The third is built in one go from the last
versions, the journal of what persons settled and the documented renames.

More years: FLORILEGE_YEARS=40 pytest tests/chain/test_year.py
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core.management import call_command

from florilege.faults import InputRefused
from florilege.linkage import decisions
from florilege.linkage.identities import read_identities
from florilege.web.acts import pair_reviews
from florilege.web.inventory.models import Claim, Place
from tests.chain import growing_study
from tests.chain.growing_study import NOBODY, Growing, place_of, stored, write_version
from tests.chain.small_year import World

MONTHS = tuple(f"2024-{month:02}-01" for month in range(2, 13))
SEEDS = range(int(os.environ.get("FLORILEGE_YEARS", "1")))
Store = Mapping[str, list[tuple[object, ...]]]


@dataclass
class Year:
    """A study that lives through a year."""

    study: Growing
    accepted: int = 0
    acts: list[int] = field(default_factory=list)
    """Numbers of the acts of this journal, in the order in which both worlds made them."""

    def accept(self, slug: str, file: Path, date: str) -> None:
        self.study.accept(slug, file, date)
        self.accepted += 1

    def state(self) -> tuple[Store, dict[str, str]]:
        """The store and what the study keeps, but for ids and addresses of places, which are never taken back."""
        kept = without(self.study, "identities.csv", "addresses.csv", "decisions.csv")
        kept["decisions.csv"] = decisions.write_decisions(pair_reviews.journal(self.study.open().folder))
        return stored(), {name: text if text.count("\n") > 1 else "" for name, text in kept.items()}

    def undo_and_accept_again(
        self, slug: str, file: Path, date: str, *, before: tuple[Store, dict[str, str]] | None = None
    ) -> None:
        """The acceptance undone after what was done since, what rests on it first, and all of it done again.

        before : what undoing it brings back exactly, where nothing was done since
        """
        again: list[int] = []
        while (act := self._undone_or_rests_on()) is not None:
            again.append(pair_reviews.take_back(self.study.open(), act, NOBODY))
            self.study.link()
        assert before is None or self.state() == before
        self.accepted += 1
        self.accept(slug, file, date)
        for act in reversed(again):
            pair_reviews.take_back(self.study.open(), act, NOBODY)
        self.study.link()

    def _undone_or_rests_on(self) -> int | None:
        """Undo the last acceptance, or the number of the act that is to be undone first, as the refusal says."""
        try:
            self.study.undo(self.accepted)
        except InputRefused as refusal:
            return int(str(refusal).rsplit("--undo ", 1)[1].rstrip(")"))
        return None

    def settle(self, dice: random.Random) -> None:
        """One act of a person, drawn by the dice from what the study shows; refused acts are no acts."""
        keys = sorted(key for key in place_of() if "@" not in key)
        one, other = dice.sample(keys, k=2)
        asked = [question.pair for question in pair_reviews.queue(self.study.open())]
        kind = dice.choice(("same", "different", "alone", "later", "merge", "undo", "file", "same", "undo"))
        if asked and dice.random() < 0.5:
            one, other = dice.choice(asked)
        elif kind == "different":
            together = [key for key in keys if key != one and place_of()[key] == place_of()[one]]
            other = dice.choice(together or [other])
        number = dice.randrange(10**6)
        try:
            self._act(kind, one, other, number)
        except InputRefused:
            return
        self.study.link()

    def _act(self, kind: str, one: str, other: str, number: int) -> None:
        study = self.study.open()
        match kind:
            case "same":
                self.acts.append(pair_reviews.say_same(study, one, other, NOBODY))
            case "different":
                self.acts.append(pair_reviews.say_different(study, one, other, NOBODY))
            case "alone":
                self.acts.append(pair_reviews.say_alone(study, one, NOBODY))
            case "later":
                self.acts.append(pair_reviews.say_later(study, one, other, NOBODY))
            case "merge":
                places = place_of()
                if places[one] != places[other]:
                    self.acts.append(pair_reviews.merge(study, places[one], places[other], NOBODY))
            case "undo":
                if self.acts:
                    act = self.acts[number % len(self.acts)]
                    self.acts.append(pair_reviews.take_back(study, act, NOBODY))
            case _:
                self._write_by_hand(one, other)

    def _write_by_hand(self, one: str, other: str) -> None:
        """A line added to the file of decisions as a person would, without a number."""
        path = self.study.path / "decisions.csv"
        text = path.read_text(encoding="utf-8") if path.exists() else decisions.write_decisions(())
        line = ",".join(("", "oui", *one.split(":"), *other.split(":"), "", "B. Reader", "", "by hand"))
        try:
            journal = decisions.read_decisions(f"{text}{line}\n", file="decisions.csv")
        except InputRefused:
            return
        path.write_text(f"{text}{line}\n", encoding="utf-8")
        self.acts.append(journal[-1].act)


def live(folder: Path, seed: int, *, undoing: bool) -> Growing:
    """A study at the end of the year of a seed, in an empty store."""
    call_command("flush", verbosity=0, interactive=False)
    world, dice = World(seed), random.Random(1000 + seed)
    study = growing_study.make(folder, {"moving": world.rows(), "other": world.other_rows()})
    year = Year(study)
    for rank, date in enumerate(MONTHS):
        world.month()
        file = write_version(folder / "received" / f"{date}.csv", world.rows())
        before = year.state()
        year.accept("moving", file, date)
        versions = [("moving", file, date)]
        if rank == len(MONTHS) // 2:
            versions.append(
                ("other", write_version(folder / "received" / "other.csv", world.other_rows()), date)
            )
        at_once = rank % 2 == 0
        if undoing and at_once:
            year.undo_and_accept_again(*versions[0], before=before)
        for _ in range(2):
            year.settle(dice)
        if undoing and not at_once:
            year.undo_and_accept_again(*versions[0])
        if len(versions) > 1:
            year.accept(*versions[1])
            if undoing:
                year.undo_and_accept_again(*versions[1])
    return study


def groups(places: Mapping[str, str]) -> set[frozenset[str]]:
    """The records of each place."""
    found: dict[str, set[str]] = {}
    for key, place in places.items():
        found.setdefault(place, set()).add(key)
    return {frozenset(keys) for keys in found.values()}


def said(study: Growing) -> tuple[object, ...]:
    """What stands of the journal."""
    journal = pair_reviews.journal(study.open().folder)
    return set(decisions.standing(journal)), decisions.alone(journal), decisions.postponed(journal)


def claims_without_ids(*, of_places: set[str] | None = None) -> list[tuple[object, ...]]:
    """What the records of some places say, and which of it is shown."""
    rows = Claim.objects.select_related("place")
    return sorted(
        (one.key, one.field, one.value, one.date, one.shown)
        for one in rows
        if of_places is None or one.place.public_id in of_places
    )


def without(study: Growing, *names: str) -> dict[str, str]:
    return {name: text for name, text in study.files().items() if name not in names}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_year_ends_where_a_build_from_scratch_ends(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    straight = live(tmp_path / "straight", seed, undoing=False)
    straight_places, straight_said = place_of(), said(straight)
    straight_claims, straight_pairs = claims_without_ids(), stored()["pairs"]

    study = live(tmp_path / "undone", seed, undoing=True)
    places, store = place_of(), stored()
    # undone and accepted again: the same verdicts stand, on the same records, which make the same places
    assert said(study) == straight_said
    assert groups(places) == groups(straight_places)
    assert claims_without_ids() == straight_claims
    assert store["pairs"] == straight_pairs
    assert without(study, "identities.csv", "addresses.csv", "decisions.csv", "departed.csv") == without(
        straight, "identities.csv", "addresses.csv", "decisions.csv", "departed.csv"
    )
    # one id a place, for ever: no two ids for the records of a place, none lost
    founded = {
        one.place_id for one in read_identities(study.files()["identities.csv"], file="identities.csv")
    }
    assert set(places.values()) <= founded

    # the files alone give another machine the same store, and stay as they are
    files = study.files()
    call_command("flush", verbosity=0, interactive=False)
    study.link()
    assert stored() == store
    assert study.files() == files
    held = {one.public_id for one in Place.objects.all()}
    assert held == founded

    # from the last versions, the journal and the documented renames alone: the same present
    here = {key: place for key, place in places.items() if "@" not in key}
    whole = set(here.values()) - {place for key, place in places.items() if "@" in key}
    claims = claims_without_ids(of_places=whole)
    scratch = from_scratch(study, tmp_path / "scratch")
    built = place_of()
    assert groups(built) == groups(here)
    assert stored()["pairs"] == store["pairs"]
    same_places = {built[key] for key, place in here.items() if place in whole}
    assert claims_without_ids(of_places=same_places) == claims
    assert said(scratch) == said(study)


def from_scratch(study: Growing, folder: Path) -> Growing:
    """The study built in one go, in an empty store, from what is not history."""
    call_command("flush", verbosity=0, interactive=False)
    scratch = folder / "study"
    (scratch / "listings").parent.mkdir(parents=True)
    shutil.copytree(study.path / "listings", scratch / "listings")
    for name in ("study.toml", "decisions.csv", "former_names.csv"):
        shutil.copy(study.path / name, scratch)
    made = Growing(scratch)
    made.link()
    return made
