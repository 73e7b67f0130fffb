"""The places of the workspace: found by filters that the address says, and corrected several at once after a preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from msgspec import Struct

from florilege.evidence.contributions import SETTABLE
from florilege.faults import InputRefused, Words, sentence
from florilege.listings.fields import FIELDS
from florilege.listings.vocabulary import VOCABULARIES
from florilege.selection.computed_list import computed_places
from florilege.territory.reference import reference
from florilege.web.inventory.models import ShownPlace
from florilege.web.publication.text import words
from florilege.web.publication.text.values import code_label, field_label, written
from florilege.web.study.models import Appraisal
from florilege.web.study.open_study import OpenStudy
from florilege.web.study.selections import computed_of, selection_of
from florilege.web.workspace.place_editor import line_of, shown_values

ON_A_PAGE = 50
MOST_AT_ONCE = 200
STATES: Mapping[str, Words] = {
    "open": Words("ouvert", "open"),
    "closed": Words("fermé", "closed"),
    "to_check": Words("à vérifier", "to check"),
    "unknown": Words("inconnu", "unknown"),
}
PARTS: Mapping[str, Words] = {
    "kept": Words("dans la liste", "in the list"),
    "borderline": Words("à débattre", "borderline"),
    "candidate": Words("candidat", "candidate"),
    "not_appraisable": Words("trop peu connu", "too little known"),
}


class Filters(Struct, frozen=True):
    """What is asked for, as the address says it."""

    text: str = ""
    region: str = ""
    kind: str = ""
    status: str = ""
    part: str = ""
    missing: str = ""
    disputed: bool = False
    page: int = 1

    def query(self, **changed: object) -> str:
        """These filters as the parameters of an address, some changed."""
        held = {
            "q": self.text, "region": self.region, "kind": self.kind, "status": self.status, "part": self.part,
            "missing": self.missing, "disputed": "1" if self.disputed else "", "page": self.page if self.page > 1 else "",
            **changed,
        }  # fmt: skip
        return urlencode({key: value for key, value in held.items() if value})


class PlaceLine(Struct, frozen=True):
    """A place of the list."""

    place_id: str
    slug: str
    name: str
    where: str
    kind: str
    status: str


class Options(Struct, frozen=True):
    """What the filters may be: (value, words)."""

    regions: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    statuses: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]


class ListView(Struct, frozen=True):
    """A page of places. before, after : addresses of the pages beside it, "" where there is none"""

    filters: Filters
    options: Options
    lines: tuple[PlaceLine, ...]
    total: str
    before: str
    after: str
    fault: str


class PreviewLine(Struct, frozen=True):
    """What a bulk act would change of one place. fault : why nothing, "" when it changes something"""

    place_id: str
    slug: str
    name: str
    before: str
    after: str
    fault: str


def filters_of(asked: Mapping[str, str]) -> Filters:
    """The filters that an address says; what means nothing is left out."""
    page = asked.get("page", "1")
    return Filters(
        text=asked.get("q", "").strip()[:100],
        region=asked.get("region", ""),
        kind=asked.get("kind", ""),
        status=asked.get("status", "") if asked.get("status", "") in STATES else "",
        part=asked.get("part", "") if asked.get("part", "") in PARTS else "",
        missing=asked.get("missing", "") if asked.get("missing", "") in FIELDS else "",
        disputed=asked.get("disputed") == "1",
        page=int(page) if page.isascii() and page.isdecimal() and 0 < int(page) < 10_000 else 1,
    )


def places(study: OpenStudy, filters: Filters, language: str, *, fault: str = "") -> ListView:
    """A page of the places that pass some filters, by name."""
    rows = _filtered(study, filters)
    total = rows.count()
    start = (filters.page - 1) * ON_A_PAGE
    found = list(rows.select_related("place").order_by("name", "place_id")[start : start + ON_A_PAGE])
    return ListView(
        filters=filters,
        options=_options(language),
        lines=tuple(
            PlaceLine(
                row.place.public_id,
                row.place.slug,
                row.called.in_language(language),
                ", ".join(filter(None, (row.commune, row.departement))),
                code_label("kind", row.kinds[0], language) if row.kinds else "",
                words.said(STATES.get(row.status, STATES["unknown"]), language),
            )
            for row in found
        ),
        total=words.number(total, language),
        before=filters.query(page=filters.page - 1 if filters.page > 2 else "") if filters.page > 1 else "",
        after=filters.query(page=filters.page + 1) if start + ON_A_PAGE < total else "",
        fault=fault,
    )


def _filtered(study: OpenStudy, filters: Filters) -> QuerySet[ShownPlace]:
    rows = ShownPlace.objects.filter(place__replaced_by__isnull=True)
    for word in filters.text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(commune__icontains=word) | Q(place__public_id=word))
    if filters.region:
        rows = rows.filter(region_code=filters.region)
    if filters.kind:
        rows = rows.annotate(kinds_text=Cast("kinds", TextField())).filter(
            kinds_text__contains=f'"{filters.kind}"'
        )
    if filters.status:
        rows = rows.filter(status=filters.status)
    # JSON is kept as text in either kind of store: it is looked into as text
    if filters.missing:
        without = f'"{filters.missing}": {{"value"'
        rows = rows.annotate(said=Cast("values", TextField())).exclude(said__contains=without)
    if filters.disputed:
        rows = rows.annotate(argued=Cast("values", TextField())).filter(argued__contains='"disagree": true')
    if filters.part:
        rows = rows.filter(place__public_id__in=_part(study, filters.part))
    return rows


def _part(study: OpenStudy, part: str) -> Sequence[str]:
    if part in ("candidate", "not_appraisable"):
        rows = Appraisal.objects.filter(study=study.row, status=part)
        return list(rows.values_list("place__public_id", flat=True))
    run = selection_of(study.row)
    listed = computed_places(computed_of(run)) if run is not None else ()
    if part == "kept":
        return [one.place_id for one in listed if one.kept]
    return [one.place_id for one in listed if one.class_name == "borderline"]


def _options(language: str) -> Options:
    regions = sorted(reference().regions.values(), key=lambda one: one.name)
    return Options(
        regions=tuple((one.code, one.name) for one in regions),
        kinds=tuple((code, code_label("kind", code, language) or code) for code in VOCABULARIES["kind"]),
        statuses=tuple((code, words.said(said, language)) for code, said in STATES.items()),
        parts=tuple((code, words.said(said, language)) for code, said in PARTS.items()),
        fields=tuple((name, field_label(name, language)) for name in SETTABLE),
    )


def preview(ids: Sequence[str], sent: Mapping[str, str], language: str) -> tuple[PreviewLine, ...]:
    """What one claim about several places would change of each; raises InputRefused for too many, or none."""
    if not 0 < len(ids) <= MOST_AT_ONCE:
        raise InputRefused(
            Words(f"de 1 à {MOST_AT_ONCE} lieux cochés", f"from 1 to {MOST_AT_ONCE} places ticked"),
            value=str(len(ids)),
        )
    name = sent.get("field", "")
    rows = (
        ShownPlace.objects.filter(place__public_id__in=ids)
        .select_related("place")
        .order_by("name", "place_id")
    )
    found: list[PreviewLine] = []
    for row in rows:
        place_id, fault, before, after = row.place.public_id, "", "", ""
        try:
            line = line_of(place_id, sent)
            shown = shown_values(place_id).get(name, ())
            before = ", ".join(written(name, one, "", language, source_language="fr").text for one in shown)
            after = (
                ""
                if line.right is None
                else written(name, line.right, "", language, source_language="fr").text
            )
        except InputRefused as refused:
            fault = sentence(refused, language)
        found.append(
            PreviewLine(place_id, row.place.slug, row.called.in_language(language), before, after, fault)
        )
    return tuple(found)
