"""TOML that people write: each refusal names its line, and the nearest valid key."""

from __future__ import annotations

import pytest

from florilege.faults import InputRefused, StudyFileRefused, sentence
from florilege.toml_lines import key_lines, read_toml

TEXT = '''# a study
[study]
slug = "lieux"
sise = 25
title = { fr = "Lieux", en = "Places" }

[[rule]]
kind = "at_most"
note = """
[not.a.table]
count = 9
"""

[[rule]]
kind = "include"
[rule.extra]
depth = 1

[weights.bounds]
breadth = [0.2, 0.5]
'''


def test_each_key_knows_its_line() -> None:
    lines = key_lines(TEXT)
    assert lines["study", "sise"] == 4
    assert lines["rule", 0, "kind"] == 8
    assert lines["rule", 1] == 14
    assert lines["rule", 1, "extra", "depth"] == 17
    assert lines["weights", "bounds", "breadth"] == 20
    assert ("not", "a", "table") not in lines


def test_an_unknown_key_is_refused_with_its_line_and_the_nearest_valid_key() -> None:
    study = read_toml(TEXT, file="study.toml", refusal=StudyFileRefused).table("study")
    study.require("slug", str)
    study.bilingual("title")
    study.mark_known("size")
    with pytest.raises(StudyFileRefused) as refusal:
        study.refuse_unknown()
    assert (refusal.value.where.file, refusal.value.where.line) == ("study.toml", 4)
    assert "« size »" in sentence(refusal.value, "fr")
    assert '"size"' in sentence(refusal.value, "en")


@pytest.mark.parametrize(
    ("text", "key", "kind", "line"),
    [
        ("[study]\nsize = true\n", "size", int, 2),
        ("[study]\n\nsize = 'x'\n", "size", float, 3),
        ("[study]\n", "size", int, 1),
    ],
)
def test_a_value_of_another_kind_or_absent_is_refused(text: str, key: str, kind: type, line: int) -> None:
    with pytest.raises(InputRefused) as refusal:
        read_toml(text, file="s.toml").table("study").require(key, kind)
    assert refusal.value.where.line == line


def test_a_fault_of_syntax_names_its_line() -> None:
    with pytest.raises(InputRefused) as refusal:
        read_toml("[study]\nslug = \n", file="s.toml")
    assert refusal.value.where.line == 2


def test_a_whole_number_serves_as_a_number_and_a_lone_text_as_a_list() -> None:
    table = read_toml("limit = 3\nties = 'breadth'\n", file="s.toml")
    assert table.require("limit", float) == 3.0
    assert table.texts("ties") == ("breadth",)


def test_a_required_key_that_is_misspelt_is_pointed_at() -> None:
    table = read_toml("slug = 'a'\n\natribution = 'x'\n", file="s.toml")
    with pytest.raises(InputRefused) as refusal:
        table.require("attribution", str)
    assert (refusal.value.where.line, refusal.value.where.column) == (3, "atribution")
    assert 'did you mean "attribution"' in sentence(refusal.value, "en")
