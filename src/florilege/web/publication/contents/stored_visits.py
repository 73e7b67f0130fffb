"""Visits, as the store holds them."""

from __future__ import annotations

from florilege.listings.records import Value
from florilege.web.publication.contents.people import VisitContent, VisitedValue
from florilege.web.publication.contents.stored_json import Data, as_list, as_map, as_text, as_words


def read(item: Data) -> VisitContent:
    """A visit as the step that links kept it."""
    return VisitContent(
        name=as_text(item.get("name")),
        place_id=as_text(item.get("place_id")),
        date=as_text(item.get("date")),
        who=tuple(map(as_text, as_list(item.get("who")))),
        seen={language: as_text(text) for language, text in as_map(item.get("seen")).items()},
        checked=tuple(
            VisitedValue(
                as_text(one.get("field")),
                _value(one.get("value")) or "",
                as_text(one.get("verdict")),
                _value(one.get("found")),
            )
            for one in map(as_map, as_list(item.get("claims")))
        ),
        photographs=tuple(
            (as_words(one["alt"]) if one.get("alt") else None, as_text(one.get("credit")))
            for one in map(as_map, as_list(item.get("photographs")))
        ),
    )


def _value(value: object) -> Value | None:
    return value if isinstance(value, str | int | float | bool) else None
