"""dedupe: rules of blocking and weights of comparisons learnt from labelled pairs, hierarchical clusters."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import io
import json
import random
import warnings

import dedupe
import numpy as np
from dedupe import variables

from benchmarks.linkage.side.exchange import THRESHOLDS, Clusters, Labelled, Row, serve

SEED, SAMPLE = 7, 1_500


def link(rows: list[Row], labelled: Labelled) -> Clusters:
    warnings.filterwarnings("ignore")
    random.seed(SEED)
    np.random.seed(SEED)
    data = {row["key"]: _typed(row) for row in rows}
    linker = dedupe.Dedupe(
        [
            variables.String("name"),
            variables.String("words", has_missing=True),
            variables.String("street", has_missing=True),
            variables.Exact("number", has_missing=True),
            variables.LatLong("position", has_missing=True),
            variables.Exact("commune", has_missing=True),
            variables.Exact("site", has_missing=True),
            variables.Exact("phone", has_missing=True),
        ],
        num_cores=1,
        in_memory=True,
    )
    said: dict[str, list[list[object]]] = {"distinct": [], "match": []}
    for one, other, same in labelled:
        said["match" if same else "distinct"].append([data[one], data[other]])
    linker.prepare_training(data, io.StringIO(json.dumps(said)), sample_size=SAMPLE)
    linker.train(recall=0.95)
    scores = linker.score(linker.pairs(data))
    found: dict[str, dict[str, int]] = {}
    for threshold in THRESHOLDS:
        labels = {key: -1 - rank for rank, key in enumerate(data)}
        for label, (keys, _) in enumerate(linker.cluster(np.array(scores), threshold)):
            labels.update(dict.fromkeys(keys, label))
        found[str(threshold)] = labels
    return found


def _typed(row: Row) -> dict[str, object]:
    parts: dict[str, object] = {
        name: row[name] or None for name in ("name", "words", "street", "number", "commune", "site", "phone")
    }
    parts["name"] = row["name"] or "?"
    known = row["latitude"] and row["longitude"]
    parts["position"] = (float(row["latitude"]), float(row["longitude"])) if known else None
    return parts


if __name__ == "__main__":
    serve(link, trained=True)
