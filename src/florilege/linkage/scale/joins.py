"""The joins that make candidate pairs, in SQL that DuckDB and Spark both read."""

from __future__ import annotations

PAIRS = """
SELECT DISTINCT first, second FROM (
  SELECT one.record AS first, other.record AS second
  FROM blocks AS one JOIN blocks AS other ON one.block = other.block
  WHERE one.record < other.record
  UNION ALL
  SELECT first, second FROM near
)
"""
"""Each pair of records that share a block (`blocks`: block, record) or lie close together (`near`), once."""
