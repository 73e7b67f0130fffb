"""Lines on which what is published rests, each made wrong in turn: a test must notice every one.

    nice python -m tests.mutations.important_lines [--only WORDS] [--record]

Each fault is put into a copy of the sources, and the tests named beside it run on the copy. Exit code 1, with the name
of the fault, when they pass all the same, or when the line is no more in the file. With --record, what came out goes to
benchmarks/results/important_lines.json, beside what is there of the others where only some are tried. Not part of the
suite: `python -m tests.mutations` tries every line of a module.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from msgspec import Struct

from benchmarks.linkage.machine import RESULTS, ROOT, circumstances

RECORD = RESULTS / "important_lines.json"
_FAILED = re.compile(r"^FAILED (.+?)(?: - .*)?$", re.MULTILINE)


class Fault(Struct, frozen=True):
    """A line made wrong. module : under src/florilege; tests : under tests/, those that should notice."""

    subject: str
    module: str
    before: str
    after: str
    tests: tuple[str, ...]


FAULTS = (
    Fault(
        "which claim is shown", "evidence/rules.py",
        "best = max(marks[test](claim) for claim in left)", "best = min(marks[test](claim) for claim in left)",
        ("evidence",),
    ),
    Fault(
        "a tie", "selection/equal_lists.py",
        "tuple(-int(tie[kept].sum()) for tie in ties)", "tuple(int(tie[kept].sum()) for tie in ties)",
        ("selection/test_aims.py", "selection/test_forced_in.py", "selection/test_optimum.py"),
    ),
    Fault(
        "a ceiling", "selection/certainty.py",
        "beside[row.indices] -= 1", "beside[row.indices] -= 2",
        ("selection/test_certainty.py",),
    ),
    Fault(
        "a budget, counted exactly", "selection/exact_sums.py",
        "self.most is None or total <= self.most)", "self.most is None or total <= self.most + 1)",
        ("selection/test_exact_sums.py",),
    ),
    Fault(
        "an improvement that is enough", "selection/cell_ranges.py",
        "ROUND_CEILING if rising else ROUND_FLOOR", "ROUND_FLOOR if rising else ROUND_CEILING",
        ("selection/test_improvement.py", "selection/test_level_changes.py"),
    ),
    Fault(
        "a veto", "linkage/vetoes.py",
        '"two_public_bodies": columns["body_differs"] > 0', '"two_public_bodies": columns["body_differs"] > 1',
        ("linkage/test_vetoes.py", "linkage/test_kinds.py"),
    ),
    Fault(
        "an undo, itself undone", "linkage/decisions.py",
        "if decision.verdict == UNDO and decision.act not in found:", "if decision.verdict == UNDO:",
        ("linkage/test_decisions.py",),
    ),
    Fault(
        "the allow-list", "web/publication/contents/stored_places.py",
        "return spec is not None and spec.public", "return spec is not None",
        ("publication/test_open_data.py",),
    ),
    Fault(
        "an address taken out", "evidence/privacy.py",
        'E_MAIL.sub(REMOVED, text) if "@" in text else text', "text",
        ("publication/test_open_data.py",),
    ),
    Fault(
        "a licence that binds", "evidence/licences.py",
        '"CC-BY-SA-4.0": frozenset(),', '"CC-BY-SA-4.0": frozenset({"etalab-2.0", "ODbL-1.0"}),',
        ("evidence/test_licences.py",),
    ),
    Fault(
        "a changed byte of a dossier", "selection/dossier/archive.py",
        "if hashlib.sha256(content).hexdigest() != sums:", "if sums is None:",
        ("selection/test_sealed_archive.py", "chain/test_seal.py"),
    ),
    Fault(
        "an input written over", "files.py",
        "if one is not None and same_file(out, one):", "if one is not None and out == one.parent:",
        ("chain/test_named_files.py",),
    ),
    Fault(
        "a tie, where some are decided beforehand", "selection/laminar.py",
        "free = kept & ~laminar.inside", "free = kept",
        ("selection/test_laminar.py",),
    ),
    Fault(
        "the reach of a proof near the bound", "selection/near_bound.py",
        "if everyone or gap + MARGIN < reach:", "if everyone or gap < np.inf:",
        ("selection/test_near_bound.py",),
    ),
    Fault(
        "a tie criterion after the one before", "selection/optimum.py",
        "among.add_row(_keep(tie[able], int(tie[able][part].sum())))", "among.add_row(_keep(tie[able], 0))",
        ("selection/test_optimum.py",),
    ),
    Fault(
        "two groups that are barred from each other", "linkage/clusters.py",
        "barred[low] |= barred[high]", "barred[high] |= barred[low]",
        ("linkage/test_clusters.py",),
    ),
    Fault(
        "records that left, tied in a ring", "linkage/departures.py",
        "for unit in free or left[:1]:", "for unit in free or left:",
        ("linkage/test_departures.py",),
    ),
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--only", default="", help="faults whose subject or module holds these words")
    chosen = parser.parse_args()
    tried = [one for one in FAULTS if chosen.only in one.subject or chosen.only in one.module]
    noticed = {fault.subject: _tests_that_notice(fault) for fault in tried}
    for subject, failed in noticed.items():
        sys.stdout.write(f"{subject}: {', '.join(failed) or 'NOT NOTICED'}\n")
    if chosen.record:
        record(noticed)
    return 0 if all(noticed.values()) else 1


def record(noticed: Mapping[str, list[str]]) -> None:
    """Write which tests noticed the faults tried, beside what was written of the others."""
    now = circumstances("python -m tests.mutations.important_lines --record", "pytest", "hypothesis")
    written = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else {"faults": []}
    known = {
        one["subject"]: {"noticed_by": one["noticed_by"], "commit": one.get("commit", written.get("commit"))}
        for one in written["faults"]
    }
    known |= {subject: {"noticed_by": failed, "commit": now["commit"]} for subject, failed in noticed.items()}
    found = [{**asdict(fault), **known[fault.subject]} for fault in FAULTS if fault.subject in known]
    RECORD.write_text(
        f"{json.dumps({**now, 'faults': found}, indent=2, ensure_ascii=False)}\n", encoding="utf-8"
    )


def _tests_that_notice(fault: Fault) -> list[str]:
    """The first test that fails on a copy of the sources with the fault; none when all pass."""
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "src"
        shutil.copytree(ROOT / "src", sources)
        module = sources / "florilege" / fault.module
        text = module.read_text(encoding="utf-8")
        if text.count(fault.before) != 1:
            raise SystemExit(f"{fault.subject}: the line is not once in {fault.module}")
        module.write_text(text.replace(fault.before, fault.after), encoding="utf-8")
        environment = {"FLORILEGE_EXAMPLES": "1", **os.environ, "PYTHONPATH": f"{sources}{os.pathsep}{ROOT}"}
        result = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-o", f"pythonpath={sources} {ROOT}"]
            + [str(ROOT / "tests" / name) for name in fault.tests],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    return _FAILED.findall(result.stdout) if result.returncode == 1 else []


if __name__ == "__main__":
    sys.exit(main())
