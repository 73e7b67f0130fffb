"""The open data of a study: tables with the columns of the contracts, each file the same bytes for the same store."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl
import xlsxwriter

from florilege.evidence.disagreements import Disagreement, Saying, by_size, disagreements
from florilege.evidence.licences import Consequence, is_share_alike
from florilege.faults import Words
from florilege.territory.distance import great_circle
from florilege.web.publication import decided, licensing, quality, whereabouts
from florilege.web.publication.contents import PlaceContent, StudyContents

TEXT, NUMBER, WHOLE, FLAG = pl.String(), pl.Float64(), pl.Int64(), pl.Boolean()
DOSSIER = licensing.DOSSIER
Columns = tuple[tuple[str, Words], ...]

RECORDS: Columns = (
    ("listing", Words("recensement", "listing")),
    ("version", Words("date de la version du recensement", "date of the version of the listing")),
    (
        "record_id",
        Words("identifiant de la fiche dans le recensement", "identifier of the record in the listing"),
    ),
    ("place_id", Words("lieu auquel la fiche est rattachée", "place that the record belongs to")),
    ("name", Words("nom donné par la fiche", "name given by the record")),
    (
        "match_probability",
        Words(
            "probabilité du meilleur rapprochement avec les autres fiches du lieu ; vide si la fiche est seule",
            "probability of the best match with the other records of the place; empty for a record alone",
        ),
    ),
    (
        "decided_by",
        Words("qui a rattaché la fiche : seule, modèle ou personne", "who decided: alone, model or a person"),
    ),
)
PLACES: Columns = (
    (
        "place_id",
        Words(
            "identifiant du lieu, jamais changé ni repris", "identifier of the place, never changed or reused"
        ),
    ),
    ("slug", Words("adresse de la page du lieu", "address of the place’s page")),
    ("name", Words("nom", "name")),
    (
        "kind",
        Words(
            "types de lieu, le principal d’abord, séparés par |",
            "kinds of place, the main one first, separated by |",
        ),
    ),
    ("status", Words("ouvert, fermé ou inconnu", "open, closed or unknown")),
    ("address", Words("adresse", "address")),
    ("postcode", Words("code postal", "postcode")),
    ("commune_code", Words("code Insee de la commune (2026)", "Insee code of the commune (2026)")),
    ("commune", Words("commune", "commune")),
    ("epci_code", Words("SIREN de l’intercommunalité", "SIREN of the grouping of communes (EPCI)")),
    (
        "epci_kind",
        Words(
            "METRO (celle de Lyon comprise), CU, CA ou CC", "METRO (that of Lyon among them), CU, CA or CC"
        ),
    ),
    ("departement", Words("code du département", "code of the département")),
    ("region", Words("code de la région", "code of the region")),
    ("latitude", Words("degrés, WGS 84", "degrees, WGS 84")),
    ("longitude", Words("degrés, WGS 84", "degrees, WGS 84")),
    ("position_precision", Words("ce que vaut la position", "what the position is worth")),
    ("website", Words("site web", "web site")),
    (
        "listings",
        Words(
            "recensements qui citent le lieu, séparés par |", "listings that give the place, separated by |"
        ),
    ),
    ("records", Words("nombre de fiches rattachées", "number of records of the place")),
    (
        "in_2022_study",
        Words(
            "confirmé parmi les 25 lieux de l’étude de 2022",
            "confirmed among the 25 places of the 2022 study",
        ),
    ),
    ("candidate", Words("assez connu pour être jugé", "known well enough to be judged")),
    ("selected", Words("gardé par le calcul de la sélection", "kept by the computation of the selection")),
    (
        "class",
        Words(
            "core (socle), borderline (à débattre), exterior (hors sélection)", "core, borderline, exterior"
        ),
    ),
    ("score", Words("score de référence", "reference score")),
    ("score_low", Words("score si l’inconnu est au plus bas", "score with the unknown at its lowest")),
    ("score_high", Words("score si l’inconnu est au plus haut", "score with the unknown at its highest")),
    (
        "acceptability",
        Words("part des tirages où le lieu est gardé", "share of draws in which the place is kept"),
    ),
)
CLAIMS: Columns = (
    ("place_id", Words("lieu", "place")),
    ("field", Words("champ", "field")),
    ("value", Words("valeur, telle que normalisée", "value, as normalised")),
    ("unit", Words("unité", "unit")),
    ("source", Words("recensement ou ensemble de pages", "listing or set of pages")),
    ("source_url", Words("adresse de la source", "address of the source")),
    ("record", Words("identifiant de la fiche dans la source", "identifier of the record in the source")),
    ("date", Words("date du fait ou de la source", "date of the fact or of the source")),
    ("licence", Words("licence", "licence")),
    ("shown", Words("affirmation montrée sur la page du lieu", "whether the page of the place shows it")),
)
NOT_APPRAISABLE: Columns = (
    ("place_id", Words("lieu", "place")),
    ("slug", Words("fin de l’adresse de sa page", "end of the address of its page")),
    ("name", Words("nom", "name")),
    ("commune_code", Words("code Insee de la commune", "Insee code of the commune")),
    ("commune", Words("commune", "commune")),
    ("region", Words("région", "région")),
    ("criteria_known", Words("nombre de critères connus", "number of criteria known")),
    (
        "missing",
        Words("critères dont aucune source ne dit rien", "criteria of which no source says anything"),
    ),
)
STAGES: Columns = (
    ("place_id", Words("lieu", "place")),
    (
        "stage",
        Words(
            "étape : long_list, in_scope, appraisable, short_list, visits, selection (la liste publiée)",
            "stage: long_list, in_scope, appraisable, short_list, visits, selection (the list published)",
        ),
    ),
    ("outcome", Words("in (retenu) ou out (écarté)", "in or out")),
    ("decided_by", Words("rule (une règle) ou person (une personne)", "rule or person")),
    ("reason", Words("raison, en français", "reason, in French")),
    ("author", Words("qui a décidé, si c’est une personne", "who decided, where it is a person")),
    ("date", Words("quand, si c’est une personne", "when, where it is a person")),
    ("reason_en", Words("raison, en anglais", "reason, in English")),
)
FARTHEST = 100_000.0
"""Metres from which two positions differ as much as they can."""
DISAGREEMENTS: Columns = (
    ("place_id", Words("lieu", "place")),
    ("field", Words("champ", "field")),
    ("shown", Words("valeur montrée", "value shown")),
    ("shown_source", Words("recensement qui la dit", "listing that says it")),
    ("shown_date", Words("date du fait ou de la source", "date of the fact or of the source")),
    ("other", Words("valeur différente", "another value")),
    ("other_source", Words("recensement qui la dit", "listing that says it")),
    ("other_date", Words("date du fait ou de la source", "date of the fact or of the source")),
    (
        "size",
        Words(
            "écart, de 0 à 1 : sur la plus grande valeur pour un nombre, part des lettres pour un texte, distance sur 100 km pour une position",
            "difference, from 0 to 1: over the larger value for a number, share of the letters for a text, distance over 100 km for a position",
        ),
    ),
)
FAULTS = ("listing", "version", "line", "record_id", "column", "before", "rule", "after", "action")
COLUMNS: Mapping[str, Columns] = {
    "places.csv": PLACES,
    "records.csv": RECORDS,
    "claims.csv": CLAIMS,
    "disagreements.csv": DISAGREEMENTS,
    "not_appraisable.csv": NOT_APPRAISABLE,
    "stages.csv": STAGES,
}
_PLACE_TYPES: Mapping[str, pl.DataType] = {
    **dict.fromkeys(("latitude", "longitude", "score", "score_low", "score_high", "acceptability"), NUMBER),
    **dict.fromkeys(("in_2022_study", "candidate", "selected"), FLAG),
    "records": WHOLE,
}
_MEANINGS: Mapping[str, Words] = {
    "places.csv": Words("une ligne par lieu, valeurs montrées", "one row a place, values shown"),
    "places.xlsx": Words("la même table pour un tableur", "the same table for a spreadsheet"),
    "places.geojson": Words("la même table pour une carte", "the same table for a map"),
    "places.parquet": Words("la même table pour l’analyse", "the same table for analysis"),
    "records.csv": Words(
        "une ligne par fiche source, avec le lieu qu’elle fait", "one row a record, with its place"
    ),
    "claims.csv": Words(
        "une ligne par affirmation : qui dit quoi, quand, sous quelle licence",
        "one row a claim: who says what, when, under which licence",
    ),
    "disagreements.csv": Words(
        "une ligne par désaccord entre sources, les plus grands d’abord",
        "one row a disagreement between sources, the largest first",
    ),
    "not_appraisable.csv": Words(
        "une ligne par lieu du champ trop peu connu pour être jugé, et ce qui manque",
        "one row a place of the scope too little known to be judged, and what is missing",
    ),
    "stages.csv": Words(
        "une ligne par lieu et par étape, du recensement à la liste publiée : retenu ou écarté, par qui, pourquoi",
        "one row a place and stage, from the listings to the list published: in or out, by whom, why",
    ),
    "visits.json": Words(
        "les visites : date, qui, ce qui a été vu, ce qui a été confirmé ou démenti",
        "the visits: date, who, what was seen, what was confirmed or contradicted",
    ),
    "selection.json": Words(
        "la sélection : lieux gardés ou non, intervalles, raisons, règles",
        "the selection: places kept or not, intervals, reasons, rules",
    ),
    DOSSIER: Words(
        "le dossier scellé : la sélection et tout ce dont elle dépend, à rejouer par « florilege replay »",
        "the sealed dossier: the selection and all that it rests on, to be replayed by “florilege replay”",
    ),
    quality.FILE: Words(
        "la qualité de l’inventaire : ce qui est connu, de quand, confirmé par qui, ce qui paraît faux",
        "the quality of the inventory: what is known, since when, confirmed by whom, what looks wrong",
    ),
    licensing.FILE: Words(
        "la licence de chaque fichier, pourquoi, qui citer, ce qui a été laissé de côté",
        "the licence of each file, why, whom to name, what was left out",
    ),
}
REPORT = Words(
    "valeurs corrigées et lignes refusées à la lecture", "values mended and rows refused on reading"
)


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of open data."""

    name: str
    content: bytes
    rows: int | None
    meaning: Words


@dataclass(frozen=True)
class Files:
    """The files of a study, in the order of the data page."""

    listed: tuple[DataFile, ...]
    licences: Mapping[str, Consequence]

    @cached_property
    def by_name(self) -> Mapping[str, DataFile]:
        return {file.name: file for file in self.listed}


def files(contents: StudyContents, *, share_alike: bool = True) -> Files:
    """Every file of open data of a study.

    share_alike : False leaves out every claim whose licence would bind the files, and says what that leaves out
    """
    left = licensing.LeftOut()
    reports = _reports(contents)
    if not share_alike:
        bound = {one.slug for one in contents.listings if is_share_alike(one.licence)}
        reports = [
            report
            for report in reports
            if not report.name.startswith(tuple(f"reports/import-{slug}-" for slug in bound))
        ]
        contents, left = licensing.without_share_alike(contents)
    places = places_frame(contents)
    records = records_frame(contents)
    claims = claims_frame(contents)
    differing = disagreements_frame(contents)
    made: dict[str, tuple[bytes, int | None]] = {
        "places.csv": (_csv(places), places.height),
        "places.xlsx": (_workbook(places), places.height),
        "places.geojson": (_geojson(places), places.height),
        "places.parquet": (_parquet(places), places.height),
        "records.csv": (_csv(records), records.height),
        "claims.csv": (_csv(claims), claims.height),
        "disagreements.csv": (_csv(differing), differing.height),
    }
    unjudged = unjudged_frame(contents)
    made["not_appraisable.csv"] = (_csv(unjudged), unjudged.height)
    passed = stages_frame(contents)
    made["stages.csv"] = (_csv(passed), passed.height)
    made["visits.json"] = (_json(list(contents.visits_data)), None)
    if contents.selection is not None:
        made["selection.json"] = (_json(contents.selection.result), None)
    if contents.dossier:
        made[DOSSIER] = (contents.dossier, None)
    made[quality.FILE] = (quality.quality_json(contents), None)
    licences = licensing.file_licences(contents, (*made, *(report.name for report in reports)))
    made[licensing.FILE] = (licensing.licences_json(contents, licences, left), None)
    listed = [DataFile(name, content, rows, _MEANINGS[name]) for name, (content, rows) in made.items()]
    return Files((*listed, *reports), {item.file: item.found for item in licences})


def places_frame(contents: StudyContents) -> pl.DataFrame:
    """One row a place, in the order of the places, with the columns of the contracts."""
    rows = [_place_row(place) for place in contents.places]
    schema = {name: _PLACE_TYPES.get(name, TEXT) for name, _ in PLACES}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _place_row(place: PlaceContent) -> tuple[object, ...]:
    choice = place.choice
    return (
        place.place_id,
        place.slug,
        place.name,
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
        choice is not None,
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
    """One row a value that differs from the one shown, the largest differences first."""
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
            one.place_id,
            one.field,
            one.shown.value,
            one.shown.listing,
            one.shown.date or None,
            one.other.value,
            one.other.listing,
            one.other.date or None,
            one.size,
        )
        for one in by_size(found)
    ]
    types = [NUMBER if name == "size" else TEXT for name, _ in DISAGREEMENTS]
    return pl.DataFrame(
        rows, schema=dict(zip((name for name, _ in DISAGREEMENTS), types, strict=True)), orient="row"
    )


def unjudged_frame(contents: StudyContents) -> pl.DataFrame:
    """One row a place of the scope that could not be judged, with the criteria that nothing is known of."""
    rows = [
        (
            place.place_id,
            place.slug,
            place.name,
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
        for place_id, stage, outcome, by, reason, author, date in decided.funnel_rows(contents)
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


def _csv(frame: pl.DataFrame) -> bytes:
    return frame.write_csv().encode()


def _parquet(frame: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.write_parquet(stream, compression="zstd")
    return stream.getvalue()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _geojson(frame: pl.DataFrame) -> bytes:
    """One feature a place, one a line; a place without a position has no geometry."""
    lines: list[str] = []
    for row in frame.iter_rows(named=True):
        latitude, longitude = row.pop("latitude"), row.pop("longitude")
        point = None
        if latitude is not None and longitude is not None:
            point = {"type": "Point", "coordinates": [longitude, latitude]}
        feature = {"type": "Feature", "id": row["place_id"], "geometry": point, "properties": row}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode()


def _workbook(frame: pl.DataFrame) -> bytes:
    """A workbook whose texts are texts: a cell that begins with = + - or @ is never a formula."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties(
            {"created": datetime.datetime(2022, 7, 12, tzinfo=datetime.UTC).replace(tzinfo=None)}
        )
        sheet = book.add_worksheet("places")
        head = book.add_format({"bold": True})
        sheet.freeze_panes(1, 3)
        for column, name in enumerate(frame.columns):
            sheet.write_string(0, column, name, head)
        for rank, row in enumerate(frame.iter_rows(), start=1):
            for column, value in enumerate(row):
                if isinstance(value, bool):
                    sheet.write_boolean(rank, column, value)
                elif isinstance(value, (int, float)):
                    sheet.write_number(rank, column, value)
                elif value is not None:
                    sheet.write_string(rank, column, str(value))
        sheet.autofilter(0, 0, frame.height, frame.width - 1)
        sheet.set_column(2, 2, 36)
    return stream.getvalue()


def _reports(contents: StudyContents) -> Sequence[DataFile]:
    """One import report a version of a listing that has one."""
    reports: list[DataFile] = []
    for (listing, version), faults in contents.faults.items():
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(FAULTS)
        writer.writerows(faults)
        name = f"reports/import-{listing}-{version}.csv"
        title = (
            contents.by_listing[listing].title if listing in contents.by_listing else Words(listing, listing)
        )
        meaning = Words(
            f"{title.fr}, version du {version} : {REPORT.fr}",
            f"{title.en}, version of {version}: {REPORT.en}",
        )
        reports.append(DataFile(name, stream.getvalue().encode(), len(faults), meaning))
    return reports
