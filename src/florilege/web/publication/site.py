"""The pages of a study: one table says which there are; one render function serves the live site and the static edition.

A new page is one line of `PAGES`, one builder in `builders.py`, one template.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct, field

from florilege.web.publication import builders
from florilege.web.publication.builders import Asked
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.exchange import synthesis as synthesis_page
from florilege.web.publication.report import edition
from florilege.web.publication.report.writing import Maps
from florilege.web.publication.search.answer_view import AnswerView
from florilege.web.publication.site_contents import SiteContents, View
from florilege.web.publication.text import words
from florilege.web.publication.text.links import LANGUAGES, Linker
from florilege.web.publication.text.templating import environment


class PageKind(NamedTuple):
    """A line of the table of pages.

    address : within a language; "{key}" stands for each of `keys` · section : the part of the menu that it is under
    """

    kind: str
    address: str
    builder: Callable[[SiteContents, Asked], View]
    template: str
    section: str = ""
    keys: Callable[[SiteContents], Iterable[str]] | None = None


PLACES, FINDER, SEARCH, SELECTION = "lieux/", "trouver/", "recherche/", "selection/"
TERRITORIES, ACTORS, METHOD, DATA = "territoires/", "acteurs/", "methode/", "donnees/"
EXCHANGE = "rencontres/"
PAGES = (
    PageKind("home", "", builders.home, "home.html"),
    PageKind("directory", "lieux/", builders.directory, "directory.html", PLACES),
    PageKind("finder", "trouver/", builders.finder, "finder.html", FINDER),
    PageKind("search", "recherche/", builders.search, "search.html", SEARCH),
    PageKind("selection", "selection/", builders.selection, "selection.html", SELECTION),
    PageKind("candidates", "selection/candidats/", builders.candidates, "candidates.html", SELECTION),
    PageKind("unjudged", "selection/non-juges/", builders.unjudged, "unjudged.html", SELECTION),
    PageKind("territories", "territoires/", builders.territories, "territories.html", TERRITORIES),
    PageKind("communes", "territoires/communes/", builders.communes, "communes.html", TERRITORIES),
    PageKind("actors", "acteurs/", builders.actors, "actors.html", ACTORS),
    PageKind(
        "question", "acteurs/questions/{key}/", builders.question, "question.html", ACTORS, builders.asked_questions
    ),
    PageKind("actor", "acteurs/{key}/", builders.actor, "actor.html", ACTORS, builders.actors_with_page),
    PageKind("programme", "{key}", builders.programme, "programme.html", EXCHANGE, builders.has_programme),
    PageKind("practices", "{key}pratiques/", builders.practices, "practices.html", EXCHANGE, builders.has_practices),
    PageKind(
        "practice", "rencontres/pratiques/{key}/", builders.practice, "practice.html", EXCHANGE, builders.known_practices
    ),
    PageKind("synthesis", "{key}synthese/", builders.synthesis, "synthesis.html", EXCHANGE, builders.has_synthesis),
    PageKind("slides", "{key}synthese/diapositives/", builders.slides, "slides.html", EXCHANGE, builders.has_synthesis),
    PageKind("method", "methode/", builders.method, "method.html", METHOD),
    PageKind("data", "donnees/", builders.data, "data.html", DATA),
    PageKind("quality", "donnees/qualite/", builders.quality, "quality.html", DATA),
    PageKind("news", "actualites/", builders.news, "news.html"),
    PageKind("news_theme", "actualites/themes/{key}/", builders.news_theme, "news_theme.html", "", builders.news_themes),
    PageKind("article", "actualites/{key}/", builders.article, "article.html", "", builders.articles),
    PageKind("press", "presse/", builders.press, "press.html"),
    PageKind("accessibility", "accessibilite/", builders.accessibility, "accessibility.html"),
    PageKind("notices", "mentions/", builders.notices, "notices.html"),
    PageKind("not_found", "404.html", builders.not_found, "not_found.html"),
    PageKind("region", "lieux/region/{key}/", builders.region, "region.html", PLACES, builders.regions),
    PageKind("need", "trouver/{key}/", builders.need, "need.html", FINDER, builders.needs),
    PageKind(
        "territory", "territoires/{key}/", builders.territory, "territory.html", TERRITORIES, builders.known_territories
    ),
    PageKind("place", "lieux/{key}/", builders.place, "place.html", PLACES, builders.places),
)  # fmt: skip
_KINDS: Mapping[str, PageKind] = {one.kind: one for one in PAGES}
_LINE_STARTS = re.compile(r"\n\s+")


class Page(NamedTuple):
    """One page of the site, in every language.

    kind : its line of the table; path : within its language; key : slug or code of what it shows
    """

    kind: str
    path: str
    key: str = ""


FIXED = tuple(Page(one.kind, one.address) for one in PAGES if one.keys is None)
"""The pages that every site has."""


class Site(Struct, frozen=True, dict=True):
    """The pages of one study. `stamp` changes with the styles and scripts; files are the open data to describe.

    share_alike : whether the open data hold claims whose licence binds the files
    corrections : whether a correction may be proposed, and an article asked for whole, which a live service alone takes
    base : where the static edition stands on its host; address : the whole of it, "" where it is not known
    """

    contents: StudyContents
    stamp: str = ""
    share_alike: bool = True
    base: str = "/"
    address: str = ""
    corrections: bool = False
    reports: dict[str, int] = field(default_factory=dict)
    """Language → size in bytes of its report, 0 while it is not known; a language that has none is not in it."""

    @cached_property
    def shared(self) -> SiteContents:
        """What the pages share."""
        return SiteContents(self.contents, self.share_alike, self.address)

    def report(self, language: str) -> edition.Report:
        """The report in a language, ready to be typeset."""
        return edition.prepared(self.contents, language, Maps(self.shared.france, self.shared.drawings))

    def printed_syntheses(self) -> Mapping[str, str]:
        """File → language of the synthesis of the plenary as a PDF; none where nobody wrote one."""
        days = self.contents.exchange
        if days is None or days.practices.synthesis is None:
            return {}
        return {synthesis_page.printed(language): language for language in LANGUAGES}

    def pages(self) -> Iterator[Page]:
        """Every page, in the order of the table."""
        for one in PAGES:
            if one.keys is None:
                yield Page(one.kind, one.address)
            else:
                yield from (Page(one.kind, one.address.format(key=key), key) for key in one.keys(self.shared))

    def find(self, path: str) -> Page | None:
        """The page at a path within a language, or None."""
        return self._by_path.get(path)

    @property
    def paths(self) -> Set[str]:
        """The paths of its pages."""
        return self._by_path.keys()

    @cached_property
    def _by_path(self) -> Mapping[str, Page]:
        return {page.path: page for page in self.pages()}

    @cached_property
    def _former(self) -> Mapping[str, PlaceContent]:
        return {slug: place for place in self.contents.places for slug in place.former_slugs}

    def moved(self, slug: str) -> PlaceContent | None:
        """The place that had this address before."""
        return self._former.get(slug)

    def render(self, page: Page, language: str, *, static: bool, sought: AnswerView | None = None) -> str:
        """The HTML of a page in a language. sought : the answer of the finder, on the live site"""
        link = Linker(language, page.path, static, self.stamp, self.base)
        kind = _KINDS[page.kind]
        view = kind.builder(self.shared, Asked(page.key, language, self.paths, sought))
        template = environment(language).get_template(kind.template)
        text = template.render(
            view,
            link=link,
            page=page,
            section=kind.section,
            study_title=self.contents.title.in_language(language),
            languages=LANGUAGES,
            report=self._report_link(language),
            corrections=self.corrections,
            imprint=self.shared.imprint[language],
            exchange=self.contents.exchange is not None,
            without=self.shared.without_content,
            data_licences=self.shared.data_licences[language],
        )
        return _LINE_STARTS.sub("\n", text)

    def _report_link(self, language: str) -> ReportLink | None:
        size = self.reports.get(language)
        if size is None:
            return None
        name = edition.name_of(self.contents.slug, language)
        return ReportLink(name, words.size(size, language) if size else "")


class ReportLink(Struct, frozen=True):
    """Where the report in the language of a page is, and its size, empty while it is not known."""

    path: str
    size: str


def stamp_of(*parts: bytes) -> str:
    """A short hash of files, for their addresses."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:10]
