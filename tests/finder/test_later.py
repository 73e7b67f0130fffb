"""A library that is imported when it is first used."""

from __future__ import annotations

import subprocess
import sys

import pytest

from florilege.later import Later

ASKED = """
import sys
from florilege.linkage import corpus, vocabulary
from florilege.ecosystem import actor_likeness
print(sorted({"polars", "scipy.sparse"} & {*sys.modules}))
"""


def test_what_pages_are_made_with_imports_neither_polars_nor_scipy() -> None:
    ended = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


def test_it_is_itself_once_something_of_it_is_used() -> None:
    import json

    later = Later("json")
    assert later.dumps is json.dumps
    with pytest.raises(AttributeError):
        _ = later.nothing
