"""Coverage-guided fuzzing of every reader of listings, for as long as asked; not part of the test suite.

    python -m tests.fuzz --seconds 3600

in an environment with requirements-dev.txt and with atheris (`tests/fuzz/requirements.txt`). The fuzzer (libFuzzer)
changes good files, and the beginnings of the real listings, and keeps what reaches new code. An input fails when
a reader raises anything but a refusal of its own, hangs for 20 s, takes 2 GB, or loses a row: what the format's
reader gives and what becomes a record or a refused line must be as many. Failing inputs stay in the folder of
`--found`; the record goes to benchmarks/results/fuzz.json.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.linkage.machine import RESULTS, ROOT, circumstances

HANG_SECONDS, MEMORY_MB, LONGEST = 20, 2_048, 4_096
STATISTIC = re.compile(r"stat::(\w+):\s+(\d+)")
COVERED = re.compile(r"cov: (\d+) ft: (\d+)")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=3_600)
    parser.add_argument("--found", type=Path, default=ROOT / "build" / "fuzz")
    chosen = parser.parse_args()
    chosen.found.mkdir(parents=True, exist_ok=True)
    known = {path.name for path in chosen.found.iterdir()}
    with tempfile.TemporaryDirectory(prefix="corpus-") as corpus:
        command = [
            sys.executable, "-m", "tests.fuzz.readers", corpus, f"-max_total_time={chosen.seconds}",
            f"-timeout={HANG_SECONDS}", f"-rss_limit_mb={MEMORY_MB}", f"-max_len={LONGEST}", "-print_final_stats=1",
            f"-artifact_prefix={chosen.found}/", "-reload=0",
        ]  # fmt: skip
        run = subprocess.run(
            command, cwd=ROOT, stderr=subprocess.PIPE, text=True, errors="replace", check=False
        )
        kept = len(list(Path(corpus).iterdir()))
    said = run.stderr
    failing = sorted({path.name for path in chosen.found.iterdir()} - known)
    covered = COVERED.findall(said)
    record = {
        **circumstances(f"python -m tests.fuzz --seconds {chosen.seconds}", "atheris"),
        "seconds_asked": chosen.seconds,
        "ended": "as asked" if run.returncode == 0 else f"exit code {run.returncode}",
        "statistics": {name: int(value) for name, value in STATISTIC.findall(said)},
        "edges_covered": int(covered[-1][0]) if covered else None,
        "inputs_kept": kept,
        "failing_inputs": failing,
    }
    (RESULTS / "fuzz.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(record, indent=2) + "\n")
    if run.returncode:
        sys.stderr.write(said[-4_000:])
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
