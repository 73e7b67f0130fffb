"""One file given to a reader: it is read whole or refused, and every row that the format gives is accounted for."""

from __future__ import annotations

import io
from functools import cache

from benchmarks.linkage.machine import ROOT
from florilege.faults import InputRefused
from florilege.listings.mapping import Mapping, parse_mapping, read_mapping
from florilege.listings.readers import read_listing
from florilege.listings.rows import BlankRows, published_rows
from florilege.territory.reference import reference
from tests.listings.published_files import DATE
from tests.listings.test_formats_fuzz import GOOD, text_of

LONGEST = 3_000
LISTINGS = ROOT / "studies" / "lieux-innovation" / "listings"


def _beginnings() -> list[tuple[str, bytes]]:
    """Good files of every format, and the beginnings of the real listings."""
    found = list(GOOD.items())
    for path in sorted(LISTINGS.glob("*.toml")):
        mapping = read_mapping(path)
        with (path.parent / mapping.in_use.file).open("rb") as file:
            found.append((mapping.format, file.read(LONGEST)))
    return found


BEGINNINGS = _beginnings()
_reference = reference()


@cache
def _mapping(format_: str) -> Mapping:
    return parse_mapping(text_of(format_), file="fuzz.toml")


def check(format_: str, content: bytes) -> None:
    """Raises where a reader does anything but read or refuse, or loses a row."""
    mapping = _mapping(format_)
    try:
        read = read_listing(mapping, io.BytesIO(content), version=DATE, reference=_reference)
    except InputRefused:
        return
    refused = sum(line.action == "refused" for line in read.report)
    if read.rows != len(read.records) + refused:
        raise AssertionError(f"{read.rows} rows, {len(read.records)} records, {refused} refused")
    if format_ != "facts":
        given = sum(not isinstance(row, BlankRows) for row in published_rows(format_, io.BytesIO(content)))
        if given != read.rows:
            raise AssertionError(f"{format_}: {given} rows given, {read.rows} accounted for")
