"""What the guide says is what its commands answer."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from florilege.study_templates.catalogue import TEMPLATES
from tests.study_templates.guide_pages import GUIDE, language_of, pages, run


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(GUIDE)))
def test_the_commands_of_a_page_answer_what_it_prints(path: Path) -> None:
    if shutil.which("perl") is None:
        pytest.skip("no perl on this machine: the guide changes words of a file with it")
    page = path.read_text(encoding="utf-8")
    assert run(page, language_of(path)) == page


def test_each_template_has_its_page_in_both_languages_and_each_link_leads_somewhere() -> None:
    for template in TEMPLATES:
        for folder in (GUIDE, GUIDE / "en"):
            assert (folder / f"{template.name}.md").is_file()
    for path in pages():
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).resolve().exists(), (path, target)
