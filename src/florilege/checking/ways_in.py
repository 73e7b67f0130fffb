"""What pages say would bring a place in: a criterion alone, or two together, in the unit of each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from florilege.checking.json_values import Json, items, mapping, number_of, text
from florilege.checking.numbers import number
from florilege.checking.rules import ALL, Case, Derive, Rule
from florilege.checking.study_file import Criterion

FR_UNIT = (
    r"(?: (?:sur #|lieux pour #|milliers d’habitants|familles?(?: d’usages)?|labels?|années?|services?|façons?|heures|km|sites?"
    r"|organismes?))?(?: habitants)?"
)
EN_UNIT = (
    r"(?: (?:out of #|places per #|thousands of inhabitants|famil(?:y|ies)(?: of uses)?|labels?|years?|services?|ways?|hours|km"
    r"|sites?|bod(?:y|ies)))?(?: inhabitants)?"
)


def _out_of_1(case: Case) -> Sequence[float] | None:
    """From what a criterion is worth, counted again, up to what selection.json says would do."""
    said = case.choice.reasons.get("improvement") if case.choice else None
    criterion = case.criteria.by_title.get(case.names[0])
    found = case.criteria.value(case.place_id, criterion) if criterion is not None else None
    if said is None or criterion is None or found is None:
        return None
    low, high = found
    # what is known within bounds counts by its middle, what is not known at all by its low end
    least = (low + high) / 2 if case.criteria.known(case.place_id, criterion) else low
    needed = number_of(mapping(said.get("all")).get(criterion.key))
    printed = number(case.numbers[1], case.language)
    # rounded up, so that what is printed is enough
    return least, printed if needed <= printed < needed + 0.01 else needed, 1.0


def _in_its_unit(*, pair: bool, of_today: int, first: bool = False) -> Derive:
    """What a criterion is today, measured again, and what selection.json says would do, if it is worth enough.

    of_today : how many numbers say what is known today; first : whether they come before what would do
    """

    def derive(case: Case) -> Sequence[float] | None:
        title = case.names[0].rpartition("« " if case.language == "fr" else '"')[2]
        criterion = case.criteria.by_title.get(title)
        said = _said(case, None if criterion is None else criterion.key, pair=pair)
        if said is None:
            return None
        own = mapping(said.get("own_unit"))
        wanted = [number_of(own[key]) for key in ("from", "to") if key in own]
        today = [_today(case, criterion, own, end) for end in range(of_today)]
        needed = number_of(said["to"])
        if (
            criterion is not None
            and criterion.source == "indicator"
            and any(criterion.worth(one) < needed - 2e-8 for one in wanted)
        ):
            wanted = [math.nan] * len(wanted)
        # the end of the scale of marks, or the inhabitants that places are counted for
        before = of_today + len(wanted) if first else len(wanted)
        rest = len(case.numbers) - of_today - len(wanted)
        unit = [number(one, case.language) for one in case.numbers[before : before + rest]]
        return [*today, *wanted, *unit] if first else [*wanted, *unit, *today]

    return derive


def _said(case: Case, key: str | None, *, pair: bool) -> Mapping[str, Json] | None:
    """What selection.json says of a criterion that would bring the place in, alone or with another.

    key : None where the study is not there to tell criteria by their titles; then by the numbers
    """
    if case.choice is None:
        return None
    if not pair:
        said = case.choice.reasons.get("improvement")
        return said if said is not None and key in (None, text(said.get("criterion"))) else None
    found = case.choice.reasons.get("improvement_of_two")
    rises = items(found.get("rises")) if found is not None else ()
    printed = {number(one, case.language) for one in case.numbers}
    return next(
        (
            one
            for one in rises
            if key == text(one["criterion"])
            or (key is None and number_of(mapping(one.get("own_unit")).get("to")) in printed)
        ),
        None,
    )


def _today(case: Case, criterion: Criterion | None, own: Mapping[str, Json], end: int) -> float:
    """What is known today, at least or at most; as selection.json has it for a jury's mark, since marks are not published."""
    indicator = criterion.input if criterion is not None and criterion.source == "indicator" else ""
    raw = case.criteria.raw(case.place_id, indicator) if indicator else None
    if raw is not None and not isinstance(raw[end], str):
        return float(raw[end])
    now = own.get("now")
    if isinstance(now, Sequence) and not isinstance(now, str):
        return number_of(now[end])
    return number_of(now)


TODAY_FR, TODAY_EN = r"de # à # aujourd’hui", r"from # to # today"
TO_FR, TO_EN = r"(?:une valeur de # à )?#", r"(?:a value between # and )?#"
RULES: tuple[Rule, ...] = (
    Rule(ALL, r"si « @ » passait de # à # \(sur #\)",
         r"if \"@\" rose from # to # \(out of #\)",
         _out_of_1),
    Rule(ALL, rf"si « @ », {TODAY_FR}, passait à {TO_FR}{FR_UNIT}(?: ou plus| ou moins)?",
         rf"if \"@\", {TODAY_EN}, went to {TO_EN}{EN_UNIT}(?: or more| or less)?",
         _in_its_unit(pair=False, of_today=2, first=True)),
    Rule(ALL, rf"si « @ », inconnu aujourd’hui, passait à {TO_FR}{FR_UNIT}(?: ou plus| ou moins)?",
         rf"if \"@\", unknown today, went to {TO_EN}{EN_UNIT}(?: or more| or less)?",
         _in_its_unit(pair=False, of_today=0)),
    Rule(ALL, rf"si « @ » passait(?! de [\d,]+ à [\d,]+ \(sur) de # à {TO_FR}{FR_UNIT}",
         rf"if \"@\" went from # to {TO_EN}{EN_UNIT}",
         _in_its_unit(pair=False, of_today=1, first=True)),
    Rule(ALL, rf"« @ » \({TODAY_FR}\) à {TO_FR}{FR_UNIT}(?: ou plus| ou moins)?",
         rf"\"@\" \({TODAY_EN}\) at {TO_EN}{EN_UNIT}(?: or more| or less)?",
         _in_its_unit(pair=True, of_today=2, first=True)),
    Rule(ALL, rf"« @ » \(inconnu aujourd’hui\) à {TO_FR}{FR_UNIT}(?: ou plus| ou moins)?",
         rf"\"@\" \(unknown today\) at {TO_EN}{EN_UNIT}(?: or more| or less)?",
         _in_its_unit(pair=True, of_today=0)),
    Rule(ALL, rf"« @ » à {TO_FR}{FR_UNIT} au lieu de #",
         rf"\"@\" at {TO_EN}{EN_UNIT} instead of #",
         _in_its_unit(pair=True, of_today=1)),
)  # fmt: skip
