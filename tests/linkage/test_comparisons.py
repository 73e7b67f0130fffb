"""Each comparison on two small records: what it says, and that what is not known says nothing."""

from __future__ import annotations

import pytest

from florilege.linkage.addresses import StreetAddress, street_address
from florilege.linkage.contacts import account, phone, site
from florilege.linkage.meanings import COMPARISONS, KEYS
from florilege.linkage.records import LinkRecord
from tests.linkage.places import GUERET, LYON, NANTES, VIRE, Parts, Town, compared, linked, north, record


def alizarine(key: str, town: Town | None = VIRE, **parts: object) -> LinkRecord:
    return record(key, "Alizarine", town, **parts)  # type: ignore[arg-type]


def said(first: Parts, second: Parts, *, town: Town = VIRE) -> set[str]:
    """The comparisons that say something of two records of one name and one town which say this besides."""
    measures = compared(
        record("cget:1", "Alizarine", town, **first), record("pdl:1", "Alizarine", town, **second)
    )
    return {key for key, value in measures.items() if value}


NOTHING_BESIDE = said({}, {})
"""What two records of one name and one town say when they say nothing else."""

BESIDE = {
    "address": Parts(address="12 rue Haute"),
    "position": north(VIRE, 0),
    "website": Parts(websites=("https://alizarine.fr",)),
    "account": Parts(socials=("twitter:alizarine",)),
    "telephone": Parts(phones=("02 31 00 00 01",)),
    "kind": Parts(kinds=("fablab",)),
}


@pytest.mark.parametrize("part", BESIDE)
def test_a_part_that_one_record_lacks_speaks_neither_for_nor_against(part: str) -> None:
    assert said(BESIDE[part], {}) == said({}, BESIDE[part]) == NOTHING_BESIDE


@pytest.mark.parametrize("part", [part for part in BESIDE if part != "kind"])
def test_the_same_part_on_both_sides_speaks_for(part: str) -> None:
    prior = {comparison.key: comparison.prior for comparison in COMPARISONS}
    more = said(BESIDE[part], BESIDE[part]) - NOTHING_BESIDE
    assert more
    assert all(prior[key] > 0 for key in more)


def test_a_missing_part_adds_nothing_to_the_log_odds() -> None:
    both = linked(alizarine("cget:1", **BESIDE["telephone"]), alizarine("pdl:1", **BESIDE["address"])).pairs[
        0
    ]
    neither = linked(alizarine("cget:1"), alizarine("pdl:1")).pairs[0]
    assert both.contributions == neither.contributions
    assert "address_differs" not in both.contributions


def test_a_record_without_a_name_is_not_said_to_have_another_name() -> None:
    measures = compared(record("cget:1", "", VIRE), alizarine("pdl:1"))
    names = {key: value for key, value in measures.items() if key.startswith("name")}
    assert set(names.values()) == {0.0}


def test_records_that_say_nothing_say_nothing_of_each_other() -> None:
    measures = compared(record("cget:1", ""), record("pdl:1", ""))
    assert set(measures.values()) == {0.0}


def test_every_comparison_is_the_same_from_either_side() -> None:
    one = alizarine("cget:1", **BESIDE["address"], **north(VIRE, 0), websites=("https://alizarine.fr",))
    other = record(
        "pdl:1",
        "Bergamote, fablab d’Alizarine",
        VIRE,
        address="3 rue Basse",
        **north(VIRE, 900),
        kinds=("fablab",),
    )
    assert compared(one, other) == compared(other, one)


# ── addresses ──


@pytest.mark.parametrize(
    ("text", "city", "number", "street"),
    [
        ("12 bis, rue de la Gare 44000 Nantes", "Nantes", 12, ("gare",)),
        ("3 bd Victor-Hugo", "Lyon", 3, ("victor", "hugo")),
        ("Bâtiment B, 10 avenue Foch, 75016 Paris", "Paris", 10, ("foch",)),
        ("place du Marché", "Vire", 0, ("marche",)),
        ("10 rue de Nantes", "Nantes", 10, ("nantes",)),
        ("Zone artisanale", "Vire", 0, ()),
        ("", "Vire", 0, ()),
    ],
)
def test_an_address_is_a_number_and_the_words_of_a_street(
    text: str, city: str, number: int, street: tuple[str, ...]
) -> None:
    assert street_address(text, city) == StreetAddress(number, street)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("12 rue de la Gare", "12, av. de la gare", "address_same"),
        ("12 rue de la Gare", "14 rue de la Gare", "address_street"),
        ("12 rue de la Gare", "rue de la Gare", "address_street"),
        ("12 rue de la Gare", "12 rue du Moulin", "address_differs"),
    ],
)
def test_addresses_are_the_same_or_in_one_street_or_differ(first: str, second: str, expected: str) -> None:
    measures = compared(alizarine("cget:1", address=first), alizarine("pdl:1", address=second))
    keys = ("address_same", "address_street", "address_differs")
    assert [key for key in keys if measures[key]] == [expected]


def test_two_numbers_differ_only_where_both_are_given() -> None:
    one = alizarine("cget:1", address="12 rue de la Gare")
    assert compared(one, alizarine("pdl:1", address="14 rue de la Gare"))["numbers_differ"] == 1.0
    assert compared(one, alizarine("pdl:1", address="rue de la Gare"))["numbers_differ"] == 0.0


# ── positions ──


def test_positions_speak_for_when_close_against_when_apart() -> None:
    here = alizarine("cget:1", **north(VIRE, 0))

    def measure(key: str, metres: float) -> float:
        return compared(here, alizarine("pdl:1", **north(VIRE, metres)))[key]

    assert measure("position_close", 20) == 1.0
    assert 0.0 < measure("position_close", 400) < 1.0
    assert measure("position_close", 2_500) == 0.0
    assert measure("position_apart", 200) == 0.0 < measure("position_apart", 1_000)
    assert measure("far", 3_000) == 0.0 < measure("far", 10_000) < measure("far", 50_000) == 1.0


@pytest.mark.parametrize("precision", ["commune", "contradicted"])
def test_the_middle_of_a_commune_counts_as_no_position(precision: str) -> None:
    coarse = alizarine("cget:1", **north(VIRE, 0, precision=precision))
    fine = alizarine("pdl:1", **north(VIRE, 0))
    for measures in (compared(coarse, fine), compared(coarse, coarse)):
        assert measures["position_close"] == measures["position_apart"] == 0.0
    assert compared(coarse, alizarine("pdl:1", **north(VIRE, 1_900)))["position_apart"] == 0.0


def test_a_position_that_the_address_contradicts_puts_nothing_far() -> None:
    wrong = alizarine("cget:1", **north(VIRE, 300_000, precision="contradicted"))
    assert compared(wrong, alizarine("pdl:1", **north(VIRE, 0)))["far"] == 0.0


def test_close_positions_on_both_sides_of_a_boundary_are_not_held_against_a_place() -> None:
    here, there = alizarine("cget:1", VIRE, **north(VIRE, 0)), alizarine("pdl:1", GUERET, **north(VIRE, 20))
    assert compared(here, there)["commune_differs"] == 0.0
    assert compared(alizarine("cget:1", VIRE), alizarine("pdl:1", GUERET))["commune_differs"] == 1.0


def test_a_commune_that_is_not_known_neither_agrees_nor_differs() -> None:
    measures = compared(alizarine("cget:1", None), alizarine("pdl:1"))
    assert measures["commune_same"] == measures["commune_differs"] == 0.0


def test_the_same_commune_says_less_in_a_town_with_many_places() -> None:
    one, other = record("cget:1", "Alizarine du Port", NANTES), record("pdl:1", "Bergamote du Port", NANTES)
    around = [record(f"bfc:{rank}", f"Lieu {rank}", NANTES) for rank in range(40)]
    assert compared(one, other)["crowded"] == 0.0 < compared(one, other, among=around)["crowded"]


# ── web sites, accounts, telephones ──


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.alizarine.fr/contact", "alizarine.fr"),
        ("HTTP://Alizarine.FR", "alizarine.fr"),
        ("ateliers.alizarine.asso.fr", "alizarine.asso.fr"),
        ("https://www.facebook.com/alizarine", ""),
        ("http://alizarine.wordpress.com", ""),
        ("https://alizarine.gouv.fr", "alizarine.gouv.fr"),
    ],
)
def test_a_web_address_has_a_domain_of_its_own_or_is_on_a_shared_host(url: str, domain: str) -> None:
    found = site(url)
    assert found is not None
    assert found.domain == domain


@pytest.mark.parametrize("text", ["", "en construction", "contact@alizarine.fr"])
def test_what_is_no_web_address_is_none(text: str) -> None:
    assert site(text) is None


def test_accounts_and_telephones_have_one_form() -> None:
    assert account("twitter:@Alizarine") == account("twitter:alizarine")
    assert account("twitter:") == ""
    assert phone("+33 2 31 00 00 01") == phone("02.31.00.00.01")
    assert phone("36 30") == ""


def test_a_shared_host_says_nothing_and_the_same_page_on_it_does() -> None:
    one = alizarine("cget:1", websites=("https://www.facebook.com/alizarine",))
    assert compared(one, alizarine("pdl:1", websites=("https://facebook.com/bergamote",)))["site_same"] == 0.0
    assert (
        compared(one, alizarine("pdl:1", websites=("https://facebook.com/bergamote",)))["site_differs"] == 0.0
    )
    assert compared(one, alizarine("pdl:1", websites=("http://facebook.com/Alizarine/",)))["site_same"] == 1.0


def test_a_domain_used_in_three_communes_is_a_brands_and_does_not_count_as_one_site() -> None:
    one = alizarine("cget:1", VIRE, websites=("https://reseau.fr",))
    other = alizarine("pdl:1", VIRE, websites=("https://reseau.fr",))
    elsewhere = [
        record("bfc:1", "Bergamote", GUERET, websites=("https://reseau.fr",)),
        record("bfc:2", "Carthame", LYON, websites=("https://reseau.fr",)),
    ]
    assert compared(one, other)["site_same"] == 1.0
    measures = compared(one, other, among=elsewhere)
    assert (measures["site_same"], measures["site_brand"]) == (0.0, 1.0)


def test_different_domains_speak_against_and_different_accounts_of_one_network() -> None:
    one = alizarine("cget:1", websites=("https://alizarine.fr",), socials=("twitter:alizarine",))
    other = alizarine("pdl:1", websites=("https://bergamote.fr",), socials=("twitter:bergamote",))
    measures = compared(one, other)
    assert (measures["site_differs"], measures["account_differs"]) == (1.0, 1.0)
    elsewhere = alizarine("pdl:1", socials=("facebook:bergamote",))
    assert compared(one, elsewhere)["account_differs"] == 0.0


def test_a_name_written_in_the_web_address_of_a_neighbour_speaks_for() -> None:
    one = alizarine("cget:1", address="12 rue Haute")
    other = record(
        "pdl:1", "SARL Bergamote", VIRE, address="12 rue Haute", websites=("https://alizarine.coffee",)
    )
    assert compared(one, other)["name_in_site"] == 1.0
    across = record("pdl:1", "SARL Bergamote", VIRE, websites=("https://alizarine.coffee",))
    assert compared(one, across)["name_in_site"] == 0.0
    generic = record("cget:1", "Fablab", VIRE, address="12 rue Haute")
    host = record(
        "pdl:1", "SARL Bergamote", VIRE, address="12 rue Haute", websites=("https://fablabs.coffee",)
    )
    assert compared(generic, host)["name_in_site"] == 0.0


# ── kinds, trades, listings ──


def test_kinds_speak_against_only_where_both_are_told_apart_the_same_way() -> None:
    fablab = alizarine("cget:1", kinds=("fablab",))
    assert compared(fablab, alizarine("pdl:1", kinds=("coworking",)))["kind_differs"] == 1.0
    assert compared(fablab, alizarine("pdl:1", kinds=("coworking", "fablab")))["kind_differs"] == 0.0
    assert compared(fablab, alizarine("pdl:1", kinds=("tiers-lieu",)))["kind_differs"] == 0.0


def test_a_lab_and_a_coworking_space_by_their_names_are_told_apart() -> None:
    lab, desks = record("cget:1", "Fablab du Port", VIRE), record("pdl:1", "Coworking du Port", VIRE)
    assert compared(lab, desks)["trade_differs"] == 1.0
    assert compared(lab, record("pdl:1", "Le Port", VIRE))["trade_differs"] == 0.0


def test_two_records_of_one_listing_are_held_against_being_one_place() -> None:
    assert compared(alizarine("cget:1"), alizarine("cget:2"))["same_listing"] == 1.0
    assert compared(alizarine("cget:1"), alizarine("pdl:1"))["same_listing"] == 0.0


# ── declared ──


def test_every_comparison_is_declared_once_in_two_languages_with_the_way_it_speaks() -> None:
    assert len(set(KEYS)) == len(COMPARISONS)
    assert all(comparison.prior != 0.0 for comparison in COMPARISONS)
    assert len({comparison.words.fr for comparison in COMPARISONS}) == len(COMPARISONS)
    assert len({comparison.words.en for comparison in COMPARISONS}) == len(COMPARISONS)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Alizawork", "Aliza Work"), ("AlizaWork", "Aliza Work Vire"), ("Aliza Work Vire", "alizawork")],
)
def test_a_name_in_one_word_or_in_two_is_one_name_the_town_said_or_not(one: str, other: str) -> None:
    town = {**VIRE, "city": "Vire"}
    measures = compared(record("cget:1", one, town), record("pdl:1", other, town))  # type: ignore[arg-type]
    assert measures["name_whole"] == 1.0


def test_a_short_word_in_the_middle_of_another_is_not_found_there() -> None:
    assert (
        compared(record("cget:1", "La Tribu", VIRE), record("pdl:1", "La Distribuée", VIRE))["name_part"]
        < 0.75
    )
    assert (
        compared(record("cget:1", "Alizarine", VIRE), record("pdl:1", "Lalizarinerie", VIRE))["name_part"]
        == 1.0
    )


SITE = {"websites": ("https://alizarine.fr",)}


def test_a_position_far_away_says_nothing_against_one_name_one_town_and_one_web_site() -> None:
    lost = {**GUERET, "city": "Vire Normandie"}
    one = record("cget:1", "Alizarine", VIRE, **SITE, **north(VIRE, 0))
    other = record("pdl:1", "Alizarine", lost, **SITE, **north(GUERET, 0))  # type: ignore[arg-type]
    measures = compared(one, other)
    assert {measures[key] for key in ("far", "position_apart", "commune_differs", "departement_differs")} == {
        0.0
    }
    elsewhere = compared(one, record("pdl:1", "Alizarine", GUERET, **SITE, **north(GUERET, 0)))
    assert elsewhere["far"] == elsewhere["commune_differs"] == 1.0


def test_one_web_site_at_one_door_speaks_between_two_listings_only() -> None:
    door = {"address": "3 rue du Port", **SITE}
    one = record("cget:1", "Alizarine", VIRE, **door)  # type: ignore[arg-type]
    assert compared(one, record("pdl:1", "Bergamote", VIRE, **door))["site_and_address"] == 1.0  # type: ignore[arg-type]
    assert compared(one, record("cget:2", "Bergamote", VIRE, **door))["site_and_address"] == 0.0  # type: ignore[arg-type]


def test_numbers_apart_in_one_street_speak_against_unless_they_are_side_by_side() -> None:
    def door(key: str, number: int, metres: float) -> LinkRecord:
        return record(key, "Alizarine", VIRE, address=f"{number} rue du Port", **north(VIRE, metres))

    assert compared(door("cget:1", 3, 0), door("pdl:1", 90, 800))["numbers_apart"] > 0.7
    assert compared(door("cget:1", 3, 0), door("pdl:1", 5, 25))["numbers_apart"] == 0.0
    assert compared(door("cget:1", 3, 0), door("pdl:1", 3, 800))["numbers_apart"] == 0.0
