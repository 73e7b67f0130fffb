"""Fit the weights on a study's judged pairs and measure them: writes model.json and quality.json beside this file.

    python -m florilege.linkage.fit studies/lieux-innovation

Reads the study's listings and `truth/pairs_tuning.csv`; needs no network; gives the same files every time.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from florilege.linkage.evaluation import SHIPPED as QUALITY
from florilege.linkage.evaluation import Quality, evaluate, fit_on, prepare, read_judged, write_quality
from florilege.linkage.model import SHIPPED as MODEL
from florilege.linkage.model import Model, write_model
from florilege.linkage.records import LinkRecord, of_record
from florilege.listings.mapping import read_mapping
from florilege.listings.readers import read_file
from florilege.territory.reference import reference

PAIRS = Path("truth") / "pairs_tuning.csv"
COMMAND = "python -m florilege.linkage.fit studies/lieux-innovation"


def study_records(study: Path) -> tuple[LinkRecord, ...]:
    """The records of the latest version of each listing of a study's folder, ready to link."""
    records: list[LinkRecord] = []
    for path in sorted((study / "listings").glob("*.toml")):
        mapping = read_mapping(path)
        file = path.parent / mapping.latest.file
        read = read_file(mapping, file, version=mapping.latest.date, reference=reference())
        records.extend(of_record(record) for record in read.records)
    return tuple(records)


def fit_study(study: Path) -> tuple[Model, Quality]:
    """The model fitted on all the judged pairs of a study, and its quality by cross-validation."""
    pairs = study / PAIRS
    judged = read_judged(pairs.read_text(encoding="utf-8"), file=str(pairs))
    trial = prepare(study_records(study), judged, file=str(pairs))
    provenance = f"{PAIRS.as_posix()}, {len(judged)} judged pairs; {COMMAND}"
    return fit_on(trial, np.ones(len(judged), dtype=bool), provenance=provenance), evaluate(trial)


def main(arguments: list[str]) -> int:
    """Fit and write both files; prints the measures."""
    if len(arguments) != 1:
        sys.stderr.write(f"usage: {COMMAND}\n")
        return 2
    model, quality = fit_study(Path(arguments[0]))
    here = Path(__file__).parent
    (here / MODEL).write_text(write_model(model), encoding="utf-8")
    (here / QUALITY).write_text(write_quality(quality), encoding="utf-8")
    for name, measure in (("F1", quality.f1), ("precision", quality.precision), ("recall", quality.recall)):
        sys.stdout.write(f"{name:<10}{measure.value:.3f}  [{measure.low:.3f}, {measure.high:.3f}]\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
