"""Territories as programs read them: the rows of `territories.csv`, those with a listed place and the others."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from florilege.faults import Words
from florilege.web.api.tables import Cell, Column, Kind, Table, table_of
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data.territory_columns import (
    NUMBERS,
    TERRITORY_COLUMNS,
    WHOLE_NUMBERS,
)
from florilege.web.publication.open_data.territory_files import territory_rows
from florilege.web.publication.open_data.territory_terms import TERRITORIES
from florilege.web.publication.pages.territories.known import FOLDER, Territories, key_of

TerritoryTable = Table[Mapping[str, Cell]]
_ALWAYS = frozenset(("level", "code", "places", "candidates", "kept"))


class _Read(Struct, frozen=True):
    """Reads a column of a territory."""

    name: str

    def __call__(self, row: Mapping[str, Cell]) -> Cell:
        return row[self.name]


def _column(name: str, meaning: Words) -> Column[Mapping[str, Cell]]:
    kind: Kind = "whole" if name in WHOLE_NUMBERS else "number" if name in NUMBERS else "text"
    return Column(name, meaning, kind, _Read(name), always=name in _ALWAYS)


def _columns() -> tuple[Column[Mapping[str, Cell]], ...]:
    key = Words("clé du territoire : son niveau et son code", "key of the territory: its level and its code")
    within = Words(
        "clé du territoire qui le contient ; vide pour une région, ou sans lieu recensé",
        "key of the territory that holds it; empty for a region, or without a listed place",
    )
    page = Words(
        "adresse de sa page sur ce site ; vide sans lieu recensé",
        "address of its page on this site; empty without a listed place",
    )
    peers = Words(
        "d’un EPCI : codes de ses pairs, le plus proche d’abord",
        "of an EPCI: codes of its peers, nearest first",
    )
    columns = [
        Column("territory", key, "text", _Read("territory"), always=True),
        *(_column(name, meaning) for name, meaning in TERRITORY_COLUMNS[TERRITORIES] if name != "page"),
        Column("within", within, "text", _Read("within")),
        Column("page", page, "text", _Read("page")),
    ]
    return tuple(
        Column("peers", peers, "texts", _Read("peers"), always=True) if one.name == "peers" else one
        for one in columns
    )


COLUMNS = _columns()
"""The columns of a territory, those of `territories.csv` under the same names."""


def territory_table(contents: StudyContents, known: Territories) -> TerritoryTable:
    """The table of the territories of a study, by their keys."""
    names = [name for name, _ in TERRITORY_COLUMNS[TERRITORIES]]
    things: list[tuple[str, Mapping[str, Cell]]] = []
    for values in territory_rows(contents, known):
        row: dict[str, Cell] = dict(zip(names, map(_cell, values), strict=True))
        key = key_of(str(row["level"]), str(row["code"]))
        page = known.by_key.get(key)
        peers = row["peers"]
        row["territory"] = key
        row["within"] = (page.within or None) if page is not None else None
        row["page"] = f"/{FOLDER}{key}/" if page is not None else None
        row["peers"] = str(peers).split("|") if peers else []
        things.append((key, row))
    return table_of(
        COLUMNS,
        things,
        {
            "level": lambda row: (str(row["level"]),),
            "within": lambda row: (str(row["within"] or ""),),
            "code": lambda row: (str(row["code"]),),
        },
    )


def _cell(value: object) -> Cell:
    assert value is None or isinstance(value, (str, int, float, bool))
    return value
