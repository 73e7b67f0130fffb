"""Random words that are the same on every machine and in every language: Philox 4×32, ten rounds.

A word depends only on (seed, draw number, stream, position), so draws can be taken in any order, in parallel,
or again one by one. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_WEYL = (np.uint64(0x9E3779B9), np.uint64(0xBB67AE85))
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_AT_ONCE = 8192
"""Counters turned at once: their words stay in the processor's cache."""


def philox_words(counter: NDArray[np.uint64], key: tuple[int, int]) -> NDArray[np.uint64]:
    """Four words of 32 bits for each counter: (…, 4) in, (…, 4) out, words in the low halves of 64 bits."""
    words = [np.array(counter[..., rank] & _LOW) for rank in range(4)]
    _ten_rounds(words, key)
    return np.stack(words, axis=-1)


def _ten_rounds(words: Sequence[NDArray[np.uint64]], key: tuple[int, int]) -> None:
    """Turn four arrays of counters into words, in place: memory that is asked for anew costs more than the sums."""
    a, b, c, d = words
    first, second = np.empty_like(a), np.empty_like(a)
    k0, k1 = np.uint64(key[0] & 0xFFFFFFFF), np.uint64(key[1] & 0xFFFFFFFF)
    for _ in range(10):
        np.multiply(a, _MULTIPLIERS[0], out=first)
        np.multiply(c, _MULTIPLIERS[1], out=second)
        np.right_shift(second, _HALF, out=a)
        np.bitwise_xor(a, b, out=a)
        np.bitwise_xor(a, k0, out=a)
        np.right_shift(first, _HALF, out=c)
        np.bitwise_xor(c, d, out=c)
        np.bitwise_xor(c, k1, out=c)
        np.bitwise_and(second, _LOW, out=b)
        np.bitwise_and(first, _LOW, out=d)
        k0, k1 = (k0 + _WEYL[0]) & _LOW, (k1 + _WEYL[1]) & _LOW


def uniforms(
    seed: int, draws: NDArray[np.int64], *, stream: int, count: int, start: int = 0
) -> NDArray[np.float64]:
    """Numbers uniform in ]0, 1[, one row a draw: (draws, count), 32 bits each.

    stream : what the numbers serve (weights, unknown values…); start : a multiple of 4, position of the first
    """
    blocks = np.arange(start // 4, (start + count + 3) // 4, dtype=np.uint64)
    numbers = draws.astype(np.uint64)
    found = np.empty((len(draws), len(blocks), 4))
    rows = max(1, _AT_ONCE // max(1, len(blocks)))
    for top in range(0, len(draws), rows):
        part = numbers[top : top + rows, None]
        whole = (len(part), len(blocks))
        words = [
            np.array(np.broadcast_to(value, whole))
            for value in (blocks[None, :], np.uint64(stream), part & _LOW, part >> _HALF)
        ]
        _ten_rounds(words, (seed & 0xFFFFFFFF, seed >> 32))
        for rank, word in enumerate(words):
            found[top : top + rows, :, rank] = word
    uniform = found.reshape(len(draws), -1)[:, :count]
    uniform += 0.5
    uniform /= 4294967296.0
    return uniform
