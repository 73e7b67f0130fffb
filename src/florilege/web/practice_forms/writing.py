"""The practices of a workshop, written by all who have its link: their list, one of them field by field, the versions of a field."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from florilege.exchange.clashes import title as session_title
from florilege.exchange.practices import KINDS
from florilege.faults import InputRefused, sentence
from florilege.web.accounts.one_use_links import LinkRefused
from florilege.web.practice_forms import frame
from florilege.web.practice_forms.frame import METHODS, page, writer
from florilege.web.practices import writing
from florilege.web.practices.drafts import programme_of
from florilege.web.practices.fields import FIELDS
from florilege.web.practices.models import FieldVersion, LivePractice, WritingSession
from florilege.web.publication.live import says_when_unbuilt
from florilege.web.publication.text import words
from florilege.web.publication.text.links import LANGUAGE_PREFIX

_Given = ParamSpec("_Given")
LINK = "rencontres/ecrire/"
"""Where the link of a session is, followed by its secret."""


def of_a_link(
    view: Callable[Concatenate[HttpRequest, WritingSession, str, str, _Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, _Given], HttpResponse]:
    """A view of a session that its link opens: called with the session, the secret and the language."""

    @wraps(view)
    def opened(request: HttpRequest, /, *given: _Given.args, **named: _Given.kwargs) -> HttpResponse:
        secret, language = str(named.pop("secret")), str(named.pop("language"))
        try:
            found = writing.opened(secret)
        except LinkRefused as refused:
            return frame.refused(request, refused.words, language)
        return view(request, found, secret, language, *given, **named)

    return opened


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
@of_a_link
def session(request: HttpRequest, found: WritingSession, secret: str, language: str) -> HttpResponse:
    """The practices of a session; POST gives a name, or begins one."""
    fault, status = "", 200
    here = f"/{LANGUAGE_PREFIX[language]}{LINK}{secret}/"
    if request.method == "POST":
        try:
            if request.POST.get("act") == "name":
                return frame.with_name(HttpResponseRedirect(here), request.POST.get("name", ""))
            who = writer(request)
            answer = HttpResponseRedirect(here)
            if not who:
                frame.with_name(answer, request.POST.get("name", ""))
                who = " ".join(request.POST.get("name", "").split())[:80]
            made = writing.begin(
                found, request.POST.get("title", ""), request.POST.get("kind", ""), who=who, language=language
            )
            answer["Location"] = f"{here}{made.key}/"
            return answer
        except InputRefused as refused:
            fault, status = sentence(refused, language), 422
    values = {
        "secret": secret, "who": writer(request), "fault": fault, "typed": request.POST.get("title", ""),
        "typed_name": request.POST.get("name", ""),
        "session": _session(found, language),
        "kinds": tuple((key, words.capitalised(words.said(one, language))) for key, one in KINDS.items()),
        "practices": tuple(_line(one, language) for one in found.practices.order_by("id")),
    }  # fmt: skip
    return page(request, language, f"{LINK}{secret}/", "practice_session", values, status)


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
@of_a_link
def practice(
    request: HttpRequest, found: WritingSession, secret: str, language: str, key: str
) -> HttpResponse:
    """A practice, field by field; POST keeps what the form holds, and says what met others' words."""
    live = _practice(found, key)
    path = f"{LINK}{secret}/{key}/"
    who = writer(request)
    if not who:
        return HttpResponseRedirect(f"/{LANGUAGE_PREFIX[language]}{LINK}{secret}/")
    notices: tuple[frame.Notice, ...] = ()
    faults: dict[str, str] = {}
    typed: dict[str, str] = {}
    if request.method == "POST":
        notices, faults, typed = frame.save_all(live, request, language, who=who)
        if not notices and not faults:
            return HttpResponseRedirect(f"/{LANGUAGE_PREFIX[language]}{path}?enregistre=1")
        live.refresh_from_db()
    values = {
        "secret": secret, "live": live, "who": who, "notices": notices, "faults": bool(faults),
        "groups": frame.groups(live, language, typed=typed, faults=faults),
        "title": writing.title_of(live, language), "session": _session(found, language),
        "kept": "enregistre" in request.GET, "may_write": live.state in ("writing", "asked", "refused"),
    }  # fmt: skip
    return page(request, language, path, "practice_writing", values, 422 if faults else 200)


@never_cache
@csrf_protect
@require_POST
@of_a_link
def save_field(
    request: HttpRequest, found: WritingSession, _secret: str, language: str, key: str
) -> HttpResponse:
    """Keep one field as it is typed, and say what stands; 422 with the reason where it cannot be kept."""
    live, who = _practice(found, key), writer(request)
    if not who:
        return JsonResponse({"fault": "name"}, status=403)
    name, base = request.POST.get("field", ""), request.POST.get("base", "")
    try:
        kept = writing.save(
            live, name, request.POST.get("text", ""), base=int(base) if base.isdecimal() and len(base) < 9 else 0,
            who=who, token=request.POST.get("token", ""),
        )  # fmt: skip
    except InputRefused as refused:
        return JsonResponse({"fault": sentence(refused, language)}, status=422)
    return JsonResponse(
        {
            "number": kept.number, "text": kept.text, "sent": kept.sent, "others": list(kept.others),
            "clashes": [[one.theirs, one.mine] for one in kept.clashes],
        }
    )  # fmt: skip


@never_cache
@require_safe
@of_a_link
def state(
    request: HttpRequest, found: WritingSession, _secret: str, _language: str, key: str
) -> HttpResponse:
    """What stands in the fields of a practice, where anything is newer than a revision (`?depuis=`)."""
    live = _practice(found, key)
    said: dict[str, object] = {"revision": live.revision, "state": live.state}
    if request.GET.get("depuis") != str(live.revision):
        said["fields"] = {name: list(writing.standing_of(live, name)) for name in live.values}
    return JsonResponse(said)


@never_cache
@csrf_protect
@require_http_methods(METHODS)
@says_when_unbuilt
@of_a_link
def versions(
    request: HttpRequest, found: WritingSession, secret: str, language: str, key: str, field: str
) -> HttpResponse:
    """Every version of a field; POST puts one back."""
    live = _practice(found, key)
    if field not in FIELDS:
        raise Http404(field)
    fault = ""
    if request.method == "POST":
        number, base = (request.POST.get(one, "") for one in ("number", "base"))
        if not writer(request):
            return HttpResponseRedirect(f"/{LANGUAGE_PREFIX[language]}{LINK}{secret}/")
        try:
            writing.put_back(
                live, field, *(int(one) if one.isdecimal() and len(one) < 9 else -1 for one in (number,)),
                base=int(base) if base.isdecimal() and len(base) < 9 else -1, who=writer(request),
            )  # fmt: skip
            return HttpResponseRedirect(f"/{LANGUAGE_PREFIX[language]}{LINK}{secret}/{key}/")
        except InputRefused as refused:
            fault = sentence(refused, language)
    rows = FieldVersion.objects.filter(practice=live, field=field).order_by("-number")
    values = {
        "secret": secret, "live": live, "fault": fault, "title": writing.title_of(live, language),
        "label": words.capitalised(words.said(FIELDS[field].words, language)),
        "standing": writing.standing_of(live, field)[0],
        "rows": tuple((one, _moment(one.at, language)) for one in rows),
    }  # fmt: skip
    return page(
        request, language, f"{LINK}{secret}/{key}/versions/{field}/", "practice_versions", values, 409 if fault else 200
    )  # fmt: skip


def _practice(found: WritingSession, key: str) -> LivePractice:
    live = found.practices.filter(key=key).first()
    if live is None:
        raise Http404(key)
    return live


def _session(found: WritingSession, language: str) -> str:
    """The title of a session, by the programme; its key where it is not there any more."""
    programme = programme_of(frame.study_folder())
    one = programme.sessions.get(found.session) if programme is not None else None
    if programme is None or one is None:
        return found.session
    return words.capitalised(words.said(session_title(programme, one), language))


def _line(live: LivePractice, language: str) -> tuple[LivePractice, str, str]:
    """(practice, title, what it is) of a line of the list."""
    kind = KINDS.get(writing.text_of(live, "kind"))
    return (
        live,
        writing.title_of(live, language),
        words.capitalised(words.said(kind, language)) if kind else "",
    )


def _moment(at: datetime.datetime, language: str) -> str:
    """The day and the hour of a version, to the second: two of a minute are told apart."""
    here = timezone.localtime(at)
    return f"{words.date(here.date().isoformat(), language)}, {here:%H:%M:%S}"
