"""Times and measures the linkage of the study's listings, and of two plain peers, in turn and on the same input.

    .venv/bin/python -m benchmarks.linkage [--runs 5]

Quality is out of fold for all, on the same judged pairs and folds (florilege.linkage.evaluation). Time is that
of linking records already read. The record goes to benchmarks/results/linkage.json: command, commit, machine,
date, runs, medians, quality with 95 % intervals, and the version of what the peers are made of.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from msgspec import to_builtins
from numpy.typing import NDArray

from benchmarks.linkage import peers
from benchmarks.linkage.synthetic_kinds import counts_by_kind, pairs_of_kinds
from florilege.linkage.evaluation import (
    Interval,
    Trial,
    cross_validated,
    folds,
    measures_of,
    prepare,
    read_judged,
)
from florilege.linkage.fit import FORMER_NAMES, PAIRS, study_records
from florilege.linkage.history import read_former_names, with_former_names
from florilege.linkage.linking import link
from florilege.linkage.model import shipped_model
from florilege.linkage.records import LinkRecord

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "studies" / "lieux-innovation"
TARGET = ROOT / "benchmarks" / "results" / "linkage.json"
FEWEST_RUNS = 5
BEFORE = {
    "commit": "5cf7802",
    "out_of_fold": {"f1": 0.9792, "precision": 0.994, "recall": 0.9649, "two_places_merged": 1},
    "kinds": {
        "branches in one listing": 0,
        "a house and its guest": 0,
        "a school and its incubator": 0,
        "a network and a member": 0,
        "a bearer and a place": 0,
        "town halls of one commune": 0,
        "a body and its branch": 1,
        "services in one building": 0,
        "sites of one service": 0,
        "a service and a workshop": 0,
        "a house and its guest, two listings": 52,
        "a house and its guest, one listing": 48,
        "a school and what it hatches": 25,
        "an association of places and a place": 60,
        "an authority and what it bears": 27,
        "a body and its branch said first": 24,
        "a brand and a word behind, one listing": 47,
        "a branch named after its street": 58,
        "one name at two doors, one listing": 60,
        "a space and the workshop of its name, one listing": 60,
        "two services of a body, one listing": 60,
        "another trading name": 60,
        "renamed by its university": 60,
        "in one word or in two": 60,
        "geocoded far away": 60,
        "a host and its only lab": 60,
        "moved in its town": 60,
        "a kind said by one of two rows": 60,
        "an umbrella word before the name": 60,
        "a house told twice": 60,
        "a house and its guest, two listings (words not seen)": 60,
        "a house and its guest, one listing (words not seen)": 60,
        "a school and what it hatches (words not seen)": 60,
        "an association of places and a place (words not seen)": 60,
        "an authority and what it bears (words not seen)": 60,
        "a body and its branch said first (words not seen)": 30,
        "a brand and a word behind, one listing (words not seen)": 0,
    },
}  # fmt: skip
"""What the linkage gave before names were taken apart into designations: pairs merged, of 60 each."""
MEASURED_BEFOREHAND = {
    "where": "778 judged pairs, most of them kept aside; not the same pairs, so no ratio",
    "logistic on rapidfuzz features": 0.894,
    "fixed weights": 0.875,
    "TF-IDF cosine": 0.834,
    "Splink 5": 0.797,
}


def inventory() -> tuple[LinkRecord, ...]:
    """The records of the study with their former names."""
    text = (STUDY / FORMER_NAMES).read_text(encoding="utf-8")
    return with_former_names(study_records(STUDY), read_former_names(text, file=FORMER_NAMES))


def contenders(records: tuple[LinkRecord, ...], trial: Trial) -> dict[str, Callable[[], int]]:
    """By name, what links the records from the start and returns how many places it finds."""
    whole = np.ones(len(trial.judged), dtype=bool)
    fitted = {"rule": peers.rule, "logistic": peers.logistic(trial)}

    def by(peer: peers.Peer) -> Callable[[], int]:
        def run() -> int:
            compared = peers.candidate_pairs(records)
            plain = peers.features(compared, compared.first, compared.second)
            return len(np.unique(peers.clusters(compared, peer(compared, plain, whole))))

        return run

    ours = {"florilege": lambda: len(link(records, shipped_model()).clusters)}
    return ours | {name: by(peer) for name, peer in fitted.items()}


def quality(trial: Trial) -> tuple[dict[str, dict[str, Interval]], dict[str, int]]:
    """Precision, recall and F1 of each, out of fold; and how many judged pairs that are two places each merges."""
    plain = peers.features(trial.compared, trial.compared.first, trial.compared.second)
    found = {"florilege": cross_validated(trial)[0]}
    for name, peer in (("rule", peers.rule), ("logistic", peers.logistic(trial))):
        found[name] = _peer_merged(trial, peer, plain)
    two = trial.measured & ~trial.same
    return (
        {name: measures_of(trial, merged) for name, merged in found.items()},
        {name: int((merged & two).sum()) for name, merged in found.items()},
    )


def _peer_merged(trial: Trial, peer: peers.Peer, plain: NDArray[np.float64]) -> NDArray[np.bool_]:
    fold = folds(trial)
    merged = np.zeros(len(fold), dtype=bool)
    for number in np.unique(fold):
        held = fold == number
        label = peers.clusters(trial.compared, peer(trial.compared, plain, ~held))
        merged[held] = (label[trial.first] == label[trial.second])[held]
    return merged


def timed(runs: int, named: dict[str, Callable[[], int]]) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Seconds of each run, taken in turn, and the places found; one run of each beforehand is not counted."""
    places = {name: run() for name, run in named.items()}
    seconds: dict[str, list[float]] = {name: [] for name in named}
    for _ in range(runs):
        for name, run in named.items():
            started = time.perf_counter()
            if run() != places[name]:
                raise SystemExit(f"{name} does not find the same places twice")
            seconds[name].append(round(time.perf_counter() - started, 3))
    return seconds, places


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=FEWEST_RUNS)
    runs = max(parser.parse_args().runs, FEWEST_RUNS)
    records = inventory()
    judged = read_judged((STUDY / PAIRS).read_text(encoding="utf-8"), file=str(PAIRS))
    trial = prepare(records, judged, file=str(PAIRS))
    seconds, places = timed(runs, contenders(records, trial))
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    measured, two_places_merged = quality(trial)
    kinds = counts_by_kind(pairs_of_kinds(), shipped_model())
    record = {
        "command": "python -m benchmarks.linkage",
        "commit": commit.stdout.strip(),
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
            "architecture": platform.machine(),
        },
        "peers": {
            "rule": "names alike (token_sort_ratio ≥ 85) within 300 m, connected components",
            "logistic": "LogisticRegression on ten plain measures, same candidates, connected components",
            "versions": {name: version(name) for name in ("rapidfuzz", "scikit-learn", "numpy", "scipy")},
        },
        "records": len(records),
        "candidates": len(trial.compared.first),
        "places": places,
        "runs": seconds,
        "median_seconds": {name: round(statistics.median(values), 3) for name, values in seconds.items()},
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "quality_out_of_fold": {
            name: {key: to_builtins(value) for key, value in found.items()}
            for name, found in measured.items()
        },
        "two_places": int((trial.measured & ~trial.same).sum()),
        "two_places_merged_out_of_fold": two_places_merged,
        "kinds_made_up": {kind: to_builtins(count) for kind, count in kinds.items()},
        "before": BEFORE,
        "measured_beforehand_f1": MEASURED_BEFOREHAND,
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    shown = {key: record[key] for key in ("median_seconds", "places", "peak_mb", "quality_out_of_fold")}
    sys.stdout.write(json.dumps(shown, indent=2) + "\n")


if __name__ == "__main__":
    main()
