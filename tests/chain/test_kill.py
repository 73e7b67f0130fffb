"""Killed inside a write of any step, the next run gives what an undisturbed one gives, row by row, file by file."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from florilege.web.publication.site import PAGES
from tests.chain import small_study
from tests.chain.killed_build import POINTS

KILLED = Path(__file__).with_name("killed_build.py")
PUBLISHING = [point for point in POINTS if point.startswith("publish")]
"""Points at which a part of the site is written: all of it is compared. Before them, nothing of it is there."""
SAID = " ".join(one.kind for one in PAGES if one.kind != "territory")
"""Kinds of pages but the one that is, for few places, most of a site: what it shows is in the store, compared row by row."""


@pytest.fixture(scope="module")
def few_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study with few places, built."""
    folder = tmp_path_factory.mktemp("few")
    result = small_study.build(small_study.make(folder, rows=small_study.FEW), folder, pages=SAID)
    assert result.returncode == 0, result.stderr
    return folder


def taken_up_again(folder: Path, point: str, undisturbed: Path, *, pages: str | None = None) -> None:
    """Kill a first build at a point; the next must end as one that nothing disturbed. pages : the kinds that it writes"""
    study = folder / "study"
    killed = small_study.run(point, study, folder / "site", folder=folder, script=KILLED)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    again = small_study.build(study, folder, pages=pages)
    assert again.returncode == 0, again.stderr
    assert small_study.store_rows(folder) == small_study.store_rows(undisturbed)
    for name in ("identities.csv", "addresses.csv"):
        assert (study / name).read_bytes() == (undisturbed / "study" / name).read_bytes()
    assert small_study.site_files(folder) == small_study.site_files(undisturbed)


@pytest.mark.parametrize("point", [point for point in POINTS if point not in PUBLISHING])
def test_a_build_killed_inside_a_write_is_taken_up_again(point: str, tmp_path: Path, few_once: Path) -> None:
    small_study.make(tmp_path, rows=small_study.FEW)
    taken_up_again(tmp_path, point, few_once, pages=SAID)


@pytest.mark.parametrize("point", PUBLISHING)
def test_a_build_killed_while_it_publishes_is_taken_up_again(
    point: str, tmp_path: Path, built_once: Path
) -> None:
    small_study.make(tmp_path)
    taken_up_again(tmp_path, point, built_once)
