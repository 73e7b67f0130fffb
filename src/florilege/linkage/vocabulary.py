"""What words are worth, learnt from the records without any label: rare, common, generic, a town's, a brand's.

Counts are of communes and of addresses, never shares of the whole: a record that comes in elsewhere, with
words of its own, changes nothing to the others. And a word that becomes common lowers what two names share, never
what tells them apart: a record that comes in makes no two others likelier to be one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.linkage.names import GENERIC_SINGULAR
from florilege.linkage.preparation import Prepared

COMMON = 60.0
"""A word borne in this many communes says nothing any more, where records are few; a model may say another number."""
GENERIC_WEIGHT, TOWN_WEIGHT, LOCAL_WEIGHT = 0.15, 0.10, 0.35
LOCAL_ADDRESSES = 3
"""A word that one listing puts at this many addresses of one commune is a quarter's, a network's or a brand's."""
BRAND_COMMUNES = 3
"""A web domain used in this many communes is a brand's, not a place's."""


class Vocabulary(Struct, frozen=True):
    """What all the records together teach of each.

    communes : (words,) in how many communes whole names bear each word
    local : for each word of a name, whether it is borne at several addresses of the record's commune
    branches : (records,) the most different addresses of its commune at which one listing puts a record's brand
    brand_domain : (domains,) whether a web domain is a brand's
    crowd : (records,) how many records there are in a record's commune
    """

    communes: NDArray[np.int64]
    local: NDArray[np.bool_]
    branches: NDArray[np.int64]
    brand_domain: NDArray[np.bool_]
    crowd: NDArray[np.int64]


def learn(prepared: Prepared) -> Vocabulary:
    """Learn from the whole names of the records, their communes, addresses and web domains."""
    tables = prepared.tables
    record = np.repeat(np.arange(len(prepared)), prepared.code("names"))
    name = np.repeat(np.arange(len(record)), prepared.code("words"))
    names: _Table = {
        **{key: prepared.code(key)[record] for key in ("place", "commune", "listing", "street", "number")},
        **{key: prepared.code(key) for key in ("whole", "brand", "body")},
    }
    words: _Table = {key: column[name] for key, column in names.items()}
    words |= {"word": prepared.code("word"), "in_town": prepared.code("in_town")}
    borne = _distinct(_where(words, words["whole"] > 0), ("word", "place"))
    return Vocabulary(
        communes=np.bincount(borne["word"], minlength=len(tables["word"])),
        local=_local(words),
        branches=_branches(prepared, names),
        brand_domain=_brand_domain(prepared),
        crowd=np.bincount(prepared.code("commune"), minlength=1)[prepared.code("commune")],
    )


_Table = dict[str, NDArray[np.int64]]
"""Columns of whole numbers, none negative, side by side."""


def _where(table: _Table, kept: NDArray[np.bool_]) -> _Table:
    return {key: column[kept] for key, column in table.items()}


def _coded(*columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """A number for each row, the same for rows that agree in every column."""
    found, bound = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        size = int(column.max(initial=0)) + 1
        if bound * size >= _LARGEST:
            found = np.unique(found, return_inverse=True)[1].reshape(-1).astype(np.int64)
            bound = len(found)
        found, bound = found * size + column, bound * size
    return found


_LARGEST = 2**62


def _distinct(table: _Table, keys: Sequence[str]) -> _Table:
    """The rows that differ in some columns, one of each, with how many there were as "count"."""
    columns = [table[key] for key in keys]
    _, first, counts = np.unique(_coded(*columns), return_index=True, return_counts=True)
    return {key: column[first] for key, column in zip(keys, columns, strict=True)} | {"count": counts}


def _most_addresses(table: _Table, keys: Sequence[str]) -> _Table:
    """The most different addresses that one listing gives under some keys: these, and "most"."""
    addressed = _where(table, (table["whole"] > 0) & (table["street"] > 0) & (table["commune"] > 0))
    listed = _distinct(_distinct(addressed, (*keys, "listing", "number", "street")), (*keys, "listing"))
    order = np.lexsort((-listed["count"], _coded(*(listed[key] for key in keys))))
    ranked = {key: column[order] for key, column in listed.items()}
    code = _coded(*(ranked[key] for key in keys))
    first = np.flatnonzero(np.diff(code, prepend=-1))
    return {key: ranked[key][first] for key in keys} | {"most": ranked["count"][first]}


def _looked_up(found: _Table, asked: _Table, keys: Sequence[str]) -> NDArray[np.int64]:
    """What was found under the keys of each row that is asked about, 0 where nothing was."""
    size = len(found["most"])
    code = _coded(*(np.concatenate([found[key], asked[key]]) for key in keys))
    known, own = code[:size], code[size:]
    if not size:
        return np.zeros(len(own), dtype=np.int64)
    order = np.argsort(known)
    at = np.minimum(np.searchsorted(known[order], own), size - 1)
    return np.where(known[order][at] == own, found["most"][order][at], 0)


def _local(words: _Table) -> NDArray[np.bool_]:
    keys = ("word", "commune")
    found = _most_addresses(_where(words, words["in_town"] == 0), keys)
    return _looked_up(found, words, keys) >= LOCAL_ADDRESSES


def _branches(prepared: Prepared, names: _Table) -> NDArray[np.int64]:
    keys = ("brand", "body", "commune")
    found = _most_addresses(_where(names, names["brand"] > 0), keys)
    current = {
        "brand": current_brand(prepared), "body": _current(prepared, "body"), "commune": prepared.code("commune"),
    }  # fmt: skip
    return _looked_up(found, current, keys)


def current_brand(prepared: Prepared) -> NDArray[np.int64]:
    """(records,) the word by which the brand of the current name is known, by its code; 0 for none."""
    return _current(prepared, "brand")


def _current(prepared: Prepared, key: str) -> NDArray[np.int64]:
    """The value of the first name of each record, 0 where it has none."""
    counts = prepared.code("names")
    result = np.zeros(len(prepared), dtype=np.int64)
    result[counts > 0] = prepared.code(key)[(np.cumsum(counts) - counts)[counts > 0]]
    return result


def _brand_domain(prepared: Prepared) -> NDArray[np.bool_]:
    commune = np.repeat(prepared.code("commune"), prepared.code("sites"))
    domain = prepared.code("domain")
    kept = (domain > 0) & (commune > 0)
    used = _distinct({"domain": domain[kept], "commune": commune[kept]}, ("domain", "commune"))
    return np.bincount(used["domain"], minlength=len(prepared.tables["domain"])) >= BRAND_COMMUNES


def word_weights(
    prepared: Prepared, vocabulary: Vocabulary, *, common: float = COMMON
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each word of a name, how much it tells, in (0, 1]: among these records (1 where one place bears it), and
    by itself, whatever other records bear it, which is never less.

    common : in how many communes a word is borne that says nothing any more
    """
    texts = prepared.tables["word"]
    generic = np.array([text in GENERIC_SINGULAR for text in texts], dtype=bool)
    short = np.where([len(text) > 1 for text in texts], 1.0, 0.5)
    rarity = 1.0 - np.log(np.maximum(vocabulary.communes, 1)) / log(common)
    rarity = np.maximum(GENERIC_WEIGHT, rarity) * short
    word = prepared.code("word")
    by_itself = np.where(generic, GENERIC_WEIGHT, 1.0) * short
    plain = np.where(prepared.flag("in_town"), TOWN_WEIGHT, by_itself[word])
    weight = np.where(vocabulary.local, np.minimum(LOCAL_WEIGHT, rarity[word]), rarity[word])
    return np.minimum(weight, plain), plain
