"""In a real browser: what is embedded stands in a page of another site, no other page does; both are read by everyone."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import browser  # noqa: F401  # a fixture
from tests.browser.test_site import AXE, COLOUR_RULES, RUN_AXE
from tests.program import FLORILEGE

pytestmark = pytest.mark.browser
EMBEDDED, DOCUMENTED = "/embed?in_list=true", "/api/"


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The small study, served by the command on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "FLORILEGE_STUDY")}
    program = [str(FLORILEGE), "serve", "study", "--port", str(port)]
    server = subprocess.Popen(
        program, cwd=folder, env=kept, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/embed", timeout=60).close()
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="module")
def host(served: str) -> Iterator[str]:
    """A page of another site, that frames what is embedded and the home page, and reads the API."""
    body = (
        '<!doctype html><html lang="en"><title>host</title><body>'
        f'<iframe title="a" name="embedded" src="{served}{EMBEDDED}" width="700" height="600"></iframe>'
        f'<iframe title="b" name="home" src="{served}/" width="700" height="200"></iframe></body></html>'
    )

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that http.server calls
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_another_site_frames_what_is_embedded_and_nothing_else(browser: Browser, host: str) -> None:  # noqa: F811
    page = browser.new_page()
    page.goto(host)
    framed = page.frame(name="embedded")
    assert framed is not None
    expect(framed.locator("ul.entries li").first).to_be_visible()
    expect(framed.locator(".leaflet-container")).to_be_visible()
    link = framed.locator("ul.entries a").first
    assert link.evaluate("one => one.target || document.querySelector('base').target") == "_blank"
    home = page.frame(name="home")
    assert home is not None
    assert home.url.startswith("chrome-error:")
    page.close()


def test_another_site_reads_the_api_and_sends_nothing_to_it(browser: Browser, host: str, served: str) -> None:  # noqa: F811
    page = browser.new_page()
    page.goto(host)
    ask = (
        "async (asked) => { try { const said = await fetch(...asked); return [said.status, said.headers.get('etag') !== null]; }"
        " catch { return ['refused', false]; } }"
    )
    assert page.evaluate(ask, [f"{served}/api/v1/places?limit=1"]) == [200, True]
    kept = {"headers": {"If-None-Match": '"x"'}}
    assert page.evaluate(ask, [f"{served}/api/v1/places?limit=1", kept]) == [200, True]
    for sent in ({"method": "POST", "body": "{}"}, {"headers": {"Authorization": "Bearer flo_x"}}):
        assert page.evaluate(ask, [f"{served}/api/v1/places", sent])[0] == "refused"
    page.close()


@pytest.mark.parametrize("path", [EMBEDDED, f"{EMBEDDED}&lang=en", DOCUMENTED, "/en/api/", "/embed?kind=x"])
def test_the_pages_fit_a_telephone_and_break_no_rule_of_accessibility(
    browser: Browser, served: str, path: str  # noqa: F811
) -> None:  # fmt: skip
    context = browser.new_context(
        bypass_csp=True, reduced_motion="reduce", viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{served}{path}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE, None) == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(RUN_AXE, COLOUR_RULES) == []
    context.close()


def test_without_script_the_map_is_drawn_and_the_list_is_there(browser: Browser, served: str) -> None:  # noqa: F811
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}{EMBEDDED}")
    expect(page.locator("figure svg").first).to_be_visible()
    expect(page.locator("ul.entries li").first).to_be_visible()
    context.close()
