"""One truth of the figures: what the steps count on the study shipped is what the pages say of it."""

from __future__ import annotations

import re

import pytest

from tests.documents.figures import PAGE, ROOT, measure, page, recorded

NUMBERS = {"Eight": 8, "Nine": 9, "Ten": 10, "Huit": 8, "Neuf": 9, "Dix": 10}
SAID = (
    ("README.md", r"(\w+) real listings", "listings"),
    ("README.md", r"real listings \(([\d,]+) records\)", "records"),
    ("LISEZMOI.md", r"(\w+) recensements réels", "listings"),
    ("LISEZMOI.md", r"recensements réels \(([\d ]+) fiches\)", "records"),
    ("docs/linkage.md", r"(\w+) listings describe", "listings"),
    ("docs/linkage.md", r"in ([\d,]+) records\.", "records"),
    ("docs/linkage.md", r"once all ([\d,]+) are linked", "records"),
    ("docs/linkage.md", r"Of the study's records: ([\d,]+) places", "places"),
)
"""Page, sentence in which it says a figure, and which one."""


@pytest.mark.parametrize(("file", "sentence", "figure"), SAID)
def test_a_page_says_the_figure_that_was_measured(file: str, sentence: str, figure: str) -> None:
    found = re.search(sentence, (ROOT / file).read_text(encoding="utf-8"))
    assert found is not None, f"{file} no longer says it so: {sentence}"
    digits = re.sub(r"\D", "", found[1])
    assert (int(digits) if digits else NUMBERS[found[1]]) == recorded()[figure]


def test_the_page_of_figures_is_that_of_the_record() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.documents.figures writes it again"


@pytest.mark.study
def test_the_study_shipped_gives_the_figures_recorded() -> None:
    found = measure("appraise")
    assert found == {name: recorded()[name] for name in found}
