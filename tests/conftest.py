"""What holds for every test: no example fails for being slow on a busy machine (times belong to benchmarks/)."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile

import pytest
from hypothesis import settings

from tests.program import FOLDER

settings.register_profile("florilege", deadline=None, print_blob=True)
settings.load_profile("florilege")

LONGEST_FIRST = (
    "accounts/test_on_postgresql.py", "practices/test_thirty_writers.py", "newsletter/test_issues.py", "documentation/test_tutorial.py",
    "installation/test_wheel.py", "study_drafts/test_from_files.py",
    "exchange/test_in_a_browser.py", "practices/test_in_a_browser.py", "practices/test_practices.py",
    "exchange/test_registration.py", "exchange/test_seating.py", "chain/test_year.py", "chain/test_workspace.py", "chain/test_laboratory.py",
    "browser/test_site.py", "browser/test_finding.py", "finder/test_live.py", "accounts/test_rights.py", "chain/test_seal.py",
    "api/test_description.py", "contributions/test_dump.py", "chain/test_jury_marks.py", "chain/test_refusals.py",
    "chain/test_newer_versions.py", "background/test_serving.py", "linkage/test_study.py", "chain/test_kill.py",
    "chain/test_killed_acceptance.py", "slips/test_every_key.py", "selection/test_near_bound.py",
)  # fmt: skip
"""Files whose tests take longest, each handed whole to one process: one of them begun last would be waited for alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Longest first; `--no-loadscope-reorder` keeps that order, where xdist would put files of few tests last."""
    places = {name: rank for rank, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get("/".join(item.path.parts[-2:]), len(places)))


def pytest_configure(config: pytest.Config) -> None:
    """One folder where the process that commands are copies of is asked (tests/program.py), for all the processes of a run."""
    gc.disable()  # while six thousand tests are gathered, which stay
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="florilege-warm-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


def pytest_collection_finish() -> None:
    """What was gathered is looked through no more."""
    gc.freeze()
    gc.enable()
