"""A page of the live site that holds a form, or what came of one: drawn like the others, and kept by nobody."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from florilege.web.publication.site import Page, Site
from florilege.web.publication.text.links import LANGUAGES, Linker
from florilege.web.publication.text.templating import environment


def form_page(
    request: HttpRequest,
    site: Site,
    language: str,
    page: Page,
    section: str,
    name: str,
    values: Mapping[str, object],
    status: int = 200,
) -> HttpResponse:
    """The page. section : the part of the menu that it is under; name : of its template"""
    text = (
        environment(language)
        .get_template(f"{name}.html")
        .render(
            values,
            link=Linker(language, page.path, False, site.stamp),
            page=page,
            section=section,
            study_title=site.contents.title.in_language(language),
            languages=LANGUAGES,
            imprint=site.shared.imprint[language],
            data_licences=site.shared.data_licences[language],
            corrections=site.corrections,
            token=get_token(request),
        )
    )
    answer = HttpResponse(text, status=status)
    # the address of a draft opens it: it is told to no other site, and to no search engine. To none at all, and a
    # browser would say that the form comes from nowhere: it would be refused
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    return answer
