"""What hosts ask of robots (RFC 9309), each host asked once a round."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit, urlunsplit

from protego import Protego

from florilege.evidence.liveness import REDIRECTS
from florilege.evidence.web_addresses import site_of
from florilege.web.watch.fetching import Budget, Fetcher, Reply
from florilege.web.watch.guard import VisitFault
from florilege.web.watch.turns import Turns

NAME = "florilege"
"""Name under which a robots.txt can speak to us."""
MOST_REDIRECTS = 5


@dataclass(slots=True)
class _Origin:
    lock: threading.Lock = field(default_factory=threading.Lock)
    read: bool = False
    fault: str = ""
    rules: Protego | None = None


@dataclass(slots=True)
class Robots:
    """The robots.txt of every host met in a round; may be shared by threads."""

    fetcher: Fetcher
    turns: Turns
    _origins: dict[str, _Origin] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, url: str) -> None:
        """Raises VisitFault when the host does not let us read an address, or cannot say.

        No robots.txt (4xx) lets everything be read; one that the server fails to give (5xx) nothing, as RFC 9309
        asks (2.3.1). A host that cannot be reached for it cannot be reached: the fault is that of the site.
        """
        parts = urlsplit(url)
        with self._lock:
            origin = self._origins.setdefault(f"{parts.scheme}://{parts.netloc}", _Origin())
        with origin.lock:
            if not origin.read:
                self._read(origin, url)
        if origin.fault:
            raise VisitFault(origin.fault)
        if origin.rules is not None and not origin.rules.can_fetch(url, NAME):
            raise VisitFault("robots")

    def _read(self, origin: _Origin, url: str) -> None:
        parts = urlsplit(url)
        # its own time: what it leaves to one visit must not decide for the other sites of the host
        budget = Budget(self.fetcher.limits.idle)
        try:
            reply = self._ask(urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", "")), budget)
        except VisitFault as fault:
            if fault.code == "stopped":
                raise
            origin.fault, origin.read = fault.code, True
            return
        if reply.status >= 500:
            origin.fault = "robots_unavailable"
        elif 200 <= reply.status < 300:
            origin.rules = Protego.parse(reply.body.decode("utf-8", errors="replace"))
            rest = origin.rules.crawl_delay(NAME)
            if rest is not None and rest > 0:
                self.turns.ask(parts.netloc, rest)
        origin.read = True

    def _ask(self, url: str, budget: Budget) -> Reply:
        """The answer after the redirects; too many of them is as good as no robots.txt (RFC 9309, 2.3.1.2)."""
        for _ in range(MOST_REDIRECTS + 1):
            with self.turns.of(urlsplit(url).netloc):
                reply = self.fetcher.get(url, budget)
            if reply.status not in REDIRECTS or "location" not in reply.headers:
                return reply
            site = site_of(urljoin(url, reply.headers["location"]))
            if site is None:
                break
            url = site.url
        return Reply(404, {}, b"")
