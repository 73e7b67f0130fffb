"""What each page shows: one builder a page, named after it, from what the pages of a site share (`site_contents`)."""

from __future__ import annotations

from collections.abc import Iterator, Set

from msgspec import Struct

from florilege.web.publication.contents.exchange import ExchangeDays
from florilege.web.publication.feeds import files as feeds
from florilege.web.publication.maps import drawings as map_drawings
from florilege.web.publication.pages import audit_grid
from florilege.web.publication.pages import directory as directory_page
from florilege.web.publication.pages import finder as finder_page
from florilege.web.publication.pages import home as home_page
from florilege.web.publication.pages import method as method_page
from florilege.web.publication.pages import news as news_page
from florilege.web.publication.pages import outside as outside_page
from florilege.web.publication.pages import quality as quality_page
from florilege.web.publication.pages.actors import index as actors_index
from florilege.web.publication.pages.actors import page as actor_page
from florilege.web.publication.pages.actors import questions as actor_questions
from florilege.web.publication.pages.actors.questions import QUESTIONS
from florilege.web.publication.pages.exchange import files as exchange_files
from florilege.web.publication.pages.exchange import practices as practice_pages
from florilege.web.publication.pages.exchange import programme as programme_page
from florilege.web.publication.pages.exchange import synthesis as synthesis_page
from florilege.web.publication.pages.place import page as place_page
from florilege.web.publication.pages.selection import page as selection_page
from florilege.web.publication.pages.territories import index as territories_index
from florilege.web.publication.pages.territories import page as territory_page
from florilege.web.publication.pages.territories.known import Territories, Territory, key_of
from florilege.web.publication.pages.territories.reach_of_france import reach_of_france
from florilege.web.publication.search.answer_view import AnswerView
from florilege.web.publication.site_contents import SiteContents, View
from florilege.web.publication.text import built_files, words


class Asked(Struct, frozen=True):
    """A page asked for.

    key : slug or code of what it shows, "" for a page of its kind alone · paths : those of the site
    sought : the answer of the finder, on the live site
    """

    key: str
    language: str
    paths: Set[str]
    sought: AnswerView | None = None


def regions(site: SiteContents) -> Iterator[str]:
    """The regions that have a page, by code."""
    return (region.code for region in directory_page.regions(site.contents, "fr"))


def needs(site: SiteContents) -> Iterator[str]:
    """The needs that have a page, each also by département where one page would be too long."""
    return iter(finder_page.keys(site.contents))


def known_territories(site: SiteContents) -> Iterator[str]:
    """The territories that have a page, by level and code."""
    return (territory.key for territory in site.territories.by_key.values())


def actors_with_page(site: SiteContents) -> Iterator[str]:
    """The actors that have two ties or more, by slug."""
    return iter(site.contents.ecosystem.by_slug)


def asked_questions(site: SiteContents) -> Iterator[str]:
    """The questions about actors, by the ends of their addresses; none where no actor is known."""
    return iter(QUESTIONS if site.contents.ecosystem.found.actors else ())


def places(site: SiteContents) -> Iterator[str]:
    """The places, by slug."""
    return (place.slug for place in site.contents.places)


def has_programme(site: SiteContents) -> Iterator[str]:
    """The path of the programme, where there is one."""
    if site.contents.exchange is not None:
        yield exchange_files.PAGE


def known_practices(site: SiteContents) -> Iterator[str]:
    """The practices that are published, by key."""
    days = site.contents.exchange
    return iter(() if days is None else days.practices.by_key)


def has_practices(site: SiteContents) -> Iterator[str]:
    """Where the library of practices stands, if there are any."""
    if any(known_practices(site)):
        yield exchange_files.PAGE


def has_synthesis(site: SiteContents) -> Iterator[str]:
    """Where the synthesis and its slides stand, if somebody wrote it."""
    days = site.contents.exchange
    if days is not None and days.practices.synthesis is not None:
        yield exchange_files.PAGE


def notices(site: SiteContents, _asked: Asked) -> View:
    """Who publishes, under which terms."""
    return {"contents": site.contents}


def not_found(site: SiteContents, _asked: Asked) -> View:
    """A wrong address; the page holds its own styles."""
    return {"inlined": built_files.inlined(site.contents.imprint.style)}


def home(site: SiteContents, asked: Asked) -> View:
    """The first page of the site."""
    return {"view": home_page.view(site.contents, asked.language), "drawing": site.france}


def directory(site: SiteContents, asked: Asked) -> View:
    """Every place, searched and filtered in the browser."""
    return {
        "regions": directory_page.regions(site.contents, asked.language),
        "count": len(site.contents.in_scope),
        "judged": len(site.contents.candidates),
        "outside": outside_page.outside(site.contents, asked.language),
        "filters": directory_page.filters(site.contents),
        "kept": [directory_page.place_line(place, asked.language) for place in site.contents.kept],
    }


def finder(site: SiteContents, asked: Asked) -> View:
    """What people look for, question by question."""
    return {**site.finder[asked.language], "sought": asked.sought}


def need(site: SiteContents, asked: Asked) -> View:
    """The places that meet a need."""
    return {"view": finder_page.need_view(site.contents, asked.key, asked.language)}


def search(site: SiteContents, asked: Asked) -> View:
    """The search of the full text."""
    return {"regions": directory_page.regions(site.contents, asked.language)}


def articles(site: SiteContents) -> Iterator[str]:
    """The items of the team, by key."""
    return iter(site.news["fr"].by_key)


def news_themes(site: SiteContents) -> Iterator[str]:
    """The themes that have items, by key."""
    return iter(site.news["fr"].by_theme)


def news(site: SiteContents, asked: Asked) -> View:
    """The news of the team, of the listings and of the list, and the feeds by which they are followed."""
    found = site.news[asked.language]
    return {
        "news": found.lines,
        "themes": tuple((found.theme(key), f"{news_page.THEMES}{key}/") for key in found.by_theme),
        "feeds": feeds.named(found),
        "feed": feeds.WHOLE,
        "paths": asked.paths,
    }


def news_theme(site: SiteContents, asked: Asked) -> View:
    """The news of a theme."""
    found = site.news[asked.language]
    return {
        "news": found.by_theme[asked.key],
        "themes": (),
        "feeds": (),
        "theme": found.theme(asked.key),
        "feed": feeds.theme_feed(asked.key),
        "paths": asked.paths,
    }


def article(site: SiteContents, asked: Asked) -> View:
    """An item of the team: all of it, or its teaser."""
    return {"item": site.news[asked.language].by_key[asked.key], "paths": asked.paths, "rest": ()}


def press(site: SiteContents, asked: Asked) -> View:
    """What journalists are handed."""
    kit = site.kits[asked.language]
    return {
        "kit": kit,
        "said": kit.said,
        "size": words.size(len(kit.archive), asked.language),
        "sizes": {one.name: words.size(len(one.content), asked.language) for one in kit.files},
    }


def region(site: SiteContents, asked: Asked) -> View:
    """The places of a region, by département."""
    groups = directory_page.departement_groups(site.contents, asked.key, asked.language)
    lines = {line.code: line for line in directory_page.regions(site.contents, asked.language)}
    return {"region": lines[asked.key], "groups": groups}


def place(site: SiteContents, asked: Asked) -> View:
    """A place."""
    place = site.contents.by_slug[asked.key]
    drawing = site.drawings.get(place.departement_code)
    spot = None
    if drawing is not None and place.latitude is not None and place.longitude is not None:
        x, y = drawing.frame.place(place.longitude, place.latitude)
        spot = (f"{x:.1f}", f"{y:.1f}")
    return {
        "view": place_page.view(place, site.contents, asked.language),
        "drawing": drawing,
        "spot": spot,
        "news": site.news[asked.language].by_place.get(place.place_id, ()),
        "practices": practice_pages.of_place(site.contents, place.place_id, asked.language),
    }


def actors(site: SiteContents, asked: Asked) -> View:
    """Who is behind the places."""
    return {"view": actors_index.view(site.contents, asked.language)}


def actor(site: SiteContents, asked: Asked) -> View:
    """An actor that has two ties or more."""
    return {
        "view": actor_page.view(site.contents.ecosystem.by_slug[asked.key], site.contents, asked.language),
        "practices": practice_pages.of_actor(
            site.contents, site.contents.ecosystem.by_slug[asked.key].actor_id, asked.language
        ),
    }


def question(site: SiteContents, asked: Asked) -> View:
    """A question about actors, answered."""
    return {"view": actor_questions.view(asked.key, site.contents, asked.language)}


def selection(site: SiteContents, asked: Asked) -> View:
    """The selection."""
    return {"view": selection_page.view(site.contents, asked.language)}


def candidates(site: SiteContents, asked: Asked) -> View:
    """Every candidate, kept or not."""
    return {"candidates": selection_page.candidate_lines(site.contents, asked.language)}


def unjudged(site: SiteContents, asked: Asked) -> View:
    """The places too little known to be judged."""
    return {
        "view": selection_page.unjudged(site.contents, asked.language),
        "criteria": len(site.contents.criteria),
        "at_least": site.contents.known_at_least,
        "per_axis": site.contents.known_per_axis,
    }


def territories(site: SiteContents, asked: Asked) -> View:
    """The regions and their départements."""
    return {
        "view": territories_index.index(site.territories, asked.language),
        "reach": reach_of_france(site.territories, asked.language),
    }


def communes(site: SiteContents, asked: Asked) -> View:
    """Every commune that has a place."""
    return {"view": territories_index.communes(site.territories, asked.language)}


def territory(site: SiteContents, asked: Asked) -> View:
    """A region, a département, a grouping of communes or a commune."""
    found = site.territories
    territory = found.by_key[asked.key]
    area = _drawn_within(found, territory)
    drawings = site.region_drawings if area.level == "region" else site.drawings
    drawing = drawings.get(area.code)
    own, chosen = "", ""
    if drawing is not None:
        own = (
            map_drawings.dots_within(drawing.frame, territory.places)
            if territory.level in ("epci", "commune")
            else ""
        )
        chosen = map_drawings.dots_within(drawing.frame, [place for place in territory.places if place.kept])
    return {
        "view": territory_page.view(found, territory, asked.language),
        "drawing": drawing,
        "own": own,
        "chosen": chosen,
        "area": area,
        "criteria": len(site.contents.criteria),
        "news": site.news[asked.language].by_territory.get(territory.key, ()),
        "few": news_page.SHORT,
        "practices": practice_pages.of_territory(site.contents, territory.key, asked.language),
    }


def _drawn_within(found: Territories, territory: Territory) -> Territory:
    """The territory on whose map another one is shown: a commune is on that of its own département, whatever its EPCI."""
    if territory.level == "commune":
        return found.by_key[key_of("departement", territory.departement)]
    return next((one for one in found.above(territory) if one.level == "departement"), territory)


def programme(site: SiteContents, asked: Asked) -> View:
    """The programme of the exchange days."""
    days = site.contents.exchange
    assert days is not None  # the table has no such page without them
    address = exchange_files.page_address(site.address, asked.language)
    return {
        "view": programme_page.view(days, site.contents, asked.language, address),
        "practices": len(days.practices.by_key),
        "synthesis": days.practices.synthesis is not None,
        "files": exchange_files.FOLDER,
    }


def practices(site: SiteContents, asked: Asked) -> View:
    """The library of practices."""
    return {"view": practice_pages.library(_days(site), asked.language), "files": exchange_files.FOLDER}


def practice(site: SiteContents, asked: Asked) -> View:
    """A practice."""
    days = _days(site)
    one = days.practices.by_key[asked.key]
    return {"view": practice_pages.view(one, days, site.contents, asked.language)}


def synthesis(site: SiteContents, asked: Asked) -> View:
    """The synthesis of the plenary."""
    return {
        "view": synthesis_page.view(_days(site), asked.language),
        "slides": synthesis_page.SLIDES,
        "printed": synthesis_page.printed(asked.language),
    }


def slides(site: SiteContents, asked: Asked) -> View:
    """The synthesis, a slide a theme and part."""
    return {"view": synthesis_page.view(_days(site), asked.language)}


def _days(site: SiteContents) -> ExchangeDays:
    days = site.contents.exchange
    assert days is not None  # the table has no such page without them
    return days


def method(site: SiteContents, asked: Asked) -> View:
    """The method of the study."""
    return {"view": method_page.view(site.contents, asked.language)}


def data(site: SiteContents, asked: Asked) -> View:
    """The files of open data."""
    from florilege.web.publication.open_data import page as open_data_page  # polars: seldom needed

    return {"view": open_data_page.data_view(site.contents, site.files, asked.language)}


def accessibility(_site: SiteContents, asked: Asked) -> View:
    """How far the site is accessible."""
    return {"view": audit_grid.view(asked.language)}


def quality(site: SiteContents, asked: Asked) -> View:
    """The quality of the inventory."""
    return {"view": quality_page.view(site.contents, site.quality, asked.language)}
