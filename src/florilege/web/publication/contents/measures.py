"""The grid and the funnel of a study, from its file and from what the steps measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from florilege.appraisal.grid import Criterion as Written
from florilege.faults import Words
from florilege.selection.study_file import StudyFile
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.selection import Axis, Criterion, Stage
from florilege.web.publication.contents.stored_json import typeset
from florilege.web.study.measures import CriterionMeasure, Measures, Scope

STAGES = (
    ("long_list", Words("lieux recensés", "places listed")),
    ("in_scope", Words("dans le champ de l’étude", "within the scope of the study")),
    ("appraisable", Words("assez connus pour être jugés", "known well enough to be judged")),
)
STAGES_OF_TABLE = (
    ("long_list", Words("candidatures reçues", "applications received")),
    ("in_scope", Words("éligibles", "eligible")),
    STAGES[2],
)
"""The same of a study that was made from a table of candidates."""
KEPT = Words("gardés", "kept")


def grid(
    study: StudyFile | None, measured: Mapping[str, CriterionMeasure]
) -> tuple[tuple[Axis, ...], tuple[Criterion, ...]]:
    """Axes and criteria as the study file words them, with what was measured; none before the study is appraised."""
    if study is None:
        return (), ()
    reference = study.grid.weights.reference.tolist()
    total = sum(
        reference
    )  # 1 but for rounding; pages always printed shares of it, and a last digit hangs on it
    weights = {key: weight / total for key, weight in zip(study.grid.keys, reference, strict=True)}
    axes = tuple(Axis(one.key, typeset(one.title)) for one in study.grid.axes)
    return axes, tuple(
        _criterion(one, weights[one.key], measured.get(one.key, CriterionMeasure()))
        for one in study.grid.criteria
    )


def _criterion(written: Written, weight: float, measure: CriterionMeasure) -> Criterion:
    return Criterion(
        key=written.key,
        axis=written.axis,
        title=typeset(written.title),
        anchors=tuple(typeset(Words(fr, en)) for fr, en in zip(*written.anchors, strict=True)),
        why=None if written.justification is None else typeset(written.justification),
        weight=weight,
        known=measure.known,
        distinct=measure.distinct,
        listings_correlation=measure.correlation,
        clamped=measure.clamped,
    )


def stages(
    measures: Measures, places: Sequence[PlaceContent], *, kept: int, published: bool, of_table: bool
) -> tuple[Stage, ...]:
    """The funnel as the steps recorded it; where none did, as counted from the store.

    kept : places of the list computed; published : whether the list published was made from it
    of_table : whether the study was made from a table of candidates
    """
    scope = measures.appraisal.scope or Scope(
        len(places),
        within=sum(bool(place.appraisal) for place in places),
        candidates=sum(place.appraisal == "candidate" for place in places),
    )
    counts = (scope.listed, scope.within, scope.candidates)
    first = tuple(
        Stage(code, typeset(words), count)
        for (code, words), count in zip(STAGES_OF_TABLE if of_table else STAGES, counts, strict=True)
    )
    decided = tuple(
        Stage(one.code, typeset(one.words), one.count) for one in measures.decisions.stages if published
    )
    return (*first, *(decided or (Stage("selected", typeset(KEPT), kept),)))
