"""The places of a study as other software takes them: shown values only, under the licence that follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.evidence.licences import Consequence, consequence, in_order
from florilege.faults import InputRefused, Words
from florilege.listings.formats import writers
from florilege.listings.formats.open_place import WRITTEN, OpenPlace, is_day
from florilege.listings.formats.published import LIST_MARK
from florilege.listings.formats.unwritten import Unwritten
from florilege.web.publication.contents.places import ClaimContent, PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data import licences as file_licences

PARTS: Mapping[str, str] = {
    "name": "name",
    "kind": "kinds",
    "service": "services",
    "label": "labels",
    "status": "status",
    "address": "address",
    "postcode": "postcode",
    "city": "city",
    "commune_code": "commune_code",
    "website": "website",
    "phone": "phone",
    "opening_hours": "opening_hours",
    "accessible": "accessible",
    "operator": "operator",
    "siren": "siren",
    "opening_year": "opening_year",
}
"""Field → the part of `OpenPlace` that shows it; the position is the one other part that rests on claims."""


class Export(Struct, frozen=True):
    """A file for other software, with all that goes with it.

    places : those of the study; unwritten : what the format cannot take, place by place; licences : of the file, why, and
    whom to name, as JSON
    """

    content: bytes
    places: int
    unwritten: tuple[Unwritten, ...]
    found: Consequence
    licences: bytes


def open_places(contents: StudyContents, *, site: str = "") -> tuple[OpenPlace, ...]:
    """Every place, in the order of the inventory. site : address of the published site, for each place's page."""
    named = {listing.slug: listing.attribution for listing in contents.listings}
    return tuple(_open_place(place, named, site.rstrip("/")) for place in contents.places)


def exported(
    contents: StudyContents,
    format_: str,
    *,
    name: str,
    language: str,
    site: str = "",
    left: file_licences.LeftOut | None = None,
) -> Export:
    """The places in one of the formats written; raises InputRefused for another.

    name : of the file; left : what was left out before, since its licence would bind the file
    """
    if format_ not in WRITTEN:
        listed = ", ".join(WRITTEN)
        raise InputRefused(Words(f"l’un de : {listed}", f"one of: {listed}"), value=format_)
    places = open_places(contents, site=site)
    missing = writers.unwritten(format_, places)
    gone = {one.place_id for one in missing if one.whole}
    used = {place.place_id: _used(place) for place in contents.places if place.place_id not in gone}
    licence = file_licences.of_claims(contents, name, (claim for claims in used.values() for claim in claims))
    rows = {place_id: in_order(claim.licence for claim in claims) for place_id, claims in used.items()}
    stated = licence.found.licence or LIST_MARK.join(licence.found.licences)
    named = {listing.slug: listing.attribution for listing in contents.listings}
    attribution = " ; ".join(dict.fromkeys(named[slug] for slug in licence.listings))
    return Export(
        _content(places, format_, title=contents.title.in_language(language), language=language,
                 terms=(stated, attribution)),
        len(places),
        missing,
        licence.found,
        file_licences.licences_json(contents, (licence,), left or file_licences.LeftOut(), rows={} if licence.found.licence else rows),
    )  # fmt: skip


def _content(
    places: Sequence[OpenPlace], format_: str, *, title: str, language: str, terms: tuple[str, str]
) -> bytes:
    licence, attribution = terms
    if format_ == "geojson":
        return writers.geojson(places, licence=licence, attribution=attribution).encode()
    if format_ == "gogocarto":
        return writers.gogocarto(places, licence=licence).encode()
    if format_ == "umap":
        return writers.umap(places, title=title, licence=licence, language=language).encode()
    return writers.mediation(places)


def _used(place: PlaceContent) -> list[ClaimContent]:
    """The claims behind the parts of a place that are handed over, and no other."""
    used = {pk for field, value in place.shown.items() if field in PARTS for pk in value.claims}
    used.update(place.position_claims)
    return [claim for claim in place.claims if claim.pk in used]


def _open_place(place: PlaceContent, named: Mapping[str, str], site: str) -> OpenPlace:
    claims = _used(place)
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
        licence=LIST_MARK.join(consequence(claim.licence for claim in claims).licences) if claims else None,
        attribution=" ; ".join(speaking) or None,
        page=f"{site}/lieux/{place.slug}/" if site and place.slug else None,
        updated=max((claim.date for claim in claims if is_day(claim.date)), default=None),
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
