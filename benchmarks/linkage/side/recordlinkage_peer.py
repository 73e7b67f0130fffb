"""recordlinkage: the comparisons of its toolkit and its logistic regression, on labelled pairs."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import pandas as pd
import recordlinkage
from recordlinkage.index import Block

from benchmarks.linkage.side.exchange import Clusters, Labelled, Row, by_threshold, serve

BLOCKS = (["commune"], ["departement", "name"], ["departement", "words"], ["site"], ["phone"])


def link(rows: list[Row], labelled: Labelled) -> Clusters:
    frame = pd.DataFrame(rows).replace({"": None}).set_index("key")
    for axis in ("latitude", "longitude"):
        frame[axis] = pd.to_numeric(frame[axis])
    indexer = recordlinkage.Index([Block(columns) for columns in BLOCKS])
    candidates = indexer.index(frame)
    compare = recordlinkage.Compare()
    compare.string("name", "name", method="jarowinkler")
    compare.string("words", "words", method="levenshtein")
    compare.string("words", "words", method="qgram")
    compare.string("street", "street", method="levenshtein")
    compare.exact("number", "number")
    compare.exact("commune", "commune")
    compare.exact("site", "site")
    compare.exact("phone", "phone")
    compare.geo("latitude", "longitude", "latitude", "longitude", method="exp", scale=0.3, missing_value=0.3)
    judged = pd.MultiIndex.from_tuples([(one, other) for one, other, _ in labelled])
    same = judged[[verdict for _, _, verdict in labelled]]
    model = recordlinkage.LogisticRegressionClassifier()
    model.fit(compare.compute(judged, frame), same)
    scores = model.prob(compare.compute(candidates, frame))
    return by_threshold(list(frame.index), dict(zip(scores.index, scores, strict=True)))


if __name__ == "__main__":
    serve(link, trained=True)
