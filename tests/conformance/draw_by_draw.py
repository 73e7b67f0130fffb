"""Draws computed one number at a time with Python's own integers: shares no code with what it judges.

    python -m tests.conformance.draw_by_draw

writes `draws.json`: words, weights and unknown values that every edition (command line, browser) has to find.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
WORD = 0xFFFFFFFFFFFFFFFF
WEIGHTS, UNKNOWNS = 1, 2
MOVES = 400


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Four words of 64 bits (Salmon et al., SC 2011: Philox 4×64, ten rounds)."""
    a, b, c, d = counter
    k, m = key
    for _ in range(10):
        first, second = a * MULTIPLIERS[0], c * MULTIPLIERS[1]
        a, b, c, d = (second >> 64) ^ b ^ k, second & WORD, (first >> 64) ^ d ^ m, first & WORD
        k, m = (k + WEYL[0]) & WORD, (m + WEYL[1]) & WORD
    return a, b, c, d


def number(seed: int, draw: int, stream: int, position: int) -> float:
    """The number in ]0, 1[ at a position of a stream of a draw."""
    word = philox((position // 8 + 1, stream, 0, 0), (seed, draw))[position // 2 % 4]
    half = word >> 32 if position % 2 else word & 0xFFFFFFFF
    return (half + 0.5) / 4294967296.0


def ordered_weights(order: list[int], seed: int, draw: int) -> list[float]:
    """Uniform on the weightings of an order of importance: sorted exponential spacings."""
    spacings = [-math.log(number(seed, draw, WEIGHTS, rank)) for rank in range(len(order))]
    total = sum(spacings)
    weights = [0.0] * len(order)
    for criterion, spacing in zip(order, sorted(spacings, reverse=True), strict=True):
        weights[criterion] = spacing / total
    return weights


def bounded_weights(
    reference: list[float], rows: list[list[float]], limits: list[float], seed: int, draw: int
) -> list[float]:
    """Hit-and-run from the reference: each move passes weight between two criteria within the bounds."""
    weights, count = list(reference), len(reference)
    for move in range(MOVES):
        first = int(number(seed, draw, WEIGHTS, 4 * move) * count)
        second = (first + 1 + int(number(seed, draw, WEIGHTS, 4 * move + 1) * (count - 1))) % count
        up, down = weights[second], weights[first]
        for row, limit in zip(rows, limits, strict=True):
            slope = row[first] - row[second]
            slack = max(limit - sum(x * w for x, w in zip(row, weights, strict=True)), 0.0)
            if slope > 0:
                up = min(up, slack / slope)
            elif slope < 0:
                down = min(down, -slack / slope)
        step = -down + number(seed, draw, WEIGHTS, 4 * move + 2) * (up + down)
        weights[first] += step
        weights[second] -= step
    return weights


BOUNDS = {
    "reference": [0.3, 0.3, 0.2, 0.2],
    "bounds": [[0.1, 0.5], [0.2, 0.4], [0.0, 0.3], [0.05, 0.6]],
    "ratio": {"over": 0, "under": 2, "at_least": 1.5},
}


def rows_of_bounds() -> tuple[list[list[float]], list[float]]:
    rows: list[list[float]] = []
    limits: list[float] = []
    for criterion, (low, high) in enumerate(BOUNDS["bounds"]):
        unit = [1.0 if other == criterion else 0.0 for other in range(4)]
        rows += [unit, [-x for x in unit]]
        limits += [high, -low]
    rows.append([-1.0, 0.0, 1.5, 0.0])
    limits.append(0.0)
    return rows, limits


def vectors() -> dict[str, object]:
    """What `draws.json` holds."""
    seeds, draws = [0, 20220712, 2**40 + 5], [0, 1, 9999, 2**33]
    rows, limits = rows_of_bounds()
    return {
        "words": [
            {
                "seed": seed, "draw": draw, "stream": UNKNOWNS, "first": 8,
                "words": [f"{word:016x}" for word in philox((2, UNKNOWNS, 0, 0), (seed, draw))],
            }
            for seed in seeds
            for draw in draws
        ],
        "order": [
            {"seed": seed, "draw": draw, "order": [2, 0, 3, 1], "weights": ordered_weights([2, 0, 3, 1], seed, draw)}
            for seed in seeds
            for draw in draws[:3]
        ],
        "bounds": {
            **BOUNDS,
            "draws": [
                {"seed": seed, "draw": draw, "weights": bounded_weights(BOUNDS["reference"], rows, limits, seed, draw)}
                for seed in seeds
                for draw in draws[:3]
            ],
        },
        "unknowns": [
            {"seed": seed, "draw": draw, "numbers": [number(seed, draw, UNKNOWNS, position) for position in range(7)]}
            for seed in seeds
            for draw in draws
        ],
    }  # fmt: skip


if __name__ == "__main__":
    target = Path(__file__).with_name("draws.json")
    target.write_text(json.dumps(vectors(), indent=1) + "\n", encoding="utf-8")
