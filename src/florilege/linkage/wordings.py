"""How two designations stand to each other: one name and words behind it, a house and its guest, a head and its branch.

All for the vetoes: 1 or 0 per pair. Common words are known beforehand (`words.toml`); a word that names in many
communes bear is taken for one too (`WIDESPREAD`), so that a kind of house that nobody wrote down is known by its use.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from florilege.linkage.corpus import Corpus
from florilege.linkage.names import GENERIC_SINGULAR
from florilege.linkage.preparation import KINDS_COMPARED, MAKING, WORKING
from florilege.linkage.words import BRANCHES

WIDESPREAD = 6
"""A word borne in this many communes says what a place is, or is at least no name of one."""
ALIKE = 0.75
"""Names as alike as this in part may be one and words behind it."""
SHORTEST_PROPER = 4
"""Letters of the telling words by which a house and its guest are known to share a name."""
Columns = Mapping[str, NDArray[np.float64]]
Ranks = NDArray[np.int64]
Flags = dict[str, NDArray[np.bool_]]
_QUARTERS = BRANCHES["quarter"]


def compare_designations(
    found: Corpus, first: Ranks, second: Ranks, columns: Columns
) -> dict[str, NDArray[np.float64]]:
    """Each 1 or 0, by key, as `_workings`, `_suffixes` and `_heads` say; (pairs,) each."""
    flags = _workings(found, first, second)
    flags |= _suffixes(found, first, second, columns) | _heads(found, first, second, columns)
    return {key: values.astype(np.float64) for key, values in flags.items()}


def _workings(found: Corpus, first: Ranks, second: Ranks) -> Flags:
    """What names and listings say that is done at the two places, and how their rows are written.

    workings_apart : one is of making, the other of working, by name or by listing
    stated_apart : the listings state kinds for both, none in common
    one_series : both names begin by one, before a dash or a colon
    branch_named : one name says that it is a branch's, the other does not
    numbered : both give a house number
    accounts_or_phones : a telephone, an account or a web site in common is asked elsewhere
    """
    kinds, stated, guests = found.code("kinds"), found.code("stated"), found.code("guests")
    by_kind = dict(zip(KINDS_COMPARED, (WORKING, MAKING), strict=True))
    done = guests & (MAKING | WORKING)
    for rank, bit in enumerate(by_kind.values()):
        done = done | np.where(kinds & (1 << rank) > 0, bit, 0)
    series, branch, number = found.code("series"), found.flag("branch_named"), found.code("number")
    return {
        "workings_apart": _disjoint(done, first, second),
        "stated_apart": _disjoint(stated, first, second),
        "one_series": (series[first] > 0) & (series[first] == series[second]),
        "branch_named": branch[first] != branch[second],
        "numbered": (number[first] > 0) & (number[second] > 0),
    }


def _disjoint(bits: Ranks, first: Ranks, second: Ranks) -> NDArray[np.bool_]:
    disjoint: NDArray[np.bool_] = (bits[first] > 0) & (bits[second] > 0) & ((bits[first] & bits[second]) == 0)
    return disjoint


def _suffixes(found: Corpus, first: Ranks, second: Ranks, columns: Columns) -> Flags:
    """One name which is the other and words behind it.

    suffixed : it is; suffix_telling : one of these words is neither generic nor the town's
    suffix_of_quarter : one says where in a town, or is of the street of its own address
    """
    result = {key: np.zeros(len(first), dtype=bool) for key in ("suffixed", "suffix_telling", "suffix_of_quarter")}
    wording, street, town = found.code("wording"), found.code("street"), found.code("town")
    wordings, streets, towns = (found.prepared.tables[table] for table in ("wording", "street", "town"))
    asked = (columns["name_part"] >= ALIKE) & (wording[first] != wording[second])
    for rank in np.flatnonzero(asked & (wording[first] > 0) & (wording[second] > 0)).tolist():
        one, other = int(first[rank]), int(second[rank])
        if len(wordings[wording[one]]) > len(wordings[wording[other]]):
            one, other = other, one
        head, whole = wordings[wording[one]] + " ", wordings[wording[other]]
        if not whole.startswith(head):
            continue
        suffix = whole.removeprefix(head).split()
        ours = set(streets[street[other]].split()) | _QUARTERS
        result["suffixed"][rank] = True
        known = GENERIC_SINGULAR | set(towns[town[other]].split())
        result["suffix_telling"][rank] = not known.issuperset(suffix)
        result["suffix_of_quarter"][rank] = not ours.isdisjoint(suffix)
    return result


def _heads(found: Corpus, first: Ranks, second: Ranks, columns: Columns) -> Flags:
    """Two names that end alike, the one after a common word of its own.

    house_led : the other says a workshop or a coworking space, and this one neither
    body_led : the other says nothing before
    """
    keys = ("house_led", "body_led")
    result = {key: np.zeros(len(first), dtype=bool) for key in keys}
    lead, rest, guests = found.code("lead"), found.code("rest"), found.code("guests")
    widespread = (found.vocabulary.communes >= WIDESPREAD) & ~found.generic_word
    common = widespread[lead] & (lead > 0) & (guests == 0)
    named = found.code("names") > 0
    core = np.zeros(found.size, dtype=np.int64)
    core[named] = found.code("core")[found.names.first[:-1][named]]
    long = found.form_length >= SHORTEST_PROPER
    for one, other in ((first, second), (second, first)):
        shared = common[one] & (rest[one] == core[other]) & (core[other] > 0) & long[core[other]]
        shared &= lead[one] != lead[other]
        result["house_led"] |= shared & (guests[other] > 0)
        result["body_led"] |= shared & (guests[other] == 0) & (rest[one] == core[other])
    return result
