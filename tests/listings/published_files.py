"""Small files of every format, made here, and the shortest mapping that reads them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import xlsxwriter

from florilege.listings.mapping import parse_mapping
from florilege.listings.readers import read_listing
from florilege.listings.records import ListingRead
from florilege.listings.rows import RowsRead, read_rows
from florilege.territory.reference import reference

DATE = "2026-01-01"
MEDIATION = ("id", "nom", "commune", "code_postal", "adresse")


def mapping_text(
    format_: str,
    *,
    name: str = "nom",
    record_id: str | None = "id",
    version: str = "",
    fields: Mapping[str, str] | None = None,
) -> str:
    """A mapping of one version, whose name stands in the column `name`; other fields by column."""
    record = f'id = "{record_id}"' if record_id else ""
    text = f"""slug = "essai"
title = {{ fr = "Essai", en = "Trial" }}
publisher = "Personne"
licence = "etalab-2.0"
attribution = "Essai"
format = "{format_}"
max_refused = 1.0

[[version]]
date = "{DATE}"
file = "essai"
{version}

[record]
{record}

[[field]]
field = "name"
column = "{name}"
"""
    for column, field in (fields or {}).items():
        text += f'\n[[field]]\nfield = "{field}"\ncolumn = "{column}"\n'
    return text


def rows(content: bytes, text: str) -> RowsRead:
    mapping = parse_mapping(text, file="essai.toml")
    return read_rows(mapping, io.BytesIO(content), version=mapping.version(DATE))


def listing(content: bytes, text: str) -> ListingRead:
    mapping = parse_mapping(text, file="essai.toml")
    return read_listing(mapping, io.BytesIO(content), version=DATE, reference=reference())


def payloads(content: bytes, text: str) -> list[dict[str, str]]:
    return [dict(row.payload) for row in rows(content, text).rows]


def in_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def in_csv(lines: Iterable[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(lines)
    return stream.getvalue().encode(encoding)


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook; days and moments get a format that shows them."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(lines):
                for column, value in enumerate(cells):
                    if isinstance(value, datetime):
                        sheet.write_datetime(row, column, value, moment)
                    elif isinstance(value, date):
                        sheet.write_datetime(row, column, value, day)
                    elif isinstance(value, str):
                        sheet.write_string(row, column, value)
                    elif value is not None:
                        sheet.write(row, column, value)
    return stream.getvalue()


SHEET_HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
NAMES = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>nom</t></is></c></row>'
)


def raw_workbook(sheet: str, *, others: Mapping[str, str] | None = None, level: int = 6) -> bytes:
    """A workbook of one sheet whose XML is given as it is."""
    parts = {
        "_rels/.rels": '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": '<workbook xmlns:r="x"><sheets><sheet name="Lieux" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Type="x/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, text in {**parts, **(others or {})}.items():
            archive.writestr(name, text)
    return stream.getvalue()


def opendocument(lines: Sequence[Sequence[str]]) -> bytes:
    """An OpenDocument spreadsheet of one sheet of texts."""
    rows = "".join(f"<table:table-row>{''.join(map(_cell, line))}</table:table-row>" for line in lines)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            '<document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
            f'<table:table table:name="Lieux">{rows}</table:table>'
            "</office:spreadsheet></office:body></document-content>",
        )
    return stream.getvalue()


def _cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
