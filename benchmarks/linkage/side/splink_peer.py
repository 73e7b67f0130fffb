"""Splink on DuckDB: Fellegi and Sunter's model, learnt without labels by expectation maximisation."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import logging

import pandas as pd
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from benchmarks.linkage.side.exchange import Clusters, Labelled, Row, by_threshold, serve

SEED = 7


def link(rows: list[Row], _: Labelled) -> Clusters:
    logging.getLogger("splink").setLevel(logging.ERROR)
    frame = pd.DataFrame(rows).replace({"": None}).rename(columns={"key": "unique_id"})
    for axis in ("latitude", "longitude"):
        frame[axis] = pd.to_numeric(frame[axis])
    api = DuckDBAPI()
    linker = Linker(api.register(frame), _settings())
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("name", "commune"), block_on("site", "commune"), block_on("phone")], recall=0.7
    )
    training.estimate_u_using_random_sampling(max_pairs=5e6, seed=SEED)
    for rule in (block_on("commune", "substr(name, 1, 4)"), block_on("name"), block_on("street", "number")):
        training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
    predicted = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    pairs = zip(predicted["unique_id_l"], predicted["unique_id_r"], strict=True)
    scores = dict(zip(pairs, predicted["match_probability"], strict=True))
    return by_threshold([row["key"] for row in rows], scores)


def _settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.97, 0.92, 0.85, 0.75]).configure(
                term_frequency_adjustments=True
            ),
            cl.ExactMatch("words").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("street", [1, 3]),
            cl.ExactMatch("number"),
            cl.DistanceInKMAtThresholds("latitude", "longitude", [0.05, 0.3, 2, 10]),
            cl.ExactMatch("commune").configure(term_frequency_adjustments=True),
            cl.ExactMatch("site").configure(term_frequency_adjustments=True),
            cl.ExactMatch("phone"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("commune", "substr(name, 1, 3)"),
            block_on("commune", "street"),
            block_on("commune", "words"),
            block_on("departement", "name"),
            block_on("departement", "words"),
            block_on("commune", "substr(name, -4)"),
            block_on("site"),
            block_on("phone"),
            block_on("round(latitude, 2)", "round(longitude, 2)"),
        ],
    )


if __name__ == "__main__":
    serve(link, trained=False)
