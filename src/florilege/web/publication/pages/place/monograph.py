"""Monographs ready to print: each paragraph with the facts that it rests on, as the sources give them today."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from florilege.editorial.monographs import PublishedParagraph, PublishedPicture, changed_facts
from florilege.faults import Words
from florilege.listings.records import Value
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.place import ledger
from florilege.web.publication.text import labels, words
from florilege.web.publication.text.links import PICTURES
from florilege.web.publication.text.values import Written, written


class Fact(Struct, frozen=True):
    """A fact that a paragraph rests on. was : what the text was written from, where it is not shown any more"""

    entry: ledger.Entry
    was: tuple[Written, ...]


class ParagraphLine(Struct, frozen=True):
    """A paragraph. language : of the text, where it is not that of the page"""

    text: str
    language: str
    facts: tuple[Fact, ...]


class PictureLine(Struct, frozen=True):
    """A photograph: its sizes as an address and a width, the smallest first."""

    sizes: tuple[tuple[str, int], ...]
    width: int
    height: int
    alt: str
    credit: str
    licence: str
    licence_url: str


class MonographView(Struct, frozen=True):
    """A monograph: who wrote it, who approved it, when."""

    author: str
    approved_by: str
    date: str
    paragraphs: tuple[ParagraphLine, ...]
    pictures: tuple[PictureLine, ...]
    changed: int


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
    paragraph: PublishedParagraph, place: PlaceContent, contents: StudyContents, language: str
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
                ledger.entry(place, field, contents, language),
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


def _shown(picture: PublishedPicture, language: str) -> PictureLine:
    short, _, url = labels.of_licence(picture.licence)
    _, width, height = picture.files[-1]
    return PictureLine(
        sizes=tuple((f"{PICTURES}{name}", wide) for name, wide, _ in picture.files),
        width=width,
        height=height,
        alt=words.said(picture.alt, language),
        credit=picture.credit,
        licence=short,
        licence_url=url,
    )
