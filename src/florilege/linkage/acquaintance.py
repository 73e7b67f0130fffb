"""What ties two records beside name and place: web sites, accounts, telephones, listings, kinds, brands."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from florilege.linkage.corpus import Corpus, Several
from florilege.linkage.kinds import compare_kinds

CERTAIN_BRANCHES, POSSIBLE_BRANCHES = 3, 2
QUALIFIED = 0.3
"""Weight of the words that each name has beside the brand, from which they name two branches."""
SHORTEST_NAME = 5
Columns = dict[str, NDArray[np.float64]]
Ranks = NDArray[np.int64]


def compare_contacts(found: Corpus, first: Ranks, second: Ranks) -> Columns:
    """Web sites, accounts and telephones: same or different, each 0 where one of the two has none."""
    same, brand, differs = _sites(found, first, second)
    account, network = found.code("account"), found.code("network")
    account_same = _meet(found.accounts, account, first, second)
    network_same = _meet(found.accounts, network, first, second)
    columns = {
        "site_same": same,
        "site_brand": brand & ~same,
        "site_differs": differs & ~brand & ~same,
        "account_same": account_same,
        "account_differs": network_same & ~account_same,
        "phone_same": _meet(found.phones, found.code("phone"), first, second),
    }
    return {key: values.astype(np.float64) for key, values in columns.items()}


def _meet(several: Several, codes: Ranks, first: Ranks, second: Ranks) -> NDArray[np.bool_]:
    """Whether two records have one of several values in common: (pairs,)."""
    pair, one, other = several.against(several, first, second)
    return _any(codes[one] == codes[other], pair, len(first))


def _any(holds: NDArray[np.bool_], pair: Ranks, size: int) -> NDArray[np.bool_]:
    result = np.zeros(size, dtype=bool)
    result[pair[holds]] = True
    return result


def _sites(
    found: Corpus, first: Ranks, second: Ranks
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether two records have a page or a domain of their own in common, a brand's domain, or a domain each."""
    pair, one, other = found.sites.against(found.sites, first, second)
    domain, page = found.code("domain"), found.code("page")
    own = ~found.vocabulary.brand_domain[domain[one]]
    shared = (domain[one] == domain[other]) & (domain[one] > 0)
    pages = (page[one] == page[other]) & (found.flag("deep")[one] | own)
    size = len(first)
    differs = (domain[one] > 0) & (domain[other] > 0)
    return (
        _any((shared & own) | pages, pair, size),
        _any(shared, pair, size),
        _any(differs, pair, size),
    )


def compare_listings(found: Corpus, first: Ranks, second: Ranks) -> Columns:
    """Whether both come from one listing, and whether both state kinds that are compared and share none."""
    listing, commune, named = found.code("listing"), found.code("commune"), found.flag("town_named")
    known = (commune[first] > 0) & (commune[second] > 0)
    towns = named[first] & named[second] & known & (commune[first] != commune[second])
    return {
        "same_listing": (listing[first] == listing[second]).astype(np.float64),
        "trade_differs": _disjoint(found.code("trades"), first, second),
        "body_differs": _disjoint(found.code("bodies"), first, second),
        "town_named_differs": towns.astype(np.float64),
        "kind_differs": _disjoint(found.code("kinds"), first, second),
        **compare_kinds(found, first, second),
    }


def _disjoint(bits: Ranks, first: Ranks, second: Ranks) -> NDArray[np.float64]:
    """1 where both say which of several kinds they are, and say different ones."""
    said = (bits[first] > 0) & (bits[second] > 0)
    return np.where(said & ((bits[first] & bits[second]) == 0), 1.0, 0.0)


def name_in_site(
    found: Corpus, first: Ranks, second: Ranks, *, columns: Mapping[str, NDArray[np.float64]]
) -> NDArray[np.float64]:
    """1 where names differ but one is written in the other's web address or account: "Friends", friends.coffee."""
    near = (columns["position_close"] > 0) | (columns["address_same"] + columns["address_street"] > 0)
    asked = np.flatnonzero(near & (columns["name_part"] < 0.75))
    result = np.zeros(len(first))
    one, other = first[asked], second[asked]
    result[asked] = _named(found, one, other) | _named(found, other, one)
    return result


def _named(found: Corpus, named: Ranks, reported: Ranks) -> NDArray[np.bool_]:
    """Whether a name of the one record is written in a web address or an account of the other."""
    result = np.zeros(len(named), dtype=bool)
    core = found.code("core")
    for several, labels in ((found.sites, "site_label"), (found.accounts, "account_label")):
        label = found.code(labels)
        pair, name, site = found.names.against(several, named, reported)
        form = core[name]
        usable = found.distinctive_form[form] & (found.form_length[form] >= SHORTEST_NAME) & (label[site] > 0)
        for rank in np.flatnonzero(usable).tolist():
            if found.forms[form[rank]] in found.labels[label[site[rank]]]:
                result[pair[rank]] = True
    return result


def named_branches(
    found: Corpus, first: Ranks, second: Ranks, *, columns: Mapping[str, NDArray[np.float64]]
) -> NDArray[np.float64]:
    """1 where two names begin by one brand with branches in the town, and the addresses are not the same.

    There are branches when one listing puts the brand at three addresses of the town (two, under a brand's web
    site), or when the names differ by a number ("Oasis 2" is another than "Oasis", the département's number apart)
    or each by words of its own after the brand.
    """
    asked = (columns["commune_same"] > 0) & (columns["address_same"] == 0)
    brand = (found.brand[first] > 0) & (found.brand[first] == found.brand[second])
    addresses, numbers = found.vocabulary.branches[first], found.code("numbers")
    set_apart = (
        (addresses >= CERTAIN_BRANCHES)
        | ((addresses >= POSSIBLE_BRANCHES) & (columns["site_brand"] > 0))
        | (numbers[first] != numbers[second])
        | (columns["name_unlike"] >= QUALIFIED)
    )
    branches: NDArray[np.bool_] = asked & brand & set_apart
    return branches.astype(np.float64)
