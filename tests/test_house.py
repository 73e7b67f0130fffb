"""The house is as its plan says: a verb has its file, a page its builder and its template, the five trails lead there."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path

import pytest

import florilege
from florilege.cli import VERBS
from florilege.web.publication import builders
from florilege.web.publication.site import PAGES
from florilege.web.publication.text.templating import TEMPLATES
from florilege.web.steps.order import STEPS

ROOT = Path(florilege.__file__).parent
PLAN = Path(__file__).parents[1] / "docs" / "architecture.md"


def test_each_verb_has_a_file_of_its_name() -> None:
    for name, verb in VERBS.items():
        file = "import_" if name == "import" else name.replace("-", "_")
        assert verb.__module__ == f"florilege.cli.{file}"
        assert (ROOT / "cli" / f"{file}.py").is_file()


def test_each_page_has_a_builder_and_a_template_of_its_own_and_no_builder_is_left_over() -> None:
    for page in PAGES:
        assert page.builder is getattr(builders, page.kind)
        assert (TEMPLATES / page.template).is_file()
        assert ("{key}" in page.address) == (page.keys is not None)
    assert len({page.address for page in PAGES}) == len({page.template for page in PAGES}) == len(PAGES)
    made = {
        name
        for name, one in vars(builders).items()
        if inspect.isfunction(one) and inspect.signature(one).return_annotation == "View"
    }
    assert made == {page.kind for page in PAGES}


@pytest.mark.parametrize("section", ["Five questions", "The floors", "What is stored where"])
def test_what_the_plan_names_is_there(section: str) -> None:
    part = next(
        part for part in PLAN.read_text(encoding="utf-8").split("\n## ")[1:] if part.startswith(section)
    )
    named = re.findall(r"`((?:[\w]+/)+[\w]+\.(?:py|toml|html))`", part)
    for name in named:
        found = [base / name for base in (ROOT, ROOT / "web", ROOT / "web" / "publication")]
        assert any(path.is_file() for path in found), name
    assert named or section == "What is stored where"


def test_the_plan_tells_the_steps_in_order() -> None:
    told = re.findall(r"^\| `(\w+)` \| `steps/\w+\.py` \|", PLAN.read_text(encoding="utf-8"), re.MULTILINE)
    assert tuple(told) == STEPS


def test_the_plan_draws_the_floors_that_the_contract_holds() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = (
        one["layers"]
        for one in project["tool"]["importlinter"]["contracts"]
        if one.get("containers") == ["florilege.web.publication"]
    )
    drawn = re.findall(r"^  ([a-z_]+(?: \| [a-z_]+)*) {2,}\S", PLAN.read_text(encoding="utf-8"), re.MULTILINE)
    assert drawn == layers
