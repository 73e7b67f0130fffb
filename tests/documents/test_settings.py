"""The list of environment variables is that of the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "settings.md"
CODE = ROOT / "src"


def _constants(module: ast.Module) -> dict[str, str]:
    """The texts that a module gives names to, several in one line among them."""
    found: dict[str, str] = {}
    for node in module.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            several = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            pairs = zip(target.elts, value.elts, strict=True) if several else [(target, value)]
            for name, text in pairs:
                if (
                    isinstance(name, ast.Name)
                    and isinstance(text, ast.Constant)
                    and isinstance(text.value, str)
                ):
                    found[name.id] = text.value
    return found


def _modules() -> dict[str, ast.Module]:
    return {
        ".".join(path.relative_to(CODE).with_suffix("").parts): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(CODE.rglob("*.py"))
    }


def _names_of(module: ast.Module, modules: dict[str, ast.Module]) -> dict[str, str]:
    names = _constants(module)
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module in modules:
            there = _constants(modules[node.module])
            names |= {one.asname or one.name: there[one.name] for one in node.names if one.name in there}
    return names


def _asked(module: ast.Module) -> Iterator[ast.expr]:
    """What a module asks of the environment: `os.environ[…]`, its `get`, `setdefault` and `pop`, `getenv`, `envvar=`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
            yield node.slice
        if isinstance(node, ast.Call):
            yield from (word.value for word in node.keywords if word.arg == "envvar")
            if re.search(r"environ\.(get|setdefault|pop)$|getenv$", ast.unparse(node.func)):
                yield node.args[0]


def names_in_code() -> set[str]:
    modules = _modules()
    found: set[str] = set()
    for module in modules.values():
        names = _names_of(module, modules)
        for asked in _asked(module):
            for one in asked.elts if isinstance(asked, ast.List | ast.Tuple) else [asked]:
                found.add(one.value if isinstance(one, ast.Constant) else names[ast.unparse(one)])
    return found


def test_every_environment_variable_is_described_and_no_other() -> None:
    rows = [
        line.split("|")[1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    names = [name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)]
    assert set(names) == names_in_code()
    assert [name for name in names if names.count(name) > 1] == []
