"""The site of a study of 50,000 places: what the export takes, what pages weigh, what a reader waits for.

    .venv/bin/florilege build studies/lieux-innovation --out build/site      # once, for the real places
    .venv/bin/python -m benchmarks.publication.many [--places 50000] [--out DIR] [--keep-site]

The record goes to benchmarks/results/many.json. With --keep-site a site that is there is measured again, not written.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.linkage.machine import RESULTS, circumstances

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
WEIGHED = {
    "home": "index.html",
    "directory": "lieux/index.html",
    "region (largest)": "lieux/region/*/index.html",
    "territory (largest)": "territoires/*/index.html",
    "need (largest)": "trouver/**/index.html",
    "sheet (largest)": "lieux/*/index.html",
    "selection": "selection/index.html",
    "candidates": "selection/candidats/index.html",
    "not judged": "selection/non-juges/index.html",
    "places.js": "assets/places.js",
    "offers.js": "assets/offers.js",
    "communes.js": "assets/communes.js",
    "Leaflet and its basemap": "assets/[mb]a[ps][.e]*js",
    "MapLibre": "assets/many*.js",
}


def write(count: int, out: Path) -> None:
    """In a process of its own: the export, and what it took, as JSON on the standard output."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "florilege.web.settings")
    import django

    django.setup()
    from benchmarks.publication.multiplied import multiplied
    from florilege.web.publication.contents.loading import load
    from florilege.web.publication.edition.export import _all_kept, write_site
    from florilege.web.study.models import Study

    with _all_kept():
        contents = multiplied(load(Study.objects.get().slug), count)
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found = {}
        for case in ("first", "unchanged"):
            started = time.perf_counter()
            counts = write_site(contents, out)
            found[case] = {
                "seconds": round(time.perf_counter() - started, 1),
                "pages": counts.pages,
                "files": counts.files,
                "written": counts.written,
            }
    sys.stdout.write(
        json.dumps(
            {
                **found,
                "contents_mb": held // 1024,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "peak_of_a_worker_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
                "cpu_seconds": round(
                    sum(
                        use.ru_utime + use.ru_stime
                        for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
                    )
                ),
            }
        )
    )


def weights(site: Path) -> dict[str, dict[str, float]]:
    """Size in KB, as it is and compressed, of the heaviest file of each sort."""
    found = {}
    for name, pattern in WEIGHED.items():
        files = sorted(site.glob(pattern), key=lambda path: path.stat().st_size)
        chosen = files[-1:] if "largest" in name else files
        parts = [path.read_bytes() for path in chosen]
        found[name] = {
            "kb": round(sum(map(len, parts)) / 1000),
            "compressed_kb": round(sum(len(gzip.compress(part, 6)) for part in parts) / 1000, 1),
        }
    index = [path for path in (site / "pagefind").rglob("*") if path.is_file()]
    found["full text, all files"] = {
        "kb": round(sum(path.stat().st_size for path in index) / 1000),
        "files": len(index),
    }
    return found


@contextmanager
def served(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def seen(browser: Browser, base: str) -> dict[str, object]:
    """What a reader waits for, in milliseconds, and the memory of the page."""
    found: dict[str, object] = {}

    def timed(name: str, act: Callable[[], object]) -> None:
        started = time.perf_counter()
        act()
        found[name] = round((time.perf_counter() - started) * 1000)

    page = browser.new_page(viewport={"width": 1280, "height": 900})
    timed("directory opens", lambda: (page.goto(f"{base}lieux/index.html"), _full(page, "#count")))
    found["first words typed"] = _typed(page, "f-q", "#count", "fabrique rennes")
    found["words typed"] = _typed(page, "f-q", "#count", "atelier lyon")
    found["words with errors"] = _typed(page, "f-q", "#count", "atellier marseile")
    found["region chosen"] = _chosen(page)
    timed("map opens", lambda: (page.locator("#map-button").click(), _drawn(page)))
    found["map library"] = page.evaluate("document.querySelector('#live-map').className")
    found["directory memory in MB"] = _memory(page)
    page.close()
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    timed("finder opens", lambda: (page.goto(f"{base}trouver/index.html"), _full(page, "#count")))
    timed("communes and answers around one", lambda: _around(page, base))
    found["need ticked"] = page.evaluate(
        """() => { const box = document.querySelector("#needs input"); const from = performance.now();
        box.click(); return Math.round(performance.now() - from); }"""
    )
    page.close()
    page = browser.new_page()
    timed("search opens and answers", lambda: _search(page, base, "fabrication"))
    timed("search answers again", lambda: _search(page, base, "coworking bretagne"))
    page.close()
    return found


def _full(page: Page, selector: str) -> None:
    page.locator(selector).filter(has_text="lieu").wait_for(timeout=120_000)


def _typed(page: Page, field: str, answer: str, words: str) -> dict[str, object]:
    """Milliseconds that the page takes to answer, within the page; and what it says."""
    milliseconds = page.evaluate(
        """([field, words]) => { const input = document.getElementById(field); input.value = words;
        const from = performance.now(); input.dispatchEvent(new Event("input", { bubbles: true }));
        void document.body.offsetHeight; return Math.round(performance.now() - from); }""",
        [field, words],
    )
    return {"ms": milliseconds, "answer": page.locator(answer).inner_text()}


def _chosen(page: Page) -> int:
    return int(
        page.evaluate(
            """() => { document.getElementById("f-q").value = ""; const region = document.getElementById("f-region");
            region.selectedIndex = 3; const from = performance.now();
            region.dispatchEvent(new Event("input", { bubbles: true })); void document.body.offsetHeight;
            const took = performance.now() - from; region.selectedIndex = 0;
            region.dispatchEvent(new Event("input", { bubbles: true })); return Math.round(took); }"""
        )
    )


def _drawn(page: Page) -> None:
    page.locator("#live-map[data-ready], #live-map .cluster").first.wait_for(timeout=120_000)


def _around(page: Page, base: str) -> None:
    page.goto(f"{base}trouver/index.html?need=desk&where=35238&within=50")
    page.locator("#answers li").first.wait_for(timeout=120_000)


def _search(page: Page, base: str, words: str) -> None:
    page.goto(f"{base}recherche/index.html?q={words}")
    page.locator("#in-text li").first.wait_for(timeout=120_000)


def _memory(page: Page) -> int:
    client = page.context.new_cdp_session(page)
    client.send("HeapProfiler.collectGarbage")
    return round(client.send("Runtime.getHeapUsage")["usedSize"] / 1e6)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--places", type=int, default=50_000)
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument("--keep-site", action="store_true")
    parser.add_argument("--write-only", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write_only:
        write(asked.places, asked.out)
        return
    out = asked.out or Path(tempfile.mkdtemp(prefix="florilege-many-"))
    export: dict[str, object] = {}
    report = out.with_suffix(".export.json")
    if not asked.keep_site or not report.is_file():
        command = [sys.executable, "-m", "benchmarks.publication.many", "--write-only"]
        run = subprocess.run(
            [*command, "--places", str(asked.places), "--out", str(out)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        report.write_text(run.stdout, encoding="utf-8")
    export = json.loads(report.read_text(encoding="utf-8"))
    path = next(found for name in NAMES if (found := shutil.which(name)))
    arguments = ["--headless", "--no-sandbox", "--disable-background-networking", "--use-angle=swiftshader"]
    with served(out) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*arguments, "--enable-unsafe-swiftshader"]
        )
        reader = seen(browser, base)
        version = browser.version
        browser.close()
    record = {
        **circumstances("python -m benchmarks.publication.many", "Jinja2", "pagefind_bin"),
        "places": asked.places,
        "export": export,
        "weights": weights(out),
        "reader": reader,
        "chromium": version,
    }
    (RESULTS / "many.json").write_text(
        json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    sys.stdout.write(json.dumps({"export": export, "reader": reader}, indent=2, ensure_ascii=False) + "\n")
    if asked.out is None:
        shutil.rmtree(out)


if __name__ == "__main__":
    main()
