"""Where a territory stands: what it has, lacks and could try, each number with what it may be."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from florilege.listings.coverage import EVERYWHERE, Coverage
from florilege.territory.rates import Rate
from florilege.territory.reach import Reached, TerritoryReach
from florilege.territory.service_reach import NextSites, ServiceReach
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.territories.known import Territories, Territory
from florilege.web.publication.pages.territories.reach_of_france import reach_of_france
from florilege.web.publication.pages.territories.standing import standing
from florilege.web.publication.site import Page, Site
from florilege.web.study.territory_measures import ListingCounts, TerritoryMeasures, TerritoryRate

CODE = "242900314"
LIMITS = (10.0, 20.0, 30.0, 45.0)


def reached(inhabitants: int, *within: tuple[int, int, int]) -> TerritoryReach:
    return TerritoryReach(CODE, inhabitants, tuple(Reached(*one) for one in within), 0, 0)


@pytest.fixture
def found(contents: StudyContents) -> Territories:
    """Brest Métropole rated and reached, and France."""
    within = reached(200_000, (90_000, 150_000, 190_000), (200_000,) * 3, (200_000,) * 3, (200_000,) * 3)
    coworking = ServiceReach(
        "coworking", 10, 1, LIMITS,
        {"epci": {CODE: within}, "departement": {}, "region": {}, "france": {"france": replace(within, code="france")}},
        {"epci": {CODE: NextSites(20.0, ("29011",), (4_000,), 50_000, proved=True, gap=0.0)}, "departement": {}},
        {"29155": 833}, {}, 30.0,
    )  # fmt: skip
    rate = TerritoryRate(7, 2, Rate(CODE, "spread", 3.5, 3.1, 1.7, 4.9, 0.4))
    measured = TerritoryMeasures(("cget",), {"epci": {CODE: rate}}, (coworking,))
    return Territories(replace(contents, territories=measured))


@pytest.fixture
def brest(found: Territories) -> Territory:
    return found.by_key[CODE]


def test_a_rate_stands_with_what_it_may_be_and_the_places_that_it_does_not_count(
    found: Territories, brest: Territory
) -> None:
    view = standing(found, brest, "fr")
    assert view is not None
    assert "".join(view.rate.split()) == "3,1pour100000habitants(entre1,7et4,9)"
    assert view.added == "2"


def test_inhabitants_out_of_reach_are_told_with_their_bounds(found: Territories, brest: Territory) -> None:
    view = standing(found, brest, "en")
    assert view is not None
    (far,) = [item.said for item in view.lacks if "by road" in item.said]
    assert far == (
        "50,000 inhabitants more than 10 km by road from a place for “coworking” of the listings of the whole country (between 10,000"
        " and 110,000)."
    )


def test_the_commune_of_a_next_place_is_named_with_whom_it_would_serve(
    found: Territories, brest: Territory
) -> None:
    view = standing(found, brest, "fr")
    assert view is not None
    assert "Bohars" in view.tries[0].said
    assert "4\u202f000\u00a0habitants" in view.tries[0].said


def test_a_service_that_only_a_listing_of_another_region_states_is_not_lacking(
    found: Territories, brest: Territory
) -> None:
    view = standing(found, brest, "fr")
    assert view is not None
    assert not [item for item in view.lacks if "pairs" in item.said]


def test_a_commune_has_no_standing_of_its_own(found: Territories) -> None:
    commune = next(one for one in found.by_key.values() if one.level == "commune")
    assert standing(found, commune, "fr") is None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_shows_has_lacks_and_tries_before_the_figures(found: Territories, language: str) -> None:
    text = Site(found.contents).render(Page("territory", f"territoires/{CODE}/", CODE), language, static=True)
    order = [text.index(f'id="{one}"') for one in ("has", "lacks", "tries")]
    assert order == sorted(order)
    assert order[-1] < text.index('<dl class="figures">')


def test_white_zones_are_the_communes_beyond_the_last_distance(found: Territories) -> None:
    view = reach_of_france(found, "fr")
    assert view is not None
    (zones,) = view.white
    assert "833 habitants (communes" in zones.said
    assert zones.dots.count("M") == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_region_says_what_a_listing_read_twice_counted_and_no_page_else(
    found: Territories, language: str
) -> None:
    region = next(one for one in found.by_key.values() if one.level == "region" and one.places)
    counts = {"region": {region.code: (ListingCounts("cget", (("2019-03-11", 96), ("2020-05-26", 1110))),)}}
    twice = replace(found.contents, territories=replace(found.contents.territories, counts=counts))
    page = Page("territory", region.path, region.key)
    text = Site(twice).render(page, language, static=True)
    (row,) = [line for line in text.splitlines() if "1\u202f110" in line or "1,110" in line]
    assert ("26\u00a0mai 2020" if language == "fr" else "May 2020") in row
    heading = (
        "Ce qu’un même recensement comptait" if language == "fr" else "the same listing counted over time"
    )
    assert heading in text
    assert heading not in Site(found.contents).render(page, language, static=True)


def test_nothing_is_said_before_it_is_measured(contents: StudyContents) -> None:
    found = Territories(contents)
    assert reach_of_france(found, "fr") is None
    view = standing(found, next(one for one in found.by_key.values() if one.level == "region"), "fr")
    assert view is not None
    assert (view.rate, view.reach, view.tries) == ("", (), ())


def with_next_in_france(found: Territories, sites: NextSites) -> Territories:
    """The same, with next places of the whole country."""
    measured = found.contents.territories
    (coworking,) = measured.services
    following = {**coworking.next_sites, "france": {"france": sites}}
    services = (replace(coworking, next_sites=following),)
    return Territories(replace(found.contents, territories=replace(measured, services=services)))


@pytest.mark.parametrize(
    ("proved", "gap", "expected"),
    [(True, 0.0, "it is proved that no other choice serves more"), (False, 0.2, "at most 25% more")],
)
def test_next_places_of_france_stand_in_order_with_the_proof_or_the_gap(
    found: Territories, proved: bool, gap: float, expected: str
) -> None:
    sites = NextSites(20.0, ("57463", "29019"), (700, 100), 5_000, proved=proved, gap=gap)
    view = reach_of_france(with_next_in_france(found, sites), "en")
    assert view is not None
    (following,) = view.following
    assert [(line.commune, line.gain) for line in following.lines] == [("Metz", "700"), ("Brest", "100")]
    assert "serve 800 of the 5,000 inhabitants" in following.said
    assert expected in following.said
    assert view.without == ()


def with_service(found: Territories, **changed: object) -> Territories:
    """The same, something of its service being otherwise."""
    measured = found.contents.territories
    (coworking,) = measured.services
    services = (replace(coworking, **changed),)  # type: ignore[arg-type]
    return Territories(replace(found.contents, territories=replace(measured, services=services)))


def test_regions_where_no_place_of_a_service_is_listed_are_named(found: Territories) -> None:
    view = reach_of_france(with_service(found, silent=("04",)), "en")
    assert view is not None
    assert view.without[0].startswith("La Réunion does not count: no listing of the whole country gives")


@pytest.mark.parametrize(("language", "expected"), [("fr", "on ne peut pas le dire"), ("en", "is unknown")])
def test_where_no_listing_gives_a_place_a_territory_says_that_it_cannot_tell_and_is_advised_nothing(
    found: Territories, brest: Territory, language: str, expected: str
) -> None:
    nobody = TerritoryReach(CODE, 0, (Reached(0, 0, 0),) * 4, 8, 200_000)
    none = NextSites(20.0, (), (), 0, proved=True, gap=0.0)
    silent = with_service(
        found,
        silent=(brest.region,),
        territories={"epci": {CODE: nobody}},
        next_sites={"epci": {CODE: none}},
    )
    view = standing(silent, brest, language)
    assert view is not None
    (line,) = view.reach
    assert (line.shares, expected in line.untold) == ((), True)
    assert line.untold in [item.said for item in view.lacks]
    assert not [item for item in view.tries if "coworking" in item.said]
    text = Site(silent.contents).render(Page("territory", brest.path, CODE), language, static=True)
    assert text.count(expected) == 2
    assert "par la route d’un lieu de « coworking »" not in text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "rapprocherait 5\u202f000\u00a0habitants, dont 4\u202f000\u00a0d’ici, qu’aucun lieu, de quelque recensement"),
        ("en", "would serve 5,000 inhabitants, 4,000 of them here, whom no place, whichever listing"),
    ],
)  # fmt: skip
def test_a_next_place_that_serves_people_around_says_how_many_are_of_here(
    found: Territories, brest: Territory, language: str, expected: str
) -> None:
    site = NextSites(20.0, ("29011",), (4_000,), 50_000, proved=True, gap=0.0, around=(1_000,))
    view = standing(with_service(found, next_sites={"epci": {CODE: site}}), brest, language)
    assert view is not None
    assert " ".join(expected.split()) in " ".join(view.tries[0].said.split())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_where_all_are_served_it_is_said_and_no_commune_is_advised(
    found: Territories, brest: Territory, language: str
) -> None:
    none = NextSites(20.0, (), (), 0, proved=True, gap=0.0)
    view = standing(with_service(found, next_sites={"epci": {CODE: none}}), brest, language)
    assert view is not None
    assert view.tries[0].said.startswith(
        {"fr": "Tous ses habitants sont à moins de 20", "en": "All its inhabitants are within 20"}[language]
    )


def test_a_region_is_advised_communes_with_the_gap_where_the_best_is_not_proved(found: Territories) -> None:
    region = next(one for one in found.by_key.values() if one.level == "region" and one.places)
    sites = NextSites(20.0, ("29019", "29011"), (700, 100), 5_000, proved=False, gap=0.2)
    advised = with_service(found, next_sites={"region": {region.code: sites}})
    view = standing(advised, region, "en")
    assert view is not None
    assert [item.said for item in view.tries] == [
        "Places for “coworking” in Brest and Bohars would serve 800 of the 5,000 inhabitants whom no place, whichever listing"
        " gives it, reaches within 20 km by road; the best choice would serve at most 25% more."
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "; taux lissé, d’après les seuls lieux des recensements de tout le pays (7) : 3,1 pour"),
        ("en", "; smoothed rate, from the places of the listings of the whole country alone (7): 3.1 per"),
    ],
)
def test_the_first_sentence_says_how_its_rate_was_made_and_from_which_places(
    found: Territories, brest: Territory, language: str, expected: str
) -> None:
    view = standing(found, brest, language)
    assert view is not None
    assert len(brest.places) != 7
    assert expected in " ".join(view.has[0].said.split())


@pytest.mark.parametrize(
    ("language", "expected"), [("fr", "trop petits pour un taux"), ("en", "too small for a rate")]
)
def test_a_commune_says_where_the_rate_is(found: Territories, language: str, expected: str) -> None:
    commune = next(one for one in found.by_key.values() if one.level == "commune" and one.within == CODE)
    text = Site(found.contents).render(Page("territory", commune.path, commune.key), language, static=True)
    (line,) = [line for line in text.splitlines() if expected in line]
    assert f"{CODE}/" in line
    assert "#rate" in line
    other = next(one for one in found.by_key.values() if one.level == "region" and one.places)
    assert expected not in Site(found.contents).render(
        Page("territory", other.path, other.key), language, static=True
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_index_of_territories_lists_next_places_of_france(found: Territories, language: str) -> None:
    sites = NextSites(20.0, ("29019",), (700,), 5_000, proved=True, gap=0.0)
    contents = with_next_in_france(found, sites).contents
    text = Site(contents).render(Page("territories", "territoires/"), language, static=True)
    assert ("Où ouvrir le prochain" if language == "fr" else "Where to open the next one: coworking") in text


@pytest.fixture
def tours(found: Territories) -> Territories:
    """A listing that looked in all of France and one of Centre-Val de Loire state a service each of a place of Tours, a peer of
    Brest; the rate counts one place of the two.
    """
    contents = found.contents
    claims = tuple(
        replace(contents.places[0].claims_of("service")[0], value=value, listing=slug)
        for value, slug in (("training", "cget"), ("telework", "bfc"))
    )
    places = tuple(
        replace(
            place,
            epci_code="243700754",
            epci="Tours Métropole Val de Loire",
            epci_kind="METRO",
            claims=claims,
        )
        if place.commune_code in ("40273", "69266")
        else place
        for place in contents.places
    )
    covers = {"cget": Coverage(regions=(EVERYWHERE,)), "bfc": Coverage(regions=("24",))}
    listings = tuple(
        replace(listing, coverage=covers.get(listing.slug, listing.coverage)) for listing in contents.listings
    )
    rate = TerritoryRate(1, 1, Rate("243700754", "spread", 3.5, 3.1, 1.7, 4.9, 0.4))
    measured = contents.territories
    rates = {"epci": {**measured.rates["epci"], "243700754": rate}}
    return Territories(
        replace(contents, places=places, listings=listings, territories=replace(measured, rates=rates))
    )


def test_the_first_line_beside_the_peers_is_the_territory_itself(tours: Territories) -> None:
    view = standing(tours, tours.by_key[CODE], "fr")
    assert view is not None
    assert [line.here for line in view.peers] == [True, False, False, False, False, False]
    own = view.peers[0]
    assert (own.name, own.path, own.places, own.kept) == ("Brest Métropole", "", "1", "1")


def test_a_true_lack_is_told_from_what_only_a_listing_of_the_region_of_the_peer_states(
    tours: Territories,
) -> None:
    view = standing(tours, tours.by_key[CODE], "fr")
    assert view is not None
    (line,) = [one for one in view.peers if one.name.startswith("Tours")]
    assert line.has == ("formation",)
    assert line.also == ("accueil du télétravail",)
    assert " ".join(line.counted.split()) == "; lieux comptés : 1"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "aussi, selon un recensement qui n’a pas cherché ici : "),
        ("en", "also, according to a listing that did not look here: "),
    ],
)
def test_the_page_says_which_listings_did_not_look_here(
    tours: Territories, language: str, expected: str
) -> None:
    text = Site(tours.contents).render(Page("territory", f"territoires/{CODE}/", CODE), language, static=True)
    assert " ".join(text.split()).count(expected) == 1
    assert f"({'ici' if language == 'fr' else 'here'})</span></th>" in text


@pytest.mark.parametrize("key", [CODE, "commune-29019"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_static_page_tells_the_command_of_its_one_page_pdf_and_a_served_one_links_to_it(
    found: Territories, key: str, language: str
) -> None:
    page = Page("territory", f"territoires/{key}/", key)
    folder = "DOSSIER" if language == "fr" else "FOLDER"
    command = f"florilege report {folder} --territory {key} --lang {language} --out {key}.pdf"
    file = f"rapport/territoire-{key}-{language}.pdf"
    static, served = (Site(found.contents).render(page, language, static=one) for one in (True, False))
    assert (command in static, file in static) == (True, False)
    assert (command in served, file in served) == (False, True)


def test_long_lists_are_left_out_of_a_printed_territory(found: Territories) -> None:
    text = Site(found.contents).render(Page("territory", f"territoires/{CODE}/", CODE), "fr", static=True)
    sections = dict(re.findall(r'<section aria-labelledby="([a-z-]+)"( class="on-screen")?>', text))
    assert {"has", "lacks", "tries", "kept", "rate"} <= {
        key for key, marked in sections.items() if not marked
    }
    assert {"within", "peers", "actors"} <= {key for key, marked in sections.items() if marked}
