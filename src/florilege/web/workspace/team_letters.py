"""The study's e-mail letter, as the team writes it: issues, tried, sent, followed, paused; themes; never an address."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from florilege.faults import InputRefused, Words, sentence
from florilege.web.accounts.people import roles_of
from florilege.web.accounts.rights import writes_letters
from florilege.web.newsletter import issues, themes
from florilege.web.newsletter.issues import Wording
from florilege.web.newsletter.models import DRAFT, Issue
from florilege.web.workspace import frame
from florilege.web.workspace import team_letter_contents as contents
from florilege.web.workspace.guard import signed_in_name, workspace_page

PATH = "lettres/"
METHODS = ("GET", "HEAD", "POST")
SEARCH = "search"
HTML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Of a letter shown as it is sent: it fetches nothing, and has its styles in itself."""


@workspace_page(acts=writes_letters)
@require_http_methods(METHODS)
def letters(request: HttpRequest, language: str) -> HttpResponse:
    """The issues, how many get the letter, its themes; POST adds a theme or removes one."""
    fault = ""
    if request.method == "POST":
        try:
            _keep_themes(request)
            return frame.back(language, f"espace/{PATH}")
        except InputRefused as refused:
            fault = sentence(refused, language)
    view = contents.letters_view(language, may_write=_may_write(request), fault=fault)
    return frame.page(request, language, PATH, "workspace_letters", {"view": view}, 422 if fault else 200)


@workspace_page(acts=writes_letters)
@require_http_methods(METHODS)
def new_letter(request: HttpRequest, language: str) -> HttpResponse:
    """An issue to write, from nothing or from news; POST keeps a draft, and nothing is sent."""
    if request.method == "POST":
        return _kept(request, language, None)
    news = contents.news_lines(frame.opened_study(), language, request.GET.getlist("article"))
    wording = contents.from_news(frame.opened_study(), request.GET.getlist("article"))
    view = contents.edited(wording, language, news=news)
    return frame.page(request, language, f"{PATH}nouvelle/", "workspace_letter_edit", {"view": view})


@workspace_page(acts=writes_letters)
@require_http_methods(METHODS)
def edit_letter(request: HttpRequest, language: str, issue: int) -> HttpResponse:
    """A draft to write on; POST keeps it."""
    found = _issue(issue)
    if found.state != DRAFT:
        return frame.back(language, f"espace/{PATH}{found.pk}/")
    if request.method == "POST":
        return _kept(request, language, found)
    view = contents.edited(contents.wording_of(found), language, number=found.pk)
    return frame.page(request, language, f"{PATH}{issue}/modifier/", "workspace_letter_edit", {"view": view})


@workspace_page(acts=writes_letters)
@require_http_methods(METHODS)
def letter(request: HttpRequest, language: str, issue: int) -> HttpResponse:
    """One issue: its text, who gets it, how far it is; POST tries it, sends it, pauses it, goes on, gives it up."""
    found = _issue(issue)
    title = frame.opened_study().file.title
    fault = ""
    if request.method == "POST":
        try:
            return frame.back(language, f"espace/{PATH}{_act(found, title, request)}")
        except InputRefused as refused:
            fault = sentence(refused, language)
            found.refresh_from_db()
    view = contents.letter_view(
        found, title, language, may_write=_may_write(request), tried="essai" in request.GET, fault=fault
    )
    return frame.page(
        request, language, f"{PATH}{issue}/", "workspace_letter", {"view": view}, 409 if fault else 200
    )


@workspace_page()
@require_safe
def letter_as_html(request: HttpRequest, language: str, issue: int, text: str) -> HttpResponse:  # noqa: ARG001
    """The HTML of an issue in a language, as mail programs show it. text : "fr" or "en" """
    found = issues.texts(_issue(issue), frame.opened_study().file.title).get(text)
    if found is None:
        raise Http404(text)
    answer = HttpResponse(found.html.replace(found.mark, "…"))
    answer.headers["Content-Security-Policy"] = HTML_POLICY
    return answer


def _issue(number: int) -> Issue:
    found = Issue.objects.filter(study=settings.FLORILEGE_STUDY, pk=min(number, 10**18))
    issue = found.select_related("french", "english").first()
    if issue is None:
        raise Http404("no such issue")
    return issue


def _may_write(request: HttpRequest) -> bool:
    return writes_letters(roles_of(request.user, settings.FLORILEGE_STUDY))


def _kept(request: HttpRequest, language: str, issue: Issue | None) -> HttpResponse:
    """Keep what a form holds, and show it; the form again where it is refused, or a territory is looked for."""
    said = Wording(
        Words(request.POST.get("subject_fr", ""), request.POST.get("subject_en", "")),
        Words(request.POST.get("body_fr", ""), request.POST.get("body_en", "")),
        tuple(request.POST.getlist("territory")),
        tuple(request.POST.getlist("theme")),
    )
    typed, fault = request.POST.get("where", "").strip(), ""
    searches = request.POST.get("act") == SEARCH and bool(typed)
    if not searches:
        try:
            made = issues.write(settings.FLORILEGE_STUDY, said, who=signed_in_name(request), issue=issue)
            return frame.back(language, f"espace/{PATH}{made.pk}/")
        except InputRefused as refused:
            fault = sentence(refused, language)
    number = issue.pk if issue is not None else 0
    view = contents.edited(said, language, number=number, typed=typed, fault=fault)
    path = f"{PATH}{number}/modifier/" if number else f"{PATH}nouvelle/"
    return frame.page(request, language, path, "workspace_letter_edit", {"view": view}, 422 if fault else 200)


def _act(found: Issue, title: Words, request: HttpRequest) -> str:
    """What was asked of an issue; returns the page to go back to, under that of letters."""
    who = signed_in_name(request)
    match request.POST.get("act"):
        case "send":
            issues.send(found, title, who=who)
        case "try":
            issues.try_out(found, title, str(getattr(request.user, "email", "")))
            return f"{found.pk}/?essai"
        case "pause":
            issues.pause(found, who=who)
        case "resume":
            issues.resume(found, who=who)
        case "cancel":
            issues.cancel(found, who=who)
        case "again":
            issues.send_uncertain_again(found, who=who)
        case "forget":
            issues.forget(found)
            return ""
        case _:
            raise frame.no_such_button(request)
    return f"{found.pk}/"


def _keep_themes(request: HttpRequest) -> None:
    match request.POST.get("act"):
        case "add":
            label = Words(request.POST.get("label_fr", ""), request.POST.get("label_en", ""))
            themes.add(settings.FLORILEGE_STUDY, label, who=signed_in_name(request))
        case "remove":
            themes.remove(
                settings.FLORILEGE_STUDY, request.POST.get("theme", ""), who=signed_in_name(request)
            )
        case _:
            raise frame.no_such_button(request)
