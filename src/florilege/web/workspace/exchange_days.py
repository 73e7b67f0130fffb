"""The exchange days, as the team runs them: how full sessions are, who comes, the grid of the programme, its releases."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from florilege.csv_lines import harmless, write_lines
from florilege.exchange.programme_edits import Placing
from florilege.faults import InputRefused, Words, sentence
from florilege.web.accounts.people import roles_of
from florilege.web.accounts.rights import runs_exchange, welcomes
from florilege.web.acts import programme_changes
from florilege.web.background.kinds import RELEASE
from florilege.web.background.queue import enqueue
from florilege.web.exchange import registrations, releases_followed, sharing
from florilege.web.exchange.models import Registration, SharingOut
from florilege.web.exchange.participants import KINDS
from florilege.web.exchange.programmes import PublicProgramme, public_programme
from florilege.web.journal import acts as journal
from florilege.web.publication.report import badges
from florilege.web.publication.text import words
from florilege.web.study.measures import measures_of
from florilege.web.study.open_study import OpenStudy
from florilege.web.workspace import exchange_contents as contents
from florilege.web.workspace import frame
from florilege.web.workspace.guard import signed_in_name, workspace_page

PATH = "rencontres/"
MOST_INVITED = 500
"""Addresses invited by one form."""
BADGES_AT_ONCE = 1200


@workspace_page(welcomes, acts=runs_exchange)
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, language: str) -> HttpResponse:
    """The exchange days of the study; POST shares out seats, invites people, makes the programme public."""
    study = frame.opened_study()
    fault = ""
    if request.method == "POST":
        try:
            _act(request, study, language)
            return frame.back(language, f"espace/{PATH}")
        except InputRefused as refused:
            fault = sentence(refused, language)
    working = programme_changes.working(study.folder)
    if working is None:
        return frame.page(request, language, PATH, "workspace_exchange", {"view": None, "fault": fault})
    slug = study.file.slug
    view = contents.overview(
        slug, public_programme(slug), working, programme_changes.last_released(study.folder), language,
        shared=SharingOut.objects.filter(study=slug, event=working.event.key).exists(), fault=fault,
        may_act=runs_exchange(roles_of(request.user, settings.FLORILEGE_STUDY)),
    )  # fmt: skip
    values = {"view": view, "fault": fault}
    return frame.page(request, language, PATH, "workspace_exchange", values, 409 if fault else 200)


def _act(request: HttpRequest, study: OpenStudy, language: str) -> None:
    act, slug, who = request.POST.get("act", ""), study.file.slug, signed_in_name(request)
    if act == "share":
        sharing.share_out(slug, held_or_404(slug), who=who)
    elif act == "invite":
        _invite(request, slug, who, language)
    elif act == "release":
        _release(request, study)
    else:
        raise frame.no_such_button(request)


def _invite(request: HttpRequest, slug: str, who: str, language: str) -> None:
    held = held_or_404(slug)
    typed = [
        one for one in request.POST.get("addresses", "").replace(",", "\n").replace(";", "\n").split() if one
    ]
    if not typed or len(typed) > MOST_INVITED:
        raise InputRefused(
            Words(f"de 1 à {MOST_INVITED} adresses", f"1 to {MOST_INVITED} addresses"), column="addresses", value=len(typed)
        )  # fmt: skip
    wanted = request.POST.get("language", language)
    invited = sum(
        registrations.invite(slug, held, one, language="en" if wanted == "en" else "fr") for one in typed
    )
    journal.keep(
        slug, "exchange.invite", held.event, who=who, after={"invited": invited, "typed": len(typed)}
    )


def _release(request: HttpRequest, study: OpenStudy) -> None:
    fr, en = request.POST.get("note_fr", "").strip()[:500], request.POST.get("note_en", "").strip()[:500]
    if bool(fr) != bool(en):
        raise InputRefused(Words("un mot dans les deux langues, ou aucun", "a note in both languages, or none"), column="note")  # fmt: skip
    made = programme_changes.release(study, frame.signed(request), Words(fr, en) if fr else None)
    key = f"release:{made.programme.event.key}:{made.number}"
    enqueue(RELEASE, key, study=study.file.slug, arguments={"number": made.number})
    frame.follow(study)


@workspace_page(welcomes, acts=runs_exchange)
@require_http_methods(["GET", "HEAD", "POST"])
def participants(request: HttpRequest, language: str) -> HttpResponse:
    """Whoever comes; POST ends a registration, and writes to her."""
    study = frame.opened_study()
    slug, fault = study.file.slug, ""
    held = held_or_404(slug)
    if request.method == "POST":
        try:
            _end(request, slug, held)
            return frame.back(language, f"espace/{PATH}inscrits/")
        except InputRefused as refused:
            fault = sentence(refused, language)
    asked = request.GET.get("q", "")[:80]
    lines = contents.participants(slug, held, asked, language)
    values = {
        "lines": lines, "asked": asked, "fault": fault, "count": words.number(len(lines), language),
        "may_act": runs_exchange(roles_of(request.user, settings.FLORILEGE_STUDY)),
    }  # fmt: skip
    return frame.page(
        request, language, f"{PATH}inscrits/", "workspace_participants", values, 409 if fault else 200
    )


def _end(request: HttpRequest, slug: str, held: PublicProgramme) -> None:
    if request.POST.get("act") != "end":
        raise frame.no_such_button(request)
    signature = frame.signed(request)
    if not signature.reason:
        raise InputRefused(Words("une raison, pour le journal", "a reason, for the journal"), column="reason")
    row = Registration.objects.filter(study=slug, event=held.event, key=request.POST.get("key", "")).first()
    if row is None or not registrations.give_up(row, held):
        raise InputRefused(Words("une inscription en cours", "a registration that stands"), column="key")
    journal.keep(slug, "exchange.end", row.key, who=signature.who, why=signature.reason)


@workspace_page(welcomes)
@require_safe
def participants_table(_request: HttpRequest, language: str) -> HttpResponse:
    """Whoever comes, as CSV, for the organiser: names, and no address."""
    slug = frame.opened_study().file.slug
    held = held_or_404(slug)
    columns = ("badge", "name", "organisation", "kind", "territory", "state", "sessions")
    rows = []
    for one in contents.participants(slug, held, "", language):
        row = (
            one.badge,
            one.name,
            one.organisation,
            one.kind,
            one.territory,
            one.state,
            " | ".join(one.sessions),
        )
        rows.append([harmless(cell) for cell in row])
    answer = HttpResponse(write_lines(columns, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="inscrits.csv"'
    return answer


@workspace_page(welcomes)
@require_safe
def badge_sheets(request: HttpRequest, language: str) -> HttpResponse:
    """The badges as a PDF; `?depuis=` those of registrations made since a day."""
    study = frame.opened_study()
    held = held_or_404(study.file.slug)
    rows = registrations.living(study.file.slug, held.event)
    since = request.GET.get("depuis", "")
    try:
        if since:
            rows = rows.filter(made__date__gte=datetime.strptime(since, "%Y-%m-%d").date())  # noqa: DTZ007  # a day
    except ValueError:
        raise InputRefused(
            Words("un jour, 2026-09-22", "a day, 2026-09-22"), column="depuis", value=since[:20]
        ) from None
    made = [
        badges.Badge(one.badge, one.name, one.organisation or one.territory_name, words.capitalised(words.said(KINDS[one.kind], one.language)))
        for one in sorted(rows, key=lambda one: (one.name.casefold(), one.badge))[:BADGES_AT_ONCE]
    ]  # fmt: skip
    if not made:
        raise InputRefused(Words("au moins une inscription", "at least one registration"), column="badges")
    style = measures_of(study.row).editorial.imprint.style
    content = badges.pdf(
        made, event=held.programme.event.title.in_language(language), style=style, language=language
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="badges.pdf"'
    return answer


@workspace_page(welcomes, acts=runs_exchange)
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest, language: str) -> HttpResponse:
    """The programme as a grid; POST holds a session elsewhere or at another time, in the file: public at the next release."""
    study = frame.opened_study()
    fault = ""
    if request.method == "POST":
        try:
            placing = Placing(
                request.POST.get("room", ""), _moment(request, "start"), _moment(request, "end"), "cancelled" in request.POST
            )  # fmt: skip
            session = request.POST.get("session", "")
            found = programme_changes.place_session(study, frame.signed(request), session, placing)
            working = programme_changes.working(study.folder)
            if working is not None and not programme_changes.last_released(study.folder):
                # without a release, the file itself is public: those concerned hear of it at once
                mark = f"file {timezone.now().isoformat()}"
                releases_followed.follow(study.file.slug, working, mark, found)
                frame.follow(study)
            return frame.back(language, f"espace/{PATH}grille/")
        except InputRefused as refused:
            fault = sentence(refused, language)
    working = programme_changes.working(study.folder)
    if working is None:
        raise Http404("no programme")
    view = contents.grid(
        working, language, released=programme_changes.last_released(study.folder) is not None, fault=fault,
        may_act=runs_exchange(roles_of(request.user, settings.FLORILEGE_STUDY)),
    )  # fmt: skip
    return frame.page(
        request, language, f"{PATH}grille/", "workspace_grid", {"view": view}, 422 if fault else 200
    )


def _moment(request: HttpRequest, name: str) -> datetime | None:
    typed = request.POST.get(name, "").strip()
    if not typed:
        return None
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=None)
    except ValueError:
        raise InputRefused(
            Words("un moment, 2026-09-22T14:00", "a date and time, 2026-09-22T14:00"),
            column=name,
            value=typed[:40],
        ) from None


def held_or_404(slug: str) -> PublicProgramme:
    """The programme that people register for; raises Http404 where nobody does."""
    held = public_programme(slug)
    if held is None:
        raise Http404("nobody registers by the service")
    return held
