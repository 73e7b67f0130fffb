"""Link many records on one machine: taken apart and compared by several processes, joined in DuckDB.

Nothing but columns stays in memory. The clusters are those of `linking.link` with the same model and threshold.
"""

from __future__ import annotations

import gc
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import polars as pl

from florilege.linkage.blocking import Codes
from florilege.linkage.corpus import Corpus, weighed
from florilege.linkage.model import Model, as_log_odds
from florilege.linkage.preparation import Prepared, joined, take_apart
from florilege.linkage.scale.calibration import threshold
from florilege.linkage.scale.candidates import Shared, pair_ranges, shared
from florilege.linkage.scale.grouping import clusters
from florilege.linkage.scale.outcome import LargeLinkage, outcome
from florilege.linkage.scale.records_file import PART, as_records, check_keys, in_order
from florilege.linkage.scale.scores import Scores, scored, together
from florilege.linkage.vocabulary import learn
from florilege.processes import Processes, can_fork, cores

FEWEST_SHARED = 50_000
"""With less than this that records share, to start processes takes longer than to compare."""
ENGINE = "local"


def link_large(
    records: Path, model: Model, *, calibrate: bool = True, processes: int | None = None
) -> LargeLinkage:
    """Which records of a file (`records_file.SCHEMA`, Parquet or CSV) are one place, whatever their order.

    calibrate : raise the threshold of the model to what so many pairs ask for
    processes : how many work at a time; as many as there are cores unless said
    Raises TableRefused where a column is missing, or two records have one key.
    """
    count = processes or cores()
    with tempfile.TemporaryDirectory(prefix="florilege-") as folder:
        ordered = Path(folder) / "ordered.parquet"
        in_order(records, ordered)
        keys = pl.read_parquet(ordered, columns=["key"])["key"]
        check_keys(keys, records)
        prepared = _taken_apart(ordered, len(keys), count=count)
    size = len(keys)
    found = weighed(prepared, learn(prepared), common=model.common)
    ties = shared(found)
    scores = together(_compared(found, model, ties, count=count))
    calibration = threshold(scores.counts, as_log_odds(model.merge_from), calibrate=calibrate)
    place = clusters(size, scores.odds(), merge_from=calibration.merge_from)
    return outcome(
        keys, scores, place, model=model, calibration=calibration, left_out=ties.left_out, engine=ENGINE
    )


def _taken_apart(ordered: Path, size: int, *, count: int) -> Prepared:
    """The records of a file in columns, in its order."""
    begins = range(0, size, PART)
    if count == 1 or len(begins) < 2:
        return joined([_slice(ordered, begin, PART) for begin in begins] or [take_apart([])])
    with Processes(_without_cycles, None, count=count) as pool:
        parts = [pool.submit(_slice, ordered, begin, PART) for begin in begins]
        return joined([part.result() for part in parts])


def _without_cycles(_: None) -> None:
    """Nothing that is made of records refers to itself: to look for such cycles takes a quarter of the time."""
    gc.disable()


def _slice(ordered: Path, begin: int, size: int) -> Prepared:
    return take_apart(as_records(pl.scan_parquet(ordered).slice(begin, size).collect()))


def _compared(found: Corpus, model: Model, ties: Shared, *, count: int) -> list[Scores]:
    """The candidate pairs compared, range by range."""
    if count == 1 or not can_fork() or len(ties.block) < FEWEST_SHARED:
        return [scored(found, model, *pairs) for pairs in pair_ranges(ties, size=found.size, threads=count)]
    with Processes(_hold, (found, model), count=count, share="fork") as pool:
        pool.submit(_ready).result()  # the processes begin before DuckDB has threads of its own
        return list(_in_turn(pool, pair_ranges(ties, size=found.size, threads=count), waiting=2 * count))


def _in_turn(
    pool: Processes[tuple[Corpus, Model]], ranges: Iterator[tuple[Codes, Codes]], *, waiting: int
) -> Iterator[Scores]:
    """Scores in the order of the ranges, of which no more than so many wait at a time."""
    begun: deque[Future[Scores]] = deque()
    for first, second in ranges:
        begun.append(pool.submit(_score, first, second))
        if len(begun) > waiting:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()


_held: list[tuple[Corpus, Model]] = []
"""In a process that compares: what it compares, and by which model."""


def _hold(inputs: tuple[Corpus, Model]) -> None:
    _held[:] = [inputs]


def _ready() -> bool:
    return bool(_held)


def _score(first: Codes, second: Codes) -> Scores:
    found, model = _held[0]
    return scored(found, model, first, second)
