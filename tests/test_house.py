"""The house is as its plan says: a verb has its file, a page its builder and its template, the five trails lead there."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import florilege
from florilege.cli import VERBS
from florilege.web.publication import builders
from florilege.web.publication.site import PAGES
from florilege.web.publication.text.templating import TEMPLATES
from florilege.web.steps.order import STEPS

ROOT = Path(florilege.__file__).parent
HOUSE = Path(__file__).parents[1]
PLAN = HOUSE / "docs" / "architecture.md"


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
    reported = re.findall(
        r"^\| `(\w+)` \| `steps/\w+\.py` \|", PLAN.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert tuple(reported) == STEPS


def test_the_plan_draws_the_floors_that_the_contract_holds() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = (
        one["layers"]
        for one in project["tool"]["importlinter"]["contracts"]
        if one.get("containers") == ["florilege.web.publication"]
    )
    drawn = re.findall(r"^  ([a-z_]+(?: \| [a-z_]+)*) {2,}\S", PLAN.read_text(encoding="utf-8"), re.MULTILINE)
    assert drawn == layers


BANNED = frozenset({"told", "tell", "tells", "telling", "desk"})
"""Words for words that no name may hold: what is written, reported, shown, announced is named so."""
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_DEFINED_IN_TYPESCRIPT = re.compile(
    r"\b(?:const|let|var|function|class|interface|type)\s+(\w+)|^\s+(?:private |async |static )*(\w+)\([^()]*\)[^;{=]*\{",
    re.MULTILINE,
)


def _is_banned(name: str) -> bool:
    return bool(BANNED & {word.lower() for word in _WORDS.findall(name)})


def _defined(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The names that a module defines, each with its line; tests apart, whose names are sentences."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if not node.name.startswith("test_"):
                yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr, node.lineno
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname, node.lineno


@pytest.mark.parametrize("folder", ["src/florilege", "tests", "benchmarks"])
def test_no_name_is_a_word_for_word_translation(folder: str) -> None:
    files = sorted((HOUSE / folder).rglob("*.py"))
    found = [
        f"{file.relative_to(HOUSE)}:{line}: {name}"
        for file in files
        for name, line in _defined(ast.parse(file.read_text(encoding="utf-8")))
        if _is_banned(name)
    ]
    assert files
    assert (
        found + [str(file) for file in files if _is_banned(file.stem) and not file.stem.startswith("test_")]
        == []
    )


def test_no_name_of_the_scripts_is_a_word_for_word_translation() -> None:
    files = sorted((HOUSE / "frontend" / "src").rglob("*.ts"))
    named = [
        (file.name, name)
        for file in files
        for match in _DEFINED_IN_TYPESCRIPT.finditer(file.read_text(encoding="utf-8"))
        for name in match.groups()
        if name
    ]
    assert ("practice.ts", "announce") in named
    assert [one for one in named if _is_banned(one[1])] == []
