"""Times what is computed of territories, with the plain computation or a peer beside it in the same run.

    .venv/bin/python -m benchmarks.territory [--peers ENVIRONMENT] [--runs 5] [--case NAME …]

- pages: every page of territories and actors of a built study, both languages (`--database`, by default that of `make study`).
- reach-3102, reach-100000: inhabitants within 10, 20, 30 and 45 km of as many places, with bounds, by every level, and
  marginal inhabitants. Beside it, for 3,102 places: every distance of 34,875 communes × 3,102 places by NumPy, with the same
  answers held equal. The reference (communes) and SciPy are loaded before; a first reach of one place is measured apart.
- departement, region, france: maximum covering, nobody being reached yet. Beside the first two: spopt (PySAL) with the same
  objective, on the same instance, in ENVIRONMENT (a virtual environment made of `requirements-peers.txt`), its optimum
  held equal to ours. France does not fit there: its matrix of costs is dense, 9.7 GB.

Places are drawn with the inhabitants, half with a position of their own (seed 24). The record goes to
benchmarks/results/territory.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec

import numpy as np

from benchmarks.linkage.machine import RESULTS, circumstances
from benchmarks.speed import speed_of_the_moment
from benchmarks.territory.cases import COVERINGS, covering_case, reach_case
from benchmarks.territory.pages import pages_case
from florilege.territory.distance import unit_vectors
from florilege.territory.inhabitants import inhabitants
from florilege.territory.lands import land_of
from florilege.territory.reach import BY_ROAD
from florilege.territory.reference import reference

SIDE = Path(__file__).with_name("side") / "spopt_peer.py"
MUST = {
    "reach-3102": "0.5 s",
    "reach-100000": "20 s, 2 GB",
    "departement": "10 s, proved",
    "france": "gap 2 % in 120 s",
    "pages": "15 s",
}
PATIENCE = 300
Asked = ParamSpec("Asked")


def beside(name: str, python: Path) -> dict[str, object]:
    """What spopt makes of the same instance: seconds to build its model and to solve it, its value."""
    code, places, kilometres = COVERINGS[name]
    people = inhabitants(reference())
    level = "departement" if name == "departement" else "region"
    inside = [at for at, one in enumerate(people.communes) if getattr(one, level) == code]
    communes = [people.communes[at] for at in inside]
    vectors = unit_vectors([one.latitude for one in communes], [one.longitude for one in communes])
    lands = [land_of(one) for one in communes]
    with tempfile.TemporaryDirectory() as temporary:
        file, out = Path(temporary) / "instance.npz", Path(temporary) / "out.json"
        numbers = np.array([sorted(set(lands)).index(land) for land in lands])
        np.savez(file, vectors=vectors, lands=numbers, people=people.people[inside], factor=BY_ROAD.factor)
        try:
            subprocess.run(
                [python, SIDE, file, str(places), str(kilometres), out],
                check=True, timeout=PATIENCE, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return {"unfinished_after_seconds": PATIENCE}
        found: dict[str, object] = json.loads(out.read_text(encoding="utf-8"))
    return found


def _apart(
    work: Callable[Asked, dict[str, object]], *asked: Asked.args, **named: Asked.kwargs
) -> dict[str, object]:
    """In a process of its own, so that memory is that of the case."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *asked, **named).result()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--database", default="sqlite:///var/florilege.sqlite3", help="of a built study, for `pages`"
    )
    parser.add_argument("--study", default="lieux-innovation")
    parser.add_argument("--case", nargs="*", help="these alone; the others stay as they were measured")
    asked = parser.parse_args()
    load = round(os.getloadavg()[0], 1)
    file = RESULTS / "territory.json"
    found: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))["cases"] if asked.case else {}
    for name in asked.case or ["reach-3102", "reach-100000", *COVERINGS, "pages"]:
        if name == "pages":
            record = _apart(pages_case, asked.database, asked.study)
        elif name.startswith("reach-"):
            record = _apart(reach_case, name, asked.runs)
        else:
            record = _apart(covering_case, name, asked.runs)
            if asked.peers and name != "france":
                peer = beside(name, asked.peers / "bin" / "python")
                record["spopt"] = peer
                if peer.get("value") not in (None, record["value"]):
                    raise SystemExit(f"{name}: spopt covers {peer['value']}, we cover {record['value']}")
                whole = peer.get("seconds", peer.get("unfinished_after_seconds"))
                at_least = "" if "seconds" in peer else "_at_least"
                record[f"spopt_over_ours{at_least}"] = round(
                    float(str(whole)) / float(str(record["median_seconds"])), 1
                )
        found[name] = {
            "must": MUST.get(name, "none"),
            **record,
            "load_at_start": load,
            "speed": speed_of_the_moment(),
        }
        sys.stdout.write(f"{name}: {json.dumps(found[name])}\n")
        sys.stdout.flush()
    stated = circumstances("python -m benchmarks.territory --peers ENVIRONMENT", "numpy", "scipy", "highspy")
    file.write_text(
        json.dumps({**stated, "cases": found}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
