"""Severe and lenient jurors made comparable, with the spread that remains."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from florilege.appraisal.harmonisation import Harmonised, harmonise
from florilege.appraisal.marks import Mark


def simulated(seed: int, *, severity: float, places: int = 60) -> tuple[list[Mark], NDArray[np.float64]]:
    """Three of ten jurors mark each place: marks, and the true qualities."""
    random = np.random.default_rng(seed)
    quality, severe = random.normal(0, 1, places), random.normal(0, severity, 10)
    marks = [
        Mark(
            f"j{juror}",
            f"p{place:02}",
            "c",
            float(2.5 + quality[place] + severe[juror] + random.normal(0, 0.6)),
        )
        for place in range(places)
        for juror in random.choice(10, 3, replace=False)
    ]
    return marks, quality


def means(found: Harmonised) -> NDArray[np.float64]:
    return np.array([found.places[key].mean for key in sorted(found.places)])


def agreement(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Spearman's rank correlation."""
    ranks = [np.argsort(np.argsort(values)) for values in (one, other)]
    return float(np.corrcoef(*ranks)[0, 1])


def test_harmonised_marks_are_nearer_the_truth_than_plain_means_when_jurors_differ() -> None:
    gains = []
    for seed in range(12):
        marks, truth = simulated(seed, severity=0.8)
        found = harmonise(marks)
        raw = np.array([found.places[key].raw for key in sorted(found.places)])
        gains.append(agreement(means(found), truth) - agreement(raw, truth))
    assert np.mean(gains) - 1.96 * np.std(gains, ddof=1) / np.sqrt(len(gains)) > 0.02


def test_nothing_is_lost_when_jurors_do_not_differ() -> None:
    losses = []
    for seed in range(12):
        marks, truth = simulated(seed, severity=0.0)
        found = harmonise(marks)
        raw = np.array([found.places[key].raw for key in sorted(found.places)])
        losses.append(agreement(raw, truth) - agreement(means(found), truth))
    assert np.mean(losses) < 0.005


def test_the_spread_holds_the_truth_as_often_as_it_says() -> None:
    inside = []
    for seed in range(12):
        marks, truth = simulated(seed, severity=0.8)
        found = harmonise(marks)
        spread = np.array([found.places[key].deviation for key in sorted(found.places)])
        inside.append(np.mean(np.abs(means(found) - 2.5 - truth) < 1.96 * spread))
    assert 0.85 < np.mean(inside) < 0.99


def test_a_severe_juror_is_seen_as_such_and_the_order_of_marks_does_not_matter() -> None:
    marks = [
        Mark(juror, f"p{place}", "c", 1.0 + 0.5 * place - (1.0 if juror == "severe" else 0.0))
        for place in range(6)
        for juror in ("kind", "fair", "severe")
    ]
    found = harmonise(marks)
    assert found.severities["severe"] < -0.4 < 0 < found.severities["kind"]
    assert harmonise(marks[::-1]) == found


def test_few_marks_are_shrunk_more_than_many() -> None:
    marks = [Mark(f"j{juror}", "many", "c", 5.0) for juror in range(8)]
    marks += [Mark("j0", "one", "c", 5.0)]
    marks += [
        Mark(f"j{juror}", f"p{place}", "c", 1.0 + (place + juror) % 3)
        for juror in range(8)
        for place in range(8)
    ]
    found = harmonise(marks)
    assert found.places["one"].mean < found.places["many"].mean < 5.0
    assert found.places["one"].deviation > found.places["many"].deviation
    assert found.places["one"].marks == 1


@pytest.mark.parametrize(
    "marks", [[Mark("a", "p", "c", 3.0)], [Mark("a", f"p{n}", "c", 2.0) for n in range(4)]]
)
def test_a_single_juror_or_equal_marks_do_no_harm(marks: list[Mark]) -> None:
    found = harmonise(marks)
    assert all(one.mean == pytest.approx(one.raw, abs=1e-3) for one in found.places.values())
    assert all(np.isfinite(one.deviation) for one in found.places.values())


def test_cannot_say_is_not_zero() -> None:
    marks = [Mark("a", "p", "c", 4.0), Mark("b", "p", "c", None), Mark("b", "q", "c", None)]
    found = harmonise(marks)
    assert found.places["p"].marks == 1
    assert "q" not in found.places
    assert not harmonise([]).places
