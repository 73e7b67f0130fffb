"""Two records that are never one place, whatever else agrees; and those that look so and are."""

from __future__ import annotations

import pytest

from florilege.linkage.decisions import Settled
from florilege.linkage.designations import designation
from florilege.linkage.linking import PERSON
from florilege.linkage.records import LinkRecord
from florilege.linkage.vetoes import KEYS, VETOES
from tests.linkage.places import (
    GUERET,
    LYON,
    NANTES,
    VIRE,
    Parts,
    Town,
    apart,
    linked,
    north,
    record,
    together,
    veto,
)


def branch(key: str, name: str, address: str, **parts: object) -> LinkRecord:
    return record(key, name, NANTES, address=address, **parts)  # type: ignore[arg-type]


THREE_BRANCHES = (
    branch("cget:7", "Alizarine", "3 rue du Port"),
    branch("cget:8", "Alizarine", "5 place du Marché"),
    branch("cget:9", "Alizarine", "40 quai Neuf"),
)


def test_two_branches_of_a_brand_in_one_listing_are_two_places() -> None:
    one, other, third = THREE_BRANCHES
    assert veto(one, other, among=[third]) == "branch"
    assert len(linked(*THREE_BRANCHES).clusters) == 3


def test_one_branch_told_by_two_listings_is_one_place() -> None:
    again = branch("pdl:1", "Alizarine Marché", "5, pl. du marché", **north(NANTES, 0))
    linkage = linked(*THREE_BRANCHES, again)
    assert ("cget:8", "pdl:1") in linkage.clusters
    assert len(linkage.clusters) == 3


def test_a_branch_without_an_address_is_merged_with_none_of_them() -> None:
    vague = record("pdl:1", "Alizarine", NANTES)
    assert ("pdl:1",) in linked(*THREE_BRANCHES, vague).clusters


def test_two_branches_are_known_by_the_brands_web_site() -> None:
    site = Parts(websites=("https://alizarine.fr",))
    elsewhere = [record("cget:5", "Alizarine", GUERET, **site), record("cget:6", "Alizarine", LYON, **site)]
    one, other = (
        branch("cget:1", "Alizarine", "3 rue du Port", **site),
        branch("cget:2", "Alizarine", "40 quai Neuf", **site),
    )
    assert veto(one, other, among=elsewhere) == "branch"
    again = branch("pdl:2", "Alizarine", "40 quai Neuf", **site)
    assert veto(one, again) == "", "the web site of two records in one town may be a place's own"


def test_numbers_in_the_names_tell_two_branches() -> None:
    one, other = (
        branch("cget:1", "Alizarine 2", "3 rue du Port"),
        branch("pdl:1", "Alizarine 3", "40 quai Neuf"),
    )
    assert veto(one, other) == "branch"


def test_a_quarter_after_the_brand_tells_two_branches() -> None:
    one = branch("cget:1", "Alizarine Chantenay", "3 rue du Port")
    other = branch("pdl:1", "Alizarine Doulon", "40 quai Neuf")
    assert veto(one, other) == "branch"


def test_two_doors_of_one_street_are_two_branches_unless_they_are_close() -> None:
    def door(key: str, number: int, metres: float) -> LinkRecord:
        return branch(key, f"Alizarine {number}", f"{number} rue du Port", **north(NANTES, metres))

    assert veto(door("cget:1", 3, 0), door("pdl:1", 90, 800)) == "branch"
    assert veto(door("cget:1", 3, 0), door("pdl:1", 5, 30)) == "two_marks", "a number in each name"


def test_a_street_number_that_is_missing_vetoes_nothing() -> None:
    one = branch("cget:1", "Alizarine 2", "3 rue du Port")
    assert veto(one, branch("pdl:1", "Alizarine 3", "90 rue du Port")) == "branch"
    assert veto(one, branch("pdl:1", "Alizarine 3", "rue du Port")) == "two_marks", "a number in each name"
    assert veto(one, branch("pdl:1", "Alizarine", "rue du Port")) == ""


def test_a_brand_in_two_towns_is_two_places_even_under_one_web_site() -> None:
    site = Parts(websites=("https://alizarine.fr",))
    third = record("cget:5", "Alizarine", LYON, **site)
    one, other = record("cget:1", "Alizarine", VIRE, **site), record("pdl:1", "Alizarine", GUERET, **site)
    assert veto(one, other, among=[third]) == "brand_elsewhere"
    assert apart(one, other, among=[third])


def test_the_same_name_in_another_town_is_another_place() -> None:
    one = record("cget:1", "Alizarine", VIRE, **north(VIRE, 0))
    other = record("pdl:1", "Alizarine", GUERET, **north(GUERET, 0))
    assert veto(one, other) == "other_town"
    assert apart(one, other)


def test_the_same_name_in_another_town_is_another_place_without_any_position() -> None:
    assert apart(record("cget:1", "Alizarine", VIRE), record("pdl:1", "Alizarine", GUERET))


def test_one_listing_gives_a_name_to_two_towns_as_two_places() -> None:
    one = record("cget:1", "Alizarine", VIRE, address="3 rue du Port", websites=("https://alizarine.fr",))
    other = record("cget:2", "Alizarine", GUERET, address="40 quai Neuf", websites=("https://alizarine.fr",))
    assert veto(one, other) == "two_towns_in_listing"
    assert veto(one, record("cget:2", "Alizarine", GUERET, websites=("https://alizarine.fr",))) == ""


def test_names_that_say_two_towns_are_two_places() -> None:
    one = record("cget:1", "Alizarine Guéret", GUERET, websites=("https://alizarine.fr",))
    other = record("pdl:1", "Alizarine Lyon", LYON, websites=("https://alizarine.fr",))
    assert veto(one, other) == "two_towns_named"
    assert veto(one, record("pdl:1", "Alizarine", LYON, websites=("https://alizarine.fr",))) == ""


def test_two_public_bodies_under_one_roof_are_two_places() -> None:
    here = Parts(address="1 place de la Mairie", **north(VIRE, 0))
    library = record("bfc:1", "Médiathèque Alizarine", VIRE, **here)
    job_centre = record("bfc:2", "Mission locale Alizarine", VIRE, **here)
    assert veto(library, job_centre) == "two_public_bodies"
    assert apart(library, job_centre)
    assert veto(library, record("cvl:1", "Bibliothèque Alizarine", VIRE, **here)) == ""


def test_neighbours_in_one_building_are_two_places() -> None:
    roof = Parts(address="12 rue Haute", **north(VIRE, 0))
    assert apart(record("cget:1", "Alizarine", VIRE, **roof), record("pdl:1", "Bergamote", VIRE, **roof))


def test_a_lab_and_a_coworking_space_in_one_building_are_two_places() -> None:
    roof = Parts(address="12 rue Haute", **north(VIRE, 0))
    lab = record("cget:1", "Bergamote Lab", VIRE, kinds=("fablab",), **roof)
    assert apart(lab, record("pdl:1", "Coworking Carthame", VIRE, kinds=("coworking",), **roof))


@pytest.mark.parametrize(
    ("host", "lab"),
    [
        ("Maison Alizarine", "Fablab de la Maison Alizarine"),
        ("Alizarine", "Alizarine Lab"),
        ("Bergamote / Alizarine", "Fablab Alizarine"),
    ],
)
def test_a_host_and_the_lab_of_its_name_at_its_address_are_one_place(host: str, lab: str) -> None:
    roof = Parts(address="12 rue Haute", **north(VIRE, 0))
    assert together(record("cget:1", host, VIRE, **roof), record("pdl:1", lab, VIRE, **roof))


def test_a_host_and_its_lab_of_another_name_are_one_place_by_web_site_and_address() -> None:
    roof = Parts(address="12 rue Haute", websites=("https://alizarine.fr",), **north(VIRE, 0))
    assert together(
        record("cget:1", "Maison Alizarine", VIRE, **roof), record("pdl:1", "Pop Lab", VIRE, **roof)
    )


def test_a_place_that_moved_within_its_town_is_one_place_by_its_rare_name_and_site() -> None:
    before = record("cget:1", "Alizarine", VIRE, address="3 rue du Port", websites=("https://alizarine.fr",))
    now = record("pdl:1", "Alizarine", VIRE, address="40 quai Neuf", websites=("https://alizarine.fr",))
    assert together(before, now)


def test_a_geocoding_hundreds_of_kilometres_off_does_not_part_a_place() -> None:
    wrong = record("cget:1", "Alizarine", VIRE, **north(VIRE, 400_000, precision="contradicted"))
    assert together(wrong, record("pdl:1", "Alizarine", VIRE, **north(VIRE, 0)))


def test_the_middle_of_the_commune_makes_no_two_places_neighbours() -> None:
    centre = north(VIRE, 0, precision="commune")
    assert apart(record("cget:1", "Alizarine", VIRE, **centre), record("pdl:1", "Bergamote", VIRE, **centre))


def test_a_shared_host_makes_no_two_places_one() -> None:
    one = record("cget:1", "Alizarine", VIRE, websites=("https://facebook.com/alizarine",))
    assert apart(one, record("pdl:1", "Bergamote", VIRE, websites=("https://facebook.com/bergamote",)))


def test_a_veto_stands_beside_the_score_and_is_said() -> None:
    one, other, third = THREE_BRANCHES
    pair = next(
        pair for pair in linked(one, other, third).pairs if (pair.first, pair.second) == (one.key, other.key)
    )
    assert (pair.veto, pair.outcome) == ("branch", "apart")
    assert set(KEYS) & set(pair.contributions) <= {"branch"}, "a veto is not a weight"


def test_every_veto_has_its_words_in_two_languages() -> None:
    assert len(set(KEYS)) == len(VETOES)
    assert PERSON not in KEYS
    assert all(item.words.fr and item.words.en and item.words.fr != item.words.en for item in VETOES)


# ── what a name says that a place is ──

ROOF = Parts(address="12 rue Haute", **north(VIRE, 0))


@pytest.mark.parametrize(
    ("house", "guest"),
    [
        ("Pépinière Alizarine", "Fablab d’Alizarine"),
        ("Incubateur Alizarine", "École Alizarine"),
        ("La pépinière d’entreprises Alizarine", "Alizarine Makerspace"),
    ],
)
def test_a_house_and_its_guest_at_one_door_are_two_places(house: str, guest: str) -> None:
    one, other = record("cget:1", house, VIRE, **ROOF), record("pdl:1", guest, VIRE, **ROOF)
    assert veto(one, other) == "house_and_guest"
    assert apart(one, other)


def test_an_incubator_that_says_its_workshop_is_one_place_with_it() -> None:
    one = record("cget:1", "Pépinière et fablab Alizarine", VIRE, **ROOF)
    assert veto(one, record("pdl:1", "Pépinière Alizarine", VIRE, **ROOF)) == ""


def test_a_service_and_a_workshop_named_after_one_area_are_two_places() -> None:
    service = record("bfc:1", "Mission locale de l’Alizarinais", VIRE, address="3 rue du Port")
    workshop = record("cget:1", "Fablab de l’Alizarinais", VIRE, address="40 quai Neuf")
    assert veto(service, workshop) == "body_and_place"


def test_one_listing_gives_a_service_and_its_neighbour_two_records_for_two_places() -> None:
    service = record("bfc:1", "Centre social Alizarine", VIRE, **ROOF)
    assert veto(service, record("bfc:2", "Alizarine", VIRE, **ROOF)) == "body_and_place"
    assert veto(service, record("cvl:2", "Alizarine", VIRE, **ROOF)) == ""


def test_a_library_and_its_workshop_at_one_door_are_not_parted() -> None:
    library = record("bfc:1", "Médiathèque Alizarine", VIRE, **ROOF)
    assert veto(library, record("cget:1", "Fablab de la Médiathèque Alizarine", VIRE, **ROOF)) == ""
    named_apart = record("cget:1", "Fablab Alizarine", VIRE, **ROOF)
    assert veto(library, named_apart) == "led_otherwise", "nothing in the names says that it lodges it"
    away = record("cget:1", "Fablab Alizarine", VIRE, address="40 quai Neuf")
    assert veto(library, away) == "body_and_place"


def test_a_workshop_lodged_in_a_library_is_no_library() -> None:
    lodged = record("bfc:1", "Papyrus – Médiathèque Alizarine", VIRE, **ROOF)
    assert veto(lodged, record("cget:1", "Papyrus", VIRE, **ROOF)) == ""


@pytest.mark.parametrize(
    "bearer", ["Communauté de communes d’Alizarine", "Parc naturel régional d’Alizarine", "Agglo d’Alizarine"]
)
def test_an_authority_and_the_place_that_it_bears_are_two_whatever_the_contact(bearer: str) -> None:
    site = Parts(websites=("https://alizarine.fr",), **ROOF)
    place = record("cget:1", "Tiers-lieu d’Alizarine", VIRE, **site)
    assert veto(record("pdl:1", bearer, VIRE, **site), place) == "body_and_place"


def test_a_town_and_the_place_that_it_bears_are_two_unless_a_contact_is_theirs_in_common() -> None:
    place = record("cget:1", "Tiers-lieu d’Alizarine", VIRE, websites=("https://alizarine.fr",), **ROOF)
    town = "Commune d’Alizarine"
    assert veto(record("pdl:1", town, VIRE, **ROOF), place) == "body_and_place"
    assert veto(record("pdl:1", town, VIRE, websites=("https://alizarine.fr",), **ROOF), place) == ""


def test_a_town_and_the_place_that_bears_its_name_alone_are_not_parted() -> None:
    town = record("fabriques:1", "Commune de Guéret", GUERET)
    assert veto(town, record("pdl:1", "Tiers-lieu à Guéret", GUERET, address="3 rue du Port")) == ""


def test_a_network_and_one_of_its_members_are_two_places() -> None:
    network = record("cget:1", "Réseau des Alizarines", VIRE, **ROOF)
    assert veto(network, record("pdl:1", "Les Alizarines de Vire", VIRE, **ROOF)) == "network_and_member"
    assert veto(network, record("pdl:1", "Réseau Alizarine", VIRE, **ROOF)) == ""


def test_two_town_halls_of_one_commune_are_two_places() -> None:
    one = record("bfc:1", "Mairie déléguée d’Alizarine", VIRE, address="3 rue du Port")
    other = record("bfc:2", "Mairie déléguée de Bergamote", VIRE, address="40 quai Neuf")
    assert veto(one, other) == "two_sites_of_body"
    assert apart(one, other)


def test_a_body_and_its_branch_in_another_commune_are_two_places() -> None:
    head = record("bfc:1", "Mission locale du Pays Alizarine", VIRE, address="3 rue du Port")
    branch_name = "Mission locale du Pays Alizarine, antenne de Guéret"
    assert veto(head, record("cvl:1", branch_name, GUERET, address="40 quai Neuf")) == "two_sites_of_body"


def test_a_body_told_by_two_listings_in_one_wording_is_no_branch() -> None:
    one = record("bfc:1", "EPN Alizarine", VIRE, address="3 rue du Port")
    assert veto(one, record("cvl:1", "EPN Alizarine", VIRE, address="40 quai Neuf")) == ""
    assert veto(one, record("bfc:2", "EPN Alizarine", VIRE, address="40 quai Neuf")) == "two_sites_of_body"


def test_two_names_of_one_brand_at_two_addresses_of_one_listing_are_two_places() -> None:
    site = Parts(websites=("https://alizarine.fr",))
    one = branch("cget:1", "Alizarine", "12 rue Basse", **site, **north(NANTES, 0))
    station = branch("cget:2", "Alizarine Gare", "3 place de la Gare", **site, **north(NANTES, 800))
    assert veto(one, station) == "branch_in_listing"
    assert apart(one, station)


@pytest.mark.parametrize("behind", ["Centre", "Campus", "Coworking", "Fablab", "Nantes", "Docks"])
def test_any_word_behind_a_brand_makes_another_branch_of_it_at_another_address_of_one_listing(
    behind: str,
) -> None:
    one = branch("cget:1", "Alizarine", "12 rue Basse", **north(NANTES, 0))
    other = branch("cget:2", f"Alizarine {behind}", "3 place de la Gare", **north(NANTES, 800))
    assert veto(one, other) == "branch_in_listing"


@pytest.mark.parametrize(
    ("behind", "street", "named"),
    [
        ("Gare", "3 place du Lavoir", True),
        ("Lavoir", "3 place du Lavoir", True),
        ("Nantes", "3 rue Neuve", False),
    ],
)
def test_between_listings_a_word_behind_a_brand_makes_another_branch_if_it_says_where_in_the_town(
    behind: str, street: str, named: bool
) -> None:
    one = branch("cget:1", "Alizarine", "12 rue Basse", **north(NANTES, 0))
    other = branch("pdl:2", f"Alizarine {behind}", street, **north(NANTES, 800))
    assert (veto(one, other) == "branch") == named
    assert veto(one, branch("pdl:2", f"Alizarine {behind}", "12 rue Basse", **north(NANTES, 0))) == ""


def test_a_word_said_twice_makes_no_other_branch() -> None:
    one = branch("cget:1", "Coworking Alizarine", "12 rue Basse", **north(NANTES, 0))
    twice = branch("pdl:2", "Coworking Alizarine (Co-working)", "3 rue Neuve", **north(NANTES, 800))
    assert veto(one, twice) == ""


@pytest.mark.parametrize("second", ["Alizarine", "Les Alizarines"])
def test_one_listing_gives_one_name_at_two_full_addresses_to_two_places(second: str) -> None:
    site = Parts(websites=("https://alizarine.fr",))
    one = branch("cget:1", "Alizarine", "12 rue Basse", **site, **north(NANTES, 0))
    other = branch("cget:2", second, "3 place de la Gare", **site, **north(NANTES, 800))
    assert veto(one, other) == "two_doors_in_listing"
    (pair,) = linked(one, other).pairs
    assert pair.outcome == "review"


def test_one_listing_gives_one_name_and_site_once_with_a_stale_address_to_one_place() -> None:
    site = Parts(websites=("https://alizarine.fr",))
    one = branch("cget:1", "Alizarine", "12 rue Basse", **site, **north(NANTES, 0))
    stale = branch("cget:2", "Alizarine", "Place de la Gare", **site, **north(NANTES, 800))
    assert veto(one, stale) == ""
    assert veto(one, branch("cget:2", "Alizarine", "Place de la Gare", **north(NANTES, 800))) != ""


def test_one_listing_gives_one_name_and_site_under_two_kinds_to_one_place() -> None:
    """A listing made of two lists, one a kind, gives a place once in each."""
    site = Parts(websites=("https://alizarine.fr",))
    one = branch(
        "cget:1", "Fablab Alizarine", "12 rue Basse", kinds=("coworking",), **site, **north(NANTES, 0)
    )
    other = branch(
        "cget:2", "FabLab Alizarine", "3 rue Neuve", kinds=("fablab",), **site, **north(NANTES, 800)
    )
    assert veto(one, other) == ""


def test_one_listing_gives_a_space_and_the_workshop_of_its_name_as_two_places() -> None:
    space = record("cget:1", "Alizarine", VIRE, kinds=("coworking",), **ROOF)
    workshop = record("cget:2", "Fablab d’Alizarine", VIRE, kinds=("fablab",), **ROOF)
    assert veto(space, workshop) == "two_kinds_in_listing"
    assert veto(space, record("cget:2", "Alizarine Coworking", VIRE, kinds=("coworking",), **ROOF)) == ""


def test_one_listing_gives_two_services_of_a_body_at_one_door_as_two_places() -> None:
    one = record("cvl:1", "Alizarine 28 : Bergamote du soir", VIRE, **ROOF)
    assert (
        veto(one, record("cvl:2", "Alizarine 28 : Carthame partagé", VIRE, **ROOF)) == "two_names_in_listing"
    )


@pytest.mark.parametrize(
    "network",
    [
        "Collectif des tiers-lieux d’Alizarine",
        "Compagnie des fablabs d’Alizarine",
        "Constellation des tiers-lieux d’Alizarine",
        "Hub des lieux partagés d’Alizarine",
    ],
)
def test_what_has_several_places_is_a_network(network: str) -> None:
    one = record("cget:1", network, VIRE, **ROOF)
    assert veto(one, record("pdl:1", "Tiers-lieu d’Alizarine", VIRE, **ROOF)) == "network_and_member"


@pytest.mark.parametrize("place", ["Maison des lieux", "Lieux des Alizarines", "Association Alizarine"])
def test_a_place_is_no_network_for_a_word_that_networks_bear(place: str) -> None:
    assert (designation(place, frozenset()).network) == (place == "Maison des lieux")


@pytest.mark.parametrize("head", ["Antenne", "Annexe", "Permanence"])
def test_a_branch_said_before_its_body_is_another_place_at_another_address(head: str) -> None:
    body = record("cvl:1", "CIDFF de l’Alizarinais", VIRE, address="3 rue du Port")
    said = f"{head} du CIDFF de l’Alizarinais"
    assert veto(body, record("pdl:1", said, VIRE, address="40 quai Neuf")) == "branch"
    assert veto(body, record("pdl:1", said, VIRE, address="3 rue du Port")) == ""


def test_a_word_that_names_of_many_communes_begin_by_is_a_kind_of_house() -> None:
    house, guest = record("cget:1", "Sénéchal Alizarine", VIRE), record("pdl:1", "Fablab Alizarine", VIRE)
    assert veto(house, guest) == ""
    towns = [
        Town(city=word, postcode="", commune_code=f"9900{rank}", departement_code="99")
        for rank, word in enumerate(("Bergamote", "Carthame", "Garance", "Indigo", "Pastel", "Sumac"))
    ]
    others = [record(f"bfc:{town['city']}", f"Sénéchal {town['city']}", town) for town in towns]
    assert veto(house, guest, among=others) == "house_and_guest"


def test_at_one_door_two_words_before_one_name_are_a_house_and_its_guest_though_nobody_knows_them() -> None:
    house = record("cget:1", "Sénéchal Alizarine", VIRE, **ROOF)
    assert veto(house, record("pdl:1", "Fablab Alizarine", VIRE, **ROOF)) == "house_and_guest"
    assert veto(house, record("pdl:1", "Bricothèque d’Alizarine", VIRE, **ROOF)) == "house_and_guest"
    assert veto(house, record("pdl:1", "Espace Alizarine", VIRE, **ROOF)) == ""
    assert veto(house, record("pdl:1", "Sénnéchal Alizarine", VIRE, **ROOF)) == ""


def test_two_names_of_one_word_each_with_another_are_two_places_where_a_large_town_is_all_that_agrees() -> (
    None
):
    around = [record(f"bfc:{rank}", f"Lieu {rank}", NANTES) for rank in range(150)]
    one, other = (
        record("cget:1", "Villa Alizarine", NANTES),
        record("pdl:1", "Super Alizarine", NANTES),
    )
    assert veto(one, other, among=around) == "branch"
    assert veto(one, other) == ""


def test_two_trades_under_one_name_are_two_places_without_a_contact_in_common() -> None:
    site = Parts(websites=("https://alizarine.fr",))
    one, other = (
        record("cget:1", "Fablab Alizarine", VIRE, **ROOF),
        record("pdl:1", "Coworking Alizarine", VIRE, **ROOF),
    )
    assert veto(one, other) == "two_trades"
    reported = record("cget:1", "Fablab Alizarine", VIRE, **site, **ROOF)
    assert veto(reported, record("pdl:1", "Coworking Alizarine", VIRE, **site, **ROOF)) == ""


def test_one_door_said_as_two_streets_makes_no_other_branch() -> None:
    one = branch("cget:1", "Alizarine", "12 rue Basse", **north(NANTES, 0))
    assert veto(one, branch("cget:2", "Alizarine Gare", "3 place de la Gare", **north(NANTES, 40))) == ""


def test_what_a_veto_parts_and_the_comparisons_would_merge_is_asked_of_a_person() -> None:
    roof = Parts(websites=("https://alizarine.fr",), **ROOF)
    house = record("cget:1", "Pépinière Alizarine", VIRE, **roof)
    guest = record("pdl:1", "Fablab d’Alizarine", VIRE, **roof)
    (pair,) = linked(house, guest).pairs
    assert (pair.veto, pair.outcome) == ("house_and_guest", "review")
    (settled,) = linked(house, guest, settled=[Settled(house.key, guest.key, False)]).pairs
    assert (settled.veto, settled.outcome) == (PERSON, "apart")


def test_two_sites_of_an_institution_under_one_name_are_two_places_in_one_listing() -> None:
    site = Parts(websites=("https://alizarine.fr",))
    one = record("bfc:1", "Archives départementales", VIRE, address="3 rue du Port", **site)
    other = record("bfc:2", "Archives départementales", VIRE, address="40 quai Neuf", **site)
    assert veto(one, other) == "two_sites_of_body"
    given_again = record("cvl:2", "Archives départementales", VIRE, address="40 quai Neuf", **site)
    assert veto(one, given_again) == ""


def test_a_body_and_its_branch_in_one_town_are_two_places_in_two_listings_too() -> None:
    head = record("bfc:1", "Mission locale Alizarine", VIRE, address="3 rue du Port")
    branch_name = "Mission locale Alizarine, antenne Bergamote"
    assert veto(head, record("cvl:1", branch_name, VIRE, address="40 quai Neuf")) == "two_sites_of_body"
    assert veto(head, record("cvl:1", branch_name, VIRE, address="3 rue du Port")) == ""


@pytest.mark.parametrize(
    "house",
    [
        "Pépinière Alizarine",
        "Hôtel d’entreprises Alizarine",
        "Technopole Alizarine",
        "Centre d’affaires Alizarine",
    ],
)
@pytest.mark.parametrize(
    "guest", ["Coworking Alizarine", "Atelier partagé Alizarine", "Tiers-lieu Alizarine"]
)
def test_a_house_and_what_it_lodges_are_two_places_in_one_listing_and_in_two(house: str, guest: str) -> None:
    one = record("cget:1", house, VIRE, **ROOF)
    assert veto(one, record("cget:2", guest, VIRE, **ROOF)) == "house_and_guest"
    assert veto(one, record("pdl:2", guest, VIRE, **ROOF)) == "house_and_guest"


@pytest.mark.parametrize(
    "other", ["Alizarine", "Pépinière et fablab Alizarine", "Alizarine, pépinière d’entreprises"]
)
def test_a_house_told_otherwise_is_one_place_with_it(other: str) -> None:
    house = record("cget:1", "Pépinière Alizarine", VIRE, **ROOF)
    assert veto(house, record("pdl:2", other, VIRE, **ROOF)) == ""
