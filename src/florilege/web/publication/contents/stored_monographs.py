"""Approved monographs, as the store holds them."""

from __future__ import annotations

from florilege.web.publication.contents.people import MonographContent, ParagraphContent, PictureContent
from florilege.web.publication.contents.stored_json import Data, as_int, as_list, as_map, as_text, as_words


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
