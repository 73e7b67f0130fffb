"""The pages of a study: one render function serves the live site and the static edition."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from florilege.evidence.licences import in_order
from florilege.evidence.quality import InventoryQuality
from florilege.web.publication import (
    assets,
    audit_grid,
    directory,
    finder,
    home,
    imprints,
    labels,
    maps,
    methods,
    news,
    open_data,
    place_page,
    quality,
    selecting,
    territories,
    words,
)
from florilege.web.publication.contents import PlaceContent, StudyContents
from florilege.web.publication.links import LANGUAGES, Linker
from florilege.web.publication.report import edition
from florilege.web.publication.report.writing import Maps
from florilege.web.publication.templating import environment

View = Mapping[str, object]


class Page(NamedTuple):
    """One page of the site, in every language.

    kind : which function builds it; path : within its language; key : slug or code of what it shows
    """

    kind: str
    path: str
    key: str = ""


FIXED = (
    Page("home", ""),
    Page("directory", "lieux/"),
    Page("finder", finder.FOLDER),
    Page("search", "recherche/"),
    Page("selection", "selection/"),
    Page("candidates", "selection/candidats/"),
    Page("unjudged", "selection/non-juges/"),
    Page("territories", territories.FOLDER),
    Page("method", "methode/"),
    Page("data", "donnees/"),
    Page("quality", "donnees/qualite/"),
    Page("news", "actualites/"),
    Page("accessibility", "accessibilite/"),
    Page("notices", "mentions/"),
    Page("not_found", "404.html"),
)
SECTIONS = {
    "directory": "lieux/",
    "region": "lieux/",
    "place": "lieux/",
    "finder": finder.FOLDER,
    "need": finder.FOLDER,
    "search": "recherche/",
    "selection": "selection/",
    "candidates": "selection/",
    "unjudged": "selection/",
    "territories": territories.FOLDER,
    "territory": territories.FOLDER,
    "method": "methode/",
    "data": "donnees/",
    "quality": "donnees/",
}
_LINE_STARTS = re.compile(r"\n\s+")


@dataclass(frozen=True)
class Site:
    """The pages of one study. `stamp` changes with the styles and scripts; files are the open data to describe.

    share_alike : whether the open data hold claims whose licence binds the files
    base : where the static edition stands on its host
    """

    contents: StudyContents
    stamp: str = ""
    share_alike: bool = True
    base: str = "/"
    reports: dict[str, int] = field(default_factory=dict)
    """Language → size in bytes of its report, 0 while it is not known; a language that has none is not in it."""

    @cached_property
    def drawings(self) -> Mapping[str, maps.AreaDrawing]:
        return maps.departement_drawings(self.contents.places)

    @cached_property
    def region_drawings(self) -> Mapping[str, maps.AreaDrawing]:
        return maps.region_drawings(self.contents.places)

    @cached_property
    def territories(self) -> territories.Territories:
        return territories.Territories(self.contents)

    @cached_property
    def imprint(self) -> Mapping[str, imprints.ImprintView]:
        """Who publishes the study, with whom, by language: at the foot of every page."""
        return {language: imprints.view(self.contents.imprint, language) for language in LANGUAGES}

    @cached_property
    def data_licences(self) -> Mapping[str, tuple[str, ...]]:
        """The licences of what the sources say, by language: at the foot of every page."""
        held = in_order(claim.licence for place in self.contents.places for claim in place.claims)
        return {
            language: tuple(labels.of_licence(code)[1].in_language(language) for code in held)
            for language in LANGUAGES
        }

    @cached_property
    def france(self) -> maps.Drawing:
        """The map of the home page: every place, and those kept (or, without a selection, those of 2022)."""
        return maps.france(self.contents.places, self.contents.kept or self.contents.of_2022)

    @cached_property
    def files(self) -> open_data.Files:
        return open_data.files(self.contents, share_alike=self.share_alike)

    @cached_property
    def quality(self) -> InventoryQuality:
        return quality.of_contents(self.contents)

    def report(self, language: str) -> edition.Report:
        """The report in a language, ready to be typeset."""
        return edition.prepared(self.contents, language, Maps(self.france, self.drawings))

    def pages(self) -> Iterator[Page]:
        """Every page, in a fixed order."""
        yield from FIXED
        for region in directory.regions(self.contents, "fr"):
            yield Page("region", f"lieux/region/{region.code}/", region.code)
        for key in finder.keys(self.contents):
            yield Page("need", finder.path_of(*key.split("/")), key)
        for territory in self.territories.by_key.values():
            yield Page("territory", territory.path, territory.key)
        for place in self.contents.places:
            yield Page("place", f"lieux/{place.slug}/", place.slug)

    def find(self, path: str) -> Page | None:
        """The page at a path within a language, or None."""
        return self._by_path.get(path)

    @cached_property
    def _by_path(self) -> Mapping[str, Page]:
        return {page.path: page for page in self.pages()}

    @cached_property
    def _former(self) -> Mapping[str, PlaceContent]:
        return {slug: place for place in self.contents.places for slug in place.former_slugs}

    def moved(self, slug: str) -> PlaceContent | None:
        """The place that had this address before."""
        return self._former.get(slug)

    def render(self, page: Page, language: str, *, static: bool) -> str:
        """The HTML of a page in a language."""
        link = Linker(language, page.path, static, self.stamp, self.base)
        view = BUILDERS[page.kind](self, page, language)
        template = environment(language).get_template(f"{page.kind}.html")
        text = template.render(
            view,
            link=link,
            page=page,
            section=SECTIONS.get(page.kind, ""),
            study_title=self.contents.title.in_language(language),
            languages=LANGUAGES,
            report=self._report_link(language),
            imprint=self.imprint[language],
            data_licences=self.data_licences[language],
        )
        return _LINE_STARTS.sub("\n", text)

    def _report_link(self, language: str) -> ReportLink | None:
        size = self.reports.get(language)
        if size is None:
            return None
        name = edition.name_of(self.contents.slug, language)
        return ReportLink(name, words.size(size, language) if size else "")


@dataclass(frozen=True, slots=True)
class ReportLink:
    """Where the report in the language of a page is, and its size, empty while it is not known."""

    path: str
    size: str


def stamp_of(*parts: bytes) -> str:
    """A short hash of files, for their addresses."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:10]


def _plain(site: Site, _page: Page, _language: str) -> View:
    return {"contents": site.contents}


def _not_found(site: Site, _page: Page, _language: str) -> View:
    return {"inlined": assets.inlined(site.contents.imprint.style)}


def _home(site: Site, _page: Page, language: str) -> View:
    return {"view": home.view(site.contents, language), "drawing": site.france}


def _directory(site: Site, _page: Page, language: str) -> View:
    return {
        "regions": directory.regions(site.contents, language),
        "count": len(site.contents.places),
        "kept": [directory.place_line(place, language) for place in site.contents.kept],
    }


def _finder(site: Site, _page: Page, language: str) -> View:
    return {
        "view": finder.view(site.contents, language),
        "regions": directory.regions(site.contents, language),
    }


def _need(site: Site, page: Page, language: str) -> View:
    return {"view": finder.need_view(site.contents, page.key, language)}


def _search(site: Site, _page: Page, language: str) -> View:
    return {"regions": directory.regions(site.contents, language)}


def _news(site: Site, _page: Page, language: str) -> View:
    return {"news": news.lines(site.contents, language, frozenset(site._by_path))}


def _region(site: Site, page: Page, language: str) -> View:
    groups = directory.departement_groups(site.contents, page.key, language)
    lines = {line.code: line for line in directory.regions(site.contents, language)}
    return {"region": lines[page.key], "groups": groups}


def _place(site: Site, page: Page, language: str) -> View:
    place = site.contents.by_slug[page.key]
    drawing = site.drawings.get(place.departement_code)
    spot = None
    if drawing is not None and place.latitude is not None and place.longitude is not None:
        x, y = drawing.frame.place(place.longitude, place.latitude)
        spot = (f"{x:.1f}", f"{y:.1f}")
    return {"view": place_page.view(place, site.contents, language), "drawing": drawing, "spot": spot}


def _selection(site: Site, _page: Page, language: str) -> View:
    return {"view": selecting.view(site.contents, language)}


def _candidates(site: Site, _page: Page, language: str) -> View:
    return {"candidates": selecting.candidate_lines(site.contents, language)}


def _unjudged(site: Site, _page: Page, language: str) -> View:
    return {
        "view": selecting.unjudged(site.contents, language),
        "criteria": len(site.contents.criteria),
        "at_least": site.contents.known_at_least,
        "per_axis": site.contents.known_per_axis,
    }


def _territories(site: Site, _page: Page, language: str) -> View:
    return {"view": territories.index(site.territories, language)}


def _territory(site: Site, page: Page, language: str) -> View:
    found = site.territories
    territory = found.by_key[page.key]
    area = found.by_key.get(territory.within, territory) if territory.level == "epci" else territory
    drawings = site.region_drawings if area.level == "region" else site.drawings
    drawing = drawings.get(area.code)
    own, chosen = "", ""
    if drawing is not None:
        own = maps.dots_within(drawing.frame, territory.places) if territory.level == "epci" else ""
        chosen = maps.dots_within(drawing.frame, [place for place in territory.places if place.kept])
    return {
        "view": territories.view(found, territory, language),
        "drawing": drawing,
        "own": own,
        "chosen": chosen,
        "area": area,
        "criteria": len(site.contents.criteria),
    }


def _method(site: Site, _page: Page, language: str) -> View:
    return {"view": methods.view(site.contents, language)}


def _data(site: Site, _page: Page, language: str) -> View:
    return {"view": methods.data_view(site.contents, site.files, language)}


def _accessibility(_site: Site, _page: Page, language: str) -> View:
    return {"view": audit_grid.view(language)}


def _quality(site: Site, _page: Page, language: str) -> View:
    return {"view": quality.view(site.contents, site.quality, language)}


BUILDERS: Mapping[str, Callable[[Site, Page, str], View]] = {
    "home": _home,
    "directory": _directory,
    "finder": _finder,
    "need": _need,
    "search": _search,
    "news": _news,
    "region": _region,
    "place": _place,
    "selection": _selection,
    "candidates": _candidates,
    "unjudged": _unjudged,
    "territories": _territories,
    "territory": _territory,
    "method": _method,
    "data": _data,
    "quality": _quality,
    "accessibility": _accessibility,
    "notices": _plain,
    "not_found": _not_found,
}
