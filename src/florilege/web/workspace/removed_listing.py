"""A listing that was added, to be taken out: what would go with it, and a button."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from florilege.faults import InputRefused, sentence
from florilege.web.accounts.rights import accepts_versions
from florilege.web.acts import new_listings
from florilege.web.acts.new_listings import Going
from florilege.web.publication.text import words
from florilege.web.steps.rehearsal import rehearse
from florilege.web.study.open_study import OpenStudy
from florilege.web.workspace.frame import opened_study, page, signed
from florilege.web.workspace.guard import workspace_page
from florilege.web.workspace.views import linked

FIRST = 20
"""Places that are named; the others are counted."""


class RemovedListing(Struct, frozen=True):
    """The page. places : those that the listing alone holds, the first by name; files : that go; changed : that change"""

    slug: str
    records: str
    claims: str
    places: str
    named: tuple[str, ...]
    others: int
    files: tuple[str, ...]
    changed: tuple[str, ...]
    guesses_stay: bool


@workspace_page(acts=accepts_versions)
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """What would go with a listing; POST takes it out."""
    study = opened_study()
    view, fault = None, ""
    try:
        if request.method == "POST":
            new_listings.take_out(study, slug, who=signed(request).who, rehearse=rehearse)
            return linked(study, language)
        view = _view(study, new_listings.going(study, slug), language)
    except InputRefused as refused:
        fault = sentence(refused, language)
    values = {"view": view, "fault": fault, "slug": slug}
    return page(
        request, language, f"recensements/{slug}/retirer/", "workspace_removed_listing", values, 422 if fault else 200
    )  # fmt: skip


def _view(study: OpenStudy, found: Going, language: str) -> RemovedListing:
    folder = study.folder.path
    return RemovedListing(
        slug=found.removal.added.listing,
        records=words.number(found.records, language),
        claims=words.number(found.claims, language),
        places=words.number(len(found.places), language),
        named=found.places[:FIRST],
        others=max(0, len(found.places) - FIRST),
        files=tuple(path.relative_to(folder).as_posix() for path in found.removal.gone),
        changed=tuple(path.relative_to(folder).as_posix() for path in found.removal.texts),
        guesses_stay=found.removal.guesses_stay,
    )
