"""A Spark session of this machine alone, unless one was set up elsewhere; and what is missing to have one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from florilege.processes import cores

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOOPBACK = "127.0.0.1"
BATCH = 20_000
"""Rows handed to Python at a time."""
MASTER, MEMORY = "FLORILEGE_SPARK_MASTER", "FLORILEGE_SPARK_MEMORY"
"""Environment variables: the cluster to work on (this machine unless said), and the memory of the driver."""


def missing() -> str:
    """What Spark needs and is not there; "" when all is."""
    modules = [name for name in ("pyspark", "pyarrow", "pandas") if find_spec(name) is None]
    if modules:
        return f"{', '.join(modules)}: pip install --require-hashes -r requirements-spark.txt"
    home = os.environ.get("JAVA_HOME", "")
    if shutil.which("java") is None and not os.access(os.path.join(home, "bin", "java"), os.X_OK):
        return "Java 17 or later, on the PATH or in JAVA_HOME"
    return ""


@contextmanager
def session() -> Iterator[SparkSession]:
    """A session that listens on this machine's loopback only, stopped at the end."""
    from pyspark.sql import SparkSession

    master = os.environ.get(MASTER, "") or "local[*]"
    if master.startswith("local"):
        os.environ["SPARK_LOCAL_IP"] = LOOPBACK
        os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.appName("florilege link").master(master)
    for key, value in _settings(local=master.startswith("local")).items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        spark.stop()


def _settings(*, local: bool) -> dict[str, str]:
    settings = {
        "spark.driver.memory": os.environ.get(MEMORY, "2g"),
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.ui.showConsoleProgress": "false",
    }
    if local:
        settings |= {
            "spark.driver.bindAddress": LOOPBACK,
            "spark.driver.host": LOOPBACK,
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": str(2 * cores()),
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m",
        }
    return settings
