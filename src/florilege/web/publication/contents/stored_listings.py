"""The listings of the store and the reports of their imports, as they are published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q

from florilege.evidence.privacy import without_addresses
from florilege.faults import Words
from florilege.listings.coverage import Coverage
from florilege.web.inventory.models import (
    ImportFault,
    Listing,
    ListingVersion,
    Record,
)
from florilege.web.publication.contents.places import (
    ListingContent,
    PlaceContent,
    Version,
)
from florilege.web.study.stored_values import from_stored


def read_faults() -> Mapping[tuple[str, str], tuple[tuple[str, ...], ...]]:
    """The import reports by listing and version, as published."""
    reports: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    rows = ImportFault.objects.order_by("version__listing__rank", "version__date", "id").values_list(
        "version__listing__slug",
        "version__date",
        "line",
        "record_id",
        "column",
        "before",
        "rule",
        "after",
        "action",
    )
    for listing, version, line, *said in rows.iterator(4000):
        texts = tuple(without_addresses(text) for text in said)
        reports[listing, version].append((listing, version, str(line), *texts))
    return {key: tuple(lines) for key, lines in reports.items()}


def read_listings(places: Sequence[PlaceContent]) -> tuple[ListingContent, ...]:
    """The listings of the store, in order, with how many places each gives and shares with another."""
    of: dict[str, int] = defaultdict(int)
    shared: dict[str, int] = defaultdict(int)
    for place in places:
        for slug in place.listings:
            of[slug] += 1
            shared[slug] += len(place.listings) > 1
    versions: dict[int, list[Version]] = defaultdict(list)
    for row in ListingVersion.objects.filter(current=True):
        versions[row.listing_id].append(
            Version(row.date, row.rows, row.mended, row.refused, row.current, row.sha256)
        )
    records = dict(
        Record.objects.filter(Q(version__current=True))
        .values_list("version__listing__slug")
        .annotate(Count("id"))
    )
    return tuple(
        ListingContent(
            slug=row.slug,
            title=Words(row.title_fr, row.title_en),
            publisher=row.publisher,
            url=row.url,
            licence=row.licence,
            attribution=row.attribution,
            area=row.area,
            versions=tuple(versions[row.pk]),
            records=records.get(row.slug, 0),
            places=of[row.slug],
            shared=shared[row.slug],
            coverage=from_stored(Coverage, row.coverage),
        )
        for row in Listing.objects.order_by("rank", "slug")
    )
