"""The files of the open data, each the same bytes for the same store."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Mapping, Sequence
from functools import cached_property

import polars as pl
import xlsxwriter
from msgspec import Struct

from florilege.evidence.licences import Consequence, is_share_alike
from florilege.evidence.visits import public_data
from florilege.faults import Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data import licences as file_licences
from florilege.web.publication.open_data import selection_table
from florilege.web.publication.open_data.actor_files import actor_files
from florilege.web.publication.open_data.columns import DOSSIER, FAULTS, MEANINGS, REPORT
from florilege.web.publication.open_data.selection_sheets import changes_sheet, rules_sheet, totals_sheet
from florilege.web.publication.open_data.tables import (
    claims_frame,
    disagreements_frame,
    places_frame,
    records_frame,
    stages_frame,
    unjudged_frame,
)
from florilege.web.publication.open_data.territory_files import territory_files
from florilege.web.publication.pages import quality


class DataFile(Struct, frozen=True):
    """One file of open data."""

    name: str
    content: bytes
    rows: int | None
    meaning: Words


class Files(Struct, frozen=True, dict=True):
    """The files of a study, in the order of the data page."""

    listed: tuple[DataFile, ...]
    licences: Mapping[str, Consequence]

    @cached_property
    def by_name(self) -> Mapping[str, DataFile]:
        return {file.name: file for file in self.listed}


def files(contents: StudyContents, *, share_alike: bool = True, address: str = "") -> Files:
    """Every file of open data of a study.

    address : of the published site, for the page of each place
    share_alike : False leaves out every claim whose licence would bind the files, and says what that leaves out
    """
    left = file_licences.LeftOut()
    reports = _reports(contents)
    with_actors = bool(contents.ecosystem.found.actors)
    if not share_alike:
        bound = {one.slug for one in contents.listings if is_share_alike(one.licence)}
        reports = [
            report
            for report in reports
            if not report.name.startswith(tuple(f"reports/import-{slug}-" for slug in bound))
        ]
        contents, left = file_licences.without_share_alike(contents)
    places = places_frame(contents)
    records = records_frame(contents)
    claims = claims_frame(contents)
    differing = disagreements_frame(contents)
    made: dict[str, tuple[bytes, int | None]] = {
        **_selection(contents, address),
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
    made.update(territory_files(contents))
    if with_actors:
        made.update(actor_files(contents))
    made["visits.json"] = (_json([public_data(visit) for visit in contents.visits]), None)
    if contents.selection is not None:
        made["selection.json"] = (_json(_unnamed(contents.selection.document, contents)), None)
    if contents.dossier:
        made[DOSSIER] = (contents.dossier, None)
    made[quality.FILE] = (quality.quality_json(contents), None)
    licences = file_licences.file_licences(contents, (*made, *(report.name for report in reports)))
    made[file_licences.FILE] = (file_licences.licences_json(contents, licences, left), None)
    listed = [DataFile(name, content, rows, MEANINGS[name]) for name, (content, rows) in made.items()]
    return Files((*listed, *reports), {item.file: item.found for item in licences})


def _unnamed(value: object, contents: StudyContents) -> object:
    """The selection as computed, its places without the words that stand for a name where none is known."""
    if isinstance(value, list | tuple):
        return [_unnamed(item, contents) for item in value]
    if not isinstance(value, Mapping):
        return value
    said = {key: _unnamed(item, contents) for key, item in value.items()}
    place = contents.by_id.get(str(value.get("place_id", ""))) if "name" in value else None
    if place is None or place.known_name:
        return said
    return {
        **said,
        "name": "",
        "bearer": list(place.shown["bearer"].values) if "bearer" in place.shown else [],
    }


def _selection(contents: StudyContents, address: str) -> dict[str, tuple[bytes, int | None]]:
    """The list as a table and as a workbook; nothing while there is no list."""
    if contents.selection is None or not contents.kept:
        return {}
    kept = selection_table.selection_frame(contents, contents.kept, address=address)
    every = (*contents.kept, *contents.not_kept)
    candidates = selection_table.selection_frame(contents, every, address=address)
    makers = [rules_sheet, changes_sheet, *((totals_sheet,) if contents.consequences is not None else ())]
    further = [make(contents, contents.selection) for make in makers]
    return {
        "selection.csv": (selection_table.guarded_csv(kept), kept.height),
        "selection.xlsx": (selection_table.selection_workbook(kept, candidates, further), kept.height),
    }


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
