"""The audit grid has every criterion once, says how each state is known, and counts what was not tested as untested."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import audit_grid
from florilege.web.publication.pages.audit_grid import CONFORM, NOT_APPLICABLE, NOT_TESTED, grid, view
from florilege.web.publication.site import Page, Site

THEMES = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
"""Criteria of each theme of the RGAA 4.1.2."""


def test_every_criterion_stands_once_in_order() -> None:
    numbers = [one.number for theme in grid().themes for one in theme.criteria]
    expected = [f"{theme}.{rank}" for theme, count in enumerate(THEMES, 1) for rank in range(1, count + 1)]
    assert numbers == expected


def test_what_is_said_to_hold_says_how_and_what_was_not_tested_says_nothing() -> None:
    for theme in grid().themes:
        for one in theme.criteria:
            assert bool(one.how) == (one.state == CONFORM), one.number
            assert one.state != audit_grid.NOT_CONFORM or one.note is not None, one.number


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_gives_the_counts_of_the_grid(contents: StudyContents, language: str) -> None:
    found = view(language)
    states = Counter(one.state for theme in grid().themes for one in theme.criteria)
    assert (found.conform, found.not_tested) == (states[CONFORM], states[NOT_TESTED])
    assert (
        found.applicable
        == found.conform + found.not_conform + found.not_tested
        == 106 - states[NOT_APPLICABLE]
    )
    text = Site(contents).render(Page("accessibility", "accessibilite/"), language, static=True)
    assert text.count('role="rowheader"') == 106
    assert re.search(rf"\b{found.conform}\b", text)
