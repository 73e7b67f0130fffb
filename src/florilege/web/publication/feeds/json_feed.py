"""A feed as JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json

from florilege.web.publication.feeds.feed import Entry, Feed

VERSION = "https://jsonfeed.org/version/1.1"


def written(feed: Feed) -> bytes:
    """The feed as JSON. Its addresses must be whole: without that of the site, it gives none, and its items their text alone."""
    said = {
        "version": VERSION,
        "title": feed.title,
        **({"home_page_url": feed.home, "feed_url": feed.addresses["json"]} if feed.absolute else {}),
        "language": feed.language,
        "authors": [{"name": feed.publisher}],
        "items": [_item(entry, feed) for entry in feed.entries],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _item(entry: Entry, feed: Feed) -> dict[str, object]:
    return {
        "id": entry.identifier,
        **({"url": entry.address} if feed.absolute else {}),
        "title": entry.title,
        "content_html": entry.html,
        **({"summary": entry.summary} if entry.summary else {}),
        "date_published": entry.published,
        "date_modified": entry.updated,
        **({"authors": [{"name": entry.author}]} if entry.author else {}),
        "tags": list(entry.tags),
        "language": feed.language,
    }
