"""The service of a team has a worker beside it: it sends letters, is started again when it dies, and ends with the server."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.letters.mail_server import MailServer, free_port
from tests.program import FLORILEGE, run
from tests.team_study import copied

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are read from /proc")
WRITE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
import django
django.setup()
from florilege.faults import Words
from florilege.web.letters import outbox
from florilege.web.letters.texts import LetterText
said = Words("A", "A")
outbox.write(LetterText("trial", said, said, said, True), sys.argv[1], {}, study="petite-etude", language="fr", key=sys.argv[1])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory, "serving")


def wait_for(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen within a minute")


@contextmanager
def served(folder: Path, mail: MailServer, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    port = free_port()
    variables = os.environ | {
        "FLORILEGE_SECRET_KEY": "s" * 50, "FLORILEGE_SMTP_HOST": "127.0.0.1", "FLORILEGE_SMTP_PORT": str(mail.port),
    }  # fmt: skip
    variables.pop("DATABASE_URL", None)
    process = subprocess.Popen(
        [FLORILEGE, "serve", "study", "--team", "--port", str(port), *options], cwd=folder, env=variables,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    def answers() -> bool:
        try:
            urlopen(f"http://127.0.0.1:{port}/static/build/site.css", timeout=5).close()
        except (URLError, ConnectionError):
            return False
        return True

    try:
        wait_for(answers)
        yield process
    finally:
        process.kill()
        process.wait()


def write(folder: Path, address: str) -> None:
    environment = {"FLORILEGE_SECRET_KEY": "s" * 50}
    ended = run(address, folder=folder, script=WRITE, environment=environment, team=True)
    assert ended.returncode == 0, ended.stderr


def children(server: subprocess.Popen[bytes]) -> dict[int, bool]:
    """The processes of a server: whether each is started from nothing (those of the web are forked)."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == server.pid and b"resource_tracker" not in command:
            found[int(entry.name)] = b"spawn_main" in command
    return found


def beside(server: subprocess.Popen[bytes]) -> set[int]:
    """The processes beside a server: the one that makes pages, and the worker."""
    return {process for process, spawned in children(server).items() if spawned}


def is_there(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_worker_beside_the_server_sends_letters_comes_back_when_it_dies_and_ends_with_it(
    folder: Path,
) -> None:
    with MailServer() as mail, served(folder, mail) as server:
        write(folder, "first@example.org")
        wait_for(lambda: bool(mail.letters_to("first@example.org")))
        first = beside(server)
        for process in first:
            os.kill(process, signal.SIGKILL)
        write(folder, "second@example.org")
        wait_for(lambda: bool(mail.letters_to("second@example.org")))
        wait_for(lambda: len(beside(server)) == 2)
        assert not beside(server) & first
        all_of_it = children(server)
        assert len(all_of_it) > 2
        server.kill()
        server.wait()
        wait_for(lambda: not any(map(is_there, all_of_it)))


def test_a_server_that_is_asked_to_end_ends_its_worker(folder: Path) -> None:
    with MailServer() as mail, served(folder, mail) as server:
        wait_for(lambda: len(beside(server)) == 2)
        all_of_it = children(server)
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=90)
        wait_for(lambda: not any(map(is_there, all_of_it)))


def test_without_one_letters_wait_for_the_command_that_works_alone(folder: Path) -> None:
    with MailServer() as mail, served(folder, mail, "--no-worker") as server:
        assert len(beside(server)) < 2
        variables = {
            "FLORILEGE_SECRET_KEY": "s" * 50,
            "FLORILEGE_SMTP_HOST": "127.0.0.1",
            "FLORILEGE_SMTP_PORT": str(mail.port),
        }
        work = ("work", "study", "--once")
        # whatever duty of the day a worker that was killed above did not come to is done first
        assert run(*work, folder=folder, team=True, environment=variables).returncode == 0
        write(folder, "third@example.org")
        ended = run(*work, folder=folder, team=True, environment=variables)
        assert ended.returncode == 0, ended.stderr
        assert ended.stdout == "1 done\n"
        assert len(mail.letters_to("third@example.org")) == 1


def test_a_return_comes_in_by_the_command_line_and_leaves_the_address_alone(folder: Path) -> None:
    with MailServer() as mail:
        write(folder, "returned@example.org")
        run("work", "study", "--once", folder=folder, team=True,
            environment={"FLORILEGE_SECRET_KEY": "s" * 50, "FLORILEGE_SMTP_HOST": "127.0.0.1",
                         "FLORILEGE_SMTP_PORT": str(mail.port)})  # fmt: skip
        (taken,) = mail.letters_to("returned@example.org")
    reference = str(taken.message["Message-ID"]).strip("<>").partition("@")[0]
    report = f"""\
To: returns@example.org
Content-Type: multipart/report; report-type=delivery-status; boundary="mark"

--mark
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; returned@example.org
Action: failed
Status: 5.1.1

--mark
Content-Type: text/rfc822-headers

Message-ID: <{reference}@localhost>

--mark--
"""
    said = run("letters", "bounces", folder=folder, answers=report, team=True)
    assert (said.returncode, said.stdout) == (0, "1 read: 1 failed\n"), said.stderr
    nowhere = run("letters", "bounces", "--maildir", folder / "nowhere", folder=folder, team=True)
    assert nowhere.returncode == 3
    assert "maildir" in nowhere.stderr


def test_the_worker_does_not_start_without_the_secret_that_letters_are_sealed_with(folder: Path) -> None:
    environment = {"FLORILEGE_SECRET_KEY": ""}
    said = run("work", "study", "--once", folder=folder, environment=environment, team=True)
    assert said.returncode == 3
    assert "FLORILEGE_SECRET_KEY" in said.stderr
