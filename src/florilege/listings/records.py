"""What a reader makes of a listing: records, as published and normalised, and the report of what was mended."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from florilege.territory.locate import Location

Value = str | int | float | bool


class FieldValue(Struct, frozen=True):
    """One normalised value that one row says of one field.

    field : a key of `listings.fields.FIELDS`
    column : the column or columns of the source it comes from, joined by "+"
    date, licence, source_url, note : where the row says them itself; else those of the version hold
    """

    field: str
    value: Value
    column: str
    unit: str | None = None
    date: str | None = None
    licence: str | None = None
    source_url: str | None = None
    note: str | None = None


class Record(Struct, frozen=True):
    """One row of one version of a listing.

    line : physical line of the file on which the row begins (rank of the item, for JSON)
    payload : the row as published, column → text
    """

    listing: str
    version: str
    record_id: str
    line: int
    payload: Mapping[str, str]
    values: tuple[FieldValue, ...]
    location: Location

    def first(self, field_name: str) -> Value | None:
        """The first value of a field, or None when the row says nothing of it."""
        return next((item.value for item in self.values if item.field == field_name), None)

    def all(self, field_name: str) -> tuple[Value, ...]:
        """Every value of a field, in the order of the row."""
        return tuple(item.value for item in self.values if item.field == field_name)


class ReportLine(Struct, frozen=True):
    """One value mended, or one row refused: never silent.

    action : "mended" or "refused"
    """

    listing: str
    version: str
    line: int
    record_id: str
    column: str
    before: str
    rule: str
    after: str
    action: str


class ListingRead(Struct, frozen=True):
    """One version of a listing, read: its records and its report; rows = records + rows refused."""

    listing: str
    version: str
    rows: int
    records: tuple[Record, ...]
    report: tuple[ReportLine, ...] = ()
