"""The tutorial leads a reader from two spreadsheets to a published study."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from florilege.cli import VERBS
from tests import program as asked
from tests.documentation.followed import commands_of, follow


@pytest.mark.skipif("add" not in VERBS, reason="the tutorial adds a file to a study")
def test_the_tutorial_is_followed_to_its_end(tmp_path: Path) -> None:
    asked.keep_ready()
    program = shlex.join((sys.executable, str(Path(asked.__file__))))
    followed = list(follow("fr", tmp_path, program))
    assert [(one.command, one.said) for one in followed if one.failed] == []
    assert [one.command for one in followed] == commands_of("fr")
    assert (tmp_path / "site" / "index.html").is_file()
    assert (tmp_path / "rapport.pdf").read_bytes().startswith(b"%PDF")
