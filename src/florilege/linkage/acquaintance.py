"""What ties two records beside name and place: web sites, accounts, telephones, listings, kinds, brands."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from florilege.linkage.corpus import Corpus
from florilege.linkage.names import GENERIC_SINGULAR, town_words, what_it_is
from florilege.linkage.vocabulary import brand_of
from florilege.linkage.words import PUBLIC_BODIES, TRADES

KINDS_COMPARED = frozenset({"coworking", "fablab"})
"""Kinds that listings tell apart the same way; the others overlap too much to speak."""
CERTAIN_BRANCHES, POSSIBLE_BRANCHES = 3, 2
QUALIFIED = 0.3
"""Weight of the words that each name has beside the brand, from which they name two branches."""
SHORTEST_NAME = 5
Columns = dict[str, NDArray[np.float64]]


def compare_contacts(found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64]) -> Columns:
    """Web sites, accounts and telephones: same or different, each 0 where one of the two has none."""
    keys = ("site_same", "site_brand", "site_differs", "account_same", "account_differs", "phone_same")
    columns = {key: np.zeros(len(first)) for key in keys}
    has_site = np.array([bool(sites) for sites in found.sites], dtype=bool)
    for rank in np.flatnonzero(has_site[first] & has_site[second]):
        verdict = _sites(found, int(first[rank]), int(second[rank]))
        if verdict:
            columns[verdict][rank] = 1.0
    has_account = np.array([bool(accounts) for accounts in found.accounts], dtype=bool)
    for rank in np.flatnonzero(has_account[first] & has_account[second]):
        one, other = found.accounts[first[rank]], found.accounts[second[rank]]
        if one & other:
            columns["account_same"][rank] = 1.0
        elif {text.split(":")[0] for text in one} & {text.split(":")[0] for text in other}:
            columns["account_differs"][rank] = 1.0
    has_phone = np.array([bool(phones) for phones in found.phones], dtype=bool)
    for rank in np.flatnonzero(has_phone[first] & has_phone[second]):
        columns["phone_same"][rank] = float(bool(found.phones[first[rank]] & found.phones[second[rank]]))
    return columns


def _sites(found: Corpus, first: int, second: int) -> str:
    """Which comparison of web sites holds: the same page or own domain, a brand's domain, or different domains."""
    ours = {item.domain for item in found.sites[first] if item.domain}
    theirs = {item.domain for item in found.sites[second] if item.domain}
    shared = ours & theirs
    pages = {
        item.page for item in found.sites[first] if "/" in item.page or item.domain not in found.brand_domains
    } & {item.page for item in found.sites[second]}
    if shared - found.brand_domains or pages:
        return "site_same"
    if shared:
        return "site_brand"
    return "site_differs" if ours and theirs else ""


def compare_listings(found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64]) -> Columns:
    """Whether both come from one listing, and whether both state kinds that are compared and share none."""
    listing = np.array([record.listing for record in found.records], dtype=object)
    kinds = [frozenset(record.kinds) & KINDS_COMPARED for record in found.records]
    fablab = np.array(["fablab" in kind for kind in kinds], dtype=bool)
    coworking = np.array(["coworking" in kind for kind in kinds], dtype=bool)
    stated = fablab | coworking
    shared = (fablab[first] & fablab[second]) | (coworking[first] & coworking[second])
    return {
        "same_listing": (listing[first] == listing[second]).astype(np.float64),
        "trade_differs": _disjoint(found, TRADES, first, second),
        "body_differs": _disjoint(found, PUBLIC_BODIES, first, second),
        "town_named_differs": _towns_named(found, first, second),
        "kind_differs": (stated[first] & stated[second] & ~shared).astype(np.float64),
    }


def _disjoint(
    found: Corpus,
    kinds: Mapping[str, frozenset[str]],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
) -> NDArray[np.float64]:
    """1 where both names say which of these kinds they are, and say different ones."""
    index = {name: 1 << rank for rank, name in enumerate(kinds)}
    bits = np.zeros(len(found.records), dtype=np.int64)
    for variant in found.variants:
        bits[variant.record] |= sum(index[name] for name in what_it_is(variant.name.words, kinds))
    said = (bits[first] > 0) & (bits[second] > 0)
    return np.where(said & ((bits[first] & bits[second]) == 0), 1.0, 0.0)


def _towns_named(found: Corpus, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float64]:
    """1 where each name holds the words of its own town, and the towns are not the same."""
    own = np.array(
        [
            bool(town_words(record.city)) and town_words(record.city) <= set(found.name(rank).words)
            for rank, record in enumerate(found.records)
        ],
        dtype=bool,
    )
    commune = np.array([record.commune_code for record in found.records], dtype=object)
    known = (commune[first] != "") & (commune[second] != "")
    differs: NDArray[np.float64] = (
        own[first] & own[second] & known & (commune[first] != commune[second])
    ).astype(np.float64)
    return differs


def name_in_site(
    found: Corpus,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    *,
    columns: Mapping[str, NDArray[np.float64]],
) -> NDArray[np.float64]:
    """1 where names differ but one is written in the other's web address or account: "Friends", friends.coffee."""
    result = np.zeros(len(first))
    near = (columns["position_close"] > 0) | (columns["address_same"] + columns["address_street"] > 0)
    for rank in np.flatnonzero(near & (columns["name_part"] < 0.75)):
        one, other = int(first[rank]), int(second[rank])
        result[rank] = float(
            _named(found, one, _labels(found, other)) or _named(found, other, _labels(found, one))
        )
    return result


def _labels(found: Corpus, record: int) -> list[str]:
    accounts = [text.split(":")[1] for text in found.accounts[record]]
    return [item.label for item in found.sites[record]] + accounts


def _named(found: Corpus, record: int, labels: list[str]) -> bool:
    names = found.core[found.first_variant[record] : found.first_variant[record + 1]]
    return any(
        len(name) >= SHORTEST_NAME and name not in GENERIC_SINGULAR and name in label
        for name in names
        for label in labels
    )


def named_branches(
    found: Corpus,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    *,
    columns: Mapping[str, NDArray[np.float64]],
) -> NDArray[np.float64]:
    """1 where two names begin by one brand with branches in the town, and the addresses are not the same.

    There are branches when one listing puts the brand at three addresses of the town (two, under a brand's web
    site), or when the names differ by a number or each by words of its own after the brand.
    """
    result = np.zeros(len(first))
    asked = (columns["commune_same"] > 0) & (columns["address_same"] == 0)
    for rank in np.flatnonzero(asked):
        one, other = int(first[rank]), int(second[rank])
        word, body = _brand(found, one)
        if not word or word != _brand(found, other)[0]:
            continue
        addresses = found.vocabulary.branches.get((word, body, found.records[one].commune_code), 0)
        brand = addresses >= POSSIBLE_BRANCHES and columns["site_brand"][rank] > 0
        numbered = _numbers(found, one) != _numbers(found, other)
        qualified = columns["name_unlike"][rank] >= QUALIFIED
        result[rank] = float(addresses >= CERTAIN_BRANCHES or brand or numbered or qualified)
    return result


def _numbers(found: Corpus, record: int) -> set[str]:
    """Numbers in the whole name, that of the département apart: "Oasis 2" is another than "Oasis"."""
    whole = found.name(record).words
    return {word for word in whole if word.isdigit() and word not in found.town[record]}


def _brand(found: Corpus, record: int) -> tuple[str, frozenset[str]]:
    return brand_of(found.name(record), found.town[record])
