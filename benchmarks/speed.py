"""How fast the machine is at this moment: one fixed calculation, so that figures of different hours can be compared.

    .venv/bin/python -m benchmarks.speed        # prints it, for a record that no module writes

A shared host is now faster, now slower, by as much as 1.7. Two figures of different hours are compared after each is
divided by the milliseconds of its own hour. It is no measure of disks, nor of more than one core.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

TRIALS = 5
CHAINS = 200_000
CHAINS_SUM = 23_138_472
NUMBERS = 2_000_000
NUMBERS_SUM = 1_999_999_000_000


def plain_python() -> int:
    """Lengths of the chains n → n/2 or 3n + 1 from below 200,000: loops, dictionary, whole numbers, tuples."""
    lengths = {1: 1}
    for start in range(1, CHAINS):
        seen: list[tuple[int, int]] = []
        number = start
        while number not in lengths:
            seen.append((number, len(seen)))
            number = number // 2 if number % 2 == 0 else 3 * number + 1
        known = lengths[number]
        for passed, rank in seen:
            lengths[passed] = known + len(seen) - rank
    return sum(lengths[start] for start in range(1, CHAINS))


def numpy_sorting() -> int:
    """Two million whole numbers put in disorder, sorted twice and gathered: one thread, more than the caches hold."""
    disorder = np.arange(NUMBERS, dtype=np.int64) * 387_420_489 % NUMBERS
    order = np.argsort(disorder)
    return int(np.sort(disorder)[disorder[order]].sum())


def speed_of_the_moment() -> dict[str, object]:
    """Milliseconds, median of five, of each calculation and of both; refuses a result that is not the fixed one."""
    taken: dict[str, list[float]] = {"plain_python": [], "numpy": []}
    for _ in range(TRIALS):
        taken["plain_python"].append(_milliseconds(plain_python, CHAINS_SUM))
        taken["numpy"].append(_milliseconds(numpy_sorting, NUMBERS_SUM))
    both = [sum(pair) for pair in zip(*taken.values(), strict=True)]
    return {
        "calculation": "benchmarks/speed.py, median of five",
        "milliseconds": round(statistics.median(both)),
        **{f"{name}_milliseconds": round(statistics.median(times)) for name, times in taken.items()},
        "slowest_by_fastest": round(max(both) / min(both), 2),
    }


def _milliseconds(calculation: Callable[[], int], expected: int) -> float:
    started = time.perf_counter()
    found = calculation()
    taken = (time.perf_counter() - started) * 1000
    if found != expected:
        raise SystemExit(
            f"{calculation.__name__} gives {found} instead of {expected}: not the same calculation"
        )
    return taken


if __name__ == "__main__":
    sys.stdout.write(json.dumps(speed_of_the_moment(), indent=2) + "\n")
