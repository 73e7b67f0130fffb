"""`florilege watch` on a small study whose sites are on this machine."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from florilege.evidence.liveness import Visit
from florilege.web.watch.records import JOURNAL, visits_of, write_visits
from tests.chain import small_study
from tests.program import FLORILEGE
from tests.watch.local_web import Handler, Host, LocalWeb, page

STORE = "sqlite:///store.sqlite3"
PATHS = ("/", "/atelier", "/gone", "/parked")
FOR_SALE = "<title>lab.example</title>Ce nom de domaine est à vendre."


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[LocalWeb, Host]]:
    """One host that has all the sites of the study; no test of this module changes what it plays."""
    web = LocalWeb()
    yield web, web.host({"/": page(), "/atelier": page(), "/parked": page(FOR_SALE)})
    web.close()


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory, site: tuple[LocalWeb, Host]) -> Path:
    folder = tmp_path_factory.mktemp("watch")
    study = folder / "study"
    for slug in ("pdl",):
        shutil.copytree(small_study.REAL / "listings" / slug, study / "listings" / slug)
        shutil.copy(small_study.REAL / "listings" / f"{slug}.toml", study / "listings")
    rows = small_study.read_rows(study, "pdl")[: 1 + len(PATHS)]
    column = rows[0].index("URL")
    for row, path in zip(rows[1:], PATHS, strict=True):
        row[column] = site[1].url + path
    small_study.write_rows(study, "pdl", rows)
    small_study.write_study_file(study, listings=("pdl",))
    result = small_study.run("link", study, "--database", STORE, folder=folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture
def folder(linked: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "folder"
    shutil.copytree(linked, copy)
    return copy


def watch(folder: Path, *options: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    result = small_study.run("watch", "study", "--database", STORE, *options, folder=folder)
    assert result.returncode == code, result.stderr
    return result


def allowed(site: tuple[LocalWeb, Host]) -> tuple[str, ...]:
    return ("--allow-loopback", f"127.0.0.1:{site[1].port}", "--delay", "0")


def test_a_watch_says_what_it_found_and_does_not_begin_again(
    folder: Path, site: tuple[LocalWeb, Host]
) -> None:
    report = json.loads(watch(folder, *allowed(site), "--json").stdout)
    assert report["outcomes"] == {"alive": 2, "moved": 0, "parked": 1, "dead": 0, "unsure": 1}
    assert report["reasons"] == {"answers": 2, "page_not_found": 1, "parking_page": 1}
    with (folder / "study" / "watch.csv").open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    with sqlite3.connect(folder / "store.sqlite3") as store:
        places = {row[0] for row in store.execute("select public_id from inventory_place")}
    assert len(kept) == 4
    assert {row["places"] for row in kept} == places
    before = (folder / "study" / "watch.csv").read_bytes()
    again = watch(folder, *allowed(site), "--older-than", "0")
    assert "0 of 4 sites visited · 4 not due" in again.stdout
    assert (folder / "study" / "watch.csv").read_bytes() == before


def test_what_was_seen_enters_the_claims_at_the_next_linkage(
    folder: Path, site: tuple[LocalWeb, Host]
) -> None:
    watch(folder, *allowed(site))
    result = small_study.run("link", "study", "--database", STORE, folder=folder)
    assert result.returncode == 0, result.stderr
    with sqlite3.connect(folder / "store.sqlite3") as store:
        claims = store.execute(
            "select value, count(*), min(source_url) like 'http://127.0.0.1%', min(shown), max(licence)"
            " from inventory_claim where listing = 'watch' and field = 'website_state' group by value order by value"
        ).fetchall()
    assert claims == [
        ("alive", 2, 1, 1, "fact-cited"), ("parked", 1, 1, 1, "fact-cited"), ("unsure", 1, 1, 1, "fact-cited"),
    ]  # fmt: skip


def test_one_place_alone_and_a_few_sites_alone_are_visited_when_asked(
    folder: Path, site: tuple[LocalWeb, Host]
) -> None:
    with sqlite3.connect(folder / "store.sqlite3") as store:
        slug, place = store.execute(
            "select slug, public_id from inventory_place order by rank limit 1"
        ).fetchone()
    one = json.loads(watch(folder, *allowed(site), "--only", slug, "--json").stdout)
    assert [visit["places"] for visit in one["visits"]] == [[place]]
    rest = json.loads(watch(folder, *allowed(site), "--limit", "2", "--json").stdout)
    assert (rest["visited"], rest["not_due"], rest["left"]) == (2, 1, 1)


def test_without_permission_no_site_of_this_machine_is_reached(
    folder: Path, site: tuple[LocalWeb, Host]
) -> None:
    before = len(site[1].asked)
    report = json.loads(watch(folder, "--contact", "test@example.org", "--json").stdout)
    assert report["reasons"] == {"port": 4}
    assert len(site[1].asked) == before


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--contact", "nobody"),
        ("--contact", "a@example.org\r\nX-Header: 1"),
        ("--contact", "a@example.org", "--delay", "0"),
        ("--allow-loopback", "10.0.0.1:80"),
        ("--allow-loopback", "127.0.0.1"),
    ],
)
def test_wrong_use_is_said_before_anything_is_visited(folder: Path, options: tuple[str, ...]) -> None:
    watch(folder, *options, code=2)
    assert not (folder / "study" / "watch.csv").exists()


def test_an_unknown_place_is_refused(folder: Path) -> None:
    result = watch(folder, "--contact", "test@example.org", "--only", "nowhere", code=3)
    assert "'nowhere'" in result.stderr


def test_a_damaged_file_is_refused_with_its_line(folder: Path, site: tuple[LocalWeb, Host]) -> None:
    damaged = Visit("lab.fr", "http://lab.fr/", "2026-03-02", "vivant", "answers")
    (folder / "study" / "watch.csv").write_text(write_visits([damaged]), encoding="utf-8")
    result = watch(folder, *allowed(site), code=3)
    assert "watch.csv, line 2, column" in result.stderr
    assert "'vivant'" in result.stderr


def test_ctrl_c_leaves_a_state_that_goes_on(folder: Path) -> None:
    web = LocalWeb()
    try:
        processes: list[subprocess.Popen[str]] = []

        def interrupt(asked: Handler) -> None:
            if asked.path == "/atelier":
                processes[0].send_signal(signal.SIGINT)
                asked.world.over.wait(20)
            page()(asked)

        host = web.host(dict.fromkeys(PATHS, interrupt))
        rows = small_study.read_rows(folder / "study", "pdl")
        column = rows[0].index("URL")
        for row, path in zip(rows[1:], PATHS, strict=True):
            row[column] = host.url + path
        small_study.write_rows(folder / "study", "pdl", rows)
        processes.append(
            subprocess.Popen(
                [FLORILEGE, "watch", "study", "--database", STORE, *allowed((web, host))],
                cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                env={key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
            )
        )  # fmt: skip
        _, err = processes[0].communicate(timeout=60)
        assert processes[0].returncode == 130, err
        assert [visit.reason for visit in visits_of(folder / "study")] == ["answers", "interrupted"]
        assert not (folder / "study" / JOURNAL).exists()
        report = json.loads(watch(folder, *allowed((web, host)), "--json").stdout)
        assert (report["visited"], report["not_due"]) == (2, 2)
        assert host.pages() == list(PATHS)
    finally:
        web.close()


def test_old_visits_that_tell_nothing_new_are_taken_out_and_counted(folder: Path) -> None:
    days = [f"2020-{month:02}-01" for month in range(1, 8)]
    visits = [Visit("a.fr", "http://a.fr/", day, "alive", "answers", 200) for day in days]
    path = folder / "study" / "watch.csv"
    path.write_text(write_visits(visits), encoding="utf-8")
    arguments = ("watch", folder / "study", "--database", STORE, "--compact", "365", "--json")
    counts = []
    for _ in range(2):
        result = small_study.run(*arguments, folder=folder)
        assert result.returncode == 0, result.stderr
        counts.append(json.loads(result.stdout)["compacted"])
    assert counts == [5, 0]
    assert [visit.date for visit in visits_of(folder / "study")] == [days[0], days[-1]]
