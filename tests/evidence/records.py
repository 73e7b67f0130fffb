"""Records of made-up places, located as they would be on reading, and the place that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from florilege.evidence.claims import Claim
from florilege.evidence.examinations import Denied
from florilege.evidence.places import LEFT, NOTHING_LEFT, Left, ResolvedPlace, Terms, claims_of, resolve
from florilege.evidence.rules import shipped_rules
from florilege.listings.records import FieldValue, Record
from florilege.territory.locate import Said, locate
from florilege.territory.reference import reference

TERMS = Terms("LO-2.0", "")
RANKS: Mapping[str, int] = {"cget": 0, "other": 1, "another": 2}


def record(
    listing: str, record_id: str, certain_code: str | None, *, version: str = "2024-01-01", **said: object
) -> Record:
    """A record located as it would be on reading."""
    values = tuple(FieldValue(field, value, field) for field, value in said.items())  # type: ignore[arg-type]
    text = {field: str(value) for field, value in said.items()}
    location = locate(
        Said(
            code=certain_code,
            code_declared=False,
            postcode=text.get("postcode"),
            cities=(text["city"],) if "city" in text else (),
            latitude=float(text["latitude"]) if "latitude" in text else None,
            longitude=float(text["longitude"]) if "longitude" in text else None,
        ),
        reference=reference(),
    )
    return Record(listing, version, record_id, 2, {}, values, location)


def departed(one: Record, *, since: str) -> Record:
    """The record with, as one more value, since when its listing holds it no more."""
    left = FieldValue(LEFT, since, "", unit="date", date=since)
    return Record(one.listing, one.version, one.record_id, 2, {}, (*one.values, left), one.location)


def resolved(
    *records: Record,
    left: Mapping[str, str] | None = None,
    closed_lists: Mapping[str, str] | None = None,
    also: Sequence[Claim] = (),
    denied: Denied = frozenset(),
) -> ResolvedPlace:
    """The place of some records.

    left : `listing:record_id` → since when its listing holds it no more; also : claims of visits
    """
    claims = [claim for one in records for claim in claims_of("l1", one, TERMS)]
    return resolve(
        "l1",
        records,
        [*claims, *also],
        rules=shipped_rules(),
        ranks=RANKS,
        pages=frozenset(),
        reference=reference(),
        left=Left(left, closed_lists or {}) if left else NOTHING_LEFT,
        denied=denied,
    )
