"""A published site checked sentence by sentence against the files that it publishes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from florilege.checking import (
    counts,
    facts,
    sheets,
    territory_counts,
    territory_measures,
    totals,
    ways_in,
)
from florilege.checking.criteria import Criteria
from florilege.checking.fixed import FIXED
from florilege.checking.json_values import items, text
from florilege.checking.numbers import date_pattern, iso
from florilege.checking.pages import Sentence, sentences
from florilege.checking.published import Published, read_published
from florilege.checking.rules import (
    DONE,
    HOME,
    SELECTION,
    SHEET,
    TERRITORIES,
    TERRITORY,
    Case,
    Judgement,
    Rule,
    apply,
)
from florilege.files import read_text

RULES: tuple[Rule, ...] = (
    *ways_in.RULES,
    *totals.RULES,
    *sheets.RULES,
    *territory_measures.RULES,
    *territory_counts.RULES,
    *counts.RULES,
    *facts.RULES,
)
LANGUAGES = ("", "en/")


class Finding(Struct, frozen=True):
    """A sentence that the data contradict, or do not tell: its page, its words, what is refuted, what the data say."""

    page: str
    sentence: str
    said: str = ""
    data: str = ""


class Report(Struct, frozen=True, dict=True):
    """What was checked.

    derived : sentences every number of which was derived again; fixed : those whose numbers say nothing of the data
    """

    pages: int
    derived: int
    fixed: int
    refuted: Sequence[Finding]
    underived: Sequence[Finding]
    by_kind: Mapping[str, Mapping[str, int]]
    sentences_refuted: int
    """Of one sentence, several numbers may be refuted."""

    @property
    def checked(self) -> int:
        return self.derived + self.fixed + self.sentences_refuted + len(self.underived)


def check_site(site: Path, pinned: Path | None = None) -> Report:
    """Check home, selection, sheets of the kept places and territory pages of a built site, in both languages.

    pinned : folder of the study, whose texts and pinned files hold what the published files do not repeat (notes of
    claims, dates of monographs)
    Raises InputRefused when the folder is not one of a published site.
    """
    checker = _Checker(read_published(site), site, pinned)
    derived = fixed = pages = 0
    refuted: list[Finding] = []
    underived: list[Finding] = []
    by_kind: dict[str, Counter[str]] = {}
    for kind, page, file in _pages(site, checker.data):
        pages += 1
        reported = by_kind.setdefault(kind, Counter())
        for judgement in checker.judge(kind, page, file):
            if judgement.wrong:
                reported["refuted"] += 1
                refuted += [Finding(page, judgement.sentence.said, *one) for one in judgement.wrong]
            elif re.search(r"\d", judgement.left):
                reported["underived"] += 1
                underived.append(Finding(page, judgement.sentence.said))
            else:
                reported["derived" if judgement.derived else "fixed"] += 1
                derived, fixed = derived + bool(judgement.derived), fixed + (not judgement.derived)
    wrong = sum(reported["refuted"] for reported in by_kind.values())
    return Report(pages, derived, fixed, refuted, underived, by_kind, wrong)


def _pages(site: Path, data: Published) -> Iterator[tuple[str, str, Path]]:
    """(kind, address, file) of each page to check that is there."""
    slugs = [data.by_id[key]["slug"] for key in data.kept]
    territories = sorted(
        one.name for one in (site / "territoires").glob("*/") if (one / "index.html").is_file()
    )
    addresses = [(HOME, ""), (SELECTION, "selection/"), *((SHEET, f"lieux/{slug}/") for slug in slugs)]
    addresses += [(TERRITORIES, "territoires/"), *((TERRITORY, f"territoires/{key}/") for key in territories)]
    for language in LANGUAGES:
        for kind, address in addresses:
            file = site / language / address / "index.html"
            if file.is_file():
                yield kind, language + address, file


class _Checker:
    def __init__(self, data: Published, site: Path, pinned: Path | None) -> None:
        self.data, self._site, self._criteria = data, site, Criteria(data)
        self._pinned = " ".join(_pinned(pinned)) if pinned is not None else ""
        self._rules = {
            kind: [rule for rule in RULES if kind in rule.pages]
            for kind in (HOME, SELECTION, SHEET, TERRITORY, TERRITORIES)
        }

    def judge(self, kind: str, page: str, file: Path) -> Iterator[Judgement]:
        """Each sentence of a page that has a number, judged."""
        said = list(sentences(file, page))
        title = next((one.text for one in said if "h1" in one.classes), "")
        for rank, sentence in enumerate(said):
            if not re.search(r"\d", sentence.text):
                continue
            if kind == TERRITORIES and not sentence.territory and rank + 1 < len(said):
                # the département of a list that opens is named before the link to it
                sentence = replace(sentence, territory=said[rank + 1].territory)
            judgement = Judgement(sentence, sentence.said)
            case = Case(sentence, self.data, self._criteria)
            if kind == SHEET:
                judgement.left = self._titles.sub(DONE, judgement.left)
            sheets.quoted(case, judgement)
            if kind == SHEET:
                sheets.recorded(case, judgement)
                _cited(judgement, said[rank + 1 :])
            if kind == TERRITORY:
                territory_measures.dated(case, judgement)
            for rule in self._rules[kind]:
                if not re.search(r"\d", judgement.left):
                    break
                apply(rule, case, judgement)
            judgement.left = self._without_names(judgement.left, case, title)
            if kind == SHEET and self._pinned and re.search(r"\d", judgement.left):
                self._in_pinned_files(judgement)
            if judgement.derived or judgement.wrong or re.search(r"\d", judgement.left):
                yield from _settled(judgement)

    def _in_pinned_files(self, judgement: Judgement) -> None:
        """A note or a signature found word for word in the files of the study."""
        sentence = judgement.sentence
        signed = re.fullmatch(rf"(?:Texte : |Text: ).*, ({date_pattern(sentence.language)})\.", sentence.text)
        text = iso(signed[1], sentence.language) if signed else sentence.text.rstrip(")")
        if (signed or "quoted" in sentence.classes) and text in self._pinned:
            judgement.left, judgement.derived = DONE, judgement.derived + 1

    def _without_names(self, left: str, case: Case, title: str) -> str:
        """Without what is a name, or fixed in the words of the pages."""
        if not re.search(r"\d", left):
            return left
        place = case.place
        own = [
            title,
            case.sentence.territory,
            *((place["name"], place["place_id"], place["commune"]) if place else ()),
        ]
        for name in sorted(filter(None, own), key=len, reverse=True):
            left = left.replace(name, DONE)
        if re.search(r"\d", left):
            left = self._names.sub(DONE, left)
        return left

    @cached_property
    def _titles(self) -> re.Pattern[str]:
        """Titles of listings that hold a figure, the longest first."""
        return _any_of(_listings(self._site))

    @cached_property
    def _names(self) -> re.Pattern[str]:
        """Names that hold a figure: of places, records, listings and territories."""
        names = {row["name"] for row in (*self.data.places, *self.data.records)}
        names |= {
            text(one[language])
            for one in items(self.data.selection.get("rules"))
            for language in ("fr", "en")
        }
        names |= {one[:1].upper() + one[1:] for one in names}
        names |= {row["commune"] for row in self.data.places} | {row["bearer"] for row in self.data.places}
        names |= {row["name"] for row in self.data.territories.epcis.values()} | set(self.data.actors)
        return _any_of(names | _territories(self._site) | _listings(self._site))


def _any_of(names: set[str]) -> re.Pattern[str]:
    held = sorted((one for one in names if re.search(r"\d", one) and len(one) > 1), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in held) or r"(?!)")


def _settled(judgement: Judgement) -> Iterator[Judgement]:
    for pattern in FIXED[judgement.sentence.language]:
        judgement.left = pattern.sub(DONE, judgement.left)
    yield judgement


def _cited(judgement: Judgement, after: Sequence[Sentence]) -> None:
    """The facts that a paragraph of a monograph rests on, counted in the list under it."""
    found = re.fullmatch(
        r"Les (\d+) faits sur lesquels repose ce paragraphe|The (\d+) facts behind this paragraph",
        judgement.left,
    )
    if found is None:
        return
    listed: set[int] = set()
    for one in after:
        if "cited" not in one.classes or "summary" in one.classes:
            break
        listed.add(one.item)
    if len(listed) == int(found[1] or found[2]):
        judgement.left, judgement.derived = DONE, 1
    else:
        judgement.wrong.append((found[0], str(len(listed))))


def _pinned(study: Path) -> Iterator[str]:
    """Texts of the files that a study pins and writes, as one line each."""
    for pattern in ("listings/**/*", "monographs/**/*", "vocabulary.toml"):
        for file in sorted(study.glob(pattern)):
            if file.suffix in (".csv", ".toml", ".md") and file.is_file():
                yield " ".join(read_text(file).split())


def _territories(site: Path) -> set[str]:
    """Names of territories, as the titles of their pages give them."""
    found: set[str] = set()
    for file in (site / "territoires").glob("*/index.html"):
        with file.open(encoding="utf-8") as stream:
            title = re.search(r"<h1[^>]*>([^<]+)</h1>", stream.read())
        if title is not None:
            found.add(title[1].replace("&#39;", "'").replace("&amp;", "&"))
    return found


def _listings(site: Path) -> set[str]:
    """Titles of listings, as the method lists them in both languages."""
    found: set[str] = set()
    for language in LANGUAGES:
        file = site / language / "methode" / "index.html"
        if file.is_file():
            found |= {one.row for one in sentences(file, language + "methode/") if one.row}
    return found
