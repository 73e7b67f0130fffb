"""The places of a study as other software takes them: shown values only, under the licence that follows from them."""

from __future__ import annotations

from florilege.evidence.licences import consequence
from florilege.faults import InputRefused, Words
from florilege.listings.formats import writers
from florilege.listings.formats.open_place import WRITTEN, OpenPlace
from florilege.web.publication.contents import PlaceContent, StudyContents


def open_places(contents: StudyContents, *, site: str = "") -> tuple[OpenPlace, ...]:
    """Every place, in the order of the inventory. site : address of the published site, for each place's page."""
    named = {listing.slug: listing.attribution for listing in contents.listings}
    return tuple(_open_place(place, named, site.rstrip("/")) for place in contents.places)


def written(contents: StudyContents, format_: str, *, language: str, site: str = "") -> bytes:
    """The places in one of the formats written; raises InputRefused for another, or when no licence allows it."""
    if format_ not in WRITTEN:
        listed = ", ".join(WRITTEN)
        raise InputRefused(Words(f"l’un de : {listed}", f"one of: {listed}"), value=format_)
    places = open_places(contents, site=site)
    found = consequence(claim.licence for place in contents.places for claim in place.claims)
    if not found.licence:
        raise InputRefused(
            Words(
                "des données qu’une même licence permet de repartager",
                "data that one licence allows to pass on",
            ),
            value=", ".join(found.binding),
            hint=Words("ajouter --without-share-alike", "add --without-share-alike"),
        )
    attribution = " ; ".join(dict.fromkeys(listing.attribution for listing in contents.listings))
    if format_ == "geojson":
        return writers.geojson(places, licence=found.licence, attribution=attribution).encode()
    if format_ == "gogocarto":
        return writers.gogocarto(places, licence=found.licence).encode()
    if format_ == "umap":
        title = contents.title.in_language(language)
        return writers.umap(places, title=title, licence=found.licence, language=language).encode()
    return writers.mediation(places)


def _open_place(place: PlaceContent, named: dict[str, str], site: str) -> OpenPlace:
    used = {pk for value in place.shown.values() for pk in value.claims} | set(place.position_claims)
    claims = [claim for claim in place.claims if claim.pk in used]
    speaking = dict.fromkeys(named[claim.listing] for claim in claims if claim.listing in named)
    accessible = _first(place, "accessible")
    year = _first(place, "opening_year")
    return OpenPlace(
        place_id=place.place_id,
        name=place.name,
        kinds=tuple(place.kinds),
        services=_all(place, "service"),
        labels=_all(place, "label"),
        status=place.status if place.status != "unknown" else None,
        address=_text(place, "address"),
        postcode=_text(place, "postcode"),
        city=place.commune or _text(place, "city"),
        commune_code=place.commune_code or None,
        latitude=place.latitude,
        longitude=place.longitude,
        position_precision=place.position_precision or None,
        website=_text(place, "website"),
        phone=_text(place, "phone"),
        opening_hours=_text(place, "opening_hours"),
        accessible=accessible if isinstance(accessible, bool) else None,
        operator=_text(place, "operator"),
        siren=_text(place, "siren"),
        opening_year=int(year) if isinstance(year, (int, float)) and not isinstance(year, bool) else None,
        licence=consequence(claim.licence for claim in claims).licence or None,
        attribution=" ; ".join(speaking) or None,
        page=f"{site}/lieux/{place.slug}/" if site else None,
        updated=max((claim.date for claim in claims if len(claim.date) == 10), default=None),
    )


def _first(place: PlaceContent, field: str) -> str | int | float | bool | None:
    shown = place.shown.get(field)
    return shown.values[0] if shown is not None and shown.values else None


def _text(place: PlaceContent, field: str) -> str | None:
    value = _first(place, field)
    return None if value is None else str(value)


def _all(place: PlaceContent, field: str) -> tuple[str, ...]:
    shown = place.shown.get(field)
    return tuple(str(value) for value in shown.values) if shown is not None else ()
