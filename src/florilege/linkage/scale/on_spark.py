"""Link records on Apache Spark: the joins in Spark SQL, the same comparisons in Python on Arrow batches.

Clusters are those of `in_process.link_large` with the same model. The machine that drives holds the clusters and the
pairs worth showing; all else stays with Spark.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from florilege.linkage.clusters import LEAST
from florilege.linkage.linking import PLAUSIBLE
from florilege.linkage.model import Model, as_log_odds
from florilege.linkage.scale.calibration import EDGES, threshold
from florilege.linkage.scale.joins import PAIRS
from florilege.linkage.scale.outcome import LargeLinkage, outcome
from florilege.linkage.scale.records_file import check_keys, in_order
from florilege.linkage.scale.scores import Scores
from florilege.linkage.scale.spark_blocks import blocks, near
from florilege.linkage.scale.spark_rows import (
    COMPARED,
    GROUPED,
    TAKEN_APART,
    compared_by,
    grouped_by,
    take_batches_apart,
)
from florilege.linkage.scale.spark_work import FOLDER, Work

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ENGINE = "spark"
MOST_ROUNDS = 60
"""Joins after which the labels of connected parts stand: each round at least halves how far they are to go."""


def link_on_spark(
    spark: SparkSession, records: Path, model: Model, *, calibrate: bool = True
) -> LargeLinkage:
    """Which records of a file (`records_file.SCHEMA`, Parquet or CSV) are one place, whatever their order.

    calibrate : raise the threshold of the model to what so many pairs ask for
    Raises TableRefused where a column is missing, or two records have one key.
    """
    with tempfile.TemporaryDirectory(prefix="florilege-", dir=os.environ.get(FOLDER)) as folder:
        work = Work(spark, Path(folder))
        ordered = work.folder / "ordered.parquet"
        in_order(records, ordered)
        keys = pl.read_parquet(ordered, columns=["key"])["key"]
        check_keys(keys, records)
        given = work.kept("given", _ranked(work, ordered, keys))
        work.kept("taken", given.mapInArrow(take_batches_apart, TAKEN_APART))
        left_out = blocks(work, len(keys))
        work.kept("near", near(spark))
        work.kept("pairs", spark.sql(PAIRS))
        compared = work.kept("compared", _compared(spark, given, model))
        counts = _counts(compared)
        calibration = threshold(counts, as_log_odds(model.merge_from), calibrate=calibrate)
        place = _places(spark, compared, len(keys), merge_from=calibration.merge_from)
        scores = _scores(work, compared, counts, place)
    return outcome(
        keys, scores, place, model=model, calibration=calibration, left_out=left_out, engine=ENGINE
    )


def _ranked(work: Work, ordered: Path, keys: pl.Series) -> DataFrame:
    """The records with their rank in the order of keys, from 0 (`record`)."""
    ranks = pl.DataFrame({"key": keys, "record": pl.int_range(len(keys), eager=True)})
    return work.spark.read.parquet(str(ordered)).join(work.given("ranks", ranks), "key")


def _compared(spark: SparkSession, given: DataFrame, model: Model) -> DataFrame:
    """Every candidate pair compared (`spark_rows.COMPARED`)."""
    from pyspark.sql import functions as sql

    payload = given.join(spark.table("taught"), "record")
    parts = [name for name in payload.columns if name != "record"]
    one = payload.select(sql.col("record").alias("first"), sql.struct(*parts).alias("one"))
    other = payload.select(sql.col("record").alias("second"), sql.struct(*parts).alias("other"))
    pairs = spark.table("pairs").join(one, "first").join(other, "second")
    return pairs.mapInArrow(compared_by(model), COMPARED)


def _counts(compared: DataFrame) -> NDArray[np.int64]:
    """How many pairs that are not barred there are in each step of log-odds."""
    counts = np.zeros(len(EDGES) - 1, dtype=np.int64)
    for row in compared.where("veto = 0").groupBy("step").count().collect():
        counts[row["step"]] = row["count"]
    return counts


def _places(spark: SparkSession, compared: DataFrame, size: int, *, merge_from: float) -> NDArray[np.int64]:
    """(size,) the first record of the place of each: connected parts, each then settled by agglomeration."""
    place = np.arange(size, dtype=np.int64)
    links = compared.where(f"veto = 0 AND log_odds >= {merge_from!r}").select("first", "second")
    _parts(spark, links).createOrReplaceTempView("parts")
    within = spark.sql(
        f"SELECT one.part, compared.first, compared.second, log_odds, veto FROM compared "
        f"JOIN parts AS one ON one.record = first JOIN parts AS other ON other.record = second "
        f"WHERE one.part = other.part AND (veto > 0 OR log_odds > {LEAST!r})"
    )
    for row in within.groupBy("part").applyInArrow(grouped_by(merge_from), GROUPED).collect():
        place[row["record"]] = row["place"]
    return place


def _parts(spark: SparkSession, links: DataFrame) -> DataFrame:
    """The connected part of each linked record, by joins repeated until no label falls (record, part)."""
    edges = links.union(links.select("second", "first")).toDF("record", "other").persist()
    edges.createOrReplaceTempView("edges")
    labels = edges.groupBy("record").agg({"other": "min"}).toDF("record", "part")
    labels = labels.selectExpr("record", "least(record, part) AS part").localCheckpoint()
    for _ in range(MOST_ROUNDS):
        labels.createOrReplaceTempView("labels")
        lower = spark.sql(
            """
            SELECT labels.record, least(labels.part, min(beside.part), min(above.part)) AS part, labels.part AS before
            FROM labels JOIN edges ON edges.record = labels.record
              JOIN labels AS beside ON beside.record = edges.other
              JOIN labels AS above ON above.record = labels.part
            GROUP BY labels.record, labels.part
            """
        ).localCheckpoint()
        labels = lower.select("record", "part")
        if lower.where("part < before").isEmpty():
            return labels
    raise RuntimeError(f"connected parts are not found after {MOST_ROUNDS} rounds")


def _scores(work: Work, compared: DataFrame, counts: NDArray[np.int64], place: NDArray[np.int64]) -> Scores:
    """The pairs worth showing, and how many there were."""
    work.given("places", pl.DataFrame({"record": pl.int_range(len(place), eager=True), "place": place}))
    shown = work.spark.sql(
        f"SELECT first, second, log_odds, veto FROM compared JOIN places AS one ON one.record = first "
        f"JOIN places AS other ON other.record = second "
        f"WHERE one.place = other.place OR log_odds >= {as_log_odds(PLAUSIBLE)!r} ORDER BY first, second"
    ).toArrow()
    pairs = compared.count()
    return Scores(
        shown.column("first").to_numpy().astype(np.int32),
        shown.column("second").to_numpy().astype(np.int32),
        shown.column("log_odds").to_numpy(),
        shown.column("veto").to_numpy().astype(np.int8),
        counts,
        pairs,
        pairs - int(counts.sum()),
    )
