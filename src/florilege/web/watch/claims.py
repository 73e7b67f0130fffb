"""Visits to web sites as claims of the places that give these sites, beside what the listings say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from florilege.evidence.claims import Claim
from florilege.evidence.liveness import LICENCE, STATE, WATCH, Visit, liveness_claims
from florilege.evidence.places import LEFT, ResolvedPlace
from florilege.evidence.rules import Shown, canonical
from florilege.evidence.web_addresses import site_of
from florilege.listings.records import FieldValue
from florilege.web.inventory.places import Gathered
from florilege.web.inventory.queries import record_key
from florilege.web.watch.records import NAME, visits_of

__all__ = ["NAME", "visits_of", "watch_file", "with_liveness", "with_watched"]


def watch_file(folder: Path) -> Path:
    """Where the visits of a study are kept: an input of the linkage step."""
    return folder / NAME


def with_liveness(gathered: Gathered, visits: Iterable[Visit]) -> Gathered:
    """The places with what the last visit to each of their sites says.

    Every site that a place gives has its claims; shown is the state of the site that is shown. A site that is alive
    is shown before one that visits found dead. A site that does not answer closes no place.
    """
    liveness = liveness_claims(visits)
    claims: dict[str, tuple[Claim, ...]] = dict(gathered.claims)
    resolved: dict[str, ResolvedPlace] = dict(gathered.resolved)
    for place_id, said in gathered.claims.items():
        by_site = _claims_by_site(place_id, said, liveness)
        if by_site:
            claims[place_id] = (*said, *(claim for made in by_site.values() for claim in made))
            resolved[place_id] = _with_shown(_living_first(resolved[place_id], said, by_site), by_site)
    return Gathered(gathered.records, claims, resolved)


def with_watched(record_ids: Mapping[str, int]) -> dict[str, int]:
    """The store ids of records, also by the key under which a visit's claims name the record that gives the site."""
    return {**record_ids, **{record_key(WATCH, key): pk for key, pk in record_ids.items()}}


def _claims_by_site(
    place_id: str, said: Iterable[Claim], liveness: Mapping[str, tuple[FieldValue, ...]]
) -> dict[str, list[Claim]]:
    """What visits say of each site that a place gives, on the first record that gives it."""
    by_site: dict[str, list[Claim]] = {}
    ranks: dict[str, int] = {}
    for claim in said:
        site = site_of(str(claim.value)) if claim.field == "website" else None
        if site is None or site.key in by_site or site.key not in liveness:
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
            for value in liveness[site.key]
        ]
    return by_site


def _living_first(
    place: ResolvedPlace, said: Sequence[Claim], by_site: Mapping[str, Sequence[Claim]]
) -> ResolvedPlace:
    """The place with a site that is alive in the stead of the one shown, where visits found this one dead.

    Of several that are alive, the first in the order of the listings; what a listing no longer says is not taken.
    """
    shown = place.shown.get("website")
    if shown is None or _state(str(shown.values[0]), by_site) != "dead":
        return place
    left = {(claim.listing, claim.record_id) for claim in said if claim.field == LEFT}
    given = [
        claim for claim in said if claim.field == "website" and (claim.listing, claim.record_id) not in left
    ]
    living = next((claim for claim in given if _state(str(claim.value), by_site) == "alive"), None)
    if living is None:
        return place
    same = [claim.key for claim in given if canonical(claim.value) == canonical(living.value)]
    keys = tuple(dict.fromkeys((living.key, *same)))
    website = Shown((living.value,), living.unit, keys, "alive", disagree=True)
    return replace(place, shown={**place.shown, "website": website})


def _state(url: str, by_site: Mapping[str, Sequence[Claim]]) -> str:
    """What the last visit says of the site of an address; empty where none was made."""
    site = site_of(url)
    made = by_site.get(site.key, ()) if site is not None else ()
    return next((str(claim.value) for claim in made if claim.field == STATE), "")


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
