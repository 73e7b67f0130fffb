"""Faults put into the pure rooms one at a time, to see which the suite does not notice; not part of the suite.

    nice python -m tests.mutations src/florilege/evidence/rules.py --tests tests/evidence

Each fault (`mutants.py`) is tried in a child process of its own, which runs the tests that reach the changed lines,
quickest first, until one fails (`trial.py`). No file is ever changed. A fault that no test notices is printed: it is
an equivalent of the code, or a sentence that no test states yet.
Tests that take longer than `--slowest` seconds are left out, and Hypothesis neither shrinks nor draws anew.
With `--record`, the counts of each module go to benchmarks/results/mutations.json beside those already there.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections import Counter
from pathlib import Path

from benchmarks.linkage.machine import RESULTS, ROOT, circumstances
from tests.mutations.mutants import Mutant, mutants
from tests.mutations.trial import KILLED, SURVIVED, UNREACHED, Reach, Trial, outcomes, reach

RECORD = RESULTS / "mutations.json"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="+", type=Path)
    parser.add_argument("--tests", nargs="+", required=True)
    parser.add_argument("--slowest", type=float, default=4.0, help="seconds; slower tests are left out")
    parser.add_argument("--lines", help="only the faults on these lines, as 10-25")
    parser.add_argument(
        "--functions-only",
        action="store_true",
        help="leave out constants and defaults, which take longest to try",
    )
    parser.add_argument("--record", action="store_true")
    chosen = parser.parse_args()
    modules = [module.resolve() for module in chosen.modules]
    found = {}
    reached = reach(modules, chosen.tests)
    for module in modules:
        counts = _survivors(module, reached[module], chosen)
        found[module.relative_to(ROOT).as_posix()] = counts
        sys.stdout.write(f"{module.relative_to(ROOT)}: {dict(counts)}\n")
        sys.stdout.flush()
    if chosen.record:
        _record(found, chosen)
    return 0


def _survivors(module: Path, reached: Reach, chosen: argparse.Namespace) -> Counter[str]:
    text = module.read_text(encoding="utf-8")
    first, last = map(int, chosen.lines.split("-")) if chosen.lines else (0, len(text))
    everything = reached.all_tests(slowest=chosen.slowest)
    nothing = Mutant((0, 0), inside=False, before="", after="", put=lambda: None)
    asked = [Trial(-1, ast.parse(text), nothing, tuple(everything), 60 + reached.patience(everything))]
    counts: Counter[str] = Counter()
    for rank, mutant in enumerate(mutants(ast.parse(text))):
        if first <= mutant.lines[0] <= last and (mutant.inside or not chosen.functions_only):
            tree = ast.parse(text)
            next(each for place, each in enumerate(mutants(tree)) if place == rank).put()
            tests = tuple(reached.tests(mutant, slowest=chosen.slowest))
            asked.append(Trial(rank, tree, mutant, tests, reached.patience(tests)))
            if not tests:
                counts[UNREACHED] += 1
                _print_outcome(module, mutant, UNREACHED)
    for trial, outcome in outcomes(module, asked, chosen.tests):
        if trial.rank < 0:
            if outcome != SURVIVED:
                raise SystemExit(
                    f"The tests of {module.name} fail on the code as it stands, run in this way."
                )
            continue
        counts[outcome] += 1
        if outcome != KILLED:
            _print_outcome(module, trial.mutant, outcome)
    return counts


def _print_outcome(module: Path, mutant: Mutant, outcome: str) -> None:
    sys.stdout.write(
        f"{outcome} {module.name}:{mutant.lines[0]}\n    - {mutant.before}\n    + {mutant.after}\n"
    )
    sys.stdout.flush()


def _record(found: dict[str, Counter[str]], chosen: argparse.Namespace) -> None:
    before = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    shown = "python -m tests.mutations MODULE --tests TESTS --functions-only --record"
    modules = before.get("modules", {})
    for module, counts in found.items():
        modules[module] = {**modules.get(module, {}), "tests": chosen.tests, "now": dict(counts)}
    record = {**circumstances(shown, "pytest", "hypothesis"), "modules": dict(sorted(modules.items()))}
    record |= {key: value for key, value in before.items() if key not in record}
    RECORD.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
