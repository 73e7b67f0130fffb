"""Two study files: every difference is said in words, and what it changes in the list is what solving again gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from florilege.selection.compared_lists import list_change
from florilege.selection.compared_studies import differences
from florilege.selection.study_file import StudyFile, read_study
from florilege.selection.table import read_table
from tests.program import run

STUDY = """[study]
slug = "essai"
size = 2

[[criterion]]
key = "a"
title = { fr = "Emplois", en = "Jobs" }
value = { kind = "linear", from = 0, to = 10 }

[[criterion]]
key = "b"
value = { kind = "linear", from = 0, to = 10 }

[weights]
a = 3
b = 1

[[condition]]
key = "open"
where = { open = "yes" }
missing = "out"

[[rule]]
key = "regions"
kind = "at_most"
count = 1
each = "region"

[robustness]
draws = 10
"""
TABLE = "id,name,a,b,region,open\nw,W,9,1,n,yes\nx,X,8,2,n,yes\ny,Y,5,9,s,yes\nz,Z,7,3,s,no\n"


def study(*changes: tuple[str, str]) -> StudyFile:
    text = STUDY
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return read_study(text, file="s.toml", table=True)


@pytest.mark.parametrize(
    ("before", "after", "fr", "en"),
    [
        ("size = 2", "size = 3", "2 lieux → 3 lieux", "2 places → 3 places"),
        ("a = 3", "a = 1", "« Emplois » 75,0\u202f% → 50,0\u202f%", '"Jobs" 75.0% → 50.0%'),
        ("from = 0, to = 10", "from = 0, to = 20", "barème linear", "value function linear"),
        ("count = 1", "count = 2", "au plus 1 par region → au plus 2 par region", "at most 1 for each region → at most 2 for each region"),
        ('each = "region"', 'each = "region"\nmissing = "free"', "(missing = error) → au plus 1 par region (missing = free)", "(missing = free)"),
        ('missing = "out"', 'missing = "free"', "(missing = out)", "(missing = free)"),
        ("draws = 10", "draws = 20", "10 → 20", "10 → 20"),
        ("[weights]\na = 3\nb = 1", "[weights.bounds]\na = [0.5, 1]", "bornes", "bounds"),
        ("size = 2", 'size = 2\nties = ["a"]', "– → a", "– → a"),
        ("size = 2", 'size = 2\naggregation = "geometric"', "somme → produit", "sum → product"),
        ("size = 2", 'size = 2\nunknown_reference = "low"', "lu au milieu → lu au plus bas", "read in the middle → read at its lowest"),
    ],
)  # fmt: skip
def test_what_differs_is_said_in_both_languages(before: str, after: str, fr: str, en: str) -> None:
    found = differences(study(), study((before, after)))
    assert len(found) == 1
    assert fr in found[0].words.fr
    assert en in found[0].words.en


def test_what_asks_the_same_does_not_differ() -> None:
    again = study(("[[rule]]", "# in other words, on other lines\n\n[[rule]]"))
    assert differences(study(), again) == ()


def test_what_is_added_and_removed_is_said() -> None:
    other = study(
        ("[weights]\na = 3\nb = 1", "[weights]\na = 1\n"),
        ('[[criterion]]\nkey = "b"\nvalue = { kind = "linear", from = 0, to = 10 }\n', ""),
        ('[[rule]]\nkey = "regions"', '[[rule]]\nkey = "others"'),
    )
    said = [one.words.en for one in differences(study(), other)]
    assert said[0] == "removed: b"
    assert "removed: at most 1 for each region" in said
    assert "added: at most 1 for each region" in said


def test_the_list_changes_and_the_difference_that_does_it_is_named() -> None:
    first, second = study(), study(("count = 1", "count = 2"), ("draws = 10", "draws = 20"))
    found = differences(first, second)
    change = list_change(first, second, found, lambda asked: read_table(TABLE, asked, file="t.csv"))
    assert ([one.place_id for one in change.enters], [one.place_id for one in change.leaves]) == (
        ["x"],
        ["y"],
    )
    assert [found[rank].words.en for rank in change.enters[0].because] == [
        "at most 1 for each region → at most 2 for each region"
    ]
    assert change.leaves[0].because == change.enters[0].because


def test_two_differences_that_only_together_change_the_list_are_not_named_alone() -> None:
    # z is let in by its condition alone, and kept once a counts for all
    first = study()
    second = study(('where = { open = "yes" }', 'where = { open = ["yes", "no"] }'), ("b = 1", "b = 0"))
    found = differences(first, second)
    change = list_change(first, second, found, lambda asked: read_table(TABLE, asked, file="t.csv"))
    assert [one.place_id for one in change.enters] == ["z"]
    alone = [found[rank].part.en for rank in change.enters[0].because]
    assert alone == []


def test_a_study_without_list_is_told() -> None:
    first, second = study(), study(("size = 2", "size = 3"))
    change = list_change(
        first, second, differences(first, second), lambda asked: read_table(TABLE, asked, file="t.csv")
    )
    assert (change.first, change.second) == (2, None)


def test_the_command_exits_as_diff_does(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(STUDY, "utf-8")
    (tmp_path / "b.toml").write_text(STUDY.replace("count = 1", "count = 2"), "utf-8")
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    same = run("compare", "a.toml", "a.toml", "--lang", "fr", folder=tmp_path)
    assert (same.returncode, same.stdout) == (0, "les deux études demandent la même chose\n")
    reported = run("compare", "a.toml", "b.toml", "--candidates", "t.csv", "--lang", "fr", folder=tmp_path)
    assert reported.returncode == 1, reported.stderr
    assert "liste : 2 lieux, puis 2 ; 1 entre, 1 sort" in reported.stdout
    assert "entre  x  X  (par 1 seul)" in reported.stdout
    english = run("compare", "a.toml", "b.toml", "--lang", "en", folder=tmp_path)
    assert "1. rule: at most 1 for each region" in english.stdout
    machine = run("compare", "a.toml", "b.toml", "--candidates", "t.csv", "--json", folder=tmp_path)
    assert json.loads(machine.stdout)["list"]["enters"] == [{"place_id": "x", "name": "X", "because": [1]}]
    assert run("compare", "a.toml", "c.toml", folder=tmp_path).returncode == 3
