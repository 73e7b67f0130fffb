"""News items of the team, as the store holds them."""

from __future__ import annotations

from florilege.editorial.news import NewsItem
from florilege.web.publication.contents.stored_json import Data, as_text, as_words


def read(item: Data) -> NewsItem:
    """An item as the step that keeps it stored it."""
    return NewsItem(
        as_text(item.get("date")),
        as_words(item.get("title")),
        as_words(item.get("text")),
        as_text(item.get("page")),
    )
