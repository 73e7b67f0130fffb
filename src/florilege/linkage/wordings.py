"""How two designations stand to each other: one name and words behind it, a house and its guest, a head and its branch.

All for the vetoes: 1 or 0 per pair. Common words are known beforehand (`words.toml`); a word that names in many
communes bear is taken for one too (`WIDESPREAD`), so that a kind of house that nobody wrote down is known by its use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from florilege.later import Later
from florilege.linkage.corpus import Corpus
from florilege.linkage.names import GENERIC_SINGULAR
from florilege.linkage.preparation import KINDS_COMPARED, MAKING, WORKING
from florilege.linkage.vocabulary import TOWN_WEIGHT
from florilege.linkage.words import BRANCHES

if TYPE_CHECKING:
    from scipy import sparse
    from scipy.sparse import csr_array
else:
    sparse = Later("scipy.sparse")

WIDESPREAD = 6
"""A word borne in this many communes says what a place is, or is at least no name of one."""
ALIKE = 0.75
"""Names as alike as this in part may be one and words behind it."""
ONE_DOOR = 0.85
"""Positions as close as this (some 60 m) are one door."""
SHORTEST = 5
"""Letters of a name that two designations may share."""
PROPER = 0.5
"""Weight of the words that are a name's own, from which it has a proper part: half a telling word."""
Columns = Mapping[str, NDArray[np.float64]]
Ranks = NDArray[np.int64]
Flags = dict[str, NDArray[np.bool_]]
_QUARTERS = BRANCHES["quarter"]


def compare_designations(
    found: Corpus, first: Ranks, second: Ranks, columns: Columns
) -> dict[str, NDArray[np.float64]]:
    """Each 1 or 0, by key, as `_workings`, `_suffixes` and `_designated` say; (pairs,) each."""
    flags = _workings(found, first, second, columns)
    flags |= _suffixes(found, first, second, columns) | _designated(found, first, second, columns)
    return {key: values.astype(np.float64) for key, values in flags.items()}


def _workings(found: Corpus, first: Ranks, second: Ranks, columns: Columns) -> Flags:
    """What names and listings say that is done at the two places, and how their rows are written.

    workings_apart : one is of making, the other of working, by name or by listing
    stated_apart : the listings state kinds for both, none in common
    one_series : both names begin by one, before a dash or a colon
    branch_named : one name says that it is a branch's, the other does not
    two_full_addresses : two streets, or two numbers of one, and a house number on both sides
    """
    kinds, stated, guests = found.code("kinds"), found.code("stated"), found.code("guests")
    by_kind = dict(zip(KINDS_COMPARED, (WORKING, MAKING), strict=True))
    done = guests & (MAKING | WORKING)
    for rank, bit in enumerate(by_kind.values()):
        done = done | np.where(kinds & (1 << rank) > 0, bit, 0)
    series, branch, number = found.code("series"), found.flag("branch_named"), found.code("number")
    written = columns["address_differs"] + columns["numbers_differ"] > 0
    return {
        "workings_apart": _disjoint(done, first, second),
        "stated_apart": _disjoint(stated, first, second),
        "one_series": (series[first] > 0) & (series[first] == series[second]),
        "branch_named": branch[first] != branch[second],
        "two_full_addresses": written & (number[first] > 0) & (number[second] > 0),
    }


def _disjoint(bits: Ranks, first: Ranks, second: Ranks) -> NDArray[np.bool_]:
    disjoint: NDArray[np.bool_] = (bits[first] > 0) & (bits[second] > 0) & ((bits[first] & bits[second]) == 0)
    return disjoint


def _suffixes(found: Corpus, first: Ranks, second: Ranks, columns: Columns) -> Flags:
    """One name which is the other and words behind it.

    suffixed : it is; suffix_telling : one of these words is neither generic nor the town's
    suffix_of_quarter : one says where in a town, or is of the street of its own address
    """
    result = {
        key: np.zeros(len(first), dtype=bool) for key in ("suffixed", "suffix_telling", "suffix_of_quarter")
    }
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
        suffix = [word for word in whole.removeprefix(head).split() if word not in head.split()]
        if not suffix:
            continue
        ours = set(streets[street[other]].split()) | _QUARTERS
        result["suffixed"][rank] = True
        known = GENERIC_SINGULAR | set(towns[town[other]].split())
        result["suffix_telling"][rank] = not known.issuperset(suffix)
        result["suffix_of_quarter"][rank] = not ours.isdisjoint(suffix)
    return result


def _designated(found: Corpus, first: Ranks, second: Ranks, columns: Columns) -> Flags:
    """Two names of one proper part, before which each, or one, has a common word of its own.

    The proper part is what is left of a current name without the town's words and those that are generic or common.
    house_led : each has one, of which one at least is no workshop's nor a coworking space's (at one door, any word that
    is not generic will do); or one says a house that lodges others, and the other, which does not, has a common word
    body_led : only one of them has one, which is no workshop's nor a coworking space's
    """
    proper, common = _own_words(found)
    guests, house = found.code("guests"), found.code("houses") > 0
    shared = _sums(proper[first].minimum(proper[second]))
    total = _sums(proper)
    one_proper = (shared >= PROPER) & (np.maximum(total[first], total[second]) - shared < PROPER)
    said = _sums(common)
    leads = _leads(found, common)
    own = _sums(leads[first]) - _sums(leads[first].minimum(common[second])) > 0
    other_own = _sums(leads[second]) - _sums(leads[second].minimum(common[first])) > 0
    led, other_led = own & (guests[first] == 0), other_own & (guests[second] == 0)
    reported, other_reported = own | (guests[first] > 0), other_own | (guests[second] > 0)
    kinds_apart = (guests[first] & guests[second]) == 0
    each = ((own & other_reported) | (other_own & reported)) & kinds_apart
    lodging = (house[first] & ~house[second] & (said[second] > 0)) | (
        house[second] & ~house[first] & (said[first] > 0)
    )
    door = (columns["address_same"] > 0) | (columns["position_close"] >= ONE_DOOR)
    each_led = (
        door & (columns["name_whole"] < ALIKE) & (columns["one_name"] > 0) & _led_apart(found, first, second)
    )
    return {
        "house_led": (one_proper & (each | lodging)) | each_led,
        "body_led": one_proper & (led ^ other_led),
    }


def _led_apart(found: Corpus, first: Ranks, second: Ranks) -> NDArray[np.bool_]:
    """Whether two names are one but for the word that each begins by, of which one at least is nobody's kind: a word
    before a name that another workshop bears, or two of them, however rare."""
    lead, rest, guests = found.code("lead"), found.code("rest"), found.code("guests")
    core = np.zeros(found.size, dtype=np.int64)
    named = found.code("names") > 0
    core[named] = found.code("core")[found.names.first[:-1][named]]
    unknown = ~found.generic_word[lead] & (lead > 0) & (guests == 0) & (rest > 0)
    long = found.form_length[rest] >= SHORTEST
    result = np.zeros(len(first), dtype=bool)
    for one, other in ((first, second), (second, first)):
        result |= unknown[one] & long[one] & (rest[one] == core[other]) & (guests[other] > 0)
    both = unknown[first] & unknown[second] & (lead[first] != lead[second])
    result |= both & long[first] & (rest[first] == rest[second])
    return result


def _own_words(found: Corpus) -> tuple[csr_array, csr_array]:
    """(records, words) each: the words of the current names that are proper, and the common ones that are not generic."""
    width = found.plain.shape[1]
    if found.plain.shape[0] == 0:
        nothing = sparse.csr_array((found.size, width), dtype=np.float64)
        return nothing, nothing
    widespread = found.vocabulary.communes >= WIDESPREAD
    current = np.where(found.code("names") > 0, found.names.first[:-1], -1)
    rows = found.plain[np.maximum(current, 0)]
    rows = rows.multiply((current >= 0)[:, None]).tocsr()
    size = len(found.generic_word)
    proper, common = np.zeros(width), np.zeros(width)
    proper[:size] = ~widespread & ~found.generic_word
    common[:size] = widespread & ~found.generic_word
    rows.data = np.where(rows.data > TOWN_WEIGHT, rows.data, 0.0)
    return rows.multiply(proper[None, :]).tocsr(), rows.multiply(common[None, :]).tocsr()


def _leads(found: Corpus, common: csr_array) -> csr_array:
    """(records, words): of the common words of the current names, those that they begin by."""
    beginning = sparse.csr_array(
        (np.ones(found.size), found.code("lead").copy(), np.arange(found.size + 1)), shape=common.shape
    )
    return common.multiply(beginning).tocsr()


def _sums(matrix: csr_array) -> NDArray[np.float64]:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
