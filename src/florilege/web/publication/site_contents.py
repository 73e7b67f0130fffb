"""What the pages of a site share, each part made when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from florilege.evidence.licences import in_order
from florilege.evidence.quality import InventoryQuality
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.maps import drawings as map_drawings
from florilege.web.publication.pages import directory as directory_page
from florilege.web.publication.pages import finder as finder_page
from florilege.web.publication.pages import imprint as imprint_page
from florilege.web.publication.pages import news as news_page
from florilege.web.publication.pages import quality as quality_page
from florilege.web.publication.pages.exchange import files as exchange_files
from florilege.web.publication.pages.territories.known import Territories
from florilege.web.publication.text import labels
from florilege.web.publication.text.links import LANGUAGES

if TYPE_CHECKING:
    from florilege.web.publication.open_data import files as open_data
    from florilege.web.publication.press.kit import Kit

View = Mapping[str, object]
"""What a template is given."""


class SiteContents(Struct, frozen=True, dict=True):
    """What the pages of a site share, each part made when it is first asked for.

    share_alike : whether the open data hold claims whose licence binds the files
    address : of the published site, "" where it is not known
    """

    contents: StudyContents
    share_alike: bool = True
    address: str = ""

    @cached_property
    def drawings(self) -> Mapping[str, map_drawings.AreaDrawing]:
        return map_drawings.departement_drawings(self.contents.in_scope)

    @cached_property
    def region_drawings(self) -> Mapping[str, map_drawings.AreaDrawing]:
        return map_drawings.region_drawings(self.contents.in_scope)

    @cached_property
    def territories(self) -> Territories:
        return Territories(self.contents)

    @cached_property
    def without_content(self) -> frozenset[str]:
        """The parts of the menu that would lead to nothing: no service, no territory, no actor is known."""
        contents = self.contents
        offers = any(place.kinds or "service" in place.shown for place in contents.places)
        where = any(place.commune_code or place.departement_code for place in contents.places)
        actors = bool(contents.ecosystem.found.actors)
        known = {"trouver/": offers, "territoires/": where, "acteurs/": actors}
        return frozenset(section for section, there in known.items() if not there)

    @cached_property
    def imprint(self) -> Mapping[str, imprint_page.ImprintView]:
        """Who publishes the study, with whom, by language: at the foot of every page."""
        return {language: imprint_page.view(self.contents.imprint, language) for language in LANGUAGES}

    @cached_property
    def data_licences(self) -> Mapping[str, tuple[str, ...]]:
        """The licences of what the sources say, by language: at the foot of every page."""
        held = in_order(claim.licence for place in self.contents.places for claim in place.claims)
        return {
            language: tuple(labels.of_licence(code)[1].in_language(language) for code in held)
            for language in LANGUAGES
        }

    @cached_property
    def exchange_files(self) -> exchange_files.Makers:
        """The files of the exchange days, by name, each made when it is asked for."""
        days = self.contents.exchange
        return {} if days is None else exchange_files.files(days, self.address)

    @cached_property
    def finder(self) -> Mapping[str, View]:
        """What the page of the finder shows whatever is asked, by language: the live site writes it at every question."""
        return {
            language: {
                "view": finder_page.view(self.contents, language),
                "regions": directory_page.regions(self.contents, language),
            }
            for language in LANGUAGES
        }

    @cached_property
    def france(self) -> map_drawings.Drawing:
        """The map of the home page: the places of the scope, and those kept (or, without a selection, those of 2022)."""
        return map_drawings.france(self.contents.in_scope, self.contents.kept or self.contents.of_2022)

    @cached_property
    def files(self) -> open_data.Files:
        from florilege.web.publication.open_data import files as open_data  # polars: seldom needed

        return open_data.files(self.contents, share_alike=self.share_alike, address=self.address)

    @cached_property
    def news(self) -> Mapping[str, news_page.News]:
        """The news by language, and which of them are about what."""
        return {language: news_page.News(self.contents, self.territories, language) for language in LANGUAGES}

    @cached_property
    def kits(self) -> Mapping[str, Kit]:
        """The press kit by language."""
        from florilege.web.publication.press import kit  # polars, and the report: seldom needed

        return kit.kits(self.contents, self.files, self.france, address=self.address)

    @cached_property
    def quality(self) -> InventoryQuality:
        return quality_page.of_contents(self.contents)
