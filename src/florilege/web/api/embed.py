"""The map and the list to embed in a page of another site: one address, the filters of the API, frame rules of its own.

It is in the room of the API because it takes the same parameters, reads them by the same code and answers from the same
tables. It works without script: the map is drawn by the server, and a script puts the one that moves in its place. No
cookie is read or set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct
from pydantic import ValidationError

from florilege.faults import Words
from florilege.territory.reference import reference
from florilege.web.api import rates
from florilege.web.api.answers import answer
from florilege.web.api.asked import FRENCH, Limit, PlaceFilters, Said, format_of, slips_of
from florilege.web.api.filtering import asked_places
from florilege.web.api.made_last import MadeLast
from florilege.web.api.problems import STATUSES, TITLES, Refusal, Slip, nearest, of_slips
from florilege.web.api.published import Published, current
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.live import says_when_unbuilt
from florilege.web.publication.maps import drawings
from florilege.web.publication.pages.directory import PlaceLine, by_name, place_line
from florilege.web.publication.text.links import LANGUAGE_PREFIX, LANGUAGES, Linker
from florilege.web.publication.text.templating import environment

BOTH, MAP, LIST = "both", "map", "list"
LINES, MOST_ON_MAP, KEPT = 100, 5000, 64
"""Lines of the list unless asked otherwise; places above which the map stays the drawn one; pages kept in memory."""
_MADE: MadeLast[bytes] = MadeLast(KEPT)


class EmbedAsked(PlaceFilters):
    """What is embedded."""

    view: Annotated[
        str,
        format_of((BOTH, MAP, LIST)),
        Said("carte et liste, carte seule ou liste seule", "map and list, map only or list only"),
    ] = BOTH
    lang: Annotated[str, format_of(LANGUAGES), Said("langue", "language")] = "fr"
    limit: Annotated[Limit, Said("lignes de la liste au plus", "lines of the list at most")] = LINES


def _parameters() -> tuple[tuple[str, Words, str], ...]:
    """Name, meaning and form of each parameter, for the documentation."""
    found = []
    for name, one in EmbedAsked.model_json_schema()["properties"].items():
        inner = one.get("items", one)
        codes = inner.get("enum", [])
        form = ", ".join([*codes[:6], *(["…"] if len(codes) > 6 else [])]) or str(inner.get("example", ""))
        found.append((name, Words(one[FRENCH], one["description"]), form))
    return tuple(found)


PARAMETERS = _parameters()


class EmbedView(Struct, frozen=True):
    """What is embedded, ready to print. lines : of the list; more : places that it leaves out; points : for the script

    area : the drawing of the one département or région that holds every place, None for the map of France
    """

    count: int
    lines: tuple[PlaceLine, ...]
    more: int
    france: drawings.Drawing | None
    area: drawings.AreaDrawing | None
    dots: str
    chosen: str
    points: Sequence[Sequence[object]]


@require_safe
@says_when_unbuilt
def embed(request: HttpRequest) -> HttpResponse:
    """The map and the list of the places that filters leave."""
    language = "en" if request.GET.get("lang") == "en" else "fr"
    left = rates.allowance(request)
    if left is not None and not left.granted:
        words = Words(
            "Trop de demandes : revenir dans une minute.", "Too many requests: come back in a minute."
        )
        response = _refused(language, Refusal("rate", words))
    else:
        response = _answer(request, language)
    for name, value in left.headers().items() if left is not None else ():
        response.headers[name] = value
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
        f" base-uri 'none'; form-action 'none'; frame-ancestors {settings.FLORILEGE_EMBED_FRAMES}"
    )
    return response


def _answer(request: HttpRequest, language: str) -> HttpResponse:
    published = current()
    try:
        asked = _asked(request)
    except _NotAsked as error:
        return _refused(language, of_slips(error.slips).refusal)
    mask = asked_places(published.places, asked)
    key = (mask, asked.view, asked.lang, asked.limit)
    content = _MADE.get(published, key, lambda: _page(published, mask, asked))
    return answer(request, published, content, "text/html; charset=utf-8")


class _NotAsked(Exception):
    def __init__(self, slips: Sequence[Slip]) -> None:
        super().__init__()
        self.slips = slips


def _asked(request: HttpRequest) -> EmbedAsked:
    """What is asked for; an empty parameter, as forms send it, asks for nothing."""
    known = EmbedAsked.model_fields
    listed = ", ".join(known)
    unknown = [
        Slip(name, name, Words(f"l’un des paramètres : {listed}", f"one of the parameters: {listed}"), nearest(name, known))
        for name in request.GET
        if name not in known
    ]  # fmt: skip
    if unknown:
        raise _NotAsked(unknown)
    given: dict[str, Any] = {}
    for name, values in request.GET.lists():
        if kept := [value for value in values if value]:
            given[name] = kept if known[name].default_factory is list else kept[-1]
    try:
        return EmbedAsked.model_validate(given)
    except ValidationError as error:
        raise _NotAsked(slips_of([dict(one) for one in error.errors()])) from error


def _page(published: Published, mask: int, asked: EmbedAsked) -> bytes:
    table = published.places.table
    places = by_name((one.place for rank, one in enumerate(table.things) if mask >> rank & 1), asked.lang)
    return _rendered(published, asked.lang, asked.view, _view(published, places, asked)).encode()


def _view(published: Published, places: Sequence[PlaceContent], asked: EmbedAsked) -> EmbedView:
    kept = [place for place in places if place.kept]
    with_map = asked.view != LIST
    area = _area(published, places) if with_map else None
    lines = places[: asked.limit] if asked.view != MAP else []
    return EmbedView(
        count=len(places),
        lines=tuple(place_line(place, asked.lang) for place in lines),
        more=len(places) - len(lines),
        france=drawings.france(places, kept, labelled=False) if with_map and area is None else None,
        area=area,
        dots=drawings.dots_within(area.frame, places) if area is not None else "",
        chosen=drawings.dots_within(area.frame, kept) if area is not None else "",
        points=list(_points(places, asked.lang)) if with_map and len(places) <= MOST_ON_MAP else [],
    )


def _area(published: Published, places: Sequence[PlaceContent]) -> drawings.AreaDrawing | None:
    """The one département, else the one région, that holds every place."""
    shared = published.site.shared
    for codes, drawn in (
        ({place.departement_code for place in places}, shared.drawings),
        ({place.region_code for place in places}, shared.region_drawings),
    ):
        if len(codes) == 1 and (found := drawn.get(next(iter(codes)))) is not None:
            return found
    return None


def _points(places: Sequence[PlaceContent], language: str) -> Iterator[Sequence[object]]:
    """Slug, what it is called, commune, latitude, longitude, class of a place kept: for the script of the map.

    A place kept of which no more is known stands at the centre of its commune, as on the drawn map.
    """
    for place in places:
        point = place.latitude, place.longitude
        commune = (
            reference().communes.get(place.commune_code) if place.kept and place.latitude is None else None
        )
        if commune is not None:
            point = commune.latitude, commune.longitude
        if point[0] is None or point[1] is None:
            continue
        klass = place.choice.klass if place.choice is not None and place.kept else ""
        yield (place.slug, place.called.in_language(language), place.commune, *point, klass)


def _rendered(published: Published, language: str, view: str, shown: EmbedView) -> str:
    site = published.site
    return (
        environment(language)
        .get_template("embed.html")
        .render(
            shown=shown,
            view=view,
            link=Linker(language, "", False, site.stamp),
            study_title=site.contents.title.in_language(language),
            imprint=site.shared.imprint[language],
            home=f"/{LANGUAGE_PREFIX[language]}",
            refusal=None,
        )
    )


def _refused(language: str, refusal: Refusal) -> HttpResponse:
    """A refusal as a page, framed like the rest."""
    site = current().site
    text = (
        environment(language)
        .get_template("embed.html")
        .render(
            shown=None,
            view=LIST,
            link=Linker(language, "", False, site.stamp),
            study_title=site.contents.title.in_language(language),
            imprint=site.shared.imprint[language],
            home=f"/{LANGUAGE_PREFIX[language]}",
            refusal=_said(refusal, language),
        )
    )
    return HttpResponse(text, status=STATUSES[refusal.kind], headers={"Cache-Control": "no-store"})


def _said(refusal: Refusal, language: str) -> Mapping[str, str]:
    return {
        "title": TITLES[refusal.kind].in_language(language),
        "detail": refusal.detail.in_language(language),
    }
