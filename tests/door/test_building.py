"""A study built and scored from Python: the site and the scores of the command line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import florilege
from tests.chain.conftest import build_study, link_study
from tests.made_once import made_once

PROGRAM = """
import asyncio, json, sys, florilege

async def cell():
    told = []
    study = florilege.open_study("study", database="sqlite:///store.sqlite3")
    done = study.build("again", progress=lambda *one: told.append(one))
    scores = study.appraise()
    chosen = study.selection()
    first = chosen.kept[0]
    list_ = {"data": chosen.to_dict(), "why": [one.fr for one in chosen.explain(first)], "rows": chosen.to_frame().rows(named=True)}
    try:
        florilege.open_study("study", database="sqlite:///other.sqlite3").appraise()
        other = ""
    except florilege.InputRefused as fault:
        other = str(fault)
    steps = sorted({one[0] for one in told})
    json.dump({"build": done.to_dict(), "told": steps, "score": scores.to_dict(), "other": other, "list": list_}, sys.stdout)

asyncio.run(cell())
"""
"""As in a notebook, where a loop of events runs already."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study, built once by the command line."""
    return made_once(tmp_path_factory, "built", build_study)


def test_a_study_is_built_as_the_command_line_builds_it(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path / "copy",
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    steps = {one["step"]: one for one in found["build"]["steps"]}
    assert next(iter(steps)) == "import"
    assert list(steps)[-1] == "publish"
    assert found["told"] == sorted(steps)
    assert not found["build"]["infeasible"]
    assert found["build"]["site"] == "again"
    assert "the store that this process has opened" in found["other"]
    assert not (tmp_path / "copy" / "other.sqlite3").exists()
    built, again = folder / "site", tmp_path / "copy" / "again"
    for name in ("data/selection.json", "data/places.csv"):
        assert (again / name).read_bytes() == (built / name).read_bytes()
    selection = json.loads((built / "data" / "selection.json").read_text(encoding="utf-8"))
    chosen = found["list"]
    # of a place without a name the site says who bears it
    reported = {key for key, value in chosen["data"].items() if selection[key] != value}
    assert reported <= {"not_appraisable"}
    aside = [[one["place_id"] for one in data["not_appraisable"]] for data in (chosen["data"], selection)]
    assert aside[0] == aside[1]
    assert chosen["why"] == [one["fr"] for one in selection["selected"][0]["reasons"]] != []
    kept = [one["place_id"] for one in chosen["rows"] if one["outcome"] == "kept"]
    assert kept == [one["place_id"] for one in selection["selected"]]
    judged = {one["place_id"]: one["score"] for one in selection["selected"] + selection["not_selected"]}
    assert {one["place_id"]: one["score"] for one in found["score"]["appraised"]} == pytest.approx(
        judged, abs=1e-8
    )


UNSELECTED = """
import florilege, sys
try:
    florilege.open_study("study", database="sqlite:///store.sqlite3").selection()
except florilege.InputRefused as fault:
    print(fault.expected.en, "|", fault.hint.en)
"""


@pytest.mark.parametrize("emptied", [False, True])
def test_a_study_that_was_not_selected_yet_has_no_list(linked: Path, emptied: bool) -> None:
    if emptied:
        (linked / "store.sqlite3").unlink()
    done = subprocess.run(
        [sys.executable, "-c", UNSELECTED],
        cwd=linked,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "a study with a computed list | compute it first: study.build(…), or florilege select STUDY\n"
    )


@pytest.fixture
def linked(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A copy of a study that is linked, no more."""
    copy = tmp_path / "linked"
    shutil.copytree(made_once(tmp_path_factory, "linked", link_study), copy)
    return copy


def test_what_is_no_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(florilege.StudyFileRefused):
        florilege.open_study(tmp_path)
    (tmp_path / "study.toml").write_text("[study]\nslug = 3\n", encoding="utf-8")
    with pytest.raises(florilege.StudyFileRefused) as fault:
        florilege.open_study(tmp_path)
    assert fault.value.where.file == str(tmp_path / "study.toml")
