"""What a study publishes, as frozen values: pages, figures and data files are made from these and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from florilege.evidence.rules import FieldRules, shipped_rules
from florilege.faults import Words
from florilege.listings.records import Value
from florilege.selection.stages import Passage
from florilege.web.publication.imprint import NOTHING, ImprintContent

CLASSES = ("core", "borderline", "exterior")
STUDY_2022 = "etude2022"
"""The listing of the facts read about the study of 2022."""
POSITION = "position"
"""Where a place is: latitude and longitude together, as one field."""


@dataclass(frozen=True, slots=True)
class Version:
    """One dated state of a listing, and what its reading gave."""

    date: str
    rows: int
    mended: int
    refused: int
    current: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class ListingContent:
    """A listing that the study reads; records and places are those of its current version."""

    slug: str
    title: Words
    publisher: str
    url: str
    licence: str
    attribution: str
    area: str
    versions: tuple[Version, ...]
    records: int
    places: int
    shared: int

    @property
    def current(self) -> Version | None:
        return next((version for version in self.versions if version.current), None)


@dataclass(frozen=True, slots=True)
class RecordContent:
    """A row of a listing that makes a place."""

    pk: int
    listing: str
    version: str
    record_id: str
    line: int
    name: str
    probability: float | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class PairContent:
    """Two records compared: how likely they are one place, and what spoke for and against."""

    first: int
    second: int
    probability: float
    contributions: Mapping[str, float]
    veto: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ClaimContent:
    """One value of one field, as one source says it; only fields on the allow-list come this far."""

    pk: int
    field: str
    value: str
    unit: str
    listing: str
    record_id: str
    column: str
    source_url: str
    date: str
    licence: str
    note: str
    shown: bool


@dataclass(frozen=True, slots=True)
class ShownValue:
    """What is shown of a field, from which claims and by which rule."""

    field: str
    values: tuple[Value, ...]
    unit: str
    claims: tuple[int, ...]
    code: str
    rule: Words
    disagree: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """The value of one criterion for one place, in [0, 1]; unknown is an interval.

    claims : the store ids of the claims that it was measured from
    """

    low: float
    high: float
    raw_low: float | None
    raw_high: float | None
    known: bool
    applies: bool
    words: Words | None
    claims: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence made from the numbers of the selection."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class Choice:
    """What the selection says of one candidate."""

    place_id: str
    kept: bool
    score: float
    score_low: float
    score_high: float
    acceptability: float | None
    ci_low: float | None
    ci_high: float | None
    klass: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided of a place at a stage, and whether no later decision replaces it.

    effect : of a decision about the list, what it does to the list computed: "enters", "leaves" or "nothing"
    """

    place_id: str
    stage: str
    outcome: str
    reason: Words
    author: str
    date: str
    stands: bool
    effect: str = ""


@dataclass(frozen=True, slots=True)
class VisitedValue:
    """A value looked at during a visit; `found` is what is true instead, where it is known."""

    field: str
    value: Value
    verdict: str
    found: Value | None


@dataclass(frozen=True, slots=True)
class VisitContent:
    """What is published of a visit. seen : language → text; photographs : what each shows, and who took it."""

    name: str
    place_id: str
    date: str
    who: tuple[str, ...]
    seen: Mapping[str, str]
    checked: tuple[VisitedValue, ...]
    photographs: tuple[tuple[Words | None, str], ...]


@dataclass(frozen=True, slots=True)
class ParagraphContent:
    """A paragraph of a monograph: language → text, and field → the values that it was written from."""

    text: Mapping[str, str]
    original: str
    cites: Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class PictureContent:
    """A photograph; files : name, width and height of each size, the smallest first."""

    files: tuple[tuple[str, int, int], ...]
    credit: str
    licence: str
    alt: Words


@dataclass(frozen=True, slots=True)
class MonographContent:
    """What persons wrote of a place, approved."""

    place_id: str
    author: str
    date: str
    approved_by: str
    paragraphs: tuple[ParagraphContent, ...]
    pictures: tuple[PictureContent, ...]


@dataclass(frozen=True, slots=True)
class PlaceContent:
    """A place with all that is said of it.

    change : what a person did to the list computed, about this place
    """

    pk: int
    place_id: str
    slug: str
    name: str
    kinds: tuple[str, ...]
    status: str
    shown: Mapping[str, ShownValue]
    commune_code: str
    commune: str
    epci_code: str
    epci: str
    epci_kind: str
    departement_code: str
    departement: str
    region_code: str
    region: str
    latitude: float | None
    longitude: float | None
    position_precision: str
    position: ShownValue | None
    listings: tuple[str, ...]
    in_2022_study: bool
    former_slugs: tuple[str, ...]
    records: tuple[RecordContent, ...]
    claims: tuple[ClaimContent, ...]
    pairs: tuple[PairContent, ...]
    appraisal: str
    cells: Mapping[str, Cell]
    missing: tuple[str, ...]
    score_low: float | None
    score: float | None
    score_high: float | None
    choice: Choice | None
    change: Decided | None = None

    @property
    def computed(self) -> bool:
        """Whether the list computed holds it."""
        return self.choice is not None and self.choice.kept

    @property
    def kept(self) -> bool:
        """Whether the list published holds it: the list computed, with what persons changed."""
        return self.computed if self.change is None else self.change.effect == "enters"

    @property
    def position_claims(self) -> tuple[int, ...]:
        """The claims that the position shown rests on."""
        return self.position.claims if self.position is not None else ()

    @property
    def disagreements(self) -> int:
        """Fields of which the sources say different things, the position among them."""
        return len(self.disputed)

    @property
    def disputed(self) -> tuple[str, ...]:
        """The fields of which the sources say different things, the position last."""
        position = (POSITION,) if self.position is not None and self.position.disagree else ()
        return (*(name for name, item in self.shown.items() if item.disagree), *position)

    def claims_of(self, field_name: str) -> tuple[ClaimContent, ...]:
        return tuple(claim for claim in self.claims if claim.field == field_name)


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A news item of the team. date : a day; page : the path of a page of the site, or empty"""

    date: str
    title: Words
    text: Words
    page: str


@dataclass(frozen=True, slots=True)
class Axis:
    """One of the grounds of the appraisal."""

    key: str
    title: Words


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion as written in the grid, with what was measured of it over the candidates.

    weight : reference weight, all summing to 1, or None when the study states none
    known : share of candidates of which it is known; distinct : number of values seen;
    listings_correlation : with the number of listings of a place;
    clamped : values outside the function's ends, brought back to them
    """

    key: str
    axis: str
    title: Words
    anchors: tuple[Words, ...]
    why: Words | None
    weight: float | None
    known: float | None
    distinct: int | None
    listings_correlation: float | None
    clamped: int | None


@dataclass(frozen=True, slots=True)
class RuleContent:
    """A rule of balance: whether it binds, the total it costs, the places that come in and go out without it."""

    key: str
    words: Words
    reason: Words | None
    binding: bool
    price: float | None
    changes: bool | None
    enters: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its 95 % interval."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class LinkageQuality:
    """How good the merging of records is, measured on judged pairs."""

    precision: Measure | None
    recall: Measure | None
    f1: Measure | None
    judged_pairs: int | None
    review_pairs: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the funnel and how many places reach it."""

    code: str
    words: Words
    count: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact worth finding out next, and how much it weighs on the borderline."""

    place_id: str
    criterion: str
    weight: float | None


@dataclass(frozen=True, slots=True)
class SelectionContent:
    """The selection as computed; `result` is `selection.json` byte for byte in meaning.

    other_reading : the list under the other reading of the unknown, None when it was not computed
    other_clashes : whether no list satisfies the rules under it
    """

    status: str
    size: int
    objective: float | None
    draws: int | None
    seed: int | None
    rules: tuple[RuleContent, ...]
    clash: tuple[str, ...]
    relaxation: tuple[Words, ...]
    relaxations_by_rule: tuple[tuple[Words, ...], ...]
    unknown_reference: str
    other_reading: tuple[str, ...] | None
    findings: tuple[Finding, ...]
    core: float
    exterior: float
    result: Mapping[str, object]
    other_clashes: bool = False


@dataclass(frozen=True)
class StudyContents:
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
    known_at_least: int = 0
    known_per_axis: int = 0
    """Known criteria that a place needs to be judged: in all, and on each axis."""
    geometric: bool = False
    """Whether a score is the weighted product of its criteria, rather than their weighted sum."""
    field_rules: FieldRules = field(default_factory=shipped_rules)
    vocabulary: Mapping[str, Words] = field(default_factory=dict)
    """Words of free texts that the sources give in one language only."""
    passages: tuple[Passage, ...] = ()
    """What became of each candidate at each stage after the appraisal."""
    stage_log: tuple[Decided, ...] = ()
    changes: tuple[Decided, ...] = ()
    """What persons wrote about the list, line by line."""
    broken_rules: tuple[Words, ...] = ()
    """The rules that the list published does not respect."""

    visits: tuple[VisitContent, ...] = ()
    visits_data: tuple[Mapping[str, object], ...] = ()
    """The same as `visits.json` says it."""
    dossier: bytes = b""
    """The sealed dossier published with the study; none where a jury has marked."""
    monographs: Mapping[str, MonographContent] = field(default_factory=dict)
    """By the id of the place."""
    imprint: ImprintContent = field(default=NOTHING)
    news: tuple[NewsItem, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """The files of the pictures, by name."""

    @cached_property
    def visits_by_name(self) -> Mapping[str, VisitContent]:
        return {visit.name: visit for visit in self.visits}

    @cached_property
    def visits_to(self) -> Mapping[str, Sequence[VisitContent]]:
        """The visits by place, in their order."""
        found: dict[str, list[VisitContent]] = {}
        for visit in self.visits:
            found.setdefault(visit.place_id, []).append(visit)
        return found

    @cached_property
    def by_id(self) -> Mapping[str, PlaceContent]:
        return {place.place_id: place for place in self.places}

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


def _surest(place: PlaceContent) -> tuple[float, float, str]:
    choice = place.choice
    assert choice is not None
    return (-(choice.acceptability or 0.0), -choice.score, place.name.casefold())
