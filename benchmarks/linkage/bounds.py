"""What the constants of the clusters are worth: F1 out of fold, places found and pairs asked about, with others.

    python -m benchmarks.linkage.bounds

Each constant of `florilege.linkage.clusters` in turn takes another value, the others as they are. The judged pairs are
those of the study, folds as in `python -m benchmarks.linkage`; the places are those of the model shipped.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np

from benchmarks.linkage.__main__ import PAIRS, STUDY, inventory
from florilege.linkage import clusters
from florilege.linkage.evaluation import cross_validated, measures_of, prepare, read_judged
from florilege.linkage.linking import link
from florilege.linkage.model import shipped_model

TRIED: Mapping[str, tuple[float, ...]] = {
    "LEAST": (-5.0, -6.0, -8.0, -10.0),
    "MOST": (4.0, 5.0, 6.0, 7.0, 8.0, 10.0),
    "UNDECIDED": (0.0, 0.25, 1.0, 2.0),
}


@contextmanager
def other(name: str, value: float) -> Iterator[None]:
    """The constants with one of another value; what an unlinked pair says stays three times the most."""
    before = {one: getattr(clusters, one) for one in (name, "UNLINKED")}
    setattr(clusters, name, value)
    clusters.UNLINKED = -3 * clusters.MOST
    yield
    for one, kept in before.items():
        setattr(clusters, one, kept)


def main() -> None:
    records = inventory()
    judged = read_judged((STUDY / PAIRS).read_text(encoding="utf-8"), file=str(PAIRS))
    trial = prepare(records, judged, file=str(PAIRS))
    two = trial.measured & ~trial.same
    tried = [("MOST", clusters.MOST)] + [(name, value) for name, values in TRIED.items() for value in values]
    as_it_is = None
    for name, value in tried:
        with other(name, value):
            merged = cross_validated(trial)[0]
            places = {frozenset(group) for group in link(records, shipped_model()).clusters}
        as_it_is = as_it_is if as_it_is is not None else places
        f1 = measures_of(trial, merged)["f1"].value
        sys.stdout.write(
            f"{name} {value}: F1 {f1:.3f}, two places merged {int(np.sum(merged & two))}, {len(places)} places, "
            f"{len(places - as_it_is)} not as with the constants that are\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
