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
from florilege.selection.select import select
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table

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


@settings(max_examples=300)
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
