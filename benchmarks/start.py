"""How long the program and the library take to start, and a study to be drafted from 3,000 rows: medians, each run a process.

    python -m benchmarks.start [--record]

Prints JSON; ends with 1 where a median is above what is wanted. With --record the record goes to
benchmarks/results/start.json.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from msgspec import Struct

from benchmarks.linkage.machine import RESULTS, circumstances
from florilege.territory.reference import reference

RUNS, RUNS_OF_DRAFTS, ROWS = 9, 5, 3_000
PYTHON = sys.executable
STUDY = "drafted"


class Case(Struct, frozen=True):
    """What is run, and how many seconds are wanted at most. drafts : whether it writes a study, which goes before each run"""

    command: tuple[str, ...]
    wanted: float | None = None
    drafts: bool = False


CASES = {
    "python": Case((PYTHON, "-c", "pass")),
    "import florilege": Case((PYTHON, "-c", "import florilege"), 0.2),
    "florilege --help": Case((PYTHON, "-m", "florilege.cli", "--help"), 0.3),
    "florilege.select named": Case((PYTHON, "-c", "import florilege; florilege.select")),
    f"florilege new --from, {ROWS} rows": Case(
        (PYTHON, "-m", "florilege.cli", "new", STUDY, "--from", "places.csv", "--yes"), 5.0, drafts=True
    ),
}


def write_places(path: Path) -> None:
    """A table as a region keeps one: ten columns, made-up places of as many communes of the reference."""
    communes = [one for one in reference().communes.values() if one.postcodes and one.zone == "metro"]
    step = len(communes) // ROWS
    kinds = ("coworking", "fablab", "tiers-lieu", "incubateur")
    services = ("bureaux", "formation", "événements", "bureaux, formation", "formation, événements")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(
            (
                "N°",
                "Nom du lieu",
                "Type",
                "Adresse",
                "Code postal",
                "Commune",
                "Site web",
                "Téléphone",
                "Services",
                "Remarques",
            )
        )
        for rank in range(ROWS):
            one = communes[rank * step]
            writer.writerow(
                (rank + 1, f"Atelier {rank} de {one.name}", kinds[rank % 4], f"{rank % 90 + 1} rue du Moulin", one.postcodes[0],
                 one.name, f"https://atelier-{rank}.example.org" if rank % 3 else "",
                 f"02 99 {rank // 100:02} {rank % 100:02} 00" if rank % 2 else "", services[rank % 5], f"vu le {rank % 28 + 1} mars")
            )  # fmt: skip


def seconds_of(case: Case, folder: Path) -> float:
    """One run, in seconds of the clock."""
    if case.drafts:
        shutil.rmtree(folder / STUDY, ignore_errors=True)
    started = time.perf_counter()
    subprocess.run(case.command, check=True, capture_output=True, cwd=folder)
    return time.perf_counter() - started


def measure() -> dict[str, dict[str, float | None]]:
    """The median, the fastest and the slowest of each; a first run, which writes what is compiled, is not counted."""
    found: dict[str, dict[str, float | None]] = {}
    with tempfile.TemporaryDirectory(prefix="florilege-start-") as name:
        folder = Path(name)
        write_places(folder / "places.csv")
        for title, case in CASES.items():
            seconds_of(case, folder)
            runs = [seconds_of(case, folder) for _ in range(RUNS_OF_DRAFTS if case.drafts else RUNS)]
            found[title] = {
                "median": round(statistics.median(runs), 3),
                "fastest": round(min(runs), 3),
                "slowest": round(max(runs), 3),
                "wanted": case.wanted,
            }
    return found


def main() -> int:
    """Measure, print, record if asked; 1 where a median is above what is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write benchmarks/results/start.json")
    record = parser.parse_args().record
    medians = measure()
    found: dict[str, object] = {"seconds": medians, "runs": {"starts": RUNS, "drafts": RUNS_OF_DRAFTS}}
    found["circumstances"] = circumstances("python -m benchmarks.start --record", "typer", "rich", "polars")
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.write(text)
    if record:
        (RESULTS / "start.json").write_text(text, encoding="utf-8")
    late = [
        one for one in medians.values() if one["wanted"] is not None and (one["median"] or 0) > one["wanted"]
    ]
    return int(bool(late))


if __name__ == "__main__":
    sys.exit(main())
