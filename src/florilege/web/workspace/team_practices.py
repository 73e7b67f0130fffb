"""Practices, as the team runs them: the writing of a workshop opened and closed, its territory asked, trials accepted, a practice taken back."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from florilege.exchange.clashes import title as session_title
from florilege.exchange.practices import KINDS, OUTCOMES, TITLE
from florilege.exchange.programme import Programme
from florilege.faults import InputRefused, Words, sentence
from florilege.web.accounts.rights import runs_practices
from florilege.web.letters import addresses
from florilege.web.letters.sealing import SealBroken
from florilege.web.practices import filing, trials, validation, writing
from florilege.web.practices.drafts import programme_of
from florilege.web.practices.fields import FIELDS
from florilege.web.practices.models import WAITING, LivePractice, TrialWish, WritingSession
from florilege.web.publication.text import words
from florilege.web.publication.text.links import LANGUAGE_PREFIX
from florilege.web.study.open_study import OpenStudy
from florilege.web.workspace import frame
from florilege.web.workspace.guard import signed_in_name, workspace_page

PATH = "pratiques/"
COLON = {"fr": " : ", "en": ": "}


class LiveLine(Struct, frozen=True):
    """A practice being written. asked_to : where its territory was written to, masked; address : of its page"""

    key: str
    title: str
    kind: str
    author: str
    state: str
    asked_to: str
    reason: str
    address: str
    filed: str


class SessionLine(Struct, frozen=True):
    """A session. link : by which it is written, "" before it is opened or once it is closed"""

    key: str
    title: str
    theme: str
    link: str
    closed: bool
    practices: tuple[LiveLine, ...]


class WishLine(Struct, frozen=True):
    """A territory that wants to try, or that tells what came of it. outcome, text : "" of a wish"""

    key: str
    practice: str
    title: str
    territory: str
    name: str
    outcome: str
    text: str


class FiledLine(Struct, frozen=True):
    """A practice that is a file of the study. public : whether it is shown; withdrawn : why it was taken back

    fault : why it cannot be read, "" where it can
    """

    key: str
    title: str
    public: bool
    withdrawn: str
    fault: str = ""


@workspace_page(runs_practices, acts=runs_practices)
@require_http_methods(["GET", "HEAD", "POST"])
def practices(request: HttpRequest, language: str) -> HttpResponse:
    """The writing of each session, what waits for the team, what is published; POST acts on one of them."""
    study = frame.opened_study()
    programme = programme_of(study.folder)
    fault = ""
    if request.method == "POST":
        try:
            _act(study, programme, request, language)
            return frame.back(language, f"espace/{PATH}")
        except InputRefused as refused:
            column = refused.where.column or ""
            field = FIELDS.get(column)
            label = words.capitalised(words.said(field.words, language)) if field is not None else ""
            said = sentence(refused, language)
            fault = f"{label}{COLON[language]}{said}" if label else said
    values = {
        "fault": fault, "programme": programme is not None,
        "sessions": _sessions(study, programme, language) if programme is not None else (),
        "wishes": _wishes(study, language, reported=False), "outcomes": _wishes(study, language, reported=True),
        "filed": _filed(study, language), "address": str(settings.FLORILEGE_ADDRESS),
    }  # fmt: skip
    return frame.page(request, language, PATH, "workspace_practices", values, 409 if fault else 200)


def _act(study: OpenStudy, programme: Programme | None, request: HttpRequest, language: str) -> None:
    who, slug, act = signed_in_name(request), study.file.slug, request.POST.get("act", "")
    if act in ("open", "afresh", "close"):
        session = request.POST.get("session", "")
        if programme is None or session not in programme.sessions:
            raise InputRefused(
                Words("une séance du programme", "a session of the programme"), value=session[:80]
            )
        event = programme.event.key
        if act != "close":
            writing.open_writing(slug, event, session, who=who, afresh=act == "afresh")
        elif (
            held := WritingSession.objects.filter(study=slug, event=event, session=session).first()
        ) is not None:
            writing.close_writing(held, who=who)
    elif act == "ask":
        live = LivePractice.objects.filter(writing__study=slug, key=request.POST.get("practice", "")).first()
        if live is None:
            raise InputRefused(Words("une pratique de l’étude", "a practice of the study"))
        asked_in = request.POST.get("language", language)
        validation.ask(
            live,
            study.folder,
            request.POST.get("address", ""),
            language="en" if asked_in == "en" else "fr",
            who=who,
        )
    elif act in ("accept", "decline", "accept outcome", "decline outcome"):
        _answer(study, request.POST.get("wish", ""), act, who)
    elif act == "take back":
        filing.take_back(study.folder, slug, request.POST.get("practice", ""), frame.signed(request))
    elif act == "give back":
        filing.give_back(study.folder, slug, request.POST.get("practice", ""), frame.signed(request))
    else:
        raise frame.no_such_button(request)


def _answer(study: OpenStudy, key: str, act: str, who: str) -> None:
    found = TrialWish.objects.filter(study=study.file.slug, key=key).first()
    if found is None:
        raise InputRefused(Words("une demande de l’étude", "a request of the study"))
    match act:
        case "accept":
            trials.accept(found, study.folder, who=who)
        case "decline":
            trials.decline(found, who=who)
        case "accept outcome":
            trials.accept_outcome(found, study.folder, who=who)
        case _:
            trials.decline_outcome(found, who=who)


def _sessions(study: OpenStudy, programme: Programme, language: str) -> tuple[SessionLine, ...]:
    held = {
        one.session: one
        for one in WritingSession.objects.filter(
            study=study.file.slug, event=programme.event.key
        ).prefetch_related("practices")
    }
    found = []
    for one in programme.sessions.values():
        open_one = held.get(one.key)
        theme = programme.themes.get(one.theme)
        link = _link(open_one, language) if open_one is not None and open_one.closed is None else ""
        found.append(
            SessionLine(
                one.key,
                words.capitalised(words.said(session_title(programme, one), language)),
                words.said(theme, language) if theme is not None else "",
                link,
                open_one is not None and open_one.closed is not None,
                tuple(_live(live, link, language) for live in open_one.practices.all())
                if open_one is not None
                else (),
            )
        )
    return tuple(found)


def _link(held: WritingSession, language: str) -> str:
    try:
        secret = writing.secret_of(held)
    except SealBroken:
        return ""
    return f"{settings.FLORILEGE_ADDRESS}/{LANGUAGE_PREFIX[language]}rencontres/ecrire/{secret}/"


def _live(live: LivePractice, link: str, language: str) -> LiveLine:
    kind = KINDS.get(writing.text_of(live, "kind"))
    return LiveLine(
        live.key,
        writing.title_of(live, language),
        words.capitalised(words.said(kind, language)) if kind is not None else "",
        writing.text_of(live, "author"),
        live.state,
        addresses.masked(live.asked_to),
        live.reason,
        f"{link}{live.key}/" if link else "",
        live.filed,
    )


def _wishes(study: OpenStudy, language: str, *, reported: bool) -> tuple[WishLine, ...]:
    rows = TrialWish.objects.filter(study=study.file.slug)
    rows = rows.filter(reported_state=WAITING) if reported else rows.filter(state=WAITING)
    titles = {one.key: one.title for one in _filed(study, language)}
    return tuple(
        WishLine(
            one.key,
            one.practice,
            titles.get(one.practice, one.practice),
            trials.territory_name(one),
            one.name,
            words.capitalised(words.said(OUTCOMES[one.outcome], language)) if reported else "",
            one.text,
        )
        for one in rows
    )


def _filed(study: OpenStudy, language: str) -> tuple[FiledLine, ...]:
    found = []
    for path in study.folder.practices:
        try:
            one = filing.filed(study.folder, path.stem)
        except InputRefused as refused:  # the build refuses it, and says why
            found.append(FiledLine(path.stem, path.stem, False, "", sentence(refused, language)))
            continue
        title, _ = one.texts[TITLE].in_language(language)
        found.append(FiledLine(one.key, title, one.is_public, one.withdrawn_reason))
    return tuple(found)
