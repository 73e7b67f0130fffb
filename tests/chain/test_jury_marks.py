"""A jury's marks beside a study: they count in its selection, and no juror is named anywhere in its site."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.chain import small_study

CRITERION = """
[[criterion]]
key = "spirit"
axis = "model"
source = "jury"
title = { fr = "Esprit du lieu", en = "Spirit of the place" }
value = { kind = "linear", from = 0, to = 5 }
justification = { fr = "Le jury n’a vu que quelques lieux.", en = "The jury saw a few places only." }

[weights]
spirit = 0.5
"""
JURORS = ("Zygmunta", "Quirinus", "Xanthippe")


def with_a_jury(folder: Path) -> list[str]:
    """The study asks its jury of three places; returns them."""
    study = folder / "study" / "study.toml"
    study.write_text(study.read_text(encoding="utf-8").replace("[weights]\n", CRITERION, 1), encoding="utf-8")
    with (folder / "study" / "identities.csv").open(encoding="utf-8") as stream:
        places = [row["place_id"] for row in csv.DictReader(stream)][:3]
    lines = [
        f"{juror},{place},spirit,{5 - rank},0.8" for rank, juror in enumerate(JURORS) for place in places
    ]
    text = "\n".join(["juror,place_id,criterion,mark,confidence", *lines]) + "\n"
    (folder / "study" / "marks.csv").write_text(text, encoding="utf-8")
    return places


def dumped(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "var" / "florilege.sqlite3")) as connection:
        return list(connection.iterdump())


def test_marks_count_and_no_juror_is_named(built: Path) -> None:
    first, *_ = with_a_jury(built)
    reported = small_study.run("appraise", built / "study", "--explain", first, "--json", folder=built)
    assert reported.returncode == 0, reported.stderr
    spirit = next(line for line in json.loads(reported.stdout)["criteria"] if line["key"] == "spirit")
    assert spirit["known"]
    assert 0.6 < spirit["value"] < 1.0
    assert spirit["low"] < spirit["value"] < spirit["high"]
    ended = small_study.build(built / "study", built)
    assert ended.returncode == 0, ended.stderr
    files = [path for path in (built / "site").rglob("*") if path.suffix in (".html", ".json", ".csv", ".js")]
    assert len(files) > 100
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not any(juror in text for juror in JURORS), path
    selection = json.loads((built / "site" / "data" / "selection.json").read_text(encoding="utf-8"))
    assert [item["juror"] for item in selection["leave_one_out"] if "juror" in item] == ["J1", "J2", "J3"]


def test_a_mark_on_a_place_that_is_not_there_changes_nothing(selected: Path) -> None:
    with_a_jury(selected)
    marks = selected / "study" / "marks.csv"
    marks.write_text(marks.read_text(encoding="utf-8") + "Zygmunta,nowhere,spirit,4,\n", encoding="utf-8")
    before = dumped(selected)
    assert len(before) > 1000
    refused = small_study.run("select", selected / "study", folder=selected)
    assert refused.returncode == 3
    assert "marks.csv" in refused.stderr
    assert "nowhere" in refused.stderr
    assert dumped(selected) == before
