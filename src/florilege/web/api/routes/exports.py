"""Places as other software takes them: the files that `florilege export` writes, by the same code, with the same filters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from msgspec.structs import replace
from ninja import Query, Router

from florilege.faults import Words
from florilege.web.api import shapes
from florilege.web.api.answers import answer
from florilege.web.api.asked import PlaceFilters
from florilege.web.api.described import described
from florilege.web.api.filtering import asked_places
from florilege.web.api.made_last import MadeLast
from florilege.web.api.negotiation import CSV, MEDIA
from florilege.web.api.published import Published, current
from florilege.web.publication.open_data.open_places import exported

router = Router(tags=["exports"])
GOGOCARTO, MEDIATION = "gogocarto", "mediation"
NAMES = {GOGOCARTO: "places-gogocarto.json", MEDIATION: "places-mediation.csv"}
KEPT = 16
"""Exports kept at most: one of a whole study takes a second and some megabytes."""


_MADE: MadeLast[bytes] = MadeLast(KEPT)


@router.get(
    "/exports/gogocarto",
    response=shapes.GogoCarto,
    operation_id="exportGogoCarto",
    **described(
        Words("Les lieux pour GoGoCarto", "Places for GoGoCarto"),
        Words(
            "Ce que répond l’interface d’un annuaire GoGoCarto : une carte GoGoCarto peut lire cette adresse comme source. Les"
            " filtres sont ceux des lieux ; tout est en une page.",
            "What the interface of a GoGoCarto directory answers: a GoGoCarto map can read this address as a source. The filters"
            " are those of places; all is on one page.",
        ),
    ),
)
def export_gogocarto(request: HttpRequest, asked: Query[PlaceFilters]) -> HttpResponse:
    """The places as elements of GoGoCarto."""
    published = current()
    content = _made(published, GOGOCARTO, asked_places(published.places, asked))
    return answer(request, published, content, "application/json")


@router.get(
    "/exports/mediation",
    response={200: None},
    operation_id="exportMediation",
    **described(
        Words("Les lieux au schéma de la médiation numérique", "Places in the digital mediation schema"),
        Words(
            "Une table CSV au schéma national des lieux de médiation numérique ; les lieux auxquels manque ce qu’il exige n’y"
            " sont pas. Les filtres sont ceux des lieux.",
            "A CSV table that follows the national schema of digital mediation places; places that lack what it requires are"
            " not in it. The filters are those of places.",
        ),
        formats=(CSV,),
    ),
)
def export_mediation(request: HttpRequest, asked: Query[PlaceFilters]) -> HttpResponse:
    """The places as rows of the digital mediation schema."""
    published = current()
    content = _made(published, MEDIATION, asked_places(published.places, asked))
    return answer(request, published, content, MEDIA[CSV])


def _made(published: Published, format_: str, mask: int) -> bytes:
    return _MADE.get(published, (format_, mask), lambda: _export(published, format_, mask))


def _export(published: Published, format_: str, mask: int) -> bytes:
    table, contents = published.places.table, published.contents
    chosen = tuple(place for place in contents.places if mask >> table.rank_of[place.place_id] & 1)
    found = exported(replace(contents, places=chosen), format_, name=NAMES[format_], language="fr")
    return found.content
