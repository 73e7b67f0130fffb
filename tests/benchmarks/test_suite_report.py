"""What is recorded of the suite is what pytest reports of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.suite import read_report

TESTS = """
import time, pytest

def test_quick(): pass
def test_slow(): time.sleep(0.2)
@pytest.mark.skip(reason="later")
def test_left_out(): pass
def test_wrong(): assert False
"""


def test_a_report_counts_what_passed_was_left_out_and_failed_and_names_the_slowest_first(
    tmp_path: Path,
) -> None:
    (tmp_path / "test_few.py").write_text(TESTS, encoding="utf-8")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--junitxml=report.xml",
            "--rootdir=.",
            "-p",
            "no:django",
            "-p",
            "no:xdist",
            ".",
        ],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    found = read_report(tmp_path / "report.xml")
    assert (found["tests"], found["skipped"], found["failed"]) == (2, 1, 1)
    slowest = found["ten_slowest"]
    assert isinstance(slowest, list)
    assert slowest[0]["test"] == "test_few.py::test_slow"
