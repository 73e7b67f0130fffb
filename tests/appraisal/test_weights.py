"""Weights are drawn over all that a study accepts, flat and thin shapes included; what nothing would read is refused."""

from __future__ import annotations

import numpy as np
import pytest

from florilege.appraisal.weights import WeightSpace, read_weights
from florilege.faults import StudyFileRefused, sentence
from florilege.toml_lines import read_toml

KEYS = ("a", "b", "c")
FREE = "[weights.bounds]\na = [0, 1]\nb = [0, 1]\nc = [0, 1]\n"


def ratio(over: str, under: str, least: float) -> str:
    return f'[[weights.ratio]]\nover = "{over}"\nunder = "{under}"\nat_least = {least}\n'


def space(text: str, keys: tuple[str, ...] = KEYS) -> WeightSpace:
    return read_weights(read_toml(text, file="study.toml", refusal=StudyFileRefused), keys)


def refusal(text: str) -> str:
    with pytest.raises(StudyFileRefused) as caught:
        space(text)
    return sentence(caught.value, "en")


def test_two_ratios_that_make_an_equality_are_drawn_along_it() -> None:
    """a is twice b: the weightings are a segment, from c alone to a and b alone."""
    found = space(FREE + ratio("a", "b", 2) + ratio("b", "a", 0.5))
    assert found.reference == pytest.approx([1 / 3, 1 / 6, 1 / 2], abs=1e-9)
    drawn = found.draws(1, np.arange(5000))
    assert drawn[:, 0] == pytest.approx(2 * drawn[:, 1], abs=1e-9)
    assert drawn.sum(axis=1) == pytest.approx(1.0)
    assert drawn[:, 2].mean() == pytest.approx(0.5, abs=0.02)
    assert drawn[:, 2].std() == pytest.approx(1 / np.sqrt(12), abs=0.015)


def test_a_thin_corridor_is_drawn_over_all_its_length() -> None:
    """Nearly a triangle on its side: c is triangular on [0, 1], 1/3 on average."""
    found = space(FREE + ratio("a", "b", 2) + ratio("b", "a", 0.4995))
    drawn = found.draws(7, np.arange(5000))
    shares = drawn[:, 0] / drawn[:, 1]
    assert shares.min() >= 2 - 1e-6
    assert shares.max() <= 1 / 0.4995 + 1e-6
    assert found.reference[2] == pytest.approx(1 / 3, abs=0.001)
    assert drawn[:, 2].mean() == pytest.approx(1 / 3, abs=0.02)
    assert drawn[:, 2].std() == pytest.approx(np.sqrt(1 / 18), abs=0.015)


def test_a_chain_of_ratios_that_closes_is_drawn_along_what_it_leaves() -> None:
    keys = ("a", "b", "c", "d")
    text = FREE + "d = [0, 1]\n" + ratio("a", "b", 2) + ratio("b", "c", 2) + ratio("c", "a", 0.25)
    drawn = space(text, keys).draws(3, np.arange(3000))
    assert drawn[:, 0] == pytest.approx(4 * drawn[:, 2], abs=1e-9)
    assert drawn[:, 3].mean() == pytest.approx(0.5, abs=0.025)


def test_a_draw_depends_on_its_number_alone_on_thin_shapes_too() -> None:
    found = space(FREE + ratio("a", "b", 2) + ratio("b", "a", 0.4995))
    every = found.draws(5, np.arange(60))
    assert (found.draws(5, np.array([41, 7])) == every[[41, 7]]).all()


@pytest.mark.parametrize("count", [3, 5, 8])
def test_without_a_reference_the_centre_of_gravity_is_taken(count: int) -> None:
    keys = tuple(f"k{rank}" for rank in range(count))
    text = "[weights.bounds]\n" + "".join(f"{key} = [0, 1]\n" for key in keys)
    exact = 1e-9 if count <= 8 else 0.002
    assert space(text, keys).reference == pytest.approx([1 / count] * count, abs=exact)


def test_the_centre_of_gravity_of_a_cut_triangle_is_exact() -> None:
    """c at most 1/2 leaves a trapezium: the triangle less a quarter of it, whose centre has c = 2/3."""
    found = space("[weights.bounds]\na = [0, 1]\nb = [0, 1]\nc = [0, 0.5]\n").reference
    assert found[2] == pytest.approx((1 / 3 - 2 / 3 / 4) / (3 / 4), abs=1e-9)
    assert found[0] == pytest.approx(found[1], abs=1e-9)


def test_ratios_that_leave_one_weighting_leave_that_one() -> None:
    found = space(FREE + ratio("a", "b", 2) + ratio("b", "a", 0.6))
    assert found.reference == pytest.approx([0, 0, 1], abs=1e-9)
    assert found.draws(1, np.arange(5)) == pytest.approx(np.tile([0.0, 0.0, 1.0], (5, 1)), abs=1e-9)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[weights]\norder = ["a", "b", "c"]\n[weights.bounds]\nc = [0.6, 0.9]\n',
            "either an order, or bounds",
        ),
        ('[weights]\norder = ["a", "b", "c"]\n' + ratio("a", "b", 2), "at_least = 1"),
        (
            '[weights]\norder = ["b", "a", "c"]\n[weights.reference]\na = 0.9\nb = 0.05\nc = 0.05\n',
            "follows the order",
        ),
        ("[weights]\na = 1\nb = 1\nc = 1\n[weights.reference]\na = 1\n", "exact weights only"),
    ],
)
def test_what_contradicts_or_would_not_be_read_is_refused(text: str, said: str) -> None:
    assert said in refusal(text)
