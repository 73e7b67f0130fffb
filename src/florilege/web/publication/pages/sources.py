"""A source as a page shows it: who says it, when, under which licence."""

from __future__ import annotations

from msgspec import Struct

from florilege.faults import Words

NO_DATE = Words("date inconnue", "date unknown")


class Source(Struct, frozen=True):
    """Who says a value, when, under which licence."""

    title: str
    title_language: str
    date: str
    licence: str
    licence_name: str
    url: str
    host: str
    note: str
    note_language: str
