"""What two names say that places are: a public body, a bearer, a house, a network; mostly for the vetoes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from florilege.linkage.corpus import Corpus
from florilege.linkage.preparation import BEARER, HOSTING_BITS, TOWN

Columns = dict[str, NDArray[np.float64]]
Ranks = NDArray[np.int64]
Flags = dict[str, NDArray[np.bool_]]


def compare_kinds(found: Corpus, first: Ranks, second: Ranks) -> Columns:
    """Each 1 or 0, by key, as `_bodies`, `_houses` and `_wordings` say: (pairs,) each."""
    flags = _bodies(found, first, second) | _houses(found, first, second) | _wordings(found, first, second)
    return {key: values.astype(np.float64) for key, values in flags.items()}


def _bodies(found: Corpus, first: Ranks, second: Ranks) -> Flags:
    """What the names say of public bodies and bearers.

    body_alone : one says a public body or a bearer, the other does not say it
    body_hosting : of these, a body that lodges workshops of its own
    body_bearer : a bearer; body_town : the town itself
    body_and_trade : and the other says a trade, or, beside any other body than the town, a workshop or a third place
    body_same : both say one public body
    institutions : both names are of institutions
    """
    bodies, heads, trades = found.code("bodies"), found.code("heads"), found.code("trades")
    institution = found.flag("institution_named")
    said = bodies | heads
    one_only = (heads[first] > 0) & ((heads[first] & said[second]) == 0)
    other_only = (heads[second] > 0) & ((heads[second] & said[first]) == 0)
    alone, either = one_only | other_only, heads[first] | heads[second]
    place = (trades > 0) | (found.code("guests") > 0)
    reported = np.where(
        (either & TOWN)[:, None] > 0,
        np.stack([trades[first], trades[second]], axis=1) > 0,
        np.stack([place[first], place[second]], axis=1),
    )
    return {
        "body_alone": alone,
        "body_hosting": alone & ((either & HOSTING_BITS) > 0),
        "body_bearer": (one_only & (heads[first] >= BEARER)) | (other_only & (heads[second] >= BEARER)),
        "body_town": alone & ((either & TOWN) > 0),
        "body_and_trade": (one_only & reported[:, 1]) | (other_only & reported[:, 0]),
        "body_same": (bodies[first] & bodies[second]) > 0,
        "institutions": institution[first] & institution[second],
    }


def _houses(found: Corpus, first: Ranks, second: Ranks) -> Flags:
    """What the names say of houses and what they lodge, of networks and their members.

    guest : one says a house that lodges others (an incubator, a business park), the other a workshop, a coworking
    space, a third place or a school, and neither says both
    network_alone : one is a network's, the other is not
    """
    houses, guests = found.code("houses"), found.code("guests")
    network, school = found.flag("network_named"), found.flag("school_named")
    house = houses > 0
    lodged = ~house & ((guests > 0) | school)
    apart = (guests[first] & guests[second]) == 0
    return {
        "guest": ((house[first] & lodged[second]) | (house[second] & lodged[first])) & apart,
        "network_alone": network[first] != network[second],
    }


def _wordings(found: Corpus, first: Ranks, second: Ranks) -> Flags:
    """How the names are made.

    brand_same : they begin by one telling word; one_wording : they are letter for letter the same
    one_name : none of the two is several names in one
    """
    names, brand, wording = found.code("names"), found.brand, _wording(found)
    return {
        "brand_same": (brand[first] > 0) & (brand[first] == brand[second]),
        "one_wording": (wording[first] > 0) & (wording[first] == wording[second]),
        "one_name": (names[first] == 1) & (names[second] == 1),
    }


def _wording(found: Corpus) -> Ranks:
    """(records,) code of the whole current name of each, squashed; 0 where it has none."""
    named = found.code("names") > 0
    result = np.zeros(found.size, dtype=np.int64)
    result[named] = found.code("squashed")[found.names.first[:-1][named]]
    return result
