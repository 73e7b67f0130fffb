"""Killed inside a write of any step, the next run gives what an undisturbed one gives, row by row, file by file."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.chain import small_study
from tests.chain.killed_build import POINTS

KILLED = Path(__file__).with_name("killed_build.py")


@pytest.mark.parametrize("point", list(POINTS))
def test_a_build_killed_inside_a_write_is_taken_up_again(
    point: str, tmp_path: Path, built_once: Path
) -> None:
    study = small_study.make(tmp_path)
    killed = small_study.run(point, study, tmp_path / "site", folder=tmp_path, script=KILLED)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    again = small_study.build(study, tmp_path)
    assert again.returncode == 0, again.stderr
    assert small_study.store_rows(tmp_path) == small_study.store_rows(built_once)
    for name in ("identities.csv", "addresses.csv"):
        assert (study / name).read_bytes() == (built_once / "study" / name).read_bytes()
    assert small_study.site_files(tmp_path) == small_study.site_files(built_once)
