"""A place as an answer shows it: what it offers, who says so and when, how to reach it; from what is published alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from florilege.evidence.liveness import CHECKED, STATE
from florilege.listings.vocabulary import VOCABULARIES
from florilege.web.publication.contents.places import ClaimContent, PlaceContent
from florilege.web.publication.contents.selection import CLASSES
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import directory
from florilege.web.publication.pages.needs import evidence_of, services_of
from florilege.web.publication.pages.place import ledger
from florilege.web.publication.search.facts import Fact
from florilege.web.publication.text import words
from florilege.web.publication.text.values import written

QUOTED = (
    "equipment_detail",
    "training_detail",
    "support_detail",
    "telework_detail",
    "service_detail",
    "programme",
)
"""Fields in which a source says, in its own words, what a place has: the finder quotes them."""
COORDINATE_DECIMALS = 4
ANSWERING = frozenset({"alive", "moved"})
"""States of a web site that somebody answers for."""


class Card(Struct, frozen=True):
    """A place of an answer.

    english : what it is called in English where its name is unknown, else ""
    sources, date : listings that give its services, and the latest date of one ("" when none is dated)
    accessible : whether a wheelchair can enter, None where no source says
    visited, site_seen : dates of the last visit to it, and of the last time its web site answered; "" where there was none
    coarse : known only by its commune, at whose centre it is put
    """

    slug: str
    place_id: str
    name: str
    english: str
    commune: str
    commune_code: str
    departement: str
    region: str
    kinds: tuple[str, ...]
    status: str
    latitude: float | None
    longitude: float | None
    klass: str
    in_scope: bool
    services: tuple[str, ...]
    sources: int
    date: str
    accessible: bool | None
    address: str
    phone: str
    site: str
    hours: str
    price: str
    visited: str
    site_seen: str
    facts: tuple[Fact, ...]
    coarse: bool


class Cards(Struct, frozen=True):
    """The cards of a study in the order of their names.

    sources : who is quoted on them, by rank: titles in both languages · departements : names, by code
    """

    cards: tuple[Card, ...]
    sources: tuple[tuple[str, str], ...]
    departements: Mapping[str, str]

    @property
    def services(self) -> tuple[str, ...]:
        """The services that at least one place offers, in the order of the vocabulary."""
        used = Counter(code for card in self.cards for code in card.services)
        return tuple(code for code in VOCABULARIES["service"] if used[code])


def cards_of(contents: StudyContents) -> Cards:
    """The cards of every place that is published."""
    quoted: dict[tuple[str, str], int] = {}
    cards = tuple(_card(place, contents, quoted) for place in contents.in_name_order)
    departements = {place.departement_code: place.departement for place in contents.places}
    return Cards(cards, tuple(quoted), departements)


def _card(place: PlaceContent, contents: StudyContents, quoted: dict[tuple[str, str], int]) -> Card:
    """quoted : who is quoted, titles → rank, completed here"""
    sources, date = evidence_of(place)
    klass = place.choice.klass if place.choice is not None and place.kept else ""
    return Card(
        slug=place.slug,
        place_id=place.place_id,
        name=place.name,
        english="" if place.known_name else place.called.en,
        commune=place.commune,
        commune_code=place.commune_code,
        departement=place.departement_code,
        region=place.region_code,
        kinds=place.kinds,
        status=place.status or "unknown",
        latitude=_rounded(place.latitude),
        longitude=_rounded(place.longitude),
        klass=klass if klass in CLASSES else "",
        in_scope=contents.is_in_scope(place),
        services=services_of(place),
        sources=sources,
        date=date,
        accessible=directory.said_accessible(place),
        address=_said(place, "address"),
        phone=_said(place, "phone"),
        site=written("website", _said(place, "website"), "", "fr", source_language="fr").href,
        hours=_said(place, "opening_hours"),
        price=_said(place, "price"),
        visited=max((visit.date for visit in contents.visits_to.get(place.place_id, ())), default=""),
        site_seen=_said(place, CHECKED) if _said(place, STATE) in ANSWERING else "",
        facts=tuple(_facts(place, contents, quoted)),
        coarse=place.position_precision == "centre",
    )


def _rounded(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, COORDINATE_DECIMALS)


def _said(place: PlaceContent, field: str) -> str:
    """What is shown of a field, "" when no source says it."""
    shown = place.shown.get(field)
    return str(shown.values[0]).strip() if shown is not None and shown.values else ""


def _facts(
    place: PlaceContent, contents: StudyContents, quoted: dict[tuple[str, str], int]
) -> Iterator[Fact]:
    for claim in place.claims:
        if claim.field in QUOTED:
            yield _fact(claim, contents, quoted)


def _fact(claim: ClaimContent, contents: StudyContents, quoted: dict[tuple[str, str], int]) -> Fact:
    french, english = (ledger.source_of(claim, contents, language).title for language in ("fr", "en"))
    rank = quoted.setdefault((french, english), len(quoted))
    known = contents.vocabulary.get(claim.value)
    if known is None:
        return Fact(claim.value, rank, claim.date)
    return Fact(words.said(known, "fr"), rank, claim.date, known.en)


def as_data(card: Card) -> Mapping[str, object]:
    """A card as JSON keeps it: its fields by name, what is unknown left out."""
    found = {name: getattr(card, name) for name in Card.__struct_fields__}
    # that a position is no coarse one goes without saying, in each of a hundred thousand cards
    return {
        name: value
        for name, value in found.items()
        if value not in (None, "", ()) and (value or name != "coarse")
    }
