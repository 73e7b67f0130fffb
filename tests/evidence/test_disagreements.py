"""Disagreements: each other value once, the largest difference first; and a study may set its order of sources."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.evidence.claims import Claim
from florilege.evidence.disagreements import Disagreement, Saying, by_size, disagreements, size
from florilege.evidence.rules import shipped_rules, show, study_rules
from florilege.faults import InputRefused

texts = st.text(min_size=1, max_size=12)


@given(texts, texts)
def test_the_size_of_a_difference_is_the_same_both_ways_and_within_bounds(one: str, other: str) -> None:
    assert size(one, other) == size(other, one)
    assert 0.0 <= size(one, other) <= 1.0
    assert size(one, one) == 0.0


def test_numbers_differ_by_their_share_and_texts_by_their_letters() -> None:
    assert size("100", "150") == pytest.approx(0.3333)
    assert size("Le Cube", "le  CUBE") == 0.0
    assert (size("INF", "inf"), size("nan", "0"), size("0", "nan")) == (0.0, 1.0, 1.0)
    assert size("12 rue Haute", "14 rue Haute") < size("12 rue Haute", "3 place du Port")


def test_each_other_value_is_told_once_and_the_largest_difference_first() -> None:
    shown = {"address": Saying("12 rue Haute", "a", "2020"), "phone": Saying("1", "a", "")}
    said = {
        "address": [
            Saying("12 Rue haute", "b", ""), Saying("3 place du Port", "c", "2018"), Saying("3 Place du port", "d", ""),
            Saying("14 rue Haute", "e", ""),
        ]
    }  # fmt: skip
    found = by_size(disagreements("l1", shown, said))
    assert [(one.other.value, one.other.listing) for one in found] == [
        ("3 place du Port", "c"),
        ("14 rue Haute", "e"),
    ]


def claim(listing: str, value: str, date: str) -> Claim:
    return Claim(f"{listing}:1:name:1", "l1", "name", value, listing, "1", "etalab-2.0", date=date)


RULES = """
[[field]]
field = "name"
order = ["source", "newest"]
sources = ["b", "c"]
"""


def test_a_study_may_prefer_a_source_for_a_field() -> None:
    claims = [claim("a", "Un", "2024"), claim("b", "Deux", "2019"), claim("c", "Trois", "2022")]
    rules = study_rules(RULES, file="field_rules.toml")
    ranks = {"a": 0, "b": 1, "c": 2}
    chosen = show(claims, rules=rules, ranks=ranks, pages=frozenset())["name"]
    assert (chosen.values, chosen.code, chosen.disagree) == (("Deux",), "source", True)
    assert show(claims, rules=shipped_rules(), ranks=ranks, pages=frozenset())["name"].values == ("Un",)
    assert rules.of("website") == shipped_rules().of("website")


@pytest.mark.parametrize(
    "text",
    [
        '[[field]]\nfield = "name"\norder = ["source"]\n',
        '[[field]]\nfield = "name"\norder = ["newest"]\nsources = ["a"]\n',
        '[[field]]\nfield = "nom"\norder = ["newest"]\n',
    ],
)
def test_rules_that_do_not_hold_together_are_refused_with_their_line(text: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        study_rules(text, file="field_rules.toml")
    assert refusal.value.where.line is not None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("10", "5", 0.5),
        ("3", "1", 0.6667),
        ("0", "0.0", 0.0),
        ("0", "4", 1.0),
        ("-1", "1", 1.0),
        ("10", "dix", 1.0),
        ("inf", "5", 1.0),
        ("Le Labo", "LE LABO", 0.0),
        ("abc", "abd", 0.3333),
    ],
)
def test_a_difference_is_measured_over_the_larger_number_or_in_letters(
    one: str, other: str, expected: float
) -> None:
    assert size(one, other) == expected


def test_the_largest_differences_come_first_then_by_field_place_and_value() -> None:
    ours = Saying("x", "cget", "2020")
    ordered = [
        Disagreement(place, field, ours, Saying(value, "pdl", "2021"), share)
        for place, field, value, share in (
            ("l9", "z", "9", 0.9), ("l8", "a", "1", 0.5), ("l1", "b", "9", 0.5), ("l2", "b", "1", 0.5), ("l2", "b", "2", 0.5),
        )
    ]  # fmt: skip
    turned = list(reversed(ordered))
    assert by_size(turned) == ordered
