"""Candidate pairs of many records: the blocks of `linkage.blocking`, joined in DuckDB, range by range."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.linkage.blocking import Blocks, Codes, LeftOut, bounded, every_block, near_pairs
from florilege.linkage.corpus import Corpus
from florilege.linkage.scale.joins import PAIRS

PAIRS_A_RANGE = 300_000
"""About as many pairs are joined at a time, before those found twice are left out."""


class Shared(Struct, frozen=True):
    """What records share, all kinds side by side, and what blocks that are too large leave out.

    block, record : one value each for each record of each block; near : (2, pairs) records close together
    """

    block: Codes
    record: Codes
    near: Codes
    left_out: tuple[LeftOut, ...]


def shared(found: Corpus) -> Shared:
    """The blocks of the records that are not too large."""
    kept: list[Blocks] = []
    left_out: list[LeftOut] = []
    for blocks in every_block(found):
        usable, omitted = bounded(blocks)
        kept.append(usable)
        if omitted.blocks:
            left_out.append(omitted)
    sizes = [int(blocks.block.max(initial=-1)) + 1 for blocks in kept]
    begins = np.concatenate([[0], np.cumsum(sizes)])
    return Shared(
        np.concatenate([blocks.block + begin for blocks, begin in zip(kept, begins, strict=False)]),
        np.concatenate([blocks.record for blocks in kept]),
        np.stack(near_pairs(found)),
        tuple(left_out),
    )


def pair_ranges(ties: Shared, *, size: int, threads: int) -> Iterator[tuple[Codes, Codes]]:
    """Candidate pairs in ranges of their first record, first < second, each pair once, in order.

    size : how many records there are
    """
    with duckdb.connect() as store:
        store.execute(f"SET threads = {threads}")
        _fill(store, ties)
        for begin, end in _ranges(ties, size=size):
            within = (
                f"SELECT * FROM ({PAIRS}) WHERE first >= {begin} AND first < {end} ORDER BY first, second"
            )
            found = store.execute(within).fetchnumpy()
            yield found["first"].astype(np.int64), found["second"].astype(np.int64)


def _fill(store: duckdb.DuckDBPyConnection, ties: Shared) -> None:
    blocks = {"block": ties.block.astype(np.int32), "record": ties.record.astype(np.int32)}
    near = {"first": ties.near[0].astype(np.int32), "second": ties.near[1].astype(np.int32)}
    for name, columns in (("blocks", blocks), ("near", near)):
        store.register("given", columns)
        store.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        store.unregister("given")


def _ranges(ties: Shared, *, size: int) -> Iterator[tuple[int, int]]:
    """Ranges of first records, from and up to but not including, of about as many pairs each."""
    pairs = np.bincount(ties.near[0], minlength=size).astype(np.int64)
    order = np.lexsort((ties.record, ties.block))
    block, record = ties.block[order], ties.record[order]
    _, begins, counts = np.unique(block, return_index=True, return_counts=True)
    after = np.repeat(begins + counts, counts) - np.arange(len(block)) - 1
    np.add.at(pairs, record, after)
    total = np.cumsum(pairs)
    ends = np.searchsorted(total, np.arange(PAIRS_A_RANGE, int(pairs.sum()) + PAIRS_A_RANGE, PAIRS_A_RANGE))
    stops: NDArray[np.int64] = np.unique(np.minimum(np.concatenate([ends + 1, [size]]), size))
    begin = 0
    for stop in stops.tolist():
        if stop > begin:
            yield begin, stop
        begin = stop
