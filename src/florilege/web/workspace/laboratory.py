"""What the laboratory shows: the study's settings to move, the list they give, and how it differs from another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.faults import InputRefused, Words
from florilege.selection.candidates import Candidates
from florilege.selection.computed_list import facts_to_find
from florilege.selection.rule_words import rule_words
from florilege.selection.scenarios import (
    COUNTED,
    Answer,
    Scenario,
    answer,
    parameters_of,
    read_scenario,
    stated_weights,
)
from florilege.selection.study_file import StudyFile
from florilege.web.acts.scenarios import KeptScenario, candidates_of, kept_scenarios, question_of, scenario_of
from florilege.web.inventory.models import ShownPlace
from florilege.web.publication.text import words
from florilege.web.study.open_study import OpenStudy
from florilege.web.study.selections import computed_of, selection_of
from florilege.written_numbers import all_digits

ASKED_FACTS = 8
"""Unknown facts that the page offers to suppose, the most telling first."""
READINGS = {
    "low": Words("au plus bas", "at its lowest"),
    "middle": Words("au milieu", "at its midpoint"),
}


class WeightField(Struct, frozen=True):
    """A slider: its weight in hundredths, the study's own, and its share of the sum."""

    name: str
    label: str
    value: str
    usual: str
    share: str


class RuleField(Struct, frozen=True):
    """A rule to leave out, and its count when it has one; count_name is empty otherwise."""

    name: str
    label: str
    reason: str
    on: bool
    count_name: str
    count: str
    usual: str


class FactField(Struct, frozen=True):
    """An unknown fact to suppose: the beginning of the parameter, and the value supposed, if any."""

    start: str
    place: str
    slug: str
    criterion: str
    value: str


class Line(Struct, frozen=True):
    """A place of a list; change : "enters", "leaves" or "" beside the list compared with."""

    name: str
    slug: str
    where: str
    score: str
    change: str


class ResultView(Struct, frozen=True):
    """The list of a scenario beside another one.

    query : the scenario as the parameters of an address; beside_total : of the other list, under these settings
    clash : rules that clash, when no list is possible
    """

    query: Sequence[tuple[str, str]]
    size: int
    total: str
    beside: str
    beside_total: str
    entering: int
    leaving: int
    lines: tuple[Line, ...]
    left: tuple[Line, ...]
    clash: tuple[str, ...]


class LaboratoryView(Struct, frozen=True):
    """The settings and their result. compared : key of the scenario compared with, "" for the study's own."""

    fault: str
    weights: tuple[WeightField, ...]
    rules: tuple[RuleField, ...]
    size: str
    usual_size: str
    readings: tuple[tuple[str, str, bool], ...]
    facts: tuple[FactField, ...]
    kept: tuple[KeptScenario, ...]
    compared: str
    result: ResultView


def laboratory(
    study: OpenStudy, asked: Iterable[tuple[str, str]], compared: str, language: str
) -> LaboratoryView:
    """The page for some settings, compared with the study or with a kept scenario; raises InputRefused."""
    candidates, question = candidates_of(study), question_of(study)
    scenario = read_scenario(asked, question, candidates)
    kept = kept_scenarios(study.folder)
    other, name = Scenario(), Words("la liste de l’étude", "the study’s list").in_language(language)
    if compared:
        if compared not in kept:
            raise InputRefused(Words("un scénario gardé", "a saved scenario"), column="vs", value=compared)
        other, name = scenario_of(kept[compared], study, candidates), kept[compared].name
    found = answer(scenario, question, candidates)
    beside = found if other == scenario else answer(other, question, candidates)
    weights, rules = settings_of(scenario, question, language)
    sizes = question.sizes
    return LaboratoryView(
        fault="",
        weights=weights,
        rules=rules,
        size=str(scenario.size or (sizes[0] if sizes[0] == sizes[1] else "")),
        usual_size=str(sizes[0]) if sizes[0] == sizes[1] else f"{sizes[0]}–{sizes[1]}",
        readings=readings_of(scenario, question, language),
        facts=facts_of(scenario, question, _facts_to_find(study), language),
        kept=tuple(kept.values()),
        compared=compared,
        result=result_of(scenario, found, candidates, (name, beside), language),
    )


def settings_of(
    scenario: Scenario, study: StudyFile, language: str
) -> tuple[tuple[WeightField, ...], tuple[RuleField, ...]]:
    """The sliders and the rules as a scenario has them."""
    stated, usual = stated_weights(scenario, study), stated_weights(Scenario(), study)
    total = stated.sum()
    weights = tuple(
        WeightField(
            f"w.{one.key}",
            words.capitalised(one.title.in_language(language)),
            all_digits(value),
            all_digits(before),
            words.share(value / total, language, decimals=1),
        )
        for one, value, before in zip(study.grid.criteria, stated.tolist(), usual.tolist(), strict=True)
    )
    rules = []
    for rule in study.rules:
        counted = rule.kind in (*COUNTED, "budget")
        before = rule.limit if rule.kind == "budget" else float(rule.count)
        rules.append(
            RuleField(
                f"rule.{rule.key}",
                words.capitalised(rule_words(rule.key, study).in_language(language)),
                rule.reason.in_language(language) if rule.reason else "",
                rule.key not in scenario.without,
                f"count.{rule.key}" if counted else "",
                all_digits(scenario.counts.get(rule.key, before)),
                all_digits(before),
            )
        )
    return weights, tuple(rules)


def readings_of(scenario: Scenario, study: StudyFile, language: str) -> tuple[tuple[str, str, bool], ...]:
    """The readings of the unknown: (value, words, whether it is the one)."""
    asked = scenario.reading or study.unknown_reference
    return tuple((key, said.in_language(language), key == asked) for key, said in READINGS.items())


def _facts_to_find(study: OpenStudy) -> tuple[tuple[str, str], ...]:
    run = selection_of(study.row)
    return () if run is None else facts_to_find(computed_of(run))


def facts_of(
    scenario: Scenario, study: StudyFile, findings: Sequence[tuple[str, str]], language: str
) -> tuple[FactField, ...]:
    """The unknown facts to suppose: those of the scenario, then those that weigh most on the borderline."""
    cells = list(scenario.facts)
    for cell in findings:
        if len(cells) < ASKED_FACTS and cell not in cells:
            cells.append(cell)
    titles = {one.key: one.title.in_language(language) for one in study.grid.criteria}
    named = _places({place for place, _ in cells})
    return tuple(
        FactField(
            f"{place}:{key}:",
            named[place].name,
            named[place].place.slug,
            titles[key],
            all_digits(scenario.facts[place, key]) if (place, key) in scenario.facts else "",
        )
        for place, key in cells
        if place in named and key in titles
    )


def result_of(
    scenario: Scenario, found: Answer, candidates: Candidates, beside: tuple[str, Answer], language: str
) -> ResultView:
    """The list of a scenario, best score first, beside another: (its name, its answer)."""
    name, other = beside
    shown = found.kept | other.kept
    named = _places({candidates.ids[index] for index in np.flatnonzero(shown)})
    order = sorted(
        np.flatnonzero(shown).tolist(), key=lambda index: (-found.scores[index], candidates.ids[index])
    )
    return ResultView(
        query=parameters_of(scenario),
        size=int(found.kept.sum()),
        total=words.number(found.total, language, decimals=3),
        beside=name,
        beside_total=words.number(float(found.scores[other.kept].sum()), language, decimals=3),
        entering=int((found.kept & ~other.kept).sum()),
        leaving=int((other.kept & ~found.kept).sum()),
        lines=_lines(found.kept, other.kept, order, (candidates, found, named), language),
        left=_lines(other.kept & ~found.kept, found.kept, order, (candidates, found, named), language),
        clash=tuple(one.in_language(language) for one in found.clash),
    )


def _lines(
    which: NDArray[np.bool_],
    other: NDArray[np.bool_],
    order: Sequence[int],
    computed: tuple[Candidates, Answer, Mapping[str, ShownPlace]],
    language: str,
) -> tuple[Line, ...]:
    candidates, found, named = computed
    lines = []
    for index in order:
        if not which[index]:
            continue
        row = named.get(candidates.ids[index])
        lines.append(
            Line(
                row.called.in_language(language) if row else candidates.names[index],
                row.place.slug if row else "",
                ", ".join(filter(None, (row.commune, row.region))) if row else "",
                words.number(float(found.scores[index]), language, decimals=3),
                "" if other[index] else "enters" if found.kept[index] else "leaves",
            )
        )
    return tuple(lines)


def _places(ids: set[str]) -> dict[str, ShownPlace]:
    rows = ShownPlace.objects.filter(place__public_id__in=ids).select_related("place")
    return {row.place.public_id: row for row in rows}
