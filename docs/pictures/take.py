"""Takes the picture of the home page that README.md shows, from a built site.

Usage, from the root of the project, after `make study`:

    .venv/bin/python docs/pictures/take.py build/site

Writes accueil-1280.png beside this script: the home page in French, 1,280 by 800 pixels, light. Needs the
development packages (Playwright) and a Chromium on the path.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PICTURE = Path(__file__).resolve().parent / "accueil-1280.png"
MOST_BYTES = 400_000


def take(site: Path, picture: Path) -> int:
    """Write the picture of a site's home page; returns its size in bytes."""
    browser_path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser_path is None:
        raise SystemExit("no Chromium on the path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        page = browser.new_page(
            viewport={"width": 1280, "height": 800}, color_scheme="light", reduced_motion="reduce"
        )
        page.goto((site / "index.html").resolve().as_uri())
        page.evaluate("document.fonts.ready.then(() => true)")
        page.screenshot(path=picture)
        browser.close()
    return picture.stat().st_size


def main(arguments: list[str]) -> int:
    """0 when the picture is written, 1 when it is too heavy for a README, 2 on wrong use."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "index.html").is_file():
        sys.stderr.write("usage: take.py SITE, a folder that holds index.html\n")
        return 2
    size = take(Path(arguments[0]), PICTURE)
    sys.stdout.write(f"{PICTURE.name}: {size:,} bytes\n")
    return 0 if size <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
