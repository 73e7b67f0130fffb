"""The work behind the pages, as the team sees it: what waits, runs, failed, was done; tried again or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from florilege.faults import InputRefused, Words, sentence
from florilege.web.accounts.people import roles_of
from florilege.web.accounts.rights import keeps_addresses, runs_work
from florilege.web.background import queue
from florilege.web.background.kinds import KINDS, LETTERS, WATCH, kinds_of
from florilege.web.background.models import (
    DONE,
    FAILED,
    RUNNING,
    STATES,
    UNCERTAIN,
    WAITING,
    WITHDRAWN,
    Work,
)
from florilege.web.publication.text import words
from florilege.web.workspace import frame
from florilege.web.workspace.guard import signed_in_name, workspace_page

SHOWN = 50
"""Pieces of work shown of each state."""
PATH = "travaux/"
STATE_WORDS: Mapping[str, Words] = {
    FAILED: Words("A échoué", "Failed"),
    UNCERTAIN: Words("Incertain", "Uncertain"),
    RUNNING: Words("En cours", "Running"),
    WAITING: Words("En attente", "Waiting"),
    DONE: Words("Fait", "Done"),
    WITHDRAWN: Words("Retiré", "Withdrawn"),
}
MOMENTS: Mapping[str, Words] = {
    FAILED: Words("échec le", "failed on"),
    UNCERTAIN: Words("tenté le", "tried on"),
    RUNNING: Words("commencé le", "started on"),
    WAITING: Words("prévu le", "planned for"),
    DONE: Words("fait le", "done on"),
    WITHDRAWN: Words("retiré le", "withdrawn on"),
}


class WorkLine(Struct, frozen=True):
    """A piece of work. when : what happened to it last, and when; tries : how often it was tried, "" for once or never"""

    number: int
    what: str
    about: str
    when: str
    said: str
    tries: str
    handled_by: str
    can_try_again: bool
    can_withdraw: bool


class StateGroup(Struct, frozen=True):
    """The pieces of work in one state: how many, the latest of them, how many more."""

    state: str
    title: str
    count: str
    lines: tuple[WorkLine, ...]
    more: str


class WorkView(Struct, frozen=True):
    """The page. asked : the state that it is narrowed to, or ""; may_act : whether whoever sees it may act"""

    fault: str
    asked: str
    states: tuple[tuple[str, str, str], ...]
    groups: tuple[StateGroup, ...]
    may_act: bool


@workspace_page(acts=runs_work)
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, language: str) -> HttpResponse:
    """The work behind the pages; POST has a piece of it tried again or withdrawn, or asks for a watch or a rebuilding."""
    fault = ""
    if request.method == "POST":
        try:
            _act(request)
            return frame.back(language, f"espace/{PATH}")
        except InputRefused as refused:
            fault = sentence(refused, language)
    roles = roles_of(request.user, settings.FLORILEGE_STUDY)
    view = work_view(
        request.GET.get("etat", ""), language, fault=fault, may_act=runs_work(roles),
        sees_addresses=keeps_addresses(roles),
    )  # fmt: skip
    return frame.page(request, language, PATH, "workspace_work", {"view": view}, 409 if fault else 200)


def work_view(asked: str, language: str, *, fault: str, may_act: bool, sees_addresses: bool) -> WorkView:
    """What the page shows; a state that is none narrows nothing.

    sees_addresses : whether to say where letters go, even masked, and what a mail server answered of them
    """
    mine = Work.objects.filter(study=settings.FLORILEGE_STUDY)
    counted = dict(mine.values_list("state").annotate(Count("pk")))
    asked = asked if asked in STATES else ""
    shown = [state for state in STATES if counted.get(state) and asked in ("", state)]
    return WorkView(
        fault=fault,
        asked=asked,
        states=tuple(
            (state, STATE_WORDS[state].in_language(language), words.number(counted.get(state, 0), language))
            for state in STATES
            if counted.get(state) or state == asked
        ),
        groups=tuple(
            _group(state, counted[state], language, may_act=may_act, sees_addresses=sees_addresses)
            for state in shown
        ),
        may_act=may_act,
    )


def moment(when: datetime, language: str) -> str:
    """A date and a time of day, as a page writes them."""
    local = timezone.localtime(when)
    hour = f"{local:%H:%M}" if language == "en" else f"{local.hour} h {local:%M}"
    between = ", " if language == "en" else " à "
    return f"{words.date(local.date().isoformat(), language)}{between}{hour}"


def _group(state: str, count: int, language: str, *, may_act: bool, sees_addresses: bool) -> StateGroup:
    order = ("due", "pk") if state == WAITING else ("-ended", "-pk")
    rows = Work.objects.filter(study=settings.FLORILEGE_STUDY, state=state).order_by(*order)[:SHOWN]
    return StateGroup(
        state,
        STATE_WORDS[state].in_language(language),
        words.number(count, language),
        tuple(_line(row, language, may_act=may_act, sees_addresses=sees_addresses) for row in rows),
        words.number(count - SHOWN, language) if count > SHOWN else "",
    )


def _line(row: Work, language: str, *, may_act: bool, sees_addresses: bool) -> WorkLine:
    at = {WAITING: row.due, RUNNING: row.started}.get(row.state, row.ended) or row.made
    kind = KINDS.get(row.kind)
    personal = row.kind in kinds_of(LETTERS) and not sees_addresses
    return WorkLine(
        number=row.pk,
        what=words.capitalised(kind.words.in_language(language) if kind else row.kind),
        about="" if personal else words.said(row.about, language),
        when=f"{MOMENTS[row.state].in_language(language)} {moment(at, language)}",
        said="" if personal else words.said(row.said, language),
        tries=words.number(row.attempts, language) if row.attempts > 1 else "",
        handled_by=row.handled_by,
        can_try_again=may_act and row.state in (FAILED, UNCERTAIN, WITHDRAWN),
        can_withdraw=may_act and row.state in (WAITING, FAILED, UNCERTAIN),
    )


def _act(request: HttpRequest) -> None:
    study, who = settings.FLORILEGE_STUDY, signed_in_name(request)
    piece = frame.number(request.POST.get("work", ""))
    match request.POST.get("act"):
        case "again":
            queue.try_again(study, piece, who=who)
        case "withdraw":
            queue.withdraw(study, piece, who=who)
        case "watch":
            queue.enqueue(WATCH, "watch", study=study)
        case "rebuild":
            queue.rebuild_soon(study)
        case _:
            raise frame.no_such_button(request)
