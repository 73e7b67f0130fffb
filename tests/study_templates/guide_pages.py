"""The pages of the guide are true: their commands are run and their outputs compared, or written again.

    python -m tests.study_templates.guide_pages [PAGE …]

In a block ```console, a line that begins with "$ " is a command; what follows, up to the next one, is all it says.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import program

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
SHELL = frozenset("|&;<>$*?`~(){}[]#!\\")
"""Letters by which a line asks something of the shell, whatever quotes are around them."""
BLOCK = re.compile(r"(?s)(```console\n)(.*?)(```)")


def pages() -> list[Path]:
    return sorted(GUIDE.rglob("*.md"))


def language_of(path: Path) -> str:
    """The language of a page, "fr" or "en", by its folder."""
    return "en" if "en" in path.parts[-2:-1] else "fr"


def run(page: str, language: str) -> str:
    """The page with what its commands say today, run one after the other in a folder of their own.

    language : that of the terminal
    """
    program.keep_ready()
    with tempfile.TemporaryDirectory() as scratch:
        programs = Path(scratch) / "programs"
        programs.mkdir()
        command = programs / "florilege"
        command.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" "{program.__file__}" "$@"\n', encoding="utf-8"
        )
        command.chmod(0o755)
        folder = Path(scratch) / "here"
        folder.mkdir()
        return BLOCK.sub(
            lambda found: found[1] + _said(found[2], folder, programs, language) + found[3], page
        )


def _said(block: str, folder: Path, programs: Path, language: str) -> str:
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    environment = {
        **os.environ, "PATH": path, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100", "NO_COLOR": "1",
        "LC_ALL": "", "LC_MESSAGES": "", "LANG": f"{language}.UTF-8", "PERL_BADLANG": "0",
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    reported: list[str] = []
    for line in block.splitlines():
        if not line.startswith("$ "):
            continue
        reported.append(f"{line}\n{_answer(line[2:], folder, environment)}")
    return "".join(reported)


def _answer(command: str, folder: Path, environment: dict[str, str]) -> str:
    """All that a line typed in a shell says; one that asks nothing of the shell is spared it."""
    words = shlex.split(command)
    if words[0] == "florilege" and not SHELL & set(command):
        return program.run(*words[1:], folder=folder, environment=environment, as_one=True).stdout
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    return done.stdout


if __name__ == "__main__":
    for path in [Path(name) for name in sys.argv[1:]] or pages():
        path.write_text(run(path.read_text(encoding="utf-8"), language_of(path)), encoding="utf-8")
