"""The workspace, served for real: what it shows, what an answer changes, and to whom it does not open."""

from __future__ import annotations

import re
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest

from florilege.linkage.decisions import alone, read_decisions, standing, undone
from florilege.web.workspace.guard import is_loopback
from tests.program import FLORILEGE

PDL = "study/listings/pdl/tiers_lieux_pays_de_la_loire.csv"


def serve(folder: Path, *options: str) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [FLORILEGE, "serve", "study", "--port", str(port), "--database", "sqlite:///store.sqlite3", *options],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urlopen(f"{address}/static/build/site.css", timeout=5).close()
            return process, address
        except (URLError, ConnectionError):
            time.sleep(0.1)
    process.kill()
    raise AssertionError("the server did not start")


class Reader:
    """A browser without a screen: keeps its cookies, sends the token that a form holds."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self._opener.open(self.address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def post(self, path: str, page: str, **fields: str) -> tuple[str, str]:
        """Send a form of a page; returns where it led and what is there."""
        body = urlencode({"csrfmiddlewaretoken": token(page), **fields}).encode()
        with self._opener.open(self.address + path, body, timeout=60) as answer:
            return answer.geturl().removeprefix(self.address), answer.read().decode()

    def send(self, path: str, page: str, file: Path, **fields: str) -> tuple[str, str]:
        """The same with a file."""
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {"csrfmiddlewaretoken": token(page), **fields}.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), file.read_bytes(), f"\r\n--{mark}--\r\n".encode()])
        request = Request(
            self.address + path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"}
        )
        with self._opener.open(request, timeout=60) as answer:
            return answer.geturl().removeprefix(self.address), answer.read().decode()


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.fixture
def reader(linked: Path) -> Iterator[Reader]:
    process, address = serve(linked, "--workspace")
    yield Reader(address)
    process.kill()
    process.wait()


def journal(folder: Path) -> str:
    return (folder / "study" / "decisions.csv").read_text(encoding="utf-8")


def test_an_answer_goes_to_the_journal_and_the_next_question_comes(reader: Reader, linked: Path) -> None:
    page = reader.get("/espace/doublons/")
    first, second = hidden(page, "first"), hidden(page, "second")
    where, after = reader.post(
        "/espace/doublons/",
        page,
        first=first,
        second=second,
        verdict="same",
        who="A. Reader",
        reason="même porte",
    )
    assert where == "/espace/doublons/"
    assert (hidden(after, "first"), hidden(after, "second")) != (first, second)
    assert "A. Reader" in journal(linked)
    assert "même porte" in reader.get("/espace/journal/")
    _, told = reader.post("/en/espace/journal/", reader.get("/en/espace/journal/"), act="1")
    assert "undone" in told
    acts = read_decisions(journal(linked), file="decisions.csv")
    assert undone(acts) == {1}
    assert standing(acts) == ()


def test_linked_again_the_acts_take_effect(reader: Reader) -> None:
    page = reader.get("/espace/doublons/")
    first, second = hidden(page, "first"), hidden(page, "second")
    reader.post("/espace/doublons/", page, first=first, second=second, verdict="same")
    where, after = reader.post("/espace/relier/", reader.get("/espace/"))
    assert where == "/espace/"
    assert "prises en compte" not in after


def test_a_newer_version_is_compared_then_accepted(reader: Reader, linked: Path) -> None:
    page = reader.get("/espace/recensements/")
    where, told = reader.send("/espace/recensements/", page, linked / PDL, listing="pdl", date="2021-11-06")
    assert where == "/espace/recensements/pdl/2021-11-06/"
    assert "Gullivigne" in told
    assert not (linked / "study" / "renewals.csv").exists()
    where, after = reader.post(where, told, who="Team")
    assert where == "/espace/recensements/"
    assert "Versions acceptées" in after
    assert "Gullivigne" in reader.get("/espace/")
    where, undone_page = reader.post(where, after, undo="1", who="Team")
    assert "annulé" in undone_page
    assert "Annuler l’acte" not in undone_page
    assert "Gullivigne" not in reader.get("/espace/")


def test_one_of_two_records_is_said_to_be_alone_and_the_page_says_what_that_means(
    reader: Reader, linked: Path
) -> None:
    page = reader.get("/espace/doublons/")
    assert "jusqu’à ce que quelqu’un dise" in page
    first, second = hidden(page, "first"), hidden(page, "second")
    _, after = reader.post("/espace/doublons/", page, first=first, second=second, verdict="second alone")
    assert alone(read_decisions(journal(linked), file="decisions.csv")) == {second}
    assert (hidden(after, "first"), hidden(after, "second")) != (first, second)
    assert "a place of its own" in reader.get("/en/espace/journal/").lower()


@pytest.mark.parametrize(
    "fields", [{"listing": "pdl", "date": "soon"}, {"listing": "../pdl", "date": "2024-01-01"}]
)
def test_what_cannot_be_received_is_refused_and_kept_nowhere(
    reader: Reader, linked: Path, fields: dict[str, str]
) -> None:
    with pytest.raises(HTTPError) as refusal:
        reader.send("/espace/recensements/", reader.get("/espace/recensements/"), linked / PDL, **fields)
    assert refusal.value.code == 422
    assert not (linked / "var" / "uploads").exists()


def test_a_form_from_elsewhere_and_another_host_are_refused(reader: Reader, linked: Path) -> None:
    with pytest.raises(HTTPError) as refusal:
        urlopen(reader.address + "/espace/doublons/", b"verdict=same", timeout=30)
    assert refusal.value.code == 403
    with pytest.raises(HTTPError) as refusal:
        urlopen(Request(reader.address + "/espace/", headers={"Host": "elsewhere.example"}), timeout=30)
    assert refusal.value.code == 400
    assert not (linked / "study" / "decisions.csv").exists()


def test_without_the_option_there_is_no_workspace(linked: Path) -> None:
    process, address = serve(linked)
    try:
        with pytest.raises(HTTPError) as refusal:
            urlopen(f"{address}/espace/", timeout=30)
        assert refusal.value.code == 404
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("::ffff:127.0.0.1", True),
        ("192.168.0.4", False), ("::ffff:10.0.0.1", False), ("", False), ("localhost.example", False),
    ],
)  # fmt: skip
def test_only_this_machine_is_this_machine(address: str, own: bool) -> None:
    assert is_loopback(address) is own
