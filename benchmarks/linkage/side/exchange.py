"""What a peer is handed and hands back, with nothing but the standard library: it runs where Florilège is not.

In the folder: `records.csv` (`COLUMNS`, in one form already, as Florilège reads them), `training.json` (lists of
[key, key, same], one for each time that the peer is to be trained; a peer that learns without labels leaves them).
Out: `clusters-<rank>.json`, for each threshold tried, the label of each record; `measured.json`.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

COLUMNS = (
    "key", "listing", "name", "words", "street", "number", "commune", "departement", "latitude", "longitude", "site",
    "phone",
)  # fmt: skip
THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999, 0.999999)
Row = Mapping[str, str]
Pair = tuple[str, str]
Labelled = Sequence[tuple[str, str, bool]]
Clusters = Mapping[str, Mapping[str, int]]
"""By threshold, the label of the cluster of each key."""


def components(keys: Sequence[str], pairs: Iterable[Pair]) -> dict[str, int]:
    """The label of the connected component of each key."""
    parent = {key: key for key in keys}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for one, other in pairs:
        parent[root(other)] = root(one)
    labels: dict[str, int] = {}
    return {key: labels.setdefault(root(key), len(labels)) for key in keys}


def by_threshold(keys: Sequence[str], scores: Mapping[Pair, float]) -> Clusters:
    """Connected components of the pairs that reach each threshold."""
    return {
        str(threshold): components(keys, (pair for pair, score in scores.items() if score >= threshold))
        for threshold in THRESHOLDS
    }


def serve(peer: Callable[[list[Row], Labelled], Clusters], *, trained: bool) -> None:
    """Run a peer on the folder named on the command line, once for each training set, or once alone."""
    folder = Path(sys.argv[1])
    with (folder / "records.csv").open(encoding="utf-8", newline="") as lines:
        rows: list[Row] = list(csv.DictReader(lines))
    training = json.loads((folder / "training.json").read_text(encoding="utf-8")) if trained else [[]]
    seconds: list[float] = []
    processor: list[float] = []
    for rank, labelled in enumerate(training):
        started, worked = time.perf_counter(), time.process_time()
        clusters = peer(rows, [(one, other, bool(same)) for one, other, same in labelled])
        seconds.append(round(time.perf_counter() - started, 2))
        processor.append(round(time.process_time() - worked, 2))
        (folder / f"clusters-{rank}.json").write_text(json.dumps(clusters), encoding="utf-8")
    measured = {"seconds": seconds, "processor_seconds": processor, "peak_mb": _peak_mb()}
    (folder / "measured.json").write_text(json.dumps(measured), encoding="utf-8")


def _peak_mb() -> int:
    """The most memory this process held; `getrusage` would tell that of the process which started it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1024
