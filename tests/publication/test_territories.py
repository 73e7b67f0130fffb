"""Each territory that has places has its page, and its figures are those of its places."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.selection import page as selection_page
from florilege.web.publication.pages.territories import index, page
from florilege.web.publication.pages.territories.known import LEVELS, Territories, code_of
from florilege.web.publication.site import Page, Site

LANGUAGES = ("fr", "en")


@pytest.fixture
def found(contents: StudyContents) -> Territories:
    return Territories(contents)


def test_each_place_is_in_one_territory_of_each_level_or_counted_as_in_none(found: Territories) -> None:
    places, in_scope = found.contents.places, found.contents.in_scope
    for level in LEVELS:
        within = [
            place.slug
            for territory in found.by_key.values()
            if territory.level == level
            for place in (*territory.places, *territory.others)
        ]
        assert len(within) == len(set(within))
        assert len(within) + sum(not code_of(place, level) for place in places) == len(places)
        assert found.without[level] == sum(not code_of(place, level) for place in in_scope)
    assert found.without["region"] == sum(not place.commune_code for place in in_scope) > 0


def test_each_territory_stands_within_the_one_above_it(found: Territories) -> None:
    for territory in found.by_key.values():
        above = [one.level for one in found.above(territory)]
        expected = list(LEVELS[: LEVELS.index(territory.level)])
        if territory.level == "commune" and not (*territory.places, *territory.others)[0].epci_code:
            expected.remove("epci")
        assert above == expected
        assert territory in found.children[territory.within]
        if territory.level == "departement":
            assert all(place in found.by_key[territory.within].places for place in territory.places)


def test_an_epci_without_places_in_the_departement_of_its_seat_stands_where_it_has_most(
    contents: StudyContents,
) -> None:
    place = next(place for place in contents.places if place.epci_code)
    moved = replace(
        place, departement_code="2A", departement="Corse-du-Sud", region_code="94", region="Corse"
    )
    found = Territories(replace(contents, places=(moved,)))
    assert found.by_key[place.epci_code].within == "departement-2A"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_territory_lists_its_places_each_with_what_was_decided(
    found: Territories, site: Path, language: str
) -> None:
    for territory in found.by_key.values():
        text = (site / ("" if language == "fr" else "en") / territory.path / "index.html").read_text("utf-8")
        view = page.view(found, territory, language)
        counts = [int(view.candidates), int(view.unjudged)]
        assert sum(counts) == len(territory.places) == int(view.listed)
        assert html.escape(territory.name, quote=False) in text.replace("&#39;", "'")
        assert len(view.kept) == sum(place.kept for place in territory.places)
        if territory.level == "region":
            assert sum(int(line.places) for line in view.within) == len(territory.places)
            continue
        for place in (*territory.places, *territory.others):
            assert f"lieux/{place.slug}/" in text
        listed = [*view.kept, *view.not_kept, *view.unknown]
        assert len(listed) == len(territory.places)
        assert len(view.others) == len(territory.others)
        for place in territory.places:
            if place.choice is not None and not place.kept:
                assert html.escape(selection_page.held_back(place, language), quote=False)[
                    :40
                ] in text.replace("&#34;", '"')


def test_services_that_no_source_states_are_not_said_to_be_missing(found: Territories) -> None:
    for territory in found.by_key.values():
        view = page.view(found, territory, "fr")
        stated = {name for name, _ in view.offers}
        assert not stated & set(view.unsaid)
        silent = sum("service" not in place.shown for place in territory.places)
        assert view.silent == silent
    text = Site(found.contents).render(
        Page("territory", "territoires/departement-29/", "departement-29"), "fr", static=True
    )
    assert "Dont aucune source ne parle ici" in text


def test_the_index_names_every_territory_and_says_who_is_in_none(found: Territories, site: Path) -> None:
    text = (site / "territoires" / "index.html").read_text("utf-8")
    communes = (site / "territoires" / "communes" / "index.html").read_text("utf-8")
    for territory in found.by_key.values():
        if territory.level == "commune":
            assert f'href="../../{territory.path}index.html"' in communes
        else:
            assert f'href="../{territory.path}index.html"' in text
    view = index.index(found, "fr")
    assert {level: int(count) for level, count in view.counts.items()} == {
        level: sum(one.level == level for one in found.by_key.values() if one.places) for level in LEVELS
    }
    assert view.nowhere == found.without["region"]


def test_a_sheet_leads_to_its_territories(found: Territories, site: Path) -> None:
    place = next(place for place in found.contents.places if place.epci_code and place.latitude is not None)
    text = (site / "lieux" / place.slug / "index.html").read_text("utf-8")
    led = set(re.findall(r"territoires/([\w-]+)/index", text))
    assert {
        place.epci_code,
        f"departement-{place.departement_code}",
        f"commune-{place.commune_code}",
    } <= led


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_links_above_a_page_bear_one_name(found: Territories, site: Path, language: str) -> None:
    links = re.compile(r"<li>.*?</li>|<li aria-current.*?</li>")
    reunion = [place for place in found.contents.places if place.region == place.departement]
    assert reunion
    paths = [territory.path for territory in found.by_key.values()]
    paths += [f"lieux/{place.slug}/" for place in reunion]
    for path in paths:
        text = (site / ("" if language == "fr" else "en") / path / "index.html").read_text("utf-8")
        trail = text[text.index('<nav class="trail"') :].split("</nav>")[0]
        names = [re.sub("<[^>]+>", "", one) for one in links.findall(trail)]
        assert len(names) == len(set(names)), path


def test_an_overseas_collectivity_is_counted_as_neither_region_nor_departement(
    contents: StudyContents,
) -> None:
    place = next(place for place in contents.places if place.departement_code)
    beyond = replace(
        place, departement_code="978", departement="Saint-Martin", region_code="978", region="Saint-Martin"
    )
    view = index.index(Territories(replace(contents, places=(beyond,))), "fr")
    assert (view.counts["region"], view.counts["departement"], view.collectivities) == ("0", "0", 1)
