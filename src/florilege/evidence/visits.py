"""Visits to places: what was seen, what was confirmed or contradicted; read from the forms of a study's `visits/`.

A visit speaks before every listing (`examinations`). What its form keeps private is read, and goes no further than `Visit`:
`published` says what may be kept and published, field by field.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from florilege.evidence.claims import VISIT
from florilege.evidence.examinations import CONFIRMED, CONTRADICTED, UNCHECKED, VERDICTS, Checked
from florilege.evidence.rules import canonical
from florilege.faults import InputRefused, StudyFileRefused, Words
from florilege.listings.fields import FIELDS
from florilege.listings.records import Value
from florilege.listings.vocabulary import VOCABULARIES
from florilege.toml_lines import Table, is_number, read_toml

LICENCE = "fact-cited"
NOT_SEEN = frozenset(
    {
        "latitude",
        "longitude",
        "city",
        "commune_code",
        "departement_code",
        "arrondissement_code",
        "arrondissement",
    }
    | {"left_listing", "network", "in_2022_study", "study_number"}
    | {"website_state", "website_checked", "website_moved_to"}
)
"""Fields that are worked out or that only listings can tell: no visit speaks of them."""
VISIBLE = tuple(key for key, spec in FIELDS.items() if spec.public and key not in NOT_SEEN)
"""Fields that a visit may confirm or contradict."""


class Photograph(Struct, frozen=True):
    """A photograph taken on the spot: its file beside the form, who took it, what it shows."""

    file: str
    credit: str
    alt: Words | None
    line: int | None = None


class Visit(Struct, frozen=True):
    """One visit. name : of its form, without ending; seen : text for all, in one language or both; private : for none."""

    name: str
    place_id: str
    date: str
    who: tuple[str, ...]
    seen: Mapping[str, str]
    checked: tuple[Checked, ...]
    photographs: tuple[Photograph, ...]
    private: str
    file: str
    line: int | None

    @property
    def source(self) -> str:
        """The source of the claims that it makes."""
        return VISIT

    @property
    def source_url(self) -> None:
        """No page says what was seen on the spot."""
        return None

    @property
    def licence(self) -> str:
        return LICENCE

    def unknown_place(self) -> InputRefused:
        """The fault of a form about a place that does not exist."""
        return StudyFileRefused(
            Words("l’identifiant d’un lieu", "the id of a place"),
            file=self.file,
            line=self.line,
            column="place_id",
            value=self.place_id,
            hint=Words("prendre un identifiant de places.csv", "use an id from places.csv"),
        )


class PublishedVisit(Struct, frozen=True):
    """What of a visit may be kept and published; what is not named here never leaves the reading of the form.

    seen : language → text; claims : the values looked at
    """

    name: str
    place_id: str
    date: str
    who: tuple[str, ...]
    seen: Mapping[str, str]
    claims: tuple[Checked, ...]
    photographs: tuple[Photograph, ...]


def published(visit: Visit, place_id: str) -> PublishedVisit:
    """What is kept and published of a visit to a place, under the id that the place bears now."""
    return PublishedVisit(
        name=visit.name,
        place_id=place_id,
        date=visit.date,
        who=visit.who,
        seen=visit.seen,
        claims=visit.checked,
        photographs=tuple(replace(one, line=None) for one in visit.photographs),
    )


def read_visit(text: str, *, file: str, name: str) -> Visit:
    """A visit from its form; raises StudyFileRefused naming file, line, key, value and what was expected."""
    root = read_toml(text, file=file, refusal=StudyFileRefused)
    visit = Visit(
        name=name,
        place_id=root.filled("place_id", _FILL),
        date=_day(root),
        who=_who(root),
        seen=_seen(root),
        checked=tuple(one for table in root.tables("claim") for one in _checked(table)),
        photographs=tuple(_photograph(table) for table in root.tables("photograph")),
        private=root.get("private", str, ""),
        file=file,
        line=root.line("place_id"),
    )
    root.refuse_unknown()
    return visit


_FILL = Words("remplir cette ligne du formulaire", "fill in this line of the form")


def _day(root: Table) -> str:
    value = root.raw("date")
    if value is None:
        raise root.absent("date")
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    try:
        return datetime.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        expected = Words("une date AAAA-MM-JJ", "a date YYYY-MM-DD")
        raise root.refused(expected, key="date", value=value, hint=_FILL) from None


def _who(root: Table) -> tuple[str, ...]:
    who = root.texts("who")
    if not who or not all(one.strip() for one in who):
        raise root.refused(
            Words("qui a visité : un nom, ou une liste de noms", "the visitors: a name, or a list of names"),
            key="who",
            value=list(who),
            hint=_FILL,
        )
    return tuple(one.strip() for one in who)


def _seen(root: Table) -> dict[str, str]:
    table = root.table("seen")
    found = {language: table.get(language, str, "").strip() for language in ("fr", "en")}
    table.refuse_unknown()
    return {language: text for language, text in found.items() if text}


def _checked(table: Table) -> tuple[Checked, ...]:
    name = table.require("field", str)
    if name not in VISIBLE:
        expected = Words("un champ que l’on peut voir sur place", "a field that can be observed on site")
        raise table.unknown_word("field", name, VISIBLE, expected)
    verdict = table.get("verdict", str, UNCHECKED)
    if verdict not in VERDICTS:
        raise table.unknown_word("verdict", verdict, (CONFIRMED, CONTRADICTED))
    value = _value(table, "value", name)
    found = _value(table, "found", name) if "found" in table else None
    table.refuse_unknown()
    if found is not None and verdict != CONTRADICTED:
        raise table.refused(
            Words('« found » va avec verdict = "contradicted"', '"found" goes with verdict = "contradicted"'),
            key="found",
            value=found,
        )
    if found is not None and canonical(found) == canonical(value):
        raise table.refused(Words("une autre valeur que « value »", 'a value different from "value"'), key="found", value=found)  # fmt: skip
    return (Checked(name, value, verdict, found),) if verdict else ()


def _value(table: Table, key: str, name: str) -> Value:
    value, kind = table.raw(key), FIELDS[name].kind
    if value is None:
        raise table.absent(key)
    expected = _expected(name)
    good = {
        "boolean": isinstance(value, bool),
        "integer": isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        "year": isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 2200,
        "number": is_number(value),
        "url": isinstance(value, str) and value.startswith(("https://", "http://")),
    }.get(kind, isinstance(value, str) and bool(value.strip()))
    codes = VOCABULARIES.get(name)
    if not good or (codes is not None and kind == "code" and value not in codes):
        if codes is not None and isinstance(value, str):
            raise table.unknown_word(key, value, tuple(codes), expected)
        raise table.refused(expected, key=key, value=value)
    assert isinstance(value, str | int | float | bool)
    return value.strip() if isinstance(value, str) else value


def _expected(name: str) -> Words:
    codes = VOCABULARIES.get(name)
    if codes is not None and FIELDS[name].kind == "code":
        listed = ", ".join(codes)
        return Words(f"l’un de : {listed}", f"one of: {listed}")
    return {
        "boolean": Words("true ou false", "true or false"),
        "integer": Words("un nombre entier, 0 ou plus", "a whole number, 0 or more"),
        "year": Words("une année, sans guillemets", "a year, without quotes"),
        "number": Words("un nombre", "a number"),
        "url": Words("une adresse web entière, https://…", "a whole web address, https://…"),
    }.get(FIELDS[name].kind, Words("un texte", "a text"))


def _photograph(table: Table) -> Photograph:
    file = table.filled("file", _FILL)
    if "/" in file or "\\" in file or file.startswith("."):
        raise table.refused(Words("le nom d’un fichier posé dans visits/", "the name of a file put in visits/"), key="file", value=file)  # fmt: skip
    alt = table.bilingual("alt") if "alt" in table else None
    found = Photograph(file, table.filled("credit", _FILL), alt, table.line("file"))
    table.refuse_unknown()
    return found


def public_data(visit: PublishedVisit) -> dict[str, object]:
    """A visit as `visits.json` says it."""
    return {
        "name": visit.name,
        "place_id": visit.place_id,
        "date": visit.date,
        "who": list(visit.who),
        "seen": dict(visit.seen),
        "claims": [
            {"field": one.field, "value": one.value, "verdict": one.verdict, "found": one.found}
            for one in visit.claims
        ],
        "photographs": [
            {
                "file": one.file,
                "credit": one.credit,
                "alt": None if one.alt is None else {"fr": one.alt.fr, "en": one.alt.en},
            }
            for one in visit.photographs
        ],
    }
