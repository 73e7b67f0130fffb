"""The limit of a budget is counted as it is written, or refused: costs are counted to the last digit."""

from __future__ import annotations

import pytest

from florilege.faults import StudyFileRefused, sentence
from florilege.selection.study_file import StudyFile, read_study


def study(limit: str) -> StudyFile:
    text = (
        '[study]\nslug = "s"\nsize = 1\n[[criterion]]\nkey = "q"\nvalue = { kind = "linear", from = 0, to = 1 }\n'
        f'[weights]\nq = 1\n[[rule]]\nkind = "budget"\nattribute = "cost"\nlimit = {limit}\n'
    )
    return read_study(text, file="s.toml", table=True)


@pytest.mark.parametrize(
    "limit", ["12345678901234567", "9007199254740993", "1500000.0000000001", "0.33333333333333333333"]
)
def test_a_limit_of_more_digits_than_are_kept_is_refused_with_its_line_and_what_to_write(limit: str) -> None:
    with pytest.raises(StudyFileRefused) as refusal:
        study(limit)
    assert (refusal.value.where.line, refusal.value.value) == (12, limit)
    assert "digits" in sentence(refusal.value, "en")
    offered = refusal.value.hint.en.removeprefix("write ").split(",")[0]  # type: ignore[union-attr]
    assert study(offered).rules[0].limit == float(limit)


@pytest.mark.parametrize(
    ("limit", "counted"),
    [
        ("1500000", 1.5e6),
        ("1_500_000.25", 1500000.25),
        ("0.3", 0.3),
        ("1e6", 1e6),
        ("1.50", 1.5),
        ("123456789012345", 123456789012345.0),
    ],
)
def test_a_limit_that_is_kept_whole_is_taken(limit: str, counted: float) -> None:
    assert study(limit).rules[0].limit == counted
