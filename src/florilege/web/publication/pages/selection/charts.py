"""The figures of the selection page, each with the lines of the table that says the same in numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.selection import SelectionContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.figures.acceptability import RateRow, acceptability
from florilege.web.publication.figures.heat_map import Column, HeatCell, HeatRow, cell, heat_map
from florilege.web.publication.figures.rank_intervals import RankRow, rank_intervals
from florilege.web.publication.figures.rule_prices import PriceRow, rule_prices
from florilege.web.publication.figures.scene import LAYOUTS, MOST_ROWS, Layout, Scene
from florilege.web.publication.pages import judgement
from florilege.web.publication.pages.directory import PlaceLine, place_line
from florilege.web.publication.text import words

MOST_RULES = 20
"""Rules of a figure at most; the table has them all."""


class Figure(Struct, frozen=True):
    """A figure in each layout. shown : rows drawn, of so many; the table has them all"""

    scenes: tuple[Scene, ...]
    shown: int
    of: int


class CellText(Struct, frozen=True):
    """A cell of the heat map as its table says it; state : known, range, unknown or absent."""

    state: str
    text: str


class HeatLine(Struct, frozen=True):
    """A place kept and what each criterion says of it."""

    place: PlaceLine
    cells: tuple[CellText, ...]


class RateLine(Struct, frozen=True):
    """A place kept or borderline and how often it is kept."""

    place: PlaceLine
    verdict: judgement.Verdict


class RankLine(Struct, frozen=True):
    """A place kept or borderline and its ranks: best, 5 %, median, 95 %, worst."""

    place: PlaceLine
    kept: bool
    ranks: tuple[str, str, str, str, str]


class SelectionFigures(Struct, frozen=True):
    """The figures of a selection; None where what a figure shows was not measured."""

    heat: Figure | None
    criteria: tuple[str, ...]
    heat_lines: tuple[HeatLine, ...]
    rates: Figure | None
    rate_lines: tuple[RateLine, ...]
    ranks: Figure | None
    ranks_draws: str
    rank_lines: tuple[RankLine, ...]
    prices: Figure | None


def figures(contents: StudyContents, run: SelectionContent, language: str) -> SelectionFigures:
    """The figures of a selection in a language."""
    debated = [*contents.kept, *(place for place in contents.not_kept if _class(place) == "borderline")]
    drawn = run.draws is not None and run.draws > 0
    ranked = _ranked(debated, run, language)
    return SelectionFigures(
        heat=_heat(contents, language) if contents.kept and contents.criteria else None,
        criteria=tuple(words.said(criterion.title, language) for criterion in contents.criteria),
        heat_lines=tuple(_heat_line(place, contents, language) for place in contents.kept),
        rates=_rates(debated, run, language) if drawn and debated else None,
        rate_lines=tuple(_rate_line(place, language) for place in debated),
        ranks=_ranks(ranked, len(contents.kept), language) if ranked and contents.kept else None,
        ranks_draws=words.number(run.ranks_draws, language),
        rank_lines=tuple(_rank_line(place, row, language) for place, row in ranked),
        prices=_prices(run, language),
    )


def _figure(draw: Callable[[Layout], Scene], *, shown: int, of: int) -> Figure:
    return Figure(tuple(draw(layout) for layout in LAYOUTS), shown, of)


def _class(place: PlaceContent) -> str:
    return place.choice.klass if place.choice is not None else ""


def _heat(contents: StudyContents, language: str) -> Figure:
    axes = {axis.key: words.said(axis.title, language) for axis in contents.axes}
    columns = [
        Column(
            words.capitalised(words.said(criterion.title, language)),
            axes.get(criterion.axis, ""),
            rank == 0 or contents.criteria[rank - 1].axis != criterion.axis,
        )
        for rank, criterion in enumerate(contents.criteria)
    ]
    rows = [
        HeatRow(place.called.in_language(language), _heat_cells(place, contents))
        for place in contents.kept[:MOST_ROWS]
    ]
    return _figure(
        lambda layout: heat_map(rows, columns, layout=layout, language=language),
        shown=len(rows),
        of=len(contents.kept),
    )


def _heat_cells(place: PlaceContent, contents: StudyContents) -> tuple[HeatCell, ...]:
    found = [place.cells.get(criterion.key) for criterion in contents.criteria]
    return tuple(
        cell(one.low, one.high, known=one.known, applies=one.applies)
        if one is not None
        else cell(0.0, 1.0, known=False, applies=True)
        for one in found
    )


def _heat_line(place: PlaceContent, contents: StudyContents, language: str) -> HeatLine:
    cells = tuple(CellText(one.state, one.text(language)) for one in _heat_cells(place, contents))
    return HeatLine(place_line(place, language), cells)


def _rates(debated: Sequence[PlaceContent], run: SelectionContent, language: str) -> Figure:
    rows = [_rate_row(place, language) for place in debated[:MOST_ROWS]]
    return _figure(
        lambda layout: acceptability(rows, (run.exterior, run.core), layout=layout, language=language),
        shown=len(rows),
        of=len(debated),
    )


def _rate_row(place: PlaceContent, language: str) -> RateRow:
    choice = place.choice
    assert choice is not None
    rate = choice.acceptability or 0.0
    low = choice.ci_low if choice.ci_low is not None else rate
    high = choice.ci_high if choice.ci_high is not None else rate
    return RateRow(place.called.in_language(language), place.kept, choice.klass, rate, low, high)


def _rate_line(place: PlaceContent, language: str) -> RateLine:
    verdict = judgement.verdict(place, language)
    assert verdict is not None
    return RateLine(place_line(place, language), verdict)


def _ranked(
    debated: Sequence[PlaceContent], run: SelectionContent, language: str
) -> list[tuple[PlaceContent, RankRow]]:
    """The places whose ranks were told, the surest first."""
    rows: list[tuple[PlaceContent, RankRow]] = []
    for place in debated:
        one = run.ranks.get(place.place_id)
        if one is not None:
            row = RankRow(
                place.called.in_language(language),
                place.kept,
                _class(place),
                one.best,
                one.low,
                one.median,
                one.high,
                one.worst,
            )
            rows.append((place, row))
    return rows


def _ranks(ranked: Sequence[tuple[PlaceContent, RankRow]], size: int, language: str) -> Figure:
    rows = [row for _, row in ranked[:MOST_ROWS]]
    return _figure(
        lambda layout: rank_intervals(rows, size, layout=layout, language=language),
        shown=len(rows),
        of=len(ranked),
    )


def _rank_line(place: PlaceContent, row: RankRow, language: str) -> RankLine:
    best, low, median, high, worst = (
        words.number(rank, language) for rank in (row.best, row.low, row.median, row.high, row.worst)
    )
    return RankLine(place_line(place, language), row.kept, (best, low, median, high, worst))


def _prices(run: SelectionContent, language: str) -> Figure | None:
    """The rules by their price, the dearest first; None when it was not measured or there are none."""
    measured = [rule for rule in run.rules if rule.price is not None]
    ordered = sorted(measured, key=lambda rule: (-(rule.price or 0.0), -len(rule.enters)))
    rows = [
        PriceRow(words.said(rule.words, language), rule.price or 0.0, len(rule.enters), len(rule.leaves))
        for rule in ordered[:MOST_RULES]
    ]
    if not rows:
        return None
    return _figure(
        lambda layout: rule_prices(rows, layout=layout, language=language), shown=len(rows), of=len(measured)
    )
