"""The sheets of a selection as a workbook (.xlsx): the same bytes for the same selection, texts that are never formulas."""

from __future__ import annotations

import datetime
import io

import xlsxwriter

from florilege.faults import Words
from florilege.selection.choice.parts import Cell, Choice, Number, Sheet
from florilege.selection.choice.sheets import sheets

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MADE = datetime.datetime(2022, 7, 12)  # noqa: DTZ001  workbooks have no zone: a day of no moment, for the same bytes
LONGEST = 32_767
"""Characters of a cell, at most."""


def choice_workbook(choice: Choice, language: str) -> bytes:
    """The workbook of a selection, in one language."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        book.set_properties({"created": MADE, "title": choice.study.title.in_language(language)})
        for sheet in sheets(choice):
            add_sheet(book, sheet, language)
    return stream.getvalue()


def add_sheet(book: xlsxwriter.Workbook, sheet: Sheet, language: str, *, name: str = "") -> None:
    """One sheet: names of columns in bold that stay in sight, widths, numbers as numbers. name : else its title"""
    written = book.add_worksheet(name or sheet.title.in_language(language))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    formats: dict[str, object] = {}
    for column, (title, width) in enumerate(sheet.columns):
        written.write_string(0, column, title.in_language(language), head)
        written.set_column(column, column, width)
    for rank, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, Number):
                shown = formats.get(cell.shown)
                if shown is None:
                    shown = formats[cell.shown] = book.add_format({"num_format": cell.shown, "valign": "top"})
                written.write_number(rank, column, cell.value, shown)
            elif (said := _said(cell, language)) != "":
                written.write_string(rank, column, said, text)
    written.freeze_panes(1, sheet.frozen)
    if sheet.rows:
        written.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    written.set_landscape()
    written.fit_to_pages(1, 0)
    written.repeat_rows(0)


def _said(cell: Cell, language: str) -> str:
    said = cell.in_language(language) if isinstance(cell, Words) else cell
    return said[:LONGEST] if isinstance(said, str) else ""
