"""One visit to one site: robots.txt first, redirects by hand with the guard and the robots.txt of each host."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from msgspec import Struct, field

from florilege.evidence.liveness import REDIRECTS, UNCHANGED, Answer, Finding, Visit, find
from florilege.evidence.parking import Signatures, shipped_signatures
from florilege.evidence.web_addresses import Site, site_of
from florilege.evidence.web_pages import one_line, read_page
from florilege.web.watch.fetching import Budget, Fetcher, Reply
from florilege.web.watch.guard import VisitFault
from florilege.web.watch.robots import Robots
from florilege.web.watch.turns import Turns

MOST_TAG = 200
"""Letters of a validator (ETag, Last-Modified) kept; a longer one is not."""


class Seen(Struct, frozen=True):
    """What a visit found, and what the server gave to ask again only for news."""

    finding: Finding
    etag: str = ""
    last_modified: str = ""


class Visitor(Struct, frozen=True):
    """Visits sites; may be shared by threads."""

    fetcher: Fetcher
    turns: Turns
    robots: Robots
    signatures: Signatures = field(default_factory=shipped_signatures)

    def visit(self, site: Site, before: Visit | None) -> Seen:
        """Follow a site to its page and say what is found; no fault of the site is ever raised.

        before : the last visit that kept a page, for a conditional request
        """
        budget = Budget(self.fetcher.limits.visit)
        answers: list[Answer] = []
        url = site.url
        while True:
            try:
                reply = self._ask(url, budget, before)
            except VisitFault as fault:
                return self._seen([*answers, Answer(url, fault=fault.code)])
            target = self._target(url, reply)
            if target is None:
                return self._seen([*answers, Answer(url, reply.status)], reply, before)
            answers.append(Answer(url, reply.status, location=target))
            fault_code = self._refused(target, answers)
            if fault_code:
                return self._seen([*answers, Answer(target, fault=fault_code)])
            url = target

    def _ask(self, url: str, budget: Budget, before: Visit | None) -> Reply:
        self.robots.check(url)
        headers: dict[str, str] = {}
        if before is not None and before.final_url == url:
            if before.etag:
                headers["If-None-Match"] = before.etag
            if before.last_modified:
                headers["If-Modified-Since"] = before.last_modified
        with self.turns.of(urlsplit(url).netloc):
            return self.fetcher.get(url, budget, headers)

    def _target(self, url: str, reply: Reply) -> str | None:
        """Where a redirect leads; None when the answer is not one."""
        location = reply.headers.get("location", "")
        if reply.status not in REDIRECTS or not location:
            return None
        try:
            site = site_of(urljoin(url, location))
        except ValueError:
            site = None
        return site.url if site is not None else ""

    def _refused(self, target: str, answers: list[Answer]) -> str:
        if not target:
            return "bad_redirect"
        if any(answer.url == target for answer in answers):
            return "redirect_loop"
        return "too_many_redirects" if len(answers) > self.fetcher.limits.redirects else ""

    def _seen(self, answers: list[Answer], reply: Reply | None = None, before: Visit | None = None) -> Seen:
        if reply is None:
            return Seen(find(answers, None, self.signatures))
        if reply.status == UNCHANGED and before is not None and before.final_url == answers[-1].url:
            return Seen(
                find(answers, None, self.signatures, before=before), before.etag, before.last_modified
            )
        page = read_page(reply.body, reply.headers.get("content-type", ""))
        finding = find(answers, page, self.signatures)
        return Seen(finding, _validator(reply, "etag"), _validator(reply, "last-modified"))


def _validator(reply: Reply, name: str) -> str:
    """A validator as sent, when it can be kept in a cell and sent back as it is."""
    text = reply.headers.get(name, "")
    usable = (
        reply.status == 200 and len(text) <= MOST_TAG and text.isascii() and one_line(text, MOST_TAG) == text
    )
    return text if usable else ""
