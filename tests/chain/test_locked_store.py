"""A store that another command is writing to is no fault of ours: both languages say so, and what to do."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.chain import small_study
from tests.chain.served import Reader, serve
from tests.program import FLORILEGE

SHORT = "sqlite:///store.sqlite3?timeout=0.2"


@contextmanager
def written_by_another(store: Path, *, exclusive: bool = False) -> Iterator[None]:
    """Another connection holds the lock for writing, as a build does in the middle of a step."""
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("begin exclusive" if exclusive else "begin immediate")
        yield
        other.execute("rollback")


def rows(store: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(store)) as connection:
        return connection.execute(
            "select step, fingerprint, counts from study_steprun order by id"
        ).fetchall()


@pytest.mark.parametrize("verb", ["link", "actors", "review"])
def test_a_command_refuses_a_store_that_another_writes_to_and_runs_once_it_is_free(
    linked: Path, verb: str
) -> None:
    command = (verb, "study", *(("--list",) if verb == "review" else ("--force",)), "--database", SHORT)
    before = rows(linked / "store.sqlite3")
    with written_by_another(linked / "store.sqlite3"):
        ended = small_study.run(*command, folder=linked)
    assert ended.returncode == 3, ended.stderr
    in_french, _, in_english = " ".join(ended.stderr.split()).partition("refused:")
    for said, parts in (
        (in_french, ("store.sqlite3", "aucune autre commande n’écrit", "attendu 0,2 s", "relancer")),
        (in_english, ("store.sqlite3", "no other command is writing", "waited 0.2 s", "again")),
    ):
        for part in parts:
            assert part in said, (part, said)
    assert "Traceback" not in ended.stderr
    assert rows(linked / "store.sqlite3") == before
    assert small_study.run(*command, folder=linked).returncode == 0


def test_a_store_that_another_is_making_is_refused_in_the_same_words(tmp_path: Path) -> None:
    study = small_study.make(tmp_path)
    with written_by_another(tmp_path / "store.sqlite3", exclusive=True):
        ended = small_study.run("link", study, "--database", SHORT, folder=tmp_path)
    assert ended.returncode == 3, ended.stderr
    assert "no other command is writing" in " ".join(ended.stderr.split())


def test_commands_started_at_once_on_a_new_store_make_its_tables_once(tmp_path: Path) -> None:
    study = small_study.make(tmp_path)
    command = [FLORILEGE, "user", "list", study, "--database", "sqlite:///store.sqlite3"]
    started = [
        subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [(one.communicate(timeout=120)[1], one.returncode) for one in started] == [(b"", 0)] * 3


def test_the_workspace_says_it_on_its_page(linked: Path) -> None:
    process, address = serve(linked, "--workspace", "--database", SHORT)
    try:
        reader = Reader(address)
        board = reader.get("/en/espace/")
        with written_by_another(linked / "store.sqlite3"), pytest.raises(HTTPError) as refusal:
            reader.post("/en/espace/relier/", board)
        assert refusal.value.code == 422
        assert "no other command is writing" in refusal.value.read().decode()
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("query", ["timeout=soon", "timeout=-1", "timeout=", "timeout=1e9", "wait=3"])
def test_a_wait_that_is_no_number_of_seconds_is_wrong_use(tmp_path: Path, query: str) -> None:
    study = small_study.make(tmp_path)
    ended = small_study.run("link", study, "--database", f"sqlite:///store.sqlite3?{query}", folder=tmp_path)
    assert ended.returncode == 2, ended.stderr
    assert "timeout" in ended.stderr
    assert not (tmp_path / "store.sqlite3").exists()
