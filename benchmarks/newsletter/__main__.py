"""Sends an issue to 20,000 subscribers by a local mail server, its worker killed (SIGKILL) twice in the middle, and counts.

    python -m benchmarks.newsletter [--letters 20000] [--kills 2] [--record]

On SQLite, and on PostgreSQL where the machine has it (as it comes: what is kept is on the disk). A third case holds a pace across
two kills. Ends with 1 where a reader got the letter twice, or did not and nobody is told. With --record the record goes
to benchmarks/results/newsletter.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from benchmarks.linkage.machine import RESULTS, ROOT, circumstances
from tests import postgresql

PACED_LETTERS, PACED_AN_HOUR = 600, 12_000
Found = dict[str, object]


def case(letters: int, kills: int, an_hour: int, database: str) -> Found:
    """What came of a case, in a folder of its own. database : "" for SQLite"""
    with tempfile.TemporaryDirectory() as folder:
        variables = {
            "DATABASE_URL": database or f"sqlite:///{Path(folder) / 'store.sqlite3'}",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        asked = [sys.executable, "-m", "benchmarks.newsletter.case", str(letters), str(kills), str(an_hour)]
        ended = subprocess.run(
            asked, cwd=folder, env=os.environ | variables, capture_output=True, text=True, check=False
        )
        if ended.returncode:
            raise SystemExit(ended.stderr[-3000:])
        found: Found = json.loads(ended.stdout.splitlines()[-1])
        return found


def holds(found: Found) -> bool:
    """Whether each got it once, but for those of whom it is said that nobody knows."""
    minute = -(-int(str(found["an_hour"])) // 60)
    paced = not minute or int(str(found["most_within_a_minute"])) <= minute
    wrong = ("arrived_more_than_once", "lost_and_not_said", "strangers")
    return paced and found["recipients"] == found["letters"] and not any(found[name] for name in wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description="Send an issue of the letter, killed in the middle.")
    parser.add_argument("--letters", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--record", action="store_true")
    asked = parser.parse_args()
    cases = {"sqlite": case(asked.letters, asked.kills, 0, "")}
    with (
        postgresql.started(durable=True) if postgresql.binaries() is not None else nullcontext("") as address
    ):
        if address:
            cases["postgresql"] = case(asked.letters, asked.kills, 0, address)
    cases["paced"] = case(PACED_LETTERS, asked.kills, PACED_AN_HOUR, "")
    record = {
        **circumstances("python -m benchmarks.newsletter --record", "Django", "aiosmtpd"),
        "cases": cases,
        "each_once_or_said_to_be_uncertain": all(map(holds, cases.values())),
    }
    json.dump(record, sys.stdout, indent=1)
    if asked.record:
        (RESULTS / "newsletter.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    if not record["each_once_or_said_to_be_uncertain"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
