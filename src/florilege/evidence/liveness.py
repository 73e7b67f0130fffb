"""What the answers of a web site mean: alive, moved, parked, dead or unsure; and the claims that follow.

One visit alone never makes a site dead: a sign of death has to be seen twice, days apart, with no sign of life
between. What a person or a machine may have caused (a timeout, a refusal, a fault of the server) is no such sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from urllib.parse import urljoin

from msgspec import Struct
from msgspec.structs import replace

from florilege.evidence.parking import Signatures, parked, says_moved
from florilege.evidence.web_addresses import host_of, site_of
from florilege.evidence.web_pages import Page
from florilege.listings.records import FieldValue

OUTCOMES = ("alive", "moved", "parked", "dead", "unsure")
ABSENT = frozenset({"no_such_name", "refused", "tls_name"})
"""Signs of death without any answer: a machine that is itself cut off would see them everywhere."""
DEATH_SIGNS = ABSENT | {"not_found", "gone"}
PERMANENT = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
UNCHANGED = 304
REASONS_OF_STATUS = {404: "not_found", 410: "gone", 401: "forbidden", 403: "forbidden", 407: "forbidden",
                     429: "forbidden", 451: "forbidden"}  # fmt: skip
REDIRECTED = frozenset({"permanent_redirect", "page_refresh"})
"""Reasons of a move that say where to."""
INTERRUPTED = "interrupted"
NO_NETWORK = "no_network"
WATCH = "watch"
"""Source of the claims made from visits to web sites."""
LICENCE = "fact-cited"
STATE, CHECKED, MOVED_TO = "website_state", "website_checked", "website_moved_to"


class Answer(Struct, frozen=True):
    """One step of a visit: what an address answered, or the fault that kept it from answering.

    fault : code, empty when there is a status; location : where a redirect leads, absolute
    """

    url: str
    status: int | None = None
    fault: str = ""
    location: str = ""


class Finding(Struct, frozen=True):
    """What one visit shows by itself; "dead" here is a sign that a later visit has to confirm."""

    outcome: str
    reason: str
    final_url: str
    status: int | None = None
    title: str = ""
    signatures: tuple[str, ...] = ()


class Visit(Struct, frozen=True):
    """One visit kept: a row of the study's watch.csv.

    site : key of the site; date : ISO day; outcome : as concluded that day with the visits before it
    status : of the last answer, None without one; places : ids of the places that gave this site
    """

    site: str
    url: str
    date: str
    outcome: str
    reason: str
    status: int | None = None
    final_url: str = ""
    title: str = ""
    signatures: tuple[str, ...] = ()
    etag: str = ""
    last_modified: str = ""
    places: tuple[str, ...] = ()


def find(
    answers: Sequence[Answer], page: Page | None, signatures: Signatures, *, before: Visit | None = None
) -> Finding:
    """What the answers of one visit show; at least one answer, in the order received.

    page : of the last answer, None when there is none to read
    before : the last visit of which a page is known, for a server that says "unchanged since"
    """
    last = answers[-1]
    if last.fault:
        outcome = "dead" if last.fault in DEATH_SIGNS else "unsure"
        return Finding(outcome, last.fault, last.url, last.status)
    status = last.status or 0
    if status == UNCHANGED and before is not None:
        return _unchanged(answers, before)
    if not 200 <= status < 300:
        return Finding(*_refusal(answers), last.url, status)
    if page is not None:
        score = parked(page, last.url, signatures)
        if score is not None:
            return Finding("parked", "parking_page", last.url, status, page.title, score.found)
        score = says_moved(page, last.url, signatures)
        if score is not None:
            return Finding("moved", "page_says_moved", last.url, status, page.title, score.found)
        target = _joined(last.url, page.refresh) if page.refresh else ""
        if target and host_of(target) not in ("", host_of(answers[0].url)):
            return Finding("moved", "page_refresh", target, status, page.title)
    outcome, reason = _by_redirects(answers)
    return Finding(outcome, reason, last.url, status, page.title if page is not None else "")


def concluded(finding: Finding, day: str, earlier: Iterable[Visit], *, apart: int) -> str:
    """The outcome of a visit, given those made before to the same site, in any order.

    apart : days at least between two signs of death for a site to be dead
    """
    if finding.reason not in DEATH_SIGNS or finding.outcome != "dead":
        return finding.outcome
    past = sorted((visit for visit in earlier if visit.date < day), key=_order, reverse=True)
    for visit in past:
        if visit.outcome in ("alive", "moved", "parked"):
            break
        if is_sign_of_death(visit) and days_between(visit.date, day) >= apart:
            return "dead"
    return "unsure"


def is_sign_of_death(visit: Visit) -> bool:
    """Whether a visit found what, found again later, makes a site dead."""
    return visit.reason in DEATH_SIGNS and visit.outcome in ("dead", "unsure")


def with_network(visits: Sequence[Visit]) -> tuple[Visit, ...]:
    """The visits of one round; when not one host of it answered, their silence says nothing of the sites."""
    if any(visit.status is not None for visit in visits):
        return tuple(visits)
    return tuple(
        replace(visit, outcome="unsure", reason=NO_NETWORK) if visit.reason in ABSENT else visit
        for visit in visits
    )


def latest(visits: Iterable[Visit]) -> Mapping[str, Visit]:
    """The last visit of each site, sorted by site; the same whatever the order of the visits."""
    last: dict[str, Visit] = {}
    for visit in visits:
        known = last.get(visit.site)
        if known is None or _order(visit) > _order(known):
            last[visit.site] = visit
    return dict(sorted(last.items()))


def without_repeats(visits: Iterable[Visit], *, before: str) -> tuple[Visit, ...]:
    """The visits less those made before an ISO day that found what the ones just before and after them found.

    The first and the last of a run of visits that found the same stay: since when, until when. So the last visit of
    a site stays, and a site is found dead when it would have been: of a run of signs of death the first is the one
    farthest from any later visit. Interrupted visits say nothing, and end no run; the same when done again.
    """
    by_site: dict[str, list[Visit]] = {}
    for visit in visits:
        by_site.setdefault(visit.site, []).append(visit)
    kept: list[Visit] = []
    for site in sorted(by_site):
        of_site = sorted(by_site[site], key=_order)
        speaking = [visit for visit in of_site if visit.reason != INTERRUPTED]
        repeats = {
            id(visit)
            for earlier, visit, later in zip(speaking, speaking[1:], speaking[2:], strict=False)
            if visit.date < before and _found(earlier) == _found(visit) == _found(later)
        }
        kept.extend(visit for visit in of_site if id(visit) not in repeats)
    return tuple(kept)


def _found(visit: Visit) -> tuple[object, ...]:
    return (
        visit.url,
        visit.outcome,
        visit.reason,
        visit.status,
        visit.final_url,
        visit.title,
        visit.signatures,
    )


def liveness_claims(visits: Iterable[Visit]) -> Mapping[str, tuple[FieldValue, ...]]:
    """What the last visit says of each site, by site key: its state, the day of the visit, and where it moved to.

    The source is the site itself; an interrupted visit says nothing, the one before it speaks.
    """
    speaking = latest(visit for visit in visits if visit.reason != INTERRUPTED)
    return {
        site: tuple(
            FieldValue(
                field,
                value,
                column,
                unit=unit,
                date=visit.date,
                licence=LICENCE,
                source_url=visit.url,
            )
            for field, value, column, unit in (
                (STATE, visit.outcome, "outcome", None),
                (CHECKED, visit.date, "date", "date"),
                (MOVED_TO, visit.final_url, "final_url", None),
            )
            if field != MOVED_TO or (visit.outcome == "moved" and visit.reason in REDIRECTED)
        )
        for site, visit in speaking.items()
    }


def days_between(earlier: str, later: str) -> int:
    """Days from one ISO day to another."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def _order(visit: Visit) -> tuple[str, bool, str]:
    """Newest last; of two of one day, the one that was not cut short, then any, but always the same."""
    return visit.date, visit.reason != INTERRUPTED, repr(visit)


def _joined(url: str, target: str) -> str:
    """Where a page sends its reader, absolute; empty when it is no address of the web."""
    try:
        site = site_of(urljoin(url, target))
    except ValueError:
        return ""
    return site.url if site is not None else ""


def _unchanged(answers: Sequence[Answer], before: Visit) -> Finding:
    outcome, reason = _by_redirects(answers)
    if before.reason in ("parking_page", "page_says_moved", "page_refresh"):
        outcome, reason = before.outcome, before.reason
    final_url = before.final_url if reason == "page_refresh" else answers[-1].url
    return Finding(outcome, reason, final_url, UNCHANGED, before.title, before.signatures)


def _refusal(answers: Sequence[Answer]) -> tuple[str, str]:
    """Outcome and reason of an answer that is no page."""
    status = answers[-1].status or 0
    if 500 <= status < 600:
        return "unsure", "server_error"
    reason = REASONS_OF_STATUS.get(status, "odd_status")
    if reason not in DEATH_SIGNS:
        return "unsure", reason
    asked = site_of(answers[0].url)
    # a page that is gone is not a site that is gone
    return ("dead", reason) if asked is not None and asked.is_home else ("unsure", "page_not_found")


def _by_redirects(answers: Sequence[Answer]) -> tuple[str, str]:
    """Alive, or moved when what led to another host said that it is for good."""
    home = host_of(answers[0].url)
    if host_of(answers[-1].url) == home:
        return "alive", "answers"
    away = [
        step for step in answers if host_of(step.url) == home and host_of(step.location) not in ("", home)
    ]
    if any(step.status in PERMANENT for step in away):
        return "moved", "permanent_redirect"
    return "alive", "temporary_redirect"
