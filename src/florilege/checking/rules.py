"""Patterns of what pages say, each with how it is derived again; a sentence judged by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from msgspec import Struct

from florilege.checking.criteria import Criteria
from florilege.checking.numbers import NUMBER, WORDS, agrees
from florilege.checking.pages import Sentence
from florilege.checking.published import Choice, Published, Row

DONE = "\u25a0"
"""Put in the place of what was derived again, so that what is left is not read together."""
HOME, SELECTION, SHEET, TERRITORY, TERRITORIES = "home", "selection", "sheet", "territory", "territories"
ALL = (HOME, SELECTION, SHEET, TERRITORY, TERRITORIES)


class Case(Struct, frozen=True, dict=True):
    """A sentence, the data, and the names that a pattern found in it."""

    sentence: Sentence
    data: Published
    criteria: Criteria
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    found: str = ""

    @property
    def in_metres(self) -> bool:
        """Whether what a pattern found is a length in metres."""
        return re.search(r"\d m\b", self.found) is not None

    @property
    def place(self) -> Row | None:
        return self.data.by_slug.get(self.sentence.place)

    @property
    def place_id(self) -> str:
        return self.place["place_id"] if self.place else ""

    @property
    def choice(self) -> Choice | None:
        return self.data.choice.get(self.place_id)

    @property
    def territory(self) -> Sequence[Row]:
        return self.data.within(self.sentence.territory)

    @property
    def language(self) -> str:
        return self.sentence.language


Derive = Callable[[Case], Sequence[float] | None]


class Rule(Struct, frozen=True, dict=True):
    """What pages say, and how it is derived again.

    fr, en : patterns where # stands for a number, ~ for a number or a small one in words, @ for a name
    derive : the numbers expected, in the order of the pattern; None when the data do not tell
    """

    pages: Sequence[str]
    fr: str
    en: str
    derive: Derive

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        return {language: _compiled(getattr(self, language), language) for language in ("fr", "en")}


def _compiled(pattern: str, language: str) -> re.Pattern[str]:
    words = "|".join(sorted(WORDS[language], key=len, reverse=True))
    edge = r"(?<![\w\u202f.,-])" if language == "fr" else r"(?<![\w.,-])"
    tokens = {
        "#": rf"{edge}(?P<n{{0}}>{NUMBER[language]})",
        "~": rf"(?<![\w/-])(?P<n{{0}}>{NUMBER[language]}|{words})\b",
        "@": r"(?P<s{0}>.+?)",
    }
    parts = re.split(r"([#~@])", pattern)
    made = (
        tokens[part].replace("{0}", str(rank)) if part in tokens else part for rank, part in enumerate(parts)
    )
    return re.compile("".join(made))


@dataclass(slots=True)
class Judgement:
    """What came of a sentence. left : its words without what was derived again or is fixed"""

    sentence: Sentence
    left: str
    derived: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    """What it says, and what the data say."""


def apply(rule: Rule, case: Case, judgement: Judgement) -> None:
    """Judge what a rule recognises in a sentence, and take it away."""
    pattern = rule.patterns[case.language]

    def judged(found: re.Match[str]) -> str:
        groups = found.groupdict()
        ordered = sorted(groups, key=lambda name: int(name[1:]))
        numbers = tuple(groups[one] for one in ordered if one[0] == "n" and groups[one] is not None)
        names = tuple(groups[one] for one in ordered if one[0] == "s" and groups[one] is not None)
        case_found = Case(case.sentence, case.data, case.criteria, names, numbers, found[0])
        expected = rule.derive(case_found)
        if expected is None:
            return found[0]
        for said, number in zip(numbers, expected, strict=True):
            if agrees(said, number, case.language):
                judgement.derived += 1
            else:
                judgement.wrong.append((found[0], f"{number:.6g}"))
        return DONE

    judgement.left = pattern.sub(judged, judgement.left)
