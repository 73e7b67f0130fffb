"""The licence of each file of open data, from the claims that it holds; and the same data without share-alike."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from florilege.evidence.claims import VISIT
from florilege.evidence.licences import NONE_POSSIBLE, Consequence, consequence, in_order, is_share_alike
from florilege.evidence.places import main_first
from florilege.evidence.shown_names import shown_name
from florilege.listings.licences import ASKED, BY_CODE
from florilege.selection.outcome_reading import read_selection
from florilege.territory.reference import ATTRIBUTION
from florilege.web.publication.contents.computed_selection import choices_of
from florilege.web.publication.contents.ecosystem import EcosystemContent
from florilege.web.publication.contents.places import POSITION, ClaimContent, PlaceContent
from florilege.web.publication.contents.stored_json import as_map
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data.actor_terms import actor_terms, free_of_share_alike
from florilege.web.publication.open_data.free_values import Preferences, free_of
from florilege.web.publication.open_data.freed_names import FreedNames, freed_slug
from florilege.web.publication.open_data.territory_terms import REFERENCE, bound_files, territory_terms
from florilege.web.study.territory_measures import NOTHING as NOTHING_MEASURED

FILE = "licences.json"
DOSSIER = "dossier.zip"
REPORT = re.compile(r"reports/import-(?P<listing>.+?)-\d{4}(?:-\d\d){0,2}\.csv")
"""Name of an import report; the date of a version may be a year or a month."""
_POINT = ("latitude", "longitude")
_PLACED_BY = ("commune_code", "city", "postcode", "address")
"""Fields that say in which commune a place is, besides its position."""


class LeftOut(Struct, frozen=True):
    """What the open data leave out because it would bind them: claims, shown values by field, whole places.

    actors : ids of those that only such sources name; ties : number of those that only such sources state
    """

    claims: int = 0
    values: Mapping[str, int] | None = None
    places: tuple[str, ...] = ()
    texts: int = 0
    files: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    ties: int = 0

    def as_data(self) -> dict[str, object]:
        return {
            "claims": self.claims,
            "values": dict(self.values or {}),
            "places": list(self.places),
            "texts": self.texts,
            "files": list(self.files),
            "actors": list(self.actors),
            "ties": self.ties,
        }


class FileLicence(Struct, frozen=True):
    """The licence of one file: what follows from its claims, how many of each licence, who is to be named."""

    file: str
    found: Consequence
    claims: Mapping[str, int]
    listings: tuple[str, ...]


def without_share_alike(contents: StudyContents) -> tuple[StudyContents, LeftOut]:
    """The contents without any claim under a share-alike licence, and what that leaves out.

    A shown value that rested on one of them is what the other claims say, picked by the same rules, or is left empty; a
    place whose name falls is left out, and so is its name wherever the selection tells it; an address of a page that a name
    which fell went into is left empty; the sealed dossier cannot be changed, and is left out whole; so is what is measured of
    territories, where one of them is behind it.
    """
    preferences = Preferences(
        contents.field_rules,
        {listing.slug: rank for rank, listing in enumerate(contents.listings)},
        contents.page_listings,
    )
    values: Counter[str] = Counter()
    kept: list[PlaceContent] = []
    gone: list[str] = []
    claims = 0
    for place in contents.places:
        bound = {claim.pk for claim in place.claims if is_share_alike(claim.licence)}
        if not bound:
            kept.append(place)
            continue
        claims += len(bound)
        freed, fallen = _freed(place, bound, preferences)
        values.update(fallen)
        if freed is None:
            gone.append(place.place_id)
        else:
            kept.append(freed)
    after = {place.place_id: place.name for place in kept}
    names = FreedNames({place.place_id: place.name for place in contents.places}, after)
    selection, texts = contents.selection, 0
    if selection is not None:
        result, texts = names.in_json(selection.document)
        document = as_map(result)
        selection = replace(selection, document=document)
        reported = choices_of(read_selection(document))
        kept = [replace(place, choice=reported.get(place.place_id)) for place in kept]
    files = (DOSSIER,) if contents.dossier and names.before != after else ()
    dossier = b"" if files else contents.dossier
    files = (*files, *(measured := bound_files(contents)))
    territories = NOTHING_MEASURED if measured else contents.territories
    free = replace(
        contents, places=tuple(kept), selection=selection, dossier=dossier, territories=territories
    )
    actors = free_of_share_alike(free)
    left = LeftOut(
        claims, dict(sorted(values.items())), tuple(gone), texts, files, actors.actors, actors.ties
    )
    return replace(free, ecosystem=EcosystemContent(actors.found)), left


def _freed(
    place: PlaceContent, bound: set[int], preferences: Preferences
) -> tuple[PlaceContent | None, list[str]]:
    """A place without some of its claims, None when its name falls with them; and the fields that fall."""
    freed = free_of(place, bound, preferences)
    shown = freed.shown
    fallen = sorted(place.shown.keys() - shown.keys())
    if place.position is not None and freed.position is None:
        fallen.append("position")
    placed = bool(shown.keys() & set(_PLACED_BY)) or freed.position is not None
    if not placed and place.commune_code:
        fallen.append("commune")
    name = str(shown["name"].values[0]) if "name" in shown else ""
    if place.known_name and not name:
        return None, fallen
    free_listings = {claim.listing for claim in freed.claims}
    kinds = main_first([str(one) for one in shown["kind"].values]) if "kind" in shown else ()
    bearers = [str(one) for one in shown["bearer"].values] if "bearer" in shown else []
    said = {field: [one.value for one in freed.claims if one.field == field] for field in ("name", "city")}
    towns = [*said["city"], place.commune] if placed else said["city"]
    slug = freed_slug(place.slug, place.place_id, said["name"], towns)
    if not slug:
        fallen.append("slug")
    free = replace(
        freed,
        slug=slug,
        called=shown_name(name, kinds, bearers),
        known_name=name,
        records=tuple(record for record in place.records if record.listing in free_listings),
        kinds=kinds,
        status=str(shown["status"].values[0]) if "status" in shown else "unknown",
        listings=tuple(slug for slug in place.listings if slug in free_listings),
    )
    return (free if placed else _nowhere(free)), fallen


def _nowhere(place: PlaceContent) -> PlaceContent:
    """The place without the territories that it was put in: nothing that is left says where it is."""
    return replace(
        place,
        commune_code="",
        commune="",
        epci_code="",
        epci="",
        epci_kind="",
        departement_code="",
        departement="",
        region_code="",
        region="",
    )


def file_licences(contents: StudyContents, names: Iterable[str]) -> tuple[FileLicence, ...]:
    """The licence of each file: of the claims it holds, or whose shown value it holds."""
    held = _held(contents)
    return tuple(_file_licence(contents, name, _terms(contents, name, held)) for name in names)


def of_claims(contents: StudyContents, name: str, claims: Iterable[ClaimContent]) -> FileLicence:
    """The licence of one file, from the claims it holds."""
    return _file_licence(contents, name, (Term(claim.licence, claim.listing) for claim in claims))


class Term(Struct, frozen=True):
    """What one value of a file stands under, and the listing that gives it."""

    licence: str
    listing: str


class _Held(Struct, frozen=True):
    """The claims that files are made of.

    used : those behind a shown value; names : those that name a record; disputed : those of fields that sources
    dispute, shown or not
    """

    everything: tuple[ClaimContent, ...]
    used: tuple[ClaimContent, ...]
    names: tuple[ClaimContent, ...]
    disputed: tuple[ClaimContent, ...]


def _held(contents: StudyContents) -> _Held:
    everything = tuple(claim for place in contents.places for claim in place.claims)
    pks = {
        pk
        for place in contents.places
        for pk in (*place.position_claims, *(pk for value in place.shown.values() for pk in value.claims))
    }
    disputed = [
        claim
        for place in contents.places
        for claim in place.claims
        if claim.field in place.disputed or (claim.field in _POINT and POSITION in place.disputed)
    ]
    return _Held(
        everything,
        tuple(claim for claim in everything if claim.pk in pks),
        tuple(claim for claim in everything if claim.field == "name"),
        tuple(disputed),
    )


def _terms(contents: StudyContents, name: str, held: _Held) -> list[Term]:
    """What the values of a file stand under, one term a claim, a record or a line of an import report."""
    report = REPORT.fullmatch(name)
    if report is not None:
        slug = report.group("listing")
        listing = contents.by_listing.get(slug)
        return [Term(listing.licence, slug)] if listing is not None else [Term("", slug)]
    if name == "stages.csv":
        return []
    said = territory_terms(contents, name)
    if said is None:
        said = actor_terms(contents, name)
    if said is not None:
        return [Term(*one) for one in said]
    used = {claim.pk for claim in held.used}
    by_file: Mapping[str, Iterable[ClaimContent]] = {
        "claims.csv": held.everything,
        "records.csv": held.names,
        "disagreements.csv": held.disputed,
        "visits.json": (claim for claim in held.everything if claim.listing == VISIT),
        # the dossier leaves share-alike claims out, but names its candidates, their kinds and their communes
        DOSSIER: (one for one in held.everything if not is_share_alike(one.licence) or one.pk in used),
        **_of_lists(contents, used),
        "selection.json": (claim for claim in held.names if claim.pk in used),
    }
    terms = [Term(claim.licence, claim.listing) for claim in by_file.get(name, held.used)]
    return [*terms, *_unnamed_records(contents, held)] if name == "records.csv" else terms


def _of_lists(contents: StudyContents, used: Set[int]) -> Mapping[str, Iterable[ClaimContent]]:
    """What the tables of the list rest on: of their places, what is shown, and what the criteria read."""

    def read(places: Iterable[PlaceContent]) -> tuple[ClaimContent, ...]:
        said = (claim for place in places for claim in place.claims)
        return tuple(one for one in said if one.pk in used or not is_share_alike(one.licence))

    every = (*contents.kept, *contents.not_kept)
    return {"selection.csv": read(contents.kept), "selection.xlsx": read(every)}


def _unnamed_records(contents: StudyContents, held: _Held) -> Iterable[Term]:
    """Records that no claim names: they stand under the licence of their listing."""
    named = {(claim.listing, claim.record_id) for claim in held.names}
    for place in contents.places:
        for record in place.records:
            if (record.listing, record.record_id) not in named:
                listing = contents.by_listing.get(record.listing)
                yield Term(listing.licence if listing is not None else "", record.listing)


def _file_licence(contents: StudyContents, name: str, terms: Iterable[Term]) -> FileLicence:
    counts = Counter(terms)
    by_licence: Counter[str] = Counter()
    for term, count in counts.items():
        by_licence[term.licence] += count if term.listing != REFERENCE else 0
    speaking = {term.listing for term in counts}
    return FileLicence(
        name,
        consequence(by_licence),
        {licence: count for licence, count in sorted(by_licence.items()) if count},
        (
            *(listing.slug for listing in contents.listings if listing.slug in speaking),
            *((REFERENCE,) if REFERENCE in speaking else ()),
        ),
    )


def licences_json(
    contents: StudyContents,
    files: tuple[FileLicence, ...],
    left: LeftOut,
    *,
    rows: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """`licences.json`: the licence of each file and why, whom to name, what was left out.

    rows : place id → licences of its row, of a file that has no single licence
    """
    data: dict[str, object] = {
        "files": [
            {
                "file": item.file,
                "licence": item.found.licence if item.found.licence != NONE_POSSIBLE else None,
                "licences": list(item.found.licences),
                "why": {"fr": item.found.why.fr, "en": item.found.why.en},
                "claims": dict(item.claims),
                "attributions": list(item.listings),
            }
            for item in files
        ],
        "licences": {
            code: _licence_data(code)
            for code in in_order(one for item in files for one in item.found.licences)
        },
        "attributions": {
            **{listing.slug: listing.attribution for listing in contents.listings},
            **({REFERENCE: ATTRIBUTION} if any(REFERENCE in item.listings for item in files) else {}),
        },
        "territories": ATTRIBUTION,
        "left_out": left.as_data(),
    }
    if rows:
        data["rows"] = {place_id: list(licences) for place_id, licences in rows.items()}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _licence_data(code: str) -> dict[str, object]:
    """Where the text of a licence is, and what it asks; nothing of one that is not in the table."""
    found = BY_CODE.get(code)
    if found is None:
        return {"url": None, "asks": None}
    asked = ASKED[found.asks]
    return {"url": found.page or None, "asks": {"fr": asked.fr, "en": asked.en}}
