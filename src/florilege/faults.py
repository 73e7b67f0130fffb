"""Faults that stop the work, as data; the one place that turns them into sentences, French and English.

A fault says where (file, line or row, column), what was found, what was expected and what to do.
Faults of single rows of a listing are not faults here: they go to the import report and the build goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

DONE, NO, WRONG_USE, REFUSED, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 70, 130
"""Exit codes: done; the answer is no; wrong use; input refused; a fault of ours; interrupted."""


class Words(Struct, frozen=True):
    """One sentence in the two languages of the interface."""

    fr: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.fr


class Place(Struct, frozen=True):
    """Where in the input a fault stands; what is not known is None."""

    file: str | None = None
    line: int | None = None
    row: int | None = None
    column: str | None = None


class InputRefused(Exception):
    """The input cannot be used: exit code 3, nothing is changed.

    expected : what would have been right, in both languages
    hint : what to do, in both languages, or None
    """

    def __init__(
        self,
        expected: Words,
        *,
        file: str | None = None,
        line: int | None = None,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        hint: Words | None = None,
    ) -> None:
        self.where = Place(file=file, line=line, row=row, column=column)
        self.value = value
        self.expected = expected
        self.hint = hint
        super().__init__(sentence(self, "en"))

    def in_file(self, file: str) -> InputRefused:
        """The same fault, with the file's name filled in when it was not known where it was raised."""
        if self.where.file is not None:
            return self
        where = replace(self.where, file=file)
        return type(self)(
            self.expected,
            file=where.file,
            line=where.line,
            row=where.row,
            column=where.column,
            value=self.value,
            hint=self.hint,
        )


class StudyFileRefused(InputRefused):
    """A study file says something that cannot be used."""


class MappingRefused(InputRefused):
    """A listing's mapping file says something that cannot be used."""


class ListingRefused(InputRefused):
    """A listing's own file cannot be read as its mapping says."""


class TableRefused(InputRefused):
    """A table of candidates, claims, pairs or identities cannot be used."""


class DossierRefused(InputRefused):
    """A sealed dossier is damaged, is no dossier, or is not signed by who should have."""


class SeveralRefused(TableRefused):
    """Several faults of one table, told together so that they are mended together; it says what the first one says.

    faults : those told; more : how many there are beside them
    """

    def __init__(self, faults: Sequence[InputRefused], more: int = 0) -> None:
        first = faults[0]
        self.faults, self.more = tuple(faults), more
        where = first.where
        super().__init__(
            first.expected,
            file=where.file,
            line=where.line,
            row=where.row,
            column=where.column,
            value=first.value,
            hint=first.hint,
        )

    def in_file(self, file: str) -> InputRefused:
        """The same faults, with the file's name filled in where it was not known."""
        return SeveralRefused([one.in_file(file) for one in self.faults], self.more)


def sentences(fault: InputRefused, language: str) -> tuple[str, ...]:
    """A fault as sentences: one, or one for each of several, and how many more there are."""
    if not isinstance(fault, SeveralRefused):
        return (sentence(fault, language),)
    more = (f"et {fault.more} de plus", f"and {fault.more} more")[language == "en"]
    return (*(sentence(one, language) for one in fault.faults), *((more,) if fault.more else ()))


_LABELS = {
    "fr": ("ligne", "rang", "colonne", "valeur", "attendu", "à faire"),
    "en": ("line", "row", "column", "value", "expected", "to do"),
}


def sentence(fault: InputRefused, language: str) -> str:
    """The fault as one sentence: file, line, column, value, what was expected, what to do."""
    line, row, column, value, expected, to_do = _LABELS["en" if language == "en" else "fr"]
    colon = ": " if language == "en" else " : "
    where = fault.where
    parts = [
        where.file or "",
        f"{line} {where.line}" if where.line is not None else "",
        f"{row} {where.row}" if where.row is not None else "",
        f"{column} « {where.column} »" if where.column and language != "en" else "",
        f'{column} "{where.column}"' if where.column and language == "en" else "",
        f"{value} {fault.value!r}" if fault.value is not None else "",
    ]
    text = ", ".join(part for part in parts if part)
    text = f"{text}{colon}" if text else ""
    text += f"{expected}{colon}{fault.expected.in_language(language)}"
    if fault.hint is not None:
        text += f" ({to_do}{colon}{fault.hint.in_language(language)})"
    return text
