"""Visits to web sites as claims of the places that give these sites, beside what the listings say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from florilege.evidence.claims import Claim
from florilege.evidence.liveness import LICENCE, WATCH, Visit, liveness_claims
from florilege.evidence.places import ResolvedPlace
from florilege.evidence.rules import Shown
from florilege.evidence.web_addresses import site_of
from florilege.listings.records import FieldValue
from florilege.web.inventory.operations.linking import Gathered
from florilege.web.inventory.queries import record_key
from florilege.web.watch.records import NAME, visits_of

__all__ = ["NAME", "visits_of", "watch_file", "with_liveness", "with_watched"]


def watch_file(folder: Path) -> Path:
    """Where the visits of a study are kept: an input of the linkage step."""
    return folder / NAME


def with_liveness(gathered: Gathered, visits: Iterable[Visit]) -> Gathered:
    """The places with what the last visit to each of their sites says.

    Every site that a place gives has its claims; shown is the state of the site that is shown. A site that does not
    answer closes no place.
    """
    told = liveness_claims(visits)
    claims: dict[str, tuple[Claim, ...]] = dict(gathered.claims)
    resolved: dict[str, ResolvedPlace] = dict(gathered.resolved)
    for place_id, said in gathered.claims.items():
        by_site = _claims_by_site(place_id, said, told)
        if by_site:
            claims[place_id] = (*said, *(claim for made in by_site.values() for claim in made))
            resolved[place_id] = _with_shown(resolved[place_id], by_site)
    return Gathered(gathered.records, claims, resolved)


def with_watched(record_ids: Mapping[str, int]) -> dict[str, int]:
    """The store ids of records, also by the key under which a visit's claims name the record that gives the site."""
    return {**record_ids, **{record_key(WATCH, key): pk for key, pk in record_ids.items()}}


def _claims_by_site(
    place_id: str, said: Iterable[Claim], told: Mapping[str, tuple[FieldValue, ...]]
) -> dict[str, list[Claim]]:
    """What visits say of each site that a place gives, on the first record that gives it."""
    by_site: dict[str, list[Claim]] = {}
    ranks: dict[str, int] = {}
    for claim in said:
        site = site_of(str(claim.value)) if claim.field == "website" else None
        if site is None or site.key in by_site or site.key not in told:
            continue
        record = record_key(claim.listing, claim.record_id)
        ranks[record] = ranks.get(record, 0) + 1
        by_site[site.key] = [
            Claim(
                key=f"{WATCH}:{record}:{value.field}:{ranks[record]}",
                place_id=place_id,
                field=value.field,
                value=value.value,
                listing=WATCH,
                record_id=record,
                licence=value.licence or LICENCE,
                unit=value.unit,
                column=value.column,
                source_url=value.source_url,
                date=value.date,
                note=value.note,
            )
            for value in told[site.key]
        ]
    return by_site


def _with_shown(place: ResolvedPlace, by_site: Mapping[str, list[Claim]]) -> ResolvedPlace:
    shown_site = next((site_of(str(value)) for value in place.values("website")), None)
    made = by_site.get(shown_site.key, []) if shown_site is not None else []
    if not made:
        return place
    added = {
        claim.field: Shown((claim.value,), claim.unit, (claim.key,), "alone", disagree=False)
        for claim in made
    }
    return replace(place, shown=dict(sorted({**place.shown, **added}.items())))
