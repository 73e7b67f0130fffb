"""The grid on a sheet of a study whose scores are products: factors of axes that give the score."""

from __future__ import annotations

import math

import pytest
from msgspec.structs import replace

from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import judgement


@pytest.mark.django_db
def test_the_factors_of_the_axes_multiply_to_the_score_and_an_axis_is_the_product_of_its_criteria(
    contents: StudyContents,
) -> None:
    place = next(one for one in contents.places if one.cells)
    weights = {one.key: one.weight or 0.0 for one in contents.criteria}
    applied = {key: cell for key, cell in place.cells.items() if cell.applies and weights[key]}
    total = sum(weights[key] for key in applied)
    score = math.prod(cell.high ** (weights[key] / total) for key, cell in applied.items())
    lines = judgement.score_lines(place, replace(contents, geometric=True), "en", {})
    axes = [line for line in lines if line.axis and line.applies]
    factors = [float(line.contribution.removeprefix("×\u202f").split("–")[-1]) for line in axes]
    assert math.prod(factors) == pytest.approx(score, abs=5e-3)
    sums = judgement.score_lines(place, contents, "en", {})
    assert [line.value for line in sums if line.axis] != [line.value for line in lines if line.axis]
