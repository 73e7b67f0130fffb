"""What a row says, field by field: columns cleaned by the rules of the mapping, every correction reported."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace

from florilege.listings.fields import FIELDS
from florilege.listings.mapping import FieldRule, Mapping
from florilege.listings.names_and_bearers import PARTS, Named, of_an_authority, take_apart, without_persons
from florilege.listings.normalise import EXTRACTS, RULES, decimal_point, without_lone_quote
from florilege.listings.opening_hours import half_days, sentence
from florilege.listings.records import FieldValue, ReportLine, Value
from florilege.listings.rows import Cell, Row
from florilege.listings.versions import Version
from florilege.listings.vocabulary import VOCABULARIES
from florilege.listings.whole_addresses import street_of
from florilege.territory.names import plain

_TRUE = frozenset({"true", "yes", "oui", "1", "vrai"})
_FALSE = frozenset({"false", "no", "non", "0", "faux"})
_ARRAY = re.compile(r'"([^"]*)"|([^,{}"]+)')
NAME_OF_BEARER = "name-of-bearer"
TAKEN_APART = "name-and-bearer"
"""Rule of the report under which a cell was taken apart into names and bearers."""
LONE_QUOTE = "lone-quote"
"""Rule of the report under which a quotation mark that is never closed left a name."""
NAMES = ("name", "alias", "bearer")
ARRAY = "array"
"""As a separator: the notation of a database array, `{a,"b c"}`."""


@dataclass(slots=True)
class RowReading:
    """The row at hand, under its mapping, with the report lines that it gives rise to."""

    mapping: Mapping
    version: Version
    row: Row
    report: list[ReportLine] = field(default_factory=list)

    @property
    def taken_apart(self) -> bool:
        """Whether the row says of the place what is no name: who bears it, a sentence."""
        return any(line.rule == TAKEN_APART for line in self.report)

    def line(
        self,
        column: str,
        before: str,
        rule: str,
        after: str,
        *,
        action: str = "mended",
        at: int | None = None,
    ) -> ReportLine:
        """A report line about this row."""
        return ReportLine(
            listing=self.mapping.slug,
            version=self.version.date,
            line=at or self.row.line,
            record_id=self.row.record_id,
            column=column,
            before=before,
            rule=rule,
            after=after,
            action=action,
        )

    def mended(self, column: str, before: str, rule: str, after: str, *, at: int | None = None) -> None:
        """Report a correction, once."""
        line = self.line(column, before, rule, after, at=at)
        if line not in self.report:
            self.report.append(line)


def values_of(reading: RowReading) -> tuple[FieldValue, ...]:
    """Every value the row says, in the order of the mapping; the same value from two columns is one value."""
    row_date = _row_date(reading)
    found: dict[tuple[object, ...], FieldValue] = {}
    for rule in reading.mapping.fields:
        if rule.columns and all(column in reading.version.without for column in rule.columns):
            continue
        for value in _said(reading, rule):
            dated = value if value.date is not None or row_date is None else replace(value, date=row_date)
            key = (dated.field, dated.value, dated.date, dated.source_url, dated.note, dated.unit)
            known = found.get(key)
            if known is None:
                found[key] = dated
            elif dated.column not in known.column.split("+"):
                found[key] = replace(known, column=f"{known.column}+{dated.column}")
    if reading.mapping.format == "facts":
        for value in _facts_as_named(reading):
            found[(value.field, value.value, value.date, value.source_url, value.note, value.unit)] = value
    return tuple(found.values())


def _facts_as_named(reading: RowReading) -> Iterator[FieldValue]:
    """Facts whose name is that of a field and that the mapping says nothing of."""
    mapped = {column for rule in reading.mapping.fields for column in rule.columns}
    for column in reading.row.cells:
        if column not in mapped:
            rule = plain_rule(column)
            yield from _said(reading, rule)


def plain_rule(field_name: str) -> FieldRule:
    """The rule of a column that bears the name of its field."""
    return FieldRule(
        field=field_name,
        columns=(field_name,),
        join=(" ",),
        constant=None,
        extract=None,
        clean=("spaces",),
        split=None,
        values={},
        find={},
        glued=False,
        compute=None,
        licence=None,
        unless=None,
    )


def _said(reading: RowReading, rule: FieldRule) -> Iterator[FieldValue]:
    """What one rule draws from the row."""
    if rule.unless and any(cell.text for cell in reading.row.of(rule.unless)):
        return
    if rule.constant is not None:
        yield FieldValue(rule.field, _constant(rule), "")
        return
    if rule.compute is not None:
        yield from _computed(reading, rule)
        return
    if rule.extract is not None and rule.extract in PARTS:
        yield from _taken_apart(reading, rule, PARTS[rule.extract])
        return
    column = "+".join(rule.columns)
    for cell in _cells(reading, rule):
        for text in _texts(reading, rule, cell):
            value = _typed(reading, rule, text, cell)
            if value is None:
                continue
            if rule.field in NAMES and isinstance(value, str):
                value = text = _closed(reading, column, value, at=cell.line)
            said = of_an_authority(text) if rule.field == "name" else None
            if said is not None:
                yield from _of_authority(reading, column, cell, said)
                continue
            yield FieldValue(
                field=rule.field,
                value=value,
                column=column,
                unit=cell.unit or FIELDS[rule.field].unit,
                date=cell.date,
                licence=rule.licence,
                source_url=cell.source_url,
                note=cell.note,
            )


def _of_authority(reading: RowReading, column: str, cell: Cell, said: Named) -> Iterator[FieldValue]:
    """The name, if any, and the bearers of a cell that names an authority; the cell is reported."""
    _report_apart(reading, column, cell, said)
    for part, texts in (("name", filter(None, (said.name,))), ("bearer", said.bearers)):
        for text in texts:
            yield FieldValue(part, text, column, date=cell.date, source_url=cell.source_url, note=cell.note)


def _report_apart(reading: RowReading, column: str, cell: Cell, said: Named) -> None:
    parts = (*filter(None, (said.name,)), *said.others)
    after = "; ".join((*(f"name: {one}" for one in parts), *(f"bearer: {one}" for one in said.bearers)))
    reading.mended(column, without_persons(cell.text), TAKEN_APART, after, at=cell.line)


def _taken_apart(
    reading: RowReading, rule: FieldRule, part: Callable[[Named], tuple[str, ...]]
) -> Iterator[FieldValue]:
    """The names or the bearers that a cell says, whatever else it says; the cell is reported once, without persons.

    A name that is only that of the bearer says so.
    """
    column = "+".join(rule.columns)
    for cell in _cells(reading, rule):
        if not cell.text.strip() or cell.text.strip() in reading.mapping.unknown:
            continue
        said = take_apart(cell.text)
        mended = said != Named(" ".join(cell.text.split()))
        if mended:
            _report_apart(reading, column, cell, said)
        of_bearer = said.of_bearer and rule.field == "name"
        note = VOCABULARIES["note"][NAME_OF_BEARER].fr if of_bearer else cell.note
        for text in part(said):
            text = _closed(reading, column, text, at=cell.line)
            yield FieldValue(rule.field, text, column, date=cell.date, source_url=cell.source_url, note=note)


def _closed(reading: RowReading, column: str, text: str, *, at: int) -> str:
    """A name without a quotation mark that stands alone; reported."""
    closed = without_lone_quote(text)
    if closed != text:
        reading.mended(column, text, LONE_QUOTE, closed, at=at)
    return closed


def _cells(reading: RowReading, rule: FieldRule) -> Iterable[Cell]:
    if len(rule.columns) == 1:
        return reading.row.of(rule.columns[0])
    joined = ""
    for rank, column in enumerate(rule.columns):
        for cell in reading.row.of(column):
            if cell.text.strip() and cell.text.strip() not in reading.mapping.unknown:
                before = rule.join[min(max(rank - 1, 0), len(rule.join) - 1)]
                joined += f"{before}{cell.text}" if joined else cell.text
    return (Cell(joined, reading.row.line),) if joined else ()


def _texts(reading: RowReading, rule: FieldRule, cell: Cell) -> Iterator[str]:
    """The texts or codes of one cell: marks of the unknown taken out, cleaned, split, put into codes."""
    text = cell.text
    if text.strip() in reading.mapping.unknown:
        if text.strip():
            reading.mended("+".join(rule.columns), text, "unknown-mark", "", at=cell.line)
        return
    if rule.extract is not None:
        extracted = _extracted(reading, rule, text, cell.line)
        if extracted is None:
            return
        text = extracted
    cleaned = _cleaned(reading, rule, text, cell.line)
    if cleaned is None:
        return
    for part in _parts(cleaned, rule.split):
        if rule.find:
            yield from _found(part, rule)
        elif rule.values:
            yield from _codes(reading, rule, part, cell.line)
        else:
            yield part


def _extracted(reading: RowReading, rule: FieldRule, text: str, line: int) -> str | None:
    """The part of a text that the rule asks for."""
    if rule.extract != "street":
        return EXTRACTS[rule.extract or ""](text)
    column = "+".join(rule.columns)
    return street_of(
        text,
        reading.mapping,
        reading.row,
        lambda before, why, after: reading.mended(column, before, why, after, at=line),
    )


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Characters that no text shows; line breaks and tabs are the business of the rules of each column."""


def _cleaned(reading: RowReading, rule: FieldRule, text: str, line: int) -> str | None:
    current: str | None = text if text.isprintable() else CONTROL.sub("", text)
    if current != text:
        shown = CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
        reading.mended("+".join(rule.columns), shown, "control-characters", current or "", at=line)
    for name in rule.clean:
        before = current
        if before is None:
            return None
        current = RULES[name](before)
        if current != before and before.strip():
            reading.mended("+".join(rule.columns), before, name, current or "", at=line)
    return current if current and current.strip() else None


def _parts(text: str, separator: str | None) -> list[str]:
    if separator is None:
        return [text]
    if separator == ARRAY:
        return [(quoted or bare).strip() for quoted, bare in _ARRAY.findall(text) if (quoted or bare).strip()]
    return [part.strip() for part in text.split(separator) if part.strip()]


def _found(text: str, rule: FieldRule) -> Iterator[str]:
    sought = f" {plain(text)} "
    codes = (code for needle, found in rule.find.items() if f" {needle}" in sought for code in found)
    yield from dict.fromkeys(codes)


def _codes(reading: RowReading, rule: FieldRule, text: str, line: int) -> Iterator[str]:
    """The codes of a word; a word that is not in the vocabulary is reported, and says nothing."""
    key = plain(text)
    if key in rule.values:
        yield from rule.values[key]
        return
    column = "+".join(rule.columns)
    pieces = _unglued(key, rule) if rule.glued else None
    if pieces is not None:
        codes = [code for piece in pieces for code in rule.values[piece]]
        reading.mended(column, text, "glued-codes", "-".join(piece.upper() for piece in pieces), at=line)
        yield from codes
        return
    reading.mended(column, text, "not-in-vocabulary", "", at=line)


def _unglued(key: str, rule: FieldRule) -> list[str] | None:
    """A word as a run of known words, the longest first; None when it is not one."""
    if not key:
        return []
    for length in range(len(key), 0, -1):
        if key[:length] in rule.values:
            rest = _unglued(key[length:], rule)
            if rest is not None:
                return [key[:length], *rest]
    return None


def _constant(rule: FieldRule) -> Value:
    text = rule.constant or ""
    return plain(text) in _TRUE if FIELDS[rule.field].kind == "boolean" else text


def _typed(reading: RowReading, rule: FieldRule, text: str, cell: Cell) -> Value | None:
    """A text as a value of the kind of its field; what is none is reported, and unknown."""
    kind = FIELDS[rule.field].kind
    column = "+".join(rule.columns)
    if kind == "boolean":
        word = plain(text)
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        reading.mended(column, text, "not-yes-or-no", "", at=cell.line)
        return None
    if kind not in ("number", "integer", "year"):
        return text
    written = decimal_point(text)
    if written != text.strip() and reading.version.decimal == ".":
        reading.mended(column, text, "decimal-point", written, at=cell.line)
    try:
        number = float(written)
        if not math.isfinite(number):
            raise ValueError(written)
    except ValueError:
        reading.mended(column, text, "not-a-number", "", at=cell.line)
        return None
    if kind == "number":
        return number
    if not number.is_integer():
        reading.mended(column, text, "not-a-whole-number", "", at=cell.line)
        return None
    return int(number)


def _computed(reading: RowReading, rule: FieldRule) -> Iterator[FieldValue]:
    """Values worked out from several columns: opening hours, and the hours a week."""
    texts = [next((cell.text.strip() for cell in reading.row.of(column)), "") for column in rule.columns]
    if not any(texts):
        return
    column = "+".join(rule.columns)
    if rule.compute == "half-days":
        shown = [
            f"{name} {text}" for name, text in zip(rule.columns, texts, strict=True) if text.strip("-xX ")
        ]
        if shown:
            yield FieldValue(rule.field, ", ".join(shown), column)
        return
    if rule.compute == "weekly-hours":
        hours = half_days(texts)
        stated = any(text.strip("-xX ") for text in texts)
    else:
        days = [part for text in texts[1:] for part in _parts(text, ARRAY)]
        hours = sentence(texts[0], days)
        stated = bool(texts[0]) and texts[0] not in reading.mapping.unknown
    if hours is not None:
        yield FieldValue(rule.field, hours, column, unit=FIELDS[rule.field].unit)
    elif stated:
        reading.mended(column, " | ".join(filter(None, texts)), "hours-not-understood", "")


def _row_date(reading: RowReading) -> str | None:
    """The row's own date, ISO; None when it gives none. One that cannot be read is reported."""
    record = reading.mapping.record
    if record.date is None or record.date in reading.version.without:
        return None
    text = reading.row.payload.get(record.date, "").strip()
    if not text:
        return None
    try:
        return datetime.strptime(text, record.date_format).date().isoformat()  # noqa: DTZ007  a day, no hour
    except ValueError:
        reading.mended(record.date, text, "not-a-date", "")
        return None
