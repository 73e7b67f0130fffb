"""A question in the reader's own words: needs, kinds, things, a place to look from, and the words that nobody understands.

The rules are those of `frontend/src/question.ts` (ADR 61), read in this order: expressions, the longest first; the name of
a place, whole; expressions with a typing error; words that stand in a fact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct

from florilege.web.publication.pages.needs import NEEDS, expressions
from florilege.web.publication.search.facts import Facts, Thing
from florilege.web.publication.search.gazetteer import Gazetteer, Spot
from florilege.web.publication.search.question_words import EMPTY, KINDS_SAID, LONGEST_NAME
from florilege.web.publication.search.spelling import WordIndex, alike, folded, stem

_SPACES = re.compile(r"\s+")
_END = re.compile(r"[\s,;:.!?]+$")


class Lost(Struct, frozen=True):
    """A word that is no need, no place and in no fact. near : words that may have been meant"""

    word: str
    near: tuple[str, ...]


class Question(Struct, frozen=True):
    """What was understood.

    needs, kinds : codes · spots : none where no place is named, several where the name is that of several
    narrowed : needs of which only some services answer what was said: where one finds a thing, where there are rooms
    """

    needs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    spots: tuple[Spot, ...] = ()
    lost: tuple[Lost, ...] = ()
    narrowed: Mapping[str, tuple[str, ...]] | None = None


NOTHING = Question()


class Expression(Struct, frozen=True):
    """How a need or a kind is said. thing : every expression of the thing that it means; services : none, all of the need"""

    words: tuple[str, ...]
    need: str = ""
    kind: str = ""
    thing: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


@dataclass(slots=True)
class Token:
    """A folded word of the question. rank : of the written word that it comes from"""

    text: str
    rank: int
    taken: bool = False


def worded(said: str) -> tuple[str, ...]:
    """The words of an expression, those that ask nothing left out."""
    return tuple(word for word in folded(said).split(" ") if word and word not in EMPTY)


def _expressions() -> Iterator[Expression]:
    for need in NEEDS:
        for said in expressions(need.said):
            yield Expression(worded(said), need.code)
        for group, services in need.narrow:
            for said in expressions(group):
                yield Expression(worded(said), need.code, services=services)
        for group in need.things:
            thing = expressions(group)
            for said in thing:
                yield Expression(
                    worded(said), need.code, thing=thing, services=need.thing_services or need.services
                )
    for kind, group in KINDS_SAID.items():
        for said in expressions(group):
            yield Expression(worded(said), kind=kind)


class Listener:
    """What the finder knows how to hear: the expressions of each need, and the words of the facts."""

    def __init__(self, facts: Facts, gazetteer: Callable[[], Gazetteer]) -> None:
        self._facts = facts
        self._gazetteer = gazetteer
        # the longest wins: "imprimante 3D" is no printer of a help desk
        self._expressions = sorted(
            (one for one in _expressions() if one.words), key=lambda one: (-len(one.words), not one.thing)
        )
        words = dict.fromkeys(word for one in self._expressions for word in one.words if len(word) > 3)
        self._vocabulary = WordIndex([*(words | dict.fromkeys(facts.vocabulary()))])

    def hear(self, typed: str) -> Question:
        """The question that was typed."""
        written = _SPACES.split(typed)
        tokens = [
            Token(text, rank) for rank, word in enumerate(written) for text in folded(word).split(" ") if text
        ]
        found = self._expressed(tokens, lambda word, token: stem(word) == stem(token))
        spots = self._located(tokens)
        found += self._expressed(tokens, lambda word, token: token not in EMPTY and alike(word, token))
        things = [
            Thing(_as_written(written, run), tuple(map(worded, one.thing))) for one, run in found if one.thing
        ]
        lost: list[Lost] = []
        for token in tokens:
            if token.taken or token.text in EMPTY or len(token.text) < 2:
                continue
            if len(token.text) > 3 and self._facts.begins(stem(token.text)):
                things.append(Thing(_as_written(written, [token]), ((token.text,),)))
            else:
                lost.append(Lost(_as_written(written, [token]), self._near(token.text)))
        narrowed: dict[str, tuple[str, ...]] = {}
        for one, _ in found:
            if one.services:
                narrowed[one.need] = (*narrowed.get(one.need, ()), *one.services)
        for one, _ in found:
            if not one.services:
                narrowed.pop(one.need, None)
        return Question(
            needs=tuple(dict.fromkeys(one.need for one, _ in found if one.need)),
            kinds=tuple(dict.fromkeys(one.kind for one, _ in found if one.kind)),
            things=tuple(things),
            spots=spots,
            lost=tuple(lost),
            narrowed=narrowed,
        )

    def _expressed(
        self, tokens: Sequence[Token], same: Callable[[str, str], bool]
    ) -> list[tuple[Expression, list[Token]]]:
        """Takes the tokens that say an expression, the longest first, wherever they stand."""
        found: list[tuple[Expression, list[Token]]] = []
        for expression in self._expressions:
            for start in range(len(tokens)):
                run = _follow(tokens, start, expression.words, same)
                if run is None:
                    continue
                found.append((expression, run))
                for token in run:
                    token.taken = True
        return found

    def _located(self, tokens: Sequence[Token]) -> tuple[Spot, ...]:
        """The place named by the longest run of words that nothing else took; a name must be whole."""
        for length in range(min(LONGEST_NAME, len(tokens)), 0, -1):
            for start in range(len(tokens) - length, -1, -1):
                run = tokens[start : start + length]
                if any(token.taken for token in run) or all(token.text in EMPTY for token in run):
                    continue
                spots = self._gazetteer().called(" ".join(token.text for token in run))
                if spots:
                    for token in run:
                        token.taken = True
                    return spots
        return ()

    def _near(self, word: str) -> tuple[str, ...]:
        towns = () if len(word) < 4 else self._gazetteer().near(word)
        return tuple(dict.fromkeys((*self._vocabulary.meant(word), *towns)))[:4]


def _as_written(written: Sequence[str], run: Sequence[Token]) -> str:
    """The words as the reader wrote them, from the first of a run to its last."""
    ranks = [token.rank for token in run]
    return _END.sub("", " ".join(written[min(ranks) : max(ranks) + 1]))


def _follow(
    tokens: Sequence[Token], start: int, words: Sequence[str], same: Callable[[str, str], bool]
) -> list[Token] | None:
    """The tokens from `start` that say the words one after the other, the empty ones between them passed over."""
    run: list[Token] = []
    rank = start
    for word in words:
        while run and rank < len(tokens) and tokens[rank].text in EMPTY:
            rank += 1
        if rank >= len(tokens) or tokens[rank].taken or not same(word, tokens[rank].text):
            return None
        run.append(tokens[rank])
        rank += 1
    return run


def replaced(text: str, word: str, other: str) -> str:
    """A text, a word of it replaced by another."""
    words = (other if folded(one) == folded(word) else one for one in _SPACES.split(text))
    return " ".join(one for one in words if one)
