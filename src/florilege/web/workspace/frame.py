"""What every page of the workspace shares: the study it is about, its frame, who acts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.utils import timezone

from florilege.editorial.imprint import NOTHING
from florilege.faults import InputRefused, Words
from florilege.linkage.decisions import Signature
from florilege.web.acts.act_files import mirror
from florilege.web.journal.acts import SERVICE
from florilege.web.publication.pages import imprint as imprint_page
from florilege.web.publication.site import stamp_of
from florilege.web.publication.text import built_files
from florilege.web.publication.text.links import LANGUAGE_PREFIX, LANGUAGES, Linker
from florilege.web.publication.text.templating import environment
from florilege.web.study.folder import open_folder
from florilege.web.study.open_study import OpenStudy, open_study, read_file
from florilege.web.workspace import contents
from florilege.web.workspace.guard import signed_in_name

_LONGEST_NUMBER = 18
"""Digits."""


def signed(request: HttpRequest) -> Signature:
    """Who acts, today, and the reason given in the form: the person signed in, else the name that she types."""
    return Signature(
        who=signed_in_name(request) or request.POST.get("who", "").strip()[:80],
        date=timezone.localdate().isoformat(),
        reason=request.POST.get("reason", "").strip()[:500],
    )


def study_folder() -> Path:
    """The folder of the study that is served."""
    return Path(settings.FLORILEGE_STUDY_FOLDER)


def opened_study() -> OpenStudy:
    """The study that is served, its file read again."""
    return open_study(open_folder(study_folder()))


def record(study: OpenStudy) -> None:
    """Bring what was just written to the files of acts into the journal, as done in the service."""
    mirror(study.folder, study.file.slug, door=SERVICE)


def follow(study: OpenStudy) -> None:
    """Have what was just acted on followed by the next build: soon where a worker runs, else when someone builds."""
    if settings.FLORILEGE_TEAM:
        from florilege.web.background.queue import rebuild_soon

        rebuild_soon(study.file.slug)


def no_such_button(request: HttpRequest, name: str = "act") -> InputRefused:
    """What is said to a form whose button is none of its page. name : of the button"""
    return InputRefused(
        Words("un bouton de cette page", "a button of this page"),
        column=name,
        value=request.POST.get(name, "")[:40],
    )


def number(text: str) -> int:
    """The number that a form sent, 0 for what is none or is longer than a store can keep."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _LONGEST_NUMBER else 0


def back(language: str, path: str) -> HttpResponse:
    """Go back to a page, so that loading it again sends nothing twice."""
    return HttpResponseRedirect(f"/{LANGUAGE_PREFIX[language]}{path}")


def page(
    request: HttpRequest, language: str, path: str, name: str, view: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """A page of the workspace. path : within the workspace; name : of its template"""
    link = link_to(language, path)
    text = (
        environment(language)
        .get_template(f"{name}.html")
        .render(
            view,
            link=link,
            page=contents.WorkspacePage("workspace", link.path),
            section="espace/",
            study_title=read_file(open_folder(study_folder()))[1].title.in_language(language),
            languages=LANGUAGES,
            imprint=imprint_page.view(NOTHING, language),
            data_licences=(),
            token=get_token(request),
            signed_in=signed_in_name(request),
        )
    )
    return HttpResponse(text, status=status)


def fragment(language: str, path: str, name: str, view: Mapping[str, object]) -> HttpResponse:
    """A part of a page, to be put in its place by a script."""
    return HttpResponse(
        environment(language).get_template(f"{name}.html").render(view, link=link_to(language, path))
    )


def link_to(language: str, path: str) -> Linker:
    """The addresses seen from a page of the workspace."""
    return Linker(language, f"espace/{path}", False, _stamp())


@cache
def _stamp() -> str:
    return stamp_of(*built_files.built().values())
