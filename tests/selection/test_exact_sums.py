"""Costs counted in whole numbers: no list passes a budget by a hair, none is refused by one, proofs see each cent."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.selection import select as select_module
from florilege.selection.certainty import Certain
from florilege.selection.exact_sums import exact_sum
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.examples import examples
from tests.selection.written import select

STUDY = """
[study]
slug = "e"
size = {size}
title = {{ fr = "e", en = "e" }}
[[axis]]
key = "a"
title = {{ fr = "a", en = "a" }}
[[criterion]]
key = "c"
axis = "a"
value = {{ kind = "linear", from = 0, to = 1 }}
[weights]
c = 1
[[rule]]
kind = "budget"
attribute = "cost"
limit = {limit}
[robustness]
draws = 50
seed = 1
"""


def selection(costs: dict[str, str], size: int, limit: str) -> dict:
    """Among candidates of falling merit, in the order given."""
    rows = [f"{name},{1 - rank / 100},{cost}" for rank, (name, cost) in enumerate(costs.items())]
    study = read_study(STUDY.format(size=size, limit=limit), file="study.toml", table=True)
    return select(study, read_table("\n".join(["id,c,cost", *rows]) + "\n", study, file="table.csv"))


def listed(found: dict) -> list[str]:
    return sorted(item["place_id"] for item in found["selected"])


def proved(found: dict) -> dict[str, str | None]:
    return {item["place_id"]: item["certain"] for item in (*found["selected"], *found["not_selected"])}


@pytest.mark.parametrize(
    ("costs", "limit", "expected"),
    [
        (("0.33333334", "0.33333334", "0.33333334", "0.2"), "1", ["a", "b", "d"]),
        (("0.33333333", "0.33333333", "0.33333333", "0.2"), "1", ["a", "b", "c"]),
        (("0.1", "0.1", "0.1", "0"), "0.3", ["a", "b", "c"]),
        (("0.1", "0.1", "0.10000000000000000000000001", "0"), "0.3", ["a", "b", "d"]),
        (("499999999999.99", "499999999999.99", "0.03", "0.02"), "1000000000000", ["a", "b", "d"]),
        (("5e-13", "5e-13", "1e-13", "0"), "1e-12", ["a", "b", "d"]),
    ],
)
def test_a_budget_is_counted_to_the_last_decimal(
    costs: tuple[str, ...], limit: str, expected: list[str]
) -> None:
    assert listed(selection(dict(zip("abcd", costs, strict=True)), 3, limit)) == expected


def test_lists_over_the_budget_by_a_hair_are_cut_off_and_counted() -> None:
    costs = {f"p{rank:02}": "0.33333334" for rank in range(20)} | {"z1": "0.2", "z2": "0.3"}
    found = selection(costs, 3, "1")
    assert listed(found) == ["p00", "p01", "z1"]
    assert found["effort"]["cuts"] > 0


def test_two_costs_a_cent_apart_never_stand_in_each_others_stead() -> None:
    found = selection({"a": "1500000.04", "b": "1500000.00"}, 1, "1500000")
    assert listed(found) == ["b"]
    assert proved(found) == {"a": "exterior", "b": None}
    assert [item["acceptability"] for item in found["selected"]] == [1.0]


def test_a_proof_that_a_list_contradicts_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Certain(inside=np.array([False, True]), outside=np.array([True, False]))
    monkeypatch.setattr(select_module, "certain", lambda *_: wrong)
    with pytest.raises(ArithmeticError):
        selection({"a": "1", "b": "1"}, 1, "10")


costs_of_a_few = st.lists(st.decimals(0, 3, places=3), min_size=1, max_size=6)


@settings(max_examples=examples(300))
@given(costs_of_a_few, st.decimals(0, 8, places=3), st.booleans())
def test_a_cover_cuts_off_its_list_and_none_within_the_bounds(
    costs: list, bound: object, above: bool
) -> None:
    values = [Fraction(cost) for cost in costs]
    limit = Fraction(bound)  # type: ignore[call-overload]
    asked = exact_sum(values, least=None if above else limit, most=limit if above else None)
    lists = [np.array(one) for one in itertools.product((False, True), repeat=len(values))]
    within = [one for one in lists if asked.holds(one)]
    for kept in lists:
        total = sum((value for value, inside in zip(values, kept, strict=True) if inside), Fraction(0))
        assert asked.holds(kept) is (total <= limit if above else total >= limit)
        if asked.holds(kept):
            continue
        cover = asked.cover(kept)
        if not len(cover.members):
            assert not within
            continue
        assert not cover.least <= kept[cover.members].sum() <= cover.most
        assert all(cover.least <= one[cover.members].sum() <= cover.most for one in within)


def inside(*members: int, of: int) -> np.ndarray:
    return np.isin(np.arange(of), members)


@pytest.mark.parametrize(
    ("costs", "bounds", "kept", "cover"),
    [
        ([5, 4, 3, 1, 1], {"most": 8}, [0, 1, 2, 3, 4], ([0, 1], -np.inf, 1)),
        ([5, 5, 5, 4], {"most": 8}, [1, 3], ([0, 1, 2, 3], -np.inf, 1)),
        ([1, 3, 2, 3], {"most": 6}, [0, 1, 2, 3], ([1, 2, 3], -np.inf, 2)),
        ([9, 1], {"most": 8}, [0], ([0], -np.inf, 0)),
        ([5, 4, 3, 1], {"least": 6}, [3], ([0, 1], 1, np.inf)),
        ([5, 4, 3, 1], {"least": 13}, [0, 1, 2], ([0, 1, 2, 3], 4, np.inf)),
        ([5, 4, 3, 1], {"least": 2, "most": 5}, [3], ([0, 1, 2], 1, np.inf)),
        ([5, 4, 3, 1], {"least": 2, "most": 5}, [0, 3], ([0, 3], -np.inf, 1)),
    ],
    ids=[
        "the dearest are enough", "all that are as dear as the dearest", "no more than are too much", "one by itself",
        "below the least", "nothing may stay out", "below, with a most", "above, with a least",
    ],
)  # fmt: skip
def test_a_cover_is_made_of_the_dearest_and_of_all_as_dear(
    costs: list[int], bounds: dict[str, int], kept: list[int], cover: tuple[list[int], float, float]
) -> None:
    """The fewer the members, the more lists a cover cuts off at once."""
    limits = {side: Fraction(bounds[side]) if side in bounds else None for side in ("least", "most")}
    asked = exact_sum([Fraction(cost) for cost in costs], **limits)
    found = asked.cover(inside(*kept, of=len(costs)))
    assert (found.members.tolist(), found.least, found.most) == cover


def test_a_sum_tells_its_limits_in_the_figures_that_a_person_wrote() -> None:
    costs = [Fraction("0.5"), Fraction("1.5")]
    assert exact_sum(costs, least=Fraction(1), most=Fraction(2)).limits == (1.0, 2.0)
    assert exact_sum(costs, least=None, most=None).limits == (-np.inf, np.inf)
    reachable = exact_sum(costs, least=Fraction("0.7"), most=Fraction("1.9"))
    assert reachable.limits == (1.0, 1.5)


@settings(max_examples=examples(60))
@given(costs_of_a_few, st.integers(0, 4), st.integers(0, 4), st.data())
def test_once_some_are_decided_the_rest_is_held_to_what_they_leave(
    costs: list, least: int, most: int, data: st.DataObject
) -> None:
    bounds = data.draw(st.sampled_from([(least, None), (None, most), (least, most)]))
    asked = exact_sum(
        [Fraction(cost) for cost in costs],
        least=None if bounds[0] is None else Fraction(bounds[0]),
        most=None if bounds[1] is None else Fraction(bounds[1]),
    )
    flags = st.lists(st.booleans(), min_size=len(costs), max_size=len(costs))
    kept, free = np.array(data.draw(flags)), np.array(data.draw(flags))
    rest = asked.part(free, kept & ~free)
    assert rest.holds(kept[free]) == asked.holds(kept)
