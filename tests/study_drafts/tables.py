"""Spreadsheets as people type them: made-up places of real communes, with what goes wrong around the table."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

COMMUNES = (
    ("Rennes", "35000"), ("Brest", "29200"), ("Quimper", "29000"), ("Lorient", "56100"), ("Vannes", "56000"),
    ("Saint-Brieuc", "22000"), ("Nantes", "44000"), ("Angers", "49000"), ("Le Mans", "72000"), ("Laval", "53000"),
    ("Fougères", "35300"), ("Vitré", "35500"), ("Redon", "35600"), ("Dinan", "22100"), ("Lannion", "22300"),
    ("Morlaix", "29600"), ("Auray", "56400"), ("Pontivy", "56300"), ("Cholet", "49300"), ("Saumur", "49400"),
)  # fmt: skip
KINDS = ("coworking", "fablab", "tiers-lieu", "incubateur")
NAMES = ("Nom du lieu", "Type", "Adresse", "Code postal", "Ville", "Site web", "Services", "Téléphone")
Fill = Callable[[xlsxwriter.Workbook, Worksheet], None]


def rows(count: int = 40) -> Iterator[tuple[str, ...]]:
    for rank in range(count):
        town, postcode = COMMUNES[rank % len(COMMUNES)]
        yield (
            f"La Fabrique {rank} de {town}", KINDS[rank % 3], f"{rank + 1} rue de la Paix", postcode, town,
            f"https://lieu{rank}.example.org" if rank % 2 else "",
            "bureaux, formation" if rank % 3 else "événements", f"02 99 00 {rank:02} 00" if rank % 4 else "",
        )  # fmt: skip


def table(sheet: Worksheet, first: int = 0, names: tuple[str, ...] = NAMES, count: int = 40) -> None:
    for column, name in enumerate(names):
        sheet.write_string(first, column, name)
    for below, row in enumerate(rows(count), start=first + 1):
        for column, text in enumerate(row):
            sheet.write_string(below, column, text)


def workbook(path: Path, fill: Fill) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book, book.add_worksheet("Feuil1"))
    return path


def under_a_title(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
    sheet.merge_range(0, 0, 0, 7, "Lieux d’innovation de l’Ouest", book.add_format())
    sheet.write_string(1, 0, "Source : la Région")
    table(sheet, 3)


def under_two_rows_of_names(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
    sheet.write_string(0, 0, "Identité")
    sheet.merge_range(0, 2, 0, 4, "Localisation", book.add_format())
    table(sheet, 1)


def with_merged_cells(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
    table(sheet)
    sheet.merge_range(1, 1, 5, 1, "coworking", book.add_format())


def as_excel_writes(path: Path, count: int = 40) -> Path:
    """Semicolons and Windows-1252."""
    with path.open("w", encoding="cp1252", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(NAMES)
        writer.writerows(rows(count))
    return path
