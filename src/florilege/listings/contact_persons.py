"""Which columns of an unknown table speak of a person rather than of a place: personal data, never taken by default."""

from __future__ import annotations

import re
from collections.abc import Sequence

from florilege.listings.column_guesses import Column, words_of_name
from florilege.territory.names import plain

_PERSON = frozenset(
    (
        "prenom", "prenoms", "referent", "referente", "referents", "responsable", "responsables",
        "interlocuteur", "interlocutrice", "correspondant", "correspondante", "animateur",
        "animatrice", "coordinateur", "coordinatrice", "coordonnateur", "coordonnatrice", "gerant",
        "gerante", "directeur", "directrice", "dirigeant", "dirigeante", "president", "presidente",
        "maire", "elu", "elue", "conseiller", "conseillere", "mediateur", "mediatrice", "manager",
        "fondateur", "fondatrice", "facilitateur", "facilitatrice", "proprietaire", "personne",
        "signataire", "representant", "representante", "civilite", "firstname", "lastname", "surname",
        "owner", "person", "trombinoscope",
    )
)  # fmt: skip
_PHRASES = (
    "nom de famille",
    "first name",
    "last name",
    "family name",
    "given name",
    "charge de",
    "chargee de",
)
_CONTACT = frozenset({"contact", "contacts"})
_OF_THE_PLACE = frozenset(
    (
        "lieu", "lieux", "structure", "etablissement", "association", "organisme", "accueil",
        "standard", "general", "generale", "public", "secretariat", "site",
    )
)  # fmt: skip
"""With "contact", these say that it is the place's: "contact accueil", "mail de contact du lieu"."""
_NAMES = frozenset({"nom", "noms", "name"})
_EMAIL = re.compile(r"^\s*([^@\s]+)@[^@\s]+\Z")
_OFTEN = 0.3
"""A column of e-mail addresses is of persons when so many hold the name that the row gives of one."""


def columns_of_persons(columns: Sequence[Column]) -> tuple[str, ...]:
    """The columns that speak of a person: by their names, by a first name beside them, by e-mail addresses that hold
    the name of the row's person.
    """
    said = {column.name: words_of_name(column.name) for column in columns}
    persons = {name for name, words in said.items() if _is_person(words)}
    first_names = {name for name in persons if {"prenom", "prenoms", "firstname"} & set(said[name])}
    first_names |= {name for name in persons if "first name" in " ".join(said[name])}
    persons |= _surnames([column.name for column in columns], said, first_names)
    named = [column for column in columns if column.name in persons and _holds_names(column)]
    persons |= {column.name for column in columns if _writes_to(column, named)}
    return tuple(column.name for column in columns if column.name in persons and column.texts)


def _is_person(words: Sequence[str]) -> bool:
    if _PERSON & set(words) or any(f" {phrase} " in f" {' '.join(words)} " for phrase in _PHRASES):
        return True
    return bool(_CONTACT & set(words)) and not _OF_THE_PLACE & set(words)


def _surnames(names: Sequence[str], said: dict[str, tuple[str, ...]], first_names: set[str]) -> set[str]:
    """Columns called a name, and no more, beside one of first names: surnames."""
    found: set[str] = set()
    for rank, name in enumerate(names):
        beside = {*names[max(rank - 1, 0) : rank], *names[rank + 1 : rank + 2]}
        if len(said[name]) == 1 and _NAMES & set(said[name]) and beside & first_names:
            found.add(name)
    return found


def _holds_names(column: Column) -> bool:
    return column.share(lambda text: "@" not in text and not any(letter.isdigit() for letter in text)) > 0.8


def _writes_to(column: Column, named: Sequence[Column]) -> bool:
    """Whether a column holds e-mail addresses in which the names of the persons of their rows stand."""
    locals_ = {
        row: plain(found[1]).replace(" ", "") for row, text in column.texts if (found := _EMAIL.match(text))
    }
    if len(locals_) < 0.5 * max(len(column.texts), 1) or not locals_:
        return False
    names: dict[int, set[str]] = {}
    for one in named:
        for row, text in one.texts:
            names.setdefault(row, set()).update(word for word in plain(text).split() if len(word) > 2)
    personal = sum(any(word in local for word in names.get(row, ())) for row, local in locals_.items())
    return personal > _OFTEN * len(locals_)
