"""Edits of a mapping file: what is asked for changes, and all that a person wrote stays."""

from __future__ import annotations

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.listings.mapping_edits import with_current, with_version
from florilege.listings.versions import Version
from florilege.toml_positions import before_headers
from florilege.toml_text import entry
from tests.examples import examples

SPREAD = """# A mapping whose tables of one series stand apart.
slug = "a"
current = '2023'  # accepted by hand

# of the record
[record]
id = "current"

[[field]]
field = "name"

[position]
current = 1

[[field]]
field = "city"
"""
WORKBOOK = Version(
    date="2025-01-01", file="b.xlsx", encoding="utf-8", delimiter=",", decimal=",", rename={}, without=frozenset(),
    id_template=None, sheet="Feuille « 2 »", header_row=3, member=None,
)  # fmt: skip


def test_the_version_in_use_changes_at_the_root_alone_and_nothing_else_moves() -> None:
    assert with_current(SPREAD, "2025") == SPREAD.replace("'2023'", '"2025"')


def test_a_mapping_that_names_no_version_in_use_has_it_first() -> None:
    text = SPREAD.replace("current = '2023'  # accepted by hand\n", "")
    assert with_current(text, "2025") == f'current = "2025"\n{text}'


def test_a_line_like_a_key_within_a_text_is_not_taken_for_it() -> None:
    text = 'slug = "a"\nattribution = """\ncurrent = "no"\n"""\n'
    assert tomllib.loads(with_current(text, "2025")) == {**tomllib.loads(text), "current": "2025"}


def test_a_version_added_says_all_that_reading_it_takes() -> None:
    added = tomllib.loads(with_version(SPREAD, WORKBOOK))
    assert added["version"] == [
        {
            "date": "2025-01-01",
            "file": "b.xlsx",
            "encoding": "utf-8",
            "delimiter": ",",
            "decimal": ",",
            "sheet": "Feuille « 2 »",
            "header_row": 3,
        }
    ]
    assert {**added, "version": None} == {**tomllib.loads(SPREAD), "version": None}


def test_a_file_with_the_line_ends_of_windows_keeps_them() -> None:
    text = SPREAD.replace("\n", "\r\n")
    edited = with_version(with_current(text, "2025"), WORKBOOK)
    assert "\n" not in edited.replace("\r\n", "")


def test_the_keys_of_the_root_end_where_the_first_header_begins() -> None:
    head, rest = before_headers(SPREAD)
    assert rest.startswith("[record]")
    assert head + rest == SPREAD
    assert before_headers("a = 1\n") == ("a = 1\n", "")
    assert before_headers("[a]\nb = 1\n") == ("", "[a]\nb = 1\n")


_values = st.recursive(
    st.text() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=6,
)


@settings(max_examples=examples(200), deadline=None)
@given(st.text(), _values)
def test_whatever_is_written_is_read_back_the_same_on_one_line(key: str, value: object) -> None:
    text = entry(key, value)  # type: ignore[arg-type]
    assert "\n" not in text
    assert tomllib.loads(text) == {key: value}
