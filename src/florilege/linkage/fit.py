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

from florilege.linkage.decisions import read_decisions, standing
from florilege.linkage.evaluation import SHIPPED as QUALITY
from florilege.linkage.evaluation import (
    Judged,
    Quality,
    evaluate,
    fit_on,
    prepare,
    read_judged,
    write_quality,
)
from florilege.linkage.history import FormerName, former_names, with_former_names, write_former_names
from florilege.linkage.model import SHIPPED as MODEL
from florilege.linkage.model import Model, write_model
from florilege.linkage.records import LinkRecord, of_record
from florilege.listings.mapping import read_mapping
from florilege.listings.readers import read_file
from florilege.territory.reference import reference

DECISIONS = "decisions.csv"
SURE = "haute"
PAIRS = Path("truth") / "pairs_tuning.csv"
OWN_MODEL, OWN_QUALITY = "linkage.json", "linkage_quality.json"
"""The model of a study that has its own, and how good it is."""
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
    measured_on = prepare(records, judged, file=str(pairs))
    decided = settled_pairs(study, records, judged)
    trial = prepare(records, (*judged, *decided), file=DECISIONS) if decided else measured_on
    provenance = f"{PAIRS.as_posix()}, {len(judged)} judged pairs; {COMMAND}"
    if decided:
        provenance = f"{provenance}; {DECISIONS}, {len(decided)} pairs settled"
    model = fit_on(trial, np.ones(len(trial.judged), dtype=bool), provenance=provenance)
    return model, evaluate(measured_on)


def settled_pairs(
    study: Path, records: Sequence[LinkRecord], judged: Sequence[Judged] = ()
) -> tuple[Judged, ...]:
    """What persons settled about these records, as judged pairs; those already judged are left aside.

    They serve to fit, never to measure: the pairs that are asked of persons are not drawn at random.
    """
    path = study / DECISIONS
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    present = {record.key for record in records}
    known = {frozenset((pair.first, pair.second)) for pair in judged}
    return tuple(
        Judged(item.first, item.second, item.same, SURE, DECISIONS)
        for item in standing(read_decisions(text, file=str(path)))
        if {item.first, item.second} <= present and frozenset((item.first, item.second)) not in known
    )


def _mappings(study: Path) -> list[Path]:
    return sorted((study / "listings").glob("*.toml"))


def _read(path: Path, version: str) -> list[LinkRecord]:
    mapping = read_mapping(path)
    file = path.parent / mapping.version(version).file
    read = read_file(mapping, file, version=version, reference=reference())
    return [of_record(record) for record in read.records]


def main(arguments: list[str]) -> int:
    """Fit and write both files; prints the measures. With --own, the model goes to the study, for it alone."""
    own = "--own" in arguments
    folders = [argument for argument in arguments if argument != "--own"]
    if len(folders) != 1:
        sys.stderr.write(f"usage: {COMMAND} [--own]\n")
        return 2
    study = Path(folders[0])
    formers = documented_renames(study)
    model, quality = fit_study(with_former_names(study_records(study), formers), study)
    (study / FORMER_NAMES).write_text(write_former_names(formers), encoding="utf-8")
    here = Path(__file__).parent
    (study / OWN_MODEL if own else here / MODEL).write_text(write_model(model), encoding="utf-8")
    (study / OWN_QUALITY if own else here / QUALITY).write_text(write_quality(quality), encoding="utf-8")
    for name, measure in (("F1", quality.f1), ("precision", quality.precision), ("recall", quality.recall)):
        sys.stdout.write(f"{name:<10}{measure.value:.3f}  [{measure.low:.3f}, {measure.high:.3f}]\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
