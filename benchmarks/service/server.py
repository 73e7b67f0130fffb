"""A server started for a case, on loopback, and ended after it; how long it took to answer, what its workers hold."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

PATIENCE = 1800
"""Seconds: the first request to 100,000 places waits until they are indexed."""


class Running(Struct, frozen=True):
    """A server that answers. seconds : from its command to its first answer"""

    base: str
    pid: int
    seconds: float


@contextmanager
def running(
    command: Sequence[str | Path], first: str, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Start a command whose port is written `{port}`, wait until it answers `first`, end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    asked = [str(part).replace("{port}", str(port)) for part in command]
    with (folder / "server.txt").open("w") as said:
        started = time.perf_counter()
        server = subprocess.Popen(
            asked,
            cwd=folder,
            env=os.environ | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        try:
            base = f"http://127.0.0.1:{port}"
            _answers(server, base + first, folder)
            yield Running(base, server.pid, round(time.perf_counter() - started, 2))
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _answers(server: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            raise SystemExit(f"{server.args!r} ended:\n{(folder / 'server.txt').read_text()}")
        try:
            urllib.request.urlopen(address, timeout=PATIENCE).read()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.01)
        else:
            return
    raise SystemExit(f"{address} does not answer")


def florilege(study: Path, database: Path | str) -> list[str | Path]:
    """The command that serves a study to its team. database : a file, or an address"""
    address = database if isinstance(database, str) else f"sqlite:///{database}"
    return [
        sys.executable, "-m", "florilege.cli", "serve", study, "--team", "--port", "{port}", "--database", address,
    ]  # fmt: skip


ENVIRONMENT = {
    "FLORILEGE_HTTPS": "0",
    "FLORILEGE_SECRET_KEY": "drawn-for-a-benchmark-on-loopback-and-for-nothing-else",
    "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"),
}


BESIDE = {"florilege pages": "page_maker", "florilege work": "background"}
"""Processes beside the workers, as the system calls them."""


def memory_of_processes(pid: int) -> dict[str, list[dict[str, int]]]:
    """Megabytes of each process that a server has started: all that it sees (rss), and its part of what is shared (pss)."""
    said = subprocess.run(
        ["ps", "-o", "pid=,comm=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    found: dict[str, list[dict[str, int]]] = {"workers": [], "page_maker": [], "background": []}
    for line in said.splitlines():
        child, _, command = line.strip().partition(" ")
        if "resource_tracker" not in command:
            kind = next((kind for name, kind in BESIDE.items() if command.startswith(name)), "workers")
            found[kind].append(memory_of(int(child)))
    return found


def memory_of(pid: int) -> dict[str, int]:
    """Megabytes of a process."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    found = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines() if line.endswith("kB")}
    return {"rss": found["Rss"] // 1024, "pss": found["Pss"] // 1024}
