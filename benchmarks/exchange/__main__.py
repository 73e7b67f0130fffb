"""Shares out the seats of eleven workshops among 900 people, and proves each time that nothing is fairer.

    python -m benchmarks.exchange [--people 900] [--runs 5] [--record]

Wishes are drawn (seed 1): five workshops each of eleven, the first wanted eleven times as often as the last. Four cases: rooms
that hold all and ten more; rooms that hold just all; the same with a ceiling of half the room for each of four kinds of
territories; rooms too small by a quarter. With --record the record goes to benchmarks/results/exchange.json.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time

from benchmarks.linkage.machine import RESULTS, circumstances
from florilege.exchange.allocation import allocate, proved, refusals
from florilege.exchange.programme import TERRITORIES
from florilege.exchange.seats import Wish, Workshop

MUST_SECONDS = 2.0
WORKSHOPS, CHOICES = 11, 5
CASES = {
    "ten more": (1.1, False),
    "just all": (1.0, False),
    "ceilings": (1.0, True),
    "a quarter too few": (0.75, False),
}


def drawn(people: int, room: float, *, ceilings: bool) -> tuple[list[Workshop], list[Wish]]:
    """Workshops and wishes of a case. room : seats for each person"""
    draw = random.Random(1)
    keys = [f"w{rank}" for rank in range(WORKSHOPS)]
    seats = round(people * room / WORKSHOPS + 0.5)
    most = dict.fromkeys(TERRITORIES, seats // 2) if ceilings else {}
    wishes = []
    for rank in range(people):
        chosen: list[str] = []
        while len(chosen) < CHOICES:
            one = draw.choices(keys, [1 / (place + 1) for place in range(WORKSHOPS)])[0]
            if one not in chosen:
                chosen.append(one)
        wishes.append(Wish(f"p{rank}", draw.choice(list(TERRITORIES)), tuple(chosen)))
    return [Workshop(key, seats, most) for key in keys], wishes


def measured(people: int, runs: int, room: float, *, ceilings: bool) -> dict[str, object]:
    """Median seconds of sharing out, of proving and of explaining one refusal; what was given."""
    workshops, wishes = drawn(people, room, ceilings=ceilings)
    sharing, proving, announcing = [], [], []
    for _ in range(runs):
        began = time.perf_counter()
        found = allocate(workshops, wishes)
        sharing.append(time.perf_counter() - began)
        began = time.perf_counter()
        if not proved(workshops, wishes, found):
            raise SystemExit("an allocation without a proof")
        proving.append(time.perf_counter() - began)
        somebody = next(one.person for one in wishes if found.seats[one.person] != one.choices[0])
        began = time.perf_counter()
        refusals(workshops, wishes, found, somebody)
        announcing.append(time.perf_counter() - began)
    return {
        "seconds": round(statistics.median(sharing), 3),
        "seconds_to_prove": round(statistics.median(proving), 3),
        "seconds_to_explain_one": round(statistics.median(announcing), 3),
        "ranks": list(found.ranks),
        "unseated": len(found.unseated),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Allocate the seats of workshops.")
    parser.add_argument("--people", type=int, default=900)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--record", action="store_true")
    asked = parser.parse_args()
    record = {
        **circumstances("python -m benchmarks.exchange --record"),
        "must_seconds": MUST_SECONDS,
        "people": asked.people,
        "workshops": WORKSHOPS,
        "cases": {
            name: measured(asked.people, asked.runs, room, ceilings=ceilings)
            for name, (room, ceilings) in CASES.items()
        },
    }
    json.dump(record, sys.stdout, indent=1)
    if asked.record:
        (RESULTS / "exchange.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
