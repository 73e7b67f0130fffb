"""News items that the team writes, read from their files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as day

from florilege.faults import StudyFileRefused, Words
from florilege.toml_lines import read_toml

_PAGE = re.compile(r"(?:[a-z0-9-]+/)*")


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A news item of the team. date : a day; page : the path of a page of the site, or empty"""

    date: str
    title: Words
    text: Words
    page: str


def read_item(text: str, *, file: str) -> NewsItem:
    """An item from its file. Raises StudyFileRefused naming line, key and value."""
    root = read_toml(text, file=file, refusal=StudyFileRefused)
    said = root.require("date", str)
    try:
        whole = day.fromisoformat(said).isoformat() == said
    except ValueError:
        whole = False
    if not whole:
        raise root.refused(
            Words("un jour, comme 2026-11-24", "a day, such as 2026-11-24"), key="date", value=said
        )
    page = root.get("page", str, "")
    if not _PAGE.fullmatch(page):
        raise root.refused(
            Words(
                "l’adresse d’une page du site, comme selection/",
                "the address of a page of the site, such as selection/",
            ),
            key="page",
            value=page,
        )
    found = NewsItem(said, root.bilingual("title"), root.bilingual("text"), page)
    root.refuse_unknown()
    return found
