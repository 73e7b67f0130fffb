"""What two sequences have in common, in order: the shortest way from one to the other, by steps that are bounded.

E. W. Myers, "An O(ND) difference algorithm and its variations", Algorithmica 1, 1986. Its cost grows with the number of
differences, which are few from one save of a text to the next; past a bound, what lies between the first difference and
the last is taken for wholly different.
"""

from __future__ import annotations

from collections.abc import Sequence

MOST = 800
"""Differences that are looked for: half a second of work at most."""
Blocks = list[tuple[int, int, int]]
"""(start in the one, start in the other, length) of what is alike, in order, and an empty one at the end of both."""


def alike(one: Sequence[str], other: Sequence[str], most: int = MOST) -> Blocks:
    """The stretches that two sequences have in common. most : differences that are looked for"""
    start = 0
    while start < len(one) and start < len(other) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    pairs = _middle(one[start : len(one) - end], other[start : len(other) - end], most)
    found: Blocks = [(0, 0, start)] if start else []
    for left, right in pairs:
        left, right = left + start, right + start
        if found and found[-1][0] + found[-1][2] == left and found[-1][1] + found[-1][2] == right:
            found[-1] = (found[-1][0], found[-1][1], found[-1][2] + 1)
        else:
            found.append((left, right, 1))
    if end:
        found.append((len(one) - end, len(other) - end, end))
    return [*found, (len(one), len(other), 0)]


def _middle(one: Sequence[str], other: Sequence[str], most: int) -> list[tuple[int, int]]:
    """The pairs of what is alike in two sequences that begin and end differently."""
    if not one or not other:
        return []
    farthest = {1: 0}
    ways: list[dict[int, int]] = []
    for steps in range(min(most, len(one) + len(other)) + 1):
        ways.append(dict(farthest))
        for diagonal in range(-steps, steps + 1, 2):
            down = diagonal == -steps or (
                diagonal != steps and farthest[diagonal - 1] < farthest[diagonal + 1]
            )
            at = farthest[diagonal + 1] if down else farthest[diagonal - 1] + 1
            while at < len(one) and 0 <= at - diagonal < len(other) and one[at] == other[at - diagonal]:
                at += 1
            farthest[diagonal] = at
            if at >= len(one) and at - diagonal >= len(other):
                return _walked(ways, len(one), len(other))
    return []


def _walked(ways: Sequence[dict[int, int]], left: int, right: int) -> list[tuple[int, int]]:
    """The pairs met on the way, walked back from the end."""
    pairs: list[tuple[int, int]] = []
    for steps in range(len(ways) - 1, -1, -1):
        farthest, diagonal = ways[steps], left - right
        down = diagonal == -steps or (diagonal != steps and farthest[diagonal - 1] < farthest[diagonal + 1])
        before = diagonal + 1 if down else diagonal - 1
        to_left = farthest[before]
        to_right = to_left - before
        while left > max(to_left, 0) and right > max(to_right, 0):
            left, right = left - 1, right - 1
            pairs.append((left, right))
        if steps:
            left, right = to_left, to_right
    return pairs[::-1]
