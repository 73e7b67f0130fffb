"""The study: what can be read, its listings, its editions and their files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from ninja import Router

from florilege.evidence.licences import in_order
from florilege.faults import Words
from florilege.web.api import shapes
from florilege.web.api.answers import data
from florilege.web.api.described import described
from florilege.web.api.problems import NOT_FOUND, Refused
from florilege.web.api.published import Published, current
from florilege.web.publication.contents.places import ListingContent

router = Router(tags=["study"])
CURRENT = "current"
ADDRESSES: Mapping[str, str] = {
    name: f"/api/v1/{name}"
    for name in ("places", "territories", "actors", "listings", "selections", "editions", "exports/gogocarto",
                 "exports/mediation", "openapi.json")
}  # fmt: skip


@router.get(
    "/",
    response=shapes.Study,
    operation_id="readStudy",
    **described(
        Words("L’étude", "The study"),
        Words(
            "Ce qui est publié, où le lire, sous quelles licences, et qui citer.",
            "What is published, where to read it, under which licences, and whom to credit.",
        ),
    ),
)
def read_study(request: HttpRequest) -> HttpResponse:
    """What can be read."""
    published = current()
    contents = published.contents
    return data(
        request,
        published,
        {
            "study": contents.slug,
            "title": _words(contents.title),
            "counts": {
                "places": len(contents.places),
                "in_scope": len(contents.in_scope),
                "in_list": len(contents.kept),
                "claims": contents.claims,
                "actors": len(contents.ecosystem.found.actors),
            },
            "addresses": dict(ADDRESSES),
            "licences": list(in_order(claim.licence for place in contents.places for claim in place.claims)),
            "attributions": {one.slug: one.attribution for one in contents.listings},
        },
    )


@router.get(
    "/listings",
    response=shapes.Listings,
    operation_id="listListings",
    **described(
        Words("Les recensements", "Listings"),
        Words(
            "Les listes de lieux que l’étude lit : qui les publie, sous quelle licence, dans quelles versions.",
            "The lists of places that the study reads: who publishes them, under which licence, in which versions.",
        ),
    ),
)
def list_listings(request: HttpRequest) -> HttpResponse:
    """The listings, in the order of the study."""
    published = current()
    items = [_listing(one) for one in published.contents.listings]
    return data(request, published, {"count": len(items), "items": items})


@router.get(
    "/listings/{listing}",
    response=shapes.Listing,
    operation_id="readListing",
    **described(
        Words("Un recensement", "A listing"),
        Words(
            "Un recensement par sa clé, avec chacune de ses versions.",
            "A listing by its key, with each of its versions.",
        ),
        refusals=("not-found",),
    ),
)
def read_listing(request: HttpRequest, listing: str) -> HttpResponse:
    """A listing."""
    published = current()
    found = published.contents.by_listing.get(listing)
    if found is None:
        raise Refused(NOT_FOUND)
    return data(request, published, _listing(found))


@router.get(
    "/editions",
    response=shapes.Editions,
    operation_id="listEditions",
    **described(
        Words("Les éditions", "Editions"),
        Words(
            "L’état de l’étude qui est servi, celui dont les pages et toutes les réponses sont faites.",
            "The state of the study that is served, from which the pages and all answers are made.",
        ),
    ),
)
def list_editions(request: HttpRequest) -> HttpResponse:
    """The edition that is served."""
    published = current()
    return data(request, published, {"count": 1, "items": [_edition(published)]})


@router.get(
    "/editions/{edition}",
    response=shapes.WholeEdition,
    operation_id="readEdition",
    **described(
        Words("Une édition et ses fichiers", "An edition and its files"),
        Words(
            "L’édition qui est servie (« current ») avec ses fichiers de données ouvertes : taille, lignes, empreinte, licence.",
            "The edition that is served (“current”) with its files of open data: size, rows, checksum, licence.",
        ),
        refusals=("not-found",),
    ),
)
def read_edition(request: HttpRequest, edition: str) -> HttpResponse:
    """An edition with its files."""
    published = current()
    if edition not in (CURRENT, _name(published)):
        raise Refused(NOT_FOUND)
    files = published.site.shared.files
    return data(
        request,
        published,
        {
            **_edition(published),
            "files": [
                {
                    "name": one.name,
                    "address": f"/data/{one.name}",
                    "bytes": len(one.content),
                    "rows": one.rows,
                    "sha256": hashlib.sha256(one.content).hexdigest(),
                    "licences": list(files.licences[one.name].licences) if one.name in files.licences else [],
                    "meaning": _words(one.meaning),
                }
                for one in files.listed
            ],
        },
    )


def _name(published: Published) -> str:
    return published.site.stamp


def _edition(published: Published) -> dict[str, object]:
    contents = published.contents
    return {
        "edition": _name(published),
        "study": contents.slug,
        "title": _words(contents.title),
        "finished": published.finished.isoformat() if published.finished is not None else None,
        "places": len(contents.places),
        "in_scope": len(contents.in_scope),
        "in_list": len(contents.kept),
        "listings": [
            f"{one.slug} {one.current.date}" if one.current is not None else one.slug
            for one in contents.listings
        ],
        "current": True,
    }


def _listing(one: ListingContent) -> dict[str, object]:
    return {
        "listing": one.slug,
        "title": _words(one.title),
        "publisher": one.publisher,
        "url": one.url or None,
        "licence": one.licence,
        "attribution": one.attribution,
        "area": one.area or None,
        "records": one.records,
        "places": one.places,
        "shared": one.shared,
        "versions": [
            {
                "date": version.date,
                "rows": version.rows,
                "cleaned": version.mended,
                "refused": version.refused,
                "current": version.current,
                "sha256": version.sha256,
            }
            for version in one.versions
        ],
    }


def _words(words: Words) -> dict[str, str]:
    return {"fr": words.fr, "en": words.en}
