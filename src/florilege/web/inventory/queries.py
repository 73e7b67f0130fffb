"""What is read from the inventory by the steps that follow: records and claims as the pure rooms know them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q

from florilege.evidence.claims import Claim as PureClaim
from florilege.faults import Words
from florilege.listings.fields import FIELDS
from florilege.listings.records import FieldValue, Value
from florilege.listings.records import Record as ReadRecord
from florilege.territory.locate import Location
from florilege.web.inventory.models import Claim, Place, Record, ShownPlace


def record_key(listing: str, record_id: str) -> str:
    """How a record is named across rooms."""
    return f"{listing}:{record_id}"


def words_of_places() -> dict[str, Words]:
    """The words under which each place is shown, by its id; what is stored of it is read only where its name is unknown."""
    shown = ShownPlace.objects.filter(place__replaced_by__isnull=True)
    unnamed = Q(name="") | Q(name__contains="@")  # an electronic address is no name
    names = shown.exclude(unnamed).values_list("place__public_id", "name")
    called = {place_id: Words(name, name) for place_id, name in names.iterator(2000)}
    for row in shown.filter(unnamed).select_related("place").iterator(100):
        called[row.place.public_id] = row.called
    return called


def present_id(place_id: str) -> str:
    """The id under which a place goes today: that of the place it was merged into, else its own."""
    found = Place.objects.filter(public_id=place_id).select_related("replaced_by").first()
    while found is not None and found.replaced_by is not None:
        found = found.replaced_by
    return place_id if found is None else found.public_id


def current_records(*, departed: bool = False) -> Iterator[tuple[int, ReadRecord]]:
    """(store id, record) of every current record, in the order of the listings then of the file.

    departed : instead, those that their listing no longer holds
    """
    rows = (
        Record.objects.filter(version__current=not departed)
        .order_by("version__listing__rank", "version__listing__slug", "line", "record_id")
        .values_list(
            "id",
            "version__listing__slug",
            "version__date",
            "record_id",
            "line",
            "payload",
            "values",
            "location",
        )
    )
    for pk, listing, version, record_id, line, payload, values, location in rows.iterator(chunk_size=2000):
        yield (
            pk,
            ReadRecord(
                listing=listing,
                version=version,
                record_id=record_id,
                line=line,
                payload=payload,
                values=tuple(FieldValue(**value) for value in values),
                location=Location(**location),
            ),
        )


def claims_by_place() -> Mapping[str, tuple[PureClaim, ...]]:
    """Every claim of the store by place id, values typed as their field says."""
    by_place: dict[str, list[PureClaim]] = {}
    rows = Claim.objects.order_by("id").values_list(
        "key", "place__public_id", "field", "value", "listing", "record__record_id", "licence", "unit", "column",
        "source_url", "date", "note",
    )  # fmt: skip
    for (
        key,
        place_id,
        field,
        value,
        listing,
        record_id,
        licence,
        unit,
        column,
        url,
        date,
        note,
    ) in rows.iterator(2000):
        by_place.setdefault(place_id, []).append(
            PureClaim(
                key=key,
                place_id=place_id,
                field=field,
                value=typed(field, value),
                listing=listing,
                record_id=record_id,
                licence=licence,
                unit=unit or None,
                column=column,
                source_url=url or None,
                date=date or None,
                note=note or None,
            )
        )
    return {place_id: tuple(claims) for place_id, claims in by_place.items()}


def as_text(value: Value) -> str:
    """A value as the store keeps it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def typed(field: str, text: str) -> Value:
    """A stored value with the type of its field."""
    kind = FIELDS[field].kind
    if kind == "boolean":
        return text == "true"
    if kind in ("integer", "year", "number"):
        number = float(text)
        return int(number) if number.is_integer() and kind != "number" else number
    return text
