"""The modules of the front end: each knows those it is made from, and none leads back to itself."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "frontend" / "src"
NAMED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']\./([\w-]+)["']""")
"""`from "./page"`, of types too, `import("./many")` and `import "./page"`."""


def modules(folder: Path) -> dict[str, set[str]]:
    """Module → the modules of the folder that it names."""
    return {path.stem: set(NAMED.findall(path.read_text(encoding="utf-8"))) for path in folder.glob("*.ts")}


def test_no_module_leads_back_to_itself() -> None:
    graph = modules(SOURCES)
    assert {"directory", "many", "live_map"} <= graph.keys()
    assert "live_map" in graph["many"]
    TopologicalSorter(graph).prepare()


def test_a_circle_through_a_type_or_a_module_loaded_later_is_seen(tmp_path: Path) -> None:
    (tmp_path / "one.ts").write_text('const many = (await import("./two")) as typeof import("./two");\n')
    (tmp_path / "two.ts").write_text('import type { One } from "./one";\n')
    with pytest.raises(CycleError):
        TopologicalSorter(modules(tmp_path)).prepare()
