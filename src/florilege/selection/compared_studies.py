"""Two study files compared: what differs between them, each difference in words and as a change that can be made alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from florilege.appraisal.grid import Criterion
from florilege.faults import Words
from florilege.selection.rule_words import rule_words
from florilege.selection.study_file import StudyFile
from florilege.written_numbers import all_digits, with_comma

Change = Callable[[StudyFile], StudyFile]


@dataclass(frozen=True, slots=True)
class Difference:
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
            told = [names.get(one, _listed(one)) for one in (before, after)]
            yield Difference(part, _from_to(*told), _setting(key, after))


def _setting(key: str, value: object) -> Change:
    return lambda one: replace(one, **{key: value})  # type: ignore[arg-type]


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
    """Reference weights and bounds, criterion by criterion; changed together, since they add up to one."""
    keys = [key for key in first.grid.keys if key in second.grid.keys]
    same = first.grid.keys == second.grid.keys
    change: Change | None = None
    if same:
        change = lambda one: replace(one, grid=replace(one.grid, weights=second.grid.weights))  # noqa: E731
    boxes = [one.grid.weights.box() for one in (first, second)]
    titles = {one.key: one.title for one in second.grid.criteria}
    moved = False
    for key in keys:
        columns = [one.grid.keys.index(key) for one in (first, second)]
        before, after = (
            float(one.grid.weights.reference[column])
            for one, column in zip((first, second), columns, strict=True)
        )
        if abs(before - after) > 5e-7:
            moved = True
            yield Difference(WEIGHT, _of(titles[key], _from_to(_share(before), _share(after))), change)
        bounds = [
            (round(float(box[0][column]), 6), round(float(box[1][column]), 6))
            for box, column in zip(boxes, columns, strict=True)
        ]
        if bounds[0] != bounds[1]:
            moved = True
            said = [Words(f"[{_share(low).fr}, {_share(high).fr}]", f"[{_share(low).en}, {_share(high).en}]") for low, high in bounds]  # fmt: skip
            words = _from_to(*said)
            yield Difference(
                WEIGHT, _of(titles[key], Words(f"bornes {words.fr}", f"bounds {words.en}")), change
            )
    if same and not moved and not _same_space(first, second):
        yield Difference(
            WEIGHT, Words("rapports ou ordre des poids", "ratios or order of the weights"), change
        )


def _same_space(first: StudyFile, second: StudyFile) -> bool:
    one, other = first.grid.weights, second.grid.weights
    return np.array_equal(one.rows, other.rows) and np.array_equal(one.limits, other.limits)


def _conditions(first: StudyFile, second: StudyFile) -> Iterator[Difference]:
    old = {one.key: one for one in first.conditions}
    new = {one.key: one for one in second.conditions}
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        asked = [
            None if one is None else (one.where, one.missing, one.absent, one.title)
            for one in (before, after)
        ]
        if asked[0] == asked[1]:
            continue
        words = (
            _added(after.title) if before is None and after is not None
            else _removed(before.title) if after is None and before is not None
            else _from_to(before.title, after.title)  # type: ignore[union-attr]
        )  # fmt: skip
        listed = tuple(
            one
            for one in (
                after if each.key == key else each
                for each in (*first.conditions, *((after,) if before is None and after is not None else ()))
            )
            if one is not None
        )
        yield Difference(CONDITION, words, _setting("conditions", listed))


def _rules(first: StudyFile, second: StudyFile) -> Iterator[Difference]:
    old, new = ({one.key: one for one in study.rules} for study in (first, second))
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        bare = [
            None if one is None else replace(one, file="", line=None, lines={}, reason=None)
            for one in (before, after)
        ]
        if bare[0] == bare[1]:
            continue
        if after is None:
            words = _removed(rule_words(key, first))
        elif before is None:
            words = _added(rule_words(key, second))
        else:
            said = rule_words(key, first), rule_words(key, second)
            if (
                said[0] == said[1]
            ):  # what differs is not in its words: who lacks the attribute, what it weighs
                said = tuple(  # type: ignore[assignment]
                    Words(f"{one.fr} (missing = {rule.missing})", f"{one.en} (missing = {rule.missing})")
                    for one, rule in zip(said, (before, after), strict=True)
                )
            words = _from_to(*said)
        levels = {level.key.partition(".")[2] for level in (after.levels if after is not None else ())}
        known = {*first.grid.keys, *(axis.key for axis in first.grid.axes)}
        listed = tuple(
            one
            for one in (
                after if each.key == key else each
                for each in (*first.rules, *((after,) if before is None and after is not None else ()))
            )
            if one is not None
        )
        yield Difference(RULE, words, _setting("rules", listed) if levels <= known else None)


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
