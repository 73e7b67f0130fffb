"""The candidates of a selection: their values under the grid, and the attributes that rules look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from florilege.appraisal.marks import Marks
from florilege.appraisal.scores import Cell, Values, scores, values_of
from florilege.selection.conditions import NotEligible
from florilege.selection.study_file import StudyFile


class Candidates(Struct, frozen=True):
    """Candidates in the order of their ids, and those of whom too little is known.

    attributes : name → value of each candidate, None where it has none
    corroboration : number of independent listings of each candidate
    not_appraisable : (id, name, keys of the criteria that nothing is known of)
    clamped : values brought back to the ends of a value function, counted
    marks : of the jury, already in the values, for what they would be without one juror
    not_eligible : those left aside before any comparison, with the conditions that they fail
    aside : attributes of those who are no candidates: name → value of each, first those not eligible, then those not
        appraisable
    raws : criterion → the ends of what was measured of each candidate, in its own unit; none of a table, whose
        attributes say it
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    values: Values
    attributes: Mapping[str, tuple[str | None, ...]]
    corroboration: NDArray[np.int64]
    not_appraisable: tuple[tuple[str, str, tuple[str, ...]], ...]
    clamped: int
    marks: Marks | None = None
    not_eligible: tuple[NotEligible, ...] = ()
    aside: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    raws: Mapping[str, tuple[tuple[float | str, float | str] | None, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)


class Entry(Struct, frozen=True):
    """One candidate before the grid's demand for known criteria is applied."""

    id: str
    name: str
    cells: Mapping[str, Cell]
    attributes: Mapping[str, str | None]
    corroboration: int


def gather(entries: Sequence[Entry], study: StudyFile, marks: Marks | None = None) -> Candidates:
    """Candidates of whom enough is known, sorted by id; the others apart, with what is missing.

    marks : of the jury, which the cells hold already
    """
    ordered = sorted(entries, key=lambda entry: entry.id)
    values = values_of([entry.cells for entry in ordered], study.grid)
    known = appraisable(values.known, study)
    enough = [entry for entry, kept in zip(ordered, known, strict=True) if kept]
    names = sorted({name for entry in enough for name in entry.attributes})
    return Candidates(
        ids=tuple(entry.id for entry in enough),
        names=tuple(entry.name for entry in enough),
        values=values.rows(known),
        attributes={name: tuple(entry.attributes.get(name) for entry in enough) for name in names},
        corroboration=np.array([entry.corroboration for entry in enough], dtype=np.int64),
        not_appraisable=tuple(
            (ordered[row].id, ordered[row].name, missing(values.known[row], study))
            for row in np.flatnonzero(~known)
        ),
        clamped=sum(one.clamped for entry in ordered for one in entry.cells.values()),
        marks=marks,
        aside={
            name: tuple(ordered[row].attributes.get(name) for row in np.flatnonzero(~known)) for name in names
        },
        raws={key: tuple(entry.cells[key].raw for entry in enough) for key in study.grid.keys},
    )


def appraisable(known: NDArray[np.bool_], study: StudyFile) -> NDArray[np.bool_]:
    """Whether enough criteria are known of each candidate, in all and on each axis, for unknown facts not to choose
    the list: known (candidates, criteria) → (candidates,).
    """
    enough = known.sum(axis=1) >= study.known_at_least
    for axis in study.grid.axes:
        columns = [rank for rank, one in enumerate(study.grid.criteria) if one.axis == axis.key]
        if columns:
            enough &= known[:, columns].sum(axis=1) >= study.known_per_axis
    return np.asarray(enough)


def missing(known: NDArray[np.bool_], study: StudyFile) -> tuple[str, ...]:
    """Keys of the criteria that nothing is known of: known (criteria,)."""
    return tuple(key for key, one in zip(study.grid.keys, known, strict=True) if not one)


def reference_scores(
    candidates: Candidates, study: StudyFile, reading: str | None = None
) -> NDArray[np.float64]:
    """Scores under the reference weights, unknown read "low" or at the "middle" (default: as the study says)."""
    values = candidates.values.at(reading or study.unknown_reference)
    return scores(values, candidates.values.applies, study.grid.weights.reference, study.grid.aggregation)


def score_bounds(candidates: Candidates, study: StudyFile) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lowest and highest score under the reference weights, every interval at its end."""
    reference, aggregation = study.grid.weights.reference, study.grid.aggregation
    found = candidates.values
    return (
        scores(found.low, found.applies, reference, aggregation),
        scores(found.high, found.applies, reference, aggregation),
    )
