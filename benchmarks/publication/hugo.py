"""Publishing the real study beside Hugo, a compiled site generator, on as many pages at the same addresses.

    .venv/bin/florilege build studies/lieux-innovation --out build/site          # once: a store and a site
    python3 -m venv PEERS && PEERS/bin/pip install --require-hashes -r benchmarks/publication/requirements-peers.txt
    .venv/bin/python -m benchmarks.publication.hugo --site build/site --peers PEERS [--database FILE] [--runs 5]
    .venv/bin/python -m benchmarks.publication.hugo --site build/site --peers PEERS --pages 300     # a trial of Hugo alone

In each round, one after the other, another one first each time: `hugo`, `florilege publish --force`, and the same `--without-report`, each into an
empty folder, Florilège's on a copy of the store. The record goes to benchmarks/results/build.json, as `beside_hugo`.

The same: the number of pages and their addresses, two languages, and for each page a title, breadcrumb, menu, the other
language, and its facts with their sources, tables, lists, links and drawing. Bytes of pages: `bytes_by_ours`, 0.81 when
this was written. Not the same, in Hugo's favour: its data are prepared beforehand, one file for each page and language
(not timed), and its drawings are ready-made; it writes no PDF, no full-text index, no open data, no styles and scripts, and
its pages say a fifth less. Against it: it reads 10,832 files where we read one store, and computes every address and every
figure in its templates.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.linkage.machine import RESULTS, ROOT, circumstances
from benchmarks.publication.hugo_site import fewer, make_hugo_site, pages_of
from benchmarks.speed import speed_of_the_moment

STUDY = ROOT / "studies" / "lieux-innovation"
FLORILEGE = Path(sys.executable).parent / "florilege"
REQUIREMENTS = "benchmarks/publication/requirements-peers.txt"
SAME = "number of pages and their addresses, two languages, facts with their sources, tables, lists, links, drawings"
NOT_THE_SAME = (
    "Hugo's data are prepared beforehand, one file for each page and language, and its drawings are ready-made",
    "Hugo writes no PDF, no full-text index, no open data, no styles and scripts",
    "Hugo's pages say less on the whole (see bytes_by_ours); it reads a file for each page where we read one store",
)

Run = dict[str, float]
Command = Callable[[Path], Sequence[str | Path]]


def hugo_of(peers: Path | None) -> Path:
    """The executable: that of the environment PEERS, else that of the PATH; says what to run when there is none."""
    found = str(peers / "bin" / "hugo") if peers else shutil.which("hugo")
    # the one in `bin` is a program in Python that starts this one, and would be timed with it
    bare = sorted(peers.glob("lib/python3.*/site-packages/hugo/binaries/hugo*")) if peers else []
    if bare:
        return bare[0].resolve()
    if found is None or not Path(found).is_file():
        raise SystemExit(
            f"Hugo is not {f'in {peers}' if peers else 'installed'}. To install it:\n"
            f"  python3 -m venv PEERS && PEERS/bin/pip install --require-hashes -r {REQUIREMENTS}\n"
            "then give --peers PEERS"
        )
    return Path(found).resolve()


def hugo_version(hugo: Path) -> str:
    """What the executable says of itself, `0.168.0`."""
    said = subprocess.run([hugo, "version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"v(\d+\.\d+\.\d+)", said)
    return found[1] if found else said.strip()


def written(folder: Path) -> dict[str, float]:
    """Pages, bytes of pages in MB, files, and bytes of all files in MB, of a site."""
    sizes = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    pages = [size for path, size in sizes.items() if path.suffix == ".html"]
    return {
        "pages": len(pages),
        "pages_mb": round(sum(pages) / 1e6, 1),
        "files": len(sizes),
        "files_mb": round(sum(sizes.values()) / 1e6, 1),
    }


def timed(command: Command, folder: Path) -> tuple[Run, dict[str, float]]:
    """One run into an empty folder: wall and processor seconds, peak memory of its largest process; what it wrote."""
    out, said = folder / "out", folder / "said"
    with said.open("wb") as stream:
        started = time.perf_counter()
        child = subprocess.Popen(command(out), stdout=stream, stderr=subprocess.STDOUT, cwd=folder)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{child.args!r} failed ({child.returncode}):\n{said.read_text(errors='replace')}")
    counts = written(out)
    shutil.rmtree(out)
    return {
        "seconds": round(seconds, 2),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 2),
        "peak_mb_of_largest_process": round(used.ru_maxrss / 1024),
    }, counts


def rounds(commands: Mapping[str, Command], runs: int, folder: Path) -> dict[str, dict[str, object]]:
    """Each command in turn, as many times; for each its runs, minimum, median and what it wrote."""
    taken: dict[str, list[Run]] = {name: [] for name in commands}
    counts: dict[str, dict[str, float]] = {}
    for rank in range(runs):
        turn = rank % len(commands)
        # each begins a round in its turn, and what the one before left to be written to disk is not charged to the next
        for name, command in [*commands.items()][turn:] + [*commands.items()][:turn]:
            os.sync()
            run, counts[name] = timed(command, folder)
            taken[name].append(run)
            sys.stderr.write(f"round {rank + 1} of {runs}: {name} {run['seconds']} s\n")
    return {
        name: {
            "minimum_seconds": min(run["seconds"] for run in own),
            "median_seconds": statistics.median(run["seconds"] for run in own),
            "processor_seconds": statistics.median(run["processor_seconds"] for run in own),
            "peak_mb_of_largest_process": max(run["peak_mb_of_largest_process"] for run in own),
            "written": counts[name],
            "runs": [run["seconds"] for run in own],
        }
        for name, own in taken.items()
    }


def publications(study: Path, database: Path) -> dict[str, Command]:
    """Our two commands, on this store."""
    base: list[str | Path] = [
        FLORILEGE,
        "publish",
        study.resolve(),
        "--force",
        "--database",
        f"sqlite:///{database}",
    ]
    return {
        "publish": lambda out: [*base, "--out", out],
        "publish_without_report": lambda out: [*base, "--without-report", "--out", out],
    }


def measured(asked: argparse.Namespace, folder: Path) -> dict[str, object]:
    """The Hugo site made, then the rounds, between two looks at the speed of the machine."""
    hugo = hugo_of(asked.peers)
    pages = pages_of(asked.site)
    if not pages:
        raise SystemExit(
            f"{asked.site}: no page of a published site; give the folder of `florilege build --out`"
        )
    pages = fewer(pages, asked.pages) if asked.pages else pages
    source = folder / "hugo"
    make_hugo_site(asked.site, source, pages)
    commands: dict[str, Command] = {
        "hugo": lambda out: [hugo, "--quiet", "--noBuildLock", "--source", source, "--destination", out]
    }
    if not asked.pages:
        database = folder / "store.sqlite3"
        shutil.copyfile(asked.database, database)
        commands |= publications(asked.study, database)
    before = speed_of_the_moment()
    found = rounds(commands, asked.runs, folder)
    record: dict[str, object] = {
        **circumstances(
            "python -m benchmarks.publication.hugo --site DIR --peers PEERS", "Jinja2", "pagefind_bin"
        ),
        "hugo": hugo_version(hugo),
        "speed_before": before,
        "the_same": SAME,
        "not_the_same": NOT_THE_SAME,
        **{f"of_{name}": one for name, one in found.items()},
    }
    if not asked.pages:
        record["bytes_by_ours"] = _ratio(found["hugo"], found["publish"])
    return record


def _ratio(hugo: Mapping[str, object], ours: Mapping[str, object]) -> float:
    """Bytes of Hugo's pages, one for ours; refuses sites of other numbers of pages, which nothing would compare."""
    theirs, own = hugo["written"], ours["written"]
    if not isinstance(theirs, dict) or not isinstance(own, dict) or theirs["pages"] != own["pages"]:
        raise SystemExit(
            f"Hugo wrote {theirs} and publish {own}: publish the site given by --site again from this store, then retry"
        )
    return round(float(theirs["pages_mb"]) / float(own["pages_mb"]), 2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Time `florilege publish --force` beside Hugo.")
    parser.add_argument("--site", type=Path, required=True, help="a published site of the study")
    parser.add_argument("--study", type=Path, default=STUDY)
    parser.add_argument(
        "--database", type=Path, default=ROOT / "var" / "florilege.sqlite3", help="its store (copied)"
    )
    parser.add_argument("--peers", type=Path, help=f"an environment made of {REQUIREMENTS}")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--pages", type=int, default=0, help="a trial: Hugo alone, on about so many; nothing is recorded"
    )
    parser.add_argument("--out", type=Path, default=RESULTS / "build.json")
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and put the record beside that of the builds."""
    asked = _parser().parse_args(arguments)
    for needed in (asked.site, asked.study, *(() if asked.pages else (asked.database,))):
        if not needed.exists():
            raise SystemExit(
                f"{needed}: there is none; `florilege build {STUDY.relative_to(ROOT)} --out build/site` makes it"
            )
    with tempfile.TemporaryDirectory() as folder:
        record = measured(asked, Path(folder).resolve())
    if not asked.pages:
        whole = json.loads(asked.out.read_text(encoding="utf-8")) if asked.out.is_file() else {}
        whole["beside_hugo"] = record
        asked.out.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(record, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
