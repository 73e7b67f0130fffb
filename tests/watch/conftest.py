"""What the tests of the watch are given: a local web, and a way to visit it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from florilege.web.watch.fetching import Limits
from florilege.web.watch.guard import Guard
from florilege.web.watch.rounds import Manner, Round, Watched, make_round
from florilege.web.watch.turns import Turns
from tests.watch.local_web import LocalWeb

PATIENT = Limits(visit=60, idle=30)
"""No site of a test is slow, however busy the machine, unless it plays so."""
HURRIED = Limits(visit=0.8, idle=0.4)
TODAY = "2026-03-02"
MakeRound = Callable[..., Round]


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    """A web of this machine, empty."""
    world = LocalWeb()
    yield world
    world.close()


class PassingTime:
    """Seconds that pass at once: what was waited for is only kept."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waited: list[float] = []

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


@pytest.fixture
def passing() -> PassingTime:
    """A clock that no test has to wait for."""
    return PassingTime()


@pytest.fixture
def visit_all(web: LocalWeb, tmp_path: Path, passing: PassingTime) -> MakeRound:
    """Make a round in a study's empty folder."""

    def make(
        *watched: Watched,
        today: str = TODAY,
        folder: Path = tmp_path,
        limits: Limits = PATIENT,
        **manner: object,
    ) -> Round:
        reported: list[tuple[int, int]] = []
        made = make_round(
            folder,
            watched,
            Manner("test@example.org", today, guard=Guard(web.allowed), limits=limits, **manner),  # type: ignore[arg-type]
            agent="florilege/test (+test@example.org)",
            progress=lambda done, total: reported.append((done, total)),
            turns=lambda _: Turns(passing.clock, passing.wait, rest=2.0, most=30.0),
        )
        assert reported[-1][0] == reported[-1][1] == len(made.visits)
        return made

    return make


def outcomes(made: Round) -> Sequence[tuple[str, str]]:
    """(outcome, reason) of each visit, in the order of the sites."""
    return [(visit.outcome, visit.reason) for visit in made.visits]
