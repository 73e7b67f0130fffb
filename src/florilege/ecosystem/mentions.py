"""What sources say: an actor named by one of them, a tie that one of them states, a place as the inventory knows it."""

from __future__ import annotations

from msgspec import Struct

FAMILIES = ("companies", "research", "finance", "associations", "local_authorities")
"""The five families, by the codes of the vocabulary `actor_family`."""
ROLES = ("runs", "owns", "funds", "hosts", "hosted", "partners", "labels", "founded", "networks")
"""What an actor is to a place or to another actor. `hosted`: the actor is lodged there; `hosts`: it lodges the other;
`labels`: it gives a label to it; `networks`: it leads a network that the other is in."""
OF_STUDY, OF_LABELS = "actors", "labels"
"""Listings of the mentions that no listing holds: the study's actors.csv, the stated table of givers."""
PLACE, ACTOR = "place", "actor"


class Source(Struct, frozen=True):
    """Where a statement stands: a record of a listing, or a line of a file of the study."""

    listing: str
    record_id: str = ""
    url: str = ""
    date: str = ""
    licence: str = ""
    note: str = ""
    file: str = ""
    line: int = 0


class PlaceClaim(Struct, frozen=True):
    """One claim of a place in the inventory, as published; `commune_code` is that of the place, "" when unknown."""

    place_id: str
    listing: str
    record_id: str
    field: str
    value: str
    url: str = ""
    date: str = ""
    licence: str = ""
    note: str = ""


class PlaceSite(Struct, frozen=True):
    """A place of the inventory: its id, the name it is shown under and where it is.

    commune_code : of any year, an overseas one too, or "" when unknown
    latitude, longitude : degrees, or None
    """

    place_id: str
    name: str
    commune_code: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Mention(Struct, frozen=True):
    """One statement that names an actor.

    key : "listing:record/field/name", "actors:key", "labels:code": what decisions and identities name
    names : the name first, then other spellings of it; `former`, `short`: other names stated as such
    family : a code of `FAMILIES` when the source states it, else ""
    legal_form : a code of the vocabulary `legal_form` or the words of the source, else ""
    commune_code : of its seat, when stated, that of today; `commune_code_written`: that of another year which the source
    writes, else ""; `near`: of a place that it is tied to; `places`: ids of those places
    publishes : slugs of the listings that it publishes
    """

    key: str
    names: tuple[str, ...]
    source: Source
    former: tuple[str, ...] = ()
    short: str = ""
    family: str = ""
    legal_form: str = ""
    siren: str = ""
    rna: str = ""
    commune_code: str = ""
    near: str = ""
    places: tuple[str, ...] = ()
    website: str = ""
    publishes: tuple[str, ...] = ()
    commune_code_written: str = ""


class TieClaim(Struct, frozen=True):
    """One statement that ties an actor to a place or to another actor.

    actor : key of the mention; target : a place id, or the key of the other actor's mention
    start, end : ISO dates, whole or in part ("2016", "2016-05"), "" when unknown
    share : percent of the capital, as written, or ""
    field, value : what the source says it by, and its words
    remark : what stood beside the name, in brackets
    """

    actor: str
    role: str
    target_kind: str
    target: str
    source: Source
    start: str = ""
    end: str = ""
    share: str = ""
    field: str = ""
    value: str = ""
    remark: str = ""


class PlaceFamily(Struct, frozen=True):
    """A source says that a family is tied to a place, without naming anybody."""

    place_id: str
    family: str
    source: Source


class LeftOut(Struct, frozen=True):
    """A value that was read and made no actor or no tie, and why: one of `LEFT_OUT`."""

    reason: str
    field: str
    value: str
    source: Source
