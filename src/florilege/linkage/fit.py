"""Fit the weights on a study's judged pairs and measure them: writes model.json and quality.json beside this file.

    python -m florilege.linkage.fit studies/lieux-innovation

Reads the study's listings, all their versions, and `truth/pairs_tuning.csv`; needs no network; gives the same
files every time. The renames that earlier versions document go to the study's `former_names.csv`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from florilege.linkage.evaluation import SHIPPED as QUALITY
from florilege.linkage.evaluation import Quality, evaluate, fit_on, prepare, read_judged, write_quality
from florilege.linkage.history import FormerName, former_names, with_former_names, write_former_names
from florilege.linkage.model import SHIPPED as MODEL
from florilege.linkage.model import Model, write_model
from florilege.linkage.records import LinkRecord, of_record
from florilege.listings.mapping import read_mapping
from florilege.listings.readers import read_file
from florilege.territory.reference import reference

PAIRS = Path("truth") / "pairs_tuning.csv"
FORMER_NAMES = "former_names.csv"
COMMAND = "python -m florilege.linkage.fit studies/lieux-innovation"


def study_records(study: Path) -> tuple[LinkRecord, ...]:
    """The records of the latest version of each listing of a study's folder, as the listings name them now."""
    return tuple(
        record for path in _mappings(study) for record in _read(path, read_mapping(path).in_use.date)
    )


def documented_renames(study: Path) -> tuple[FormerName, ...]:
    """The former names that earlier versions of the study's listings document."""
    formers: list[FormerName] = []
    for path in _mappings(study):
        dates = sorted(version.date for version in read_mapping(path).versions)
        versions = [_read(path, date) for date in dates]
        formers.extend(former_names(versions[-1], versions[:-1]))
    return tuple(formers)


def fit_study(records: Sequence[LinkRecord], study: Path) -> tuple[Model, Quality]:
    """The model fitted on all the judged pairs of a study, and its quality by cross-validation."""
    pairs = study / PAIRS
    judged = read_judged(pairs.read_text(encoding="utf-8"), file=str(pairs))
    trial = prepare(records, judged, file=str(pairs))
    provenance = f"{PAIRS.as_posix()}, {len(judged)} judged pairs; {COMMAND}"
    return fit_on(trial, np.ones(len(judged), dtype=bool), provenance=provenance), evaluate(trial)


def _mappings(study: Path) -> list[Path]:
    return sorted((study / "listings").glob("*.toml"))


def _read(path: Path, version: str) -> list[LinkRecord]:
    mapping = read_mapping(path)
    file = path.parent / mapping.version(version).file
    read = read_file(mapping, file, version=version, reference=reference())
    return [of_record(record) for record in read.records]


def main(arguments: list[str]) -> int:
    """Fit and write both files; prints the measures."""
    if len(arguments) != 1:
        sys.stderr.write(f"usage: {COMMAND}\n")
        return 2
    study = Path(arguments[0])
    formers = documented_renames(study)
    model, quality = fit_study(with_former_names(study_records(study), formers), study)
    (study / FORMER_NAMES).write_text(write_former_names(formers), encoding="utf-8")
    here = Path(__file__).parent
    (here / MODEL).write_text(write_model(model), encoding="utf-8")
    (here / QUALITY).write_text(write_quality(quality), encoding="utf-8")
    for name, measure in (("F1", quality.f1), ("precision", quality.precision), ("recall", quality.recall)):
        sys.stdout.write(f"{name:<10}{measure.value:.3f}  [{measure.low:.3f}, {measure.high:.3f}]\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
