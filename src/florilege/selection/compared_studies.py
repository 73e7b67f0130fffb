"""Two study files compared: what differs between them, each difference in words and as a change that can be made alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from florilege.appraisal.grid import Criterion
from florilege.faults import Words
from florilege.selection.rule_words import rule_words
from florilege.selection.study_file import StudyFile
from florilege.written_numbers import all_digits, with_comma

T = TypeVar("T")
NOTHING = Words("–", "–")
Change = Callable[[StudyFile], StudyFile]


class Difference(Struct, frozen=True):
    """One thing that differs. part : what it is about; words : it in words, from the first file to the second

    alone : makes it alone in the first study; None for what has no meaning without the others
    """

    part: Words
    words: Words
    alone: Change | None = None


SIZE, UNKNOWN = Words("taille", "size"), Words("inconnu", "unknown")
CRITERION, WEIGHT, RULE = Words("critère", "criterion"), Words("poids", "weight"), Words("règle", "rule")
CONDITION, SCOPE, TIES = Words("condition", "condition"), Words("champ", "scope"), Words("départage", "ties")
DRAWS = Words("tirages", "draws")


def differences(first: StudyFile, second: StudyFile) -> tuple[Difference, ...]:
    """What differs between two studies, in the order of the file; nothing where both ask the same."""
    return (
        *_heads(first, second),
        *_criteria(first, second),
        *_weights(first, second),
        *_conditions(first, second),
        *_rules(first, second),
        *_robustness(first, second),
    )


def _heads(first: StudyFile, second: StudyFile) -> Iterator[Difference]:
    if (first.sizes, first.objective) != (second.sizes, second.objective):
        said = [rule_words("size", one) for one in (first, second)]
        names = {"total": Words("total", "total"), "mean": Words("moyenne", "mean")}
        tails = [names[one.objective] for one in (first, second)]
        if first.objective != second.objective:
            said = [
                Words(f"{one.fr} ({tail.fr})", f"{one.en} ({tail.en})")
                for one, tail in zip(said, tails, strict=True)
            ]
        yield Difference(
            SIZE, _from_to(*said), lambda one: replace(one, sizes=second.sizes, objective=second.objective)
        )
    for part, key, names in (
        (UNKNOWN, "unknown_reference", {"low": Words("lu au plus bas", "read at its lowest"), "middle": Words("lu au milieu", "read in the middle")}),
        (Words("critères connus au moins", "known criteria at least"), "known_at_least", {}),
        (Words("critères connus par axe", "known criteria per axis"), "known_per_axis", {}),
        (TIES, "ties", {}),
        (SCOPE, "scope", {}),
        (Words("colonne de l’identifiant", "column of the id"), "id_column", {}),
        (Words("colonne du nom", "column of the name"), "name_column", {}),
    ):  # fmt: skip
        before, after = getattr(first, key), getattr(second, key)
        if before != after:
            reported = [names.get(one, _listed(one)) for one in (before, after)]
            yield Difference(part, _from_to(*reported), _setting(key, after))


def _setting(key: str, value: object) -> Change:
    return lambda one: replace(one, **{key: value})


def _criteria(first: StudyFile, second: StudyFile) -> Iterator[Difference]:
    old = {one.key: one for one in first.grid.criteria}
    new = {one.key: one for one in second.grid.criteria}
    for key, one in old.items():
        if key not in new:
            yield Difference(CRITERION, _removed(one.title), None)
    for key, one in new.items():
        if key not in old:
            yield Difference(CRITERION, _added(one.title), None)
            continue
        for words in _of_criterion(old[key], one):
            yield Difference(CRITERION, words, _with_criterion(one) if set(old) == set(new) else None)
    if first.grid.aggregation != second.grid.aggregation:
        names = {"additive": Words("somme", "sum"), "geometric": Words("produit", "product")}
        said = [names[one.grid.aggregation] for one in (first, second)]
        yield Difference(
            Words("agrégation", "aggregation"),
            _from_to(*said),
            lambda one: replace(one, grid=replace(one.grid, aggregation=second.grid.aggregation)),
        )


def _with_criterion(new: Criterion) -> Change:
    def change(study: StudyFile) -> StudyFile:
        criteria = tuple(new if one.key == new.key else one for one in study.grid.criteria)
        return replace(study, grid=replace(study.grid, criteria=criteria))

    return change


def _of_criterion(old: Criterion, new: Criterion) -> Iterator[Words]:
    title = new.title
    for part, before, after in (
        (Words("barème", "value function"), _function(old), _function(new)),
        (Words("source", "source"), f"{old.source} {old.input}", f"{new.source} {new.input}"),
        (Words("bornes de l’inconnu", "bounds of the unknown"), _listed(old.unknown).en, _listed(new.unknown).en),
        (Words("axe", "axis"), old.axis or "–", new.axis or "–"),
    ):  # fmt: skip
        if before != after:
            moved = _from_to(Words(before, before), Words(after, after))
            yield Words(f"« {title.fr} », {part.fr} {moved.fr}", f'"{title.en}", {part.en} {moved.en}')


def _function(criterion: Criterion) -> str:
    """A value function as short as it can be told."""
    one = criterion.function
    points = ", ".join(f"{all_digits(raw)} → {all_digits(value)}" for raw, value in one.points)
    table = ", ".join(f"{name} → {all_digits(value)}" for name, value in one.table.items())
    return f"{one.kind} ({points or table}{', down' if one.down else ''})"


def _weights(first: StudyFile, second: StudyFile) -> Iterator[Difference]:
    """Reference weights and bounds of the criteria that both have: one difference, since they add up to one."""
    same = first.grid.keys == second.grid.keys
    boxes = [one.grid.weights.box() for one in (first, second)]
    titles = {one.key: one.title for one in second.grid.criteria}
    moved: list[Words] = []
    for key in (key for key in first.grid.keys if key in second.grid.keys):
        columns = [one.grid.keys.index(key) for one in (first, second)]
        before, after = (
            float(one.grid.weights.reference[column])
            for one, column in zip((first, second), columns, strict=True)
        )
        if abs(before - after) > 5e-7:
            moved.append(_of(titles[key], _from_to(_share(before), _share(after))))
        bounds = [
            (round(float(low[column]), 6), round(float(high[column]), 6))
            for (low, high, _), column in zip(boxes, columns, strict=True)
        ]
        if bounds[0] != bounds[1]:
            words = _from_to(*(_between(*one) for one in bounds))
            moved.append(_of(titles[key], Words(f"bornes {words.fr}", f"bounds {words.en}")))
    if same and not moved and not _same_space(first, second):
        moved.append(Words("rapports ou ordre", "ratios or order"))
    if moved:
        yield Difference(
            WEIGHT,
            Words(" ; ".join(one.fr for one in moved), "; ".join(one.en for one in moved)),
            (lambda one: replace(one, grid=replace(one.grid, weights=second.grid.weights))) if same else None,
        )


def _between(low: float, high: float) -> Words:
    least, most = _share(low), _share(high)
    return Words(f"[{least.fr}, {most.fr}]", f"[{least.en}, {most.en}]")


def _same_space(first: StudyFile, second: StudyFile) -> bool:
    one, other = first.grid.weights, second.grid.weights
    return np.array_equal(one.rows, other.rows) and np.array_equal(one.limits, other.limits)


def _conditions(first: StudyFile, second: StudyFile) -> Iterator[Difference]:
    old, new = ({one.key: one for one in study.conditions} for study in (first, second))
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        bare = [
            None if one is None else replace(one, file="", line=None, lines={}, reason=None)
            for one in (before, after)
        ]
        if bare[0] != bare[1]:
            words = _changed(
                None if before is None else (before.title, before.missing),
                None if after is None else (after.title, after.missing),
            )
            yield Difference(CONDITION, words, _setting("conditions", _with(old, key, after)))


def _rules(first: StudyFile, second: StudyFile) -> Iterator[Difference]:
    old, new = ({one.key: one for one in study.rules} for study in (first, second))
    known = {*first.grid.keys, *(axis.key for axis in first.grid.axes)}
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        bare = [
            None if one is None else replace(one, file="", line=None, lines={}, reason=None)
            for one in (before, after)
        ]
        if bare[0] == bare[1]:
            continue
        words = _changed(
            None if before is None else (rule_words(key, first), before.missing),
            None if after is None else (rule_words(key, second), after.missing),
        )
        looked_at = {level.key.partition(".")[2] for level in (after.levels if after is not None else ())}
        alone = _setting("rules", _with(old, key, after)) if looked_at <= known else None
        yield Difference(RULE, words, alone)


def _with(old: Mapping[str, T], key: str, after: T | None) -> tuple[T, ...]:
    """Rules or conditions with one of them changed, added or, where it is None, left out."""
    changed = {**old, key: after}
    return tuple(one for one in changed.values() if one is not None)


def _robustness(first: StudyFile, second: StudyFile) -> Iterator[Difference]:
    """Draws and classes, which change no list."""
    for key, part in (
        ("draws", DRAWS), ("seed", Words("graine", "seed")), ("core", Words("seuil du socle", "threshold of the core")),
        ("exterior", Words("seuil hors sélection", "threshold of the exterior")),
        ("seconds", Words("secondes de tirage", "seconds of draws")),
    ):  # fmt: skip
        before, after = getattr(first.robustness, key), getattr(second.robustness, key)
        if before != after:
            yield Difference(part, _from_to(_listed(before), _listed(after)), None)


def _changed(before: tuple[Words, str] | None, after: tuple[Words, str] | None) -> Words:
    """What became of a rule or a condition: its words, and what becomes of those of whom nothing is known.

    The latter is said where the words are the same.
    """
    if before is None or after is None:
        return (
            _added(after[0]) if after is not None else _removed(before[0] if before is not None else NOTHING)
        )
    if before[0] != after[0]:
        return _from_to(before[0], after[0])
    said = [
        Words(f"{words.fr} (missing = {missing})", f"{words.en} (missing = {missing})")
        for words, missing in (before, after)
    ]
    return _from_to(*said)


def _of(title: Words, words: Words) -> Words:
    return Words(f"« {title.fr} » {words.fr}", f'"{title.en}" {words.en}')


def _from_to(before: Words, after: Words) -> Words:
    return Words(f"{before.fr} → {after.fr}", f"{before.en} → {after.en}")


def _added(title: Words) -> Words:
    return Words(f"ajouté : {title.fr}", f"added: {title.en}")


def _removed(title: Words) -> Words:
    return Words(f"retiré : {title.fr}", f"removed: {title.en}")


def _share(value: float) -> Words:
    said = f"{100 * value:.1f}"
    return Words(f"{with_comma(said)}\u202f%", f"{said}%")


def _listed(value: object) -> Words:
    if isinstance(value, dict):
        said = ", ".join(f"{key} = {' | '.join(map(str, one))}" for key, one in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        said = ", ".join(map(str, value))
    else:
        said = "" if value is None else str(value)
    said = said or "–"
    return Words(said, said)
