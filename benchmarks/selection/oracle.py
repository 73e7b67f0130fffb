"""Writes `tests/conformance/peers.json`: who is among the best of each draw, by programs that are not ours.

    .venv/bin/python -m benchmarks.selection.oracle --peers ENVIRONMENT

A small case of its own: 40 candidates, 6 criteria all known, the best 8 of 60 draws over wide bounds of the weights.
Peers are given our weights: none of them draws over such bounds. The suite holds our draws to their answers.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from benchmarks.selection.beside import PEER, UNCONSTRAINED
from benchmarks.selection.cases import CASES, study, table
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table

OUT = Path(__file__).resolve().parents[2] / "tests" / "conformance" / "peers.json"
DRAWS, SIZE = 60, 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, required=True)
    python = parser.parse_args().peers / "bin" / "python"
    case = replace(
        CASES["crossed-1500"], name="peers", candidates=40, criteria=6, size=SIZE, draws=DRAWS, unknown=0
    )
    text = study(case)
    text = text[: text.index("[weights]")] + text[text.index("[robustness]") :]
    text += "\n[weights.bounds]\n" + "".join(f"c{rank} = [0.0, 0.9]\n" for rank in range(6))
    rows = table(case)
    asked = read_study(text, file="study.toml", table=True)
    values = read_table(rows, asked, file="table.csv").values.low
    weights = asked.grid.weights.draws(asked.robustness.seed, np.arange(DRAWS))
    best = values.max(
        axis=0
    )  # a peer divides each criterion by its greatest value: its weights say so beforehand
    kept: dict[str, list[list[int]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in UNCONSTRAINED:
            source, out = Path(folder) / "case.npz", Path(folder) / "out.npz"
            given = weights * best if name == "pyDecision" else weights
            np.savez_compressed(source, values=values, weights=given, size=SIZE)
            subprocess.run([python, PEER, name, source, out], check=True, stdout=subprocess.DEVNULL)
            with np.load(out) as found:
                kept[name] = [np.flatnonzero(row).tolist() for row in found["kept"]]
    OUT.write_text(
        json.dumps({"study": text, "table": rows, "kept": kept}, indent=0) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
