"""`florilege new --from`: from somebody's own files to a study that builds, with all that was guessed said; or nothing at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from florilege.listings.mapping import read_mapping
from tests.program import run
from tests.study_drafts import tables


def new(folder: Path, *arguments: str | Path, yes: bool = True) -> tuple[int, str, str]:
    ended = run("new", "etude", "--from", *arguments, *(["--yes"] if yes else []), folder=folder)
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.parametrize(
    "fill",
    [
        lambda _book, sheet: tables.table(sheet),
        tables.under_a_title,
        tables.under_two_rows_of_names,
        tables.with_merged_cells,
    ],
)
def test_a_spreadsheet_is_read_whatever_stands_around_its_table(tmp_path: Path, fill: tables.Fill) -> None:
    tables.workbook(tmp_path / "lieux.xlsx", fill)
    code, said, _ = new(tmp_path, "lieux.xlsx")
    assert code == 0
    assert "40 fiches, 40 lieux, 40 candidats ; la liste en gardera 10." in said
    mapping = read_mapping(tmp_path / "etude" / "listings" / "lieux.toml")
    assert {rule.field for rule in mapping.fields} == {
        "name", "kind", "address", "postcode", "city", "website", "service", "phone",
    }  # fmt: skip


def test_every_guess_is_said_with_its_line(tmp_path: Path) -> None:
    tables.as_excel_writes(tmp_path / "lieux.csv")
    code, said, _ = new(tmp_path, "lieux.csv")
    assert code == 0
    study = tmp_path / "etude"
    guesses = (study / "GUESSES.md").read_text("utf-8")
    pointed = re.findall(r"^- (\S+?):(\d+) : (.*)$", guesses, re.M)
    assert pointed
    for file, line, what in pointed:
        assert f"{file}:{line} : {what}" in said
        assert (study / file).read_text("utf-8").split("\n")[int(line) - 1]
    lines = {what.partition(" (")[0]: (file, int(line)) for file, line, what in pointed}

    def at(what: str) -> str:
        file, line = lines[what]
        return (study / file).read_text("utf-8").split("\n")[line - 1]

    assert at("qui publie ce fichier : éditeur à préciser") == 'publisher = "éditeur à préciser"'
    assert at("sous quelle licence : fact-cited") == 'licence = "fact-cited"'
    assert at("« Ville » dit : ville") == 'field = "city"'
    assert at("une liste de 10 lieux") == "size = 10"
    assert at("critère « Mélange des usages »") == 'key = "mix_of_uses"'


def test_what_is_said_is_not_guessed(tmp_path: Path) -> None:
    tables.as_excel_writes(tmp_path / "lieux.csv")
    said = (
        "--publisher",
        "La Région",
        "--licence",
        "ETALAB-2.0",
        "--date",
        "2025-03-01",
        "--size",
        "6",
        "--lang",
        "en",
    )
    code, out, _ = new(tmp_path, "lieux.csv", *said, yes=False)
    assert code == 0
    assert "nobody specified it" not in out
    mapping = read_mapping(tmp_path / "etude" / "listings" / "lieux.toml")
    assert (mapping.publisher, mapping.licence, mapping.in_use.date) == (
        "La Région",
        "etalab-2.0",
        "2025-03-01",
    )
    assert "\nsize = 6\n" in (tmp_path / "etude" / "study.toml").read_text("utf-8")


def test_nobody_to_answer_is_told_which_options_do(tmp_path: Path) -> None:
    tables.as_excel_writes(tmp_path / "lieux.csv")
    code, _, said = new(tmp_path, "lieux.csv", yes=False)
    assert code == 3
    assert "--publisher" in said
    assert "--yes" in said
    assert not (tmp_path / "etude").exists()


def empty(_book: object, _sheet: object) -> None: ...


def write_bad(folder: Path) -> None:
    tables.workbook(folder / "empty.xlsx", empty)
    (folder / "noname.csv").write_text("code;montant\n" + "".join(f"{n};{n * 100}\n" for n in range(30)))
    (folder / "noplace.csv").write_text("Nom du lieu;Ville\n")
    (folder / "nothing.bin").write_bytes(bytes(range(256)) * 10)
    (folder / "one.pdf").write_bytes(b"%PDF-1.4\n%")
    (folder / "namesonly.csv").write_text(
        "Nom du lieu;Remarque\n" + "".join(f"Lieu {n};x{n}\n" for n in range(30))
    )
    head, first = (
        "Nom du lieu;Type;Code postal;Ville;Site web\n",
        "fablab;35000;Rennes;https://lieu.example.org\n",
    )
    (folder / "oneplace.csv").write_text(f"{head}Lieu 1;{first}")
    (folder / "alike.csv").write_text(head + "".join(f"Lieu {n};{first}" for n in range(30)))
    (folder / "values.csv").write_text("".join(f"Lieu {n};35000;Rennes;01990065{n:02}\n" for n in range(30)))
    tables.as_excel_writes(folder / "lieux.csv")
    (folder / "copie.csv").write_bytes((folder / "lieux.csv").read_bytes())
    tables.workbook(folder / "autre.xlsx", lambda _book, sheet: tables.table(sheet, count=38))


@pytest.mark.parametrize(
    ("files", "options", "named", "expected"),
    [
        (["empty.xlsx"], [], "empty.xlsx", "a sheet with column names"),
        (["noname.csv"], [], "noname.csv", "a column with the name of each place"),
        (["noplace.csv"], [], "noplace.csv", "at least one row below the column names"),
        (["nothing.bin"], [], "nothing.bin", "to do"),
        (["one.pdf"], [], "one.pdf", "this file is a PDF"),
        (["absent.csv"], [], "absent.csv", "a file that exists"),
        (["lieux.csv", "copie.csv"], [], "copie.csv", "different files"),
        (["lieux.csv", "autre.xlsx"], [], "autre.xlsx", "files of different listings"),
        (["namesonly.csv"], [], "namesonly.csv", "at least one column that says what places offer"),
        (["oneplace.csv"], [], "oneplace.csv", "several open places to compare (only one in what is given)"),
        (["alike.csv"], [], "alike.csv", "“Attested duration”, “Scarcity for inhabitants”: the same value for all places"),
        (["values.csv"], [], "values.csv, line 1", "add a first row of column names"),
        (["lieux.csv"], ["--size", "41"], "--size", "at least 41 places that can be compared (40 read, 40 candidates)"),
        (["lieux.csv"], ["--licence", "etalab"], "--licence", "one of these"),
        (["lieux.csv"], ["--date", "2025-02-30"], "--date", "a day"),
        (["lieux.csv"], ["--kind", "cowork"], "--kind", "coworking"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_study_is_refused_and_nothing_is_half_made(
    tmp_path: Path, files: list[str], options: list[str], named: str, expected: str
) -> None:
    write_bad(tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    code, _, said = new(tmp_path, *files, *options)
    [refused] = [line for line in said.split("\n") if line.startswith("refused:")]
    assert code == 3
    assert named in refused
    assert expected in refused
    assert not re.search("service_families|contact_channels|years_attested", said)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    tables.as_excel_writes(tmp_path / "lieux.csv")
    (tmp_path / "etude").mkdir()
    (tmp_path / "etude" / "mine.txt").write_text("mine")
    assert new(tmp_path, "lieux.csv")[0] == 3
    assert [path.name for path in (tmp_path / "etude").iterdir()] == ["mine.txt"]


def test_options_for_some_files_only_are_wrong_use(tmp_path: Path) -> None:
    tables.as_excel_writes(tmp_path / "a.csv")
    assert new(tmp_path, "a.csv", "b.csv", "c.csv", "--publisher", "A", "--publisher", "B")[0] == 2
