"""The addresses that a team holds for places: added by hand, said where from, removed with all that was written to them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from florilege.faults import InputRefused, Words
from florilege.web.campaigns.models import ORIGINS, PlaceContact
from florilege.web.inventory.models import Place
from florilege.web.journal import acts as journal
from florilege.web.letters import addresses
from florilege.web.letters.models import Letter
from florilege.web.letters.texts import plain

_NAME = re.compile(r"[A-Za-z0-9_-]{1,120}")
MOST = 5
"""Addresses of one place."""


@transaction.atomic
def add(study: str, place: str, address: str, origin: str, *, who: str) -> PlaceContact:
    """Hold an address for a place, by its id, its slug or the address of its sheet; raises InputRefused.

    An address that is held already stays as it is.
    """
    if origin not in ORIGINS:
        raise InputRefused(
            Words("d’où vient l’adresse", "where the address came from"), column="origin", value=origin
        )
    found = place_named(place)
    text = addresses.spelled(address)
    held = PlaceContact.objects.filter(study=study, place_id=found.public_id)
    digest = addresses.digest_of(text)
    known = held.filter(digest=digest).first()
    if known is not None:
        return known
    if held.count() >= MOST:
        raise InputRefused(
            Words(f"{MOST} adresses au plus par lieu", f"at most {MOST} addresses for a place"), column="email",
            hint=Words("en retirer une d’abord", "remove one first"),
        )  # fmt: skip
    made = PlaceContact.objects.create(
        study=study, place_id=found.public_id, address=text, digest=digest, origin=origin, added_by=who[:80]
    )
    # the journal says that there is an address and where it came from, never which one
    journal.keep(study, "contacts.add", made.place_id, who=who, after={"origin": origin})
    return made


@transaction.atomic
def remove(study: str, number: int, *, who: str) -> None:
    """Hold an address no longer, and erase it and the text from the letters written to it; raises InputRefused."""
    contact = _held(study, number)
    Letter.objects.filter(study=study, digest=contact.digest, erased__isnull=True).update(
        to="", subject="", body="", sealed="", fault="", erased=timezone.now()
    )
    contact.delete()
    journal.keep(study, "contacts.remove", contact.place_id, who=who, before={"origin": contact.origin})


def works_again(study: str, number: int) -> None:
    """Write again to an address that failed, since someone knows that it works; raises InputRefused."""
    addresses.mark_working(_held(study, number).digest)


def usable(study: str, places: Iterable[str]) -> dict[str, PlaceContact]:
    """Place → the address to write to: the one held last that neither fails nor asked to be left in peace."""
    held = list(PlaceContact.objects.filter(study=study, place_id__in=list(places)).order_by("pk"))
    states = addresses.states({one.digest for one in held})
    return {one.place_id: one for one in held if one.digest not in states}


def place_named(text: str) -> Place:
    """The place of an id, a slug or the address of a sheet; raises InputRefused."""
    name = text.strip().rstrip("/").rpartition("/")[2]
    usable = _NAME.fullmatch(name) is not None
    place = (
        (Place.objects.filter(public_id=name).first() or Place.objects.filter(slug=name).first())
        if usable
        else None
    )
    if place is None:
        raise InputRefused(
            Words("l’identifiant d’un lieu, ou l’adresse de sa page", "the id of a place, or the address of its page"),
            column="place",
            value=plain(text)[:200],
        )  # fmt: skip
    return place.replaced_by or place


def _held(study: str, number: int) -> PlaceContact:
    contact = PlaceContact.objects.filter(study=study, pk=number).first()
    if contact is None:
        raise InputRefused(Words("une adresse tenue", "an address on file"), column="contact", value=number)
    return contact
