"""The workbook for a committee: what the selection says, readable, without formulas, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from florilege.listings.formats.published import PublishedRow
from florilege.listings.formats.workbook import open_workbook
from florilege.listings.formats.xlsx_rows import xlsx_rows
from florilege.listings.formats.zip_parts import Archive, Limits
from florilege.selection.choice.parts import Choice
from florilege.selection.choice.workbook import choice_workbook
from florilege.selection.consequences import consequences, selected_of
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.program import run
from tests.selection.written import select

STUDY = """[study]
slug = "appel"
size = 2
title = { fr = "Un appel", en = "A call" }

[[criterion]]
key = "jobs"
title = { fr = "Emplois", en = "Jobs" }
value = { kind = "linear", from = 0, to = 10 }
anchors = { fr = ["aucun", "dix"], en = ["none", "ten"] }

[[criterion]]
key = "area"
title = { fr = "Surface", en = "Area" }
value = { kind = "linear", from = 0, to = 100 }

[weights]
jobs = 3
area = 1

[[condition]]
key = "open"
where = { open = "yes" }
missing = "out"

[[rule]]
key = "regions"
kind = "at_most"
count = 1
each = "region"
reason = { fr = "L’équité.", en = "Fairness." }

[[rule]]
key = "money"
kind = "budget"
attribute = "cost"
limit = 1000

[robustness]
draws = 20
"""
TABLE = """id,name,jobs,area,region,cost,open
007,=cmd|'/C calc'!A0,10,50,n,400,yes
b,+33 1,8,20..60,n,300,yes
c,@SUM(A1),5,,s,500,yes
d,-2+3,4,n/a,s,350.5,yes
e,Fermé,9,90,s,10,no
"""
SHEETS = {
    "fr": ["Liste", "Candidats", "Règles", "Ce qui changerait", "Totaux", "À lire"],
    "en": ["List", "Candidates", "Rules", "What would change", "Totals", "About"],
}


def choice(text: str = STUDY) -> Choice:
    study = read_study(text, file="s.toml", table=True)
    candidates = read_table(TABLE, study, file="t.csv")
    data: dict[str, Any] = json.loads(json.dumps(select(study, candidates)))
    found = consequences(study, candidates, selected_of(data)) if data["status"] == "optimal" else None
    return Choice(study, candidates, data, found)


def sheet(content: bytes, name: str) -> list[dict[str, str]]:
    rows = xlsx_rows(io.BytesIO(content), sheet=name)
    return [dict(row.payload) for row in rows if isinstance(row, PublishedRow)]


def names(content: bytes) -> list[str]:
    return list(open_workbook(Archive(io.BytesIO(content), limits=Limits())).sheets)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_has_its_sheets_in_one_language_and_the_same_bytes_each_time(language: str) -> None:
    content = choice_workbook(choice(), language)
    assert names(content) == SHEETS[language]
    assert content == choice_workbook(choice(), language)


def test_the_list_and_the_candidates_are_those_of_the_selection() -> None:
    made = choice()
    content = choice_workbook(made, "fr")
    selected: Any = made.data["selected"]
    listed = sheet(content, "Liste")
    assert [row["identifiant"] for row in listed] == [one["place_id"] for one in selected]
    assert [float(row["score (sur 1)"]) for row in listed] == [one["score"] for one in selected]
    candidates = {row["identifiant"]: row for row in sheet(content, "Candidats")}
    assert set(candidates) == {"007", "b", "c", "d", "e"}
    first = candidates["007"]
    assert (first["Emplois (donné)"], first["Emplois (sur 1)"], first["Emplois (en mots)"]) == (
        "10",
        "1",
        "dix",
    )
    assert (first["Surface (sur 1)"], first["Surface (en mots)"]) == ("0.5", "moyen")
    assert (candidates["b"]["Surface (donné)"], candidates["b"]["Surface (en mots)"]) == (
        "20..60",
        "de 0,20 à 0,60",
    )
    assert candidates["c"]["Surface (en mots)"] == "inconnu"
    assert candidates["d"]["Surface (en mots)"] == "sans objet"
    assert candidates["d"]["cost"] == "350.5"
    assert candidates["e"]["gardé"] == "écarté"
    assert "open" in candidates["e"]["pourquoi"]


def test_the_rules_say_whether_they_are_held_and_what_is_left() -> None:
    rows = {row["key"]: row for row in sheet(choice_workbook(choice(), "en"), "Rules")}
    assert rows["regions"]["held"] == rows["money"]["held"] == "yes"
    assert rows["regions"]["slack"] == "0"
    assert rows["regions"]["no slack for"] == "n, s"
    assert rows["regions"]["reason"] == "Fairness."
    spent = next(row for row in sheet(choice_workbook(choice(), "en"), "Totals") if row["by"] == "budget")
    assert float(spent["left"]) == float(rows["money"]["slack"])
    assert float(spent["spent"]) + float(spent["left"]) == 1000


def test_what_would_change_has_the_waiting_list_and_each_other_count() -> None:
    made = choice()
    assert made.found is not None
    assert made.found.waiting is not None
    rows = sheet(choice_workbook(made, "en"), "What would change")
    called = [row["enter"] for row in rows if row["question"] == "waiting list, in order"]
    assert len(called) == len(made.found.waiting.order) > 0
    assert sum(row["question"] == "only one withdraws" for row in rows) == 2
    assert sum(row["question"] == "one more, one fewer" for row in rows) == 6


def test_a_clash_has_no_list_and_says_what_clashes() -> None:
    content = choice_workbook(choice(STUDY.replace("limit = 1000", "limit = 10")), "en")
    assert names(content) == ["Candidates", "Rules", "About"]
    said = [row["what"] for row in sheet(content, "About")]
    assert "no list: rules that clash" in said
    assert "what would allow a list" in said


def test_no_cell_is_a_formula_nor_a_link_and_headers_stay_in_sight() -> None:
    content = choice_workbook(choice(), "fr")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        pages = [book.read(one).decode() for one in book.namelist() if "worksheets/sheet" in one]
        everything = b"".join(book.read(one) for one in book.namelist()).decode("utf-8", "replace")
    assert not any("<f>" in page or "<f " in page or "hyperlink" in page for page in pages)
    assert all('state="frozen"' in page and "<cols>" in page for page in pages)
    assert "externalLink" not in everything
    assert sheet(content, "Candidats")[0]["nom"].startswith(("=", "+", "@", "-"))


def test_the_command_writes_it_by_its_ending(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(STUDY, "utf-8")
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    asked = ("select", "--candidates", "t.csv", "--study", "s.toml")
    reported = run(*asked, "--out", "choice.xlsx", "--lang", "en", folder=tmp_path)
    assert reported.returncode == 0, reported.stderr
    assert names((tmp_path / "choice.xlsx").read_bytes()) == SHEETS["en"]
    assert "the full selection is in choice.xlsx" in reported.stdout
    assert run(*asked, "--out", "t.csv", folder=tmp_path).returncode == 3
    other = run(*asked, "--out", "choice.pdf", "--lang", "en", folder=tmp_path)
    assert other.returncode == 3
    assert "a .json or a .xlsx file" in other.stderr
    assert not (tmp_path / "choice.pdf").exists()
    clash = tmp_path / "c.toml"
    clash.write_text(STUDY.replace("limit = 1000", "limit = 10"), "utf-8")
    asked = ("select", "--candidates", "t.csv", "--study", "c.toml")
    assert run(*asked, "--out", "no.xlsx", folder=tmp_path).returncode == 1
    assert (tmp_path / "no.xlsx").is_file()


def test_libreoffice_opens_it(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine: the workbook is read back by our own reader alone")
    (tmp_path / "choice.xlsx").write_bytes(choice_workbook(choice(), "fr"))
    subprocess.run(
        [
            office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
            "--outdir", tmp_path, tmp_path / "choice.xlsx",
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    written = {re.sub(r"^choice-|\.csv$", "", one.name): one for one in tmp_path.glob("choice-*.csv")}
    assert set(written) == set(SHEETS["fr"])
    rows = list(csv.DictReader(written["Candidats"].read_text("utf-8").splitlines()))
    assert rows[0]["identifiant"]
    assert {row["nom"] for row in rows} >= {"=cmd|'/C calc'!A0", "+33 1", "@SUM(A1)", "-2+3"}
