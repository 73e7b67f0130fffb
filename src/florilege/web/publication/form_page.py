"""Pages of the live service on which people without an account fill in something: in the frame of the site, kept by nobody."""

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
    """A page with a form. section : of the menu; name : of its template"""
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
            exchange=site.contents.exchange is not None,
            corrections=site.corrections,
            imprint=site.shared.imprint[language],
            data_licences=site.shared.data_licences[language],
            token=get_token(request),
        )
    )
    answer = HttpResponse(text, status=status)
    # the address of such a page may open it: it is told to no other site, and to no search engine. To none at all, and a
    # browser would say that the form comes from nowhere: it would be refused
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    return answer
