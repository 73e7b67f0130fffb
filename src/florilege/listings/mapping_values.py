"""What the keys of a mapping must hold, each as its own check: addresses, dates, encodings, templates, numbers."""

from __future__ import annotations

import codecs
import datetime as calendar
import re
from urllib.parse import urlsplit

from florilege.faults import Words
from florilege.toml_lines import Table

EARLIEST_YEAR = 1900
MOST = 1_000_000
_BETWEEN = re.compile(r"^[\s/.,:_TZ-]*$")
"""What may stand between the parts of a date."""
_DATE = re.compile(r"^\d{4}(?:-\d{2}(?:-\d{2})?)?$")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "iso-8859-15", "mac-roman", "ascii")
"""Encodings that a refusal suggests; any that Python knows is read."""


def url(root: Table, key: str = "url") -> str:
    """An address on the web, "" when there is none."""
    address = root.get(key, str, "")
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or "." not in (parts.hostname or "")):
        raise root.refused(
            Words("une adresse https://…", "an address https://…"),
            key=key,
            value=address,
            hint=Words(
                "copier l’adresse de la page du recensement", "copy the address of the listing's web page"
            ),
        )
    return address


def is_date(text: str) -> bool:
    """Whether a text is a year, a month or a day of the calendar, from 1900 on."""
    if not _DATE.match(text):
        return False
    try:
        return calendar.date.fromisoformat(f"{text}{'-01-01'[len(text) - 4 :]}").year >= EARLIEST_YEAR
    except ValueError:
        return False


def encoding(entry: Table) -> str:
    """An encoding that Python knows, "utf-8" by default."""
    name = entry.get("encoding", str, "utf-8")
    if not is_codec(name):
        listed = ", ".join(ENCODINGS)
        expected = Words(f"un encodage connu ({listed}…)", f"a known encoding ({listed}…)")
        raise entry.unknown_word("encoding", name, ENCODINGS, expected)
    return name


def is_codec(encoding: str) -> bool:
    """Whether an encoding is one of texts (utf-16 too, of which one byte alone is no text)."""
    try:
        return isinstance("a".encode(encoding), bytes) and bool(codecs.lookup(encoding))
    except (LookupError, ValueError, TypeError):
        return False


def delimiter(entry: Table) -> str:
    """What parts the columns of a CSV file: one character, "," by default."""
    delimiter = entry.get("delimiter", str, ",")
    if len(delimiter) != 1 or delimiter in '\r\n"':
        raise entry.refused(
            Words(
                "un seul caractère qui sépare les colonnes", "the single character that separates the columns"
            ),
            key="delimiter",
            value=delimiter,
            hint=Words("souvent « , », « ; » ou une tabulation", 'often ",", ";" or a tab'),
        )
    return delimiter


def template(entry: Table, key: str, default: str = "") -> str:
    """How an id is written: {id} the published one, {n} the rank of the row."""
    template = entry.get(key, str, default)
    try:
        distinct = template.format(id="1", n=1) != template.format(id="2", n=2)
    except (LookupError, ValueError, AttributeError, TypeError):
        distinct = False
    if not distinct:
        raise entry.refused(
            Words("un gabarit de {id} ou {n}", "a template with {id} or {n}"),
            key=key,
            value=template,
            hint=Words("par exemple « ligne-{n} »", 'for instance "ligne-{n}"'),
        )
    return template


def from_one(entry: Table, key: str, default: int) -> int:
    """A whole number from 1 to `MOST`."""
    value = entry.get(key, int, default)
    if not 1 <= value <= MOST:
        expected = Words(f"un nombre entier de 1 à {MOST}", f"a whole number from 1 to {MOST}")
        raise entry.refused(expected, key=key, value=value)
    return value


def date_format(table: Table) -> str:
    """How the rows write their date, in the codes of strptime: a day must come out as it went in."""
    form = table.get("date_format", str, "%Y-%m-%d")
    aside = re.sub(r"%[A-Za-z%]", "", form)
    day = calendar.datetime(2021, 11, 23)  # noqa: DTZ001  a day, no hour
    try:
        read = calendar.datetime.strptime(day.strftime(form), form).date() == day.date()  # noqa: DTZ007
    except ValueError:
        read = False
    if not read or not _BETWEEN.match(aside):
        raise table.refused(
            Words("un format de date : %d jour, %m mois, %Y année", "a date format: %d day, %m month, %Y year"),
            key="date_format",
            value=form,
            hint=Words("par exemple « %d/%m/%Y »", 'for instance "%d/%m/%Y"'),
        )  # fmt: skip
    return form


def separator(entry: Table) -> str | None:
    """What parts the texts of one cell; None when it is one text."""
    split = entry.optional("split", str)
    if split == "":
        raise entry.refused(
            Words("ce qui sépare les parties", "the separator between parts"), key="split", value=split
        )
    return split


def score(table: Table) -> float:
    """Geocoders score from 0 to 1, or to 100."""
    value = table.get("score_floor", float, 0.0)
    if not 0.0 <= value <= 100.0:
        raise table.refused(
            Words("un nombre entre 0 et 100", "a number from 0 to 100"), key="score_floor", value=value
        )
    return value
