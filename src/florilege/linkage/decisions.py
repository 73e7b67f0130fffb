"""What persons settled: two records are one place, or are not. Kept in a file of the study, one decision a line."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

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
    """Two record keys, `listing:record_id`, and whether they are one place."""

    first: str
    second: str
    same: bool


def read_decisions(text: str, *, file: str) -> tuple[Settled, ...]:
    """Decisions in the order of the file, the last on a pair holds; raises TableRefused with the line."""
    if not text.strip():
        return ()
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        listed = ", ".join(COLUMNS)
        raise TableRefused(
            Words(f"les colonnes {listed}", f"the columns {listed}"),
            file=file,
            line=1,
            value=text.splitlines()[0],
        )
    settled: list[Settled] = []
    for row in reader:
        for column in COLUMNS[:5]:
            if not row[column]:
                raise TableRefused(
                    Words("une valeur", "a value"), file=file, line=reader.line_num, column=column
                )
        verdict = VERDICTS.get(row["same"].strip().lower())
        if verdict is None:
            raise TableRefused(
                Words("1 (même lieu) ou 0", "1 (one place) or 0"),
                file=file,
                line=reader.line_num,
                column="same",
                value=row["same"],
            )
        first = f"{row['first_listing']}:{row['first_record']}"
        second = f"{row['second_listing']}:{row['second_record']}"
        if first == second:
            raise TableRefused(
                Words("deux fiches différentes", "two different records"),
                file=file,
                line=reader.line_num,
                value=first,
            )
        settled.append(Settled(first, second, verdict))
    return tuple(settled)
