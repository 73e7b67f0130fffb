"""The grid, the rules and the measures of a study, from its file and from what the steps measured."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence

from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.selection import (
    Axis,
    Criterion,
    Finding,
    LinkageQuality,
    Measure,
    Reason,
    RuleContent,
    SelectionContent,
    Stage,
)
from florilege.web.publication.contents.stored_json import (
    Data,
    as_float,
    as_int,
    as_list,
    as_map,
    as_text,
    as_words,
)

STAGES = (
    ("long_list", Words("lieux recensés", "places listed")),
    ("in_scope", Words("dans le champ de l’étude", "within the scope of the study")),
    ("appraisable", Words("assez connus pour être jugés", "known well enough to be judged")),
    ("selected", Words("gardés", "kept")),
)


def grid(file_text: str, method: Data) -> tuple[tuple[Axis, ...], tuple[Criterion, ...]]:
    """Axes and criteria as the study file words them, with the measures of the method."""
    study = as_map(tomllib.loads(file_text))
    weights = _weights(study, method)
    measures = as_map(method.get("criteria"))
    axes = tuple(
        Axis(as_text(axis.get("key")), as_words(axis.get("title")))
        for axis in map(as_map, as_list(study.get("axis")))
    )
    criteria = tuple(
        _criterion(entry, weights, as_map(measures.get(as_text(entry.get("key")))))
        for entry in map(as_map, as_list(study.get("criterion")))
    )
    return axes, criteria


def _criterion(entry: Data, weights: Mapping[str, float], measure: Data) -> Criterion:
    anchors = as_map(entry.get("anchors"))
    french, english = as_list(anchors.get("fr")), as_list(anchors.get("en"))
    why = entry.get("reason", entry.get("justification"))
    return Criterion(
        key=as_text(entry.get("key")),
        axis=as_text(entry.get("axis")),
        title=as_words(entry.get("title")) if "title" in entry else Words(*[as_text(entry.get("key"))] * 2),
        anchors=tuple(Words(as_text(fr), as_text(en)) for fr, en in zip(french, english, strict=False)),
        why=as_words(why) if why is not None else None,
        weight=weights.get(as_text(entry.get("key"))),
        known=as_float(measure.get("known")),
        distinct=as_int(measure.get("distinct")),
        listings_correlation=as_float(measure.get("correlation")),
        clamped=as_int(measure.get("clamped")),
    )


def _weights(study: Data, method: Data) -> Mapping[str, float]:
    """Reference weights, summing to 1: those the method measured, else those the file states."""
    stated = as_map(method.get("weights"))
    if not stated:
        in_file = as_map(study.get("weights"))
        stated = as_map(in_file.get("reference")) or in_file
    found = {key: number for key, value in stated.items() if (number := as_float(value)) is not None}
    total = sum(found.values())
    return {key: value / total for key, value in found.items()} if total else {}


def linkage_quality(method: Data, *, review: int) -> LinkageQuality:
    """Precision, recall and F1 on judged pairs, as measured; None for what was not."""
    found = as_map(method.get("linkage"))
    return LinkageQuality(
        precision=_measure(found.get("precision")),
        recall=_measure(found.get("recall")),
        f1=_measure(found.get("f1")),
        judged_pairs=as_int(found.get("judged_pairs")),
        review_pairs=review,
    )


def _measure(value: object) -> Measure | None:
    plain = as_float(value)
    if plain is not None:
        return Measure(plain, None, None)
    found = as_map(value)
    number = as_float(found.get("value"))
    return (
        Measure(number, as_float(found.get("low")), as_float(found.get("high")))
        if number is not None
        else None
    )


def stages(method: Data, places: Sequence[PlaceContent], *, kept: int) -> tuple[Stage, ...]:
    """The funnel as the steps recorded it, or as counted from the store."""
    recorded = [as_map(item) for item in as_list(method.get("stages"))]
    if recorded:
        return tuple(
            Stage(as_text(item.get("code")), as_words(item), as_int(item.get("count")) or 0)
            for item in recorded
        )
    counts = {
        "long_list": len(places),
        "in_scope": sum(bool(place.appraisal) for place in places),
        "appraisable": sum(place.appraisal == "candidate" for place in places),
        "selected": kept,
    }
    return tuple(Stage(code, words, counts[code]) for code, words in STAGES)


def reasons(value: object) -> tuple[Reason, ...]:
    """The sentences of a selection about one place."""
    return tuple(Reason(as_text(item.get("code")), as_words(item)) for item in map(as_map, as_list(value)))


def threshold(file_text: str, key: str, default: int) -> int:
    """A number of the [study] table of a study file, as it is read for the appraisal."""
    found = as_int(as_map(as_map(tomllib.loads(file_text)).get("study")).get(key))
    return default if found is None else found


def is_geometric(file_text: str) -> bool:
    """Whether a study multiplies its criteria, as its file says; a study that says nothing adds them up."""
    return as_map(as_map(tomllib.loads(file_text)).get("study")).get("aggregation") == "geometric"


def selection(result: Data, method: Data, file_text: str) -> SelectionContent:
    """A selection as published, with the words of its rules."""
    study = as_map(tomllib.loads(file_text))
    robustness = as_map(study.get("robustness"))
    written = [as_map(rule) for rule in as_list(study.get("rule"))]
    other = as_map(method.get("other_reading"))
    reference = result.get("unknown_reference", as_map(study.get("study")).get("unknown_reference"))
    return SelectionContent(
        status=as_text(result.get("status")),
        size=as_int(result.get("size")) or len(as_list(result.get("selected"))),
        objective=as_float(result.get("objective")),
        draws=as_int(result.get("draws")),
        seed=as_int(result.get("seed")),
        rules=tuple(_rule(rule, written) for rule in map(as_map, as_list(result.get("rules")))),
        clash=tuple(as_text(key) for key in as_list(result.get("clash"))),
        relaxation=_changes(result.get("relaxation")),
        relaxations_by_rule=tuple(
            _changes(as_map(item).get("changes")) for item in as_list(result.get("relaxations_by_rule"))
        ),
        unknown_reference=as_text(reference) or "low",
        other_reading=tuple(as_text(key) for key in as_list(other.get("selected"))) if other else None,
        findings=tuple(
            Finding(
                as_text(item.get("place_id")), as_text(item.get("criterion")), as_float(item.get("weight"))
            )
            for item in map(as_map, as_list(method.get("findings", result.get("findings"))))
        ),
        core=as_float(robustness.get("core")) or 0.95,
        exterior=as_float(robustness.get("exterior")) or 0.05,
        result=result,
        other_clashes=other.get("status") == "infeasible",
    )


def _changes(value: object) -> tuple[Words, ...]:
    """The changes of bounds of a relaxation, in words."""
    return tuple(as_words(item) for item in map(as_map, as_list(value)))


def _rule(rule: Data, written: Sequence[Data]) -> RuleContent:
    key = as_text(rule.get("key"))
    source = next((item for item in written if as_text(item.get("key")) == key), {})
    words = as_words(rule) if "fr" in rule else as_words(rule.get("words", rule.get("title")))
    reason = rule.get("reason", source.get("reason"))
    changes = rule.get("changes")
    return RuleContent(
        key=key,
        words=words if words.fr else Words(key, key),
        reason=as_words(reason) if reason else None,
        binding=rule.get("binding") is True,
        price=as_float(rule.get("price")),
        changes=changes if isinstance(changes, bool) else None,
        enters=tuple(map(as_text, as_list(rule.get("enters")))),
        leaves=tuple(map(as_text, as_list(rule.get("leaves")))),
    )
