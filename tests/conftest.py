"""What holds for every test: no example fails for being slow on a busy machine (times belong to benchmarks/)."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile

import pytest
from hypothesis import settings

from tests.examples import examples
from tests.program import FOLDER

settings.register_profile("florilege", max_examples=examples(100), deadline=None, print_blob=True)
settings.load_profile("florilege")

LONGEST_FIRST = (
    "accounts/test_on_postgresql.py", "browser/test_site.py", "study_templates/test_guide.py", "chain/test_changes.py",
    "chain/test_kill.py", "conformance/test_instances.py", "linkage/test_study.py",
    "documentation/test_tutorial.py", "publication/test_export.py", "installation/test_wheel.py",
    "practices/test_thirty_writers.py", "finder/test_live.py", "finder/test_alike.py", "chain/test_year.py", "api/test_description.py",
    "door/test_start.py", "chain/test_visits.py", "chain/test_decisions_of_persons.py", "territory/test_service_reach.py",
    "chain/test_reimport.py", "door/test_building.py", "door/test_selecting.py", "conformance/test_random_studies.py",
    "documents/test_figures.py", "contributions/test_corrections.py", "background/test_serving.py", "practices/test_in_a_browser.py",
    "exchange/test_in_a_browser.py", "chain/test_seal.py", "chain/test_refusals.py", "chain/test_editorial_step.py",
    "study_drafts/test_from_files.py", "contributions/test_dump.py", "browser/test_finding.py",
    "chain/test_newer_versions.py", "chain/test_killed_acceptance.py", "selection/test_near_bound.py",
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
    if not hasattr(config, "workerinput") and FOLDER in os.environ:
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


def pytest_collection_finish() -> None:
    """What was gathered is looked through no more; what tests make, as seldom as a command looks through it (florilege.cli)."""
    from florilege.cli import SELDOM  # once the tests are gathered, it is imported already

    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()
