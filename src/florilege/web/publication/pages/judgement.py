"""Why a place is kept or not: what each criterion brings, as intervals, and the words of the selection."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.selection import Cell, Criterion, Reason
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.text import around, labels, words
from florilege.web.publication.text.values import code_label

MOST_FACTS = 3
"""How many facts tell a place from the others kept, at most."""
LEAST_GAP = 0.004
"""What a fact must bring above the mean of the others kept, in points of score, to be worth saying."""


class Bar(Struct, frozen=True):
    """A bar from 0 to 100: full up to what is sure, pale up to what is possible."""

    sure: str
    width: str


class ScoreLine(Struct, frozen=True):
    """An axis or one of its criteria: its value, its weight, what it brings.

    evidence : the lines of the sheet that it was measured from, anchor and label of each
    """

    label: str
    axis: bool
    applies: bool
    known: bool
    value: str
    bar: Bar
    weight: str
    contribution: str
    words: str
    evidence: tuple[tuple[str, str], ...] = ()


class Verdict(Struct, frozen=True):
    """What the selection says of a place, ready to print. score_varies : whether the ends of its score print as two"""

    kept: bool
    klass: str
    class_label: str
    rate: str
    rate_interval: str
    score: str
    score_interval: str
    score_varies: bool
    reasons: tuple[str, ...]


def bar(low: float, high: float) -> Bar:
    """A bar for an interval within [0, 1]; a point has at least a visible width."""
    sure = max(0.0, min(100.0, low * 100))
    return Bar(f"{sure:.1f}", f"{max(0.0, min(100.0, high * 100) - sure):.1f}")


def verdict(place: PlaceContent, language: str) -> Verdict | None:
    """What the selection says of a place; None when it was not a candidate."""
    choice = place.choice
    if choice is None:
        return None
    interval = ""
    if choice.ci_low is not None and choice.ci_high is not None:
        interval = words.share_interval(choice.ci_low, choice.ci_high, language, decimals=1)
    return Verdict(
        kept=place.kept,
        klass=choice.klass,
        class_label=words.said(labels.of_class(choice.klass), language) if choice.klass else "",
        rate="" if choice.acceptability is None else words.share(choice.acceptability, language, decimals=1),
        rate_interval=interval,
        score=words.score(choice.score, language),
        score_interval=words.score_interval(choice.score_low, choice.score_high, language),
        score_varies=words.score(choice.score_low, language) != words.score(choice.score_high, language),
        reasons=tuple(reason_said(reason, language) for reason in choice.reasons),
    )


WITH_SCORES = frozenset({"margin", "loss", "replacement"})
"""Codes of the reasons whose numbers are scores; those of the others say what value of a criterion is enough."""


def reason_said(reason: Reason, language: str) -> str:
    """A reason as a page says it, its scores short."""
    text = words.said(reason.words, language)
    return words.short_scores(text, language) if reason.code in WITH_SCORES else text


def fact(place: PlaceContent, key: str, language: str) -> str:
    """What a criterion measured of a place, in words and figures; empty when it is unknown or has no words."""
    cell = place.cells.get(key)
    if cell is None or not cell.known or not cell.applies:
        return ""
    if key in labels.FACT_FIELDS:
        shown = place.shown.get(key)
        codes = [value for value in shown.values if isinstance(value, str)] if shown is not None else []
        return words.listed([code_label(key, code, language) or code for code in codes], language)
    if key in around.SAYINGS and cell.raw_low is not None and cell.raw_high is not None:
        return around.SAYINGS[key](cell.raw_low, cell.raw_high, cell.beside, language)
    if key not in labels.FACTS or cell.raw_low is None or (key == "state_label" and not cell.raw_low):
        return ""
    one, *several = labels.FACTS[key].in_language(language).split("|")
    single = 0 < cell.raw_low < 2 if language == "fr" else cell.raw_low == 1
    form = one if single or not several else several[0]
    mark = words.number(cell.raw_low, language, decimals=0 if cell.raw_low >= 10 else _decimals(cell.raw_low))
    return (
        words.typographic(form.replace("{n} ", f"{mark}{words.NO_BREAK}"))
        if language == "fr"
        else (form.replace("{n}", mark))
    )


def _decimals(value: float) -> int:
    return 0 if value == round(value) else 1


def distinction(
    place: PlaceContent, criteria: Sequence[Criterion], usual: Mapping[str, float], language: str
) -> str:
    """What tells a place from the others kept, in one line."""
    facts = distinctive_facts(place, criteria, usual, language)
    return words.capitalised(separator(language).join(facts))


def separator(language: str) -> str:
    """What stands between facts of one sentence."""
    return f"{words.THIN}; " if language == "fr" else "; "


def distinctive_facts(
    place: PlaceContent, criteria: Sequence[Criterion], usual: Mapping[str, float], language: str
) -> tuple[str, ...]:
    """What tells a place from the others kept: the facts that bring it most above their mean, weights counted.

    A criterion without words gives its title; a place above the mean nowhere gives what brings it most.
    """
    known = [
        (criterion, cell, (criterion.weight or 0.0) * (cell.low - usual.get(criterion.key, 0.0)))
        for criterion in criteria
        if (cell := place.cells.get(criterion.key)) is not None and cell.known and cell.applies and cell.low
    ]
    above = sorted((item for item in known if item[2] > LEAST_GAP), key=lambda item: (-item[2], item[0].key))
    if not above:
        above = sorted(known, key=lambda item: (-(item[0].weight or 0.0) * item[1].low, item[0].key))[:1]
    return tuple(
        fact(place, criterion.key, language) or _in_a_sentence(words.said(criterion.title, language))
        for criterion, _, _ in above[:MOST_FACTS]
    )


def _in_a_sentence(title: str) -> str:
    """The title of a criterion as it stands within a sentence."""
    return title[:1].lower() + title[1:]


def unknown_count(place: PlaceContent) -> int:
    """How many criteria that apply to a place have no source."""
    return sum(cell.applies and not cell.known for cell in place.cells.values())


def score_lines(
    place: PlaceContent, contents: StudyContents, language: str, lines_of: Mapping[str, str]
) -> tuple[ScoreLine, ...]:
    """The grid for one place: each axis, then its criteria, each tied to what it was measured from.

    lines_of : the fields that have a line on the sheet, and the label of each
    """
    if not place.cells:
        return ()
    fields = {claim.pk: claim.field for claim in place.claims}
    applied = [criterion for criterion in contents.criteria if _applies(place, criterion)]
    total = sum(criterion.weight or 0.0 for criterion in applied)
    lines: list[ScoreLine] = []
    for axis in contents.axes:
        criteria = [criterion for criterion in contents.criteria if criterion.axis == axis.key]
        within = [
            (criterion, place.cells[criterion.key]) for criterion in criteria if criterion.key in place.cells
        ]
        if not within:
            continue
        parts = [
            _criterion_line(
                criterion,
                cell,
                total,
                fact(place, criterion.key, language),
                language,
                geometric=contents.geometric,
                evidence=_evidence(cell, fields, lines_of, language),
            )
            for criterion, cell in within
        ]
        title = words.said(axis.title, language)
        lines.append(_axis_line(title, within, total, language, geometric=contents.geometric))
        lines.extend(parts)
    return tuple(lines)


_SHOWN_AS: Mapping[str, str] = {
    "latitude": "position",
    "longitude": "position",
    "city": "commune",
    "commune_code": "commune",
    "postcode": "commune",
}
"""Fields whose line on the sheet is that of another: what is worked out from them."""
RECORDS = Words("les fiches", "the records")


def _evidence(
    cell: Cell, fields: Mapping[int, str], lines_of: Mapping[str, str], language: str
) -> tuple[tuple[str, str], ...]:
    """The lines of the sheet behind a cell; the records of the place where what was read has no line of its own."""
    if not cell.known or not cell.claims:
        return ()
    found: dict[str, str] = {}
    for pk in cell.claims:
        field = fields.get(pk)
        if field is None:
            continue
        line = field if field in lines_of else _SHOWN_AS.get(field, "")
        if line in lines_of:
            found[f"f-{line}"] = lines_of[line]
        else:
            found["records"] = words.said(RECORDS, language)
    return tuple(found.items())


def _applies(place: PlaceContent, criterion: Criterion) -> bool:
    cell = place.cells.get(criterion.key)
    return cell is not None and cell.applies


def _axis_line(
    label: str,
    within: Sequence[tuple[Criterion, Cell]],
    total: float,
    language: str,
    *,
    geometric: bool,
) -> ScoreLine:
    """An axis: the score that its criteria alone would give, aggregated as the study aggregates."""
    applied = [(criterion.weight or 0.0, cell) for criterion, cell in within if cell.applies]
    weight = sum(part for part, _ in applied)
    low = _mean([(part, cell.low) for part, cell in applied], geometric=geometric)
    high = _mean([(part, cell.high) for part, cell in applied], geometric=geometric)
    share = weight / total if total else 0.0
    return ScoreLine(
        label=label,
        axis=True,
        applies=bool(applied),
        known=any(cell.known for _, cell in applied),
        value=words.interval(low, high, language),
        bar=bar(low, high),
        weight=words.share(share, language) if total else "",
        contribution=_contribution(low, high, share, language, geometric=geometric) if total else "",
        words="",
    )


def _mean(weighed: Sequence[tuple[float, float]], *, geometric: bool) -> float:
    """The weighted mean of some values (weight, value), or their weighted product; 0 when nothing weighs."""
    total = sum(weight for weight, _ in weighed)
    if not total:
        return 0.0
    if geometric:
        return float(math.prod(value ** (weight / total) for weight, value in weighed))
    return sum(weight * value for weight, value in weighed) / total


def _contribution(low: float, high: float, share: float, language: str, *, geometric: bool) -> str:
    """What values bring to the score: a part of the sum, or a factor of the product ("× 0.93")."""
    if geometric:
        return f"×\u202f{words.score_interval(low**share, high**share, language)}"
    return words.score_interval(low * share, high * share, language)


def _criterion_line(
    criterion: Criterion,
    cell: Cell,
    total: float,
    measured: str,
    language: str,
    *,
    geometric: bool,
    evidence: tuple[tuple[str, str], ...],
) -> ScoreLine:
    weight = (criterion.weight or 0.0) / total if total and cell.applies else 0.0
    return ScoreLine(
        label=words.said(criterion.title, language),
        axis=False,
        applies=cell.applies,
        known=cell.known,
        value=words.interval(cell.low, cell.high, language),
        bar=bar(cell.low, cell.high),
        weight=weight_share(weight, language) if total and cell.applies else "",
        contribution=_contribution(cell.low, cell.high, weight, language, geometric=geometric)
        if weight
        else "",
        words=words.said(cell.words, language) if cell.words is not None else measured,
        evidence=evidence,
    )


def weight_share(weight: float, language: str) -> str:
    """A weight, with a decimal only where it has one."""
    return words.share(weight, language, decimals=0 if abs(weight * 100 - round(weight * 100)) < 0.05 else 1)
