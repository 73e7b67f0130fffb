"""What persons settled: two records are one place, or are not. Kept in a file of the study, one decision a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from florilege.csv_lines import read_lines, write_lines
from florilege.faults import TableRefused, Words

COLUMNS = (
    "first_listing",
    "first_record",
    "second_listing",
    "second_record",
    "same",
    "who",
    "date",
    "reason",
)
VERDICTS = {"1": True, "true": True, "oui": True, "0": False, "false": False, "non": False}


@dataclass(frozen=True, slots=True)
class Settled:
    """Two record keys, `listing:record_id`, and whether they are one place; who said so, when and why."""

    first: str
    second: str
    same: bool
    who: str = ""
    date: str = ""
    reason: str = ""


def read_decisions(text: str, *, file: str) -> tuple[Settled, ...]:
    """Decisions in the order of the file, the last on a pair holds; raises TableRefused with the line.

    Decisions that cannot all be obeyed are refused: A is B, B is C, and A is not C.
    """
    settled: list[Settled] = []
    lines: list[int] = []
    for line, row in read_lines(text, COLUMNS, file=file, required=COLUMNS[:5]):
        verdict = VERDICTS.get(row["same"].strip().lower())
        if verdict is None:
            raise TableRefused(
                Words("1 (même lieu) ou 0", "1 (one place) or 0"),
                file=file,
                line=line,
                column="same",
                value=row["same"],
            )
        first = f"{row['first_listing']}:{row['first_record']}"
        second = f"{row['second_listing']}:{row['second_record']}"
        if first == second:
            raise TableRefused(
                Words("deux fiches différentes", "two different records"),
                file=file,
                line=line,
                value=first,
            )
        settled.append(Settled(first, second, verdict, row["who"], row["date"], row["reason"]))
        lines.append(line)
    _refuse_contradiction(settled, lines, file=file)
    return tuple(settled)


def write_decisions(settled: Sequence[Settled]) -> str:
    """The CSV of a study's decisions."""
    return write_lines(
        COLUMNS,
        (
            (*item.first.split(":", 1), *item.second.split(":", 1), str(int(item.same)), item.who, item.date, item.reason)
            for item in settled
        ),
    )  # fmt: skip


def _refuse_contradiction(settled: Sequence[Settled], lines: Sequence[int], *, file: str) -> None:
    held = {frozenset((item.first, item.second)): rank for rank, item in enumerate(settled)}
    group: dict[str, set[str]] = {}
    for pair, rank in held.items():
        if settled[rank].same:
            joined = set(pair).union(*(group.get(key, set()) for key in pair))
            group |= dict.fromkeys(joined, joined)
    for rank in sorted(held.values()):
        item = settled[rank]
        if not item.same and item.second in group.get(item.first, set()):
            raise TableRefused(
                Words(
                    "un avis que d’autres lignes ne démentent pas : elles font de ces deux fiches un seul lieu",
                    "a decision that other lines do not contradict: they make these two records one place",
                ),
                file=file,
                line=lines[rank],
                value=f"{item.first}, {item.second}",
            )
