"""The list published: the list computed, changed by persons with a reason; and what it then breaks, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from florilege.faults import Words
from florilege.selection.prepared import Problems
from florilege.selection.problem import Row
from florilege.selection.rule_words import rule_words
from florilege.selection.rules import SIZE, Rule
from florilege.selection.stages import IN, SELECTION, StageDecision, standing
from florilege.selection.study_file import StudyFile
from florilege.written_numbers import in_words

STAGES_KEY = "stages"
"""Key of the rule that keeps out of the computation the places put out at an earlier stage."""
ENTERS, LEAVES, NOTHING = "enters", "leaves", "nothing"


class Change(Struct, frozen=True):
    """One line about the list published, and what it does to the list computed.

    effect : "enters", "leaves", or "nothing" where the computation says the same, or a later line speaks
    """

    decision: StageDecision
    stands: bool
    effect: str

    def as_data(self) -> dict[str, object]:
        one = self.decision
        return {
            "place_id": one.place_id, "change": one.outcome, "effect": self.effect, "stands": self.stands,
            "fr": one.reason.fr, "en": one.reason.en, "author": one.author, "date": one.date,
        }  # fmt: skip


class Broken(Struct, frozen=True):
    """A rule that the list published does not respect: what it counts, and what it may.

    group : the value of `each`, if the rule has one; least, most : None without a bound
    """

    rule: str
    words: Words
    group: str
    found: float
    least: float | None
    most: float | None

    def as_data(self) -> dict[str, object]:
        data: dict[str, object] = {"rule": self.rule, "fr": self.words.fr, "en": self.words.en}
        if self.group:
            data["group"] = self.group
        return data | {"found": self.found, "least": self.least, "most": self.most}


def with_left_out(study: StudyFile, ids: Sequence[str]) -> StudyFile:
    """The study with, as one more rule, that the places put out at an earlier stage are not chosen."""
    if not ids:
        return study
    key = STAGES_KEY
    while any(rule.key == key for rule in study.rules):
        key += "-"
    rule = Rule(
        key=key, kind="exclude", count=0, attribute="", where={}, levels=(), ids=tuple(ids), limit=0.0,
        missing="error", relax_weight=1.0,
        title=Words(f"{len(ids)} lieux écartés à une étape précédente", f"{len(ids)} places excluded at an earlier stage")
        if len(ids) > 1 else Words("un lieu écarté à une étape précédente", "one place excluded at an earlier stage"),
        reason=Words("chaque décision a sa raison, son auteur et sa date", "every decision has a reason, an author and a date"),
        file=study.file, line=None,
    )  # fmt: skip
    return replace(study, rules=(*study.rules, rule))


def changes_of(decisions: Sequence[StageDecision], computed: Collection[str]) -> tuple[Change, ...]:
    """Each line about the list published, in order, with what it does to the list computed."""
    stands = standing(decisions)
    found: list[Change] = []
    for one in decisions:
        if one.stage != SELECTION:
            continue
        last = stands[one.place_id, SELECTION] is one
        inside = one.place_id in computed
        differs = last and inside != (one.outcome == IN)
        effect = (ENTERS if one.outcome == IN else LEAVES) if differs else NOTHING
        found.append(Change(one, last, effect))
    return tuple(found)


def published(computed: Sequence[str], changes: Sequence[Change]) -> tuple[str, ...]:
    """The list published: the list computed in its order less what leaves, then what enters in the order of the ids."""
    leaving = {one.decision.place_id for one in changes if one.effect == LEAVES}
    entering = {one.decision.place_id for one in changes if one.effect == ENTERS}
    return (*(place for place in computed if place not in leaving), *sorted(entering))


class PublishedList(Struct, frozen=True):
    """The list published: its places, each line of the persons about it, and the rules that it breaks."""

    places: tuple[str, ...]
    changes: tuple[Change, ...]
    broken: tuple[Broken, ...]

    def beside(self, computed: Mapping[str, object]) -> dict[str, object]:
        """A selection as computed, with the list published beside it, as `selection.json` has both."""
        return {
            **computed,
            "published": list(self.places),
            "overrides": [one.as_data() for one in self.changes],
            "broken_rules": [one.as_data() for one in self.broken],
        }


def published_list(
    computed: Sequence[str],
    changes: Sequence[Change],
    problems: Callable[[], Problems],
) -> PublishedList:
    """The list published, from the list computed and the changes of persons.

    problems : asked for when a change has an effect, and only then
    """
    listed = published(computed, changes)
    differs = any(one.effect != NOTHING for one in changes)
    broken = broken_rules(problems(), listed) if differs else ()
    return PublishedList(listed, tuple(changes), broken)


def computed_list(result: Mapping[str, object]) -> list[str]:
    """The ids of the list that a selection computed, best score first."""
    selected = result["selected"]
    assert isinstance(selected, list)
    return [str(item["place_id"]) for item in selected]


def broken_rules(problems: Problems, listed: Collection[str]) -> tuple[Broken, ...]:
    """The rules that a list breaks, the size among them, in the order of the study; none for a list that may be."""
    kept = np.array([place in listed for place in problems.candidates.ids], dtype=bool)
    found: list[Broken] = []
    for row in problems.problem.rows:
        if row.holds(kept):
            continue
        total = row.total(kept)
        least = float(row.least) if np.isfinite(row.least) else None
        most = float(row.most) if np.isfinite(row.most) else None
        words = _words(row, problems.study, total, least=least, most=most)
        found.append(Broken(row.rule, words, row.group, total, least, most))
    return tuple(found)


def _words(row: Row, study: StudyFile, total: float, *, least: float | None, most: float | None) -> Words:
    rule = rule_words(row.rule, study)
    kind = SIZE if row.rule == SIZE else next(one.kind for one in study.rules if one.key == row.rule)
    if kind == "together":
        return Words(f"{rule.fr} : séparés", f"{rule.en}: separated")
    group = f" ({row.group})" if row.group else ""
    too_few = least is not None and total < least
    bound = (least if too_few else most) or 0.0
    fr, en = (
        ("au lieu d’au moins", "instead of at least")
        if too_few
        else ("au lieu d’au plus", "instead of at most")
    )
    if least == most:
        fr, en = "au lieu de", "instead of"
    return Words(
        f"{rule.fr}{group} : {in_words(total).fr} {fr} {in_words(bound).fr}",
        f"{rule.en}{group}: {in_words(total).en} {en} {in_words(bound).en}",
    )
