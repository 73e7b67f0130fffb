"""Has thirty people write practices of one workshop at once on the live service, and looks for every word that they typed.

    python -m benchmarks.practices [--people 30] [--turns 20] [--record]

The small study of the tests, `florilege serve --team`, on the embedded store. Each person saves in turn in a practice of her own
and in one field that all write in: once with a pause before each save, shorter than the page waits for somebody who types; once as
fast as she is answered. With --record the record goes to benchmarks/results/practices.json.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.linkage.machine import RESULTS, circumstances
from tests.chain.conftest import build_study
from tests.practices.many_writers import write_at_once
from tests.program import ROOT, run_from_nothing

MUST_SECONDS = 1.0
"""At the 95th percentile of a save, of people who type."""
PAUSE = 0.7
"""Seconds before each save: what the page waits after the last key."""
SETTINGS = {"FLORILEGE_HTTPS": "0", "FLORILEGE_SECRET_KEY": "b" * 50}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The link of a session, on a service that ends with the block."""
    build_study(folder)
    script = ROOT / "tests" / "practices" / "opened.py"
    ended = run_from_nothing(sys.executable, script, folder / "study", folder=folder, environment=SETTINGS)
    if ended.returncode:
        raise SystemExit(ended.stderr)
    secret = json.loads(ended.stdout.splitlines()[-1])["secret"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [
        sys.executable,
        "-m",
        "florilege.cli",
        "serve",
        "study",
        "--team",
        "--no-worker",
        "--port",
        str(port),
    ]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | SETTINGS
    with (folder / "served.txt").open("w") as said:
        server = subprocess.Popen(program, cwd=folder, env=environment, stdout=said, stderr=said)
        try:
            _wait(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/rencontres/ecrire/{secret}/"
        finally:
            server.terminate()
            server.wait(timeout=60)


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=60).close()
            return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise SystemExit("the service did not start")


def _at(seconds: Sequence[float], share: float) -> float:
    return round(sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))], 3)


def main() -> None:
    parser = argparse.ArgumentParser(description="Have people write practices at once.")
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--record", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as session:
        ways = {
            "typing": measured(session, asked.people, asked.turns, PAUSE),
            "as fast as answered": measured(session, asked.people, asked.turns, 0.0),
        }
    record = {
        **circumstances("python -m benchmarks.practices --record"),
        "must_seconds": MUST_SECONDS,
        "pause_seconds": PAUSE,
        "people": asked.people,
        "ways": ways,
    }
    json.dump(record, sys.stdout, indent=1)
    if asked.record:
        (RESULTS / "practices.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    if any(one["faults"] or one["words_lost"] for one in ways.values()):
        raise SystemExit(1)


def measured(session: str, people: int, turns: int, pause: float) -> dict[str, object]:
    """Seconds of a save, and what was lost."""
    began = time.perf_counter()
    found = write_at_once(session, people=people, turns=turns, pause=pause)
    took = time.perf_counter() - began
    return {
        "saves": len(found.seconds),
        "saves_a_second": round(len(found.seconds) / took, 1),
        "seconds_median": round(statistics.median(found.seconds), 3),
        "seconds_95": _at(found.seconds, 0.95),
        "seconds_worst": round(max(found.seconds), 3),
        "words_typed": len(found.typed),
        "words_lost": len(found.typed - found.standing),
        "faults": list(found.faults),
    }


if __name__ == "__main__":
    main()
