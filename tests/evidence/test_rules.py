"""The value shown: which claim is preferred, and what is said of the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from florilege.evidence.claims import Claim
from florilege.evidence.places import main_first
from florilege.evidence.rules import (
    NAME_OF_BEARER,
    FieldRules,
    canonical,
    read_rules,
    shipped_rules,
    show,
    show_position,
)
from florilege.faults import InputRefused
from florilege.listings.vocabulary import VOCABULARIES

RANKS = {"cget": 0, "pdl": 1, "etude2022": 2}
PAGES = frozenset({"etude2022"})


def claim(
    field: str, value: str | float, listing: str = "cget", date: str = "2019-04-27", record: str = "1"
) -> Claim:
    return Claim(
        f"{listing}:{record}:{field}:{value}", "l1", field, value, listing, record, "LO-2.0", date=date
    )


def shown(*claims: Claim, rules: FieldRules | None = None) -> dict[str, tuple[object, str, bool]]:
    found = show(claims, rules=rules or shipped_rules(), ranks=RANKS, pages=PAGES)
    return {
        field: (item.values[0] if len(item.values) == 1 else item.values, item.code, item.disagree)
        for field, item in found.items()
    }


def test_a_lone_claim_is_shown_as_the_only_source() -> None:
    assert shown(claim("address", "1 rue Neuve")) == {"address": ("1 rue Neuve", "alone", False)}


def test_case_and_accents_do_not_make_a_disagreement() -> None:
    found = shown(claim("name", "La Fabrique Étoilée"), claim("name", "LA FABRIQUE ETOILEE", "pdl"))
    assert found["name"] == ("La Fabrique Étoilée", "agreed", False)


def test_the_newest_address_wins_and_the_disagreement_is_said() -> None:
    found = shown(claim("address", "1 rue Neuve"), claim("address", "9 quai Vieux", "pdl", "2021-11-06"))
    assert found["address"] == ("9 quai Vieux", "newest", True)


def test_a_name_that_two_listings_give_is_shown_before_a_newer_one() -> None:
    claims = (
        claim("name", "Le Labo"),
        claim("name", "Le labo", "pdl", "2020"),
        claim("name", "Autre", "bfc", "2022"),
    )
    assert shown(*claims)["name"] == ("Le labo", "corroborated", True)


def test_a_page_about_the_place_passes_before_listings() -> None:
    claims = (
        claim("name", "Labo"),
        claim("name", "labo", "pdl"),
        claim("name", "Labo de Brest", "etude2022"),
    )
    assert shown(*claims)["name"] == ("Labo de Brest", "page", True)


def test_two_rows_of_one_listing_count_as_one_source() -> None:
    claims = (
        claim("website", "https://a.fr", "cget", record="1"),
        claim("website", "https://a.fr", "cget", record="2"),
        claim("website", "https://b.fr", "pdl", "2021"),
    )
    assert shown(*claims)["website"][1] == "newest"


def test_a_field_of_several_values_shows_them_all_and_never_disagrees() -> None:
    found = shown(
        claim("kind", "fablab"), claim("kind", "coworking", "pdl"), claim("kind", "fablab", "pdl", record="2")
    )
    assert found["kind"] == (("fablab", "coworking"), "all", False)


FOUR = [
    claim("address", value, listing, date)
    for value, listing, date in (
        ("1 rue A", "cget", "2019"),
        ("2 rue B", "pdl", "2021"),
        ("2 rue b", "etude2022", "2022-07"),
        ("3 rue C", "bfc", "2021"),
    )
]


@given(st.permutations(FOUR))
def test_the_order_in_which_claims_come_does_not_matter(claims: list[Claim]) -> None:
    assert shown(*claims) == shown(*sorted(claims, key=lambda item: item.key))


def position(
    latitude: float, longitude: float, precision: str, listing: str, date: str = "2019"
) -> tuple[Claim, Claim, str]:
    return claim("latitude", latitude, listing, date), claim("longitude", longitude, listing, date), precision


def test_a_position_at_the_address_wins_over_a_newer_centre_of_commune() -> None:
    found = show_position(
        [position(48.1, -1.6, "centre", "pdl", "2022"), position(48.2, -1.7, "address", "cget")],
        rules=shipped_rules(), ranks=RANKS, pages=PAGES,
    )  # fmt: skip
    assert found is not None
    assert (found[0].values, found[1]) == ((48.2, -1.7), "address")


def test_latitude_and_longitude_come_from_the_same_record() -> None:
    found = show_position(
        [position(48.1, -1.6, "address", "pdl", "2022"), position(48.2, -1.7, "address", "cget")],
        rules=shipped_rules(), ranks=RANKS, pages=PAGES,
    )  # fmt: skip
    assert found is not None
    assert found[0].values in ((48.1, -1.6), (48.2, -1.7))


def test_a_position_that_the_address_contradicts_is_never_shown() -> None:
    places = [position(43.5, 7.0, "contradicted", "cget")]
    assert show_position(places, rules=shipped_rules(), ranks=RANKS, pages=PAGES) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[default]\norder = ["newwest"]\n', 2),
        ('[default]\norder = ["newest"]\n\n[[field]]\nfield = "nom"\norder = ["page"]\n', 5),
        ('[default]\norder = ["newest"]\nordre = 1\n', 3),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(InputRefused) as refusal:
        read_rules(text, file="rules.toml")
    assert refusal.value.where.line == line


def test_the_kind_by_which_a_place_is_counted_stands_first() -> None:
    assert main_first(["tiers-lieu", "mediation-numerique", "fablab"]) == (
        "fablab",
        "tiers-lieu",
        "mediation-numerique",
    )
    assert main_first(["mediation-numerique", "culture"]) == ("mediation-numerique", "culture")
    assert main_first([]) == ()


def kept(claims: list[Claim], *ended: Claim) -> dict[str, tuple[object, ...]]:
    keys = frozenset(one.key for one in ended)
    found = show(claims, rules=shipped_rules(), ranks=RANKS, pages=PAGES, ended=keys)
    return {field: (*item.values, item.code, item.disagree) for field, item in found.items()}


def test_a_claim_that_ended_speaks_only_where_no_other_does() -> None:
    """The listing made it last, and the newest address wins: but it makes it no more."""
    before = claim("address", "9 quai Vieux", "pdl", "2021-11-06")
    now = claim("address", "1 rue Neuve")
    assert kept([before, now])["address"] == ("9 quai Vieux", "newest", True)
    assert kept([before, now], before)["address"] == ("1 rue Neuve", "alone", False)
    assert kept([before], before)["address"] == ("9 quai Vieux", "alone", False)
    assert kept([before, now], before, now)["address"] == ("9 quai Vieux", "newest", True)


def test_a_kind_that_ended_is_not_shown_beside_those_that_hold() -> None:
    before, now = claim("kind", "fablab", "pdl"), claim("kind", "coworking")
    assert kept([before, now], before)["kind"] == ("coworking", "alone", False)
    assert kept([before], before)["kind"] == ("fablab", "alone", False)


def test_a_claim_that_ended_is_set_aside_in_its_field_alone() -> None:
    before = claim("address", "9 quai Vieux", "pdl", "2021-11-06")
    name = claim("name", "Labo", "pdl")
    assert kept([before, name, claim("address", "1 rue Neuve")], before, name)["name"][0] == "Labo"


@pytest.mark.parametrize(
    "other", ["https://exemple.fr/lieu", "http://www.exemple.fr/lieu/", "HTTPS://Exemple.fr/lieu"]
)
def test_one_page_by_two_schemes_is_one_web_address(other: str) -> None:
    assert canonical(other) == canonical("http://exemple.fr/lieu")
    assert canonical("https://exemple.fr/autre") != canonical(other)


def of_bearer(listing: str, value: str, date: str) -> Claim:
    note = VOCABULARIES["note"][NAME_OF_BEARER].fr
    return replace(claim("name", value, listing, date), note=note)


def test_a_name_that_is_only_that_of_the_bearer_is_never_shown() -> None:
    assert shown(of_bearer("fabriques", "CTRE SOCIAL CHEMILLE", "2024")) == {}


def test_a_given_name_is_shown_beside_that_of_the_bearer_whatever_the_rules_of_the_study() -> None:
    newest = read_rules('[default]\norder = ["newest", "listing"]\n', file="field_rules.toml")
    named, borne = claim("name", "La Station", "cget", "2019"), of_bearer("fabriques", "Payaso Locco", "2024")
    for rules in (None, newest):
        assert shown(named, borne, rules=rules)["name"][0] == "La Station"
