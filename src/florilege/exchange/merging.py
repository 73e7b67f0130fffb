"""Two people who edit one text at once both keep their words: a three-way merge, by lines, then by words.

After `diff3` (Khanna, Kunal, Pierce, "A formal investigation of diff3", 2007), but for what it calls a conflict: what both
added is kept, one after the other; what both changed is kept twice, between marks, for people to choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from florilege.exchange.differences import alike

OPEN, BETWEEN, CLOSE = "⟦", "¦", "⟧"
"""Marks around two variants of the same words: ⟦the one ¦ the other⟧."""
_TOKEN = re.compile(rf"\s*\w+|\s*[^\w\s]|\s+$|(?=[{OPEN}{BETWEEN}{CLOSE}])\s+")
_WORD = re.compile(r"\w+")


class Clash(Struct, frozen=True):
    """The same words, changed by two people. theirs : as they stand; mine : as who comes second wrote them"""

    theirs: str
    mine: str


class Merged(Struct, frozen=True):
    """A text that holds what two people did. clashes : what both changed, which stands twice in the text"""

    text: str
    clashes: tuple[Clash, ...] = ()


class _Region(Struct, frozen=True):
    """A stretch of the base and what became of it on each side."""

    base: Sequence[str]
    theirs: Sequence[str]
    mine: Sequence[str]


def merged(base: str, theirs: str, mine: str) -> Merged:
    """The text with both changes of a base. theirs : what stands now; mine : what comes second"""
    base, theirs, mine = plain_lines(base), plain_lines(theirs), plain_lines(mine)
    if base == mine or theirs == mine:
        return Merged(theirs)
    if base == theirs:
        return Merged(mine)
    lines: list[str] = []
    clashes: list[Clash] = []
    for region in _regions(*(text.splitlines(keepends=True) for text in (base, theirs, mine))):
        settled = _one_side(region)
        if settled is not None:
            _add_lines(lines, settled)
        elif not region.base:
            _add_lines(lines, _both_added(region))
        else:
            inner = _by_words(*("".join(side) for side in (region.base, region.theirs, region.mine)))
            _add_lines(lines, (inner.text,))
            clashes.extend(inner.clashes)
    return Merged("".join(lines), tuple(clashes))


def plain_lines(text: str) -> str:
    """The text with plain ends of lines, as it is merged and kept."""
    return "\n".join(text.replace("\r\n", "\n").splitlines()) + ("\n" if text.endswith(("\n", "\r")) else "")


def unsettled(text: str) -> tuple[str, ...]:
    """The stretches of a text that hold two variants, which somebody has to choose between."""
    return tuple(one.strip() for one in re.findall(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", text))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, in its order."""
    return tuple(_WORD.findall(text))


def _by_words(base: str, theirs: str, mine: str) -> Merged:
    pieces: list[str] = []
    clashes: list[Clash] = []
    for region in _regions(*(_TOKEN.findall(text) for text in (base, theirs, mine))):
        settled = _one_side(region)
        if settled is not None:
            _add_words(pieces, settled)
        elif not region.base:
            _add_words(pieces, _both_added(region))
        else:
            clashes.append(_kept_twice(region, pieces))
    return Merged("".join(pieces), tuple(clashes))


def _kept_twice(region: _Region, pieces: list[str]) -> Clash:
    """Write both variants, without what they begin and end with alike; what they are."""
    theirs, mine = region.theirs, region.mine
    before = _begin_alike(theirs, mine)
    after = _begin_alike(theirs[before:][::-1], mine[before:][::-1])
    first, second = theirs[before : len(theirs) - after], mine[before : len(mine) - after]
    _add_words(pieces, theirs[:before])
    if first and second:
        said = Clash("".join(first).strip(), "".join(second).strip())
        lead = "" if not pieces or pieces[-1].endswith((" ", "\n")) else " "
        pieces.append(f"{lead}{OPEN}{said.theirs} {BETWEEN} {said.mine}{CLOSE}")
    else:  # one holds all that the other does, and more
        said = Clash("".join(theirs).strip(), "".join(mine).strip())
        _add_words(pieces, (*first, *second))
    _add_words(pieces, theirs[len(theirs) - after :])
    return said


def _both_added(region: _Region) -> Sequence[str]:
    """What both added at one place: the one, then the other; once, where one holds all that the other does."""
    theirs, mine = _bare(region.theirs), _bare(region.mine)
    if _holds(theirs, mine):
        return region.theirs
    if _holds(mine, theirs):
        return region.mine
    return (*region.theirs, *region.mine)


def _holds(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a sequence stands within another, in one piece."""
    return any(one[at : at + len(other)] == other for at in range(len(one) - len(other) + 1))


def _begin_alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many signs two sequences begin with alike."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _one_side(region: _Region) -> Sequence[str] | None:
    """What a region becomes where one side alone changed it, or both alike; what is removed by one and written again by
    the other stays. None where both say something of their own.
    """
    if region.theirs == region.base or not region.theirs:
        return region.mine if region.mine != region.base else region.theirs
    if region.mine in (region.base, region.theirs) or not region.mine:
        return region.theirs
    return None


def _add_lines(lines: list[str], more: Sequence[str]) -> None:
    """Add lines after others, each on a line of its own."""
    for one in more:
        if lines and one and not lines[-1].endswith("\n"):
            lines.append("\n")
        if one:
            lines.append(one)


def _add_words(pieces: list[str], more: Sequence[str]) -> None:
    """Add words after others; two that the base held apart do not become one."""
    for one in more:
        if pieces and one and _is_word(pieces[-1][-1:]) and _is_word(one[0]):
            pieces.append(" ")
        pieces.append(one)


def _is_word(sign: str) -> bool:
    return _WORD.fullmatch(sign) is not None


def _regions(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> Iterator[_Region]:
    """The stretches of a base, in order: those that both sides left as they were, and those between them.

    Signs are compared without the spaces around them: a line that others follow is the same as when it was the last one.
    """
    at = their = my = 0
    for start, end, in_theirs, in_mine in _left_alone(*(_bare(side) for side in (base, theirs, mine))):
        if start > at or in_theirs > their or in_mine > my:
            yield _Region(base[at:start], theirs[their:in_theirs], mine[my:in_mine])
        length = end - start
        for rank in range(length):
            one, other = theirs[in_theirs + rank], mine[in_mine + rank]
            kept = other if one == base[start + rank] else one  # the spaces of whoever changed them
            yield _Region((kept,), (kept,), (kept,))
        at, their, my = end, in_theirs + length, in_mine + length


def _bare(side: Sequence[str]) -> Sequence[str]:
    return [one.strip() for one in side]


def _left_alone(
    base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, start in theirs, start in mine) of what both sides left as it was, and an empty one at the end."""
    first, second = alike(base, theirs), alike(base, mine)
    left = right = 0
    while left < len(first) and right < len(second):
        (one, in_one, length), (other, in_other, size) = first[left], second[right]
        start, end = max(one, other), min(one + length, other + size)
        if start < end:
            yield start, end, in_one + start - one, in_other + start - other
        if one + length < other + size:
            left += 1
        else:
            right += 1
    yield len(base), len(base), len(theirs), len(mine)
