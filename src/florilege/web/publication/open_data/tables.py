"""The tables of the open data, with the columns of the contracts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import polars as pl

from florilege.evidence.disagreements import Disagreement, Saying, by_size, disagreements
from florilege.territory.distance import great_circle
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data.columns import (
    CLAIMS,
    DISAGREEMENTS,
    FLAG,
    NOT_APPRAISABLE,
    NUMBER,
    PLACE_TYPES,
    PLACES,
    RECORDS,
    STAGES,
    TEXT,
    WHOLE,
)
from florilege.web.publication.pages.place import whereabouts
from florilege.web.publication.pages.selection import decisions

LIST_MARK = "|"
FARTHEST = 100_000.0
"""Metres from which two positions differ as much as they can."""


def places_frame(contents: StudyContents) -> pl.DataFrame:
    """One row a place, in the order of the places, with the columns of the contracts."""
    rows = [_place_row(place, in_scope=contents.is_in_scope(place)) for place in contents.places]
    schema = {name: PLACE_TYPES.get(name, TEXT) for name, _ in PLACES}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _place_row(place: PlaceContent, *, in_scope: bool) -> tuple[object, ...]:
    choice = place.choice
    return (
        place.place_id,
        place.slug or None,
        place.known_name or None,
        _said(place, "bearer"),
        "|".join(place.kinds) or None,
        place.status or None,
        _said(place, "address"),
        _said(place, "postcode"),
        place.commune_code or None,
        place.commune or None,
        place.epci_code or None,
        place.epci_kind or None,
        place.departement_code or None,
        place.region_code or None,
        place.latitude,
        place.longitude,
        place.position_precision or None,
        _said(place, "website"),
        "|".join(place.listings) or None,
        len(place.records),
        place.in_2022_study,
        in_scope,
        place.appraisal == "candidate",
        place.computed,
        (choice.klass or None) if choice is not None else None,
        choice.score if choice is not None else place.score,
        choice.score_low if choice is not None else place.score_low,
        choice.score_high if choice is not None else place.score_high,
        choice.acceptability if choice is not None else None,
    )


def _said(place: PlaceContent, field: str) -> str | None:
    shown = place.shown.get(field)
    return "|".join(str(value) for value in shown.values) or None if shown is not None else None


def records_frame(contents: StudyContents) -> pl.DataFrame:
    """One row a record of the current versions, by listing in the order of the study."""
    order = {listing.slug: rank for rank, listing in enumerate(contents.listings)}
    found = sorted(
        ((record, place.place_id) for place in contents.places for record in place.records),
        key=lambda item: (order.get(item[0].listing, len(order)), item[0].line, item[0].record_id),
    )
    rows = [
        (item.listing, item.version, item.record_id, place_id, item.name, item.probability, item.decided_by)
        for item, place_id in found
    ]
    types = [NUMBER if name == "match_probability" else TEXT for name, _ in RECORDS]
    return pl.DataFrame(
        rows, schema=dict(zip((name for name, _ in RECORDS), types, strict=True)), orient="row"
    )


def claims_frame(contents: StudyContents) -> pl.DataFrame:
    """One row a published claim, by place."""
    rows = [
        (
            place.place_id,
            claim.field,
            claim.value,
            claim.unit or None,
            claim.listing,
            claim.source_url or None,
            claim.record_id,
            claim.date or None,
            claim.licence,
            claim.shown,
        )
        for place in contents.places
        for claim in place.claims
    ]
    types = [FLAG if name == "shown" else TEXT for name, _ in CLAIMS]
    return pl.DataFrame(
        rows, schema=dict(zip((name for name, _ in CLAIMS), types, strict=True)), orient="row"
    )


def disagreements_frame(contents: StudyContents) -> pl.DataFrame:
    """One row a disagreement, as pages count them: a field of a place, with every other value; the largest first."""
    found: list[Disagreement] = []
    for place in contents.places:
        by_pk = {claim.pk: claim for claim in place.claims}
        shown: dict[str, Saying] = {}
        for name, value in place.shown.items():
            leading = next((by_pk[pk] for pk in value.claims if pk in by_pk), None)
            if value.disagree and leading is not None:
                said_so = leading.value if leading.field == name else str(value.values[0])
                shown[name] = Saying(said_so, leading.listing, leading.date)
        said: dict[str, list[Saying]] = defaultdict(list)
        for claim in place.claims:
            if claim.field in shown:
                said[claim.field].append(Saying(claim.value, claim.listing, claim.date))
        found.extend(disagreements(place.place_id, shown, said))
        if place.position is not None and place.position.disagree:
            found.extend(_other_positions(place))
    rows = [
        (
            first.place_id,
            first.field,
            first.shown.value,
            first.shown.listing,
            first.shown.date or None,
            LIST_MARK.join(one.other.value for one in others),
            LIST_MARK.join(one.other.listing for one in others),
            LIST_MARK.join(one.other.date for one in others) or None,
            first.size,
        )
        for others in _by_disagreement(found)
        for first in others[:1]
    ]
    types = [NUMBER if name == "size" else TEXT for name, _ in DISAGREEMENTS]
    return pl.DataFrame(
        rows, schema=dict(zip((name for name, _ in DISAGREEMENTS), types, strict=True)), orient="row"
    )


def _by_disagreement(found: Iterable[Disagreement]) -> Iterable[list[Disagreement]]:
    """What is said otherwise of each field of a place, the largest difference first, of the fields and within each."""
    of: dict[tuple[str, str], list[Disagreement]] = defaultdict(list)
    for one in by_size(list(found)):
        of[one.place_id, one.field].append(one)
    return of.values()


def unjudged_frame(contents: StudyContents) -> pl.DataFrame:
    """One row a place of the scope that could not be judged, with the criteria that nothing is known of."""
    rows = [
        (
            place.place_id,
            place.slug or None,
            place.known_name or None,
            place.commune_code or None,
            place.commune or None,
            place.region or None,
            len(contents.criteria) - len(place.missing),
            "|".join(place.missing),
        )
        for place in contents.places
        if place.appraisal == "not_appraisable"
    ]
    types = [WHOLE if name == "criteria_known" else TEXT for name, _ in NOT_APPRAISABLE]
    return pl.DataFrame(
        rows, schema=dict(zip((name for name, _ in NOT_APPRAISABLE), types, strict=True)), orient="row"
    )


def stages_frame(contents: StudyContents) -> pl.DataFrame:
    """One row a place and stage that it came to, stage by stage."""
    rows = [
        (place_id, stage, outcome, by, reason.fr or None, author or None, date or None, reason.en or None)
        for place_id, stage, outcome, by, reason, author, date in decisions.funnel_rows(contents)
    ]
    return pl.DataFrame(rows, schema=[(name, TEXT) for name, _ in STAGES], orient="row")


def _other_positions(place: PlaceContent) -> Iterator[Disagreement]:
    """The positions that are not the one shown, each cell of a thousandth of a degree once."""
    ours, *others = whereabouts.positions(place)
    seen = {ours.cell}
    for other in others:
        if other.cell in seen:
            continue
        seen.add(other.cell)
        metres = great_circle(ours.latitude, ours.longitude, other.latitude, other.longitude)
        yield Disagreement(
            place.place_id,
            "position",
            Saying(ours.text, ours.claim.listing, ours.claim.date),
            Saying(other.text, other.claim.listing, other.claim.date),
            round(min(metres / FARTHEST, 1.0), 4),
        )
