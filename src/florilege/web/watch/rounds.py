"""One round of visits: which sites are due, several hosts at once, each result kept before the next visit."""

from __future__ import annotations

import queue
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from florilege.evidence.liveness import (
    INTERRUPTED,
    NO_NETWORK,
    Visit,
    concluded,
    days_between,
    is_sign_of_death,
    latest,
)
from florilege.evidence.web_addresses import Site
from florilege.web.watch.fetching import Fetcher, Limits
from florilege.web.watch.guard import Guard
from florilege.web.watch.records import Journal, open_journal, visits_of
from florilege.web.watch.robots import NAME, Robots
from florilege.web.watch.turns import Turns
from florilege.web.watch.visiting import Seen, Visitor

UNSAID = frozenset({INTERRUPTED, NO_NETWORK})
"""Reasons of visits that say nothing of their site: it is due again the next day."""
CONTACT = re.compile(r"(?:https?://[!-~]{4,200}|[^\s@(),;<>]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,20})")
"""Where whoever answers for the visits can be reached: an address or a page."""
VisitProgress = Callable[[int, int], object]


class Watched(Struct, frozen=True):
    """A site to watch and the places that give it, in the order of their age."""

    site: Site
    places: tuple[str, ...]


class Manner(Struct, frozen=True):
    """How a round is made.

    contact : address of whoever answers for the visits; today : ISO day of the round
    older_than : days after which a site is visited again; apart : days between two signs of death
    most : sites visited at most, None for all; hosts : visited at once
    rest, most_rest : seconds between two requests to one host, and the longest that one may ask for
    """

    contact: str
    today: str
    older_than: int = 30
    apart: int = 7
    most: int | None = None
    hosts: int = 16
    rest: float = 2.0
    most_rest: float = 30.0
    limits: Limits = field(default_factory=Limits)
    guard: Guard = field(default_factory=Guard)


class Round(Struct, frozen=True):
    """What a round did: the visits made, those cut short (by this round or the one before), what was not due."""

    visits: tuple[Visit, ...]
    cut_short: int
    not_due: int
    left: int


class Stopped(Exception):
    """The round is being ended: a worker gives up what it does."""


def due(watched: Iterable[Watched], visits: Sequence[Visit], manner: Manner) -> list[Watched]:
    """The sites to visit, never visited ones first, then those visited longest ago; ties in the order given.

    Nothing is visited twice on one day. A sign of death is looked at again as soon as it can be confirmed.
    """
    last = latest(visits)
    found: list[tuple[str, Watched]] = []
    for one in watched:
        before = last.get(one.site.key)
        if before is None:
            found.append(("", one))
            continue
        age = days_between(before.date, manner.today)
        patience = manner.older_than
        if before.reason in UNSAID:
            patience = 1
        elif is_sign_of_death(before) and before.outcome == "unsure":
            patience = min(patience, manner.apart)
        if age >= max(1, patience):
            found.append((before.date, one))
    return [one for _, one in sorted(found, key=lambda item: item[0])]


def agent_of(contact: str, version: str) -> str:
    """How the visits present themselves."""
    return f"{NAME}/{version} (+{contact})"


def make_round(
    folder: Path,
    watched: Sequence[Watched],
    manner: Manner,
    *,
    agent: str,
    progress: VisitProgress = lambda _done, _total: None,
    turns: Callable[[Callable[[float], object]], Turns] | None = None,
) -> Round:
    """Visit the sites that are due and keep what is found in the study's watch.csv.

    turns : makes the turns from the function that waits, where the caller has a clock of its own
    KeyboardInterrupt ends the round: what was seen is kept, the visits under way are marked as cut short.
    """
    with open_journal(folder) as journal:
        kept = visits_of(folder)
        to_visit = due(watched, kept, manner)
        now = to_visit[: manner.most]
        workers = _Workers(journal, kept, manner, agent=agent, turns=turns)
        workers.run(now, lambda done: progress(done, len(now)))
        added = journal.fold()
    visits = tuple(visit for visit in added if visit.reason != INTERRUPTED)
    return Round(
        visits=tuple(sorted(visits, key=lambda visit: visit.site)),
        cut_short=len(added) - len(visits),
        not_due=len(watched) - len(to_visit),
        left=len(to_visit) - len(now),
    )


class _Workers:
    """Threads that each take a host, visit its sites one after the other, and take the next host."""

    def __init__(
        self,
        journal: Journal,
        kept: Sequence[Visit],
        manner: Manner,
        *,
        agent: str,
        turns: Callable[[Callable[[float], object]], Turns] | None,
    ) -> None:
        self._journal, self._manner = journal, manner
        self._before: Mapping[str, list[Visit]] = _by_site(kept)
        self._stop = threading.Event()
        self._writing = threading.Lock()
        self._hosts: queue.SimpleQueue[list[Watched]] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Visit | BaseException | None] = queue.SimpleQueue()
        self._fetcher = Fetcher(manner.guard, agent, manner.limits)
        own = Turns(time.monotonic, self._wait, rest=manner.rest, most=manner.most_rest)
        self._turns = own if turns is None else turns(self._wait)
        self._visitor = Visitor(self._fetcher, self._turns, Robots(self._fetcher, self._turns))

    def run(self, sites: Sequence[Watched], progress: Callable[[int], object]) -> None:
        """Visit all the sites; raises what a worker met that is no fault of a site."""
        for group in _by_host(sites):
            self._hosts.put(group)
        # daemons: a name that is still being looked up must not keep a stopped program from ending
        threads = [
            threading.Thread(target=self._work, daemon=True, name=f"watch-{rank}")
            for rank in range(min(self._manner.hosts, len(sites)))
        ]
        for thread in threads:
            thread.start()
        try:
            self._follow(len(threads), progress)
        finally:
            with self._writing:  # from here on no worker writes to the journal
                self._stop.set()
            self._fetcher.stop()

    def _follow(self, working: int, progress: Callable[[int], object]) -> None:
        done = 0
        progress(done)
        while working:
            try:
                result = self._done.get(timeout=0.5)  # a short wait lets Ctrl-C through on every system
            except queue.Empty:
                continue
            if isinstance(result, BaseException):
                raise result
            if result is None:
                working -= 1
            else:
                done += 1
                progress(done)

    def _work(self) -> None:
        try:
            while True:
                try:
                    group = self._hosts.get_nowait()
                except queue.Empty:
                    break
                for one in group:
                    self._done.put(self._visit(one))
        except Stopped:
            pass
        except BaseException as error:  # handed to the main thread, which raises it
            self._done.put(error)
        self._done.put(None)

    def _visit(self, one: Watched) -> Visit:
        manner = self._manner
        earlier = self._before.get(one.site.key, [])
        blank = Visit(one.site.key, one.site.url, manner.today, "unsure", INTERRUPTED, places=one.places)
        self._write(self._journal.begin, blank)
        seen = self._visitor.visit(one.site, _with_page(earlier))
        visit = _kept(blank, seen, concluded(seen.finding, manner.today, earlier, apart=manner.apart))
        self._write(self._journal.end, visit)
        return visit

    def _write(self, write: Callable[[Visit], None], visit: Visit) -> None:
        with self._writing:
            if self._stop.is_set():
                raise Stopped
            write(visit)

    def _wait(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise Stopped


def _kept(blank: Visit, seen: Seen, outcome: str) -> Visit:
    finding = seen.finding
    return replace(
        blank,
        outcome=outcome,
        reason=finding.reason,
        status=finding.status,
        final_url=finding.final_url,
        title=finding.title,
        signatures=finding.signatures,
        etag=seen.etag,
        last_modified=seen.last_modified,
    )


def _with_page(earlier: Sequence[Visit]) -> Visit | None:
    """The last visit, when it found a page that its server can say unchanged."""
    last = next(iter(latest(visit for visit in earlier if visit.reason not in UNSAID).values()), None)
    return last if last is not None and (last.etag or last.last_modified) else None


def _by_site(visits: Iterable[Visit]) -> Mapping[str, list[Visit]]:
    by_site: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_site[visit.site].append(visit)
    return by_site


def _by_host(sites: Sequence[Watched]) -> list[list[Watched]]:
    """The sites of each host, the hosts of most sites first: they take longest."""
    by_host: dict[str, list[Watched]] = defaultdict(list)
    for one in sites:
        by_host[one.site.host].append(one)
    return sorted(by_host.values(), key=len, reverse=True)
