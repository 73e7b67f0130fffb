"""What words are worth, learnt from the records without any label: rare, common, generic, a town's, a brand's.

Counts are of communes and of addresses, never shares of the whole: a record that comes in elsewhere, with
words of its own, changes nothing to the others. And a word that becomes common lowers what two names share, never
what tells them apart: a record that comes in makes no two others likelier to be one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from florilege.later import Later
from florilege.linkage.names import GENERIC_SINGULAR
from florilege.linkage.preparation import Prepared

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

COMMON = 60.0
"""A word borne in this many communes says nothing any more, where records are few; a model may say another number."""
GENERIC_WEIGHT, TOWN_WEIGHT, LOCAL_WEIGHT = 0.15, 0.10, 0.35
LOCAL_ADDRESSES = 3
"""A word that one listing puts at this many addresses of one commune is a quarter's, a network's or a brand's."""
BRAND_COMMUNES = 3
"""A web domain used in this many communes is a brand's, not a place's."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
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
    columns, tables = prepared.columns, prepared.tables
    record = np.repeat(np.arange(len(prepared)), prepared.code("names"))
    name = np.repeat(np.arange(len(record)), prepared.code("words"))
    names = pl.DataFrame(
        {
            **{key: columns[key][record] for key in ("place", "commune", "listing", "street", "number")},
            **{key: columns[key] for key in ("whole", "brand", "body")},
        }
    )
    words = names[name].with_columns(word=columns["word"], in_town=columns["in_town"])
    communes = np.zeros(len(tables["word"]), dtype=np.int64)
    borne = words.filter("whole").unique(["word", "place"]).group_by("word").len()
    communes[borne["word"].to_numpy()] = borne["len"].to_numpy()
    return Vocabulary(
        communes=communes,
        local=_local(words),
        branches=_branches(prepared, names),
        brand_domain=_brand_domain(prepared),
        crowd=np.bincount(prepared.code("commune"), minlength=1)[prepared.code("commune")],
    )


def _addressed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("whole"), pl.col("street") > 0, pl.col("commune") > 0)


def _local(words: pl.DataFrame) -> NDArray[np.bool_]:
    keys = ["word", "commune"]
    found = (
        _addressed(words)
        .filter(~pl.col("in_town"))
        .unique([*keys, "listing", "number", "street"])
        .group_by([*keys, "listing"])
        .len()
        .filter(pl.col("len") >= LOCAL_ADDRESSES)
        .unique(keys)
        .select(*keys, local=pl.lit(True))
    )
    local = words.select(keys).join(found, on=keys, how="left", maintain_order="left")["local"]
    return local.fill_null(False).to_numpy()


def _branches(prepared: Prepared, names: pl.DataFrame) -> NDArray[np.int64]:
    keys = ["brand", "body", "commune"]
    found = (
        _addressed(names)
        .filter(pl.col("brand") > 0)
        .unique([*keys, "listing", "number", "street"])
        .group_by([*keys, "listing"])
        .len()
        .group_by(keys)
        .agg(pl.col("len").max())
    )
    current = pl.DataFrame({"brand": current_brand(prepared), "body": _current(prepared, "body")})
    own = current.with_columns(commune=prepared.columns["commune"])
    counts = own.join(found, on=keys, how="left", maintain_order="left")["len"]
    return counts.fill_null(0).cast(pl.Int64).to_numpy()


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
    used = pl.DataFrame({"domain": prepared.code("domain"), "commune": commune}).filter(
        pl.col("domain") > 0, pl.col("commune") > 0
    )
    counts = used.unique().group_by("domain").len().filter(pl.col("len") >= BRAND_COMMUNES)
    result = np.zeros(len(prepared.tables["domain"]), dtype=bool)
    result[counts["domain"].to_numpy()] = True
    return result


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
