"""From the records of a place to its claims, and from its claims to the row that is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from florilege.evidence.claims import CHECKED_BY_PERSONS, Claim
from florilege.evidence.examinations import Denied, denies
from florilege.evidence.licences import SHARE_ALIKE
from florilege.evidence.privacy import name_without_addresses
from florilege.evidence.rules import (
    HINT,
    FieldRules,
    Shown,
    canonical,
    is_hint,
    position_cell,
    show,
    show_position,
)
from florilege.evidence.shown_names import shown_name
from florilege.evidence.streets import on_two_streets
from florilege.faults import Words
from florilege.listings.records import Record
from florilege.listings.vocabulary import VOCABULARIES
from florilege.territory.locate import Location
from florilege.territory.reference import Commune, Reference

SHARE_ALIKE_FACTS = tuple(code for code in SHARE_ALIKE if code.startswith("CC-BY-SA"))
"""Licences under which a single fact, in a listing under another, is never shown by default: it would bind the table."""
MAIN_KINDS = ("incubateur", "fablab", "atelier-partage", "coworking", "tiers-lieu", "lieu-innovation")
"""Of a place of several kinds, the first of these is its main one: from the most particular to the most general."""


def binds_alone(licence: str, of_listing: str) -> bool:
    """Whether a value's own licence would bind all that it stands with, while its listing's does not.

    A listing that is whole under such a licence is published like any other: the licence of a file then follows from it.
    """
    return licence in SHARE_ALIKE_FACTS and licence != of_listing


class Terms(Struct, frozen=True):
    """Under which licence and from which address a listing speaks, when its rows do not say it."""

    licence: str
    url: str


WHERE = frozenset(
    {"address", "site", "postcode", "city", "commune_code"}
    | {"departement_code", "arrondissement_code", "arrondissement"}
)
"""Fields that say where a place is: shown together, they come from records of one commune."""
WITH_ADDRESS = WHERE - {"address", "city", "commune_code", "departement_code"}
"""Of these, the fields that go with a street: shown with an address, they come from records of its street."""
LEFT = "left_listing"
"""Field that says since when a listing no longer holds a place."""
TO_CHECK = "to_check"


class Left(Struct, frozen=True):
    """What is known of records that their listing no longer holds.

    since : record key, `listing:record_id` → first version of the listing without it
    closed_lists : listing → what it is the closed list of, `field:code`: out of it is no longer that
    """

    since: Mapping[str, str] = field(default_factory=dict)
    closed_lists: Mapping[str, str] = field(default_factory=dict)

    def has(self, record: Record | Claim) -> bool:
        return f"{record.listing}:{record.record_id}" in self.since

    def denies(self, claim: Claim) -> bool:
        """Whether leaving the listing undoes what the claim says, such as a label it is the list of."""
        return self.has(claim) and self.closed_lists.get(claim.listing) == f"{claim.field}:{claim.value}"


NOTHING_LEFT = Left()


class ResolvedPlace(Struct, frozen=True):
    """One place as shown: by field, with its commune and its position.

    name : empty where no source names the place
    """

    place_id: str
    name: str
    shown: Mapping[str, Shown]
    commune: Commune | None
    position: Shown | None
    position_precision: str
    listings: tuple[str, ...]
    records: int

    @property
    def called(self) -> Words:
        """The words under which the place is shown: its name, else who bears it."""
        bearers = [str(one) for one in self.values("bearer")]
        return shown_name(self.name, main_first([str(kind) for kind in self.values("kind")]), bearers)

    def values(self, field: str) -> tuple[object, ...]:
        """The values shown of a field; none when nothing is said of it."""
        item = self.shown.get(field)
        return item.values if item is not None else ()


def main_first(kinds: Sequence[str]) -> tuple[str, ...]:
    """The kinds of a place, the one by which it is counted once before the others."""
    main = next((kind for kind in MAIN_KINDS if kind in kinds), None)
    return tuple(kinds) if main is None else (main, *(kind for kind in kinds if kind != main))


def claims_of(place_id: str, record: Record, terms: Terms) -> tuple[Claim, ...]:
    """One claim for each value that a record says; the rank of a field within the record makes its key."""
    ranks: dict[str, int] = defaultdict(int)
    claims: list[Claim] = []
    for value in record.values:
        ranks[value.field] += 1
        claims.append(
            Claim(
                key=f"{record.listing}:{record.record_id}:{value.field}:{ranks[value.field]}",
                place_id=place_id,
                field=value.field,
                value=value.value,
                listing=record.listing,
                record_id=record.record_id,
                licence=value.licence or terms.licence,
                unit=value.unit,
                column=value.column,
                source_url=value.source_url or terms.url or None,
                date=record.version if value.date is None else value.date,
                note=value.note,
            )
        )
    elsewhere = _commune_of_point(place_id, record, terms, rank=ranks["commune_code"] + 1)
    return (*claims, elsewhere) if elsewhere is not None else tuple(claims)


def _commune_of_point(place_id: str, record: Record, terms: Terms, *, rank: int) -> Claim | None:
    """The commune that the position alone would give, where the row names another one near it; None elsewhere.

    The commune named is the one shown; this claim stands beside it. Where the point may well lie in the commune named,
    nearer to the centre of a neighbour, the claim is a hint: it is kept, and makes no disagreement by itself.
    """
    location = record.location
    if location.point_commune is None or location.point_commune in record.all("commune_code"):
        return None
    point = [value for value in record.values if value.field in ("latitude", "longitude")]
    return Claim(
        key=f"{record.listing}:{record.record_id}:commune_code:{rank}",
        place_id=place_id,
        field="commune_code",
        value=location.point_commune,
        listing=record.listing,
        record_id=record.record_id,
        licence=next((value.licence for value in point if value.licence), terms.licence),
        column="+".join(value.column for value in point),
        source_url=terms.url or None,
        date=next((value.date for value in point if value.date), record.version),
        note=VOCABULARIES["note"][_how_said(location)].fr,
    )


def _how_said(location: Location) -> str:
    """The note of a claim drawn from a position."""
    if location.outlined:
        return "outline"
    return "nearest-centre" if location.clearly else HINT


def resolve(
    place_id: str,
    records: Sequence[Record],
    claims: Sequence[Claim],
    *,
    rules: FieldRules,
    ranks: Mapping[str, int],
    pages: frozenset[str],
    reference: Reference,
    left: Left = NOTHING_LEFT,
    denied: Denied = frozenset(),
) -> ResolvedPlace:
    """The row shown of a place: which value of each field, which commune, which position.

    left : records that their listing no longer holds; they count for nothing where a current record speaks
    denied : values that persons found wrong
    """
    current = [record for record in records if not left.has(record)]
    ended = frozenset(claim.key for claim in claims if left.has(claim) and claim.field != LEFT)
    own = _licensed_apart(records)
    standing = [
        claim
        for claim in claims
        if not (left.denies(claim) or denies(denied, claim))
        and (claim.listing, claim.record_id, claim.field) not in own
    ]
    code = _surest_commune([record.location for record in current or records])
    elsewhere = _elsewhere(records, code)
    here = [claim for claim in standing if claim.field not in WHERE or not _is_of(claim, elsewhere)]
    shown = show(here, rules=rules, ranks=ranks, pages=pages, ended=ended)
    apart = _on_another_street(records, shown.get("address"), reference.communes.get(code or ""))
    if apart:
        here = [claim for claim in here if claim.field not in WITH_ADDRESS or not _is_of(claim, apart)]
        shown = show(here, rules=rules, ranks=ranks, pages=pages, ended=ended)
    outside = elsewhere | apart
    _dispute(shown, [claim for claim in standing if claim.field in WHERE and _is_of(claim, outside)])
    _one_commune(shown, standing, code, reference)
    doubt = _doubt(current, claims, shown)
    if doubt is not None:
        shown["status"] = doubt
    located = _positions(current, standing) or _positions(records, standing)
    of_the_town = [item for item in located if not _is_of(item[0], outside)]
    others = [item for item in located if _is_of(item[0], outside)]
    position = show_position(of_the_town, rules=rules, ranks=ranks, pages=pages)
    if position is not None and _says_elsewhere(position[0], others):
        position = replace(position[0], code="town", disagree=True), position[1]
    name = shown["name"].values[0] if "name" in shown else ""
    return ResolvedPlace(
        place_id=place_id,
        name=name_without_addresses(str(name)),
        shown=shown,
        commune=reference.communes.get(code) if code else None,
        position=position[0] if position else None,
        position_precision=position[1] if position else "none",
        listings=tuple(
            sorted({record.listing for record in current}, key=lambda slug: ranks.get(slug, len(ranks)))
        ),
        records=len(current),
    )


def _elsewhere(records: Sequence[Record], code: str | None) -> frozenset[tuple[str, str]]:
    """The records that lie in another commune than the one shown: listing and id."""
    return frozenset(
        (record.listing, record.record_id)
        for record in records
        if code is not None and record.location.commune_code not in (None, code)
    )


def _on_another_street(
    records: Sequence[Record], address: Shown | None, commune: Commune | None
) -> frozenset[tuple[str, str]]:
    """The records whose address is on another street than the one shown: listing and id."""
    if address is None:
        return frozenset()
    ours, town = str(address.values[0]), commune.name if commune is not None else ""
    return frozenset(
        (record.listing, record.record_id)
        for record in records
        if record.all("address")
        and all(on_two_streets(ours, str(said), town=town) for said in record.all("address"))
    )


def _is_of(claim: Claim, records: frozenset[tuple[str, str]]) -> bool:
    return (claim.listing, claim.record_id) in records


def _dispute(shown: dict[str, Shown], others: Sequence[Claim]) -> None:
    """Mark the fields of which records of another commune or street say something else than what is shown; those
    that say the same are among its claims.
    """
    for claim in others:
        item = shown.get(claim.field)
        if item is None or claim.key in item.claims:
            continue
        if canonical(claim.value) == canonical(item.values[0]):
            code = "agreed" if item.code == "alone" else item.code
            shown[claim.field] = replace(item, claims=(*item.claims, claim.key), code=code)
        elif not item.disagree and not is_hint(claim):
            shown[claim.field] = replace(item, code="town", disagree=True)


def _one_commune(
    shown: dict[str, Shown], claims: Sequence[Claim], code: str | None, reference: Reference
) -> None:
    """Show of the commune's code the one of the commune shown: with the claims that lead to it, else with those
    that the commune was worked out from.
    """
    said = [claim for claim in claims if claim.field == "commune_code"]
    if not said or code is None:
        return
    agreeing = [claim for claim in said if _leads_to(str(claim.value), reference) == code]
    item = shown.get("commune_code")
    if item is not None and canonical(item.values[0]) in {canonical(claim.value) for claim in agreeing}:
        return
    value = agreeing[0].value if agreeing else code
    keys = tuple(claim.key for claim in agreeing) or tuple(
        key
        for field in ("city", "postcode", "departement_code")
        if field in shown
        for key in shown[field].claims
    )
    disagree = any(canonical(claim.value) != canonical(value) and not is_hint(claim) for claim in said)
    shown["commune_code"] = Shown((value,), None, keys, "town" if disagree else "alone", disagree=disagree)


def _says_elsewhere(position: Shown, others: Sequence[tuple[Claim, Claim, str]]) -> bool:
    """Whether records that do not count for where the place is put it elsewhere, when those that count agree."""
    north, east = (float(value) for value in position.values)
    ours = position_cell(north, east)
    return not position.disagree and any(
        position_cell(float(latitude.value), float(longitude.value)) != ours
        for latitude, longitude, _ in others
    )


def _leads_to(code: str, reference: Reference) -> str | None:
    current = reference.current(code)
    return current[0].code if current is not None else None


def _doubt(current: Sequence[Record], claims: Sequence[Claim], shown: Mapping[str, Shown]) -> Shown | None:
    """The status "to check" of a place that left a listing, unless a source says it closed or a later one has it."""
    leaving = [claim for claim in claims if claim.field == LEFT]
    if not leaving or (shown.get("status") and shown["status"].values == ("closed",)):
        return None
    last = max(str(claim.value) for claim in leaving)
    if any(
        claim.listing in CHECKED_BY_PERSONS and claim.field == "status" and (claim.date or "") >= last
        for claim in claims
    ):
        return None
    if any(record.version >= last for record in current):
        return None
    keys = tuple(claim.key for claim in leaving if str(claim.value) == last)
    return Shown((TO_CHECK,), None, keys, "left", disagree=False)


def _licensed_apart(records: Sequence[Record]) -> frozenset[tuple[str, str, str]]:
    """The values given under a licence of their own that would bind all the rest: listing, record and field."""
    return frozenset(
        (record.listing, record.record_id, value.field)
        for record in records
        for value in record.values
        if value.licence is not None and value.licence in SHARE_ALIKE_FACTS
    )


def _positions(records: Sequence[Record], claims: Sequence[Claim]) -> list[tuple[Claim, Claim, str]]:
    """Latitude and longitude claims record by record, with the record's precision."""
    latitudes = {(claim.listing, claim.record_id): claim for claim in claims if claim.field == "latitude"}
    longitudes = {(claim.listing, claim.record_id): claim for claim in claims if claim.field == "longitude"}
    positions: list[tuple[Claim, Claim, str]] = []
    for record in records:
        key = (record.listing, record.record_id)
        latitude, longitude = latitudes.get(key), longitudes.get(key)
        if latitude is None or longitude is None:
            continue
        positions.append((latitude, longitude, record.location.precision))
    return positions


def _surest_commune(locations: Sequence[Location]) -> str | None:
    """The commune on which the records agree most, each counting for how sure it is."""
    support: dict[str, float] = defaultdict(float)
    for location in locations:
        if location.commune_code is not None:
            support[location.commune_code] += location.certainty
    return min(support, key=lambda code: (-support[code], code)) if support else None
