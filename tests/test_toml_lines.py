"""TOML that people write: each refusal names its line, and the nearest valid key."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.appraisal.value_functions import read_value_function
from florilege.faults import InputRefused, StudyFileRefused, sentence
from florilege.toml_lines import Table, read_toml
from florilege.toml_positions import key_lines
from tests.examples import examples

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


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("[a]\npoints = [\n  [0, 0],\n  [10, 1]\n]\nbad = 1\n", ("a", "bad"), 6),
        ("[a]\npoints = [\n[0, 0],\n[10, 1]\n]\n[b]\nbad = 1\n", ("b", "bad"), 7),
        ("# three quotes: ''' and \"\"\"\n[a]\nbad = 1\n", ("a", "bad"), 3),
        ("[a] # '''\nx = 1 # \"\"\"\nbad = 1\n", ("a", "bad"), 3),
        ("a.b.bad = 1\n", ("a", "b", "bad"), 1),
        ("[a]\nb.c = 1\n\nb.bad = 2\n", ("a", "b", "bad"), 4),
        ("[a]\n'b.c' = 1\n\"d e\" = 2\n", ("a", "d e"), 3),
        ('[a."b.c"]\n\nbad = 1\n', ("a", "b.c", "bad"), 3),
        ('["\\u00e9t\\u00e9"]\nbad = 1\n', ("été", "bad"), 2),
        ("[[r]]\nx = 1\n[b]\ny = 1\n[[r]]\nbad = 1\n", ("r", 1, "bad"), 6),
        ("[[r]]\n[r.s]\nx = 1\n[[r]]\n[r.s]\nbad = 1\n", ("r", 1, "s", "bad"), 6),
        ("[[r]]\n[[r.s]]\n[[r]]\n[[r.s]]\n[[r.s]]\nbad = 1\n", ("r", 1, "s", 1, "bad"), 6),
        ("[[r]]\n\n[[r]]\n", ("r", 1), 3),
        ("a = { b = 1, bad = 2 }\n", ("a", "bad"), 1),
        ("x = 1\na = { b = [\n  1,\n  2\n], bad = 2 }\n", ("a", "bad"), 5),
        ("r = [\n  { x = 1 },\n  { bad = 2 },\n]\n", ("r", 1, "bad"), 3),
        ("r = [\n  1,\n  2 # '''\n]\n", ("r", 1), 3),
        ('x = """\n[not.a.table]\nbad = 9\n"""\nbad = 1\n', ("bad",), 5),
        ("x = '''\n\"\"\"\n'''\nbad = 1\n", ("bad",), 4),
        ('x = """a\\"""b\n"""\nbad = 1\n', ("bad",), 3),
        ("x = '# not a comment'\r\n[a]\r\ny = [\r\n1\r\n]\r\nbad = 1\r\n", ("a", "bad"), 6),
        ("x = 'one\u2028line\x85here'\nbad = 1\n", ("bad",), 2),
        ("  [ a . b ]  # spaced\n\t bad = 1\n", ("a", "b", "bad"), 2),
    ],
)  # fmt: skip
def test_a_key_is_on_the_line_where_it_is_written(text: str, path: tuple[str | int, ...], line: int) -> None:
    tomllib.loads(text)
    assert key_lines(text)[path] == line


def test_a_text_in_a_string_is_no_key() -> None:
    assert ("not", "a", "table") not in key_lines('x = """\n[not.a.table]\n"""\n')


def test_keys_above_what_the_parser_of_lines_refuses_keep_their_lines() -> None:
    text = "[a]\nsise = 1\nx = " + "[" * 200 + "]" * 200 + "\n"
    table = read_toml(text, file="s.toml").table("a")
    table.mark_known("x")
    with pytest.raises(InputRefused) as refusal:
        table.refuse_unknown()
    assert refusal.value.where.line == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1\ny = [\n1,\n", 3),
        ("x = 1\r\n\r\ny = = 2\r\n", 3),
        ("a = 1\n\n[b\n", 3),
        ("s = '\u2028'\n\nt = '\n", 3),
    ],
)
def test_a_fault_of_syntax_is_told_on_its_line_up_to_the_end_of_the_text(text: str, line: int) -> None:
    with pytest.raises(InputRefused) as refusal:
        read_toml(text, file="s.toml")
    assert refusal.value.where.line == line


_VALUES = (
    ("1",),
    ("'#[x]'  # a comment with ''' and \"\"\"",),
    ("[", "  [0, 0],", "  [10, 1]", "]"),
    ("[ # '''", '  \'a\', # """', "  'b'", "]"),
    ('"""', "[fake]", "bad = 1", '"""'),
    ("'''", 'bad = """', "[[fake]]", "'''"),
    ("{ one = 1, two = ['a', 'b'] }",),
    ("[{ one = 1 }, { one = 2 }]",),
)
_BETWEEN = ("", "# '''", '# bad = """', "\t", "# [fake]")
_HEADS = (
    "[table{n}]",
    "[table{n}.below]",
    '["quoted {n}"]',
    "[[rule]]",
    "[[rule]]",
    "[rule.extra{n}]",
    "[ a{n} . 'b.c' ]",
)


@st.composite
def _documents(draw: st.DrawFn) -> tuple[str, int]:
    """A text with one key named `bad`, and its line."""
    lines: list[str] = []
    places = ["", *draw(st.lists(st.sampled_from(_HEADS), max_size=5))]
    bad_in = draw(st.integers(0, len(places) - 1))
    line = 0
    for n, head in enumerate(places):
        if head.startswith("[rule.") and "[[rule]]" not in places[:n]:
            head = "[[rule]]"
        lines += [head.format(n=n)] if head else []
        keys = draw(
            st.lists(
                st.sampled_from(("key{k}", "'key {k}'", "dotted.key{k}", "a . 'b' . key{k}")), max_size=3
            )
        )
        named = [key.format(k=k) for k, key in enumerate(keys)]
        if n == bad_in:
            named.insert(
                draw(st.integers(0, len(named))), draw(st.sampled_from(("bad", "'bad'", 'other."bad"')))
            )
        for name in named:
            lines += draw(st.lists(st.sampled_from(_BETWEEN), max_size=2))
            line = len(lines) + 1 if "bad" in name else line
            first, *rest = draw(st.sampled_from(_VALUES))
            lines += [f"{name} = {first}", *rest]
    return draw(st.sampled_from(("\n", "\r\n"))).join([*lines, ""]), line


def _read_all(table: Table) -> None:
    table.mark_known(*(key for key in table.keys() if key != "bad"))
    for key, value in table.content.items():
        if key == "bad":
            continue
        if isinstance(value, dict):
            _read_all(table.table(key))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for below in table.tables(key):
                _read_all(below)
    table.refuse_unknown()


@settings(max_examples=examples(200), deadline=None)
@given(_documents())
def test_one_bad_key_is_always_told_on_its_line(document: tuple[str, int]) -> None:
    text, line = document
    table = read_toml(text, file="s.toml")
    with pytest.raises(InputRefused) as refusal:
        _read_all(table)
    assert refusal.value.where.line == line


ELEMENTS = """[[rule]]
ids = [
  "a",
  # a comment
  "b", "c",
  3,
]
[value]
kind = "points"
points = [
  [0, 0.0],
  [1,
   0.5],
  [1, 0.8],
  [2, 1.0],
]
"""


def test_an_element_of_a_list_is_refused_on_its_own_line() -> None:
    root = read_toml(ELEMENTS, file="s.toml")
    with pytest.raises(InputRefused) as refusal:
        root.tables("rule")[0].texts("ids")
    assert refusal.value.where.line == 6
    with pytest.raises(InputRefused) as refusal:
        read_value_function(root.table("value"), down=False)
    assert (refusal.value.where.line, refusal.value.value) == (14, [1, 0.8])


@pytest.mark.parametrize("opened", ['"""', "'''", "[1, 2", "{ a = 1"])
def test_what_is_never_closed_is_reported_where_it_opens(opened: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        read_toml(f"slug = 1\n\n[study]\ntitle = {opened}\n\n# one\n\n# two\n", file="s.toml")
    assert refusal.value.where.line in (4, 5)
