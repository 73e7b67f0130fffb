"""The same study and the same people on PostgreSQL: the site to the byte, each right, each link."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgresql
from tests.chain import small_study
from tests.chain.conftest import build_study
from tests.made_once import made_once
from tests.program import run_from_nothing

pytestmark = pytest.mark.skipif(postgresql.binaries() is None, reason="PostgreSQL is not installed here")


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    with postgresql.started() as address:
        yield address


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, store: str) -> Path:
    """The small study, built on PostgreSQL."""
    folder = tmp_path_factory.mktemp("postgresql")
    study = small_study.make(folder)
    ended = small_study.run(
        "build", study, "--out", folder / "site", "--json", "--without-report", folder=folder,
        environment={"DATABASE_URL": store},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return folder


def test_the_site_is_that_of_the_embedded_store_to_the_byte(
    built: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    embedded = small_study.site_files(made_once(tmp_path_factory, "built", build_study))
    found = small_study.site_files(built)
    assert found.keys() == embedded.keys()
    assert [name for name, content in found.items() if content != embedded[name]] == []


def test_rights_and_links_are_as_on_the_embedded_store(
    built: Path, store: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    embedded = tmp_path / "folder"
    shutil.copytree(made_once(tmp_path_factory, "built", build_study), embedded)
    said: dict[str, list[str]] = {"every_view.py": [], "journeys.py": []}
    for folder, variables in ((built, {"DATABASE_URL": store}), (embedded, {})):
        for script, told in said.items():
            ended = run_from_nothing(
                sys.executable, Path(__file__).with_name(script), folder / "study", folder=folder, environment=variables
            )  # fmt: skip
            assert ended.returncode == 0, ended.stderr[-3000:]
            told.append(ended.stdout)
    assert all(told[0] == told[1] for told in said.values())
