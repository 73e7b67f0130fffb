"""Random studies answered by the product, and by every list tried where there are few candidates.

    .venv/bin/python -m benchmarks.selection.random_studies [--studies 2000]

Each study ends with a list or a clash; 200 draws each. The record goes to benchmarks/results/random_studies.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter

from benchmarks.linkage.machine import RESULTS, circumstances
from tests.conformance.random_studies import DRAWS, ENUMERATED, outcome, study


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    ends: Counter[str] = Counter()
    effort: Counter[str] = Counter()
    compared = 0
    wrong: dict[str, list[str]] = {}
    for seed in range(asked.first, asked.first + asked.studies):
        try:
            found = outcome(study(seed))
        except Exception as error:
            ends["internal fault"] += 1
            wrong[str(seed)] = [f"{type(error).__name__}: {error}"]
            continue
        ends[found.status] += 1
        compared += found.compared
        effort.update(found.effort)
        if found.faults:
            wrong[str(seed)] = list(found.faults)
    record = circumstances("python -m benchmarks.selection.random_studies", "highspy", "numpy") | {
        "first_seed": asked.first,
        "studies": asked.studies,
        "draws_each": DRAWS,
        "ended": dict(ends),
        "every_list_tried": {
            "candidates_at_most": ENUMERATED,
            "studies": compared,
            "lists_of_draws": compared * DRAWS,
        },
        "solver_effort": dict(effort),
        "wrong": wrong,
    }
    (RESULTS / "random_studies.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
