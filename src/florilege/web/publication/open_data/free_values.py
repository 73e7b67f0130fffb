"""What a place shows once some of its claims are left out: what the others say, picked by the same rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set

from msgspec import Struct
from msgspec.structs import replace

from florilege.evidence.claims import Claim
from florilege.evidence.places import WHERE
from florilege.evidence.rules import WHY, FieldRules, Shown, show, show_position
from florilege.web.inventory.queries import typed
from florilege.web.publication.contents.places import (
    POSITION,
    ClaimContent,
    PlaceContent,
    RecordContent,
    ShownValue,
)

_POINT = ("latitude", "longitude")


class Preferences(Struct, frozen=True):
    """How a claim is preferred to another. ranks : listing → its order; pages : listings of pages about a place"""

    rules: FieldRules
    ranks: Mapping[str, int]
    pages: frozenset[str]


def free_of(place: PlaceContent, bound: Set[int], preferences: Preferences) -> PlaceContent:
    """A place without some of its claims: each value that rested on one is what the other claims say, or is gone.

    A value shown without any of them is left as it is. Of where the place is, only records of the commune shown speak.
    """
    claims = tuple(claim for claim in place.claims if claim.pk not in bound)
    touched = [field for field, value in place.shown.items() if bound & set(value.claims)]
    usable = [claim for claim in claims if claim.field not in WHERE or _is_here(claim, place)]
    found = show(
        [_claim(place, claim) for claim in usable if claim.field in touched],
        rules=preferences.rules,
        ranks=preferences.ranks,
        pages=preferences.pages,
    )
    shown = {
        field: value if field not in touched else _shown(field, found[field])
        for field, value in place.shown.items()
        if field not in touched or field in found
    }
    free = replace(place, claims=claims, shown=shown)
    return _placed(free, usable, preferences) if bound & set(place.position_claims) else free


def _placed(place: PlaceContent, claims: Collection[ClaimContent], preferences: Preferences) -> PlaceContent:
    """A place at the best of the positions that some claims give; nowhere without any."""
    here = [claim for claim in claims if _is_here(claim, place)]
    halves = {(claim.listing, claim.record_id, claim.field): _claim(place, claim) for claim in here}
    located: list[tuple[Claim, Claim, str]] = []
    for record in place.records:
        latitude, longitude = (halves.get((record.listing, record.record_id, half)) for half in _POINT)
        if latitude is not None and longitude is not None:
            located.append((latitude, longitude, record.precision))
    found = show_position(located, rules=preferences.rules, ranks=preferences.ranks, pages=preferences.pages)
    if found is None:
        return replace(place, latitude=None, longitude=None, position=None, position_precision="none")
    position, precision = found
    latitude_, longitude_ = (float(value) for value in position.values)
    return replace(
        place,
        latitude=latitude_,
        longitude=longitude_,
        position=_shown(POSITION, position),
        position_precision=precision,
    )


def _is_here(claim: ClaimContent, place: PlaceContent) -> bool:
    """Whether the record of a claim says nothing of another commune than the one shown."""
    record = _record_of(claim, place)
    return record is None or record.commune_code in ("", place.commune_code)


def _record_of(claim: ClaimContent, place: PlaceContent) -> RecordContent | None:
    return next(
        (one for one in place.records if (one.listing, one.record_id) == (claim.listing, claim.record_id)),
        None,
    )


def _claim(place: PlaceContent, claim: ClaimContent) -> Claim:
    """A published claim as the rules read it; its key is its number in the store."""
    return Claim(
        key=f"{claim.pk:012}",
        place_id=place.place_id,
        field=claim.field,
        value=typed(claim.field, claim.value),
        listing=claim.listing,
        record_id=claim.record_id,
        licence=claim.licence,
        unit=claim.unit or None,
        date=claim.date or None,
        note=claim.note or None,
    )


def _shown(field: str, found: Shown) -> ShownValue:
    return ShownValue(
        field=field,
        values=found.values,
        unit=found.unit or "",
        claims=tuple(map(int, found.claims)),
        code=found.code,
        rule=WHY[found.code],
        disagree=found.disagree,
    )
