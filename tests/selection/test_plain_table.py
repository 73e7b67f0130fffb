"""A table as a French spreadsheet writes it is read as it was meant, and what was converted is counted, never silent."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import xlsxwriter

from florilege.cli.application import Language
from florilege.cli.languages import language_of
from florilege.faults import SeveralRefused, StudyFileRefused, TableRefused, sentence, sentences
from florilege.selection.plain_table import PlainTable, plain_table
from florilege.selection.study_file import StudyFile, read_study
from florilege.selection.table_faults import MOST_FAULTS
from florilege.selection.typed_cells import Unread, typed_number, typed_word, writes_commas
from tests.listings.published_files import opendocument
from tests.program import run

STUDY = """[study]
slug = "appel"
size = 2
id = "N° dossier"
name = "Nom du projet"

[[criterion]]
key = "emplois"
column = "Emplois créés"
value = { kind = "linear", from = 0, to = 30 }

[[criterion]]
key = "surface"
column = "Surface (m²)"
value = { kind = "linear", from = 0, to = 2000 }

[[criterion]]
key = "statut"
column = "Statut"
value = { kind = "table", table = { association = 1.0, commune = 0.5 } }

[weights]
emplois = 1
surface = 1
statut = 2

[[rule]]
kind = "budget"
attribute = "Montant"
limit = 60000

[[rule]]
kind = "at_most"
count = 1
each = "Région"
missing = "free"

[robustness]
draws = 10
"""
HEADER = ["N° dossier", "Nom du projet", "Emplois créés", "Surface (m²)", "Statut", "Montant", "Région"]
ROWS = [
    ["D-1", "La Forge", "8 à 27", "1 234,5", "association", "12 000 €", "Bretagne"],
    ["D-2", "L’Établi", "NC", "850", "commune", "25\u202f000,50", "Normandie"],
    ["D-3", "=SOMME(A1)", "12,5", "1\u00a0100", "n.c.", "9000", "Bretagne"],
    ["D-4", "Le Quai", "3-5", "-", "commune", "7 500", "-"],
]


def study(text: str = STUDY) -> StudyFile:
    return read_study(text, file="study.toml", table=True)


def french(rows: list[list[str]], encoding: str = "cp1252") -> bytes:
    lines = [";".join(cells) for cells in (HEADER, *rows)]
    # what this encoding does not have is not written in it: Excel makes a no-break space of a narrow one
    text = "\r\n".join(lines) + "\r\n"
    return (text.replace("\u202f", "\u00a0") if encoding == "cp1252" else text).encode(encoding)


def workbook(rows: list[list[object]], above: int = 0) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Dossiers")
        if above:
            sheet.write_string(0, 0, "Appel 2026 – dossiers reçus")
        for rank, row in enumerate([HEADER, *rows]):
            for column, value in enumerate(row):
                sheet.write(above + rank, column, value)
    return stream.getvalue()


def counted(table: PlainTable) -> dict[tuple[str, str], int]:
    return {(one.column, one.kind): one.count for one in table.converted}


EXPECTED = {
    ("Emplois créés", "interval"): 2,
    ("Emplois créés", "unknown"): 1,
    ("Emplois créés", "decimal-comma"): 1,
    ("Surface (m²)", "thousands"): 2,
    ("Surface (m²)", "decimal-comma"): 1,
    ("Surface (m²)", "unknown"): 1,
    ("Statut", "unknown"): 1,
    ("Montant", "euros"): 1,
    ("Montant", "thousands"): 3,
    ("Montant", "decimal-comma"): 1,
    ("Région", "unknown"): 1,
}


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_a_french_csv_is_read_as_it_was_meant_and_each_conversion_is_counted(encoding: str) -> None:
    table = plain_table(french(ROWS, encoding), study(), file="dossiers.csv")
    assert counted(table) == EXPECTED
    found = table.candidates(study())
    assert found.ids == ("D-1", "D-2", "D-3", "D-4")
    assert found.names[0] == "La Forge"
    assert found.attributes["Montant"] == ("12000", "25000.50", "9000", "7500")
    assert found.attributes["Région"] == ("Bretagne", "Normandie", "Bretagne", None)
    low, high = found.values.low[:, 0] * 30, found.values.high[:, 0] * 30
    assert (low.round(6).tolist(), high.round(6).tolist()) == ([8, 0, 12.5, 3], [27, 30, 12.5, 5])
    assert (found.values.low[:3, 1] * 2000).round(6).tolist() == [1234.5, 850, 1100]
    assert found.values.known[:, 2].tolist() == [True, True, False, True]


def test_workbooks_are_read_alike_with_a_title_above_their_header() -> None:
    numbers: list[list[object]] = [list(row) for row in ROWS]
    numbers[1][3] = 850
    table = plain_table(workbook(numbers, above=2), study(), file="dossiers.xlsx")
    assert counted(table) == EXPECTED
    assert table.lines == (3, 4, 5, 6, 7)
    assert table.candidates(study()).ids == ("D-1", "D-2", "D-3", "D-4")
    odf = plain_table(opendocument([HEADER, *ROWS]), study(), file="dossiers.ods")
    assert counted(odf) == EXPECTED


def test_a_table_that_needs_nothing_is_left_as_it_is() -> None:
    text = "N° dossier,Nom du projet,Emplois créés,Surface (m²),Statut,Montant,Région\nD-1,A,8..27,3,commune,5,x\n"
    table = plain_table(text.encode(), study(), file="t.csv")
    assert (table.text, table.converted, table.lines) == (text, (), ())


@pytest.mark.parametrize(
    ("written", "read", "kinds"),
    [
        ("1,5", "1.5", ["decimal-comma"]),
        ("−3,5", "-3.5", ["decimal-comma"]),
        ("1.234,56", "1234.56", ["thousands", "decimal-comma"]),
        ("1,234,567.8", "1234567.8", ["thousands"]),
        ("12\u2009345", "12345", ["thousands"]),
        ("de 8 à 27", "8..27", ["interval"]),
        ("entre 1 000 et 2 500,5", "1000..2500.5", ["interval", "thousands", "decimal-comma"]),
        ("8 – 27", "8..27", ["interval"]),
        ("from 8 to 27", "8..27", ["interval"]),
        ("N.C.", "", ["unknown"]),
        ("non renseigné", "", ["unknown"]),
        ("s.o.", "n/a", ["not-applicable"]),
        ("3 €", "3", ["euros"]),
        ("8..27", "8..27", []),
        ("n/a", "n/a", []),
        ("-5", "-5", []),
        ("1e3", "1e3", []),
    ],
)
def test_what_people_type(written: str, read: str, kinds: list[str]) -> None:
    typed = typed_number(written, with_comma=False)
    assert (typed.text, list(typed.kinds)) == (read, kinds)


@pytest.mark.parametrize(
    "written", ["27 à 8", "environ 8", "1,234", "45 %", "2026-12-08", "8/12", "12 34", "1,2,3", "8 à", "à 27", "8-", "8 27", "--", "1 2345"]
)  # fmt: skip
def test_what_may_be_two_things_or_none_is_not_read(written: str) -> None:
    with pytest.raises(Unread):
        typed_number(written, with_comma=False)


def test_three_decimals_are_thousands_or_not_as_the_column_says() -> None:
    assert not writes_commas(["1,234", "12"])
    assert writes_commas(["1,234", "12,5"])
    assert writes_commas(["2,5 à 3,75"])
    assert typed_number("1,234", with_comma=True).text == "1.234"
    with pytest.raises(Unread) as unread:  # beside 12,5 it is no decimal point
        typed_number("1.234", with_comma=True)
    assert unread.value.hint is not None
    assert "1234" in unread.value.hint.fr


def test_a_word_that_the_study_names_stands() -> None:
    assert typed_word("-").text == ""
    named = study(STUDY.replace("commune = 0.5", '"NC" = 0.5'))
    rows = [[*row[:4], "NC", *row[5:]] for row in ROWS]
    table = plain_table(french(rows), named, file="t.csv")
    assert not any(one.column == "Statut" for one in table.converted)
    assert table.candidates(named).values.known[:, 2].all()


def refused(rows: list[list[str]], content: bytes | None = None) -> TableRefused:
    with pytest.raises(TableRefused) as fault:
        plain_table(content or french(rows), study(), file="t.csv").candidates(study())
    return fault.value


def test_up_to_twenty_faults_are_told_at_once_each_with_its_line_and_what_to_do() -> None:
    rows = [[f"D-{rank}", "N", "huit", "45 %", "comune", "1", "x"] for rank in range(10)]
    fault = refused(rows)
    assert isinstance(fault, SeveralRefused)
    assert (len(fault.faults), fault.more) == (MOST_FAULTS, 10)
    first = fault.faults[:3]
    assert [one.where.line for one in first] == [2, 2, 2]
    assert {one.where.column for one in first} == {"Emplois créés", "Surface (m²)", "Statut"}
    said = sentences(fault, "fr")
    assert len(said) == MOST_FAULTS + 1
    assert any("vouliez-vous dire « commune » ?" in one for one in said)
    assert any("sans %" in one for one in said)
    assert said[-1] == "et 10 de plus"
    assert sentences(fault, "en")[-1] == "and 10 more"
    assert {one.where.file for one in fault.faults} == {"t.csv"}


def test_faults_of_ids_of_rows_and_of_cells_are_told_together() -> None:
    rows = [list(row) for row in ROWS]
    rows[1][0], rows[2][2] = "D-1", "douze"
    fault = refused(rows, french(rows) + b"D-9;trop court\r\n")
    assert isinstance(fault, SeveralRefused)
    assert [one.where.line for one in fault.faults] == [3, 4, 6]
    assert "déjà à la ligne 2" in sentence(fault.faults[0], "fr")


def test_a_table_without_the_column_of_ids_says_how_to_name_it() -> None:
    text = STUDY.replace('id = "N° dossier"\n', "")
    with pytest.raises(TableRefused) as fault:
        plain_table(french(ROWS), study(text), file="t.csv")
    assert 'id = "N° dossier"' in sentence(fault.value, "fr")


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4 x", b'{"type": "FeatureCollection", "features": [{}]}', b"\x00\x01\x02" * 40]
)
def test_what_is_no_table_is_refused(content: bytes) -> None:  # fmt: skip
    assert refused([], content or b" ").where.file == "t.csv"


def test_a_column_that_is_there_twice_is_refused() -> None:
    doubled = french(ROWS).replace("Région".encode("cp1252"), b"Montant")
    with pytest.raises(TableRefused) as fault:
        plain_table(doubled, study(STUDY.replace('each = "Région"', 'each = "Statut"')), file="t.csv")
    assert fault.value.where.column == "Montant"


@pytest.mark.parametrize("key", ["id", "name"])
def test_a_study_of_places_has_no_columns(key: str) -> None:
    places = f"""[study]
slug = "lieux"
size = 2
{key} = "N° dossier"

[[criterion]]
key = "breadth"
indicator = "service_families"
value = {{ kind = "linear", from = 0, to = 8 }}

[weights]
breadth = 1
"""
    with pytest.raises(StudyFileRefused) as fault:
        read_study(places, file="study.toml")
    assert fault.value.where.line == 4
    assert "listings/" in sentence(fault.value, "en")


@pytest.mark.parametrize(
    ("environment", "said", "language"),
    [
        ({}, None, "fr"),
        ({"LANG": "C.UTF-8"}, None, "fr"),
        ({"LANG": "en_GB.UTF-8"}, None, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, None, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, Language.EN, "en"),
    ],
)
def test_the_language_is_that_of_the_option_else_of_the_terminal(
    environment: dict[str, str], said: Language | None, language: str
) -> None:
    assert language_of(said, environment) == language


def test_the_command_tells_what_it_converted_rescaled_and_clamped_in_the_language_asked_for(
    tmp_path: Path,
) -> None:
    (tmp_path / "s.toml").write_text(STUDY, "utf-8")
    rows = [list(row) for row in ROWS]
    rows[1][3] = "8 500"
    (tmp_path / "d.csv").write_bytes(french(rows))
    asked = ("select", "--candidates", "d.csv", "--study", "s.toml", "--out", "o.json")
    reported = run(*asked, "--lang", "fr", folder=tmp_path)
    assert reported.returncode == 0, reported.stderr
    assert "converti : « Emplois créés » : 2 cellules (intervalle en toutes lettres)" in reported.stdout
    assert "1 valeur hors de l’échelle, ramenée à son bout" in reported.stdout
    assert "les poids ne faisaient pas 1" in reported.stdout
    assert "2 gardés sur 4 candidats" in reported.stdout
    english = run(*asked, folder=tmp_path, environment={"LANG": "en_US.UTF-8", "LC_ALL": ""})
    assert 'converted: "Emplois créés": 2 cells (interval in words)' in english.stdout
    assert "kept 2 of 4 candidates" in english.stdout
    machine = json.loads(run(*asked, "--json", folder=tmp_path).stdout)
    assert {"column": "Statut", "kind": "unknown", "count": 1} in machine["converted"]


def test_what_was_read_from_a_spreadsheet_is_sealed_and_replayed(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(STUDY, "utf-8")
    (tmp_path / "d.csv").write_bytes(french(ROWS))
    asked = ("--candidates", "d.csv", "--study", "s.toml")
    assert run("select", *asked, "--out", "o.json", folder=tmp_path).returncode == 0
    sealed = run("seal", *asked, "--selection", "o.json", "--out", "d.zip", folder=tmp_path)
    assert sealed.returncode == 0, sealed.stderr
    assert run("replay", "d.zip", folder=tmp_path).returncode == 0
