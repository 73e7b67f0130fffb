"""The places of the store as they are published, the allow-list applied once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from sys import intern
from types import MappingProxyType

from django.db.models import Q, QuerySet
from msgspec import Struct

from florilege.evidence.claims import CHECKED_BY_PERSONS
from florilege.evidence.places import binds_alone
from florilege.evidence.privacy import REMOVED, name_without_addresses, without_addresses
from florilege.listings.fields import FIELDS
from florilege.web.inventory.models import (
    Claim,
    Link,
    Listing,
    PairScore,
    PlaceAlias,
    ShownPlace,
)
from florilege.web.publication.contents.beside import COUNTED, Beside, beside
from florilege.web.publication.contents.candidate_rows import CandidateRow
from florilege.web.publication.contents.decided import Decided
from florilege.web.publication.contents.places import (
    ClaimContent,
    PairContent,
    PlaceContent,
    RecordContent,
    ShownValue,
)
from florilege.web.publication.contents.selection import Cell, Choice
from florilege.web.publication.contents.stored_json import Data, as_float, as_list, as_map, as_text, as_words
from florilege.web.study.models import Appraisal, Study

NO_ROWS: Mapping[str, CandidateRow] = MappingProxyType({})
CHUNK = 100
"""Rows read at once: what is read of one is let go before the next, or a worker would keep the room of all of them."""
HALVES = frozenset({"latitude", "longitude"})


def is_public(field: str) -> bool:
    """Whether a field is on the allow-list of what is published."""
    spec = FIELDS.get(field)
    return spec is not None and spec.public


def _published(field: str, value: str) -> str:
    """A value without any electronic address; of a web address that holds one, nothing is left that could be followed."""
    cleaned = without_addresses(value)
    spec = FIELDS.get(field)
    return REMOVED if cleaned != value and spec is not None and spec.kind == "url" else cleaned


def claims_by_place() -> tuple[Mapping[int, list[ClaimContent]], int]:
    """Published claims by place, and how many were left out (private field, share-alike fact)."""
    by_place: dict[int, list[ClaimContent]] = defaultdict(list)
    left_out = 0
    licences = dict(Listing.objects.values_list("slug", "licence"))
    rows = Claim.objects.order_by("id").values_list(
        "id", "place_id", "field", "value", "unit", "listing", "record__record_id", "column", "source_url",
        "date", "licence", "note", "shown",
    )  # fmt: skip
    for pk, place, *texts, shown in rows.iterator(4000):
        # most texts of claims are said thousands of times: each is kept once
        field, value, unit, listing, record_id, column, url, date, licence, note = (
            intern(text or "") for text in texts
        )
        if not is_public(field) or binds_alone(licence, licences.get(listing, "")):
            left_out += 1
            continue
        by_place[place].append(
            ClaimContent(
                pk=pk,
                field=field,
                value=_published(field, value),
                unit=unit,
                listing=listing,
                record_id=without_addresses(column if listing in CHECKED_BY_PERSONS else record_id),
                column=without_addresses(column),
                source_url=url if url.startswith(("https://", "http://")) and "@" not in url else "",
                date=date,
                licence=licence,
                note=without_addresses(note),
                shown=shown,
            )
        )
    return by_place, left_out


def _records() -> Mapping[int, list[RecordContent]]:
    by_place: dict[int, list[RecordContent]] = defaultdict(list)
    rows = (
        Link.objects.filter(record__version__current=True)
        .order_by("record__version__listing__rank", "record__line", "record__record_id")
        .values_list(
            "place_id", "record_id", "record__version__listing__slug", "record__version__date", "record__record_id",
            "record__line", "record__name", "probability", "decided_by", "record__location",
        )
    )  # fmt: skip
    for (
        place,
        pk,
        listing,
        version,
        record_id,
        line,
        name,
        probability,
        decided_by,
        location,
    ) in rows.iterator(4000):
        where = as_map(location)
        by_place[place].append(
            RecordContent(
                pk,
                listing,
                version,
                without_addresses(record_id),
                line,
                without_addresses(name),
                probability,
                decided_by,
                as_text(where.get("commune_code")),
                as_text(where.get("precision")) or "none",
            )
        )
    return by_place


def _pairs(
    place_of: Mapping[int, int],
) -> tuple[Mapping[int, list[PairContent]], Mapping[int, list[tuple[int, str]]]]:
    """The merged pairs of each place, that tie its records together; and the places that each may be one with: by pairs
    asked of persons, the likeliest first, those that a veto keeps apart left out, with what speaks for it beside names.
    """
    tying: dict[int, list[PairContent]] = defaultdict(list)
    perhaps: dict[int, dict[int, tuple[float, str]]] = defaultdict(dict)
    rows = PairScore.objects.filter(Q(outcome="merged") | Q(outcome="review", veto="")).order_by("id")
    columns = rows.values_list(
        "first_id", "second_id", "probability", "contributions", "veto", "outcome", "evidence"
    )
    for first, second, probability, contributions, veto, outcome, evidence in columns.iterator(4000):
        one, other = place_of.get(first), place_of.get(second)
        if one is None or other is None:
            continue
        if one == other and outcome == "merged":
            weights = {key: as_float(weight) or 0.0 for key, weight in as_map(contributions).items()}
            tying[one].append(PairContent(first, second, probability, weights, veto, outcome, evidence))
        elif one != other and outcome == "review":
            for here, there in ((one, other), (other, one)):
                known = perhaps[here].get(there, (0.0, ""))
                perhaps[here][there] = max(known[0], probability), known[1] or evidence
    likeliest = {
        place: [
            (other, found[other][1]) for other in sorted(found, key=lambda other: (-found[other][0], other))
        ]
        for place, found in perhaps.items()
    }
    return tying, likeliest


def read_places(
    study: Study,
    *,
    claims: Mapping[int, list[ClaimContent]],
    choices: Mapping[str, Choice],
    changes: Sequence[Decided],
    rows: Mapping[str, CandidateRow] = NO_ROWS,
) -> tuple[PlaceContent, ...]:
    """The places of a study, the oldest first. rows : of its table of candidates, by id"""
    records = _records()
    place_of = {record.pk: place for place, found in records.items() for record in found}
    pairs, perhaps = _pairs(place_of)
    appraisals = _appraisals(study, beside())
    changed = {one.place_id: one for one in changes if one.effect in ("enters", "leaves")}
    former: dict[int, list[str]] = defaultdict(list)
    for place, slug in (
        PlaceAlias.objects.filter(kind="slug").order_by("value").values_list("place_id", "value")
    ):
        former[place].append(slug)
    shown = _shown_places().order_by("place__rank")
    # apart: a row and its place would hold each other, and both would stay until the collector comes
    ids = {
        place: (public_id, slug)
        for place, public_id, slug in _shown_places().values_list(
            "place_id", "place__public_id", "place__slug"
        )
    }
    return tuple(
        _place(
            row,
            ids[row.place_id],
            perhaps=[(ids[other][0], why) for other, why in perhaps.get(row.place_id, ()) if other in ids],
            claims=claims.get(row.place_id, []),
            records=records.get(row.place_id, []),
            pairs=pairs.get(row.place_id, []),
            former=former.get(row.place_id, []),
            appraisal=appraisals.get(row.place_id, NOT_APPRAISED),
            choice=choices.get(ids[row.place_id][0]),
            change=changed.get(ids[row.place_id][0]),
            candidate=rows.get(ids[row.place_id][0]),
        )
        for row in shown.iterator(CHUNK)
    )


def _shown_places() -> QuerySet[ShownPlace]:
    return ShownPlace.objects.filter(place__replaced_by__isnull=True)


def _place(
    row: ShownPlace,
    identity: tuple[str, str],
    *,
    perhaps: Sequence[tuple[str, str]],
    claims: Sequence[ClaimContent],
    records: Sequence[RecordContent],
    pairs: Sequence[PairContent],
    former: Sequence[str],
    appraisal: Appraised,
    choice: Choice | None,
    change: Decided | None,
    candidate: CandidateRow | None,
) -> PlaceContent:
    return PlaceContent(
        pk=row.place_id,
        place_id=identity[0],
        slug=identity[1],
        called=row.called,
        known_name=name_without_addresses(row.name),
        kinds=tuple(as_text(kind) for kind in as_list(row.kinds)),
        status=row.status,
        shown=_shown(as_map(row.values)),
        commune_code=row.commune_code,
        commune=row.commune,
        epci_code=row.epci_code,
        epci=row.epci,
        epci_kind=row.epci_kind,
        departement_code=row.departement_code,
        departement=row.departement,
        region_code=row.region_code,
        region=row.region,
        latitude=row.latitude,
        longitude=row.longitude,
        position_precision=row.position_precision,
        position=_shown_value("position", as_map(row.values["position"]))
        if "position" in row.values
        else None,
        listings=tuple(as_text(slug) for slug in as_list(row.listings)),
        in_2022_study=row.in_2022_study,
        former_slugs=tuple(former),
        records=tuple(records),
        claims=tuple(claims),
        pairs=tuple(pairs),
        appraisal=appraisal.status,
        cells=appraisal.cells,
        missing=appraisal.missing,
        score_low=appraisal.score_low,
        score=appraisal.score,
        score_high=appraisal.score_high,
        choice=choice,
        row=candidate,
        change=change,
        perhaps=tuple(perhaps),
    )


def _shown(values: Data) -> Mapping[str, ShownValue]:
    shown: dict[str, ShownValue] = {}
    for field, raw in values.items():
        if field in HALVES or field == "position" or not is_public(field):
            continue
        shown[intern(field)] = _shown_value(intern(field), as_map(raw))
    return shown


def _shown_value(field: str, item: Data) -> ShownValue:
    value = item.get("value")
    found = value if isinstance(value, list) else [value]
    kept = tuple(
        intern(_published(field, one)) if isinstance(one, str) else one
        for one in found
        if isinstance(one, (str, int, float, bool))
    )
    rule = as_map(item.get("rule"))
    return ShownValue(
        field=field,
        values=kept,
        unit=intern(as_text(item.get("unit"))),
        claims=tuple(pk for pk in as_list(item.get("claims")) if isinstance(pk, int)),
        code=intern(as_text(rule.get("code"))),
        rule=as_words(rule),
        disagree=item.get("disagree") is True,
    )


class Appraised(Struct, frozen=True):
    """What the grid says of a place."""

    status: str
    cells: Mapping[str, Cell]
    missing: tuple[str, ...]
    score_low: float | None
    score: float | None
    score_high: float | None


NOT_APPRAISED = Appraised("", {}, (), None, None, None)


def _appraisals(study: Study, around: Beside) -> Mapping[int, Appraised]:
    rows = Appraisal.objects.filter(study=study).values_list(
        "place_id", "status", "cells", "missing", "score_low", "score", "score_high"
    )
    return {
        place: Appraised(
            status,
            _cells(as_map(cells), around),
            tuple(map(as_text, as_list(missing))),
            low,
            score,
            high,
        )
        for place, status, cells, missing, low, score, high in rows.iterator(CHUNK)
    }


def _cells(cells: Data, around: Beside) -> Mapping[str, Cell]:
    out: dict[str, Cell] = {}
    for key, raw in cells.items():
        item = as_map(raw)
        words = item.get("words")
        named = [
            around.names[one] for one in map(as_text, as_list(item.get("beside"))) if one in around.names
        ]
        if named and around.national is not None and key == COUNTED:
            named.append(around.national)
        out[intern(key)] = Cell(
            low=as_float(item.get("low")) or 0.0,
            high=as_float(item.get("high")) or 0.0,
            raw_low=as_float(item.get("raw_low")),
            raw_high=as_float(item.get("raw_high")),
            known=item.get("known") is True,
            applies=item.get("applies") is not False,
            words=as_words(words) if isinstance(words, dict) else None,
            claims=tuple(pk for pk in as_list(item.get("claims")) if isinstance(pk, int)),
            beside=tuple(named),
        )
    return out
