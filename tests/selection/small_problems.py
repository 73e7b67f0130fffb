"""Problems of a few candidates, and every list that they allow: what a best list is held against."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from florilege.selection.problem import Problem, Row
from florilege.selection.rules import SIZE

List = tuple[int, ...]


@st.composite
def problems(draw: st.DrawFn) -> tuple[Problem, np.ndarray, bool]:
    """A few candidates of few scores, one size or several, a floor or a ceiling; and whether a mean is maximised."""
    count = draw(st.integers(2, 6))
    least = draw(st.integers(1, count))
    most = draw(st.integers(least, count))
    everyone = np.arange(count)
    rows = [Row(SIZE, everyone, np.ones(count), float(least), float(most))]
    for rank in range(draw(st.integers(0, 2))):
        members = np.array(sorted(draw(st.sets(st.integers(0, count - 1), min_size=1))))
        floor, ceiling = draw(st.sampled_from([(1.0, np.inf), (2.0, np.inf), (-np.inf, 1.0), (-np.inf, 2.0)]))
        rows.append(Row(f"rule-{rank}", members, np.ones(len(members)), floor, ceiling))
    scores = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    return Problem(count, tuple(rows)), np.array(scores, dtype=np.int64), draw(st.booleans())


def lists_of(problem: Problem) -> list[List]:
    """All that the rules allow."""
    chosen = itertools.chain.from_iterable(
        itertools.combinations(range(problem.count), size) for size in range(1, problem.count + 1)
    )
    return [one for one in chosen if problem.respects(np.isin(np.arange(problem.count), one))]


def merit(one: List, scores: np.ndarray, *, mean: bool, more: int = 0) -> Fraction:
    return Fraction(int(scores[list(one)].sum()) + more, len(one) if mean else 1)
