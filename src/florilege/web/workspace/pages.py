"""A page of the workspace: its study, its frame, where it leads back to."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token

from florilege.editorial.imprint import NOTHING
from florilege.web.publication.pages import imprint
from florilege.web.publication.site import stamp_of
from florilege.web.publication.text import built_files
from florilege.web.publication.text.links import LANGUAGE_PREFIX, LANGUAGES, Linker
from florilege.web.publication.text.templating import environment
from florilege.web.study.folder import open_folder
from florilege.web.study.open_study import OpenStudy, open_study
from florilege.web.workspace import contents
from florilege.web.workspace.guard import signed_in_name

_LONGEST_NUMBER = 18
"""Digits."""


def folder() -> Path:
    """The folder of the study that is served."""
    return Path(settings.FLORILEGE_STUDY_FOLDER)


def study() -> OpenStudy:
    """The study that is served, opened; raises StudyFileRefused."""
    return open_study(open_folder(folder()))


def number(text: str) -> int:
    """The number that a form sent, 0 for what is none or is longer than a store can keep."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _LONGEST_NUMBER else 0


def back(language: str, path: str) -> HttpResponse:
    """Back to a page, by its address in French."""
    return HttpResponseRedirect(f"/{LANGUAGE_PREFIX[language]}{path}")


def page(
    request: HttpRequest, language: str, path: str, name: str, view: dict[str, object], status: int = 200
) -> HttpResponse:
    """A page of the workspace. path : under `espace/`; name : of its template; view : what it shows"""
    link = _link(language, path)
    text = (
        environment(language)
        .get_template(f"{name}.html")
        .render(
            view,
            link=link,
            page=contents.WorkspacePage("workspace", link.path),
            section="espace/",
            study_title=study().file.title.in_language(language),
            languages=LANGUAGES,
            imprint=imprint.view(NOTHING, language),
            data_licences=(),
            token=get_token(request),
            signed_in=signed_in_name(request),
        )
    )
    return HttpResponse(text, status=status)


def fragment(language: str, path: str, name: str, view: dict[str, object]) -> HttpResponse:
    """A part of a page, to be put in its place by a script."""
    return HttpResponse(
        environment(language).get_template(f"{name}.html").render(view, link=_link(language, path))
    )


def _link(language: str, path: str) -> Linker:
    return Linker(language, f"espace/{path}", False, stamp_of(*built_files.built().values()))
