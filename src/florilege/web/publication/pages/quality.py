"""The quality page: what is known of the places, how old it is, who agrees, what looks wrong."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.evidence import quality as measured
from florilege.evidence.quality import InventoryQuality, Known, Said, Share
from florilege.faults import Words
from florilege.web.publication.contents.places import POSITION, PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import directory, judgement
from florilege.web.publication.pages.judgement import Bar
from florilege.web.publication.text import labels, words
from florilege.web.publication.text.values import field_label

FILE = "quality.json"
EXAMPLES = 12
"""Places shown under each suspicion; quality.json names them all."""


class FieldLine(Struct, frozen=True):
    """One field: how many places it is known for, how many of these two listings confirm, its years."""

    label: str
    bar: Bar
    known: str
    corroborated: str
    disputed: str
    years: str


class RegionLine(Struct, frozen=True):
    """One région: places, mean share of the core fields known, share of positions at the address or street."""

    name: str
    places: str
    bar: Bar
    known: str
    precise: str


class CountLine(Struct, frozen=True):
    """A count with its bar, as a share of the greatest."""

    label: str
    count: str
    bar: Bar


class Example(Struct, frozen=True):
    """A place with a value to look at."""

    slug: str
    name: str
    value: str


class SuspicionLine(Struct, frozen=True):
    """One kind of suspicion: how many values, and some of them."""

    why: str
    field: str
    count: str
    examples: tuple[Example, ...]
    more: str


class QualityView(Struct, frozen=True):
    """The quality page ready to print."""

    places: str
    outside: str
    outside_count: int
    fields: tuple[FieldLine, ...]
    regions: tuple[RegionLine, ...]
    listings: tuple[CountLine, ...]
    precisions: tuple[CountLine, ...]
    years: tuple[CountLine, ...]
    disagreements: str
    disputed: tuple[CountLine, ...]
    suspicions: tuple[SuspicionLine, ...]


def of_contents(contents: StudyContents) -> InventoryQuality:
    """The quality of what is published of a study."""
    years = [int(version.date[:4]) for listing in contents.listings for version in listing.versions]
    return measured.measure(
        [_known(place) for place in contents.places], latest_year=max(years, default=0) + 1
    )


def quality_json(contents: StudyContents) -> bytes:
    """`quality.json`: the measures, and the disagreements of every field as the sheets show them."""
    data = measured.as_data(of_contents(contents))
    data["disagreements"] = {
        "total": contents.disagreements,
        "by_field": dict(contents.disagreements_by_field),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def view(contents: StudyContents, found: InventoryQuality, language: str) -> QualityView:
    """The quality page in a language."""
    return QualityView(
        places=words.number(found.places, language),
        outside_count=len(contents.outside),
        outside=words.number(len(contents.outside), language) if contents.outside else "",
        fields=tuple(_field_line(one, language) for one in found.fields),
        regions=_region_lines(contents, found, language),
        listings=_counts(
            {_listings_label(number, language): count for number, count in found.listings.items()}, language
        ),
        precisions=_counts(
            {
                words.said(labels.of_precision(name), language): count
                for name, count in found.precisions.items()
            },
            language,
        ),
        disagreements=words.number(contents.disagreements, language),
        disputed=_counts(
            {_label(field, language): count for field, count in contents.disagreements_by_field.items()},
            language,
        ),
        years=_counts({str(year): count for year, count in found.years.items()}, language),
        suspicions=_suspicion_lines(contents, found, language),
    )


def _known(place: PlaceContent) -> Known:
    by_pk = {claim.pk: claim for claim in place.claims}

    def said(values: Sequence[str | int | float | bool], claims: Sequence[int], *, disagree: bool) -> Said:
        speaking = [by_pk[pk] for pk in claims if pk in by_pk]
        date = max((claim.date for claim in speaking), default="")
        return Said(tuple(values), len({claim.listing for claim in speaking}), disagree, date)

    fields = {
        name: said(value.values, value.claims, disagree=value.disagree)
        for name, value in place.shown.items()
        if value.values
    }
    position = None
    if place.latitude is not None and place.longitude is not None:
        position = (place.latitude, place.longitude)
        disputed = place.position is not None and place.position.disagree
        fields[POSITION] = said(position, place.position_claims, disagree=disputed)
    if place.status in ("", "unknown"):
        fields.pop("status", None)
    return Known(
        place_id=place.place_id,
        commune=place.commune_code,
        departement=place.departement_code,
        region=directory.region_code(place),
        listings=len(place.listings),
        precision=place.position_precision or "none",
        position=position,
        fields=fields,
    )


def _field_line(one: measured.FieldQuality, language: str) -> FieldLine:
    years = ""
    if one.oldest is not None and one.newest is not None:
        years = str(one.oldest) if one.oldest == one.newest else f"{one.oldest}–{one.newest} ({one.median})"
    return FieldLine(
        label=_label(one.field, language),
        bar=_bar(one.known),
        known=_share(one.known, language),
        corroborated=_share(one.corroborated, language),
        disputed=_share(one.disputed, language),
        years=years,
    )


POSITION_LABEL = Words("position", "position")


def _label(field: str, language: str) -> str:
    return words.said(POSITION_LABEL, language) if field == POSITION else field_label(field, language)


def _region_lines(contents: StudyContents, found: InventoryQuality, language: str) -> tuple[RegionLine, ...]:
    lines: list[RegionLine] = []
    listed = Counter(directory.region_code(place) for place in contents.places)
    for region in directory.regions(contents, language):
        parts = [one.by_region[region.code] for one in found.fields if region.code in one.by_region]
        known = Share(sum(part.count for part in parts), sum(part.of for part in parts))
        precisions = found.precisions_by_region.get(region.code, {})
        fine = Share(sum(precisions.get(name, 0) for name in ("address", "street")), listed[region.code])
        lines.append(
            RegionLine(
                region.name,
                words.number(listed[region.code], language),
                _bar(known),
                _share(known, language),
                _share(fine, language),
            )
        )
    return tuple(lines)


def _listings_label(number: int, language: str) -> str:
    if number == 0:
        return words.said(Words("aucun recensement en usage", "no listing in use"), language)
    one = Words(f"{number} recensement", f"{number} listing")
    many = Words(f"{number} recensements", f"{number} listings")
    return words.said(one if number == 1 else many, language)


def _counts(counts: Mapping[str, int], language: str) -> tuple[CountLine, ...]:
    most = max(counts.values(), default=0)
    return tuple(
        CountLine(label, words.number(count, language), _bar(Share(count, most)))
        for label, count in counts.items()
    )


def _suspicion_lines(
    contents: StudyContents, found: InventoryQuality, language: str
) -> tuple[SuspicionLine, ...]:
    by_code: dict[str, list[measured.Suspicion]] = defaultdict(list)
    for one in found.suspicions:
        by_code[one.code].append(one)
    lines: list[SuspicionLine] = []
    for code, why in measured.WHY.items():
        items = by_code.get(code, [])
        if not items:
            continue
        shown = items[:EXAMPLES]
        field = items[0].field
        lines.append(
            SuspicionLine(
                why=words.said(why, language),
                field=_label(field, language),
                count=words.number(len(items), language),
                examples=tuple(
                    Example(place.slug, place.called.in_language(language), item.value)
                    for item in shown
                    if (place := contents.by_id.get(item.place_id)) is not None
                ),
                more=words.number(len(items) - len(shown), language) if len(items) > len(shown) else "",
            )
        )
    return tuple(lines)


def _bar(share: Share) -> Bar:
    value = share.value or 0.0
    return judgement.bar(value, value)


def _share(share: Share, language: str) -> str:
    return "–" if share.value is None else words.share(share.value, language)
