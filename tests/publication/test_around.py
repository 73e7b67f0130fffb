"""How far the nearest similar place is, in words: bounds are never exceeded, and a low end says whose it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.faults import Words
from florilege.web.publication.text import words
from florilege.web.publication.text.around import density, nearest

X, Y, SELF = (Words(name, name) for name in ("Le Wip", "La Forge", "La Station"))


@pytest.mark.parametrize(
    ("low", "high", "beside", "french", "english"),
    [
        (0.0, 0.0646, (X,), "Le Wip, à 70 m au plus", "Le Wip, 70 m away at most"),
        (9.68, 11.02, (X,), "Le Wip, entre 9,6 km et 12 km", "Le Wip, between 9.6 km and 12 km away"),
        (10.7, 10.7, (X,), "Le Wip, à 11 km", "Le Wip, 11 km away"),
        (
            9.68,
            10.71,
            (X, Y),
            "Le Wip, à 11 km au plus, ou La Forge, à 9,6 km au moins",
            "Le Wip, 11 km away at most, or La Forge, at least 9.6 km away",
        ),
        (
            0.0,
            10.71,
            (X, Y),
            "Le Wip, à 11 km au plus, ou La Forge, peut-être plus proche",
            "Le Wip, 11 km away at most, or La Forge, which may be nearer",
        ),
        (
            0.0,
            8.01,
            (X, Y, SELF),
            "Le Wip, à 8,1 km au plus (ou La Forge, qui est peut-être ce lieu même)",
            "Le Wip, 8.1 km away at most (or La Forge, which may be this very place)",
        ),
    ],
)
def test_the_nearest_similar_place(
    low: float, high: float, beside: tuple[Words, ...], french: str, english: str
) -> None:
    said = nearest(low, high, beside, "fr").replace("\u00a0", " ").replace("\u202f", " ")
    assert said == f"premier lieu semblable : {french}"
    assert nearest(low, high, beside, "en").replace("\u00a0", " ") == f"nearest similar place: {english}"


@given(st.floats(10, 200_000))
def test_a_bound_of_a_distance_is_never_exceeded(metres: float) -> None:
    def back(text: str) -> float:
        figure, unit = text.replace(",", "").split("\u00a0")
        return float(figure) * (1000 if unit == "km" else 1)

    assert back(words.distance_at_least(metres, "en")) <= metres + 0.02 * 1000
    assert back(words.distance_at_least(metres, "en")) <= metres * (1 + 1e-3)
    assert back(words.distance_at_most(metres, "en")) >= metres * (1 - 1e-3)


def test_a_range_of_densities_is_rounded_outwards() -> None:
    assert density(3.18, 12.2, (), "en").startswith("3.1 to 13 places")


@pytest.mark.parametrize(
    ("beside", "french", "english"),
    [
        ((), "", ""),
        ((Words("Clean", "Clean"),), ", d’après Clean", ", from Clean"),
        (
            (Words("Clean", "Clean"), Words("les recensements nationaux", "the national listings")),
            ", d’après Clean et les recensements nationaux",
            ", from Clean and the national listings",
        ),
    ],
)
def test_a_density_names_the_listings_that_are_there_and_no_other(
    beside: tuple[Words, ...], french: str, english: str
) -> None:
    said = density(7.1, 7.1, beside, "fr").replace("\u00a0", " ").replace("\u202f", " ")
    assert said == f"7,1 lieux pour 100 000 habitants{french}"
    assert (
        density(7.1, 7.1, beside, "en").replace("\u00a0", " ")
        == f"7.1 places per 100,000 inhabitants{english}"
    )


@pytest.mark.parametrize(
    ("low", "high", "french"),
    [
        (1.0, 1.0, "1 lieu pour"),
        (1.94, 1.94, "1,9 lieu pour"),
        (1.96, 1.96, "2,0 lieux pour"),
        (2.0, 2.0, "2 lieux pour"),
        (0.9, 1.1, "de 0,9 à 1,1 lieu pour"),
    ],
)
def test_what_is_counted_agrees_with_the_figure_as_shown(low: float, high: float, french: str) -> None:
    assert density(low, high, (), "fr").replace("\u00a0", " ").startswith(french)
