"""The tables of a run on Spark, each written once: a plan that grows from step to step is planned ever more slowly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from msgspec import Struct

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FOLDER = "FLORILEGE_SPARK_FOLDER"
"""Environment variable: the folder for the tables of a run, one that all machines of a cluster see."""


class Work(Struct, frozen=True):
    """A session and the folder where its tables are written, each a view of its name too."""

    spark: SparkSession
    folder: Path

    def kept(self, name: str, frame: DataFrame) -> DataFrame:
        """Write a table, and read it from there."""
        path = str(self.folder / name)
        frame.write.parquet(path)
        return self._viewed(name, path)

    def given(self, name: str, frame: pl.DataFrame) -> DataFrame:
        """Hand a table over."""
        path = self.folder / f"{name}.parquet"
        frame.write_parquet(path)
        return self._viewed(name, str(path))

    def _viewed(self, name: str, path: str) -> DataFrame:
        read = self.spark.read.parquet(path)
        read.createOrReplaceTempView(name)
        return read
