"""The grid, the rules and the measures of a study, from its file and from what the steps measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from florilege.appraisal.grid import Criterion as Written
from florilege.faults import Words
from florilege.selection.study_file import StudyFile
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
    typeset,
)

STAGES = (
    ("long_list", Words("lieux recensés", "places listed")),
    ("in_scope", Words("dans le champ de l’étude", "within the scope of the study")),
    ("appraisable", Words("assez connus pour être jugés", "known well enough to be judged")),
    ("selected", Words("gardés", "kept")),
)


def grid(study: StudyFile | None, method: Data) -> tuple[tuple[Axis, ...], tuple[Criterion, ...]]:
    """Axes and criteria as the study file words them, with what was measured; none before the study is appraised."""
    if study is None:
        return (), ()
    measures = as_map(method.get("criteria"))
    weights = dict(zip(study.grid.keys, study.grid.weights.reference.tolist(), strict=True))
    axes = tuple(Axis(one.key, typeset(one.title)) for one in study.grid.axes)
    return axes, tuple(
        _criterion(one, weights[one.key], as_map(measures.get(one.key))) for one in study.grid.criteria
    )


def _criterion(written: Written, weight: float, measure: Data) -> Criterion:
    return Criterion(
        key=written.key,
        axis=written.axis,
        title=typeset(written.title),
        anchors=tuple(typeset(Words(fr, en)) for fr, en in zip(*written.anchors, strict=True)),
        why=None if written.justification is None else typeset(written.justification),
        weight=weight,
        known=as_float(measure.get("known")),
        distinct=as_int(measure.get("distinct")),
        listings_correlation=as_float(measure.get("correlation")),
        clamped=as_int(measure.get("clamped")),
    )


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


def selection(result: Data, method: Data, study: StudyFile) -> SelectionContent:
    """A selection as published, with the words of its rules."""
    reasons_of = {rule.key: rule.reason for rule in study.rules}
    other = as_map(method.get("other_reading"))
    return SelectionContent(
        status=as_text(result.get("status")),
        size=as_int(result.get("size")) or len(as_list(result.get("selected"))),
        objective=as_float(result.get("objective")),
        draws=as_int(result.get("draws")),
        seed=as_int(result.get("seed")),
        rules=tuple(_rule(rule, reasons_of) for rule in map(as_map, as_list(result.get("rules")))),
        clash=tuple(as_text(key) for key in as_list(result.get("clash"))),
        relaxation=_changes(result.get("relaxation")),
        relaxations_by_rule=tuple(
            _changes(as_map(item).get("changes")) for item in as_list(result.get("relaxations_by_rule"))
        ),
        unknown_reference=as_text(result.get("unknown_reference")) or study.unknown_reference,
        other_reading=tuple(as_text(key) for key in as_list(other.get("selected"))) if other else None,
        findings=tuple(
            Finding(
                as_text(item.get("place_id")), as_text(item.get("criterion")), as_float(item.get("weight"))
            )
            for item in map(as_map, as_list(method.get("findings", result.get("findings"))))
        ),
        core=study.robustness.core,
        exterior=study.robustness.exterior,
        result=result,
        other_clashes=other.get("status") == "infeasible",
    )


def _changes(value: object) -> tuple[Words, ...]:
    """The changes of bounds of a relaxation, in words."""
    return tuple(as_words(item) for item in map(as_map, as_list(value)))


def _rule(rule: Data, reasons_of: Mapping[str, Words | None]) -> RuleContent:
    key = as_text(rule.get("key"))
    words = as_words(rule) if "fr" in rule else as_words(rule.get("words", rule.get("title")))
    reason = as_words(rule["reason"]) if rule.get("reason") else reasons_of.get(key)
    changes = rule.get("changes")
    return RuleContent(
        key=key,
        words=words if words.fr else Words(key, key),
        reason=None if reason is None else typeset(reason),
        binding=rule.get("binding") is True,
        price=as_float(rule.get("price")),
        changes=changes if isinstance(changes, bool) else None,
        enters=tuple(map(as_text, as_list(rule.get("enters")))),
        leaves=tuple(map(as_text, as_list(rule.get("leaves")))),
    )
