"""What tells a place from the others kept: facts in words, from the values of the criteria."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from florilege.faults import Words
from florilege.web.publication.contents.selection import Cell, Criterion
from florilege.web.publication.pages import judgement


@dataclass(frozen=True)
class Place:
    """The part of a place that a distinction reads."""

    cells: Mapping[str, Cell]
    shown: Mapping[str, object] = field(default_factory=dict)


def cell(low: float, raw: float | None, *, known: bool = True) -> Cell:
    return Cell(low, low if known else 1.0, raw, raw, known, applies=True, words=None)


def criterion(key: str, weight: float) -> Criterion:
    return Criterion(
        key, "axis", Words(f"Titre {key}", f"Title {key}"), (), None, weight, None, None, None, None
    )


CRITERIA = (criterion("service_families", 0.4), criterion("distance_to_next", 0.3), criterion("own", 0.3))
USUAL = {"service_families": 0.5, "distance_to_next": 0.5, "own": 0.5}


def said(cells: Mapping[str, Cell], language: str = "fr") -> str:
    return judgement.distinction(Place(cells), CRITERIA, USUAL, language)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "fr",
            "Premier lieu semblable à 44\u00a0km\u202f; 5\u00a0services à l’entrepreneur",
        ),
        ("en", "Nearest similar place 44\u00a0km away; 5 services for entrepreneurs"),
    ],
)
def test_the_facts_that_bring_most_above_the_others_come_first(language: str, sentence: str) -> None:
    cells = {"service_families": cell(0.6, 5), "distance_to_next": cell(0.95, 43.605), "own": cell(0.1, 1)}
    assert said(cells, language) == sentence


def test_what_is_unknown_distinguishes_nothing() -> None:
    cells = {"service_families": cell(0.9, None, known=False), "own": cell(0.9, 3)}
    assert said(cells) == "Titre own"


def test_a_gap_too_small_to_matter_is_not_said() -> None:
    cells = {"service_families": cell(0.505, 3), "distance_to_next": cell(0.9, 20.4), "own": cell(0.0, 0)}
    assert said(cells) == "Premier lieu semblable à 20\u00a0km"


def test_a_place_above_the_others_nowhere_says_what_brings_it_most() -> None:
    cells = {"service_families": cell(0.3, 1), "distance_to_next": cell(0.2, 0.8), "own": cell(0.0, 0)}
    assert said(cells) == "Un service à l’entrepreneur"


def test_a_place_of_which_nothing_is_known_says_nothing() -> None:
    assert said({}) == ""
