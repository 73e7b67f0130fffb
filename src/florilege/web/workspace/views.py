"""The pages of the workspace: each shows what waits, and each act is one operation."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from msgspec.structs import replace

from florilege.faults import InputRefused, ListingRefused, Words, sentence
from florilege.linkage.decisions import Decision, Signature
from florilege.selection.scenarios import read_scenario
from florilege.web.accounts.rights import accepts_versions, keeps_scenarios, reviews_pairs
from florilege.web.acts import acceptances, actor_reviews, newer_versions, pair_reviews, scenarios
from florilege.web.acts.decision_journals import check_author
from florilege.web.journal import acts as acts_kept
from florilege.web.steps import chain
from florilege.web.steps.rehearsal import rehearse
from florilege.web.study.folder import StudyFolder, file_fingerprint
from florilege.web.study.open_study import OpenStudy
from florilege.web.workspace import contents, questions
from florilege.web.workspace import laboratory as bench
from florilege.web.workspace.frame import (
    back,
    follow,
    fragment,
    no_such_button,
    number,
    opened_study,
    page,
    record,
    signed,
    study_folder,
)
from florilege.web.workspace.guard import signed_in_name, workspace_page
from florilege.web.workspace.since_read import READ_AGAIN, digest

logger = logging.getLogger(__name__)
LARGEST_UPLOAD = 200 * 1024 * 1024
_VERSION = re.compile(r"^\d{4}(?:-\d{2}(?:-\d{2})?)?$")
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


class Reviews(Protocol):
    """What can be answered of one kind of pairs, and taken back; each is the number of an act."""

    def say_same(self, study: OpenStudy, first: str, second: str, signature: Signature, /) -> int: ...
    def say_different(self, study: OpenStudy, first: str, second: str, signature: Signature, /) -> int: ...
    def say_later(self, study: OpenStudy, first: str, second: str, signature: Signature, /) -> int: ...
    def say_alone(self, study: OpenStudy, key: str, signature: Signature, /) -> int: ...
    def journal(self, folder: StudyFolder, /) -> Sequence[Decision]: ...
    def take_back(self, study: OpenStudy, act: int, signature: Signature, /) -> int: ...


@workspace_page()
@require_safe
def dashboard(request: HttpRequest, language: str) -> HttpResponse:
    """What waits."""
    study = opened_study()
    view = contents.dashboard(study, language, uploads=uploads_folder())
    return _dashboard(request, study, view, language)


def _dashboard(
    request: HttpRequest, study: OpenStudy, view: contents.DashboardView, language: str, status: int = 200
) -> HttpResponse:
    values = {
        "view": view, "proposals": _proposals(study),
        "taken_back": acts_kept.taken_back(study.file.slug, signed_in_name(request)),
    }  # fmt: skip
    return page(request, language, "", "workspace", values, status)


@workspace_page(acts=reviews_pairs)
@require_http_methods(["GET", "HEAD", "POST"])
def duplicates(request: HttpRequest, language: str) -> HttpResponse:
    """The most useful unsure pair of records; POST answers it and shows the next."""
    study = opened_study()
    fault = ""
    if request.method == "POST":
        try:
            _answer(pair_reviews, study, request)
            record(study)
            return back(language, "espace/doublons/")
        except InputRefused as refused:
            fault = sentence(refused, language)
    view = questions.duplicates(study, language, fault=fault)
    return page(request, language, "doublons/", "workspace_duplicates", {"view": view}, 409 if fault else 200)


@workspace_page(acts=reviews_pairs)
@require_http_methods(["GET", "HEAD", "POST"])
def actors(request: HttpRequest, language: str) -> HttpResponse:
    """The surest pair of mentions that may be one actor; POST answers it and shows the next."""
    study = opened_study()
    fault = ""
    if request.method == "POST":
        try:
            _answer(actor_reviews, study, request)
            record(study)
            return back(language, "espace/acteurs/")
        except InputRefused as refused:
            fault = sentence(refused, language)
    view = questions.actors(study, language, fault=fault)
    return page(request, language, "acteurs/", "workspace_actors", {"view": view}, 409 if fault else 200)


@workspace_page(acts=reviews_pairs)
@require_http_methods(["GET", "HEAD", "POST"])
def journal(request: HttpRequest, language: str, about: str) -> HttpResponse:
    """The acts on places or on actors (about), the latest first; POST undoes one."""
    study = opened_study()
    fault, path = "", "acteurs/journal/" if about == questions.ACTORS else "journal/"
    reviews: Reviews = actor_reviews if about == questions.ACTORS else pair_reviews
    if request.method == "POST":
        try:
            act, signature = number(request.POST.get("act", "")), signed(request)
            check_author(reviews.journal(study.folder), act, signature)
            reviews.take_back(study, act, signature)
            record(study)
            return back(language, f"espace/{path}")
        except InputRefused as refused:
            fault = sentence(refused, language)
    view = questions.journal(study, about, language, fault=fault)
    values = {"view": view, "me": signed_in_name(request)}
    return page(request, language, path, "workspace_journal", values, 409 if fault else 200)


@workspace_page(acts=reviews_pairs)
@require_POST
def link_again(request: HttpRequest, language: str) -> HttpResponse:
    """Link records and actors again, so that the acts take effect; then back to the dashboard."""
    try:
        chain.run_chain(study_folder(), last="ecosystem", out=None, force=(), progress=lambda *_: None)
    except InputRefused as refused:
        study = opened_study()
        view = contents.dashboard(study, language, fault=sentence(refused, language))
        return _dashboard(request, study, view, language, 422)
    return back(language, "espace/")


@workspace_page(acts=accepts_versions)
@require_http_methods(["GET", "HEAD", "POST"])
def listings(request: HttpRequest, language: str) -> HttpResponse:
    """The listings and their versions; POST takes the file of a newer version and shows what it changes.

    With `undo`, POST brings back the version that another was accepted over.
    """
    study = opened_study()
    fault, slug = "", request.POST.get("listing", "")
    later = request.GET.get("plus-tard", "") != ""
    if request.method == "POST":
        try:
            if "undo" in request.POST:
                return _undo_acceptance(study, request, language)
            version = _receive(study, request)
            return back(language, f"espace/recensements/{slug}/{version}/")
        except InputRefused as refused:
            fault = sentence(refused, language)
    view = contents.listings(study, language, fault=fault)
    return page(
        request, language, "recensements/", "workspace_listings", {"view": view, "later": later},
        422 if fault else 200,
    )  # fmt: skip


@workspace_page(acts=accepts_versions)
@require_http_methods(["GET", "HEAD", "POST"])
def difference(request: HttpRequest, language: str, slug: str, version: str) -> HttpResponse:
    """What a received version changes; POST makes it the version in use."""
    study = opened_study()
    fault, seen = "", ""
    try:
        file = _received(slug, version)
        found = newer_versions.examine(study, slug, file, version)
        seen = digest(found.difference.before, file_fingerprint(file))
        if request.method == "POST":
            if request.POST.get("read") != seen:
                raise InputRefused(
                    Words(
                        "la différence telle qu’elle a été lue : le fichier reçu, ou la version en usage, a changé depuis",
                        "the difference as it was read: the file received, or the version in use, changed since",
                    ),
                    hint=READ_AGAIN,
                )
            today = timezone.localdate().isoformat()
            newer_versions.accept(study, found, who=signed(request).who, today=today, rehearse=rehearse)
            return linked(study, language)
        view = contents.difference(found, language)
    except InputRefused as refused:
        fault = sentence(refused, language)
        view = None
    return page(
        request, language, f"recensements/{slug}/{version}/", "workspace_difference",
        {"view": view, "fault": fault, "seen": seen}, 422 if fault else 200,
    )  # fmt: skip


def linked(study: OpenStudy, language: str) -> HttpResponse:
    """Link again after a version was accepted, or brought back: that is done, whatever keeps the linkage from following at once."""
    record(study)
    try:
        chain.run_chain(study_folder(), last="link", out=None, force=(), progress=lambda *_: None)
    except InputRefused as refused:
        logger.warning("a version was accepted, its linkage waits: %s", sentence(refused, "en"))
        follow(study)
        return back(language, "espace/recensements/?plus-tard=1")
    return back(language, "espace/recensements/")


@workspace_page(acts=keeps_scenarios)
@require_http_methods(["GET", "HEAD", "POST"])
def laboratory(request: HttpRequest, language: str) -> HttpResponse:
    """The selection asked again with other settings; POST keeps a scenario or withdraws one.

    With `partial`, the result alone: what the page's script asks for at each move of a slider.
    """
    study = opened_study()
    fault = ""
    if request.method == "POST":
        try:
            asked = _imagine(study, request)
            record(study)
            return back(language, f"espace/laboratoire/{asked}")
        except InputRefused as refused:
            fault = sentence(refused, language)
    try:
        view = bench.laboratory(study, settings_asked(request.GET), request.GET.get("vs", ""), language)
    except InputRefused as refused:
        fault = sentence(refused, language)
        view = bench.laboratory(study, (), "", language)
    if request.GET.get("partial") and not fault:
        part = fragment(language, "laboratoire/", "workspace_result", {"result": view.result})
        part["X-Scenario"] = urlencode(view.result.query)
        return part
    if fault and request.GET.get("partial"):
        return HttpResponse(fault, status=422, content_type="text/plain; charset=utf-8")
    view = replace(view, fault=fault)
    return page(
        request, language, "laboratoire/", "workspace_laboratory", {"view": view}, 422 if fault else 200
    )


def settings_asked(sent: QueryDict) -> tuple[tuple[str, str], ...]:
    """The settings of a scenario as its form sends them: a box left empty is a rule left out."""
    found = [
        (name, value)
        for name, values in sent.lists()
        for value in values
        if name not in ("vs", "partial", "listed", "about", "supposed")
    ]
    found += [(name, "off") for name in sent.getlist("listed") if name not in sent]
    pairs = zip(sent.getlist("about"), sent.getlist("supposed"), strict=False)
    return (*found, *(("fact", about + value) for about, value in pairs if value.strip()))


def _imagine(study: OpenStudy, request: HttpRequest) -> str:
    """Keep or withdraw a scenario; returns the parameters of the page to go back to."""
    signature = signed(request)
    if request.POST.get("act") == "withdraw":
        scenarios.withdraw_scenario(study, request.POST.get("key", ""), signature)
        return ""
    asked = parse_qsl(request.POST.get("settings", ""), keep_blank_values=True)
    scenario = read_scenario(asked, scenarios.question_of(study), scenarios.candidates_of(study))
    kept = scenarios.keep_scenario(study, scenario, request.POST.get("name", "").strip()[:80], signature)
    return f"?{kept.settings}" if kept.settings else ""


def _answer(reviews: Reviews, study: OpenStudy, request: HttpRequest) -> None:
    first, second = request.POST.get("first", ""), request.POST.get("second", "")
    signature = signed(request)
    match request.POST.get("verdict"):
        case "same":
            reviews.say_same(study, first, second, signature)
        case "different":
            reviews.say_different(study, first, second, signature)
        case "later":
            reviews.say_later(study, first, second, signature)
        case "first alone":
            reviews.say_alone(study, first, signature)
        case "second alone":
            reviews.say_alone(study, second, signature)
        case _:
            raise no_such_button(request, "verdict")


def _undo_acceptance(study: OpenStudy, request: HttpRequest, language: str) -> HttpResponse:
    today = timezone.localdate().isoformat()
    acceptances.undo(
        study,
        number(request.POST.get("undo", "")),
        who=signed(request).who,
        today=today,
        rehearse=rehearse,
    )
    return linked(study, language)


def _proposals(study: OpenStudy) -> int:
    """How many proposals wait; a workspace without a team takes none, and has no table of them."""
    if not settings.FLORILEGE_TEAM:
        return 0
    from florilege.web.workspace.proposals import waiting_count

    return waiting_count(study.file.slug)


def _receive(study: OpenStudy, request: HttpRequest) -> str:
    """Keep the file that was sent; returns the date of its version. Raises InputRefused."""
    sent, date = request.FILES.get("file"), request.POST.get("date", "")
    slug = request.POST.get("listing", "")
    if slug not in study.file.listings:
        raise ListingRefused(Words("un recensement de l’étude", "a listing of the study"), value=slug)
    if not _VERSION.match(date):
        raise ListingRefused(Words("une date AAAA-MM-JJ", "a date YYYY-MM-DD"), value=date)
    if not isinstance(sent, UploadedFile) or not sent.name:
        raise ListingRefused(Words("un fichier", "a file"))
    if (sent.size or 0) > LARGEST_UPLOAD:
        raise ListingRefused(
            Words("un fichier de 200 Mo au plus", "a file of at most 200 MB"), value=sent.name
        )
    folder = uploads_folder() / slug / date
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    name = _SAFE.sub("_", Path(sent.name).name).lstrip(".") or "received"
    with (folder / name).open("wb") as stream:
        for chunk in sent.chunks():
            stream.write(chunk)
    return date


def _received(slug: str, version: str) -> Path:
    folder = uploads_folder() / slug / version
    found = sorted(folder.iterdir()) if _VERSION.match(version) and folder.is_dir() else []
    if not found:
        raise ListingRefused(Words("un fichier reçu", "an uploaded file"), value=f"{slug} {version}")
    return found[0]


def uploads_folder() -> Path:
    """Where files that were sent wait until somebody accepts them."""
    return Path.cwd() / "var" / "uploads"
