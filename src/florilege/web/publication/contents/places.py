"""Places and what is said of them, as frozen values: listings, records, claims, values shown."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from florilege.faults import Words
from florilege.listings.coverage import UNDECLARED, Coverage
from florilege.listings.records import Value
from florilege.web.publication.contents.candidate_rows import CandidateRow
from florilege.web.publication.contents.decided import Decided
from florilege.web.publication.contents.selection import Cell, Choice

STUDY_2022 = "etude2022"
"""The listing of the facts read about the study of 2022."""
POSITION = "position"
"""Where a place is: latitude and longitude together, as one field."""


class Version(Struct, frozen=True):
    """One dated state of a listing, and what its reading gave."""

    date: str
    rows: int
    mended: int
    refused: int
    current: bool
    sha256: str


class ListingContent(Struct, frozen=True):
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
    coverage: Coverage = UNDECLARED

    @property
    def current(self) -> Version | None:
        return next((version for version in self.versions if version.current), None)


class RecordContent(Struct, frozen=True):
    """A row of a listing that makes a place. commune_code, precision : where it was located, "" and "none" nowhere"""

    pk: int
    listing: str
    version: str
    record_id: str
    line: int
    name: str
    probability: float | None
    decided_by: str
    commune_code: str = ""
    precision: str = "none"


class PairContent(Struct, frozen=True):
    """Two records compared: how likely they are one place, and what spoke for and against."""

    first: int
    second: int
    probability: float
    contributions: Mapping[str, float]
    veto: str
    outcome: str
    evidence: str = ""


class ClaimContent(Struct, frozen=True):
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


class ShownValue(Struct, frozen=True):
    """What is shown of a field, from which claims and by which rule."""

    field: str
    values: tuple[Value, ...]
    unit: str
    claims: tuple[int, ...]
    code: str
    rule: Words
    disagree: bool


class PlaceContent(Struct, frozen=True):
    """A place with all that is said of it.

    called : the words under which it is shown: its name, else who bears it; known_name : empty where none is known
    change : what a person did to the list computed, about this place
    perhaps : ids of the places that may be this one, which no person settled, and what says so beside names
    row : of the table of candidates, in a study that was made from one
    """

    pk: int
    place_id: str
    slug: str
    called: Words
    known_name: str
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
    perhaps: tuple[tuple[str, str], ...] = ()
    row: CandidateRow | None = None

    @property
    def name(self) -> str:
        """The words under which it is shown, in French."""
        return self.called.fr

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
