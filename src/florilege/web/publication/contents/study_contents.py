"""What a study publishes, as one frozen value: pages, figures and data files are made from it and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

from florilege.editorial.imprint import NOTHING, PublishedImprint
from florilege.editorial.monographs import PublishedMonograph
from florilege.editorial.news import NewsItem
from florilege.evidence.contributions import Reply
from florilege.evidence.rules import FieldRules, shipped_rules
from florilege.evidence.visits import PublishedVisit
from florilege.faults import Words
from florilege.selection.consequences import Consequences
from florilege.selection.stages import Passage
from florilege.web.publication.contents.candidate_rows import AskedCondition
from florilege.web.publication.contents.decided import Decided
from florilege.web.publication.contents.ecosystem import NO_ACTORS, EcosystemContent
from florilege.web.publication.contents.exchange import ExchangeDays
from florilege.web.publication.contents.places import ListingContent, PlaceContent
from florilege.web.publication.contents.selection import (
    Axis,
    Criterion,
    LinkageQuality,
    SelectionContent,
    Stage,
)
from florilege.web.publication.text.words import sort_key
from florilege.web.study.territory_measures import NOTHING as NOTHING_MEASURED
from florilege.web.study.territory_measures import TerritoryMeasures


class StudyContents(Struct, frozen=True, dict=True):
    """All that one study publishes."""

    slug: str
    title: Words
    listings: tuple[ListingContent, ...]
    places: tuple[PlaceContent, ...]
    axes: tuple[Axis, ...]
    criteria: tuple[Criterion, ...]
    linkage: LinkageQuality
    stages: tuple[Stage, ...]
    selection: SelectionContent | None
    file_text: str
    faults: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """Lines of the import reports, by listing and version."""
    left_out_claims: int = 0
    scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What places of the study are: attribute → its values ([study.scope])."""
    known_at_least: int = 0
    known_per_axis: int = 0
    """Known criteria that a place needs to be judged: in all, and on each axis."""
    geometric: bool = False
    """Whether a score is the weighted product of its criteria, rather than their weighted sum."""
    of_table: bool = False
    """Whether the study was made from a table of candidates, each of its rows one, rather than from listings."""
    column_titles: Mapping[str, Words] = field(default_factory=dict)
    """Column of the table → title of the criterion that reads it."""
    conditions: tuple[AskedCondition, ...] = ()
    """What a candidate of such a table must be before it is compared."""
    field_rules: FieldRules = field(default_factory=shipped_rules)
    page_listings: frozenset[str] = frozenset()
    """Listings whose claims come from pages about a place."""
    vocabulary: Mapping[str, Words] = field(default_factory=dict)
    """Words of free texts that the sources give in one language only."""
    consequences: Consequences | None = None
    """What would change in the list computed, and what it adds up to."""
    passages: tuple[Passage, ...] = ()
    """What became of each candidate at each stage after the appraisal."""
    stage_log: tuple[Decided, ...] = ()
    changes: tuple[Decided, ...] = ()
    """What persons wrote about the list, line by line."""
    broken_rules: tuple[Words, ...] = ()
    """The rules that the list published does not respect."""

    visits: tuple[PublishedVisit, ...] = ()
    replies: tuple[Reply, ...] = ()
    taken_off: int = 0
    dossier: bytes = b""
    """The sealed dossier published with the study; none where a jury has marked."""
    monographs: Mapping[str, PublishedMonograph] = field(default_factory=dict)
    """By the id of the place."""
    imprint: PublishedImprint = field(default=NOTHING)
    news: tuple[NewsItem, ...] = ()
    news_themes: Mapping[str, Words] = field(default_factory=dict)
    """Key → title of the themes by which news are followed, in the order of their file."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """The files of the pictures, by name."""
    ecosystem: EcosystemContent = field(default=NO_ACTORS)
    territories: TerritoryMeasures = field(default=NOTHING_MEASURED)
    exchange: ExchangeDays | None = None

    @cached_property
    def day(self) -> str:
        """The day of the newest source in use or of the latest decision, as YYYY-MM-DD: an edition has no other date."""
        days = [version.date for listing in self.listings if (version := listing.current) is not None]
        days += [visit.date for visit in self.visits]
        days += [one.date for one in (*self.stage_log, *self.changes)]
        return max((whole_day(one) for one in days if one[:4].isdigit()), default="")

    @cached_property
    def visits_by_name(self) -> Mapping[str, PublishedVisit]:
        return {visit.name: visit for visit in self.visits}

    @cached_property
    def visits_to(self) -> Mapping[str, Sequence[PublishedVisit]]:
        """The visits by place, in their order."""
        found: dict[str, list[PublishedVisit]] = {}
        for visit in self.visits:
            found.setdefault(visit.place_id, []).append(visit)
        return found

    @cached_property
    def in_scope(self) -> tuple[PlaceContent, ...]:
        """The places of the scope: what every page counts as the places of the study."""
        return tuple(place for place in self.places if self.is_in_scope(place))

    @cached_property
    def outside(self) -> tuple[PlaceContent, ...]:
        """The places of the inventory that are not of the scope: shown on demand, named for what they are."""
        return tuple(place for place in self.places if not self.is_in_scope(place))

    def is_in_scope(self, place: PlaceContent) -> bool:
        """Whether a place is of the kinds and the status that the study is about; all are, before it is appraised."""
        return bool(place.appraisal) or not self.criteria

    @cached_property
    def in_name_order(self) -> tuple[PlaceContent, ...]:
        """The places by name: the order of every script of data about them, and of the index."""
        return tuple(sorted(self.places, key=lambda place: sort_key(place.name)))

    @cached_property
    def candidates(self) -> tuple[PlaceContent, ...]:
        """The places of the scope known well enough to be judged."""
        return tuple(place for place in self.places if place.appraisal == "candidate")

    @cached_property
    def usual(self) -> Mapping[str, float]:
        """The mean sure value of each criterion over the places kept: what a place is told apart from."""
        return {
            criterion.key: sum(
                place.cells[criterion.key].low for place in self.kept if criterion.key in place.cells
            )
            / len(self.kept)
            for criterion in self.criteria
            if self.kept
        }

    @cached_property
    def candidates_of(self) -> Mapping[str, Sequence[PlaceContent]]:
        """The candidates of each commune, by its code, the best score first."""
        found: dict[str, list[PlaceContent]] = {}
        for place in sorted(self.candidates, key=_best):
            found.setdefault(place.commune_code, []).append(place)
        return found

    @cached_property
    def rank_of(self) -> Mapping[str, int]:
        """The rank of each candidate by score alone, 1 the best, equal scores sharing theirs; by id."""
        scores = sorted((-(_best(place)[0]) for place in self.candidates), reverse=True)
        first = {score: rank for rank, score in reversed(list(enumerate(scores, start=1)))}
        return {place.place_id: first[-_best(place)[0]] for place in self.candidates}

    @cached_property
    def unjudged(self) -> tuple[PlaceContent, ...]:
        """The places of the scope of which too little is known."""
        return tuple(place for place in self.places if place.appraisal == "not_appraisable")

    @cached_property
    def by_id(self) -> Mapping[str, PlaceContent]:
        return {place.place_id: place for place in self.places}

    @cached_property
    def territory_keys(self) -> frozenset[str]:
        """The ends of the addresses of the territories that have a page: those where a place is."""
        found = {place.epci_code for place in self.places}
        for place in self.places:
            found.update(
                (
                    f"commune-{place.commune_code}",
                    f"departement-{place.departement_code}",
                    f"region-{place.region_code}",
                )
            )
        return frozenset(found)

    @cached_property
    def by_slug(self) -> Mapping[str, PlaceContent]:
        return {place.slug: place for place in self.places}

    @cached_property
    def by_listing(self) -> Mapping[str, ListingContent]:
        return {listing.slug: listing for listing in self.listings}

    @cached_property
    def kept(self) -> tuple[PlaceContent, ...]:
        """The places of the list published, the surest first."""
        kept = [place for place in self.places if place.kept]
        return tuple(sorted(kept, key=lambda place: _surest(place)))

    @cached_property
    def not_kept(self) -> tuple[PlaceContent, ...]:
        """The candidates not kept, the nearest to the list first."""
        left = [place for place in self.places if place.choice is not None and not place.kept]
        return tuple(sorted(left, key=lambda place: _surest(place)))

    @cached_property
    def of_2022(self) -> tuple[PlaceContent, ...]:
        """The places confirmed in the study of 2022, by name."""
        return tuple(
            sorted((p for p in self.places if p.in_2022_study), key=lambda place: place.name.casefold())
        )

    @cached_property
    def fields_said(self) -> frozenset[str]:
        """The fields that a source gives of at least one place: what none gives is said once, and is no line of a sheet."""
        return frozenset(
            field for place in self.places for field, value in place.shown.items() if value.values
        )

    @cached_property
    def records(self) -> int:
        return sum(len(place.records) for place in self.places)

    @cached_property
    def claims(self) -> int:
        return sum(len(place.claims) for place in self.places)

    @cached_property
    def disagreements(self) -> int:
        return sum(place.disagreements for place in self.places)

    @cached_property
    def disagreements_by_field(self) -> Mapping[str, int]:
        """Places of which the sources disagree on a field, the position among them, the most disputed field first."""
        found = Counter(field for place in self.places for field in place.disputed)
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def values_shown(self) -> int:
        return sum(len(place.shown) + (place.position is not None) for place in self.places)


def whole_day(date: str) -> str:
    """The first day of a date that may be a year or a month."""
    return f"{date}-01-01"[:10] if len(date) == 4 else f"{date}-01"[:10]


def _best(place: PlaceContent) -> tuple[float, str]:
    score = place.choice.score if place.choice is not None else (place.score or 0.0)
    return (-score, place.place_id)


def _surest(place: PlaceContent) -> tuple[float, float, str]:
    choice = place.choice
    assert choice is not None
    return (-(choice.acceptability or 0.0), -choice.score, place.name.casefold())
