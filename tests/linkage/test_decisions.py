"""The file of what persons settled: read as written, or refused with the line."""

from __future__ import annotations

import pytest

from florilege.faults import TableRefused
from florilege.linkage.decisions import COLUMNS, Settled, read_decisions

HEAD = ",".join(COLUMNS) + "\n"
SAME = "cget,1,pdl,2,1,A. Reader,2026-11-01,same door\n"


def test_an_empty_file_and_one_without_a_line_settle_nothing() -> None:
    assert read_decisions("", file="decisions.csv") == ()
    assert read_decisions(HEAD, file="decisions.csv") == ()


def test_decisions_are_read_in_the_order_of_the_file() -> None:
    text = HEAD + SAME + "bfc,3,cvl,a:b,0,,,\n"
    assert read_decisions(text, file="decisions.csv") == (
        Settled("cget:1", "pdl:2", True),
        Settled("bfc:3", "cvl:a:b", False),
    )


@pytest.mark.parametrize(
    ("said", "same"), [("oui", True), ("TRUE", True), (" 1 ", True), ("non", False), ("0", False)]
)
def test_a_verdict_may_be_said_in_words(said: str, same: bool) -> None:
    text = HEAD + f"cget,1,pdl,2,{said},,,\n"
    assert read_decisions(text, file="decisions.csv")[0].same is same


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("first,second,same\n", 1, None),
        (HEAD + SAME + "cget,1,pdl,3,perhaps,,,\n", 3, "same"),
        (HEAD + SAME + "cget,,pdl,3,1,,,\n", 3, "first_record"),
        (HEAD + "cget,1,pdl\n", 2, "second_record"),
        (HEAD + "cget,1,cget,1,1,,,\n", 2, None),
    ],
)
def test_a_fault_is_refused_with_its_line(text: str, line: int, column: str | None) -> None:
    with pytest.raises(TableRefused) as refusal:
        read_decisions(text, file="decisions.csv")
    where = refusal.value.where
    assert (where.file, where.line, where.column) == ("decisions.csv", line, column)


def test_decisions_that_cannot_all_be_obeyed_are_refused() -> None:
    text = HEAD + SAME + "pdl,2,bfc,3,1,,,\n" + "bfc,3,cget,1,0,,,\n"
    with pytest.raises(TableRefused) as refusal:
        read_decisions(text, file="decisions.csv")
    assert refusal.value.where.line == 4


def test_a_decision_taken_back_contradicts_nothing() -> None:
    text = HEAD + SAME + "pdl,2,bfc,3,1,,,\n" + "bfc,3,cget,1,0,,,\n" + "bfc,3,pdl,2,0,,,\n"
    assert len(read_decisions(text, file="decisions.csv")) == 4
