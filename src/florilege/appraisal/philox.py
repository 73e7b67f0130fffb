"""Random numbers that are the same on every machine and in every language: Philox 4×64, ten rounds.

A number depends only on (seed, draw number, stream, position), so draws can be taken in any order, in parallel,
or again one by one. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011. The words are NumPy's,
whose raw streams are promised not to change; `tests/conformance/draws.json` holds vectors for other editions.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def uniforms(seed: int, draws: NDArray[np.int64], *, stream: int, count: int) -> NDArray[np.float64]:
    """Numbers uniform in ]0, 1[, one row a draw: (draws, count), 32 bits each.

    stream : what the numbers serve (weights, unknown values…)
    Position p of a draw is half p % 2 (low half first) of word (p // 2) % 4 of the block whose key is (seed, draw)
    and whose counter is (p // 8 + 1, stream, 0, 0).
    """
    found = np.empty((len(draws), count))
    for row, halves in zip(found, _halves(seed, draws, stream=stream, count=count), strict=True):
        np.add(halves, 0.5, out=row)
        row *= 2.0**-32
    return found


def uniforms_at(
    seed: int, draws: NDArray[np.int64], positions: NDArray[np.int64], *, stream: int
) -> NDArray[np.float64]:
    """The numbers of `uniforms` at some positions alone: (draws, positions)."""
    count = int(positions.max()) + 1 if len(positions) else 0
    found = np.empty((len(draws), len(positions)))
    for row, halves in zip(found, _halves(seed, draws, stream=stream, count=count), strict=True):
        np.add(halves[positions], 0.5, out=row)
        row *= 2.0**-32
    return found


def _halves(
    seed: int, draws: NDArray[np.int64], *, stream: int, count: int
) -> Iterator[NDArray[np.unsignedinteger]]:
    """The words of each draw, in halves of 32 bits: (count,)."""
    generator = np.random.Philox(key=(seed, 0))
    state = generator.state
    key, counter = state["state"]["key"], state["state"]["counter"]
    for draw in draws.tolist():
        key[1] = draw
        counter[:] = 0, stream, 0, 0
        state["buffer_pos"] = 4  # nothing left of the former draw
        generator.state = state
        yield generator.random_raw((count + 1) // 2).astype("<u8", copy=False).view("<u4")[:count]
