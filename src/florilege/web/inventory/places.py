"""Records become places: links, claims, and the row shown of each place, all made again in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from django.core.management.color import no_style
from django.db import connection, models, transaction
from msgspec import Struct
from msgspec.structs import replace

from florilege.evidence.claims import Claim as PureClaim
from florilege.evidence.examinations import Examination, denied_by, examination_claims
from florilege.evidence.places import (
    LEFT,
    NOTHING_LEFT,
    TO_CHECK,
    Left,
    ResolvedPlace,
    Terms,
    claims_of,
    main_first,
    resolve,
)
from florilege.evidence.privacy import addresses_in
from florilege.evidence.rules import WHY, FieldRules, Shown
from florilege.faults import InputRefused, Words
from florilege.linkage.identities import Assignment
from florilege.linkage.linking import Linkage
from florilege.listings.fields import FIELDS
from florilege.listings.records import FieldValue
from florilege.listings.records import Record as ReadRecord
from florilege.territory.reference import Reference
from florilege.web.inventory.addresses import Address, with_new_places, without_leaks
from florilege.web.inventory.bulk import insert_rows
from florilege.web.inventory.models import Claim, Link, Listing, PairScore, Place, PlaceAlias, ShownPlace
from florilege.web.inventory.queries import as_text, record_key

STORE_OF_ITS_OWN = Words(
    "donner à chaque étude son magasin : --database sqlite:///var/mon-etude.sqlite3, ou un autre dossier courant",
    "give each study a store of its own: --database sqlite:///var/my-study.sqlite3, or another current folder",
)
BATCH = 2000
STATES = ("open", "closed", TO_CHECK)
CLAIM_COLUMNS = (
    "id", "key", "place_id", "record_id", "listing", "field", "value", "unit", "column", "source_url", "date",
    "licence", "note", "shown",
)  # fmt: skip
HALVES = ("latitude", "longitude")
"""Fields that make sense only together: shown as the position."""
UNCHECKED: Mapping[str, Sequence[Examination]] = MappingProxyType({})


class LinkedInventory(Struct, frozen=True):
    """What a linkage made: to be counted, and written to the study's files."""

    addresses: tuple[Address, ...]
    places: int
    new: int
    claims: int
    disagreements: int
    review: int


class Gathered(Struct, frozen=True):
    """The records of each place, their claims and the row shown."""

    records: Mapping[str, tuple[ReadRecord, ...]]
    claims: Mapping[str, tuple[PureClaim, ...]]
    resolved: Mapping[str, ResolvedPlace]


def gather(
    records: Iterable[ReadRecord],
    place_of: Mapping[str, str],
    *,
    terms: Mapping[str, Terms],
    ranks: Mapping[str, int],
    pages: frozenset[str],
    reference: Reference,
    rules: FieldRules,
    left: Left = NOTHING_LEFT,
    checked: Mapping[str, Sequence[Examination]] = UNCHECKED,
) -> Gathered:
    """Bring the records of each place together and pick what is shown of it; nothing is stored.

    rules : which claim of a field is shown
    left : which of the records their listing no longer holds
    checked : what persons checked of each place, in order
    """
    by_place: dict[str, list[ReadRecord]] = defaultdict(list)
    for record in records:
        by_place[place_of[record_key(record.listing, record.record_id)]].append(record)
    claims = {
        place_id: (
            *(claim for record in of_place for claim in claims_of(place_id, record, terms[record.listing])),
            *examination_claims(
                place_id,
                record_key(of_place[0].listing, of_place[0].record_id),
                checked.get(place_id, ()),
            ),
        )
        for place_id, of_place in by_place.items()
    }
    resolved = {
        place_id: resolve(
            place_id,
            of_place,
            claims[place_id],
            rules=rules,
            ranks=ranks,
            pages=pages,
            reference=reference,
            left=left,
            denied=denied_by(checked.get(place_id, ())),
        )
        for place_id, of_place in by_place.items()
    }
    return Gathered({place_id: tuple(found) for place_id, found in by_place.items()}, claims, resolved)


def addresses_of(gathered: Gathered, assignment: Assignment, known: Sequence[Address]) -> tuple[Address, ...]:
    """The known addresses that may be told, and one for each place without: in order of age, so that no later place
    takes an earlier's.
    """
    names: dict[str, tuple[str, str]] = {}
    for identity in assignment.identities:
        place = gathered.resolved.get(identity.place_id)
        if place is not None:
            names[identity.place_id] = (place.called.fr, place.commune.name if place.commune else "")
    private = {place_id: _with_addresses(records) for place_id, records in gathered.records.items()}
    return with_new_places(without_leaks(known, private), names)


def _with_addresses(records: Iterable[ReadRecord]) -> frozenset[str]:
    """The texts of records that hold electronic addresses, as published and as normalised."""
    texts = (
        text
        for record in records
        for text in (record.record_id, *record.payload.values(), *(str(one.value) for one in record.values))
    )
    return frozenset(text for text in texts if "@" in text and addresses_in((text,)))


def with_departure(record: ReadRecord, since: str) -> ReadRecord:
    """A record that its listing no longer holds, saying so itself."""
    return replace(record, values=(*record.values, FieldValue(LEFT, since, "", unit="date", date=since)))


@transaction.atomic
def store_places(
    gathered: Gathered,
    assignment: Assignment,
    linkage: Linkage,
    *,
    addresses: Sequence[Address],
    record_ids: Mapping[str, int],
    reference: Reference,
) -> LinkedInventory:
    """Replace links, claims, scores of pairs and shown rows by those of this linkage; places only ever add up."""
    for table in (ShownPlace, Claim, Link, PairScore):
        table.objects.all().delete()
    known = set(Place.objects.values_list("public_id", flat=True))
    places = _store_identities(assignment, addresses, present=frozenset(gathered.resolved))
    _store_links(gathered, linkage, places=places, record_ids=record_ids)
    claim_ids = _store_claims(gathered, assignment, places=places, record_ids=record_ids)
    rows = [
        shown_row(place, places[place_id], claim_ids, reference)
        for place_id, place in gathered.resolved.items()
    ]
    ShownPlace.objects.bulk_create(rows, batch_size=BATCH)
    _store_pairs(gathered, linkage, record_ids)
    _reset_sequences((Claim,))
    return LinkedInventory(
        addresses=tuple(addresses),
        places=len(rows),
        new=len(gathered.resolved.keys() - known),
        claims=len(claim_ids),
        disagreements=sum(_disagreements(place) for place in gathered.resolved.values()),
        review=sum(pair.outcome == "review" for pair in linkage.pairs),
    )


def _store_identities(
    assignment: Assignment, addresses: Sequence[Address], *, present: frozenset[str]
) -> dict[str, int]:
    """Places by public id; those that were merged point to the older one, none is ever removed."""
    current = {address.place_id: address.slug for address in addresses if address.state == "current"}
    rows: dict[str, Place] = {}
    for rank, identity in enumerate(assignment.identities):
        if identity.place_id in rows:
            continue
        rows[identity.place_id] = Place(
            public_id=identity.place_id,
            slug=current.get(identity.place_id, identity.place_id),
            founding_listing=identity.founding_listing,
            founding_record=identity.founding_record,
            rank=rank,
            present=identity.place_id in present,
        )
    _refuse_places_of_others(rows)
    Place.objects.bulk_create(
        rows.values(),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=("public_id",),
        update_fields=("slug", "rank", "present"),
    )
    ids = dict(Place.objects.values_list("public_id", "id"))
    Place.objects.filter(replaced_by__isnull=False).update(replaced_by=None)
    for identity in assignment.identities:
        if identity.replaced_by:
            Place.objects.filter(public_id=identity.place_id).update(replaced_by=ids[identity.replaced_by])
    PlaceAlias.objects.filter(kind="slug").delete()
    PlaceAlias.objects.bulk_create(
        PlaceAlias(place_id=ids[address.place_id], kind="slug", value=address.slug)
        for address in addresses
        if address.state == "former" and address.place_id in ids
    )
    return ids


def _refuse_places_of_others(rows: Mapping[str, Place]) -> None:
    """Raise InputRefused where the store holds, at an address of these places, one that this study does not know."""
    slugs = {row.slug: public_id for public_id, row in rows.items()}
    for public_id, slug in Place.objects.values_list("public_id", "slug"):
        if slug in slugs and public_id not in rows:
            raise InputRefused(
                Words(
                    "un magasin de cette étude : celui-ci tient les lieux d’une autre",
                    "a store of this study: this one holds the places of another",
                ),
                column="--database",
                value=slug,
                hint=STORE_OF_ITS_OWN,
            )


def _store_links(
    gathered: Gathered, linkage: Linkage, *, places: Mapping[str, int], record_ids: Mapping[str, int]
) -> None:
    """One link a record; its probability is that of the best pair that ties it to the rest of its place, none where only
    a bearer or a label does."""
    best: dict[str, float] = {}
    bound: dict[str, str] = {}
    for pair in linkage.pairs:
        if pair.outcome == "merged":
            for key in (pair.first, pair.second):
                if pair.evidence:
                    bound[key] = pair.evidence
                else:
                    best[key] = max(best.get(key, 0.0), pair.probability)
    links = []
    for place_id, records in gathered.records.items():
        for record in records:
            key = record_key(record.listing, record.record_id)
            links.append(
                Link(
                    record_id=record_ids[key],
                    place_id=places[place_id],
                    probability=best.get(key) if len(records) > 1 else None,
                    decided_by=_decider(key, alone=len(records) == 1, weighed=key in best, bound=bound),
                )
            )
    Link.objects.bulk_create(links, batch_size=BATCH)


def _decider(key: str, *, alone: bool, weighed: bool, bound: Mapping[str, str]) -> str:
    if alone:
        return "alone"
    return "model" if weighed else bound.get(key, "model")


def _store_claims(
    gathered: Gathered,
    assignment: Assignment,
    *,
    places: Mapping[str, int],
    record_ids: Mapping[str, int],
) -> dict[str, int]:
    """Claims numbered by the age of their place, so that two builds of the same input give the same rows."""
    by_age = dict.fromkeys(identity.place_id for identity in assignment.identities)
    shown = {
        key for place in gathered.resolved.values() for item in _shown_items(place) for key in item.claims
    }
    ids: dict[str, int] = {}
    rows: list[tuple[str | int | bool, ...]] = []
    for place_id in by_age:
        for claim in gathered.claims.get(place_id, ()):
            ids[claim.key] = len(ids) + 1
            record = record_ids[record_key(claim.listing, claim.record_id)]
            rows.append(
                (
                    ids[claim.key], claim.key, places[place_id], record, claim.listing, claim.field,
                    as_text(claim.value), claim.unit or "", claim.column, claim.source_url or "", claim.date or "",
                    claim.licence, claim.note or "", claim.key in shown,
                )
            )  # fmt: skip
    insert_rows(Claim, CLAIM_COLUMNS, rows)
    return ids


def _store_pairs(gathered: Gathered, linkage: Linkage, record_ids: Mapping[str, int]) -> None:
    """The pairs compared, those of the places that were taken off left out: nothing of them is to be asked or told."""
    linked = {
        record_key(record.listing, record.record_id)
        for found in gathered.records.values()
        for record in found
    }
    PairScore.objects.bulk_create(
        (
            PairScore(
                first_id=record_ids[pair.first],
                second_id=record_ids[pair.second],
                probability=pair.probability,
                contributions=dict(pair.contributions),
                veto=pair.veto or "",
                outcome=pair.outcome,
                evidence=pair.evidence,
            )
            for pair in linkage.pairs
            if pair.first in linked and pair.second in linked
        ),
        batch_size=BATCH,
    )


def shown_row(
    place: ResolvedPlace, place_pk: int, claim_ids: Mapping[str, int], reference: Reference
) -> ShownPlace:
    """The row shown of a place, not stored. claim_ids : key of a claim → its id in the store"""
    status = next((str(value) for value in place.values("status") if value in STATES), "unknown")
    values = {
        field: _as_data(item, claim_ids, multiple=FIELDS[field].multiple)
        for field, item in place.shown.items()
        if field not in HALVES
    }
    if place.position is not None:
        values["position"] = _as_data(place.position, claim_ids, multiple=True)
    row = ShownPlace(
        place_id=place_pk,
        name=place.name,
        kinds=list(main_first([str(kind) for kind in place.values("kind")])),
        status=status,
        values=values,
        latitude=place.position.values[0] if place.position else None,
        longitude=place.position.values[1] if place.position else None,
        position_precision=place.position_precision,
        listings=list(place.listings),
        records=place.records,
        in_2022_study=any(value is True for value in place.values("in_2022_study")),
    )
    commune = place.commune
    if commune is not None:
        row.commune_code, row.commune = commune.code, commune.name
        row.epci_code, row.epci, row.epci_kind = (
            commune.epci or "",
            commune.epci_name or "",
            commune.epci_kind or "",
        )
        row.departement_code, row.region_code = commune.departement, commune.region
        row.departement = reference.departements[commune.departement].name
        row.region = reference.regions[commune.region].name
    return row


def _as_data(item: Shown, claim_ids: Mapping[str, int], *, multiple: bool) -> dict[str, object]:
    why = WHY[item.code]
    return {
        "value": list(item.values) if multiple else item.values[0],
        "unit": item.unit,
        "claims": [claim_ids[key] for key in item.claims],
        "rule": {"code": item.code, "fr": why.fr, "en": why.en},
        "disagree": item.disagree,
    }


def _shown_items(place: ResolvedPlace) -> Iterable[Shown]:
    for field, item in place.shown.items():
        if field not in HALVES:
            yield item
    if place.position is not None:
        yield place.position


def _disagreements(place: ResolvedPlace) -> int:
    """Fields of which the sources say different things; the halves of a position count once, together."""
    return sum(item.disagree for item in _shown_items(place))


def _reset_sequences(tables: Sequence[type[models.Model]]) -> None:
    """Rows were written with ids of our own: tell the database where to go on (PostgreSQL)."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def listing_terms() -> dict[str, Terms]:
    """Licence and address of each listing of the store."""
    return {
        slug: Terms(licence, url)
        for slug, licence, url in Listing.objects.values_list("slug", "licence", "url")
    }
