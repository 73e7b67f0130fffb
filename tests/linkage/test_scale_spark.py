"""Linking on Spark: the same clusters, pairs and counts as in process. Skipped where Spark or Java is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.linkage.synthetic import synthetic
from florilege.linkage import blocking
from florilege.linkage.model import shipped_model
from florilege.linkage.scale import calibration
from florilege.linkage.scale.in_process import link_large
from florilege.linkage.scale.records_file import write_records
from florilege.linkage.scale.spark_session import LOOPBACK, missing, session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LACKING = missing()
pytestmark = pytest.mark.skipif(bool(LACKING), reason=f"needs {LACKING}")


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    with session() as started:
        yield started


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spark") / "records.parquet"
    write_records(synthetic(1_500, seed=9).records, path)
    return path


def test_links_as_in_process(spark: SparkSession, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from florilege.linkage.scale.on_spark import link_on_spark

    # so small that communes are large, blocks too large, and the threshold rises, as with many records
    monkeypatch.setattr(blocking, "LARGEST_COMMUNE", 8)
    monkeypatch.setattr(blocking, "LARGEST_SHARE", 12)
    monkeypatch.setattr(calibration, "FEWEST_PAIRS", 100)
    there, here = link_on_spark(spark, file, shipped_model()), link_large(file, shipped_model())
    assert here.account.left_out
    assert here.account.true_share is not None
    assert there.clusters.equals(here.clusters)
    assert there.pairs.equals(here.pairs)
    names = (name for name in here.account.__struct_fields__ if name != "engine")
    assert all(getattr(there.account, name) == getattr(here.account, name) for name in names)


def test_listens_on_this_machine_alone(spark: SparkSession) -> None:
    settings = dict(spark.sparkContext.getConf().getAll())
    assert settings["spark.driver.host"] == settings["spark.driver.bindAddress"] == LOOPBACK
    assert settings["spark.ui.enabled"] == "false"


def test_long_chains_are_one_connected_part(spark: SparkSession) -> None:
    from florilege.linkage.scale.on_spark import _parts

    chain = [(one, one + 1) for one in range(40)] + [(100, 102), (101, 102)]
    links = spark.createDataFrame(chain, "first long, second long")
    parts = {row["record"]: row["part"] for row in _parts(spark, links).collect()}
    assert parts == dict.fromkeys(range(41), 0) | dict.fromkeys((100, 101, 102), 100)
