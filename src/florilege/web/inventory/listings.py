"""A listing comes in, a listing leaves.

Nothing is half done: killed at any point, the store holds the
state before the act, and doing it again gives the same result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from msgspec import Struct

from florilege.listings.records import FieldValue, ListingRead
from florilege.listings.records import Record as ReadRecord
from florilege.web.inventory.models import ImportFault, Listing, ListingVersion, Record

BATCH = 2000


class ListingIdentity(Struct, frozen=True):
    """Who publishes a listing, under which terms, and where it looked, as its mapping file says.

    coverage : a `listings.coverage.Coverage` as JSON
    """

    slug: str
    title_fr: str
    title_en: str
    publisher: str
    url: str
    licence: str
    attribution: str
    area: str
    exhaustive_for: str
    rank: int
    coverage: object


@transaction.atomic
def import_listing(
    identity: ListingIdentity,
    read: ListingRead,
    *,
    sha256: str,
    fingerprint: str,
    departed: Sequence[ListingRead] = (),
    carried_over: bool = False,
) -> ListingVersion:
    """Put one version of a listing in the store, in the place of the one before; returns it.

    A record that the version before held keeps its row, and so its link: a place whose founding record leaves
    is still known by the records that stay.

    departed : of earlier versions, the records that left, under the ids that are theirs since
    carried_over : what hangs on the records was carried over from the version before, in the study's files:
    a row under the same id is no longer the same record
    """
    listing, _ = Listing.objects.update_or_create(
        slug=identity.slug,
        defaults={
            "title_fr": identity.title_fr,
            "title_en": identity.title_en,
            "publisher": identity.publisher,
            "url": identity.url,
            "licence": identity.licence,
            "attribution": identity.attribution,
            "area": identity.area,
            "exhaustive_for": identity.exhaustive_for,
            "coverage": identity.coverage,
            "rank": identity.rank,
        },
    )
    listing.versions.filter(current=False).delete()
    if carried_over:
        listing.versions.exclude(date=read.version).delete()
    version, _ = ListingVersion.objects.update_or_create(
        listing=listing,
        current=True,
        defaults={
            "date": read.version,
            "sha256": sha256,
            "fingerprint": fingerprint,
            "rows": read.rows,
            "mended": sum(line.action == "mended" for line in read.report),
            "refused": sum(line.action == "refused" for line in read.report),
        },
    )
    _replace_records(version, read.records)
    version.faults.all().delete()
    ImportFault.objects.bulk_create(
        (
            ImportFault(
                version=version,
                line=line.line,
                record_id=line.record_id,
                column=line.column,
                before=line.before,
                rule=line.rule,
                after=line.after,
                action=line.action,
            )
            for line in read.report
        ),
        batch_size=BATCH,
    )
    for earlier in departed:
        _store_departed(listing, earlier)
    return version


def _store_departed(listing: Listing, read: ListingRead) -> None:
    version = ListingVersion.objects.create(
        listing=listing,
        date=read.version,
        sha256="",
        rows=len(read.records),
        mended=0,
        refused=0,
        current=False,
    )
    _replace_records(version, read.records)


@transaction.atomic
def forget_listings(slugs: Iterable[str]) -> int:
    """Take listings that no study uses any more out of the store; returns how many."""
    leaving = Listing.objects.filter(slug__in=list(slugs))
    count = leaving.count()
    leaving.delete()
    return count


def _replace_records(version: ListingVersion, records: Sequence[ReadRecord]) -> None:
    known = set(version.records.values_list("record_id", flat=True))
    gone = sorted(known - {record.record_id for record in records})
    for start in range(0, len(gone), BATCH):
        version.records.filter(record_id__in=gone[start : start + BATCH]).delete()
    Record.objects.bulk_create(
        (_stored(version, record) for record in records),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=("version", "record_id"),
        update_fields=("line", "payload", "values", "name", "location"),
    )


def value_as_data(value: FieldValue) -> dict[str, object]:
    """A normalised value as kept in the store: only what it says."""
    data: dict[str, object] = {"field": value.field, "value": value.value, "column": value.column}
    optional: Mapping[str, str | None] = {
        "unit": value.unit,
        "date": value.date,
        "licence": value.licence,
        "source_url": value.source_url,
        "note": value.note,
    }
    data.update({name: text for name, text in optional.items() if text is not None})
    return data


def _stored(version: ListingVersion, record: ReadRecord) -> Record:
    location = record.location
    return Record(
        version=version,
        record_id=record.record_id,
        line=record.line,
        payload=dict(record.payload),
        values=[value_as_data(value) for value in record.values],
        name=str(record.first("name") or ""),
        location={
            "commune_code": location.commune_code,
            "how": location.how,
            "certainty": location.certainty,
            "latitude": location.latitude,
            "longitude": location.longitude,
            "precision": location.precision,
            "arrondissement": location.arrondissement,
            "point_commune": location.point_commune,
            "outlined": location.outlined,
            "clearly": location.clearly,
        },
    )
