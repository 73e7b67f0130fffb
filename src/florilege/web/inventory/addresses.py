"""Addresses of places: a slug is fixed the first time a place is published, and an old one redirects for ever.

They are kept in a file of the study, so that a fresh machine publishes every place at its known address.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.utils.text import slugify
from msgspec import Struct

from florilege.csv_lines import read_lines, write_lines
from florilege.evidence.privacy import addresses_in
from florilege.faults import TableRefused, Words

COLUMNS = ("place_id", "slug", "state")
LONGEST = 90


class Address(Struct, frozen=True):
    """The slug of a place; state is "current" or "former"."""

    place_id: str
    slug: str
    state: str = "current"


def read_addresses(text: str, *, file: str) -> tuple[Address, ...]:
    """Addresses from the study's CSV; raises TableRefused naming the line."""
    addresses: list[Address] = []
    seen: set[str] = set()
    for line, row in read_lines(text, COLUMNS, file=file, required=COLUMNS):
        if row["state"] not in ("current", "former") or not row["slug"] or row["slug"] in seen:
            raise TableRefused(
                Words("un slug unique, « current » ou « former »", 'a unique slug, "current" or "former"'),
                file=file,
                line=line,
                value=", ".join(row.values()),
            )
        seen.add(row["slug"])
        addresses.append(Address(row["place_id"], row["slug"], row["state"]))
    return tuple(addresses)


def write_addresses(addresses: Sequence[Address]) -> str:
    """The CSV of a study's addresses."""
    return write_lines(COLUMNS, ((address.place_id, address.slug, address.state) for address in addresses))


def without_leaks(
    addresses: Sequence[Address], private: Mapping[str, Collection[str]]
) -> tuple[Address, ...]:
    """The addresses that tell no electronic address: one that does is forgotten, no redirect would hide what it says.

    private : place id → texts with the electronic addresses that the records of the place hold
    """
    reported = {place_id: _given_by(texts) for place_id, texts in private.items()}
    return tuple(
        address
        for address in addresses
        if not any(said in address.slug for said in reported.get(address.place_id, ()))
    )


def _given_by(texts: Collection[str]) -> frozenset[str]:
    """What a slug made of texts would hold of their electronic addresses, cut where slugs are."""
    whole = {slugify(mail) for mail in addresses_in(texts)}
    cut = {
        slugify(text)[:LONGEST].strip("-")
        for text in texts
        if len(slugify(text[: text.find("@")])) < LONGEST < len(slugify(text))
    }
    return frozenset(filter(None, whole | cut))


def with_new_places(
    addresses: Sequence[Address], names: Mapping[str, tuple[str, str]]
) -> tuple[Address, ...]:
    """The addresses, and one for each place that has none yet.

    names : place id → (name, commune), in the order in which the places get their address
    """
    taken = {address.slug for address in addresses}
    known = {address.place_id for address in addresses if address.state == "current"}
    added: list[Address] = []
    for place_id, (name, commune) in names.items():
        if place_id in known:
            continue
        slug = _free_slug(name, commune, place_id, taken)
        taken.add(slug)
        added.append(Address(place_id, slug))
    return (*addresses, *added)


def _free_slug(name: str, commune: str, place_id: str, taken: set[str]) -> str:
    base = slugify(name)[:LONGEST].strip("-") or place_id
    town = slugify(commune)
    tries = [base] if town and town in base else [f"{base}-{town}".strip("-")]
    return next((slug for slug in tries if slug not in taken), f"{tries[0]}-{place_id}")
