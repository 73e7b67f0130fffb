"""The page where an article that not everyone reads is read whole: by who takes the letter, or with a code.

Nothing is left in the browser: whoever opens the article again gives the code again.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from florilege.editorial.news import SUBSCRIBERS
from florilege.faults import Words
from florilege.web.accounts.network import address_of
from florilege.web.articles import codes, readers
from florilege.web.contributions import robots
from florilege.web.publication.live import current_site, says_when_unbuilt
from florilege.web.publication.pages.news import NewsLine, paragraphs
from florilege.web.publication.site import Page, Site
from florilege.web.publication.text.links import LANGUAGES, Linker
from florilege.web.publication.text.templating import environment

NO_CODE = Words(
    "Ce code n’ouvre pas cet article : le relire, ou en demander un autre.",
    "This code does not open this article: read it again, or ask for another one.",
)


# what is sent changes nothing: a form sent from elsewhere shows an article to whoever has its code, and no cookie is needed
@never_cache
@csrf_exempt
@require_http_methods(("GET", "HEAD", "POST"))
@says_when_unbuilt
def whole(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """An article whole, for who may read it; for others, the form of a code. Wrong codes are counted by network."""
    site = current_site()
    item = site.shared.news[language].by_key.get(key)
    if item is None or item.open:
        raise Http404(key)
    study = site.contents.slug
    text = codes.reserved(study).get(key)
    if text is None:  # the article left the study since the site was made
        raise Http404(key)
    if item.access == SUBSCRIBERS and readers.is_subscriber(request, study):
        return _article(site, item, language, text)
    if request.method != "POST":
        return _form(site, item, language)
    address = address_of(request)
    try:
        robots.check_tries(address)
    except robots.RobotSuspected as suspected:
        return _form(site, item, language, fault=suspected.words.in_language(language), status=429)
    if codes.opens(study, key, request.POST.get("code", "")[:80]):
        return _article(site, item, language, text)
    robots.note_try(address)
    return _form(site, item, language, fault=NO_CODE.in_language(language), status=422)


def _article(site: Site, item: NewsLine, language: str, text: Words) -> HttpResponse:
    values = {"rest": paragraphs(text, language), "paths": site.paths}
    return _page(site, item, language, "article", values, 200)


def _form(site: Site, item: NewsLine, language: str, *, fault: str = "", status: int = 200) -> HttpResponse:
    return _page(site, item, language, "article_code", {"fault": fault}, status)


def _page(
    site: Site,
    item: NewsLine,
    language: str,
    template: str,
    values: Mapping[str, object],
    status: int,
) -> HttpResponse:
    """A page of an article, kept by nobody and found by no search engine."""
    path = f"{item.path}entier/"
    text = (
        environment(language)
        .get_template(f"{template}.html")
        .render(
            values,
            item=item,
            corrections=True,
            link=Linker(language, path, False, site.stamp),
            page=Page("article", path),
            section="",
            study_title=site.contents.title.in_language(language),
            languages=LANGUAGES,
            imprint=site.shared.imprint[language],
            data_licences=site.shared.data_licences[language],
        )
    )
    answer = HttpResponse(text, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer
