"""Duties that a test watches: each writes down that it was begun, and does what the arguments ask for."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

from florilege.faults import InputRefused, Words
from florilege.web.background import queue
from florilege.web.background.kinds import KINDS
from florilege.web.background.performing import Duty, Later, NotAgain, Piece, Uncertain

LOG = "FLORILEGE_TEST_LOG"
"""Variable: the file that each begun duty adds a line to."""


def begun() -> list[str]:
    """What was begun so far, a line a duty: kind, what it was to do, attempt, whether it was asked for again."""
    path = Path(os.environ[LOG])
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def do(piece: Piece) -> Words:
    asked = str(piece.arguments.get("do", ""))
    with Path(os.environ[LOG]).open("a", encoding="utf-8") as log:
        log.write(f"{piece.kind} {asked} {piece.attempt}{' again' if piece.asked_again else ''}\n")
    match asked.partition(" ")[0]:
        case "break":
            raise RuntimeError("no room left for anne@example.org")
        case "later":
            raise Later(Words("plus tard", "later"))
        case "refused":
            raise NotAgain(Words("refusé", "refused"))
        case "input":
            raise InputRefused(Words("un nombre", "a number"), column="count", value="many")
        case "uncertain":
            raise Uncertain(Words("peut-être", "perhaps"))
        case "ask":
            queue.rebuild_soon(piece.study)
        case "wait":  # until a file is there
            while not Path(asked.partition(" ")[2]).exists():
                time.sleep(0.02)
    return Words("fait", "done")


DUTIES: Mapping[str, Duty] = dict.fromkeys(KINDS, do)
