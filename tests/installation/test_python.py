"""The Python that an environment is made with: one that can, and the faster of two."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CAN = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"
OTHER = Path("/usr/bin/python3")
with_another = pytest.mark.skipif(
    not OTHER.exists()
    or subprocess.run([OTHER, "-c", CAN], capture_output=True, check=False).returncode != 0,
    reason="the distribution of this machine has no Python that can make an environment",
)
ROOT = Path(__file__).resolve().parents[2]


def chosen(*first: Path) -> subprocess.CompletedProcess[str]:
    """What `.ci/python` prints where these folders come first on the path."""
    path = ":".join(map(str, (*first, "/usr/local/bin", "/usr/bin", "/bin")))
    return subprocess.run(
        [ROOT / ".ci" / "python"], capture_output=True, text=True, env={"PATH": path}, check=True
    )


def python(folder: Path, script: str) -> Path:
    """A folder that holds a `python3` of its own."""
    folder.mkdir()
    (folder / "python3").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "python3").chmod(0o755)
    return folder


def test_the_one_chosen_can_make_an_environment() -> None:
    found = chosen(Path(sys.executable).parent).stdout.strip()
    subprocess.run([found, "-c", CAN], check=True)


@with_another
def test_one_that_cannot_is_passed_over(tmp_path: Path) -> None:
    assert chosen(python(tmp_path / "old", "exit 1")).stdout.strip() == str(OTHER)


@with_another
def test_a_slower_one_is_passed_over_and_the_choice_is_said(tmp_path: Path) -> None:
    slow = python(
        tmp_path / "slow",
        f'case "$*" in *process_time*) echo 90000000;; *) exec "{sys.executable}" "$@";; esac',
    )
    found = chosen(slow)
    assert found.stdout.strip() == str(OTHER)
    assert "make PYTHON=python3" in found.stderr
