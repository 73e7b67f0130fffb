"""What a person alone knows of her files, and what is taken where she does not say it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from florilege.faults import InputRefused, Words
from florilege.listings.licences import FACT_CITED, LICENCES
from florilege.listings.vocabulary import VOCABULARIES
from florilege.toml_lines import nearest

PUBLISHER, LICENCE, DATE, KIND = "publisher", "licence", "date", "kind"
QUESTIONS: Mapping[str, Words] = {
    PUBLISHER: Words("qui publie ce fichier", "who publishes this file"),
    LICENCE: Words("sous quelle licence", "under which licence"),
    DATE: Words("de quel jour il est (AAAA-MM-JJ)", "its date (YYYY-MM-DD)"),
    KIND: Words("quel type de lieux il liste", "which type of places it lists"),
}
"""What is asked of each file, in this order; each is an option of its name too."""
NO_PUBLISHER = Words("éditeur à préciser", "publisher to be named")
ANY_KIND = "lieu-innovation"
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


class Answers(Struct, frozen=True):
    """What is known of a file.

    kind : code of the kind of its places where no column says it, "" where one does
    taken : names of the questions that nobody answered, whose default was taken
    """

    publisher: str
    licence: str
    date: str
    kind: str
    taken: tuple[str, ...] = ()


def defaults(*, language: str, newest: str | None, modified: date, kind_is_said: bool) -> dict[str, str]:
    """What is taken of each question where nobody answers.

    newest : the newest day that the rows say, ISO; modified : the day on which the file was last written
    kind_is_said : whether a column says what the places are; the kind is then not asked
    """
    found = {
        PUBLISHER: NO_PUBLISHER.in_language(language),
        LICENCE: FACT_CITED,
        DATE: newest or modified.isoformat(),
    }
    return found if kind_is_said else {**found, KIND: ANY_KIND}


def checked(question: str, value: str) -> str:
    """An answer in the form that a mapping takes; raises InputRefused, with the nearest answer that would do."""
    said = " ".join(value.split())
    if question == LICENCE:
        return _one_of(question, said, LICENCES)
    if question == KIND:
        return _one_of(question, _kind_of(said), tuple(VOCABULARIES["kind"]))
    if question == DATE and not _is_day(said):
        raise InputRefused(
            Words("un jour, AAAA-MM-JJ", "a day, YYYY-MM-DD"), column=f"--{question}", value=value
        )
    if not said:
        raise InputRefused(Words("un nom", "a name"), column=f"--{question}", value=value)
    return said


def _one_of(question: str, said: str, known: Sequence[str]) -> str:
    by_lower = {one.lower(): one for one in known}
    if said.lower() not in by_lower:
        listed = ", ".join(known)
        raise InputRefused(
            Words(f"l’une de ces valeurs : {listed}", f"one of these: {listed}"),
            column=f"--{question}",
            value=said,
            hint=nearest(said, known),
        )
    return by_lower[said.lower()]


def _kind_of(said: str) -> str:
    """The code of a kind, from its code or its words in either language."""
    words = VOCABULARIES["kind"]
    return next(
        (code for code, one in words.items() if said.lower() in (one.fr.lower(), one.en.lower())), said
    )


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.match(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False
