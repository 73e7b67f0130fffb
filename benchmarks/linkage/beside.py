"""Our linkage beside Splink, dedupe, recordlinkage and a plain rule: same records, same judged pairs, same machine.

    .venv/bin/python -m benchmarks.linkage.beside --peers ENVIRONMENT [--records 20000] [--only splink,rule]

ENVIRONMENT is a virtual environment made of `benchmarks/linkage/requirements-peers.txt`. Two tasks:

- the study's listings, on the judged pairs: what learns from labels is trained on four fifths of the pairs and
  measured on the others, in turn;
- synthetic listings, on all their pairs: what learns from labels learns from the judged pairs of the study, as ours.

Peers get our normalised columns, and the best of 16 thresholds, chosen on the very pairs measured on: in their favour.
Ours keeps its own. Time is from records read to clusters, without the start of Python. The record goes to
benchmarks/results/linkage_peers.json.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct, to_builtins
from numpy.typing import NDArray

from benchmarks.linkage.__main__ import STUDY, inventory
from benchmarks.linkage.machine import RESULTS, circumstances
from benchmarks.linkage.side.exchange import COLUMNS
from benchmarks.linkage.synthetic import synthetic
from florilege.linkage.evaluation import (
    FOLDS,
    Trial,
    cross_validated,
    folds,
    measures_of,
    prepare,
    read_judged,
)
from florilege.linkage.fit import PAIRS
from florilege.linkage.linking import link
from florilege.linkage.model import shipped_model
from florilege.linkage.names import GENERIC_SINGULAR, fold, name_words
from florilege.linkage.preparation import TABLES, take_apart
from florilege.linkage.records import LinkRecord

HERE = Path(__file__).resolve().parent
TRAINED = {"splink": False, "dedupe": True, "recordlinkage": True, "rule": False}
TOO_LONG = 3_600
TARGET = RESULTS / "linkage_peers.json"


class Figures(Struct, frozen=True):
    """Quality, and what it took: seconds and processor seconds of one run, peak memory of the process."""

    precision: float
    recall: float
    f1: float
    threshold: float
    seconds: float
    processor_seconds: float
    peak_mb: int


def table(records: Sequence[LinkRecord], path: Path) -> None:
    """Write the records as peers get them, in one form: `side.exchange.COLUMNS`."""
    prepared = take_apart(records)
    street = np.array(prepared.tables[TABLES["street"]])[prepared.code("street")]
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(COLUMNS)
        sites = np.cumsum([0, *prepared.code("sites")])
        phones = np.cumsum([0, *prepared.code("phones")])
        for rank, record in enumerate(records):
            name = record.names[0] if record.names else ""
            distinctive = sorted({word for word in name_words(name).words if word not in GENERIC_SINGULAR})
            believed = bool(prepared.flag("believed")[rank])
            row = {
                "key": record.key,
                "listing": record.listing,
                "name": fold(name),
                "words": " ".join(distinctive),
                "street": street[rank],
                "number": prepared.code("number")[rank] or "",
                "commune": record.commune_code,
                "departement": record.departement_code,
                "latitude": record.latitude if believed else "",
                "longitude": record.longitude if believed else "",
                "site": _first(prepared.tables["page"], prepared.code("page"), sites, rank).split("/")[0],
                "phone": _first(prepared.tables["phone"], prepared.code("phone"), phones, rank),
            }
            writer.writerow([row[name] for name in COLUMNS])


def _first(texts: Sequence[str], codes: NDArray[np.int64], begins: NDArray[np.int64], rank: int) -> str:
    return texts[codes[begins[rank]]] if begins[rank] < begins[rank + 1] else ""


def run(name: str, python: Path, folder: Path) -> list[dict[str, dict[str, int]]]:
    """Run a peer in its environment; the clusters by threshold, for each training set."""
    script = HERE / "side" / f"{name}_peer.py"
    subprocess.run([python, script, folder], check=True, timeout=TOO_LONG, stdout=subprocess.DEVNULL)
    files = sorted(folder.glob("clusters-*.json"), key=lambda path: int(path.stem.split("-")[1]))
    return [json.loads(path.read_text(encoding="utf-8")) for path in files]


def _took(folder: Path) -> tuple[float, float, int]:
    measured = json.loads((folder / "measured.json").read_text(encoding="utf-8"))
    return (
        float(np.median(measured["seconds"])),
        float(np.median(measured["processor_seconds"])),
        measured["peak_mb"],
    )


def on_judged(name: str, python: Path, records: Sequence[LinkRecord], trial: Trial) -> Figures:
    """A peer on the judged pairs, out of fold where it learns from them."""
    fold_of = folds(trial)
    pairs = [[pair.first, pair.second, pair.same] for pair in trial.judged]
    training = [
        [pair for pair, at in zip(pairs, fold_of, strict=True) if at != held] for held in range(FOLDS)
    ]
    with tempfile.TemporaryDirectory(prefix="beside-") as made:
        folder = Path(made)
        table(records, folder / "records.csv")
        (folder / "training.json").write_text(json.dumps(training), encoding="utf-8")
        found = run(name, python, folder)
        best = max(
            (_measured(trial, _out_of_fold(trial, found, threshold, fold_of)), float(threshold))
            for threshold in found[0]
        )
        return Figures(best[0][1], best[0][2], best[0][0], best[1], *_took(folder))


def _out_of_fold(
    trial: Trial, found: Sequence[Mapping[str, Mapping[str, int]]], threshold: str, fold_of: NDArray[np.int64]
) -> NDArray[np.bool_]:
    merged = np.zeros(len(trial.judged), dtype=bool)
    for rank, pair in enumerate(trial.judged):
        labels = found[fold_of[rank] if len(found) > 1 else 0][threshold]
        merged[rank] = labels[pair.first] == labels[pair.second]
    return merged


def _measured(trial: Trial, merged: NDArray[np.bool_]) -> tuple[float, float, float]:
    """F1, precision, recall."""
    found = measures_of(trial, merged)
    return found["f1"].value, found["precision"].value, found["recall"].value


def on_synthetic(name: str, python: Path, records: Sequence[LinkRecord], place: Mapping[str, int],
                 judged: tuple[Sequence[LinkRecord], Trial]) -> Figures:  # fmt: skip
    """A peer on all the pairs of synthetic listings; what it learns, it learns from the study's judged pairs."""
    study, trial = judged
    with tempfile.TemporaryDirectory(prefix="beside-") as made:
        folder = Path(made)
        table([*records, *study], folder / "records.csv")
        pairs = [[pair.first, pair.second, pair.same] for pair in trial.judged]
        if not TRAINED[name]:
            table(records, folder / "records.csv")
        (folder / "training.json").write_text(json.dumps([pairs]), encoding="utf-8")
        found = run(name, python, folder)[0]
        best = max((pairwise(labels, place), float(threshold)) for threshold, labels in found.items())
        return Figures(best[0][1], best[0][2], best[0][0], best[1], *_took(folder))


def pairwise(labels: Mapping[str, int], place: Mapping[str, int]) -> tuple[float, float, float]:
    """F1, precision and recall of all the pairs of the records whose place is known."""

    def pairs(counts: Counter[object]) -> int:
        return sum(count * (count - 1) // 2 for count in counts.values())

    found = pairs(Counter(labels[key] for key in place))
    true = pairs(Counter(place.values()))
    good = pairs(Counter((labels[key], at) for key, at in place.items()))
    precision, recall = good / found if found else 0.0, good / true
    return round(2 * good / (found + true), 4), round(precision, 4), round(recall, 4)


def ours(records: Sequence[LinkRecord], trial: Trial, place: Mapping[str, int] | None) -> Figures:
    """Ours by the same measures: out of fold on the judged pairs, by the shipped model on synthetic listings."""
    started, worked = time.perf_counter(), time.process_time()
    found = link(records, shipped_model())
    took = (time.perf_counter() - started, time.process_time() - worked)
    if place is None:
        merged, _ = cross_validated(trial)
        f1, precision, recall = _measured(trial, merged)
    else:
        labels = {key: rank for rank, keys in enumerate(found.clusters) for key in keys}
        f1, precision, recall = pairwise(labels, place)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Figures(
        precision, recall, f1, shipped_model().merge_from, round(took[0], 2), round(took[1], 2), peak
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--only", default=",".join(TRAINED))
    chosen = parser.parse_args()
    python = chosen.peers / "bin" / "python"
    study = inventory()
    trial = prepare(
        study, read_judged((STUDY / PAIRS).read_text(encoding="utf-8"), file=str(PAIRS)), file=str(PAIRS)
    )
    made = synthetic(chosen.records)
    place = {record.key: at for record, at in zip(made.records, made.place, strict=True)}
    figures = {
        "judged pairs of the study": {"florilege": ours(study, trial, None)},
        f"synthetic, {chosen.records} records": {"florilege": ours(made.records, trial, place)},
    }
    real, drawn = figures.values()
    for name in chosen.only.split(","):
        real[name] = on_judged(name, python, study, trial)
        drawn[name] = on_synthetic(name, python, made.records, place, (study, trial))
        sys.stderr.write(f"{name}: {real[name]} {drawn[name]}\n")
    asked = [
        python,
        "-c",
        "import importlib.metadata as m, sys; print(*(f'{n}={m.version(n)}' for n in sys.argv[1:]))",
    ]
    peers = subprocess.run(
        [*asked, "splink", "dedupe", "recordlinkage", "rapidfuzz", "duckdb"],
        capture_output=True,
        text=True,
        check=True,
    )
    record = {
        **circumstances(
            "python -m benchmarks.linkage.beside --peers ENVIRONMENT", "rapidfuzz", "numpy", "polars"
        ),
        "peers": dict(part.split("=") for part in peers.stdout.split()),
        "in_favour_of_peers": "best of 16 thresholds on the pairs measured on; ours keeps its own",
        "figures": {
            task: {name: to_builtins(one) for name, one in found.items()} for task, found in figures.items()
        },
    }
    TARGET.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(record["figures"], indent=2) + "\n")


if __name__ == "__main__":
    main()
