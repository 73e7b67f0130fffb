"""Monographs: what a person writes of a place, paragraph by paragraph, each resting on facts that it names.

A study keeps them in `monographs/`, one file a place. A paragraph states the value of each fact that it rests on, as
it was when it was written: when the fact shown changes, the paragraph says so instead of standing unsupported.
Only what was approved, by a named person, is published; `published` says what of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from florilege.evidence.rules import canonical
from florilege.faults import InputRefused, StudyFileRefused, Words
from florilege.listings.fields import FIELDS
from florilege.listings.records import Value
from florilege.toml_lines import Table, read_toml

DRAFT, REVIEW, APPROVED = "draft", "review", "approved"
STATES = (DRAFT, REVIEW, APPROVED)
REVIEWED = "reviewed"
TRANSLATIONS = (DRAFT, REVIEWED)
LANGUAGES = ("fr", "en")
CITED = tuple(key for key, spec in FIELDS.items() if spec.public)
"""Fields that a paragraph may rest on: those that are published."""


class Paragraph(Struct, frozen=True):
    """A paragraph in the language it was written in, its translation where there is one, and the facts it rests on.

    cites : field → the values that the text was written from; translation : "", "draft" or "reviewed"
    """

    text: Mapping[str, str]
    original: str
    translation: str
    cites: Mapping[str, tuple[Value, ...]]


class Picture(Struct, frozen=True):
    """A photograph of the place: its file beside the monograph, who took it, under which licence, what it shows."""

    file: str
    credit: str
    licence: str
    alt: Words
    line: int | None = None


class Monograph(Struct, frozen=True):
    """A monograph as written. name : of its file, without ending; approved_by : empty until it is."""

    name: str
    place_id: str
    state: str
    author: str
    date: str
    approved_by: str
    paragraphs: tuple[Paragraph, ...]
    pictures: tuple[Picture, ...]
    file: str
    line: int | None


PictureFile = tuple[str, int, int]
"""Name, width and height of a picture at one size."""


class PublishedParagraph(Struct, frozen=True):
    """A paragraph of a monograph: language → text, and field → the values that it was written from."""

    text: Mapping[str, str]
    original: str
    cites: Mapping[str, tuple[Value, ...]]


class PublishedPicture(Struct, frozen=True):
    """A photograph; files : each size, the smallest first."""

    files: tuple[PictureFile, ...]
    credit: str
    licence: str
    alt: Words


class PublishedMonograph(Struct, frozen=True):
    """What persons wrote of a place, approved."""

    place_id: str
    author: str
    date: str
    approved_by: str
    paragraphs: tuple[PublishedParagraph, ...]
    pictures: tuple[PublishedPicture, ...]


def read_monograph(text: str, *, file: str, name: str) -> Monograph:
    """A monograph from its file; raises StudyFileRefused naming file, line, key, value and what was expected."""
    root = read_toml(text, file=file, refusal=StudyFileRefused)
    state = root.choice("state", STATES)
    approver = root.get("approved_by", str, "").strip()
    if state == APPROVED and not approver:
        raise root.absent(
            "approved_by", Words("le nom de qui a approuvé", "the name of the person who approved it")
        )
    if state != APPROVED and approver:
        expected = Words('rien, tant que state n’est pas "approved"', 'nothing, unless state is "approved"')
        raise root.refused(expected, key="approved_by", value=approver)
    found = Monograph(
        name=name,
        place_id=root.filled("place_id"),
        state=state,
        author=root.filled("author"),
        date=_day(root),
        approved_by=approver,
        paragraphs=tuple(_paragraph(table, state) for table in root.tables("paragraph")),
        pictures=tuple(_picture(table) for table in root.tables("picture")),
        file=file,
        line=root.line("place_id"),
    )
    root.refuse_unknown()
    return found


def _day(root: Table) -> str:
    value = root.raw("date")
    if value is None:
        raise root.absent("date")
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    raise root.refused(
        Words("une date AAAA-MM-JJ, sans guillemets", "a date YYYY-MM-DD, without quotes"),
        key="date",
        value=value,
    )


def _paragraph(table: Table, state: str) -> Paragraph:
    text = {language: table.get(language, str, "").strip() for language in LANGUAGES}
    text = {language: said for language, said in text.items() if said}
    if not text:
        raise table.absent(
            "fr",
            Words(
                "le texte du paragraphe, en français ou en anglais",
                "the text of the paragraph, in French or in English",
            ),
        )
    original = table.choice("original", LANGUAGES, next(iter(text)))
    if original not in text:
        raise table.refused(
            Words("la langue d’un des textes", "the language of one of the texts"),
            key="original",
            value=original,
        )
    translation = table.choice("translation", TRANSLATIONS, DRAFT) if len(text) > 1 else ""
    cites = _cites(table)
    if state == APPROVED and not cites:
        raise table.absent(
            "cites",
            Words(
                "les faits sur lesquels repose ce paragraphe approuvé, par exemple cites = { opening_year = 2015 }",
                "the facts behind this approved paragraph, for instance cites = { opening_year = 2015 }",
            ),
        )
    found = Paragraph(text, original, translation, cites)
    table.refuse_unknown()
    return found


def _cites(table: Table) -> dict[str, tuple[Value, ...]]:
    if "cites" not in table:
        return {}
    within = table.table("cites")
    found: dict[str, tuple[Value, ...]] = {}
    for field in within.content:
        if field not in CITED:
            expected = Words("un champ publié", "a published field")
            raise within.unknown_word(field, field, CITED, expected)
        value = within.raw(field)
        values = tuple(value) if isinstance(value, list) else (value,)
        if not values or not all(isinstance(one, str | int | float | bool) for one in values):
            raise within.refused(
                Words(
                    "la valeur du fait, ou une liste de valeurs", "the value of the fact, or a list of values"
                ),
                key=field,
                value=value,
            )
        found[field] = values
    return found


def _picture(table: Table) -> Picture:
    file = table.filled("file")
    if "/" in file or "\\" in file or file.startswith("."):
        expected = Words("le nom d’un fichier posé dans monographs/", "the name of a file put in monographs/")
        raise table.refused(expected, key="file", value=file)
    found = Picture(
        file, table.filled("credit"), table.filled("licence"), table.bilingual("alt"), table.line("file")
    )
    table.refuse_unknown()
    return found


def by_place(
    monographs: Iterable[Monograph], survivors: Mapping[str, str], known: Collection[str]
) -> dict[str, Monograph]:
    """The monograph of each place, under the id that it has today; raises StudyFileRefused on an unknown place or a second one.

    survivors : id of a merged place → id of the place it is now; known : ids of all places
    """
    found: dict[str, Monograph] = {}
    for one in monographs:
        place_id = one.place_id
        while place_id in survivors:
            place_id = survivors[place_id]
        if place_id not in known:
            raise _of_place(
                one,
                Words("l’identifiant d’un lieu", "the id of a place"),
                Words("prendre un identifiant de places.csv", "use an id from places.csv"),
            )
        if place_id in found:
            other = found[place_id].name
            raise _of_place(
                one,
                Words("une seule monographie par lieu", "one monograph per place"),
                Words(
                    f"celle de {other}.toml parle déjà de ce lieu",
                    f"that of {other}.toml is about this place already",
                ),
            )
        found[place_id] = one
    return found


def _of_place(monograph: Monograph, expected: Words, hint: Words) -> InputRefused:
    return StudyFileRefused(
        expected,
        file=monograph.file,
        line=monograph.line,
        column="place_id",
        value=monograph.place_id,
        hint=hint,
    )


def changed_facts(
    cites: Mapping[str, Sequence[Value]], shown: Mapping[str, Sequence[Value]]
) -> tuple[str, ...]:
    """The fields of which what is shown today no longer holds what a paragraph was written from."""
    return tuple(
        field
        for field, values in cites.items()
        if not {canonical(one) for one in values} <= {canonical(one) for one in shown.get(field, ())}
    )


def published(
    monograph: Monograph, place_id: str, files: Sequence[tuple[PictureFile, ...]]
) -> PublishedMonograph:
    """What of an approved monograph is kept and published: no translation that nobody reviewed.

    files : of each picture, in the order of the monograph
    """
    return PublishedMonograph(
        place_id=place_id,
        author=monograph.author,
        date=monograph.date,
        approved_by=monograph.approved_by,
        paragraphs=tuple(
            PublishedParagraph(
                text={
                    language: text
                    for language, text in one.text.items()
                    if language == one.original or one.translation == REVIEWED
                },
                original=one.original,
                cites=one.cites,
            )
            for one in monograph.paragraphs
        ),
        pictures=tuple(
            PublishedPicture(sizes, one.credit, one.licence, one.alt)
            for one, sizes in zip(monograph.pictures, files, strict=True)
        ),
    )
