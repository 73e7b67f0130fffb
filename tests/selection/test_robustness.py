"""What the draws say: which lists, how often, and which unknown facts would settle a place."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.selection import robustness
from florilege.selection.draws import sampler
from florilege.selection.prepared import prepare
from florilege.selection.robustness import BLOCK, Acceptability, Drawing, Finding
from florilege.selection.solver import nudge_of
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table

STUDY = """[study]
slug = "essai"
size = 1
[[criterion]]
key = "a"
value = { kind = "linear", from = 0, to = 1 }
[[criterion]]
key = "b"
value = { kind = "linear", from = 0, to = 1 }
[weights]
a = 0.6
b = 0.4
"""
TABLE = "id,a,b\nfixed,0.8,0.8\nlow,,0\nopen,,1\nvague,0.3..0.5,\n"
"""`open` is kept when its unknown value is above 2/3; `low` never is, nor is `vague`, whatever they turn out to be."""
FIXED, LOW, OPEN, VAGUE = range(4)


def drawing(draws: int, table: str = TABLE, *, study: str = STUDY) -> Drawing:
    read = read_study(study, file="s.toml", table=True)
    candidates = read_table(table, read, file="t.csv")
    drawn = sampler(candidates.values, read.grid, 3)
    nudge = nudge_of(np.arange(len(candidates)), read.sizes[1])
    return Drawing(drawn, prepare(read, candidates).problem, nudge, draws=draws)


def collected(asked: Drawing) -> Acceptability:
    with asked:
        return asked.collect(seconds=None, progress=None)


LISTS = st.integers(1, 10).flatmap(
    lambda width: st.lists(st.lists(st.booleans(), min_size=width, max_size=width), min_size=1, max_size=30)
)


@given(LISTS, st.integers(1, 5), st.data())
def test_the_lists_seen_are_counted_the_most_frequent_first(
    rows: list[list[bool]], most: int, data: st.DataObject
) -> None:
    """Of lists seen as often the one whose first candidates come first."""
    kept = np.array(rows)
    reference = data.draw(st.sampled_from([*rows, [not one for one in rows[0]]]))
    found = Acceptability(kept, np.arange(len(kept)), len(kept)).portfolios(np.array(reference), most=most)
    counts = Counter(map(tuple, rows))
    assert found.different == len(counts)
    assert found.reference == counts[tuple(reference)]
    expected = sorted(counts.items(), key=lambda one: (-one[1], [not inside for inside in one[0]]))[:most]
    assert [(who.tolist(), count) for who, count in found.most_frequent] == [
        (np.flatnonzero(row).tolist(), count) for row, count in expected
    ]


def test_of_no_draw_nothing_is_known() -> None:
    found = collected(drawing(0))
    assert np.isnan(found.share).all()
    assert found.share.shape == (4,)
    assert found.portfolios(np.ones(4, dtype=bool), most=3).most_frequent == ()


def test_an_unknown_that_settles_its_place_has_the_whole_effect_and_one_that_changes_nothing_none() -> None:
    asked = drawing(300)
    found = collected(asked)
    assert 0.2 < found.share[OPEN] < 0.5
    assert asked.findings(found, [OPEN, LOW]) == (Finding(OPEN, 0, 1.0), Finding(LOW, 0, 0.0))
    assert asked.findings(found, [OPEN, LOW], most=1) == (Finding(OPEN, 0, 1.0),)


def test_only_what_is_unknown_of_the_places_asked_for_is_to_be_found_out() -> None:
    """A value known within an interval is known; that of a place which is not borderline is not asked."""
    asked = drawing(300)
    found = collected(asked)
    assert asked.findings(found, [VAGUE, FIXED]) == (Finding(VAGUE, 1, 0.0),)
    assert asked.findings(found, [FIXED]) == ()
    assert asked.findings(found, []) == ()
    none = drawing(0)
    assert none.findings(collected(none), [OPEN]) == ()


def test_of_two_unknown_values_of_a_place_the_one_that_weighs_more_is_the_first_to_find_out() -> None:
    """Kept where 0.6 a + 0.4 b passes 0.5: by areas of the square, 15/16 less 1/16 for a, 13/18 less 5/18 for b."""
    asked = drawing(900, "id,a,b\nfixed,0.5,0.5\nopen,,\n")
    first, second = asked.findings(collected(asked), [1])
    assert (first.criterion, second.criterion) == (0, 1)
    assert first.effect == pytest.approx(14 / 16, abs=0.06)
    assert second.effect == pytest.approx(8 / 18, abs=0.1)


def test_facts_of_equal_effect_come_in_the_order_of_the_places() -> None:
    asked = drawing(300)
    found = asked.findings(collected(asked), [VAGUE, LOW])
    assert [(one.candidate, one.effect) for one in found] == [(LOW, 0.0), (VAGUE, 0.0)]


@pytest.mark.parametrize(
    "objective", ["size = 1", "size = [1, 2]\nobjective = 'total'"], ids=["by greedy", "by the solver"]
)
def test_several_processes_find_what_one_does(monkeypatch: pytest.MonkeyPatch, objective: str) -> None:
    def said() -> tuple[object, ...]:
        with drawing(BLOCK + 200, study=STUDY.replace("size = 1", objective)) as asked:
            reported: list[int] = []
            found = asked.collect(seconds=None, progress=reported.append)
            ranks = asked.ranks(found, [OPEN, LOW])
            return found.kept.tolist(), found.numbers.tolist(), reported, asked.findings(found, [OPEN]), ranks

    monkeypatch.setattr(robustness, "cores", lambda: 2)
    several = said()
    assert several[1:3] == (list(range(BLOCK + 200)), [BLOCK, BLOCK + 200])
    monkeypatch.setattr(robustness, "ALONE", 10 * BLOCK)
    assert said() == several


def test_draws_for_which_there_is_no_time_are_left_out_and_none_is_guessed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(robustness, "ALONE", 10 * BLOCK)
    with drawing(2 * BLOCK + 1) as asked:
        found = asked.collect(seconds=0.0, progress=None)
    assert (len(found.kept), found.numbers.tolist(), found.asked) == (
        BLOCK, list(range(BLOCK)), 2 * BLOCK + 1,
    )  # fmt: skip
    assert (found.kept.sum(axis=1) == 1).all()
    with drawing(2 * BLOCK + 1) as asked:
        assert len(asked.collect(seconds=1_000.0, progress=None).kept) == 2 * BLOCK + 1
    assert collected(drawing(2 * BLOCK + 1)).share[OPEN] == pytest.approx(1 / 3, abs=0.04)


def test_a_draw_whose_list_breaks_a_rule_is_never_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the quick way answers, each list is counted again against the rules."""

    def wrong(_laminar: object, numbers: np.ndarray, *_: object) -> np.ndarray:
        kept = np.zeros((len(numbers), 4), dtype=bool)
        kept[:, 0] = kept[3, 1] = True
        return kept

    monkeypatch.setattr(robustness, "greedy_by_draw", wrong)
    with pytest.raises(ArithmeticError):
        collected(drawing(10))
