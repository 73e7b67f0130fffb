"""What a jury's marks make of the values: each harmonised mark is a value with its spread, normal about its centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from florilege.appraisal.grid import Criterion, Grid
from florilege.appraisal.harmonisation import Harmonised, Quality, harmonise
from florilege.appraisal.marks import Marks, jury_criteria
from florilege.appraisal.scores import Bells, Cell, Values

NINETY_FIVE = 1.959963984540054
"""Deviations on each side of the centre that hold 95 % of a normal value."""


def harmonised(marks: Marks, grid: Grid) -> dict[str, Harmonised]:
    """Criterion given to the jury → its marks harmonised."""
    return {one.key: harmonise(marks.of(one.key)) for one in jury_criteria(grid)}


def jury_cells(marks: Marks, grid: Grid) -> dict[str, dict[str, Cell]]:
    """Criterion → place → what the jury says of it; places without a mark are not there."""
    criteria = {one.key: one for one in jury_criteria(grid)}
    return {
        key: {place: jury_cell(criteria[key], quality) for place, quality in found.places.items()}
        for key, found in harmonised(marks, grid).items()
    }


def jury_cell(criterion: Criterion, quality: Quality) -> Cell:
    """The value of a harmonised mark: its interval holds 95 % of the posterior, within [0, 1]."""
    (least, _), (most, _) = criterion.function.points[0], criterion.function.points[-1]
    centre = min(1.0, max(0.0, (quality.mean - least) / (most - least)))
    deviation = quality.deviation / (most - least)
    if criterion.function.down:
        centre = 1.0 - centre
    low, high = max(0.0, centre - NINETY_FIVE * deviation), min(1.0, centre + NINETY_FIVE * deviation)
    return Cell(low, high, known=True, applies=True, centre=centre, deviation=deviation)


def silent_cell(criterion: Criterion) -> Cell:
    """What is known of a place that no juror marked: nothing."""
    return Cell(*criterion.unknown, known=False, applies=True)


def with_marks(values: Values, ids: Sequence[str], grid: Grid, marks: Marks) -> Values:
    """The values with what these marks say in place of what the jury said; ids : of the candidates, in order."""
    low, high, known = values.low.copy(), values.high.copy(), values.known.copy()
    bells = values.bells or Bells(np.zeros(low.shape), np.zeros(low.shape))
    centre, deviation = bells.centre.copy(), bells.deviation.copy()
    cells: Mapping[str, Mapping[str, Cell]] = jury_cells(marks, grid)
    for column, criterion in enumerate(grid.criteria):
        if criterion.source != "jury":
            continue
        silent = silent_cell(criterion)
        for row, identifier in enumerate(ids):
            one = cells[criterion.key].get(identifier, silent)
            low[row, column], high[row, column], known[row, column] = one.low, one.high, one.known
            centre[row, column], deviation[row, column] = one.centre or 0.0, one.deviation
    return Values(low, high, known, values.applies, Bells(centre, deviation))
