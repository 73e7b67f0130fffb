"""From the store to `StudyContents`: a dozen queries whatever the number of places, and the allow-list applied once.

`Study.method` holds what the steps measured; what it lacks is published as not measured:

    linkage   : {precision, recall, f1: {value, low, high}, judged_pairs}
    criteria  : criterion → {known, distinct, clamped, correlation}
    weights   : criterion → reference weight
    stages    : [{code, fr, en, count}]
    other_reading : {unknown_reference, selected: [place ids]}
    monographs : as `florilege.evidence.monographs.public_data` gives them, each picture with its `files`
    imprint : as `florilege.web.publication.imprint` writes it
    findings  : [{place_id, criterion, weight}]
    passages  : [[place_id, stage, outcome, decided by, fr, en, author, date]]
    stage_log : [{place_id, stage, outcome, fr, en, author, date, stands}]
    visits    : [{name, place_id, date, who, seen, claims, photographs}]
    vocabulary : free text → {fr, en}
    news      : [{date, title: {fr, en}, text: {fr, en}, page}]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from django.db.models import Count, Q

from florilege.evidence.claims import VISIT
from florilege.evidence.places import SHARE_ALIKE_FACTS
from florilege.evidence.rules import study_rules
from florilege.faults import Words
from florilege.listings.fields import FIELDS
from florilege.selection.stages import Passage
from florilege.web.inventory.models import (
    Claim,
    ImportFault,
    Link,
    Listing,
    ListingVersion,
    PairScore,
    PlaceAlias,
    Record,
    ShownPlace,
)
from florilege.web.publication import decided, grids, imprint, monographs, news, visits
from florilege.web.publication.contents import (
    Cell,
    Choice,
    ClaimContent,
    Decided,
    ListingContent,
    PairContent,
    PlaceContent,
    RecordContent,
    ShownValue,
    StudyContents,
    Version,
)
from florilege.web.publication.data import Data, as_float, as_list, as_map, as_text, as_words
from florilege.web.study.models import Appraisal, Evidence, SelectionRun, Study, StudyPicture

E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
REMOVED = "[…]"
"""Stands where an electronic address was: none is ever published."""
HALVES = frozenset({"latitude", "longitude"})


def load(study_slug: str) -> StudyContents:
    """Everything a study publishes; raises Study.DoesNotExist when the store has no such study."""
    study = Study.objects.get(slug=study_slug)
    method = as_map(study.method)
    run = SelectionRun.objects.filter(study=study).first()
    result = publishable(as_map(run.result)) if run is not None else {}
    claims, left_out = _claims()
    held = Evidence.objects.filter(study=study).values_list("dossier", flat=True).first()
    changes = decided.read_decided(result.get("overrides"))
    visited = tuple(as_map(_clean(item)) for item in as_list(method.get("visits")))
    told = [monographs.read(as_map(_clean(item))) for item in as_list(method.get("monographs"))]
    places = _places(study, claims=claims, choices=_choices(result), changes=changes)
    axes, criteria = grids.grid(study.file_text, method)
    return StudyContents(
        slug=study.slug,
        title=Words(study.title_fr, study.title_en),
        listings=_listings(places),
        places=places,
        axes=axes,
        criteria=criteria,
        linkage=grids.linkage_quality(method, review=PairScore.objects.filter(outcome="review").count()),
        stages=grids.stages(method, places, kept=len(as_list(result.get("selected")))),
        selection=grids.selection(result, method, study.file_text) if run is not None else None,
        file_text=study.file_text,
        faults=_faults(),
        left_out_claims=left_out,
        known_at_least=grids.threshold(study.file_text, "known_at_least", (len(criteria) + 1) // 2),
        known_per_axis=grids.threshold(study.file_text, "known_per_axis", 1),
        geometric=grids.is_geometric(study.file_text),
        field_rules=study_rules(as_text(method.get("field_rules")), file="field_rules.toml"),
        vocabulary={text: as_words(pair) for text, pair in as_map(method.get("vocabulary")).items()},
        passages=_without_addresses(decided.read_passages(method.get("passages"))),
        stage_log=_without_addresses(decided.read_decided(method.get("stage_log"))),
        changes=changes,
        broken_rules=tuple(as_words(item) for item in as_list(result.get("broken_rules"))),
        visits=tuple(visits.read(item) for item in visited),
        visits_data=visited,
        dossier=bytes(held) if held is not None else b"",
        monographs={one.place_id: one for one in told},
        pictures=dict(_pictures(study)),
        imprint=imprint.read(as_map(method.get("imprint"))),
        news=tuple(news.read(as_map(_clean(item))) for item in as_list(method.get("news"))),
    )


def store_stamp(study_slug: str) -> str:
    """Changes when a step of the study has run again: what a live site keeps in memory is good until then."""
    steps = Study.objects.filter(slug=study_slug).values_list("steps__step", "steps__fingerprint")
    return "|".join(sorted(f"{step}={fingerprint}" for step, fingerprint in steps))


def without_addresses(text: str) -> str:
    """The text without any electronic address."""
    return E_MAIL.sub(REMOVED, text) if "@" in text else text


def publishable(result: Data) -> Data:
    """A selection whose changes by persons hold no electronic address: it is published as it is."""
    return {**result, "overrides": _clean(result["overrides"])} if "overrides" in result else result


def _clean(value: object) -> object:
    """Stored JSON without any electronic address in its texts."""
    if isinstance(value, str):
        return without_addresses(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return {key: _clean(item) for key, item in as_map(value).items()} if isinstance(value, dict) else value


Written = TypeVar("Written", Decided, Passage)


def _without_addresses(said: Sequence[Written]) -> tuple[Written, ...]:
    """What persons decided, no electronic address in its words."""
    return tuple(
        replace(
            one,
            reason=Words(without_addresses(one.reason.fr), without_addresses(one.reason.en)),
            author=without_addresses(one.author),
        )
        for one in said
    )


def is_public(field: str) -> bool:
    """Whether a field is on the allow-list of what is published."""
    spec = FIELDS.get(field)
    return spec is not None and spec.public


def _claims() -> tuple[Mapping[int, list[ClaimContent]], int]:
    """Published claims by place, and how many were left out (private field, share-alike fact)."""
    by_place: dict[int, list[ClaimContent]] = defaultdict(list)
    left_out = 0
    rows = Claim.objects.order_by("id").values_list(
        "id", "place_id", "field", "value", "unit", "listing", "record__record_id", "column", "source_url",
        "date", "licence", "note", "shown",
    )  # fmt: skip
    for (
        pk,
        place,
        field,
        value,
        unit,
        listing,
        record_id,
        column,
        url,
        date,
        licence,
        note,
        shown,
    ) in rows.iterator(4000):
        if not is_public(field) or licence in SHARE_ALIKE_FACTS:
            left_out += 1
            continue
        by_place[place].append(
            ClaimContent(
                pk=pk,
                field=field,
                value=without_addresses(value),
                unit=unit,
                listing=listing,
                record_id=column if listing == VISIT else record_id,
                column=column,
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
            "record__line", "record__name", "probability", "decided_by",
        )
    )  # fmt: skip
    for place, pk, listing, version, record_id, line, name, probability, decided_by in rows.iterator(4000):
        by_place[place].append(
            RecordContent(
                pk, listing, version, record_id, line, without_addresses(name), probability, decided_by
            )
        )
    return by_place


def _pairs(place_of: Mapping[int, int]) -> Mapping[int, list[PairContent]]:
    """The merged pairs of each place: what ties its records together."""
    by_place: dict[int, list[PairContent]] = defaultdict(list)
    rows = PairScore.objects.filter(outcome="merged").order_by("id")
    columns = rows.values_list("first_id", "second_id", "probability", "contributions", "veto", "outcome")
    for first, second, probability, contributions, veto, outcome in columns.iterator(4000):
        place = place_of.get(first)
        if place is not None and place == place_of.get(second):
            weights = {key: as_float(weight) or 0.0 for key, weight in as_map(contributions).items()}
            by_place[place].append(PairContent(first, second, probability, weights, veto, outcome))
    return by_place


def _choices(result: Data) -> Mapping[str, Choice]:
    choices: dict[str, Choice] = {}
    for key, kept in (("selected", True), ("not_selected", False)):
        for item in map(as_map, as_list(result.get(key))):
            place_id = as_text(item.get("place_id"))
            choices[place_id] = Choice(
                place_id=place_id,
                kept=kept,
                score=as_float(item.get("score")) or 0.0,
                score_low=as_float(item.get("score_low")) or 0.0,
                score_high=as_float(item.get("score_high")) or 0.0,
                acceptability=as_float(item.get("acceptability")),
                ci_low=as_float(item.get("ci_low")),
                ci_high=as_float(item.get("ci_high")),
                klass=as_text(item.get("class")),
                reasons=grids.reasons(item.get("reasons")),
            )
    return choices


def _places(
    study: Study,
    *,
    claims: Mapping[int, list[ClaimContent]],
    choices: Mapping[str, Choice],
    changes: Sequence[Decided],
) -> tuple[PlaceContent, ...]:
    records = _records()
    pairs = _pairs({record.pk: place for place, found in records.items() for record in found})
    appraisals = {row.place_id: row for row in Appraisal.objects.filter(study=study)}
    changed = {one.place_id: one for one in changes if one.effect in ("enters", "leaves")}
    former: dict[int, list[str]] = defaultdict(list)
    for place, slug in (
        PlaceAlias.objects.filter(kind="slug").order_by("value").values_list("place_id", "value")
    ):
        former[place].append(slug)
    rows = (
        ShownPlace.objects.filter(place__replaced_by__isnull=True)
        .select_related("place")
        .order_by("place__rank")
    )
    return tuple(
        _place(
            row,
            claims=claims.get(row.place_id, []),
            records=records.get(row.place_id, []),
            pairs=pairs.get(row.place_id, []),
            former=former.get(row.place_id, []),
            appraisal=appraisals.get(row.place_id),
            choice=choices.get(row.place.public_id),
            change=changed.get(row.place.public_id),
        )
        for row in rows.iterator(chunk_size=2000)
    )


def _place(
    row: ShownPlace,
    *,
    claims: Sequence[ClaimContent],
    records: Sequence[RecordContent],
    pairs: Sequence[PairContent],
    former: Sequence[str],
    appraisal: Appraisal | None,
    choice: Choice | None,
    change: Decided | None,
) -> PlaceContent:
    return PlaceContent(
        pk=row.place_id,
        place_id=row.place.public_id,
        slug=row.place.slug,
        name=without_addresses(row.name) or row.place.public_id,
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
        appraisal=appraisal.status if appraisal is not None else "",
        cells=_cells(as_map(appraisal.cells)) if appraisal is not None else {},
        missing=tuple(as_text(key) for key in as_list(appraisal.missing)) if appraisal is not None else (),
        score_low=appraisal.score_low if appraisal is not None else None,
        score=appraisal.score if appraisal is not None else None,
        score_high=appraisal.score_high if appraisal is not None else None,
        choice=choice,
        change=change,
    )


def _shown(values: Data) -> Mapping[str, ShownValue]:
    shown: dict[str, ShownValue] = {}
    for field, raw in values.items():
        if field in HALVES or field == "position" or not is_public(field):
            continue
        shown[field] = _shown_value(field, as_map(raw))
    return shown


def _shown_value(field: str, item: Data) -> ShownValue:
    value = item.get("value")
    found = value if isinstance(value, list) else [value]
    kept = tuple(
        without_addresses(one) if isinstance(one, str) else one
        for one in found
        if isinstance(one, (str, int, float, bool))
    )
    rule = as_map(item.get("rule"))
    return ShownValue(
        field=field,
        values=kept,
        unit=as_text(item.get("unit")),
        claims=tuple(pk for pk in as_list(item.get("claims")) if isinstance(pk, int)),
        code=as_text(rule.get("code")),
        rule=as_words(rule),
        disagree=item.get("disagree") is True,
    )


def _cells(cells: Data) -> Mapping[str, Cell]:
    out: dict[str, Cell] = {}
    for key, raw in cells.items():
        item = as_map(raw)
        words = item.get("words")
        out[key] = Cell(
            low=as_float(item.get("low")) or 0.0,
            high=as_float(item.get("high")) or 0.0,
            raw_low=as_float(item.get("raw_low")),
            raw_high=as_float(item.get("raw_high")),
            known=item.get("known") is True,
            applies=item.get("applies") is not False,
            words=as_words(words) if isinstance(words, dict) else None,
            claims=tuple(pk for pk in as_list(item.get("claims")) if isinstance(pk, int)),
        )
    return out


def _faults() -> Mapping[tuple[str, str], tuple[tuple[str, ...], ...]]:
    """The import reports by listing and version, as published."""
    reports: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    rows = ImportFault.objects.order_by("version__listing__rank", "version__date", "id").values_list(
        "version__listing__slug",
        "version__date",
        "line",
        "record_id",
        "column",
        "before",
        "rule",
        "after",
        "action",
    )
    for listing, version, line, *said in rows.iterator(4000):
        texts = tuple(without_addresses(text) for text in said)
        reports[listing, version].append((listing, version, str(line), *texts))
    return {key: tuple(lines) for key, lines in reports.items()}


def _pictures(study: Study) -> Iterator[tuple[str, bytes]]:
    rows = StudyPicture.objects.filter(study=study).order_by("name").values_list("name", "content")
    for name, content in rows.iterator(20):
        yield name, bytes(content)


def _listings(places: Sequence[PlaceContent]) -> tuple[ListingContent, ...]:
    """The listings of the store, in order, with how many places each gives and shares with another."""
    of: dict[str, int] = defaultdict(int)
    shared: dict[str, int] = defaultdict(int)
    for place in places:
        for slug in place.listings:
            of[slug] += 1
            shared[slug] += len(place.listings) > 1
    versions: dict[int, list[Version]] = defaultdict(list)
    for row in ListingVersion.objects.filter(current=True):
        versions[row.listing_id].append(
            Version(row.date, row.rows, row.mended, row.refused, row.current, row.sha256)
        )
    records = dict(
        Record.objects.filter(Q(version__current=True))
        .values_list("version__listing__slug")
        .annotate(Count("id"))
    )
    return tuple(
        ListingContent(
            slug=row.slug,
            title=Words(row.title_fr, row.title_en),
            publisher=row.publisher,
            url=row.url,
            licence=row.licence,
            attribution=row.attribution,
            area=row.area,
            versions=tuple(versions[row.pk]),
            records=records.get(row.slug, 0),
            places=of[row.slug],
            shared=shared[row.slug],
        )
        for row in Listing.objects.order_by("rank", "slug")
    )
