"""The dated versions of a listing, as its mapping says them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct, field

from florilege.faults import Words
from florilege.listings.mapping_values import delimiter, encoding, from_one, is_date, template
from florilege.toml_lines import Table


class Version(Struct, frozen=True):
    """One dated state of the listing, and how its file differs from the latest one.

    file : relative to the folder of the mapping
    rename : column of this file → the name that the mapping knows
    without : columns that this version does not have
    lines : column renamed → line of the mapping
    sheet : of a workbook, the one to read; header_row : of a table, the line or row, from 1, that names its columns
    member : of JSON, the member that holds the list ("results", "result.records"), when the root is not the list
    """

    date: str
    file: str
    encoding: str
    delimiter: str
    decimal: str
    rename: Mapping[str, str]
    without: frozenset[str]
    id_template: str | None
    sheet: str | None = None
    header_row: int = 1
    lines: Mapping[str, int | None] = field(default_factory=dict)
    member: str | None = None


def read_versions(root: Table) -> tuple[Version, ...]:
    """The versions of a mapping, one a date; raises MappingRefused, naming the line."""
    entries = root.tables("version")
    if not entries:
        expected = Words("au moins une [[version]]", "at least one [[version]]")
        raise root.absent("version", expected)
    versions = tuple(_version(entry) for entry in entries)
    dates = [version.date for version in versions]
    for entry, date in zip(entries, dates, strict=True):
        if dates.count(date) > 1:
            raise entry.refused(Words("une version par date", "one version per date"), key="date", value=date)
    return versions


def _version(entry: Table) -> Version:
    date = entry.require("date", str)
    if not is_date(date):
        expected = Words(
            "une date du calendrier, AAAA, AAAA-MM ou AAAA-MM-JJ",
            "a valid date: YYYY, YYYY-MM or YYYY-MM-DD",
        )
        hint = Words("corriger l’année, le mois ou le jour", "correct the year, month or day")
        raise entry.refused(expected, key="date", value=date, hint=hint)
    version = Version(
        date=date,
        file=entry.require("file", str),
        encoding=encoding(entry),
        delimiter=delimiter(entry),
        decimal=entry.choice("decimal", (".", ","), "."),
        rename=entry.pairs("rename"),
        without=frozenset(entry.texts("without")),
        id_template=template(entry, "id_template") if "id_template" in entry else None,
        sheet=entry.optional("sheet", str),
        header_row=from_one(entry, "header_row", 1),
        member=entry.optional("member", str),
        lines={column: entry.table("rename").line(column) for column in entry.table("rename").keys()},
    )
    entry.refuse_unknown()
    return version


def check_without(root: Table, versions: Sequence[Version], columns: Collection[str]) -> None:
    """Refuse a column that a version is said to lack although the mapping takes nothing from it.

    columns : those that the mapping takes something from
    """
    expected = Words("une colonne que cette correspondance emploie", "a column that this mapping uses")
    for entry, version in zip(root.tables("version"), versions, strict=True):
        for column in version.without:
            if column not in columns:
                raise entry.unknown_word("without", column, columns, expected)
