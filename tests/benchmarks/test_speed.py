"""The fixed calculation is always the same one, else its milliseconds say nothing of the machine."""

from __future__ import annotations

import pytest

from benchmarks import speed


def test_the_calculation_gives_the_fixed_result() -> None:
    assert (speed.plain_python(), speed.numpy_sorting()) == (speed.CHAINS_SUM, speed.NUMBERS_SUM)


def test_another_result_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "CHAINS", 1000)
    with pytest.raises(SystemExit, match="not the same calculation"):
        speed.speed_of_the_moment()
