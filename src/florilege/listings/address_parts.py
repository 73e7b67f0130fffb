"""A postal address that an unknown table keeps in several columns, brought together in the order in which it is written.

House number, mark of repetition (bis, ter), kind of way, name of the way, complement: the parts of the addresses of
Insee and of the national base of addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from florilege.faults import Words
from florilege.listings.column_guesses import Column, Guess, words_of_name
from florilege.territory.names import plain

_NUMBER = re.compile(
    r"^\d{1,5}(?:[.,]0)?(?:\s*(?:bis|ter|quater|[a-z]))?(?:\s*[-–/&,à]\s*\d{1,5}(?:\s*\w{1,6})?)*$", re.I
)
_REPETITION = re.compile(r"^(?:bis|ter|quater|quinquies|[a-z])$", re.I)
_KIND = re.compile(
    r"^(?:all(?:ee|ees)?|av(?:e|enue)?|bd|bld|boulevard|ch(?:e|emin)?|cours|crs|esplanade|esp|imp(?:asse)?|lieu dit"
    r"|lot(?:issement)?|pass(?:age)?|pl(?:ace)?|prom(?:enade)?|quai|qu|qua|rte|route|rue|r|ruelle|rle|sq(?:uare)?"
    r"|sentier|voie|vla|villa|za|zi|zone|zac|rond point|rpt|res(?:idence)?|ham(?:eau)?|fg|faubourg|cite|cour"
    r"|chaussee|chs|mail|montee|mte|parvis|pont|port|traverse|tra|venelle)$"
)
_WAY = ("voie", "rue", "adresse", "street", "address", "way")
_GLUED_NUMBERS = frozenset({"numvoie", "numerovoie", "nvoie", "numrue", "housenumber"})
_GLUED_KINDS = frozenset({"typvoie", "typevoie", "libtypevoie", "naturevoie"})
_GLUED_WAYS = frozenset({"libvoie", "nomvoie", "libellevoie", "nomrue"})
_OF_ADDRESS = frozenset({"voie", "rue", "adresse", "adr", "addr", "street", "house"})
_NUMBERS = ("n", "no", "num", "numero", "nr", "housenumber", "number")
_REPETITIONS = ("rep", "repetition", "indice", "indrep", "bis", "suffixe")
_COMPLEMENTS = (
    "complement",
    "compl",
    "cplt",
    "batiment",
    "bat",
    "residence",
    "etage",
    "immeuble",
    "lieudit",
    "comp",
)
_LINES = (
    "adresse 2",
    "adresse2",
    "address 2",
    "address2",
    "adresse ligne 2",
    "adresse bis",
    "adresse suite",
    "suite adresse",
    "lieu dit",
)
_TAKEN = frozenset(
    (
        "name",
        "postcode",
        "commune_code",
        "city",
        "departement_code",
        "email",
        "website",
        "phone",
        "siren",
        "opening_hours",
    )
)
"""Fields whose column is no part of an address, whatever it is called."""
_OFTEN = 0.3
"""From this share of its texts on, a column of ways is taken to have house numbers, or kinds of way, of its own."""
_KINDS_SPELT = frozenset(
    (
        "rue",
        "avenue",
        "av",
        "boulevard",
        "bd",
        "place",
        "quai",
        "chemin",
        "route",
        "impasse",
        "allee",
        "cours",
    )
)
_SEPARATORS = {"number": " ", "repetition": " ", "kind": " ", "way": " ", "complement": ", "}
_CLEAN = ("html", "spaces")


class _Part(Struct, frozen=True):
    role: str
    column: Column


def in_parts(guesses: Sequence[Guess], columns: Sequence[Column]) -> tuple[Guess, ...]:
    """The guesses, that of the address being made of all the columns that hold a part of it."""
    address = next((guess for guess in guesses if guess.field == "address"), None)
    others = {guess.column for guess in guesses if guess is not address and guess.field in _TAKEN}
    free = [column for column in columns if column.texts and column.name not in others]
    kind = _first(free, _is_kind)
    way = _first(free, lambda one: address is not None and one.name == address.column and one is not kind)
    if way is None and kind is not None:
        way = _way_beside(kind, free)
    if way is None:
        return tuple(guesses)
    parts = _parts_round(way, kind if kind is not way else None, free)
    if len(parts) == 1:
        return tuple(guesses)
    names = tuple(part.column.name for part in parts)
    joins = [_SEPARATORS[part.role] for part in parts[1:]]
    joined = " " if set(joins) == {" "} else joins
    listed = ", ".join(f"« {name} »" for name in names)
    listed_en = ", ".join(f"“{name}”" for name in names)
    why = Words(
        f"l’adresse est en plusieurs colonnes : {listed}", f"the address is in several columns: {listed_en}"
    )
    base = address or Guess(way.name, "address", 0.8, (), clean=_CLEAN)
    whole = replace(
        base,
        column=way.name,
        columns=names,
        reasons=(*base.reasons, why),
        keys=(("join", joined),),
        clean=(*_CLEAN, "house-number") if _has_decimals(parts) else _CLEAN,
    )
    kept = [guess for guess in guesses if guess is not address and guess.column not in names]
    return (*kept, whole)


def _parts_round(way: Column, kind: Column | None, columns: Sequence[Column]) -> list[_Part]:
    """The parts of the address in their order, the name of the way among them."""
    ranks = {column.name: rank for rank, column in enumerate(columns)}
    rest = [column for column in columns if column is not way and column is not kind]
    bare = way.share(lambda text: text.strip()[:1].isdigit()) < _OFTEN
    number = _first(rest, lambda one: bare and _is_number(one, abs(ranks[one.name] - ranks[way.name])))
    repetition = _first(rest, lambda one: number is not None and one is not number and _is_repetition(one))
    complements = [one for one in rest if one not in (number, repetition) and _is_complement(one)]
    spelt = way.share(lambda text: plain(text).split(" ")[0] in _KINDS_SPELT) > _OFTEN
    found = [("number", number), ("repetition", repetition), ("kind", None if spelt else kind), ("way", way)]
    return [
        *(_Part(role, column) for role, column in found if column is not None),
        *(_Part("complement", column) for column in complements),
    ]


def _first(columns: Sequence[Column], holds: Callable[[Column], bool]) -> Column | None:
    return next((column for column in columns if holds(column)), None)


def _is_number(column: Column, distance: int) -> bool:
    """Whether a column holds house numbers: called so, holding short numbers, and beside the way unless its name is sure."""
    words = words_of_name(column.name)
    glued = bool(_GLUED_NUMBERS & set(words))
    called = glued or bool(set(_NUMBERS) & set(words))
    sure = glued or (called and bool(_OF_ADDRESS & set(words)))
    if not called or (distance > 2 and not sure):
        return False
    in_order = len(column.texts) > 2 and all(
        text.strip() in (str(row), str(row + 1)) for row, text in column.texts
    )
    return not (in_order and not sure) and column.share(lambda text: bool(_NUMBER.match(text.strip()))) > 0.8


def _is_repetition(column: Column) -> bool:
    words = words_of_name(column.name)
    return (
        bool(set(_REPETITIONS) & set(words))
        and column.share(lambda text: bool(_REPETITION.match(text.strip()))) > 0.8
    )


def _is_kind(column: Column) -> bool:
    words = words_of_name(column.name)
    called = bool({"type", "typ", "nature"} & set(words)) or bool(_GLUED_KINDS & set(words))
    return called and column.share(lambda text: bool(_KIND.match(plain(text)))) > 0.6


def _way_beside(kind: Column, columns: Sequence[Column]) -> Column | None:
    """The name of the way whose kind stands in another column ("Haute", beside "rue")."""
    at = next(rank for rank, column in enumerate(columns) if column is kind)
    near = [*columns[at + 1 : at + 3], *columns[max(at - 1, 0) : at]]
    return _first(near, _is_way_without_its_kind)


def _is_way_without_its_kind(column: Column) -> bool:
    words = set(words_of_name(column.name))
    called = bool(words & set(_WAY)) or bool(words & _GLUED_WAYS)
    return called and column.share(lambda text: any(letter.isalpha() for letter in text)) > 0.8


def _is_complement(column: Column) -> bool:
    words = words_of_name(column.name)
    said = " ".join(words)
    called = bool(set(_COMPLEMENTS) & set(words)) or any(f" {line} " in f" {said} " for line in _LINES)
    return called and column.share(lambda text: "@" not in text and len(text) < 120) > 0.9


def _has_decimals(parts: Sequence[_Part]) -> bool:
    return any(
        part.role == "number" and part.column.share(lambda text: bool(re.search(r"[.,]0\s*\Z", text))) > 0
        for part in parts
    )
