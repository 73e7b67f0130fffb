"""Twelve lines on which what is published rests, each made wrong in turn: a test must notice every one.

    nice python -m tests.mutations.important_lines [--record]

Each fault is put into a copy of the sources, and the tests named beside it run on the copy. Exit code 1, with the name
of the fault, when they pass all the same, or when the line is no more in the file. With --record, what came out goes to
benchmarks/results/important_lines.json. Not part of the suite: `python -m tests.mutations` tries every line of a module.
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
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.linkage.machine import RESULTS, ROOT, circumstances

_FAILED = re.compile(r"^FAILED (.+?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fault:
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
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--record", action="store_true")
    chosen = parser.parse_args()
    noticed = {fault.subject: _tests_that_notice(fault) for fault in FAULTS}
    for subject, failed in noticed.items():
        sys.stdout.write(f"{subject}: {', '.join(failed) or 'NOT NOTICED'}\n")
    if chosen.record:
        found = [{**asdict(fault), "noticed_by": noticed[fault.subject]} for fault in FAULTS]
        command = "python -m tests.mutations.important_lines --record"
        record = {**circumstances(command, "pytest", "hypothesis"), "faults": found}
        text = json.dumps(record, indent=2, ensure_ascii=False)
        (RESULTS / "important_lines.json").write_text(f"{text}\n", encoding="utf-8")
    return 0 if all(noticed.values()) else 1


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
        environment = {**os.environ, "PYTHONPATH": f"{sources}{os.pathsep}{ROOT}"}
        result = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-o", f"pythonpath={sources} {ROOT}"]
            + [str(ROOT / "tests" / name) for name in fault.tests],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    return _FAILED.findall(result.stdout) if result.returncode == 1 else []


if __name__ == "__main__":
    sys.exit(main())
