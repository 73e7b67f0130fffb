"""What ties two records beside name and place: web sites, accounts, telephones, listings, kinds, brands."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from florilege.linkage.corpus import Corpus
from florilege.linkage.names import GENERIC_SINGULAR

KINDS_COMPARED = frozenset({"coworking", "fablab"})
"""Kinds that listings tell apart the same way; the others overlap too much to speak."""
CERTAIN_BRANCHES, POSSIBLE_BRANCHES = 3, 2
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
        "kind_differs": (stated[first] & stated[second] & ~shared).astype(np.float64),
    }


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
    """1 where what the names share is borne at several addresses of the town, and the addresses are not the same."""
    result = np.zeros(len(first))
    asked = (columns["name_part"] > 0.4) & (columns["commune_same"] > 0) & (columns["address_same"] == 0)
    for rank in np.flatnonzero(asked):
        one, other = int(first[rank]), int(second[rank])
        shared = [
            word
            for word in _words(found, one) & _words(found, other)
            if word not in GENERIC_SINGULAR and word not in found.town[one]
        ]
        if not shared:
            continue
        commune = found.records[one].commune_code
        addresses = min(found.branches.get((word, commune), 0) for word in shared)
        brand = addresses >= POSSIBLE_BRANCHES and columns["site_brand"][rank] > 0
        result[rank] = float(addresses >= CERTAIN_BRANCHES or brand)
    return result


def _words(found: Corpus, record: int) -> set[str]:
    begin, end = found.first_variant[record], found.first_variant[record + 1]
    return {word for variant in found.variants[begin:end] for word in variant.name.words}
