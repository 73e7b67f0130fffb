"""Monographs ready to print: each paragraph with the facts that it rests on, as the sources give them today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from florilege.evidence.monographs import changed_facts
from florilege.faults import Words
from florilege.listings.records import Value
from florilege.web.publication import labels, sheets, words
from florilege.web.publication.contents import (
    MonographContent,
    ParagraphContent,
    PictureContent,
    PlaceContent,
    StudyContents,
)
from florilege.web.publication.data import Data, as_int, as_list, as_map, as_text, as_words
from florilege.web.publication.values import Written, written

FOLDER = "images/"
"""Where the pictures stand in the site."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a paragraph rests on. was : what the text was written from, where it is not shown any more"""

    entry: sheets.Entry
    was: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class ParagraphLine:
    """A paragraph. language : of the text, where it is not that of the page"""

    text: str
    language: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A photograph: its sizes as an address and a width, the smallest first."""

    sizes: tuple[tuple[str, int], ...]
    width: int
    height: int
    alt: str
    credit: str
    licence: str
    licence_url: str


@dataclass(frozen=True, slots=True)
class MonographView:
    """A monograph: who wrote it, who approved it, when."""

    author: str
    approved_by: str
    date: str
    paragraphs: tuple[ParagraphLine, ...]
    pictures: tuple[PictureLine, ...]
    changed: int


def read(item: Data) -> MonographContent:
    """A monograph as the step that keeps it stored it."""
    return MonographContent(
        place_id=as_text(item.get("place_id")),
        author=as_text(item.get("author")),
        date=as_text(item.get("date")),
        approved_by=as_text(item.get("approved_by")),
        paragraphs=tuple(_paragraph(as_map(one)) for one in as_list(item.get("paragraphs"))),
        pictures=tuple(_picture(as_map(one)) for one in as_list(item.get("pictures"))),
    )


def _paragraph(item: Data) -> ParagraphContent:
    return ParagraphContent(
        text={language: as_text(text) for language, text in as_map(item.get("text")).items()},
        original=as_text(item.get("original")),
        cites={
            field: tuple(value for value in as_list(values) if isinstance(value, str | int | float | bool))
            for field, values in as_map(item.get("cites")).items()
        },
    )


def _picture(item: Data) -> PictureContent:
    files = [as_list(one) for one in as_list(item.get("files"))]
    return PictureContent(
        files=tuple(
            (as_text(name), as_int(width) or 0, as_int(height) or 0) for name, width, height in files
        ),
        credit=as_text(item.get("credit")),
        licence=as_text(item.get("licence")),
        alt=as_words(item.get("alt")),
    )


def view(place: PlaceContent, contents: StudyContents, language: str) -> MonographView | None:
    """The monograph of a place in a language; None when none was approved."""
    found = contents.monographs.get(place.place_id)
    if found is None:
        return None
    paragraphs = tuple(_line(one, place, contents, language) for one in found.paragraphs)
    return MonographView(
        author=found.author,
        approved_by=found.approved_by,
        date=words.date(found.date, language),
        paragraphs=paragraphs,
        pictures=tuple(_shown(one, language) for one in found.pictures if one.files),
        changed=sum(any(fact.was for fact in one.facts) for one in paragraphs),
    )


def _line(
    paragraph: ParagraphContent, place: PlaceContent, contents: StudyContents, language: str
) -> ParagraphLine:
    shown: Mapping[str, tuple[Value, ...]] = {key: item.values for key, item in place.shown.items()}
    changed = changed_facts(paragraph.cites, shown)
    said = paragraph.text.get(language)
    text = said if said is not None else paragraph.text.get(paragraph.original, "")
    written_in = language if said is not None else paragraph.original
    return ParagraphLine(
        text=words.said(Words(text, text), written_in),
        language="" if written_in == language else written_in,
        facts=tuple(
            Fact(
                sheets.entry(place, field, contents, language),
                tuple(
                    written(field, value, _unit(place, field), language, source_language="fr")
                    for value in values
                )
                if field in changed
                else (),
            )
            for field, values in paragraph.cites.items()
        ),
    )


def _unit(place: PlaceContent, field: str) -> str:
    item = place.shown.get(field)
    return item.unit if item is not None else ""


def _shown(picture: PictureContent, language: str) -> PictureLine:
    short, _, url = labels.of_licence(picture.licence)
    _, width, height = picture.files[-1]
    return PictureLine(
        sizes=tuple((f"{FOLDER}{name}", wide) for name, wide, _ in picture.files),
        width=width,
        height=height,
        alt=words.said(picture.alt, language),
        credit=picture.credit,
        licence=short,
        licence_url=url,
    )
