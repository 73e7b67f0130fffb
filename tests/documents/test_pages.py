"""What the pages of documentation name is there: modules of the code, words of the glossary (links: `tests/documentation`)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "src" / "florilege"


def test_every_module_that_the_selection_is_explained_by_is_there() -> None:
    text = (ROOT / "docs" / "selection.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:selection|appraisal)/[\w/]+\.py)`", text)
    assert len(named) > 20
    assert [name for name in named if not (CODE / name).is_file()] == []


def test_every_class_of_the_glossary_is_one_of_the_code() -> None:
    rows = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    named = {
        name
        for row in rows
        if row.startswith("| ")
        for name in re.findall(r"`([A-Z][a-z]\w+)`", row.split("|")[3])
    }
    classes = {
        node.name
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    assert named - classes == set()
