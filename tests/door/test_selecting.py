"""Choosing and scoring from Python: the answer of the command line, whatever the table is handed in as."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from jsonschema import Draft202012Validator

import florilege
from florilege.cli import main
from florilege.door.sources import Source
from florilege.selection import select as select_module
from florilege.selection.outcome_reading import selection_of
from florilege.selection.selection_json import selection_text
from tests.door.tables import CANDIDATES, STUDY

SCHEMA = json.loads(
    Path(select_module.__file__).with_name("selection.schema.json").read_text(encoding="utf-8")
)
SOURCES: dict[str, Callable[[], Source]] = {
    "path": lambda: CANDIDATES,
    "text of a path": lambda: str(CANDIDATES),
    "polars": lambda: pl.read_csv(CANDIDATES),
    "polars, lazy": lambda: pl.scan_csv(CANDIDATES),
    "pandas": lambda: pd.read_csv(CANDIDATES),
    "dicts": lambda: pl.read_csv(CANDIDATES).to_dicts(),
    "dicts of pandas": lambda: pd.read_csv(CANDIDATES).to_dict("records"),
}
JURY = """
[study]
slug = "essai"
size = 1

[[criterion]]
key = "spirit"
source = "jury"
value = { kind = "linear", from = 0, to = 5 }

[weights]
spirit = 1.0

[robustness]
draws = 10
"""


def changed(old: str, new: str) -> str:
    text = STUDY.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the command line writes."""
    out = tmp_path_factory.mktemp("cli") / "selection.json"
    with pytest.raises(SystemExit) as ended:
        main(["select", "--candidates", str(CANDIDATES), "--study", str(STUDY), "--out", str(out)])
    assert ended.value.code == 0
    return out.read_bytes()


@pytest.fixture(scope="module")
def chosen() -> florilege.Selection:
    return florilege.select(CANDIDATES, STUDY)


@pytest.mark.parametrize("handed", SOURCES)
def test_the_same_bytes_as_the_command_line(handed: str, written: bytes, tmp_path: Path) -> None:
    found = florilege.select(SOURCES[handed](), STUDY)
    found.write(tmp_path / "selection.json")
    assert (tmp_path / "selection.json").read_bytes() == written


def test_a_study_as_text_or_as_a_dict_gives_the_same(written: bytes) -> None:
    text = STUDY.read_text(encoding="utf-8")
    for study in (text, tomllib.loads(text)):
        assert selection_text(florilege.select(CANDIDATES, study).to_dict()).encode() == written


def test_a_selection_is_frozen_and_holds_what_its_file_says(chosen: florilege.Selection) -> None:
    data = chosen.to_dict()
    Draft202012Validator(SCHEMA).validate(data)
    assert list(chosen.kept) == [one["place_id"] for one in data["selected"]]  # type: ignore[index, attr-defined]
    with pytest.raises(AttributeError):
        chosen.objective = 1.0  # type: ignore[misc]
    with pytest.raises(AttributeError):
        chosen.selected[0].score = 1.0  # type: ignore[misc]


def test_a_frame_has_a_row_for_every_candidate(chosen: florilege.Selection) -> None:
    frame = chosen.to_frame()
    assert sorted(frame["place_id"]) == sorted(pl.read_csv(CANDIDATES)["id"])
    counts = dict(frame["outcome"].value_counts().iter_rows())
    assert counts["kept"] == len(chosen.kept) == 25
    assert counts["not_appraisable"] == len(chosen.not_appraisable) > 0
    kept = frame.filter(pl.col("outcome") == "kept")
    assert kept["acceptability"].to_list() == [one.acceptability for one in chosen.selected]
    assert kept["class"].to_list() == [one.standing for one in chosen.selected]


def test_every_candidate_is_explained_in_both_languages(chosen: florilege.Selection) -> None:
    for place in chosen.to_frame()["place_id"]:
        said = chosen.explain(place)
        assert said
        assert all(words.fr and words.en and words.fr != words.en for words in said)
    first = chosen.selected[0]
    assert chosen.explain(first.place_id) == tuple(one.words for one in first.reasons)


def test_the_id_of_no_candidate_is_refused_with_the_nearest(chosen: florilege.Selection) -> None:
    with pytest.raises(florilege.InputRefused) as fault:
        chosen.explain("ex-0001")
    assert fault.value.value == "ex-0001"
    assert fault.value.hint is not None
    assert "ex-001" in fault.value.hint.en


def test_rules_that_clash_are_a_result_too() -> None:
    found = florilege.select(CANDIDATES, changed("size  = 25 ", "size  = 290 "))
    assert found.status == "infeasible"
    assert found.measured is None
    assert found.clash is not None
    assert found.clash.rules
    assert found.clash.relaxation
    assert "kept" not in found.to_frame()["outcome"].to_list()
    Draft202012Validator(SCHEMA).validate(found.to_dict())


@pytest.mark.parametrize(
    "study",
    [STUDY.read_text(encoding="utf-8"), changed("size  = 25 ", "size  = 290 ")],
    ids=["list", "clash"],
)
def test_a_selection_is_read_back_from_what_its_file_says(study: str) -> None:
    found = florilege.select(CANDIDATES, study, explain="all")
    said = json.loads(selection_text(found.to_dict()))
    again = selection_of(said, not_eligible=found.not_eligible)
    assert selection_text(again.to_dict()) == selection_text(found.to_dict())
    assert [again.explain(place) for place in again.to_frame()["place_id"]] == [
        found.explain(place) for place in found.to_frame()["place_id"]
    ]
    assert again.to_frame().equals(found.to_frame())
    del said["weights"]
    with pytest.raises(KeyError):
        selection_of(said, not_eligible=found.not_eligible)


def test_draws_are_told_to_the_end() -> None:
    reported: list[tuple[str, int, int]] = []
    found = florilege.select(CANDIDATES, STUDY, progress=lambda *one: reported.append(one))
    assert reported[-1] == ("draws", found.draws, found.draws)
    assert [done for _, done, _ in reported] == sorted(done for _, done, _ in reported)


def test_marks_of_a_jury_are_a_table_like_any_other() -> None:
    table = [{"id": "a"}, {"id": "b"}]
    marks = [
        {"juror": juror, "place_id": place, "criterion": "spirit", "mark": mark, "confidence": ""}
        for juror in ("x", "y")
        for place, mark in (("a", 1), ("b", 5))
    ]
    assert florilege.select(table, JURY, marks=marks).kept == ("b",)
    assert florilege.select(table, JURY, marks=pd.DataFrame(marks)).kept == ("b",)
    with pytest.raises(florilege.StudyFileRefused):
        florilege.select(table, JURY)


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [
        ([{"name": "no id"}], None, None),
        ([{"id": "a", "services": 1}, {"id": "b", "services": [1, 2]}], "services", 2),
        ("neither a table nor a path of one", None, None),
        ({"id": ["a"]}, None, None),
        (3, None, None),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_where_it_stands(
    table: Source, column: str | None, row: int | None
) -> None:
    with pytest.raises(florilege.TableRefused) as fault:
        florilege.select(table, STUDY)
    assert fault.value.where.row == row
    if column:
        assert fault.value.where.column == column


def test_a_study_that_cannot_be_used_is_refused_with_its_line() -> None:
    with pytest.raises(florilege.StudyFileRefused) as fault:
        florilege.select(CANDIDATES, wrong := changed("size  = 25 ", "size  = 0 "))
    line = fault.value.where.line
    assert line is not None
    assert wrong.splitlines()[line - 1].startswith("size  = 0 ")
    with pytest.raises(florilege.StudyFileRefused):
        florilege.select(CANDIDATES, CANDIDATES.parent / "nothing.toml")
    with pytest.raises(florilege.InputRefused):
        florilege.select(CANDIDATES, STUDY, explain="everything")


def test_scores_are_those_of_the_selection(chosen: florilege.Selection) -> None:
    found = florilege.appraise(pd.read_csv(CANDIDATES), STUDY)
    scored = {one.place_id: one.score for one in (*chosen.selected, *chosen.not_selected)}
    assert {one.place_id: one.score for one in found.appraised} == pytest.approx(scored, abs=1e-8)
    assert [one.score for one in found.appraised] == sorted(scored.values(), reverse=True)
    assert found.not_appraisable == chosen.not_appraisable
    for one in found.appraised:
        assert sum(said.weight for said in one.criteria) == pytest.approx(1, abs=1e-6)
        middle = sum(said.weight * (said.low + said.high) / 2 for said in one.criteria if said.known)
        unknown = sum(said.weight * said.low for said in one.criteria if not said.known)
        assert middle + unknown == pytest.approx(one.score, abs=1e-6)
        assert one.score_low <= one.score <= one.score_high


def test_scores_as_a_table_and_in_words() -> None:
    found = florilege.appraise(CANDIDATES, STUDY)
    frame = found.to_frame()
    assert frame["place_id"].to_list() == [one.place_id for one in found.appraised]
    assert frame.columns[5:] == [said.key for said in found.appraised[0].criteria]
    best = found.appraised[0]
    total, *criteria = found.explain(best.place_id)
    assert f"{best.score:.4f}" in total.en
    assert f"{best.score:.4f}".replace(".", ",") in total.fr
    assert [words.en.startswith(said.title.en) for words, said in zip(criteria, best.criteria, strict=True)]
    assert found.explain(found.not_appraisable[0].place_id)[0].en.startswith("Nothing is known about")
    with pytest.raises(florilege.InputRefused):
        found.explain("nobody")
    assert json.loads(json.dumps(found.to_dict()))["appraised"][0]["place_id"] == best.place_id
