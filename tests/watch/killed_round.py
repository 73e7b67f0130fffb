"""Makes a round and kills its own process (SIGKILL) inside a write: `killed_round.py POINT FOLDER TODAY ADDRESS…`.

POINT is "none", "begin:n" or "end:n" (half of the n-th line of that kind on the disk), "before-fold" or "after-fold"
(watch.csv not yet, or just, written).
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from florilege.evidence.web_addresses import site_of
from florilege.web.watch import records
from florilege.web.watch.guard import Guard
from florilege.web.watch.rounds import Manner, Round, Watched, make_round
from florilege.web.watch.turns import Turns


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_line(kind: str, number: int) -> None:
    """Die with half of a line written."""
    original: Callable[[int, bytes], int] = os.write
    mark = {"begin": b'{"begun"', "end": b'{"visit"'}[kind]
    seen = 0

    def write(handle: int, content: bytes) -> int:
        nonlocal seen
        if content.startswith(mark):
            seen += 1
            if seen == number:
                original(handle, content[: len(content) // 2])
                die()
        return original(handle, content)

    os.write = write


def at_fold(*, after: bool) -> None:
    """Die before, or after, watch.csv is written."""
    original = records.write_whole

    def write_whole(path: Path, text: str) -> None:
        if after:
            original(path, text)
        die()

    records.write_whole = write_whole


def main(point: str, folder: Path, today: str, addresses: list[str]) -> Round:
    kind, _, number = point.partition(":")
    if kind in ("begin", "end"):
        in_line(kind, int(number))
    elif kind != "none":
        at_fold(after=kind == "after-fold")
    sites = [site for address in addresses if (site := site_of(address)) is not None]
    allowed = {(urlsplit(site.url).hostname or "", urlsplit(site.url).port or 80) for site in sites}
    return make_round(
        folder,
        [Watched(site, (f"p{rank}",)) for rank, site in enumerate(sites)],
        Manner("test@example.org", today, hosts=3, guard=Guard(frozenset(allowed))),
        agent="florilege/test",
        turns=lambda wait: Turns(time.monotonic, wait, rest=0.0),
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4:])
