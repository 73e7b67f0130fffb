"""A claim: one value of one field of one place, said by one source at one date under one licence."""

from __future__ import annotations

from msgspec import Struct

from florilege.listings.records import Value

VISIT = "visit"
"""Source of the claims made by persons who went to the place."""
CONTRIBUTION = "contribution"
"""Source of the claims made by a place, a visitor or the team, and accepted by a moderator."""
CHECKED_BY_PERSONS = (VISIT, CONTRIBUTION)
"""Sources that speak before every listing; of one day, the last of these has the last word."""


class Claim(Struct, frozen=True):
    """What one source says of one field of one place; claims may disagree and none is ever overwritten.

    key : stable within a store, `listing:record:field:rank`
    date : the date of the fact where the source states it, else of the source; ISO, possibly partial
    """

    key: str
    place_id: str
    field: str
    value: Value
    listing: str
    record_id: str
    licence: str
    unit: str | None = None
    column: str = ""
    source_url: str | None = None
    date: str | None = None
    note: str | None = None
