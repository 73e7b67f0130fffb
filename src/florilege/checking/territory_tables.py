"""What a site publishes of territories: rates, who is reached, peers, where next."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from florilege.checking.numbers import decimal
from florilege.files import read_text

Row = Mapping[str, str]
Reached = Mapping[float, Row]
"""Distance → the row of `reach.csv`."""
FRANCE = ("france", "france")


class TerritoryTables(Struct, frozen=True, dict=True):
    """The tables of territories; all are empty where the site publishes none.

    by_page : end of the address of a page → row of `territories.csv`; epcis : code → row
    reach, next_sites : (service, level, code) → rows; counts : (level, code) → rows of `listing_counts.csv`
    """

    by_page: Mapping[str, Row] = field(default_factory=dict)
    epcis: Mapping[str, Row] = field(default_factory=dict)
    reach: Mapping[tuple[str, str, str], Reached] = field(default_factory=dict)
    next_sites: Mapping[tuple[str, str, str], Sequence[Row]] = field(default_factory=dict)
    counts: Mapping[tuple[str, str], Sequence[Row]] = field(default_factory=dict)

    def limits(self) -> frozenset[float]:
        """Distances for which reach is published."""
        return frozenset(limit for one in self.reach.values() for limit in one)

    def services(self) -> frozenset[str]:
        """Services for which next places are published."""
        return frozenset(service for service, _, _ in self.next_sites)

    def where(self, page: str) -> tuple[str, str]:
        """Level and code of the territory of a page; the whole country for the index, which has no key."""
        row = self.by_page.get(page)
        return (row["level"], row["code"]) if row is not None else ("", "") if page else FRANCE

    def peers(self, page: str) -> Sequence[Row]:
        """The peers of the territory of a page."""
        row = self.by_page.get(page)
        codes = row["peers"].split("|") if row is not None and row["peers"] else []
        return [self.epcis[code] for code in codes if code in self.epcis]


def read_territory_tables(folder: Path) -> TerritoryTables:
    """The tables of a site that are there. folder : its `data/`"""
    territories = _rows(folder / "territories.csv")
    reach: dict[tuple[str, str, str], dict[float, Row]] = defaultdict(dict)
    for row in _rows(folder / "reach.csv"):
        reach[row["service"], row["level"], row["code"]][decimal(row["kilometres"])] = row
    sites: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in _rows(folder / "next_sites.csv"):
        sites[row["service"], row["level"], row["code"]].append(row)
    counts: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in _rows(folder / "listing_counts.csv"):
        counts[row["level"], row["code"]].append(row)
    return TerritoryTables(
        counts=counts,
        by_page={row["page"]: row for row in territories if row["page"]},
        epcis={row["code"]: row for row in territories if row["level"] == "epci"},
        reach=reach,
        next_sites={key: sorted(rows, key=lambda row: int(row["rank"])) for key, rows in sites.items()},
    )


def _rows(file: Path) -> Sequence[Row]:
    """The rows of a table that may not be there, with names as pages give them back: no space is doubled."""
    rows = csv.DictReader(io.StringIO(read_text(file))) if file.is_file() else ()
    return [{key: " ".join(value.split()) for key, value in row.items()} for row in rows]
