"""Which of two claims is preferred, test by test, and what is told of the choice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from florilege.evidence.claims import VISIT, Claim
from florilege.evidence.rules import (
    FieldRules,
    Shown,
    canonical,
    read_rules,
    shipped_rules,
    show,
    show_position,
    study_rules,
)
from florilege.faults import InputRefused

RANKS = {"first": 0, "second": 1, "third": 2}
PAGES = frozenset({"page"})


def said(
    value: str | float, listing: str = "first", *, date: str | None = "2020", record: str = "1", field: str = "name"
) -> Claim:  # fmt: skip
    return Claim(f"{listing}:{record}:{field}:1", "l1", field, value, listing, record, "LO-2.0", date=date)


def order(*tests: str, sources: str = "") -> FieldRules:
    named = ", ".join(f'"{test}"' for test in tests)
    return read_rules(f"[default]\norder = [{named}]\n{sources}", file="field_rules.toml")


def shown(claims: list[Claim], rules: FieldRules) -> Shown:
    (found,) = show(claims, rules=rules, ranks=RANKS, pages=PAGES).values()
    return found


PREFERRED = {
    "visit": (said("Right", VISIT), said("Wrong", "first")),
    "page": (said("Right", "page"), said("Wrong", "first")),
    "source": (said("Right", "third"), said("Wrong", "first")),
    "newest": (said("Right", "second", date="2021-02"), said("Wrong", "first", date="2021")),
    "listing": (said("Right", "second"), said("Wrong", "third")),
}
"""For each test the claim that it prefers, and one that nothing but the test puts behind it."""


@pytest.mark.parametrize("test", PREFERRED)
def test_each_test_prefers_what_its_name_says_and_is_named_as_the_reason(test: str) -> None:
    rules = order(test, sources='sources = ["third", "second"]\n' if test == "source" else "")
    for claims in (list(PREFERRED[test]), list(reversed(PREFERRED[test]))):
        found = shown(claims, rules)
        assert (found.values, found.code, found.disagree) == (("Right",), test, True)


@pytest.mark.parametrize(
    ("right", "wrong", "test"),
    [
        (said("Right", "second", date="1999"), said("Wrong", "first", date=None), "newest"),
        (said("Right", "third"), said("Wrong", "unnamed"), "listing"),
        (said("Right", "second"), said("Wrong", "third"), "source"),
    ],
    ids=["without a date", "a listing that the study does not name", "a source that the rule does not name"],
)
def test_what_says_nothing_of_what_a_test_asks_comes_last(right: Claim, wrong: Claim, test: str) -> None:
    rules = order(test, sources='sources = ["second"]\n' if test == "source" else "")
    assert shown([wrong, right], rules).values == ("Right",)


def test_where_no_test_of_the_rule_separates_two_claims_the_order_of_the_listings_does() -> None:
    found = shown([said("Wrong", "second"), said("Right", "first")], order("newest"))
    assert (found.values, found.code) == (("Right",), "listing")


def test_a_test_that_leaves_all_that_is_said_is_not_the_reason() -> None:
    """Both values are in the listings of the newest date: their order decides, not their date."""
    claims = [said("A", "second"), said("B", "first"), said("A", "third", date="2010")]
    found = shown(claims, order("newest"))
    assert (found.values, found.code) == (("B",), "listing")


@given(st.permutations([said("A", record="1"), said("B", record="2"), said("C", record="3")]))
def test_of_rows_of_one_listing_that_nothing_separates_the_same_is_always_shown(claims: list[Claim]) -> None:
    assert shown(claims, shipped_rules()).values == ("A",)


def test_the_claims_told_are_the_preferred_one_first_then_those_that_say_the_same() -> None:
    claims = [said("Le Labo", "first"), said("LE LABO", "second", date="2022"), said("Autre", "third")]
    found = shown(claims, order("newest"))
    assert found.values == ("LE LABO",)
    assert found.claims == ("second:1:name:1", "first:1:name:1")


def test_when_all_say_the_same_it_is_written_as_the_first_listing_writes_it() -> None:
    found = shown([said("LE LABO", "a-later-one", date="2022"), said("Le Labo", "first")], order("newest"))
    assert (found.values, found.code, found.disagree) == (("Le Labo",), "agreed", False)


def test_the_fields_come_in_the_same_order_whatever_the_order_of_the_claims() -> None:
    claims = [said("x", field=field) for field in ("website", "address", "name")]
    found = show(claims, rules=shipped_rules(), ranks=RANKS, pages=PAGES)
    assert list(found) == ["address", "name", "website"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12, rue de l’Écluse", "12 RUE DE L'ECLUSE"),
        ("Le Cœur – Atelier", "le coeur-atelier"),
        ("Straße", "STRASSE"),
    ],
)
def test_case_accents_and_punctuation_however_typed_make_no_disagreement(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_names_in_another_alphabet_are_not_all_the_same() -> None:
    assert canonical("Αθήνα") != canonical("Πάτρα")


def test_a_number_is_the_same_however_written_and_its_decimals_count() -> None:
    assert canonical(12.0) == canonical(12)
    assert canonical(12.5) != canonical(12)


def test_one_claim_of_a_field_of_several_values_is_the_only_source() -> None:
    rules = shipped_rules()
    assert shown([said("fablab", field="kind")], rules).code == "alone"
    two = shown([said("fablab", field="kind"), said("coworking", "second", field="kind")], rules)
    assert (two.code, len(two.claims)) == ("all", 2)


Position = tuple[Claim, Claim, str]


def at(
    latitude: float, longitude: float, precision: str = "address", listing: str = "first", date: str = "2020"
) -> Position:
    north = replace(said(latitude, listing, date=date, field="latitude"), unit="degree")
    return north, said(longitude, listing, date=date, field="longitude"), precision


def located(*positions: Position) -> tuple[Shown, str]:
    found = show_position(positions, rules=shipped_rules(), ranks=RANKS, pages=PAGES)
    assert found is not None
    return found


@pytest.mark.parametrize("precision", ["address", "street", "locality", "centre"])
def test_a_lone_position_is_shown_however_coarse_with_both_its_claims(precision: str) -> None:
    found, reported = located(at(48.1, -1.6, precision))
    assert (found.values, found.code, found.disagree, reported) == ((48.1, -1.6), "alone", False, precision)
    assert found.claims == ("first:1:latitude:1", "first:1:longitude:1")


@pytest.mark.parametrize("other", [at(48.2, -1.6, listing="second"), at(48.1, -1.7, listing="second")])
def test_positions_as_fine_as_each_other_and_apart_disagree(other: Position) -> None:
    found, _ = located(at(48.1, -1.6), other)
    assert (found.values, found.disagree) == ((48.1, -1.6), True)


def test_a_coarser_position_elsewhere_is_no_disagreement() -> None:
    """The centre of the commune is not at the place's door, and does not say that it is."""
    found, precision = located(at(48.2, -1.7, "centre"), at(48.1, -1.6, "address", "second"))
    assert (found.values, found.code, found.disagree) == ((48.1, -1.6), "precise", False)
    assert precision == "address"


def test_of_two_positions_alike_the_finer_one_is_shown() -> None:
    found, precision = located(at(48.10004, -1.6, "street"), at(48.10003, -1.6, "address", "second"))
    assert (found.values, precision) == ((48.10003, -1.6), "address")


OWN = '[[field]]\nfield = "name"\norder = ["newest"]\n'


def test_a_study_changes_the_rules_that_it_writes_and_keeps_the_others() -> None:
    shipped = shipped_rules()
    assert study_rules(" \n", file="field_rules.toml") == shipped
    own = study_rules(OWN, file="field_rules.toml")
    assert own.of("name").order == ("visit", "newest")
    assert own.of("address") == shipped.of("address")
    assert own.of("phone") == shipped.default
    other = study_rules('[default]\norder = ["listing"]\n', file="field_rules.toml")
    assert other.of("phone").order == ("visit", "listing")
    assert other.of("address") == shipped.of("address")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (OWN + "ordre = 1\n", 4),
        (OWN + '[[fields]]\nfield = "phone"\n', 4),
        ('[default]\norder = ["newest"]\nsources = ["first"]\n', 3),
        ('[default]\norder = ["source"]\n', 2),
    ],
    ids=["a key of a field", "a table", "sources without the test", "the test without sources"],
)
def test_a_rule_with_a_key_that_says_nothing_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(InputRefused) as refusal:
        read_rules(text, file="field_rules.toml")
    assert refusal.value.where.line == line
