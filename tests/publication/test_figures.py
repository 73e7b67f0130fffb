"""Figures of the selection: readable without colour, the same numbers in the table, no longer than a page."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from florilege.faults import Words
from florilege.web.publication.contents.selection import Ranks, RuleContent, SelectionContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.figures.acceptability import RateRow, acceptability
from florilege.web.publication.figures.heat_map import Column, HeatRow, cell, heat_map, shade
from florilege.web.publication.figures.rank_intervals import RankRow, rank_intervals
from florilege.web.publication.figures.rule_prices import PriceRow, rule_prices
from florilege.web.publication.figures.scene import LAYOUTS, MOST_ROWS, Layout, Scene, length
from florilege.web.publication.pages.selection import charts
from florilege.web.publication.pages.selection.charts import Figure
from florilege.web.publication.site import Page, Site

TOKENS = Path(__file__).resolve().parents[2] / "frontend" / "styles" / "tokens.css"
LONG = "Tiers-lieu de la communauté de communes du Pays Thouarsais et de l’Airvaudais-Val du Thouet réunis"
CELLS = (
    cell(0.62, 0.62, known=True, applies=True),
    cell(0.4, 0.8, known=True, applies=True),
    cell(0.4, 1.0, known=True, applies=True),
    cell(0.0, 1.0, known=False, applies=True),
    cell(0.0, 0.0, known=False, applies=False),
)
COLUMNS = tuple(Column(f"Un critère dont le titre est long {rank}", f"Axe {rank // 2}", rank % 2 == 0) for rank in range(5))  # fmt: skip


def run_of(contents: StudyContents) -> SelectionContent:
    assert contents.selection is not None
    return contents.selection


def page_of(contents: StudyContents, language: str = "fr") -> str:
    return Site(contents).render(Page("selection", "selection/"), language, static=True)


def longer(contents: StudyContents, kept: int) -> StudyContents:
    """The study with so many places kept, all alike."""
    first = contents.kept[0]
    assert first.choice is not None
    places = tuple(
        replace(
            first,
            place_id=f"x{rank}",
            slug=f"lieu-{rank}",
            called=Words(f"Lieu {rank:03d}", f"Lieu {rank:03d}"),
            choice=replace(first.choice, place_id=f"x{rank}"),
        )
        for rank in range(kept)
    )
    ranks = {f"x{rank}": Ranks(best=1, low=2, median=3, high=4, worst=5) for rank in range(kept)}
    run = run_of(contents)
    return replace(contents, places=places, selection=replace(run, ranks=ranks))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
def test_the_four_states_of_a_cell_are_told_apart_without_colour(layout: Layout) -> None:
    scene = heat_map([HeatRow("A", CELLS)], COLUMNS, layout=layout, language="fr")
    texts = [label.text for label in scene.labels if label.klass.startswith("cell")]
    assert texts == ["62", "40–80", "≥40", "?", "s. o."]
    outlines = {shape.klass for shape in scene.shapes}
    assert outlines == {"shade-3", "hollow", "span", "dashed", "axis"}
    assert [one.text("en") for one in CELLS] == ["62", "40–80", "40–100", "?", "n/a"]


def test_a_darker_shade_is_a_greater_value() -> None:
    assert [shade(value) for value in (0, 0.19, 0.2, 0.5, 0.8, 1)] == [0, 0, 1, 2, 4, 4]


def scenes(layout: Layout) -> list[Scene]:
    rates = [RateRow(LONG, rank % 2 == 0, "borderline", rank / 9, rank / 10, min(1, rank / 8)) for rank in range(10)]  # fmt: skip
    ranks = [RankRow(LONG, True, "core", 1, 2, 30, 400, 99_000), RankRow(LONG, False, "exterior", 1, 1, 1, 1, 1)]  # fmt: skip
    prices = [PriceRow(LONG, 1234.5, 10, 10), PriceRow(LONG, 0.0, 0, 0), PriceRow("une règle", 0.0, 1, 1)]
    return [
        heat_map([HeatRow(LONG, CELLS)], COLUMNS, layout=layout, language="fr"),
        acceptability(rates, (0.05, 0.95), layout=layout, language="fr"),
        rank_intervals(ranks, 25, layout=layout, language="en"),
        rule_prices(prices, layout=layout, language="en"),
    ]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
def test_no_text_leaves_its_figure(layout: Layout) -> None:
    for scene in scenes(layout):
        for label in scene.labels:
            if label.turn:
                assert label.x + length(label.text, 11) * 0.77 <= scene.width + 1, label
                continue
            size = {"cell range tight": 9.0, "cell range": 10.0}.get(label.klass, 12.0)
            before = {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor] * length(label.text, size)
            assert label.x - before >= -3, label
            assert label.x - before + length(label.text, size) <= scene.width + 6, label
            assert 0 <= label.y <= scene.height, label


def test_a_place_kept_has_another_form_than_one_left_out() -> None:
    for scene in scenes(LAYOUTS[0])[1:3]:
        forms = {shape.klass.split()[0] for shape in scene.shapes}
        assert {"full", "open"} <= forms


def test_figures_and_tables_say_the_same_numbers(contents: StudyContents) -> None:
    page = page_of(contents)
    for key in ("heat", "rates", "ranks"):
        section = re.search(rf'<section aria-labelledby="{key}">.*?</section>', page, re.S)
        assert section is not None
        narrow = re.search(r'<svg class="scene narrow".*?</svg>', section[0], re.S)
        table = re.search(r"<tbody.*?</tbody>", section[0], re.S)
        assert narrow is not None
        assert table is not None
        drawn = re.findall(r'class="(?:value|cell on-\d)"[^>]*>([^<]+)<', narrow[0])
        reported = re.findall(r'class="num"\s*>([^<]+)<', table[0])
        assert drawn
        assert set(drawn) <= set(reported), key


def test_each_drawing_is_named_and_described_and_takes_no_style_of_its_own(contents: StudyContents) -> None:
    page = page_of(contents, "en")
    drawings = re.findall(r'<svg class="scene (?:wide|narrow)"[^>]*>', page)
    assert len(drawings) == 8
    named = re.findall(r'aria-labelledby="([\w-]+) ([\w-]+)"', "".join(drawings))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert all(one in ids for pair in named for one in pair)
    assert "style=" not in page


def test_a_long_selection_keeps_its_figures_to_a_page_and_its_tables_whole(contents: StudyContents) -> None:
    page = page_of(longer(contents, 300))
    for key, rows in (("heat", 300), ("rates", 300), ("ranks", 300)):
        section = re.search(rf'<section aria-labelledby="{key}">.*?</section>', page, re.S)
        assert section is not None
        wide = re.search(r'<svg class="scene wide".*?</svg>', section[0], re.S)
        assert wide is not None
        assert wide[0].count('class="name"') == MOST_ROWS
        assert section[0].count('role="rowheader"') == rows
        assert "La figure montre les 40\u00a0premiers des 300" in section[0].replace("\u202f", " ")


def test_what_was_not_measured_is_not_drawn(contents: StudyContents) -> None:
    run = run_of(contents)
    rules = tuple(replace(rule, price=None) for rule in run.rules)
    bare = replace(run, draws=0, rules=rules, ranks={})
    found = charts.figures(replace(contents, selection=bare), bare, "fr")
    assert (found.rates, found.ranks, found.prices) == (None, None, None)
    page = page_of(replace(contents, selection=bare))
    assert 'id="rates"' not in page
    assert 'id="ranks"' not in page


def test_the_dearest_rules_come_first_and_those_that_do_not_bind_say_so(contents: StudyContents) -> None:
    run = run_of(contents)
    rules = [
        RuleContent(f"r{rank}", Words(f"règle {rank}", f"rule {rank}"), None, rank > 0, rank / 10, rank > 0, ("a",) * rank, ("b",) * rank)
        for rank in range(3)
    ]  # fmt: skip
    figure = charts.figures(contents, replace(run, rules=tuple(rules)), "fr").prices
    assert isinstance(figure, Figure)
    texts = [label.text for label in figure.scenes[0].labels]
    assert [text for text in texts if text.startswith("Règle")] == ["Règle 2", "Règle 1", "Règle 0"]
    assert [text.replace("\u00a0", " ") for text in texts if "rait" in text or "raient" in text] == [
        "2 entreraient, 2 sortiraient",
        "un entrerait, un sortirait",
    ]
    assert "ne joue pas" in texts


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_shades_go_one_way_in_lightness_and_their_numbers_are_legible(scheme: str) -> None:
    """One hue by lightness alone: what colour-blind eyes, and grey paper, tell apart."""
    blocks = re.findall(r":root \{(.*?)\n\s*\}", TOKENS.read_text(encoding="utf-8"), re.S)
    tokens: dict[str, str] = {}
    for block in blocks[: {"light": 1, "dark": 2, "print": 3}[scheme]]:
        tokens |= {
            name: value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:])
            for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]+);", block)
        }
    shades = [tokens[f"heat-{rank}"] for rank in range(5)]
    steps = [luminance(shade) for shade in shades]
    assert steps == sorted(steps, reverse=scheme != "dark")
    assert all(contrast(one, other) >= 1.15 for one, other in itertools.pairwise(shades))
    inks = [tokens["ink"]] * 3 + [tokens["heat-ink-3"], tokens["paper"]]
    assert min(contrast(shade, ink) for shade, ink in zip(shades, inks, strict=True)) >= 4.5
