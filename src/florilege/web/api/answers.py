"""Answers as they are sent: their tag, when they may be kept, whether the reader has them already."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from msgspec import Struct

from florilege.csv_lines import harmless
from florilege.web.api import cursors
from florilege.web.api.negotiation import CSV, JSON, MEDIA
from florilege.web.api.published import Published
from florilege.web.api.tables import Cell, Page, Row, Table, as_json

T = TypeVar("T")
LIST_MARK = "|"
KEPT = "public, no-cache"
"""A cache may keep an answer and asks each time whether it still holds: what is withdrawn is gone at once."""


class Content(Struct, frozen=True):
    """What an answer says, before it is known whether the reader has it already.

    headers : all that depend on the content; changed : when the study last did, in seconds, None where that is unknown
    """

    body: bytes
    headers: tuple[tuple[str, str], ...]
    tag: str
    changed: int | None

    def answered(self, request: HttpRequest) -> HttpResponse:
        """The answer, or "not modified" to whoever has it."""
        response = Kept(self.body, self)
        for name, value in self.headers:
            response.headers[name] = value
        if "HTTP_IF_NONE_MATCH" not in request.META and "HTTP_IF_MODIFIED_SINCE" not in request.META:
            return response
        return get_conditional_response(request, self.tag, self.changed, response) or response


class Kept(HttpResponse):
    """An answer that may be given again to whoever asks the same."""

    def __init__(self, body: bytes, said: Content) -> None:
        super().__init__(body)
        self.said = said


def answer(
    request: HttpRequest,
    published: Published,
    body: bytes,
    media: str,
    *,
    following: str = "",
    language: str = "",
) -> HttpResponse:
    """Some content as an answer, or "not modified" to whoever has it.

    following : address of the next page; language : of the content, "" where it is in both
    """
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    changed = None if published.finished is None else int(published.finished.timestamp())
    headers = {
        "Content-Type": f"{media}; charset=utf-8" if media == MEDIA[CSV] else media,
        "ETag": tag,
        "Cache-Control": KEPT,
        "Vary": "Accept",
    }
    if changed is not None:
        headers["Last-Modified"] = http_date(changed)
    if language:
        headers |= {"Content-Language": language, "Vary": "Accept, Accept-Language"}
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    return Content(body, tuple(headers.items()), tag, changed).answered(request)


def data(request: HttpRequest, published: Published, value: object) -> HttpResponse:
    """A value as JSON."""
    return answer(request, published, as_json(value), MEDIA[JSON])


def following(request: HttpRequest, kind: str, page: Page) -> str:
    """The address of the page after one, "" for the last: the same parameters, and a cursor."""
    if not page.last:
        return ""
    asked = [(name, value) for name, values in request.GET.lists() for value in values if name != "cursor"]
    return f"{request.path}?{urlencode([*asked, ('cursor', cursors.cursor_of(kind, page.last))])}"


def page_of_rows(
    request: HttpRequest,
    published: Published,
    table: Table[T],
    page: Page,
    *,
    kind: str,
    count: int,
    names: Sequence[str],
    format_: str,
) -> HttpResponse:
    """A page of a table as JSON or CSV. count : rows that the filters leave; names : columns asked, none for all"""
    link = following(request, kind, page)
    if format_ == CSV:
        columns = [one.name for one in table.columns if not names or one.name in names]
        content = csv_of(columns, (table.row(rank, names) for rank in page.ranks))
    else:
        rows = [as_json(table.row(rank, names)) if names else table.written(rank) for rank in page.ranks]
        content = b'{"count":%d,"items":[%b],"next":%b}' % (count, b",".join(rows), as_json(link or None))
    return answer(request, published, content, MEDIA[format_], following=link)


def csv_of(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Rows as CSV: lists joined by a bar, an apostrophe before each text that a spreadsheet would take for a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return stream.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return harmless(LIST_MARK.join(value) if isinstance(value, list) else value)
