"""The live service under load, beside Datasette on the same data.

    python3 -m venv PEERS && PEERS/bin/pip install --require-hashes -r benchmarks/service/requirements-peers.txt
    .venv/bin/python -m benchmarks.service --peers PEERS [--folder DIR] [--rounds 3] [--seconds 8] [--case NAME …] [--record]

wrk (one thread, eight connections, on loopback) asks `florilege serve --team` with the workers that it starts by itself (one a
core), then Datasette, one process as it comes, in turn. Stores of 3,102 and 100,000 places are drawn once in DIR and used again;
the sheets are asked for once before they are timed, and a connection commits fifty times a second meanwhile.

The same: places, words searched (5,000, one in ten with an error, which Datasette finds nothing for), twenty places an answer with
their number, rows as pages in HTML. Not the same: our search has stems, synonyms and errors; our sheets hold ten times as
much, and were rendered once before. Datasette has one process, and renders at every request.

With --record the record goes to benchmarks/results/service.json.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.linkage.machine import RESULTS, ROOT, circumstances
from benchmarks.service import cases
from benchmarks.service.places import STUDY
from benchmarks.speed import speed_of_the_moment

FEW, MANY = 3102, 100_000
DATA = Path(__file__).with_name("side") / "datasette_data.py"
MUST = {
    "search-3102": "1,500 requests/s, ahead of Datasette",
    "sheets-3102": "800 requests/s while another process writes, ahead of Datasette",
    "search-100000": "600 requests/s, p99 50 ms",
    "start-up": "2 s",
    "memory": "200 MB a worker",
}


def store_of(count: int, folder: Path) -> Path:
    """A store of so many places, drawn unless it is there."""
    store = folder / f"places-{count}.sqlite3"
    if not store.is_file():
        sys.stderr.write(f"drawing {count} places\n")
        apart = folder / "drawn.sqlite3"
        apart.unlink(missing_ok=True)
        text = "import sys; from pathlib import Path; from benchmarks.service.places import make_store;"
        text += "make_store(int(sys.argv[1]), Path(sys.argv[2]))"
        subprocess.run([sys.executable, "-c", text, str(count), apart], check=True, cwd=ROOT)
        apart.rename(store)
    return store


def data_of(count: int, folder: Path, store: Path, peers: Path) -> Path:
    """The same places for Datasette: from the cards of our index, which the service makes when it is first asked."""
    data = folder / f"datasette{count}.sqlite3"
    if not data.is_file():
        cases.indexed(folder, store)
        # those of former states are taken away an hour later
        cards = max(
            Path(f"{store}.cache").glob("*/places/cards.jsonl"), key=lambda path: path.stat().st_mtime
        )
        subprocess.run([peers / "bin" / "python", DATA, cards, data], check=True)
    return data


def measured(asked: argparse.Namespace, folder: Path) -> dict[str, dict[str, object]]:
    """Each case asked for."""
    few = store_of(FEW, folder)
    given = {"rounds": asked.rounds, "seconds": asked.seconds}

    def beside(case: str, count: int, store: Path, ours: dict[str, object]) -> dict[str, object]:
        if asked.peers is None:
            return ours
        data = data_of(count, folder, store, asked.peers)
        peer = cases.datasette(folder, asked.peers, data, case, count, **given)
        ratio = float(str(ours["requests_per_second"])) / float(str(peer["requests_per_second"]))
        return {**ours, "datasette": peer, "ours_over_datasette": round(ratio, 1)}

    def search(count: int) -> dict[str, object]:
        store = store_of(count, folder)
        return beside("search", count, store, cases.ours_search(folder, store, **given))

    of: dict[str, Callable[[], dict[str, object]]] = {
        "start-up": lambda: cases.start_up(folder, few, runs=5),
        "search-3102": lambda: search(FEW),
        "sheets-3102": lambda: beside("sheets", FEW, few, cases.ours_sheets(folder, few, FEW, **given)),
        "search-100000": lambda: search(MANY),
    }
    found: dict[str, dict[str, object]] = {}
    for name in asked.case or of:
        found[name] = {"must": MUST[name], **of[name](), "speed": speed_of_the_moment()}
        sys.stdout.write(f"{name}: {json.dumps(found[name])}\n")
        sys.stdout.flush()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--folder", type=Path, help="where stores are kept from one run to the next")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--case", nargs="*", choices=[name for name in MUST if name != "memory"])
    parser.add_argument("--record", action="store_true", help="when the machine is quiet")
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="florilege-service-"))
    (folder / "study").mkdir(parents=True, exist_ok=True)
    (folder / "study" / "study.toml").write_text(STUDY, encoding="utf-8")
    try:
        found = measured(asked, folder.resolve())
    finally:
        if asked.folder is None:
            shutil.rmtree(folder)
    if asked.record:
        stated = circumstances(
            "python -m benchmarks.service --peers PEERS --record", "granian", "Django", "tantivy"
        )
        record = {**stated, "wrk": "4.1.0, 1 thread, 8 connections", "must": MUST, "cases": found}
        (RESULTS / "service.json").write_text(
            json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
