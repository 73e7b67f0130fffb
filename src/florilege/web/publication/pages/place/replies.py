"""What a place answers to what its sheet says of it, as it wrote it."""

from __future__ import annotations

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.text import words


class ReplyLine(Struct, frozen=True):
    """A reply. language : of its text, where it is not that of the page"""

    date: str
    language: str
    paragraphs: tuple[str, ...]


def lines(place: PlaceContent, contents: StudyContents, language: str) -> tuple[ReplyLine, ...]:
    """The reply of a place in the language of the page, else in the one in which it was written."""
    found = {one.language: one for one in contents.replies if one.place_id == place.place_id}
    reply = found.get(language) or next(iter(found.values()), None)
    if reply is None:
        return ()
    text = words.said(Words(reply.text, reply.text), language)
    return (
        ReplyLine(
            words.date(reply.date, language),
            reply.language if reply.language != language else "",
            tuple(filter(None, (part.strip() for part in text.split("\n")))),
        ),
    )
