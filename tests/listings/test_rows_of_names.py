"""The row that names the columns: the second of two such rows is taken, a first row of values is refused with what to do."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
import xlsxwriter

from florilege.faults import ListingRefused, sentence
from florilege.listings.suggest import Suggestion, suggest

TOWNS = (("Rennes", "35000"), ("Lyon", "69002"), ("Nantes", "44000"), ("Lille", "59000"), ("Brest", "29200"))
KINDS = ("Coworking", "Fab lab", "Médiathèque")
NAMES = ("Nom", "CP", "Ville", "Type", "Tél")
ROWS = [
    (f"Atelier {n}", TOWNS[n % 5][1], TOWNS[n % 5][0], KINDS[n % 3], f"0{n % 5 + 1}990065{n:02}")
    for n in range(12)
]
Write = Callable[..., bytes]
OVER = ("Lieu", "Localisation", "", "Offre", "Contact")


def as_csv(*rows: Sequence[str]) -> bytes:
    return "".join(";".join(row) + "\n" for row in rows).encode()


def as_workbook(*rows: Sequence[str]) -> bytes:
    """As CSV, with the cells of the first row that say nothing merged with the one before."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Lieux")
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(line, column, text)
        for column, text in enumerate(rows[0]):
            if not text:
                sheet.merge_range(0, column - 1, 0, column, rows[0][column - 1])
    return stream.getvalue()


def propose(content: bytes) -> Suggestion:
    return suggest(content, file="lieux", slug="essai")


def reasons(suggestion: Suggestion) -> str:
    return " ; ".join(reason.en for reason in suggestion.detected.reasons)


@pytest.mark.parametrize("write", [as_csv, as_workbook])
@pytest.mark.parametrize("over", [OVER, ("Identité", "Adresse", "", "Activité", "Contact")])
def test_of_two_rows_of_names_the_second_is_taken_and_said(write: Write, over: Sequence[str]) -> None:
    found = propose(write(over, NAMES, *ROWS))
    assert found.detected.header_row == 2
    assert found.rows == len(ROWS)
    assert found.columns == NAMES
    assert "two rows of column names, 1 and 2" in reasons(found)


@pytest.mark.parametrize("write", [as_csv, as_workbook])
@pytest.mark.parametrize(
    "first",
    [
        ("Structure", "35000", "Rennes", "Coworking", "0199006500"),
        ("Nom de Lieu", "44000", "Nantes", "Coworking", ""),
        ("Espace coworking", "", "Site", "Coworking", ""),
    ],
)
def test_a_place_whose_cells_are_words_of_columns_is_a_place(write: Write, first: Sequence[str]) -> None:
    found = propose(write(NAMES, first, *ROWS))
    assert found.detected.header_row == 1
    assert found.rows == len(ROWS) + 1
    assert "two rows" not in reasons(found)


@pytest.mark.parametrize("write", [as_csv, as_workbook])
def test_a_table_without_names_of_columns_is_refused_with_what_to_do(write: Write) -> None:
    with pytest.raises(ListingRefused) as refused:
        propose(write(*ROWS))
    said = sentence(refused.value, "fr")
    assert "lieux, ligne 1" in said
    assert "ajouter une première ligne de noms de colonnes" in said
    assert "add a first row of column names" in sentence(refused.value, "en")
    assert "35000" in said


@pytest.mark.parametrize(
    "names", [("Projet", "2019", "2020", "2021"), ("Nom du lieu", "75001", "75002", "2021")]
)
def test_numbers_may_name_columns_beside_a_name(names: Sequence[str]) -> None:
    rows = [(f"Atelier {n}", f"{1000 + n}", f"{10000 + n}", f"{2000 + n}") for n in range(12)]
    assert propose(as_csv(names, *rows)).columns == names
