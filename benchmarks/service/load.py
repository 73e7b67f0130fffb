"""Load by wrk: bounded in time, on this machine alone."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

SCRIPT = Path(__file__).with_name("search.lua")
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class Load(Struct, frozen=True):
    """What wrk measured. p50, p99 : milliseconds; failed : answers that were no 2xx or 3xx, and connections that broke"""

    requests_per_second: float
    p50: float
    p99: float
    failed: int


def loaded(
    base: str, addresses: Iterable[str], folder: Path, *, connections: int = 8, seconds: int = 8
) -> Load:
    """Ask for the addresses one after the other, over and over, for so many seconds; raises SystemExit without wrk."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit(
            "wrk is not installed (apt-get install wrk): there is nothing to load the server with"
        )
    file = folder / "addresses.txt"
    file.write_text("\n".join(addresses) + "\n", encoding="utf-8")
    command = [
        wrk,
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--timeout",
        "10s",
        "--latency",
        "-s",
        SCRIPT,
        base,
        "--",
        file,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    return read(said)


def read(said: str) -> Load:
    """What wrk says, as numbers."""
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    spread = dict(re.findall(r"^\s+(50|99)%\s+([\d.]+\w+)\s*$", said, re.MULTILINE))
    if rate is None or len(spread) != 2:
        raise SystemExit(f"wrk said something else than expected:\n{said}")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    failed = (int(refused[1]) if refused else 0) + (sum(map(int, broken.groups())) if broken else 0)
    return Load(float(rate[1]), milliseconds(spread["50"]), milliseconds(spread["99"]), failed)


def milliseconds(text: str) -> float:
    """ "1.12ms", "265.00us" as milliseconds."""
    found = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text)
    if found is None:
        raise SystemExit(f"wrk: {text!r} is no time")
    return round(float(found[1]) * _UNITS[found[2]], 3)
