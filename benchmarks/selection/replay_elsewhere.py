"""Replays sealed dossiers under other versions of the solver, of NumPy and of Python: the same list, or what differs.

    .venv/bin/python -m benchmarks.selection.replay_elsewhere [--other highspy=1.14.0,numpy=2.3.5 …] [--python PROGRAM …]

Two dossiers: the study's, as published with its site (build/site/data/dossier.zip, after `make study`), and one sealed
here from a table of 1,500 candidates under crossed rules. Each is replayed alone in an empty folder, without the store.
Each environment is made from nothing: the pinned requirements but for the versions told, under the Python told. Written
to benchmarks/results/replay_elsewhere.json; exits 1 when a list differs.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.linkage.machine import RESULTS, ROOT, circumstances
from benchmarks.selection.cases import CASES, study, table

COMMAND = Path(sys.executable).parent / "florilege"
STUDY_DOSSIER = ROOT / "build" / "site" / "data" / "dossier.zip"
TABLE = "crossed-1500"
OTHERS = ("highspy=1.12.0", "highspy=1.14.0", "highspy=1.16.0", "highspy=1.13.1,numpy=2.3.5")
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==[^\\]+?(?=\s*\\?$)", re.MULTILINE)


def sealed(folder: Path) -> dict[str, Path]:
    """The dossiers by name: the study's and the table's, sealed in a folder."""
    (folder / "table.csv").write_text(table(CASES[TABLE]), encoding="utf-8")
    (folder / "study.toml").write_text(study(CASES[TABLE]), encoding="utf-8")
    given = ("--candidates", "table.csv", "--study", "study.toml")
    made = {"study": folder / "study.zip", TABLE: folder / "table.zip"}
    shutil.copy(STUDY_DOSSIER, made["study"])
    for words in (
        ("select", *given, "--out", "selection.json"),
        ("seal", *given, "--selection", "selection.json", "--out", "table.zip"),
    ):
        subprocess.run([COMMAND, *words], cwd=folder, check=True, capture_output=True)
    return made


def environment(folder: Path, python: str, versions: dict[str, str]) -> Path:
    """The python of a new environment: the pinned requirements, but for some versions; the project as it stands."""
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    kept = [found[0] for found in PINNED.finditer(pinned) if found["name"].lower() not in versions]
    wanted = [*kept, *(f"{name}=={version}" for name, version in versions.items())]
    (folder / "requirements.txt").write_text("\n".join(wanted) + "\n", encoding="utf-8")
    subprocess.run([python, "-m", "venv", folder / "env"], check=True)
    program = folder / "env" / "bin" / "python"
    install = [program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*install, "-r", folder / "requirements.txt"], check=True)
    subprocess.run([*install, "--no-build-isolation", ROOT], check=True)
    return program


def replayed(program: Path, dossier: Path) -> dict[str, object]:
    """The report of one replay: same or not, the versions recorded and used, what differs."""
    with tempfile.TemporaryDirectory() as empty:
        copied = shutil.copy(dossier, empty)
        run = subprocess.run(
            [program.parent / "florilege", "replay", copied, "--json"],
            cwd=empty,
            capture_output=True,
            text=True,
        )
    if run.returncode not in (0, 1):
        raise SystemExit(f"exit code {run.returncode}: {run.stderr}")
    report = json.loads(run.stdout)
    return {"exit": run.returncode, **report}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--other", nargs="*", default=list(OTHERS), metavar="NAME=VERSION,…")
    asked.add_argument(
        "--python", nargs="*", default=[], metavar="PROGRAM", help="Pythons to replay under too"
    )
    given = asked.parse_args()
    elsewhere = [(sys.executable, one) for one in given.other] + [(one, "") for one in given.python]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        dossiers = sealed(Path(folder))
        for rank, (python, other) in enumerate(elsewhere):
            place = Path(folder) / str(rank)
            place.mkdir()
            versions = dict(one.split("=") for one in other.split(",") if one)
            program = environment(place, python, versions)
            reported = subprocess.run(
                [program, "-V"], capture_output=True, text=True, check=True
            ).stdout.split()[1]
            for name, dossier in dossiers.items():
                found.append({"dossier": name, "python": reported, **versions, **replayed(program, dossier)})
                sys.stderr.write(json.dumps(found[-1], ensure_ascii=False) + "\n")
            shutil.rmtree(place)
    words = " ".join(["python -m benchmarks.selection.replay_elsewhere", *sys.argv[1:]])
    record = {**circumstances(words, "florilege", "highspy", "numpy"), "replays": found}
    path = RESULTS / "replay_elsewhere.json"
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.exit(int(any(one["exit"] for one in found)))


if __name__ == "__main__":
    main()
