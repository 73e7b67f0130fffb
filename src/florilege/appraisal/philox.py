"""Random words that are the same on every machine and in every language: Philox 4×32, ten rounds.

A word depends only on (seed, draw number, stream, position), so draws can be taken in any order, in parallel,
or again one by one. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_WEYL = (np.uint64(0x9E3779B9), np.uint64(0xBB67AE85))
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def philox_words(counter: NDArray[np.uint64], key: tuple[int, int]) -> NDArray[np.uint64]:
    """Four words of 32 bits for each counter: (…, 4) in, (…, 4) out, words in the low halves of 64 bits."""
    a, b, c, d = (counter[..., rank] & _LOW for rank in range(4))
    k0, k1 = np.uint64(key[0] & 0xFFFFFFFF), np.uint64(key[1] & 0xFFFFFFFF)
    for _ in range(10):
        first, second = a * _MULTIPLIERS[0], c * _MULTIPLIERS[1]
        a, b, c, d = (second >> _HALF) ^ b ^ k0, second & _LOW, (first >> _HALF) ^ d ^ k1, first & _LOW
        k0, k1 = (k0 + _WEYL[0]) & _LOW, (k1 + _WEYL[1]) & _LOW
    return np.stack((a, b, c, d), axis=-1)


def uniforms(
    seed: int, draws: NDArray[np.int64], *, stream: int, count: int, start: int = 0
) -> NDArray[np.float64]:
    """Numbers uniform in ]0, 1[, one row a draw: (draws, count), 32 bits each.

    stream : what the numbers serve (weights, unknown values…); start : a multiple of 4, position of the first
    """
    blocks = np.arange(start // 4, (start + count + 3) // 4, dtype=np.uint64)
    counter = np.empty((len(draws), len(blocks), 4), dtype=np.uint64)
    counter[..., 0] = blocks[None, :]
    counter[..., 1] = np.uint64(stream)
    numbers = draws.astype(np.uint64)
    counter[..., 2] = (numbers & _LOW)[:, None]
    counter[..., 3] = (numbers >> _HALF)[:, None]
    words = philox_words(counter, (seed & 0xFFFFFFFF, seed >> 32)).reshape(len(draws), -1)[:, :count]
    return (words.astype(np.float64) + 0.5) / 4294967296.0
