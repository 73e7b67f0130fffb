"""The figures of the study shipped here, measured once and written once: `python -m tests.documents.figures`.

Runs the steps from `import` to `decide` in a store of its own, on a copy of the study; keeps what they count in
`benchmarks/results/figures.json`, and writes `docs/figures.md` from it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.linkage.machine import RESULTS, ROOT, circumstances

RECORD = RESULTS / "figures.json"
PAGE = ROOT / "docs" / "figures.md"
STUDY = ROOT / "studies" / "lieux-innovation"
FIGURES = (
    ("listings", "import", "listings", "listings read"),
    ("records", "import", "records", "records in them"),
    ("values_cleaned", "import", "mended", "values cleaned, each in an import report"),
    ("rows_refused", "import", "refused", "rows refused"),
    ("places", "link", "places", "places, once the records of one place are linked"),
    ("pairs_to_review", "link", "pairs to review", "pairs of records left to a person"),
    ("claims", "link", "claims", "claims: one value of one field, said by one source"),
    ("disagreements", "link", "disagreements", "values on which sources disagree"),
    ("in_scope", "appraise", "in scope", "places in the scope of the study"),
    ("candidates", "appraise", "candidates", "of them known well enough to be candidates"),
    ("kept", "select", "kept", "places kept"),
    ("draws", "select", "draws", "draws, each solved under all the rules"),
    ("core", "select", "core", "places of the core: kept in 95 % of the draws or more"),
    ("borderline", "select", "borderline", "borderline places"),
)
"""Name of a figure, step that counts it, name of the count there, and what it is."""


def figures_of(counts: Mapping[str, Mapping[str, object]]) -> dict[str, int]:
    """The figures, from what each step that was run counts."""
    return {name: int(str(counts[step][count])) for name, step, count, _ in FIGURES if step in counts}


def recorded() -> dict[str, int]:
    """The figures as last measured."""
    found: dict[str, int] = json.loads(RECORD.read_text(encoding="utf-8"))["figures"]
    return found


def page() -> str:
    """The page, from the record."""
    record, figures = json.loads(RECORD.read_text(encoding="utf-8")), recorded()
    lines = [
        "# The study shipped here, in figures",
        "",
        f"Measured on {record['date']} by `{record['command']}`, which writes this page; tests hold the other pages to it.",
        "",
        "| figure | what |",
        "|---|---|",
        *(f"| {figures[name]:,} | {what} |" for name, _, _, what in FIGURES),
    ]
    return "\n".join(lines) + "\n"


def measure(last: str) -> dict[str, int]:
    """What the steps up to `last` count on a copy of the study."""
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / STUDY.name
        shutil.copytree(STUDY, study)
        command = [sys.executable, "-m", "florilege.cli", last, str(study), "--json"]
        command += ["--database", f"sqlite:///{folder}/store.sqlite3"]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return figures_of({step["step"]: step["counts"] for step in json.loads(run.stdout)["steps"]})


if __name__ == "__main__":
    record = circumstances("python -m tests.documents.figures") | {"figures": measure("select")}
    RECORD.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
