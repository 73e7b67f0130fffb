"""Which columns of an unknown table speak of a person rather than of a place: personal data, never taken by default.

A column is of persons by its name, by the names of persons that it holds, by e-mail addresses that persons bear; and a
telephone number or an e-mail address that stands beside the name of a person is taken to be that person's, unless
the name of its column says that it is the place's. Where it is wrong, a person adds the column by hand.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.listings.column_guesses import Column, words_of_name
from florilege.listings.contact_signs import (
    PLACE_WORDS,
    is_address,
    is_in_capitals_and_not,
    is_mobile,
    is_number,
    is_personal_address,
    is_profile,
    is_shared_address,
    names_a_person,
    names_someone_beside,
)
from florilege.territory.names import plain

_PERSON = frozenset(
    (
        "prenom", "prenoms", "referent", "referente", "referents", "referentes", "responsable",
        "responsables", "interlocuteur", "interlocuteurs", "interlocutrice", "correspondant",
        "correspondante", "correspondants", "animateur", "animateurs", "animatrice", "animatrices",
        "coordinateur", "coordinateurs", "coordinatrice", "coordonnateur", "coordonnatrice", "gerant",
        "gerante", "gerants", "directeur", "directrice", "directeurs", "dirigeant", "dirigeante",
        "dirigeants", "president", "presidente", "presidents", "maire", "elu", "elue", "elus",
        "conseiller", "conseillere", "conseillers", "mediateur", "mediatrice", "mediateurs", "manager",
        "managers", "fondateur", "fondatrice", "fondateurs", "facilitateur", "facilitatrice",
        "proprietaire", "proprietaires", "personne", "signataire", "representant", "representante",
        "civilite", "firstname", "lastname", "surname", "owner", "person", "trombinoscope",
        "secretaire", "tresorier", "tresoriere", "regisseur", "bibliothecaire", "benevole", "qui",
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
_NAMES = frozenset({"nom", "noms", "name"})
_ATTRIBUTES = frozenset({"fonction", "fonctions", "poste", "qualite", "role", "titre", "job", "position"})
"""What a table says of a person beside the name: none of it is the place's."""
_NOT_NAMES = frozenset(
    (
        "ville",
        "commune",
        "city",
        "town",
        "adresse",
        "rue",
        "voie",
        "street",
        "departement",
        "region",
        "quartier",
    )
)
"""Columns called so may hold the names of persons ("Jean Moulin"), and are none of theirs."""
_ORGANISATIONS = frozenset(
    (
        "commune", "mairie", "ville", "association", "asso", "scop", "scic", "sarl", "sas", "sci", "eurl",
        "communaute", "agglomeration", "metropole", "departement", "region", "syndicat", "cci", "cma",
        "universite", "ministere", "etat", "oui", "non", "yes", "no", "true", "false",
    )
)  # fmt: skip
_EMAIL = re.compile(r"^\s*([^@\s]+)@[^@\s]+\Z")
_OFTEN = 0.3
"""A column of contacts is of persons when so many of its cells name one, or hold the name that the row gives of one."""
_MOSTLY = 0.5


class OfPerson(Struct, frozen=True):
    """A column that speaks of a person; why, where its own name does not say so.

    field : what it would be of the place, were it the place's: where nothing in the table names a person
    """

    column: str
    why: Words | None = None
    field: str = ""


class _Table(Struct, frozen=True):
    """The columns in their order; kinds : what contacts each holds; persons : those known to be of persons, and of these
    names : those that hold their names
    """

    columns: Sequence[Column]
    kinds: Mapping[str, str | None]
    persons: Collection[str]
    names: Sequence[Column]

    def run(self, columns: Sequence[Column]) -> Iterator[Column]:
        """The first columns, as far as each is of a person or of contacts."""
        for column in columns:
            if column.name not in self.persons and self.kinds[column.name] is None:
                return
            yield column


def columns_of_persons(columns: Sequence[Column]) -> tuple[OfPerson, ...]:
    """The columns that speak of a person, in the order of the table."""
    filled = [column for column in columns if column.texts]
    said = {column.name: words_of_name(column.name) for column in filled}
    found: dict[str, Words | None] = {name: None for name, words in said.items() if _is_person(words)}
    found |= dict.fromkeys(_surnames([column.name for column in filled], said, _first_names(found, said)))
    held = (*_by_what_they_hold(filled, said), *_profiles(filled))
    found |= {name: why for name, why in held if name not in found}
    names = [column for column in filled if column.name in found and _holds_names(column)]
    found |= dict.fromkeys(_attributes(filled, said, found, names))
    kinds = {column.name: _kind(column) for column in filled}
    table = _Table(filled, kinds, tuple(found), names)
    free = [
        column
        for column in filled
        if column.name not in found
        and kinds[column.name]
        and not _is_the_places(column, said[column.name], kinds[column.name])
    ]
    for name, why in (*_naming(free, names), *_beside(table, free), *_written_to(table, free, said)):
        found.setdefault(name, why)
    mobiles = {name: why for name, why in _mobiles(free, names) if name not in found}
    found |= mobiles
    return tuple(
        OfPerson(column.name, found[column.name], "phone" if column.name in mobiles else "")
        for column in filled
        if column.name in found
    )


def _is_person(words: Sequence[str]) -> bool:
    if _PERSON & set(words) or any(f" {phrase} " in f" {' '.join(words)} " for phrase in _PHRASES):
        return True
    return bool(_CONTACT & set(words)) and not PLACE_WORDS & set(words)


def _first_names(found: Collection[str], said: Mapping[str, Sequence[str]]) -> set[str]:
    first = {"prenom", "prenoms", "firstname"}
    return {name for name in found if first & set(said[name]) or "first name" in " ".join(said[name])}


def _surnames(
    names: Sequence[str], said: Mapping[str, Sequence[str]], first_names: set[str]
) -> Iterator[str]:
    """Columns called a name, and no more, beside one of first names: surnames."""
    for rank, name in enumerate(names):
        beside = {*names[max(rank - 1, 0) : rank], *names[rank + 1 : rank + 2]}
        if len(said[name]) == 1 and _NAMES & set(said[name]) and beside & first_names:
            yield name


def _by_what_they_hold(
    columns: Sequence[Column], said: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Words]]:
    """Columns that hold the names of persons, whatever they are called; one called a name only where another column is
    called a place: it may be that of places named after persons.
    """
    places = any(PLACE_WORDS & set(words) for words in said.values())
    for column in columns:
        words = set(said[column.name])
        if words & (PLACE_WORDS | _NOT_NAMES) or (words & _NAMES and not places):
            continue
        sure = column.share(names_a_person)
        share = column.share(lambda text: names_a_person(text) or is_in_capitals_and_not(text))
        if share > 0.6 and sure > 0.25:
            percent = f"{share:.0%}"
            yield (
                column.name,
                Words(
                    f"car {percent} des cellules sont des noms de personnes",
                    f"for {percent} of the cells are personal names",
                ),
            )


def _holds_names(column: Column) -> bool:
    """Whether a column that speaks of persons holds their names, rather than those of bodies, numbers or yes and no."""
    return column.share(_may_be_a_name) > 0.8


def _may_be_a_name(text: str) -> bool:
    words = plain(text).split()
    bare = "@" not in text and not any(letter.isdigit() for letter in text)
    return bare and 0 < len(words) < 7 and not _ORGANISATIONS & set(words)


def _attributes(
    columns: Sequence[Column],
    said: Mapping[str, Sequence[str]],
    found: Collection[str],
    names: Sequence[Column],
) -> Iterator[str]:
    """The columns beside those of persons' names that say what these persons are."""
    ranks = [rank for rank, column in enumerate(columns) if column in names]
    for rank, column in enumerate(columns):
        alone = len(said[column.name]) < 3 and bool(_ATTRIBUTES & set(said[column.name]))
        if alone and column.name not in found and any(abs(rank - other) < 3 for other in ranks):
            yield column.name


def _kind(column: Column) -> str | None:
    """Telephone numbers, e-mail addresses or neither: what most of the cells of a column hold."""
    if not column.may_hold(lambda text: is_number(text) or is_address(text), _MOSTLY):
        return None
    numbers, addresses = column.share(is_number), column.share(is_address)
    if max(numbers, addresses, column.share(lambda text: is_number(text) or is_address(text))) < _MOSTLY:
        return None
    return "phone" if numbers >= addresses else "email"


def _is_the_places(column: Column, words: Sequence[str], kind: str | None) -> bool:
    """Whether a column of contacts is the place's beyond doubt: called so, or of addresses that nobody bears."""
    return bool(PLACE_WORDS & set(words)) or (kind == "email" and column.share(is_shared_address) > _MOSTLY)


def _naming(columns: Sequence[Column], names: Sequence[Column]) -> Iterator[tuple[str, Words]]:
    """Columns whose cells name persons: beside the number, in the address, or as the row names one."""
    for column in columns:
        if column.share(names_someone_beside) > _OFTEN:
            yield (
                column.name,
                Words("car des noms de personnes y sont écrits", "because it contains personal names"),
            )
        elif column.share(is_personal_address) > _OFTEN or _writes_to(column, names):
            why = Words(
                "car ses adresses sont au nom d’une personne", "because its addresses contain a person’s name"
            )
            yield column.name, why


def _beside(table: _Table, free: Sequence[Column]) -> Iterator[tuple[str, Words]]:
    """The contacts that follow a column of persons, or stand before the name of one that none of their kind follows."""
    for rank, column in enumerate(table.columns):
        if column not in table.names and not (column.name in table.persons and table.kinds[column.name]):
            continue
        after = list(table.run(table.columns[rank + 1 :]))
        yield from ((one.name, _stands_beside(column)) for one in after if one in free)
        if column not in table.names:
            continue
        theirs = {table.kinds[one.name] for one in after if one in free or one.name in table.persons}
        for one in table.run(table.columns[:rank][::-1]):
            if one.name not in table.persons and table.kinds[one.name] in theirs:
                break
            if one in free:
                yield one.name, _stands_beside(column)


def _stands_beside(column: Column) -> Words:
    return Words(
        f"car elle suit « {column.name} » ou la précède : sans doute le contact d’une personne",
        f"because it stands next to “{column.name}”: probably the contact of a person",
    )


def _profiles(columns: Sequence[Column]) -> Iterator[tuple[str, Words]]:
    """Columns of the pages that networks give to persons."""
    for column in columns:
        if column.share(is_profile) > _OFTEN:
            why = Words(
                "car ce sont des pages personnelles (linkedin.com/in/…)",
                "because these are people’s pages (linkedin.com/in/…)",
            )
            yield column.name, why


def _written_to(
    table: _Table, free: Sequence[Column], said: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Words]]:
    """Addresses in which the words of another column stand that is no name of a place, and that column: "Adhérent",
    "OUKACHA", "oukacha@…". Names that no list knows are known so.
    """
    others = [
        one
        for one in table.columns
        if not set(said[one.name]) & (PLACE_WORDS | _NOT_NAMES | _NAMES) and _holds_names(one)
    ]
    for column in free:
        for other in others if table.kinds[column.name] == "email" else ():
            if _writes_to(column, [other]):
                fr, en = f"« {other.name} »", f"“{other.name}”"
                yield (
                    column.name,
                    Words(
                        f"car ses adresses disent ce que dit {fr}",
                        f"because its addresses say what {en} says",
                    ),
                )
                yield (
                    other.name,
                    Words(
                        f"car les adresses de « {column.name} » disent ce qu’elle dit",
                        f"because the addresses of “{column.name}” say what it says",
                    ),
                )


def _mobiles(columns: Sequence[Column], names: Sequence[Column]) -> Iterator[tuple[str, Words]]:
    """Columns of mobiles: in listings of places, most are of persons, whether the table names these or not."""
    for column in columns:
        if column.share(is_mobile) > _MOSTLY:
            fr, en = ", le plus souvent ceux de personnes", ", which are most often those of persons"
            if names:
                fr = f", dans une table qui nomme des personnes (« {names[0].name} »)"
                en = f", in a table that names persons (“{names[0].name}”)"
            yield (
                column.name,
                Words(
                    f"car ce sont surtout des mobiles{fr}",
                    f"because these are mostly mobile numbers{en}",
                ),
            )


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
