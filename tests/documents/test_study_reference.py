"""The reference of the study file says what its reader reads: no key lacks, none is left over, no default differs."""

from __future__ import annotations

import re
import tomllib

import pytest

from florilege.appraisal.grid import SOURCES
from florilege.appraisal.value_functions import KINDS as VALUES
from florilege.appraisal.weights import FORMS
from florilege.selection.rules import KINDS as RULES
from tests.documents.study_reference import (
    PAGE,
    STUDIES,
    Asked,
    content_of,
    default_of,
    keys_asked,
    keys_used,
    meanings,
    page,
    path_name,
    refused_without,
)


def _words_of(name: str) -> set[object]:
    return {
        value
        for study in STUDIES
        for path, value in keys_used(content_of(study))
        if path_name(path) == name and isinstance(value, str)
    }


def test_every_key_that_the_reader_asks_for_has_a_meaning_and_no_other_has_one() -> None:
    assert set(meanings()) == set(keys_asked())


def test_the_studies_use_every_key_and_take_every_branch_of_the_reader() -> None:
    assert not set(keys_asked()) - set(refused_without())
    assert _words_of("rule.kind") == set(RULES)
    assert _words_of("criterion.value.kind") == set(VALUES)
    assert _words_of("criterion.source") == set(SOURCES)
    assert all(f"weights.{form}" in refused_without() for form in FORMS)


def test_the_page_is_the_one_that_the_reader_gives() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "python -m tests.documents.study_reference writes it again"
    )


def test_a_default_of_the_reader_is_never_worded_over() -> None:
    asked = Asked(["number"], {"0.95"})
    assert default_of("robustness.core", asked, {}, {"robustness.core": {False}}) == "`0.95`"
    with pytest.raises(ValueError, match=r"robustness\.core"):
        default_of("robustness.core", asked, {"default": "0.9"}, {"robustness.core": {False}})


def test_each_example_can_be_typed_as_it_stands_under_its_header() -> None:
    header, series = "", 0
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"## `(.+)`$", line):
            header = found[1]
        elif found := re.match(r"\| `([^`]+)` \| .* \| `([^`]+)` \|$", line):
            key, example = found[1], found[2]
            assert "…" not in example
            top = header.strip("[]").split(".")[0]
            read = tomllib.loads(f"{header}\n{example}\n")
            assert set(read) == {top}, (header, key, example)
            if example.startswith("[["):
                assert example == f"[[{top}.{key}]]"
                series += 1
    assert series
