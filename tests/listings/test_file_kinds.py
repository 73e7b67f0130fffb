"""A file that is no table is refused by the name of what it is, with what to do; counts are in good French and English."""

from __future__ import annotations

import gzip
import io
import re
import zipfile

import pytest

from florilege.faults import ListingRefused, sentence
from florilege.listings.counts import in_english, in_french
from florilege.listings.suggest import Suggestion, suggest
from tests.listings.published_files import in_csv, workbook

TABLE = "id;nom;ville\nA1;Atelier Bleu;Valence\nA2;Atelier Noir;Crest\n"


def packed(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return stream.getvalue()


def propose(content: bytes) -> Suggestion:
    return suggest(content, file="t", slug="essai")


@pytest.mark.parametrize(
    ("content", "french", "english"),
    [
        (b"%PDF-1.4\n1 0 obj\n<<>>", "un PDF", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "une image", "a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "une image", "a picture"),
        (b"{\\rtf1\\ansi Liste des lieux}", "un document de texte", "a text document"),
        (gzip.compress(TABLE.encode()), "une archive", "an archive"),
        (b"SQLite format 3\x00" + bytes(80), "une base de données", "a database"),
        (b"PAR1" + bytes(80), "une table Parquet ou Arrow", "a Parquet or Arrow table"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(80),
            "un fichier d’un ancien Office",
            "a file from an old version of Office",
        ),
        (b"<!DOCTYPE html>\n<html><body><table><tr><td>nom</td></tr></table>", "une page web", "a web page"),
        (b"<?xml version='1.0'?>\n<kml><Document/></kml>", "un fichier XML", "an XML file"),
        (bytes(range(32)) * 20, "un fichier binaire", "a binary file"),
        (
            packed(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}),
            "un document de texte",
            "a text document",
        ),
        (
            packed(mimetype="application/vnd.oasis.opendocument.text"),
            "un document de texte",
            "a text document",
        ),
        (packed(**{"donnees/lieux.csv": TABLE, "lisez-moi.md": "x"}), "une archive", "an archive"),
    ],
    # archives hold the hour they were made: as names of tests they would differ from one process to another
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_no_table_is_named_with_what_to_do(content: bytes, french: str, english: str) -> None:
    with pytest.raises(ListingRefused) as caught:
        propose(content)
    assert f"ce fichier est {french}" in sentence(caught.value, "fr")
    assert f"this file is {english}" in sentence(caught.value, "en")
    assert "à faire" in sentence(caught.value, "fr")


def test_the_tables_within_an_archive_are_named() -> None:
    with pytest.raises(ListingRefused) as caught:
        propose(packed(**{"lisez-moi.md": "x", "donnees/lieux.csv": TABLE}))
    assert caught.value.value == "donnees/lieux.csv"


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.replace("id;", "PK;").encode(),
        TABLE.replace("Bleu", "Bl\x00eu").encode(),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-32"),
        TABLE.replace("Bleu", "<b>Bleu</b>").encode(),
        workbook({"Lieux": [["id", "nom", "ville"], ["A1", "Atelier Bleu", "Valence"]]}),
    ],
    ids=["plain", "signature of an archive", "nul", "utf-16", "utf-32", "tag", "workbook"],
)
def test_a_table_is_taken_for_nothing_else(content: bytes) -> None:
    assert propose(content).rows > 0


@pytest.mark.parametrize("count", [0, 1, 2, 21])
def test_a_count_is_in_the_number_of_its_language(count: int) -> None:
    assert in_french(count, "ligne", "lignes") == f"{count} {'lignes' if count > 1 else 'ligne'}"
    assert in_english(count, "row", "rows") == f"{count} {'row' if count == 1 else 'rows'}"


def test_one_blank_row_one_remark_one_wrong_cell_are_told_in_the_singular() -> None:
    rows = [(f"Atelier {name}", "26000", "Valence") for name in "ABCDEFG"]
    odd = [("Total : 8 lieux", "", ""), ("", "", ""), ("CafÃ© Bleu", "26400", "Crest")]
    found = propose(in_csv([("Nom", "CP", "Ville"), *rows, *odd]))
    french = " ".join(words.fr for words in found.to_fill)
    english = " ".join(words.en for words in found.to_fill)
    for reported in (
        "1 ligne vide, laissée de côté et comptée",
        "1 ligne n’a qu’une cellule",
        "1 cellule lue",
    ):
        assert reported in french
    for reported in ("1 blank row,", "1 row has only one cell", "1 cell read"):
        assert reported in english
    assert not re.search(r"\b1 (?:lignes|cellules|rows|cells)\b", french + english + found.toml)
