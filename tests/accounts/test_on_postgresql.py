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


TESTS = Path(__file__).parents[1]
SCRIPTS = {
    "rights": "accounts/every_view.py",
    "people": "accounts/journeys.py",
    "forgotten passwords": "accounts/password_journeys.py",
    "work": "background/journeys.py",
    "letters": "letters/journeys.py",
    "campaigns": "campaigns/journeys.py",
}
"""What is met on the one kind of store and on the other, each in a process of its own."""


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study, built on SQLite."""
    copy = tmp_path_factory.mktemp("embedded") / "folder"
    shutil.copytree(made_once(tmp_path_factory, "built", build_study), copy)
    return copy


@pytest.mark.parametrize("what", SCRIPTS)
def test_what_is_met_is_as_on_the_embedded_store(what: str, built: Path, embedded: Path, store: str) -> None:
    told = []
    for folder, variables in ((built, {"DATABASE_URL": store}), (embedded, {})):
        # the files that a script leaves beside the store are its own
        ended = run_from_nothing(
            sys.executable, TESTS / SCRIPTS[what], folder / "study", folder=folder, environment=variables
        )
        assert ended.returncode == 0, ended.stderr[-3000:]
        told.append(ended.stdout)
    assert told[0] == told[1]
