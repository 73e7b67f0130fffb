"""The questions that the linkage leaves to a person, the most useful first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from msgspec import Struct

from florilege.linkage.decisions import Pair
from florilege.linkage.usefulness import NONE, Doubt, urgency
from florilege.web.inventory.models import Link, PairScore
from florilege.web.inventory.queries import record_key


class Side(Struct, frozen=True):
    """A record in question and the place it is in now; texts are as its listing gives them."""

    key: str
    name: str
    address: str
    commune: str
    website: str
    url: str
    latitude: float | None
    longitude: float | None
    place_id: str
    place_slug: str
    records: tuple[str, ...]


class Question(Struct, frozen=True):
    """Are these two records one place? `contributions` is what each comparison adds to the log-odds,
    `evidence` what speaks for it beside them, a key of `linkage.bonds.EVIDENCE` or ""."""

    first: Side
    second: Side
    probability: float
    contributions: Mapping[str, float]
    veto: str
    stake: int
    pairs: int
    postponed: bool
    evidence: str = ""

    @property
    def pair(self) -> Pair:
        return self.first.key, self.second.key


def questions(*, stakes: Mapping[str, int], postponed: Collection[Pair] = ()) -> list[Question]:
    """The unsure pairs, one for each two places, the most useful first; those that a veto keeps apart come last.

    stakes : place id → what it weighs in the selection; postponed : pairs left for later
    """
    by_place: dict[tuple[str, str], list[PairScore]] = defaultdict(list)
    places = _places()
    rows = PairScore.objects.filter(outcome="review").select_related(
        "first__version__listing", "second__version__listing"
    )
    for pair in rows.order_by("-probability", "id"):
        first, second = sorted((places[pair.first_id][0], places[pair.second_id][0]))
        if first != second:
            by_place[first, second].append(pair)
    members: dict[str, list[str]] = defaultdict(list)
    for place_id, _, key in places.values():
        members[place_id].append(key)
    waiting = set(postponed)
    found: list[tuple[tuple[int, int, int, int, float], Question]] = []
    for (one, other), pairs in by_place.items():
        best = pairs[0]
        sides = (_side(best.first, places, members), _side(best.second, places, members))
        doubt = Doubt(
            probability=best.probability,
            stakes=(stakes.get(one, NONE), stakes.get(other, NONE)),
            records=(len(members[one]), len(members[other])),
            pairs=len(pairs),
            postponed=any(_keys(pair, places) in waiting for pair in pairs),
            vetoed=any(pair.veto for pair in pairs),
        )
        question = Question(
            *sides,
            best.probability,
            best.contributions,
            next((pair.veto for pair in pairs if pair.veto), ""),
            max(doubt.stakes),
            len(pairs),
            doubt.postponed,
            next((pair.evidence for pair in pairs if pair.evidence), ""),
        )
        found.append((urgency(doubt), question))
    return [question for _, question in sorted(found, key=lambda item: (item[0], item[1].pair))]


def possible_selves() -> dict[str, tuple[str, ...]]:
    """Place id → ids of the places that it may be one with: pairs left to a person that no veto keeps apart."""
    places = _places()
    found: dict[str, set[str]] = defaultdict(set)
    pairs = PairScore.objects.filter(outcome="review", veto="").values_list("first_id", "second_id")
    for first, second in pairs:
        if first in places and second in places:
            one, other = places[first][0], places[second][0]
            if one != other:
                found[one].add(other)
                found[other].add(one)
    return {place: tuple(sorted(others)) for place, others in found.items()}


def records_with(key: str) -> tuple[str, ...]:
    """The keys of the records of the place that a record is in, that record first; empty when it is in none."""
    listing, _, record_id = key.partition(":")
    link = Link.objects.filter(record__version__listing__slug=listing, record__record_id=record_id).first()
    if link is None:
        return ()
    rows = Link.objects.filter(place=link.place_id, record__version__current=True).values_list(
        "record__version__listing__slug", "record__record_id"
    )
    keys = sorted(record_key(*row) for row in rows)
    return (key, *(other for other in keys if other != key))


def _places() -> dict[int, tuple[str, str, str]]:
    """Store id of each current record → its place's id and address, and its key."""
    rows = Link.objects.filter(record__version__current=True).values_list(
        "record_id", "place__public_id", "place__slug", "record__version__listing__slug", "record__record_id"
    )
    return {pk: (place, slug, record_key(listing, record)) for pk, place, slug, listing, record in rows}


def _keys(pair: PairScore, places: Mapping[int, tuple[str, str, str]]) -> Pair:
    first, second = sorted((places[pair.first_id][2], places[pair.second_id][2]))
    return first, second


def _side(
    record: object, places: Mapping[int, tuple[str, str, str]], members: Mapping[str, list[str]]
) -> Side:
    from florilege.web.inventory.models import Record

    assert isinstance(record, Record)
    said: dict[str, str] = {}
    for value in record.values:
        said.setdefault(value["field"], str(value["value"]))
    place_id, slug, key = places[record.pk]
    return Side(
        key=key,
        name=record.name or said.get("bearer", ""),
        address=said.get("address", ""),
        commune=" ".join(part for part in (said.get("postal_code"), said.get("city")) if part),
        website=said.get("website", ""),
        url=record.version.listing.url,
        latitude=record.location.get("latitude"),
        longitude=record.location.get("longitude"),
        place_id=place_id,
        place_slug=slug,
        records=tuple(sorted(other for other in members[place_id] if other != key)),
    )
