"""Is the list robust? Each draw is solved exactly under all the rules; acceptability is the share that keeps a place.

Lahdelma & Salminen (Operations Research 2001), with the ranking replaced by a constrained choice; classes after
Liesiö, Mild & Salo (EJOR 2007).
"""

from __future__ import annotations

import heapq
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.processes import Processes, can_fork, cores
from florilege.selection.by_size import BySize
from florilege.selection.draws import Sampler
from florilege.selection.laminar import greedy_by_draw, laminar_of
from florilege.selection.problem import Problem
from florilege.selection.ranks import RANKED_DRAWS, Ranks, above, ranks_of
from florilege.selection.solver import NO_EFFORT, Effort, Solver

BLOCK = 1000
ALONE = 1000
"""Fewer draws than this are not worth a second process."""
Inputs = tuple[Sampler, Problem, NDArray[np.float64], range | None]
Lists = tuple[NDArray[np.bool_], Effort]
Way = Callable[[NDArray[np.int64]], Lists]


class Acceptability(Struct, frozen=True):
    """What the draws say.

    kept : (draws done, candidates); numbers : of the draws done; asked : draws that the study wants
    effort : what the solver needed for them beyond its usual way
    """

    kept: NDArray[np.bool_]
    numbers: NDArray[np.int64]
    asked: int
    effort: Effort = NO_EFFORT

    @property
    def share(self) -> NDArray[np.float64]:
        """Share of the draws in which each candidate is kept."""
        return np.asarray(self.kept.mean(axis=0)) if len(self.kept) else np.full(self.kept.shape[1], np.nan)

    def portfolios(self, reference: NDArray[np.bool_], *, most: int) -> Portfolios:
        """The lists seen and how often."""
        packed = np.packbits(self.kept, axis=1)
        counts = Counter(row.tobytes() for row in packed)
        least = min((count for _, count in counts.most_common(most)), default=0)
        first = heapq.nsmallest(
            most,
            ((-count, bits.translate(_TURNED), bits) for bits, count in counts.items() if count >= least),
        )
        width = self.kept.shape[1]
        return Portfolios(
            different=len(counts),
            reference=counts[np.packbits(reference).tobytes()],
            most_frequent=tuple(
                (np.flatnonzero(np.unpackbits(np.frombuffer(bits, dtype=np.uint8), count=width)), -count)
                for count, _, bits in first
            ),
        )


_TURNED = bytes(range(255, -1, -1))
"""Turns the order of bytes: lists are compared by their first candidates."""


class Portfolios(Struct, frozen=True):
    """Lists seen in the draws.

    different : how many; reference : draws that give the reference list
    most_frequent : (candidates, draws), most frequent first, then in the order of their candidates
    """

    different: int
    reference: int
    most_frequent: tuple[tuple[NDArray[np.int64], int], ...]


class Drawing:
    """Draws under way: beside this process from the moment it is entered, in it when they are few.

    nudge : settles the draws in which lists tie; sizes : those compared where a mean over several is maximised
    """

    def __init__(
        self,
        sampler: Sampler,
        problem: Problem,
        nudge: NDArray[np.float64],
        *,
        draws: int,
        sizes: range | None = None,
    ) -> None:
        self._inputs = (sampler, problem, nudge, sizes)
        self._draws = draws
        self._tasks = [np.arange(start, min(start + BLOCK, draws)) for start in range(0, draws, BLOCK)]
        self._laminar = laminar_of(problem) if sizes is None else None
        self._processes: Processes[Inputs] | None = None
        self._futures: list[Future[Lists]] = []

    def __enter__(self) -> Drawing:
        self._started = time.perf_counter()
        count = min(cores(), len(self._tasks))
        if count >= 2 and self._draws >= ALONE:
            # greedy is NumPy alone: its processes may go on from this one, which costs them no start
            share = "fork" if self._laminar is not None and can_fork() else "copy"
            self._processes = Processes(_begin, self._inputs, count=count, share=share)
            self._futures = [self._processes.submit(_solve_block, numbers) for numbers in self._tasks]
        return self

    def __exit__(self, *error: object) -> None:
        if self._processes is not None:
            self._processes.__exit__(*error)

    def collect(self, *, seconds: float | None, progress: Callable[[int], object] | None) -> Acceptability:
        """Wait for the draws. Each was solved exactly under all the rules.

        seconds : a budget since the start; draws that do not fit are left out and counted, never guessed
        progress : told the number of draws done
        """
        blocks: list[NDArray[np.bool_]] = []
        done: list[NDArray[np.int64]] = []
        effort = NO_EFFORT
        for numbers, (kept, needed) in self._solved():
            blocks.append(kept)
            effort += needed
            done.append(numbers)
            if progress is not None:
                progress(sum(map(len, done)))
            if seconds is not None and time.perf_counter() - self._started > seconds:
                break
        if not blocks:
            nothing = np.zeros((0, self._inputs[1].count), dtype=bool)
            return Acceptability(nothing, np.zeros(0, dtype=np.int64), self._draws)
        return Acceptability(np.concatenate(blocks), np.concatenate(done), self._draws, effort)

    def findings(
        self, found: Acceptability, borderline: Sequence[int], most: int = 20
    ) -> tuple[Finding, ...]:
        """What to find out next: unknown cells of borderline places, by the change they make to acceptability.

        The effect compares the draws in which the value lay in the upper third of its interval with the lower third.
        """
        sampler = self._inputs[0]
        wanted = np.isin(sampler.rows, np.asarray(borderline, dtype=np.int64))
        cells = np.flatnonzero(wanted & ~sampler.values.known[sampler.rows, sampler.columns])
        if not len(cells) or not len(found.numbers):
            return ()
        places = sampler.rows[cells]
        parts = [slice(start, start + BLOCK) for start in range(0, len(found.numbers), BLOCK)]
        asked = ((found.numbers[part], cells, found.kept[part][:, places]) for part in parts)
        if self._processes is not None:
            futures = [self._processes.submit(_thirds_of_block, *one) for one in asked]
            thirds = [future.result() for future in futures]
        else:
            thirds = [_thirds(sampler, *one) for one in asked]
        effects = _share([upper for upper, _ in thirds]) - _share([lower for _, lower in thirds])
        results = [
            Finding(int(sampler.rows[cell]), int(sampler.columns[cell]), float(effect))
            for cell, effect in zip(cells, effects, strict=True)
            if np.isfinite(effect)
        ]
        return tuple(sorted(results, key=lambda one: (-abs(one.effect), one.candidate, one.criterion))[:most])

    def ranks(self, found: Acceptability, places: Sequence[int]) -> Ranks:
        """Between which ranks places stand by score alone, rules apart, over the first of the draws done."""
        counted, wanted = found.numbers[:RANKED_DRAWS], np.asarray(places, dtype=np.int64)
        if self._processes is None or not len(wanted):
            return ranks_of(above(self._inputs[0], counted, wanted), wanted)
        parts = np.array_split(counted, cores())
        futures = [self._processes.submit(_above_in_block, part, wanted) for part in parts]
        return ranks_of(np.concatenate([future.result() for future in futures]), wanted)

    def _solved(self) -> Iterator[tuple[NDArray[np.int64], Lists]]:
        if self._futures:
            for numbers, future in zip(self._tasks, self._futures, strict=True):
                yield numbers, future.result()
            return
        solve = _way(self._inputs)
        for numbers in self._tasks:
            yield numbers, solve(numbers)


_WORKER: dict[str, tuple[Way, Sampler]] = {}


def _begin(inputs: Inputs) -> None:
    """Each process builds its solver once."""
    _WORKER["here"] = _way(inputs), inputs[0]


def _solve_block(numbers: NDArray[np.int64]) -> Lists:
    return _WORKER["here"][0](numbers)


def _thirds_of_block(
    numbers: NDArray[np.int64], cells: NDArray[np.int64], kept: NDArray[np.bool_]
) -> tuple[_Third, _Third]:
    return _thirds(_WORKER["here"][1], numbers, cells, kept)


def _above_in_block(numbers: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int64]:
    return above(_WORKER["here"][1], numbers, places)


def _way(inputs: Inputs) -> Way:
    """How draws of some numbers become lists: all at once by greedy where it is exact, else one by one."""
    sampler, problem, nudge, sizes = inputs
    laminar = laminar_of(problem) if sizes is None else None
    if laminar is not None:
        preferred = np.argsort(np.argsort(nudge, kind="stable"))

        def together(numbers: NDArray[np.int64]) -> Lists:
            return _certified(problem, greedy_by_draw(laminar, numbers, sampler.chunks, preferred)), NO_EFFORT

        return together
    solver = Solver(problem, nudge) if sizes is None else BySize(problem, sizes, nudge)

    def one_by_one(numbers: NDArray[np.int64]) -> Lists:
        before = solver.effort
        kept = [solver.best(scores) for chunk in sampler.chunks(numbers) for scores in chunk]
        return np.array(kept).reshape(len(numbers), -1), solver.effort - before

    return one_by_one


def _certified(problem: Problem, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    totals = problem.totals_of_lists(kept)
    if ((totals < problem.floors) | (totals > problem.ceilings)).any():
        raise ArithmeticError("a draw's list does not respect the rules when they are counted exactly")
    return kept


def wilson(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share seen in `count` draws (Wilson, JASA 1927)."""
    if count == 0:
        return 0.0, 1.0
    z = 1.959963984540054
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    low, high = (middle - spread) / (1 + z * z / count), (middle + spread) / (1 + z * z / count)
    # in floats the ends may miss a share of exactly 0 or 1, which the interval holds, by a last digit
    return max(0.0, min(share, low)), min(1.0, max(share, high))


class Finding(Struct, frozen=True):
    """An unknown fact of a borderline place: how far it moves the place's acceptability from one end to the other."""

    candidate: int
    criterion: int
    effect: float


class _Third(Struct, frozen=True):
    """Draws in which each cell lies in one third of its interval, and those of them that keep its place."""

    draws: NDArray[np.int64]
    kept: NDArray[np.int64]


def _thirds(
    sampler: Sampler, numbers: NDArray[np.int64], cells: NDArray[np.int64], kept: NDArray[np.bool_]
) -> tuple[_Third, _Third]:
    """The upper and the lower third: kept (draws, cells) says whether the place of each cell is kept."""
    random = sampler.unknowns(numbers, cells)
    upper, lower = random > 2 / 3, random < 1 / 3
    return (
        _Third(upper.sum(axis=0), (upper & kept).sum(axis=0)),
        _Third(lower.sum(axis=0), (lower & kept).sum(axis=0)),
    )


def _share(thirds: Sequence[_Third]) -> NDArray[np.float64]:
    draws, kept = sum(one.draws for one in thirds), sum(one.kept for one in thirds)
    with np.errstate(invalid="ignore"):
        return np.asarray(kept / draws)
