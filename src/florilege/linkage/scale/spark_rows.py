"""What Spark hands to Python and back, in Arrow batches: records taken apart, and pairs of them compared.

A pair comes with both its records and with what was learnt of them: so any machine can compare any pair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from florilege.linkage.clusters import LEAST, PairOdds
from florilege.linkage.comparisons import compare, matrix
from florilege.linkage.corpus import Corpus, weighed
from florilege.linkage.model import Model
from florilege.linkage.preparation import TABLES, Prepared, take_apart
from florilege.linkage.records import LinkRecord
from florilege.linkage.scale.calibration import step_of
from florilege.linkage.scale.grouping import clusters
from florilege.linkage.scale.records_file import SCHEMA
from florilege.linkage.vetoes import vetoes
from florilege.linkage.vocabulary import Vocabulary
from florilege.territory.distance import unit_vectors

Batches = Iterator[pa.RecordBatch]

TAKEN_APART = """
record long, listing string, commune string, departement string, place string, street string, number long,
trusted boolean, x double, y double, z double,
names array<struct<whole: boolean, core: string, squashed: string, brand: string, body: string,
  words: array<struct<word: string, in_town: boolean>>>>,
sites array<struct<domain: string, page: string>>, accounts array<string>, phones array<string>
"""
COMPARED = "first long, second long, log_odds double, veto int, step int"
GROUPED = "record long, place long"


def _records(rows: pa.StructArray | pa.RecordBatch) -> list[LinkRecord]:
    columns = [_values(rows, name) for name in SCHEMA]
    return [LinkRecord(*parts) for parts in zip(*columns, strict=True)]


def _values(rows: pa.StructArray | pa.RecordBatch, name: str) -> list[Any]:
    """The values of a column; several texts of one are a tuple."""
    column = rows.field(name) if isinstance(rows, pa.StructArray) else rows.column(name)
    return [tuple(value) if isinstance(value, list) else value for value in column.to_pylist()]


def take_batches_apart(batches: Batches) -> Batches:
    """Records with their rank (`record`), taken apart as in `preparation`, one row a record (`TAKEN_APART`)."""
    for batch in batches:
        prepared = take_apart(_records(batch))
        where = unit_vectors(prepared.degrees("latitude"), prepared.degrees("longitude"))
        words = _lists(
            prepared, "words", {"word": _texts(prepared, "word"), "in_town": _flags(prepared, "in_town")}
        )
        names = {
            "whole": _flags(prepared, "whole"),
            **{name: _texts(prepared, name) for name in ("core", "squashed", "brand", "body")},
            "words": words,
        }
        sites = {name: _texts(prepared, name) for name in ("domain", "page")}
        columns = {
            "record": batch.column("record"),
            **{
                name: _texts(prepared, name)
                for name in ("listing", "commune", "departement", "place", "street")
            },
            "number": pa.array(prepared.code("number")),
            "trusted": _flags(prepared, "trusted"),
            **{axis: pa.array(where[:, rank]) for rank, axis in enumerate("xyz")},
            "names": _lists(prepared, "names", names),
            "sites": _lists(prepared, "sites", sites),
            "accounts": pa.ListArray.from_arrays(_offsets(prepared, "accounts"), _texts(prepared, "account")),
            "phones": pa.ListArray.from_arrays(_offsets(prepared, "phones"), _texts(prepared, "phone")),
        }
        yield pa.RecordBatch.from_pydict(columns)


def _texts(prepared: Prepared, name: str) -> pa.Array:
    return pa.array(prepared.tables[TABLES[name]], pa.string()).take(pa.array(prepared.code(name)))


def _flags(prepared: Prepared, name: str) -> pa.Array:
    return pa.array(prepared.flag(name))


def _offsets(prepared: Prepared, counts: str) -> pa.Array:
    return pa.array(np.concatenate([[0], np.cumsum(prepared.code(counts))]), pa.int32())


def _lists(prepared: Prepared, counts: str, columns: dict[str, pa.Array]) -> pa.ListArray:
    values = pa.StructArray.from_arrays(list(columns.values()), list(columns))
    return pa.ListArray.from_arrays(_offsets(prepared, counts), values)


def compared_by(model: Model) -> Callable[[Batches], Batches]:
    """Compares pairs: batches of first, second, and `one` and `other`, their records (`on_spark.PAYLOAD`)."""

    def compare_batches(batches: Batches) -> Batches:
        for batch in batches:
            if batch.num_rows:
                yield _compared(batch, model)

    return compare_batches


def _compared(batch: pa.RecordBatch, model: Model) -> pa.RecordBatch:
    first, second = (batch.column(name).to_numpy().astype(np.int64) for name in ("first", "second"))
    ranks, places = np.unique(np.concatenate([first, second]), return_index=True)
    both = pa.concat_arrays([batch.column("one"), batch.column("other")])
    found = _corpus(both.take(pa.array(places)), common=model.common)
    columns = compare(found, np.searchsorted(ranks, first), np.searchsorted(ranks, second))
    odds, veto = model.log_odds(matrix(columns)), vetoes(columns)
    return pa.RecordBatch.from_pydict(
        {
            "first": pa.array(first),
            "second": pa.array(second),
            "log_odds": pa.array(odds),
            "veto": pa.array(veto.astype(np.int32)),
            "step": pa.array(step_of(odds).astype(np.int32)),
        }
    )


def _corpus(payload: pa.StructArray, *, common: float) -> Corpus:
    """The records of a batch, ready to compare with what all the records taught."""
    prepared = take_apart(_records(payload))
    words, sites = payload.field("word_communes"), payload.field("site_brands")
    communes = np.zeros(len(prepared.tables["word"]), dtype=np.int64)
    communes[prepared.code("word")] = _flat(words)
    brand_domain = np.zeros(len(prepared.tables["domain"]), dtype=bool)
    brand_domain[prepared.code("domain")] = _flat(sites)
    return weighed(
        prepared,
        Vocabulary(
            communes=communes,
            local=_flat(payload.field("word_local")).astype(bool),
            branches=_flat(payload.field("branches")).astype(np.int64),
            brand_domain=brand_domain,
            crowd=_flat(payload.field("crowd")).astype(np.int64),
        ),
        common=common,
    )


def _flat(values: pa.Array) -> NDArray[np.int64] | NDArray[np.bool_]:
    flat = values.flatten() if isinstance(values, pa.ListArray) else values
    array: NDArray[np.int64] | NDArray[np.bool_] = flat.to_numpy(zero_copy_only=False)
    return array


def grouped_by(merge_from: float) -> Callable[[pa.Table], pa.Table]:
    """Settles one connected part: its pairs in, the first record of the place of each record out (`GROUPED`)."""

    def settle(pairs: pa.Table) -> pa.Table:
        ends = [pairs.column(name).to_numpy() for name in ("first", "second")]
        members, ranks = np.unique(np.concatenate(ends), return_inverse=True)
        first, second = ranks.reshape(2, -1)
        odds, veto = pairs.column("log_odds").to_numpy(), pairs.column("veto").to_numpy()
        order = np.lexsort((second, first))
        within = PairOdds(first[order], second[order], np.maximum(odds[order], LEAST), veto[order] > 0)
        label = clusters(len(members), within, merge_from=merge_from)
        return pa.table({"record": members, "place": members[label]})

    return settle
