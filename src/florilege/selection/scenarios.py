"""Scenarios: the selection asked again with other weights, other rules, or an unknown taken as known.

A scenario is what differs from the study, and is written as the parameters of an address, so that it can be kept,
shared and compared. Each answer is the proven optimum, like the study's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace
from numpy.typing import NDArray

from florilege.appraisal.scores import UNIT
from florilege.faults import InputRefused, Words
from florilege.selection.candidates import Candidates
from florilege.selection.infeasible import clash
from florilege.selection.prepared import prepare, solve
from florilege.selection.relaxation import Infeasible
from florilege.selection.rule_words import rule_words
from florilege.selection.rules import Rule
from florilege.selection.study_file import StudyFile
from florilege.toml_lines import nearest
from florilege.written_numbers import all_digits

READINGS = ("low", "middle")
COUNTED = ("at_least", "at_most")
WEIGHT, RULE, COUNT, FACT, SIZE, READING = "w.", "rule.", "count.", "fact", "size", "unknown"
"""Names of the parameters: `w.KEY=12`, `rule.KEY=off`, `count.KEY=3`, `fact=PLACE:CRITERION:VALUE`, `size`, `unknown`."""
Parameters = tuple[tuple[str, str], ...]


class Scenario(Struct, frozen=True):
    """What differs from the study; nothing by default.

    weights : criterion → weight, of any sum, for the criteria that differ; without : rules left out
    counts : rule → its other count, or its other limit; facts : (place, criterion) → value in [0, 1] taken as known
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    counts: Mapping[str, float] = field(default_factory=dict)
    size: int | None = None
    reading: str | None = None
    facts: Mapping[tuple[str, str], float] = field(default_factory=dict)


class Answer(Struct, frozen=True):
    """What a scenario gives: its list and total, or the rules that clash.

    kept : (candidates,), nobody when no list is possible; scores : (candidates,)
    """

    kept: NDArray[np.bool_]
    scores: NDArray[np.float64]
    total: float
    clash: tuple[Words, ...] = ()


def read_scenario(
    parameters: Iterable[tuple[str, str]], study: StudyFile, candidates: Candidates
) -> Scenario:
    """A scenario from the parameters of an address; raises InputRefused naming the parameter and what it may be.

    What says the same as the study is left out: two ways of asking one thing are one scenario.
    """
    reader = _Reader(study, candidates)
    for name, value in parameters:
        reader.take(name, value.strip())
    return reader.scenario()


def parameters_of(scenario: Scenario) -> Parameters:
    """The parameters that give a scenario back, always in the same order."""
    found = [(f"{WEIGHT}{key}", all_digits(weight)) for key, weight in sorted(scenario.weights.items())]
    found += [(f"{RULE}{key}", "off") for key in sorted(scenario.without)]
    found += [(f"{COUNT}{key}", all_digits(count)) for key, count in sorted(scenario.counts.items())]
    found += [
        (FACT, f"{place}:{key}:{all_digits(value)}") for (place, key), value in sorted(scenario.facts.items())
    ]
    found += [(SIZE, str(scenario.size))] if scenario.size is not None else []
    found += [(READING, scenario.reading)] if scenario.reading is not None else []
    return tuple(found)


def answer(scenario: Scenario, study: StudyFile, candidates: Candidates) -> Answer:
    """The proven optimum of a scenario, or the rules that clash under it."""
    asked, known = under(scenario, study, candidates)
    problems = prepare(asked, known)
    scores = problems.scores / UNIT
    try:
        found = solve(problems)
    except Infeasible:
        words = tuple(rule_words(key, asked) for key in clash(problems.problem))
        return Answer(np.zeros(len(known), dtype=bool), scores, 0.0, words)
    return Answer(found.kept, scores, found.total / UNIT)


def under(scenario: Scenario, study: StudyFile, candidates: Candidates) -> tuple[StudyFile, Candidates]:
    """The study and its candidates as a scenario has them."""
    space = study.grid.weights
    if scenario.weights:
        weights = stated_weights(scenario, study)
        space = replace(space, reference=weights / weights.sum())
    asked = replace(
        study,
        grid=replace(study.grid, weights=space),
        rules=tuple(_recounted(rule, scenario) for rule in study.rules if rule.key not in scenario.without),
        sizes=study.sizes if scenario.size is None else (scenario.size, scenario.size),
        objective=study.objective if scenario.size is None else "total",
        unknown_reference=scenario.reading or study.unknown_reference,
    )
    if not scenario.facts:
        return asked, candidates
    values = candidates.values
    low, high, known = values.low.copy(), values.high.copy(), values.known.copy()
    rows = {identifier: row for row, identifier in enumerate(candidates.ids)}
    columns = {key: column for column, key in enumerate(study.grid.keys)}
    for (place, key), value in scenario.facts.items():
        cell = rows[place], columns[key]
        low[cell] = high[cell] = value
        known[cell] = True
    return asked, replace(candidates, values=replace(values, low=low, high=high, known=known))


def stated_weights(scenario: Scenario, study: StudyFile) -> NDArray[np.float64]:
    """The weights of a scenario in hundredths, of any sum, in the order of the grid."""
    reference = dict(
        zip(study.grid.keys, (100 * study.grid.weights.reference).round(4).tolist(), strict=True)
    )
    return np.array([scenario.weights.get(key, reference[key]) for key in study.grid.keys])


def _recounted(rule: Rule, scenario: Scenario) -> Rule:
    if rule.key not in scenario.counts:
        return rule
    untitled = replace(rule, title=None)  # its title may name the count that changes
    if rule.kind == "budget":
        return replace(untitled, limit=scenario.counts[rule.key])
    return replace(untitled, count=int(scenario.counts[rule.key]))


class _Reader:
    """Takes parameters one by one."""

    def __init__(self, study: StudyFile, candidates: Candidates) -> None:
        self._study, self._candidates = study, candidates
        self._rules = {rule.key: rule for rule in study.rules}
        self._weights: dict[str, float] = {}
        self._without: set[str] = set()
        self._counts: dict[str, float] = {}
        self._facts: dict[tuple[str, str], float] = {}
        self._size: int | None = None
        self._reading: str | None = None

    def take(self, name: str, value: str) -> None:
        """One parameter; an empty value says nothing."""
        if not value:
            return
        if name.startswith(WEIGHT):
            key = self._one_of(name, name.removeprefix(WEIGHT), self._study.grid.keys)
            self._weights[key] = self._number(name, value, 0, 1e6)
        elif name.startswith(RULE):
            key = self._one_of(name, name.removeprefix(RULE), self._rules)
            if self._one_of(name, value, ("on", "off")) == "off":
                self._without.add(key)
        elif name.startswith(COUNT):
            self._count(name, value)
        elif name == FACT:
            self._fact(value)
        elif name == SIZE:
            self._size = int(self._number(name, value, 1, max(1, len(self._candidates)), whole=True))
        elif name == READING:
            self._reading = self._one_of(name, value, READINGS)
        else:
            self._one_of(name, name, (SIZE, READING, FACT, f"{WEIGHT}…", f"{RULE}…", f"{COUNT}…"))

    def scenario(self) -> Scenario:
        study = self._study
        stated = stated_weights(Scenario(), study)
        asked = stated_weights(Scenario(weights=self._weights), study)
        if asked.sum() <= 0:
            raise InputRefused(
                Words("au moins un poids au-dessus de 0", "at least one weight above 0"), column=f"{WEIGHT}…"
            )
        same = np.allclose(asked / asked.sum(), stated / stated.sum(), rtol=0, atol=1e-9)
        changed = {
            key: weight
            for key, weight, usual in zip(study.grid.keys, asked.tolist(), stated.tolist(), strict=True)
            if weight != usual and not same
        }
        usual_size = study.sizes == (self._size, self._size)
        return Scenario(
            changed,
            frozenset(self._without),
            {key: count for key, count in self._counts.items() if key not in self._without},
            None if usual_size else self._size,
            None if self._reading == study.unknown_reference else self._reading,
            self._facts,
        )

    def _count(self, name: str, value: str) -> None:
        counted = {key: rule for key, rule in self._rules.items() if rule.kind in (*COUNTED, "budget")}
        rule = counted[self._one_of(name, name.removeprefix(COUNT), counted)]
        if rule.kind == "budget":
            found, usual = self._number(name, value, 0, 1e15), rule.limit
        else:
            found, usual = self._number(name, value, 0, 1e6, whole=True), float(rule.count)
        if found != usual:
            self._counts[rule.key] = found

    def _fact(self, value: str) -> None:
        place, _, rest = value.partition(":")
        key, _, number = rest.partition(":")
        if not number.strip():
            return  # a field of the page that was left empty
        self._one_of(FACT, place, self._candidates.ids)
        self._one_of(FACT, key, self._study.grid.keys)
        self._facts[place, key] = self._number(FACT, number, 0, 1)

    def _one_of(self, name: str, value: str, accepted: Iterable[str]) -> str:
        listed = list(accepted)
        if value not in listed:
            shown = ", ".join(listed[:12])
            raise InputRefused(
                Words(f"l’un de : {shown}", f"one of: {shown}"),
                column=name, value=value, hint=nearest(value, listed),
            )  # fmt: skip
        return value

    def _number(self, name: str, value: str, least: float, most: float, *, whole: bool = False) -> float:
        try:
            found = float(value.replace(",", "."))
        except ValueError:
            found = float("nan")
        if not least <= found <= most or (whole and found != int(found)):
            kind = Words("nombre entier", "whole number") if whole else Words("nombre", "number")
            raise InputRefused(
                Words(
                    f"un {kind.fr} de {all_digits(least)} à {all_digits(most)}",
                    f"a {kind.en} from {all_digits(least)} to {all_digits(most)}",
                ),
                column=name, value=value,
            )  # fmt: skip
        return found
