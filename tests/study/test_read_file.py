"""The study file is read again whenever it has changed, though what it said is kept while it has not."""

from __future__ import annotations

from pathlib import Path

import pytest

from florilege.faults import StudyFileRefused
from florilege.web.study.folder import open_folder
from florilege.web.study.open_study import read_file
from tests.chain import small_study


def test_what_a_study_file_says_is_kept_until_its_text_changes(tmp_path: Path) -> None:
    folder = open_folder(small_study.make(tmp_path))
    text, said = read_file(folder)
    assert read_file(folder)[1] is said
    folder.study_file.write_text(text.replace("count = 2", "count = 1"), encoding="utf-8")
    after, changed = read_file(folder)
    assert after != text
    assert [rule.count for rule in changed.rules] != [rule.count for rule in said.rules]


def test_a_listing_that_is_gone_is_told_though_the_study_file_is_the_same(tmp_path: Path) -> None:
    folder = open_folder(small_study.make(tmp_path))
    _, said = read_file(folder)
    folder.mapping(said.listings[0]).unlink()
    with pytest.raises(StudyFileRefused):
        read_file(folder)
