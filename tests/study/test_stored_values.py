"""Values in the store: what was written is what is read, and what is something else is refused in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from florilege.faults import InputRefused, Words
from florilege.listings.records import Value
from florilege.web.study.stored_values import as_stored, from_stored

TEXT = st.text(max_size=5)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
VALUE: st.SearchStrategy[Value] = st.one_of(TEXT, st.integers(-9, 9), NUMBER, st.booleans())


class Inner(Struct, frozen=True):
    words: Words
    value: Value
    found: Value | None = None


class Outer(Struct, frozen=True):
    name: str
    share: float | None
    sure: bool
    count: int
    sizes: tuple[tuple[str, int, int], ...]
    inner: tuple[Inner, ...]
    by_key: Mapping[str, Inner]
    pair: tuple[str, int] | None = None


INNER = st.builds(Inner, st.builds(Words, TEXT, TEXT), VALUE, st.none() | VALUE)
OUTER = st.builds(
    Outer,
    TEXT,
    st.none() | NUMBER,
    st.booleans(),
    st.integers(-9, 9),
    st.lists(st.tuples(TEXT, st.integers(0, 9), st.integers(0, 9)), max_size=2).map(tuple),
    st.lists(INNER, max_size=2).map(tuple),
    st.dictionaries(TEXT, INNER, max_size=2),
    st.none() | st.tuples(TEXT, st.integers(0, 9)),
)


@given(OUTER)
def test_a_value_written_as_json_is_read_back_as_it_was(value: Outer) -> None:
    read = from_stored(Outer, json.loads(json.dumps(as_stored(value))))
    assert read == value
    assert repr(read) == repr(value)  # 1, 1.0 and True are equal, and not the same value


@pytest.mark.parametrize(
    "stored",
    [
        None,
        {},
        {"words": {"fr": "a"}, "value": 1},
        {"words": "a", "value": 1},
        {"words": {"fr": "a", "en": "a"}, "value": [1]},
    ],
)
def test_what_is_no_such_value_is_refused_and_says_what_to_do(stored: object) -> None:
    with pytest.raises(InputRefused) as refused:
        from_stored(Inner, stored)
    assert refused.value.hint is not None
    assert "florilege build" in refused.value.hint.en


def test_a_refusal_says_where_and_what_stands_there() -> None:
    stored = {"words": {"fr": "a", "en": 7}, "value": 1}
    with pytest.raises(InputRefused) as refused:
        from_stored(Inner, stored)
    assert refused.value.where.column == "Inner.words.en"
    assert str(refused.value.value).startswith("7 (")


def test_a_field_added_since_takes_its_default() -> None:
    assert from_stored(Inner, {"words": {"fr": "a", "en": "b"}, "value": 1}) == Inner(Words("a", "b"), 1)


def test_a_mapping_that_cannot_be_changed_is_written_like_any_other() -> None:
    held = Outer("a", None, True, 1, (), (), MappingProxyType({"x": Inner(Words("a", "b"), 1)}))
    assert as_stored(held) == as_stored(replace(held, by_key=dict(held.by_key)))
    assert from_stored(Outer, as_stored(held)) == replace(held, by_key=dict(held.by_key))


def test_a_tuple_is_written_as_a_list_whatever_reads_it_before_the_store() -> None:
    held = Outer("a", None, True, 1, (("x", 1, 2),), (), {}, ("y", 3))
    written = as_stored(held)
    assert isinstance(written, dict)
    assert (written["sizes"], written["pair"]) == ([["x", 1, 2]], ["y", 3])


def test_what_has_no_form_in_the_store_is_never_written() -> None:
    with pytest.raises(TypeError):
        as_stored({"a": object()})
