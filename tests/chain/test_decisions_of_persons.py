"""Stages and changes of the list, written in the study's folder: from the file to what is published, or refused."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import florilege.selection
from florilege.web.study.models import SelectionRun
from florilege.web.study.selections import document_of
from tests.chain import small_study

SCHEMA = json.loads(
    (Path(florilege.selection.__file__).parent / "selection.schema.json").read_text(encoding="utf-8")
)
STAGES = "place_id,stage,outcome,reason_fr,reason_en,author,date\n"
OVERRIDES = "place_id,change,reason_fr,reason_en,author,date\n"


def selection(folder: Path) -> dict[str, Any]:
    """The selection as the store holds it, and as it is published."""
    with sqlite3.connect(folder / "var" / "florilege.sqlite3") as connection:
        rows = connection.execute("select computed, published from study_selectionrun").fetchall()
    ((computed, published),) = rows
    run = SelectionRun(computed=json.loads(computed), published=published and json.loads(published))
    data: dict[str, Any] = {**document_of(run)}
    Draft202012Validator(SCHEMA).validate(data)
    return data


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["place_id"] for item in items]


def say(folder: Path, name: str, *lines: str) -> None:
    header = STAGES if name == "stages.csv" else OVERRIDES
    text = header + "".join(f"{line},pour voir,to see,A. Auteur,2026-05-04\n" for line in lines)
    (folder / "study" / name).write_text(text, encoding="utf-8")


def select(folder: Path) -> dict[str, bool]:
    """Run the steps up to the list published; which of them had nothing to do."""
    result = small_study.run("select", folder / "study", "--json", folder=folder)
    assert result.returncode == 0, result.stderr
    return {step["step"]: step["unchanged"] for step in json.loads(result.stdout)["steps"]}


def publish(folder: Path, *, pages: str | None = None) -> dict[str, bool]:
    result = small_study.build(folder / "study", folder, pages=pages)
    assert result.returncode == 0, result.stderr
    return {step["step"]: step["unchanged"] for step in json.loads(result.stdout)["steps"]}


def test_with_nothing_written_the_list_published_is_the_list_computed(selected: Path) -> None:
    data = selection(selected)
    assert data["published"] == ids(data["selected"])
    assert (data["overrides"], data["broken_rules"]) == ([], [])


def test_files_with_headers_only_change_nothing_and_are_not_built_again(built: Path) -> None:
    before = small_study.site_files(built)
    say(built, "stages.csv")
    say(built, "overrides.csv")
    publish(built)
    assert all(publish(built).values())
    assert small_study.site_files(built) == before


def test_a_change_of_the_list_is_published_beside_what_was_computed_and_solves_nothing_again(
    built: Path,
) -> None:
    before = selection(built)
    kept, left = ids(before["selected"]), ids(before["not_selected"])
    say(built, "overrides.csv", f"{kept[0]},out", f"{left[0]},in")
    steps = publish(built, pages="")
    assert steps["select"]
    assert not steps["decide"]
    after = selection(built)
    assert after["selected"] == before["selected"]
    assert set(after["published"]) == {*kept[1:], left[0]}
    assert [(one["place_id"], one["effect"], one["fr"], one["author"]) for one in after["overrides"]] == [
        (kept[0], "leaves", "pour voir", "A. Auteur"),
        (left[0], "enters", "pour voir", "A. Auteur"),
    ]
    with (built / "site" / "data" / "places.csv").open(encoding="utf-8", newline="") as stream:
        selected = [row["place_id"] for row in csv.DictReader(stream) if row["selected"] == "true"]
    assert set(selected) == set(kept)


def test_a_rule_that_the_list_published_breaks_is_said(selected: Path) -> None:
    kept = ids(selection(selected)["selected"])
    say(selected, "overrides.csv", f"{kept[0]},out")
    select(selected)
    (broken,) = selection(selected)["broken_rules"]
    assert (broken["rule"], broken["found"], broken["least"], broken["most"]) == ("size", 4, 5, 5)


def test_a_change_taken_away_gives_the_same_selection(selected: Path) -> None:
    before = selection(selected)
    say(selected, "overrides.csv", f"{ids(before['selected'])[0]},out")
    select(selected)
    assert selection(selected) != before
    say(selected, "overrides.csv")
    select(selected)
    assert selection(selected) == before


def test_a_place_put_out_at_a_stage_is_not_chosen_and_another_takes_its_place(selected: Path) -> None:
    kept = ids(selection(selected)["selected"])
    say(selected, "stages.csv", f"{kept[0]},visits,out")
    assert not select(selected)["select"]
    data = selection(selected)
    assert kept[0] not in ids(data["selected"])
    assert len(data["selected"]) == len(data["published"]) == small_study.SIZE
    assert "stages" in [rule["key"] for rule in data["rules"]]


def test_a_place_let_through_a_stage_solves_nothing_again(selected: Path) -> None:
    kept = ids(selection(selected)["selected"])
    say(selected, "stages.csv", f"{kept[0]},short_list,in")
    steps = select(selected)
    assert steps["select"]
    assert not steps["decide"]


def test_a_former_id_is_that_of_the_place_it_became(built: Path) -> None:
    kept = ids(selection(built)["selected"])
    first = next(row for row in records(built) if row["place_id"] == kept[0])
    other = next(row for row in records(built) if row["place_id"] not in kept)
    result = small_study.run(
        "review", built / "study", "--same", f"{first['listing']}:{first['record_id']}",
        f"{other['listing']}:{other['record_id']}", folder=built,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    select(built)
    old, new = sorted(
        [kept[0], other["place_id"]], key=lambda one: one in {row["place_id"] for row in records(built)}
    )
    say(built, "overrides.csv", f"{old},in")
    select(built)
    assert [one["place_id"] for one in selection(built)["overrides"]] == [new]


def records(folder: Path) -> list[dict[str, str]]:
    with (folder / "site" / "data" / "records.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("name", "line", "column"),
    [
        ("stages.csv", "nowhere,visits,out", "place_id"),
        ("stages.csv", "{kept},first look,out", "stage"),
        ("stages.csv", "{kept},visits,perhaps", "outcome"),
        ("overrides.csv", "nowhere,in", "place_id"),
        ("overrides.csv", "{kept},away", "change"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line_and_the_store_is_as_before(
    selected: Path, name: str, line: str, column: str
) -> None:
    before = small_study.store_rows(selected)
    kept = ids(selection(selected)["selected"])[0]
    say(selected, name, line.format(kept=kept))
    result = small_study.run("select", selected / "study", folder=selected)
    assert result.returncode == 3
    for language in ("ligne 2, colonne", "line 2, column"):
        assert language in result.stderr
    assert name in result.stderr
    assert column in result.stderr
    assert small_study.store_rows(selected) == before


def test_two_files_that_contradict_each_other_are_refused_by_the_line_of_the_one_that_names_the_other(
    selected: Path,
) -> None:
    before = small_study.store_rows(selected)
    kept = ids(selection(selected)["selected"])[0]
    say(selected, "stages.csv", f"{kept},short_list,out")
    say(selected, "overrides.csv", f"{kept},in")
    result = small_study.run("select", selected / "study", folder=selected)
    assert result.returncode == 3
    assert "overrides.csv, line 2" in result.stderr
    assert "line 2 of stages.csv" in result.stderr
    assert small_study.store_rows(selected) == before
