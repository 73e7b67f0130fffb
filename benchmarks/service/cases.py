"""The cases: what is asked of ours and of Datasette, in turn, and what must come out."""

from __future__ import annotations

import random
import sqlite3
import statistics
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote_plus

from benchmarks.service import places
from benchmarks.service.load import Load, loaded
from benchmarks.service.server import ENVIRONMENT, florilege, memory_of, memory_of_processes, running

ASKED = 5000
"""Queries of a case, nearly all different: no answer is a former one."""
WRITES_PER_SECOND = 50
WARMING = 3
"""Seconds of load before any is timed: each worker reads its index when it is first asked."""


def searches(base: str) -> list[str]:
    """Addresses of a search, its query at the end."""
    return [base + quote_plus(query) for query in places.queries(ASKED)]


def sheets(prefix: str, count: int) -> list[str]:
    """Addresses of the sheets, in no order."""
    found = [f"{prefix}lieu-{rank}" for rank in range(count)]
    random.Random(places.SEED).shuffle(found)
    return found


def ours_search(folder: Path, store: Path, *, rounds: int, seconds: int) -> dict[str, object]:
    """JSON search of our service, with what its workers hold once they have answered."""
    command, addresses = florilege(folder / "study", store), searches("/trouver/recherche.json?limit=20&q=")
    with running(command, addresses[0], folder, ENVIRONMENT) as server:
        loaded(server.base, addresses, folder, seconds=WARMING)
        loads = [loaded(server.base, addresses, folder, seconds=seconds) for _ in range(rounds)]
        return {**summed(loads), "mb": memory_of_processes(server.pid)}


def indexed(folder: Path, store: Path) -> None:
    """Have our service make the index of a store."""
    with running(florilege(folder / "study", store), "/trouver/recherche.json?q=rennes", folder, ENVIRONMENT):
        pass


def ours_sheets(folder: Path, store: Path, count: int, *, rounds: int, seconds: int) -> dict[str, object]:
    """Sheets of our service, each rendered once before, while another process writes to the store."""
    addresses = [f"{address}/" for address in sheets("/lieux/", count)]
    with running(florilege(folder / "study", store), "/", folder, ENVIRONMENT) as server:
        started = time.perf_counter()
        asked_once(server.base, addresses)
        rendering = time.perf_counter() - started
        with written_meanwhile(store, "UPDATE inventory_claim SET note = ? WHERE id = 1") as writes:
            loads = [loaded(server.base, addresses, folder, seconds=seconds) for _ in range(rounds)]
        workers = memory_of_processes(server.pid)
    with running(florilege(folder / "study", store), addresses[0], folder, ENVIRONMENT) as again:
        loaded(again.base, addresses, folder, seconds=2)
        later = memory_of_processes(again.pid)
    return {
        **summed(loads),
        "commits_meanwhile": len(writes),
        "seconds_to_render_all_once": round(rendering, 1),
        "mb_once_all_is_rendered": workers,
        "mb_started_again": later,
    }


def datasette(
    folder: Path, peers: Path, data: Path, case: str, count: int, *, rounds: int, seconds: int
) -> dict[str, object]:
    """The same of Datasette on the same places: as it comes, but for what it is not asked for (facets, suggestions)."""
    command: Sequence[str | Path] = [
        peers / "bin" / "datasette", "serve", data, "--port", "{port}", "--setting", "suggest_facets", "off",
        "--setting", "default_page_size", "20", "--setting", "num_sql_threads", "4",
    ]  # fmt: skip
    name = data.stem
    if case == "search":
        addresses = searches(f"/{name}/places.json?_shape=objects&_size=20&_search=")
    else:
        addresses = sheets(f"/{name}/places/", count)
    with running(command, addresses[0], folder) as server:
        loaded(server.base, addresses, folder, seconds=WARMING)
        if case == "search":
            loads = [loaded(server.base, addresses, folder, seconds=seconds) for _ in range(rounds)]
        else:
            with written_meanwhile(data, "INSERT INTO visits(at) VALUES (?)"):
                loads = [loaded(server.base, addresses, folder, seconds=seconds) for _ in range(rounds)]
        return {**summed(loads), "process_mb": memory_of(server.pid)}


def start_up(folder: Path, store: Path, *, runs: int) -> dict[str, object]:
    """Seconds from the command to the first page: with the pages that a former run kept; and after a build, with none."""
    command = florilege(folder / "study", store)
    with running(command, "/", folder, ENVIRONMENT):
        pass
    found = []
    for _ in range(runs):
        with running(command, "/", folder, ENVIRONMENT) as server:
            found.append(server.seconds)
    first = []
    for rank in range(min(runs, 3)):
        with sqlite3.connect(store) as opened:
            opened.execute("UPDATE study_steprun SET fingerprint = ?", (f"{rank}{time.time_ns()}",))
        opened.close()
        with running(command, "/", folder, ENVIRONMENT) as server:
            first.append(server.seconds)
    return {
        "median_seconds": statistics.median(found),
        "runs": found,
        "median_seconds_after_a_build": statistics.median(first),
        "runs_after_a_build": first,
    }


def asked_once(base: str, addresses: Sequence[str]) -> None:
    """Ask for every address once."""

    def asked(address: str) -> None:
        with urllib.request.urlopen(base + address, timeout=120) as answer:
            answer.read()

    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(asked, addresses):
            pass


@contextmanager
def written_meanwhile(store: Path, statement: str) -> Iterator[list[float]]:
    """Another connection that commits fifty times a second; the times of its commits."""
    done = threading.Event()
    commits: list[float] = []

    def write() -> None:
        with sqlite3.connect(store, timeout=30, isolation_level=None) as opened:
            while not done.wait(1 / WRITES_PER_SECOND):
                opened.execute(statement, (str(time.time()),))
                commits.append(time.time())
        opened.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield commits
    finally:
        done.set()
        writer.join()


def summed(loads: Sequence[Load]) -> dict[str, object]:
    """The median round, and all of them; raises SystemExit when an answer was none: speed is of answers."""
    failed = sum(one.failed for one in loads)
    if failed:
        raise SystemExit(f"{failed} requests were not answered as they should be: {loads}")
    middle: Mapping[str, float] = {
        "requests_per_second": round(statistics.median(one.requests_per_second for one in loads)),
        "p50_ms": statistics.median(one.p50 for one in loads),
        "p99_ms": statistics.median(one.p99 for one in loads),
    }
    return {**middle, "rounds": [round(one.requests_per_second) for one in loads]}
