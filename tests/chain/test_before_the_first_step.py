"""What can be known before a build is told before its first step."""

from __future__ import annotations

from pathlib import Path

import pytest

from florilege.faults import InputRefused
from florilege.web.publication.text import built_files
from florilege.web.steps.chain import run_chain
from tests.chain import small_study


@pytest.mark.django_db
def test_a_front_end_that_is_not_built_is_told_before_the_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = small_study.make(tmp_path)
    monkeypatch.setattr(built_files, "BUILD", tmp_path / "nothing")
    begun: list[str] = []
    with pytest.raises(InputRefused, match="make frontend"):
        run_chain(
            study,
            last="publish",
            out=tmp_path / "site",
            force=(),
            progress=lambda step, _done, _total: begun.append(step),
        )
    assert begun == []
