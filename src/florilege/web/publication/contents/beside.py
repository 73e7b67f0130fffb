"""What the value of a criterion may be measured against, in words: other places, the listings that looked there."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from florilege.faults import Words
from florilege.listings.coverage import EVERYWHERE
from florilege.web.inventory.models import Listing
from florilege.web.inventory.queries import words_of_places
from florilege.web.publication.contents.stored_json import as_list, as_map

COUNTED = "places_per_100k"
"""The criterion that counts the places that listings found."""


class Beside(Struct, frozen=True):
    """names : the words for each place by its id, the title of each listing by its slug

    national : the listings of the whole country, which count places beside those of a région; None where there is none
    """

    names: Mapping[str, Words]
    national: Words | None


def beside() -> Beside:
    """What values may be measured against, as the store has it."""
    rows = list(Listing.objects.values_list("slug", "title_fr", "title_en", "coverage"))
    titles = {slug: Words(french, english) for slug, french, english, _ in rows}
    count = sum(EVERYWHERE in as_list(as_map(coverage).get("regions")) for *_, coverage in rows)
    return Beside(words_of_places() | titles, _national(count))


def _national(count: int) -> Words | None:
    if not count:
        return None
    if count == 1:
        return Words("le recensement national", "the national listing")
    return Words("les recensements nationaux", "the national listings")
