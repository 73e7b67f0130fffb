"""A round goes on where it stopped: nothing seen is lost, no site is visited twice on one day."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.evidence.liveness import INTERRUPTED, Visit
from florilege.faults import InputRefused, TableRefused
from florilege.web.watch.operations import sites_to_watch
from florilege.web.watch.records import (
    COLUMNS,
    JOURNAL,
    NAME,
    open_journal,
    read_visits,
    visits_of,
    write_visits,
)
from florilege.web.watch.rounds import Manner, Round, due
from florilege.web.watch.turns import Turns
from tests.watch import killed_round
from tests.watch.conftest import TODAY, MakeRound, PassingTime
from tests.watch.local_web import Handler, Host, LocalWeb, page

ROOT = Path(__file__).resolve().parents[2]
TOMORROW = "2026-03-03"
PATHS = ("/", "/a", "/b", "/c")


def start(point: str, folder: Path, today: str, hosts: list[Host]) -> subprocess.Popen[str]:
    addresses = [host.url + path for host in hosts for path in PATHS]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.watch.killed_round", point, str(folder), today, *addresses],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def resume(folder: Path, today: str, hosts: list[Host]) -> Round:
    return killed_round.main("none", folder, today, [host.url + path for host in hosts for path in PATHS])


def four_pages(web: LocalWeb) -> list[Host]:
    return [web.host({path: page() for path in PATHS}) for _ in range(3)]


def asked(hosts: list[Host]) -> Counter[str]:
    return Counter(host.url + path for host in hosts for path in host.pages())


def check_resumed(hosts: list[Host], folder: Path) -> None:
    """After a kill: the same day completes the round, the day after what was cut short."""
    resume(folder, TODAY, hosts)
    kept = visits_of(folder)
    assert len(kept) == 12
    assert max(asked(hosts).values()) == 1, "a site was visited twice on one day"
    cut_short = [visit for visit in kept if visit.reason == INTERRUPTED]
    assert {visit.outcome for visit in kept if visit.reason != INTERRUPTED} == {"alive"}
    assert not (folder / JOURNAL).exists()
    made = resume(folder, TOMORROW, hosts)
    assert (len(made.visits), made.cut_short, made.not_due) == (len(cut_short), 0, 12 - len(cut_short))
    states = {(visit.site, visit.outcome) for visit in visits_of(folder) if visit.reason != INTERRUPTED}
    assert len(states) == 12


@pytest.mark.parametrize(
    "point", ["begin:1", "begin:6", "end:1", "end:7", "end:12", "before-fold", "after-fold"]
)
def test_a_kill_inside_a_write_loses_nothing(web: LocalWeb, tmp_path: Path, point: str) -> None:
    hosts = four_pages(web)
    process = start(point, tmp_path, TODAY, hosts)
    _, err = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, err
    check_resumed(hosts, tmp_path)


@pytest.mark.parametrize("request_number", [1, 5, 10])
def test_a_kill_while_a_site_answers_loses_nothing(
    web: LocalWeb, tmp_path: Path, request_number: int
) -> None:
    processes: list[subprocess.Popen[str]] = []
    started = threading.Event()
    seen: list[str] = []

    def killer(asked: Handler) -> None:
        started.wait(10)
        with web.lock:
            seen.append(asked.path)
            if len(seen) == request_number:
                processes[0].kill()
        page()(asked)

    hosts = [web.host(dict.fromkeys(PATHS, killer)) for _ in range(3)]
    processes.append(start("none", tmp_path, TODAY, hosts))
    started.set()
    processes[0].communicate(timeout=60)
    assert processes[0].returncode == -signal.SIGKILL
    before = (tmp_path / JOURNAL).read_bytes()
    assert before.count(b'{"begun"') > before.count(b'{"visit"'), "the kill landed outside a visit"
    check_resumed(hosts, tmp_path)


def test_only_one_round_at_a_time(tmp_path: Path) -> None:
    with (
        open_journal(tmp_path),
        pytest.raises(InputRefused, match="one watch at a time"),
        open_journal(tmp_path),
    ):
        pass


def test_an_interruption_keeps_what_was_seen(
    web: LocalWeb, visit_all: MakeRound, tmp_path: Path, passing: PassingTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = web.host({path: page() for path in PATHS})

    def interrupt(_seconds: float) -> None:
        if len(host.pages()) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(passing, "wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        visit_all(*(host.watched(path) for path in PATHS))
    kept = visits_of(tmp_path)
    assert [visit.reason for visit in kept if visit.reason != INTERRUPTED] == ["answers"] * 2
    assert not (tmp_path / JOURNAL).exists()


def test_a_round_visits_what_is_due_and_no_more_than_asked(web: LocalWeb, visit_all: MakeRound) -> None:
    host = web.host({path: page() for path in PATHS})
    watched = [host.watched(path) for path in PATHS]
    first = visit_all(*watched, most=3)
    assert (len(first.visits), first.left, first.not_due) == (3, 1, 0)
    second = visit_all(*watched, most=3)
    assert (len(second.visits), second.left, second.not_due) == (1, 0, 3)
    assert Counter(host.pages()) == Counter(PATHS)
    again = visit_all(*watched, today="2026-03-31")
    assert (len(again.visits), again.not_due) == (0, 4)
    assert len(visit_all(*watched, today="2026-04-01").visits) == 4


def test_a_sign_of_death_is_due_as_soon_as_it_can_be_confirmed(web: LocalWeb) -> None:
    watched = web.host(page()).watched()
    sign = Visit(watched.site.key, watched.site.url, "2026-03-02", "unsure", "gone", 410)
    assert due([watched], [sign], Manner("", "2026-03-08")) == []
    assert due([watched], [sign], Manner("", "2026-03-09")) == [watched]


texts = st.text(st.characters(codec="utf-8", exclude_characters="|\r\n\x00"), max_size=12)
rows = st.builds(
    Visit,
    site=texts.filter(bool),
    url=texts.filter(bool),
    date=st.dates().map(lambda day: day.isoformat()),
    outcome=st.sampled_from(["alive", "moved", "parked", "dead", "unsure"]),
    reason=st.sampled_from(["answers", "gone"]),
    status=st.none() | st.integers(100, 599),
    final_url=texts,
    title=texts,
    etag=texts,
    last_modified=texts,
    signatures=st.lists(texts.filter(bool), max_size=2).map(tuple),
    places=st.lists(texts.filter(bool), max_size=2).map(tuple),
)


@given(st.lists(rows, max_size=6, unique_by=lambda visit: (visit.site, visit.date)))
def test_what_is_written_is_read_again_in_one_order(visits: list[Visit]) -> None:
    text = write_visits(visits)
    kept = read_visits(text, file=NAME)
    assert sorted(visits, key=lambda visit: (visit.site, visit.date)) == list(kept)
    assert write_visits(reversed(kept)) == text


@pytest.mark.parametrize(
    ("column", "value"), [("date", "2 mars"), ("outcome", "gone"), ("status", "ok"), ("url", "")]
)
def test_a_fault_of_the_file_names_its_line_and_column(column: str, value: str) -> None:
    cells = dict.fromkeys(COLUMNS, "") | {
        "site": "a.fr", "url": "http://a.fr/", "date": TODAY, "outcome": "alive", "reason": "answers",
    }  # fmt: skip
    text = f"{','.join(COLUMNS)}\n{','.join((cells | {column: value}).values())}\n"
    with pytest.raises(TableRefused) as fault:
        read_visits(text, file=NAME)
    assert (fault.value.where.line, fault.value.where.column) == (2, column)


def test_a_site_given_twice_is_visited_once_with_https_where_one_source_says_so() -> None:
    watched, unusable = sites_to_watch(
        [("p1", "http://a.fr"), ("p2", "https://A.fr/"), ("p2", "http://a.fr/x"), ("p3", "mailto:x@a.fr")]
    )
    assert [(one.site.url, one.places) for one in watched] == [
        ("https://a.fr/", ("p1", "p2")),
        ("http://a.fr/x", ("p2",)),
    ]
    assert unusable == (("p3", "mailto:x@a.fr"),)


def test_a_host_rests_between_two_requests_and_no_longer_than_the_most() -> None:
    time = PassingTime()
    turns = Turns(time.clock, time.wait, rest=2.0, most=30.0)
    for host in ("a.fr", "a.fr", "b.fr"):
        with turns.of(host):
            time.now += 5.0  # the request itself takes its time: the rest begins at its end
    assert time.waited == [2.0]
    turns.ask("b.fr", 12.0)
    turns.ask("a.fr", 0.1)
    turns.ask("c.fr", 900.0)
    for host in ("b.fr", "b.fr", "a.fr", "c.fr", "c.fr"):
        with turns.of(host):
            pass
    assert time.waited[1:3] == [12.0, 12.0]
    assert time.waited[-1] == 30.0
