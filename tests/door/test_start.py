"""What is imported to begin with: nothing that a name or a verb does not need."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import florilege
from florilege.cli import VERBS, app
from florilege.cli.verbs import GROUPS, LINES
from tests.door.tables import EXAMPLE, ROOT

HEAVY = ("polars", "numpy", "scipy", "django", "rich", "typer", "duckdb")


def modules_after(program: str) -> set[str]:
    """The modules that a program has imported."""
    asked = f"{program}\nimport json, sys\nsys.stderr.write(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", asked], check=True, capture_output=True, text=True, timeout=120
    )
    return set(json.loads(done.stderr))


def test_the_library_imports_nothing_before_a_name_is_used() -> None:
    found = modules_after("import florilege")
    assert not found & {*HEAVY, "florilege.faults"}


def test_every_name_is_there_and_known_to_whoever_checks_types() -> None:
    for name in florilege.__all__:
        assert getattr(florilege, name) is not None
    tree = ast.parse(Path(florilege.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert {*typed, "__version__"} == set(florilege.__all__)
    for name, room in typed.items():
        assert getattr(sys.modules[str(room)], name) is getattr(florilege, name)
    with pytest.raises(AttributeError):
        getattr(florilege, "nothing_of_this_name")  # noqa: B009  # a name that types know nothing of


def test_the_help_imports_no_verb() -> None:
    program = "import florilege.cli as c\ntry:\n    c.main(['--help'])\nexcept SystemExit as end:\n    assert end.code == 0"
    found = modules_after(program)
    light = {"florilege.cli.application", "florilege.cli.verbs"}
    assert {name for name in found if name.startswith("florilege.cli.")} == light
    assert not found & {"polars", "numpy", "django", "rich.markdown"}


def test_the_help_tells_each_verb_by_the_first_sentence_of_its_own() -> None:
    result = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "400"})
    assert result.exit_code == 0
    for name, line in {**LINES, **GROUPS}.items():
        assert f"{name} " in result.output
        assert line in result.output
    for name, verb in VERBS.items():
        assert LINES[name] == " ".join((inspect.getdoc(verb) or "").split("\n\n")[0].split()), name


def test_each_verb_is_a_command_that_tells_its_own_help() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert list(commands) == [*LINES, *GROUPS]
    for name, command in commands.items():
        assert command.name == name
        assert (command.help or "").split()[:3] == (LINES.get(name) or GROUPS[name]).split()[:3]
    assert set(commands["user"].commands) == {"add", "list", "disable", "enable"}


def test_the_example_links_chooses_and_draws_in_thirty_lines(tmp_path: Path) -> None:
    tree = ast.parse(EXAMPLE.read_text(encoding="utf-8"))
    code = {
        line for node in tree.body[1:] for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    assert len(code) <= 30
    chart = tmp_path / "chart.png"
    done = subprocess.run(
        [sys.executable, EXAMPLE, chart],
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
        cwd=tmp_path,
    )
    assert "16 records, 10 places, 0 pairs to review" in done.stdout
    assert chart.read_bytes().startswith(b"\x89PNG")
    assert chart.stat().st_size > 20_000


def test_the_example_is_typed(tmp_path: Path) -> None:
    """As a user would check it: the names of the library are typed, whatever it imports late."""
    wrong = tmp_path / "wrong.py"
    wrong.write_text("import florilege\nflorilege.select('a.csv', 'b.toml').kept = 3\n", encoding="utf-8")
    # what `mypy -p florilege` has kept of the checks before the tests is taken up
    strict = [sys.executable, "-m", "mypy", "--strict"]
    reported = subprocess.run(
        [*strict, str(EXAMPLE), str(wrong)],
        capture_output=True,
        text=True,
        timeout=500,
        cwd=ROOT,
        check=False,
    )
    assert reported.returncode == 1
    assert "Found 2 errors in 1 file" in reported.stdout or "Found 1 error in 1 file" in reported.stdout, (
        reported.stdout
    )
    assert "two_listings.py" not in reported.stdout
