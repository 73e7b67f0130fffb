"""What a page of the web says to who only wants to know whether the site still lives: title, words, hosts.

Plain searches of bounded length rather than a parser: a hostile page of half a megabyte must cost milliseconds.
"""

from __future__ import annotations

import html
import re

from msgspec import Struct

from florilege.territory.names import plain

MOST_TEXT = 100_000
"""Letters of visible text kept."""
MOST_TITLE = 160

_TITLE = re.compile(r"<title(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_META = re.compile(r"<meta\s([^<>]{0,1000})>", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE)
_REFRESH = re.compile(r"\d{1,3}\s{0,5}[;,]\s{0,5}url\s{0,5}=\s{0,5}[\"']?([^\"'<>\s]{1,500})", re.IGNORECASE)
_HOST = re.compile(
    r"(?:src|href|action|url)\s{0,3}=\s{0,3}[\"']?(?:https?:)?//([a-z0-9.-]{3,100})", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>?")
_NOT_SHOWN = ("script", "style", "noscript", "svg", "template")


class Page(Struct, frozen=True):
    """A page as read.

    title : at most `MOST_TITLE` letters, on one line; text : visible words, folded (see `folded`)
    refresh : where the page itself sends its reader, as written, or empty
    hosts : hosts that it links to or loads from
    """

    title: str = ""
    text: str = ""
    refresh: str = ""
    hosts: frozenset[str] = frozenset()


def read_page(body: bytes, content_type: str) -> Page | None:
    """The page, or None when the answer is not one (an image, a PDF…); never raises, whatever the bytes."""
    kind = content_type.split(";")[0].strip().lower()
    if kind not in ("", "text/html", "application/xhtml+xml", "text/plain"):
        return None
    source = decoded(body, content_type)
    shown = _shown(source)
    return Page(
        title=_title(source),
        text=folded(html.unescape(_TAG.sub(" ", shown)[:MOST_TEXT])),
        refresh=_refresh(source),
        hosts=frozenset(host.lower().removeprefix("www.") for host in _HOST.findall(source)),
    )


def decoded(body: bytes, content_type: str) -> str:
    """The text of a page: as its header says, else as it says itself, else UTF-8, else Windows-1252."""
    for found in (_CHARSET.search(content_type.encode("ascii", "ignore")), _CHARSET.search(body[:4096])):
        if found is not None:
            try:
                return body.decode(found.group(1).decode("ascii"), errors="replace")
            except (LookupError, ValueError, UnicodeError):
                continue  # no such encoding, or one that does not make text: "base64", "idna"
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        # a body cut in the middle of a letter is still UTF-8
        if error.start >= len(body) - 3:
            return body.decode("utf-8", errors="ignore")
        return body.decode("cp1252", errors="replace")


def folded(text: str) -> str:
    """Words in small letters without accents or punctuation, one space between them and at both ends."""
    return f" {plain(text)} "


def one_line(text: str, most: int) -> str:
    """A text from outside made fit for a cell: one line, no control letters, nothing that a workbook would compute."""
    visible = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(visible.split())[:most].lstrip("=+-@ ").rstrip()


def _title(source: str) -> str:
    opening = _TITLE.search(source)
    if opening is None:
        return ""
    inside = source[opening.end() : opening.end() + 2000]
    return one_line(html.unescape(inside.split("<", 1)[0]), MOST_TITLE)


def _refresh(source: str) -> str:
    for attributes in _META.findall(source):
        if "refresh" in attributes.lower():
            found = _REFRESH.search(html.unescape(attributes))
            if found is not None:
                return found.group(1)
    return ""


def _shown(source: str) -> str:
    """The source without what a browser does not show, each kind cut from its opening to its end."""
    for name in _NOT_SHOWN:
        lower, parts, start = source.lower(), [], 0
        if len(lower) != len(source):  # letters whose small form is longer: rare, and only the words suffer
            lower = source
        while (opening := lower.find(f"<{name}", start)) >= 0:
            parts.append(source[start:opening])
            end = lower.find(f"</{name}", opening)
            start = len(source) if end < 0 else end
        parts.append(source[start:])
        source = " ".join(parts)
    return source
