"""The same study and the same people on PostgreSQL: the site to the byte, each right, each link."""

from __future__ import annotations

import json
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from tests import postgresql
from tests.api import test_writing
from tests.chain import small_study
from tests.chain.conftest import build_study
from tests.contributions import test_corrections
from tests.journey_reports import reported, run
from tests.leaks import test_ten_leaks
from tests.made_once import made_once
from tests.practices import test_practices
from tests.team_study import bring_up_to_date, copy_without_site

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
    bring_up_to_date(folder, store)
    return folder


def test_the_site_is_that_of_the_embedded_store_to_the_byte(
    built: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    embedded = small_study.site_files(made_once(tmp_path_factory, "built", build_study))
    found = small_study.site_files(built)
    assert found.keys() == embedded.keys()
    assert [name for name, content in found.items() if content != embedded[name]] == []


SCRIPTS = (
    "accounts/journeys.py", "accounts/password_journeys.py", "background/journeys.py",
    "letters/journeys.py", "campaigns/journeys.py", "newsletter/subscription_journeys.py", "newsletter/issue_journeys.py", "articles/journeys.py",
    "api/token_journeys.py", "exchange/registration_journeys.py",
    "exchange/seating_journeys.py",
)  # fmt: skip
"""What is met on the one kind of store and on the other, to the letter."""
READ_AGAIN = {"contributions/journeys.py": test_corrections, "leaks/doors.py": test_ten_leaks,
              "api/writing_journeys.py": test_writing, "practices/journeys.py": test_practices}  # fmt: skip
"""What holds random words: each test of it is asked of what is met on PostgreSQL too."""


def met_on_postgresql(script: str, built: Path, store: str, folder: Path, *options: str) -> Any:
    """What a script meets on a copy of what was built, of the files that people write and of the store: none sees what another did."""
    copy_without_site(built, folder / "copy")
    return json.loads(run(script, folder / "copy", {"DATABASE_URL": postgresql.copy(store)}, *options))


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_met_is_as_on_the_embedded_store(
    script: str, built: Path, store: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert met_on_postgresql(script, built, store, tmp_path) == reported(tmp_path_factory, script)


def test_each_role_meets_what_it_meets_on_the_embedded_store(
    built: Path, store: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """By reading and by sending; the store has no part in what other methods and formats are answered, nor in what other
    roles may do once a role is read from it."""
    views, roles = "accounts/every_view.py", ("anonymous", "editor", "moderator", "juror")
    rows = [
        row for row in reported(tmp_path_factory, views)
        if row[1] in ("GET", "POST") and row[2] == "page" and row[3] in roles
    ]  # fmt: skip
    assert len(rows) > 300
    assert met_on_postgresql(views, built, store, tmp_path, "GET", "POST", "--roles", *roles) == rows


@pytest.mark.parametrize("script", READ_AGAIN)
def test_what_is_met_passes_the_same_tests(script: str, built: Path, store: str, tmp_path: Path) -> None:
    met = met_on_postgresql(script, built, store, tmp_path)
    asked = [
        one for name, one in vars(READ_AGAIN[script]).items()
        if name.startswith("test_") and list(signature(one).parameters) == ["met"]
    ]  # fmt: skip
    assert len(asked) > 5
    for one in asked:
        one(met)
