"""Is the list robust? Each draw is solved exactly under all the rules; acceptability is the share that keeps a place.

Lahdelma & Salminen (Operations Research 2001), with the ranking replaced by a constrained choice; classes after
Liesiö, Mild & Salo (EJOR 2007).
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from florilege.processes import Processes, cores
from florilege.selection.draws import Sampler
from florilege.selection.problem import Problem
from florilege.selection.solver import Solver

BLOCK = 1000
ALONE = 1000
"""Fewer draws than this are not worth a second process."""
Inputs = tuple[Sampler, Problem, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Acceptability:
    """What the draws say.

    kept : (draws done, candidates); numbers : of the draws done; asked : draws that the study wants
    """

    kept: NDArray[np.bool_]
    numbers: NDArray[np.int64]
    asked: int

    @property
    def share(self) -> NDArray[np.float64]:
        """Share of the draws in which each candidate is kept."""
        return np.asarray(self.kept.mean(axis=0)) if len(self.kept) else np.full(self.kept.shape[1], np.nan)

    def portfolios(self) -> list[tuple[NDArray[np.int64], int]]:
        """The lists seen and how often, most frequent first, then in the order of their candidates."""
        counts = Counter(row.tobytes() for row in np.packbits(self.kept, axis=1))
        width = self.kept.shape[1]
        ordered = sorted(counts.items(), key=lambda item: (-item[1], [-byte for byte in item[0]]))
        return [
            (np.flatnonzero(np.unpackbits(np.frombuffer(packed, dtype=np.uint8), count=width)), count)
            for packed, count in ordered
        ]


class Drawing:
    """Draws under way: in processes of their own from the moment it is entered, in this one when they are few.

    nudge : settles the draws in which lists tie
    """

    def __init__(self, sampler: Sampler, problem: Problem, nudge: NDArray[np.float64], *, draws: int) -> None:
        self._inputs = (sampler, problem, nudge)
        self._draws = draws
        self._tasks = [np.arange(start, min(start + BLOCK, draws)) for start in range(0, draws, BLOCK)]
        self._processes: Processes[Inputs] | None = None
        self._futures: list[Future[NDArray[np.bool_]]] = []

    def __enter__(self) -> Drawing:
        self._started = time.perf_counter()
        count = min(cores(), len(self._tasks))
        if count >= 2 and self._draws >= ALONE:
            self._processes = Processes(_begin, self._inputs, count=count)
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
        for numbers, kept in self._solved():
            blocks.append(kept)
            done.append(numbers)
            if progress is not None:
                progress(sum(map(len, done)))
            if seconds is not None and time.perf_counter() - self._started > seconds:
                break
        if not blocks:
            nothing = np.zeros((0, self._inputs[1].count), dtype=bool)
            return Acceptability(nothing, np.zeros(0, dtype=np.int64), self._draws)
        return Acceptability(np.concatenate(blocks), np.concatenate(done), self._draws)

    def _solved(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.bool_]]]:
        if self._processes is not None:
            for numbers, future in zip(self._tasks, self._futures, strict=True):
                yield numbers, future.result()
            return
        sampler, problem, nudge = self._inputs
        solver = Solver(problem, nudge)
        for numbers in self._tasks:
            yield numbers, _solve(sampler, solver, numbers)


_WORKER: dict[str, tuple[Sampler, Solver]] = {}


def _begin(inputs: Inputs) -> None:
    """Each process builds its solver once."""
    sampler, problem, nudge = inputs
    _WORKER["here"] = (sampler, Solver(problem, nudge))


def _solve_block(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    sampler, solver = _WORKER["here"]
    return _solve(sampler, solver, numbers)


def _solve(sampler: Sampler, solver: Solver, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    kept = [solver.best(scores) for chunk in sampler.chunks(numbers) for scores in chunk]
    return np.array(kept).reshape(len(numbers), -1)


def wilson(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share seen in `count` draws (Wilson, JASA 1927)."""
    if count == 0:
        return 0.0, 1.0
    z = 1.959963984540054
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, (middle - spread) / (1 + z * z / count)), min(
        1.0, (middle + spread) / (1 + z * z / count)
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """An unknown fact of a borderline place: how far it moves the place's acceptability from one end to the other."""

    candidate: int
    criterion: int
    effect: float


def findings(
    found: Acceptability, sampler: Sampler, borderline: Sequence[int], most: int = 20
) -> tuple[Finding, ...]:
    """What to find out next: unknown cells of borderline places, by the change they make to acceptability.

    The effect compares the draws in which the value was in the upper third of its interval with the lower third.
    """
    results: list[Finding] = []
    wanted = set(borderline)
    for cell, (row, column) in enumerate(zip(sampler.rows, sampler.columns, strict=True)):
        if int(row) not in wanted or sampler.values.known[row, column]:
            continue
        random = sampler.unknowns(found.numbers, cell)
        high, low = random > 2 / 3, random < 1 / 3
        if high.any() and low.any():
            effect = float(found.kept[high, row].mean() - found.kept[low, row].mean())
            results.append(Finding(int(row), int(column), effect))
    return tuple(sorted(results, key=lambda one: (-abs(one.effect), one.candidate, one.criterion))[:most])
