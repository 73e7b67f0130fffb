"""What is seen in an unknown table, from which the text of a proposed mapping is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.listings.column_guesses import Column, Guess
from florilege.listings.contact_persons import OfPerson
from florilege.listings.counts import spaced
from florilege.listings.formats.detection import Detected
from florilege.listings.opening_hours import DAYS
from florilege.listings.point_guesses import Dates, Points
from florilege.territory.names import plain


class Draft(Struct, frozen=True):
    """All that the text is made from; `suggest` says what each part is.

    marks : texts that stand for nothing; refused : rows that could be no record, beside `rows`
    blank : rows that hold nothing, beside them too; remarks : rows that say one thing only, among `rows`
    persons : columns that speak of a person; garbled : column → how many of its cells are in the wrong encoding
    """

    detected: Detected
    file: str
    slug: str
    language: str
    date: str | None
    columns: Sequence[Column]
    marks: tuple[str, ...]
    rows: int
    refused: int
    blank: int
    remarks: int
    record_id: str | None
    id_reasons: tuple[Words, ...]
    points: Points | None
    dates: Dates | None
    guesses: tuple[Guess, ...]
    persons: tuple[OfPerson, ...]
    garbled: Mapping[str, int]

    def comment(self, *reasons: Words) -> list[str]:
        """A comment on one line, whatever the table holds."""
        mark = " ; " if self.language == "fr" else "; "
        text = " ".join(mark.join(words.in_language(self.language) for words in reasons).split())
        said = spaced(text, self.language)
        return ["# " + "".join(letter for letter in said if letter.isprintable())[:400]]

    def named(self, column: str) -> Column | None:
        return next((one for one in self.columns if one.name == column), None)


def unused_columns(draft: Draft) -> tuple[str, ...]:
    """The columns that say something and of which nothing is guessed, those of persons apart."""
    used = {column for guess in draft.guesses for column in (guess.column, *guess.columns)}
    used |= {draft.record_id or "", *(one.column for one in draft.persons)}
    if draft.points is not None:
        used |= {draft.points.latitude, draft.points.longitude}
    if draft.dates is not None:
        used.add(draft.dates.column)
    used |= set(half_day_columns([column.name for column in draft.columns]) or ())
    return tuple(column.name for column in draft.columns if column.name not in used and column.texts)


def half_day_columns(names: Sequence[str]) -> tuple[str, ...] | None:
    """The columns of the half-days from Monday morning to Sunday afternoon, or None when one is missing."""
    by_plain = {plain(name): name for name in names}
    wanted = [f"{day} {half}" for day in DAYS for half in ("matin", "apres midi")]
    found = tuple(by_plain[name] for name in wanted if name in by_plain)
    return found if len(found) == len(wanted) else None
