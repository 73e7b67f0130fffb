"""Maximum covering by spopt (PySAL) over PuLP and HiGHS, in its own environment: INSTANCE PLACES KILOMETRES OUT."""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pulp
from spopt.locate import MCLP

EARTH_RADIUS = 6371.0088


def main() -> None:
    file, places, kilometres, out = sys.argv[1:]
    instance = np.load(file)
    vectors, lands, people = instance["vectors"], instance["lands"], instance["people"]
    started = time.perf_counter()
    chords = np.sqrt(np.maximum(0.0, 2 - 2 * (vectors @ vectors.T)))
    cost = 2 * EARTH_RADIUS * np.arcsin(np.minimum(1.0, chords / 2)) * float(instance["factor"])
    cost[lands[:, None] != lands] = 1e9
    np.fill_diagonal(cost, 0.0)
    model = MCLP.from_cost_matrix(cost, people, float(kilometres), p_facilities=int(places))
    built = time.perf_counter() - started
    model.solve(pulp.HiGHS(msg=False, threads=1, gapRel=0.0))
    chosen = [at for at, one in enumerate(model.fac_vars) if (one.value() or 0) > 0.5]
    covered = (cost[:, chosen] <= float(kilometres)).any(axis=1)
    record = {
        "seconds": round(time.perf_counter() - started, 2),
        "of_which_model": round(built, 2),
        "value": int(people[covered].sum()),
        "sites": len(chosen),
        "versions": {name: version(name) for name in ("spopt", "pulp", "highspy")},
    }
    Path(out).write_text(json.dumps(record), encoding="utf-8")


if __name__ == "__main__":
    main()
