"""What the value of a criterion may be measured against, in words: other places, the listings that looked there."""

from __future__ import annotations

from florilege.faults import Words
from florilege.listings.coverage import EVERYWHERE
from florilege.web.inventory.models import Listing
from florilege.web.inventory.queries import words_of_places
from florilege.web.publication.contents.stored_json import as_list, as_map

COUNTED = "places_per_100k"
"""The criterion that counts the places that listings found."""


def names_beside() -> dict[str, Words]:
    """The words for each place by its id, the title of each listing by its slug."""
    titles = Listing.objects.values_list("slug", "title_fr", "title_en")
    return words_of_places() | {slug: Words(french, english) for slug, french, english in titles}


def national_listings() -> Words | None:
    """The listings of the whole country, which count places beside those of a région; None where there is none."""
    coverages = Listing.objects.values_list("coverage", flat=True)
    count = sum(EVERYWHERE in as_list(as_map(one).get("regions")) for one in coverages)
    if not count:
        return None
    if count == 1:
        return Words("le recensement national", "the national listing")
    return Words("les recensements nationaux", "the national listings")
