"""A study of places is chosen into a workbook, and compared with another study file on the candidates of its store."""

from __future__ import annotations

import io
import json
from pathlib import Path

from florilege.listings.formats.published import PublishedRow
from florilege.listings.formats.xlsx_rows import xlsx_rows
from tests.chain import small_study

STORE = ("--database", "sqlite:///var/florilege.sqlite3")


def test_its_selection_is_written_as_a_workbook_by_the_ending(built: Path) -> None:
    reported = small_study.run(
        "select", "study", "--out", "choice.xlsx", "--lang", "en", *STORE, folder=built
    )
    assert reported.returncode == 0, reported.stderr
    content = (built / "choice.xlsx").read_bytes()
    rows = [
        row.payload for row in xlsx_rows(io.BytesIO(content), sheet="List") if isinstance(row, PublishedRow)
    ]
    published = json.loads((built / "site/data/selection.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in rows] == [one["place_id"] for one in published["selected"]]
    assert {row["in the published list"] for row in rows} == {"yes"}
    candidates = [
        row.payload
        for row in xlsx_rows(io.BytesIO(content), sheet="Candidates")
        if isinstance(row, PublishedRow)
    ]
    judged = (*published["selected"], *published["not_selected"], *published["not_appraisable"])
    assert len(candidates) == len(judged)
    again = small_study.run("select", "study", "--out", "again.xlsx", "--lang", "en", *STORE, folder=built)
    assert again.returncode == 0, again.stderr
    assert (built / "again.xlsx").read_bytes() == content


def test_it_writes_over_no_file_of_the_study_and_in_no_other_format(selected: Path) -> None:
    said = small_study.run("select", "study", "--out", "choice.json", *STORE, folder=selected)
    assert said.returncode == 2
    before = (selected / "study/study.toml").read_bytes()
    linked = selected / "choice.xlsx"
    linked.symlink_to(selected / "study/study.toml")
    assert small_study.run("select", "study", "--out", "choice.xlsx", *STORE, folder=selected).returncode == 3
    assert (selected / "study/study.toml").read_bytes() == before


def test_another_study_file_is_compared_on_its_places(selected: Path) -> None:
    text = (selected / "study/study.toml").read_text(encoding="utf-8")
    assert "size = 5" in text
    (selected / "other.toml").write_text(text.replace("size = 5", "size = 4"), encoding="utf-8")
    reported = small_study.run("compare", "study/study.toml", "other.toml", "--json", *STORE, folder=selected)
    assert reported.returncode == 1, reported.stderr
    change = json.loads(reported.stdout)["list"]
    assert (change["first"], change["second"]) == (5, 4)
    assert [one["because"] for one in change["leaves"]] == [[1]]
    (selected / "grid.toml").write_text(text.replace("to = ", "to = 1", 1), encoding="utf-8")
    other = small_study.run(
        "compare", "study/study.toml", "grid.toml", "--lang", "en", *STORE, folder=selected
    )
    assert other.returncode == 1, other.stderr
    assert "build the second study to see its list" in other.stdout
