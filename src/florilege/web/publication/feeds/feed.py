"""A feed and its entries, ready to be written in any form."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import escape
from msgspec import Struct


class Entry(Struct, frozen=True):
    """An item of a feed. identifier : the same for ever; published, updated : moments (RFC 3339); summary, author : "" for none"""

    identifier: str
    title: str
    address: str
    published: str
    updated: str
    paragraphs: tuple[str, ...]
    summary: str
    author: str
    tags: tuple[str, ...]

    @property
    def html(self) -> str:
        """Its text as paragraphs of HTML."""
        return "".join(f"<p>{escape(text)}</p>" for text in self.paragraphs)


class Feed(Struct, frozen=True):
    """A feed. home : the page of the news; paths, addresses : of each of its forms, within the site and as it says them

    absolute : whether addresses are whole, the site knowing where it stands
    """

    identifier: str
    title: str
    language: str
    publisher: str
    updated: str
    home: str
    paths: Mapping[str, str]
    addresses: Mapping[str, str]
    absolute: bool
    entries: tuple[Entry, ...]
