"""Why a place is kept or not: what each criterion brings, as intervals, and the words of the selection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from florilege.web.publication import labels, words
from florilege.web.publication.contents import Cell, Criterion, PlaceContent, StudyContents


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from 0 to 100: full up to what is sure, pale up to what is possible."""

    sure: str
    width: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """An axis or one of its criteria: its value, its weight, what it brings."""

    label: str
    axis: bool
    applies: bool
    known: bool
    value: str
    bar: Bar
    weight: str
    contribution: str
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the selection says of a place, ready to print."""

    kept: bool
    klass: str
    class_label: str
    rate: str
    rate_interval: str
    score: str
    score_interval: str
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
        kept=choice.kept,
        klass=choice.klass,
        class_label=labels.of_class(choice.klass).in_language(language) if choice.klass else "",
        rate="" if choice.acceptability is None else words.share(choice.acceptability, language),
        rate_interval=interval,
        score=words.number(choice.score, language, decimals=3),
        score_interval=words.interval(choice.score_low, choice.score_high, language, decimals=3),
        reasons=tuple(reason.words.in_language(language) for reason in choice.reasons),
    )


def score_lines(place: PlaceContent, contents: StudyContents, language: str) -> tuple[ScoreLine, ...]:
    """The grid for one place: each axis, then its criteria."""
    if not place.cells:
        return ()
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
        parts = [_criterion_line(criterion, cell, total, language) for criterion, cell in within]
        lines.append(_axis_line(axis.title.in_language(language), within, total, language))
        lines.extend(parts)
    return tuple(lines)


def _applies(place: PlaceContent, criterion: Criterion) -> bool:
    cell = place.cells.get(criterion.key)
    return cell is not None and cell.applies


def _axis_line(
    label: str, within: Sequence[tuple[Criterion, Cell]], total: float, language: str
) -> ScoreLine:
    """An axis: the weighted mean of its criteria."""
    applied = [(criterion.weight or 0.0, cell) for criterion, cell in within if cell.applies]
    weight = sum(part for part, _ in applied)
    low = sum(part * cell.low for part, cell in applied) / weight if weight else 0.0
    high = sum(part * cell.high for part, cell in applied) / weight if weight else 0.0
    return ScoreLine(
        label=label,
        axis=True,
        applies=bool(applied),
        known=any(cell.known for _, cell in applied),
        value=words.interval(low, high, language),
        bar=bar(low, high),
        weight=words.share(weight / total, language) if total else "",
        contribution=words.interval(low * weight / total, high * weight / total, language, decimals=3)
        if total
        else "",
        words="",
    )


def _criterion_line(criterion: Criterion, cell: Cell, total: float, language: str) -> ScoreLine:
    weight = (criterion.weight or 0.0) / total if total and cell.applies else 0.0
    return ScoreLine(
        label=criterion.title.in_language(language),
        axis=False,
        applies=cell.applies,
        known=cell.known,
        value=words.interval(cell.low, cell.high, language),
        bar=bar(cell.low, cell.high),
        weight=words.share(weight, language, decimals=1) if total and cell.applies else "",
        contribution=words.interval(cell.low * weight, cell.high * weight, language, decimals=3)
        if weight
        else "",
        words=cell.words.in_language(language) if cell.words is not None else "",
    )
