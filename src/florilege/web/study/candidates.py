"""The candidates of a study, gathered from its store and its folder."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from florilege.appraisal.marks import Marks, jury_criteria, read_marks
from florilege.appraisal.scores import Cell
from florilege.selection.candidates import (
    Candidates,
    Entry,
    gather,
)
from florilege.territory.reference import reference
from florilege.web.inventory.models import Place, ShownPlace
from florilege.web.study.candidate_table import candidates_in, table_of
from florilege.web.study.models import Appraisal
from florilege.web.study.open_study import OpenStudy


def marks_of(study: OpenStudy) -> Marks:
    """The jury's marks in the study's folder, under the ids that places bear now; raises TableRefused."""
    path = study.folder.marks
    text = study.folder.text(path)
    if not text:
        return Marks(())
    now = {
        place.public_id: (place.replaced_by or place).public_id
        for place in Place.objects.select_related("replaced_by")
    }
    found = read_marks(text, study.file.grid, file=str(path), places=now)
    return Marks(tuple(replace(one, place_id=now[one.place_id]) for one in found.marks))


def attributes_of(row: ShownPlace) -> dict[str, str | None]:
    """What rules may look at; None where it is not known."""
    commune = reference().communes.get(row.commune_code)
    return {
        "commune": row.commune_code or None,
        "epci": row.epci_code or None,
        "epci_kind": row.epci_kind or None,
        "departement": row.departement_code or None,
        "region": row.region or None,
        "zone": commune.zone if commune else None,
        "kind": row.kinds[0] if row.kinds else None,
        "status": row.status,
        "in_2022_study": "true" if row.in_2022_study else "false",
    }


def stored_candidates(study: OpenStudy) -> Candidates:
    """The candidates of a study, with what its jury said of them, from the store."""
    marks = marks_of(study) if jury_criteria(study.file.grid) else None
    if study.file.candidates:
        return candidates_in(table_of(study.row), study.file, marks)
    return gather(stored_entries(study), study.file, marks)


def stored_entries(study: OpenStudy) -> list[Entry]:
    """The appraised places of a study as entries of a selection, from the store."""
    shown = {row.place_id: row for row in ShownPlace.objects.all()}
    entries: list[Entry] = []
    rows = Appraisal.objects.filter(study=study.row).select_related("place").order_by("place__rank")
    for row in rows.iterator(chunk_size=2000):
        place = shown[row.place_id]
        cells = {
            key: Cell(
                data["low"],
                data["high"],
                data["known"],
                data["applies"],
                data["clamped"],
                data.get("centre"),
                data.get("deviation", 0.0),
                _raw(data),
            )
            for key, data in row.cells.items()
        }
        ordered = {key: cells[key] for key in study.file.grid.keys}
        entries.append(
            Entry(row.place.public_id, place.called.fr, ordered, attributes_of(place), len(place.listings))
        )
    return entries


def _raw(data: Mapping[str, object]) -> tuple[float | str, float | str] | None:
    """The ends of what was measured, as they are kept."""
    low, high = data["raw_low"], data["raw_high"]
    if isinstance(low, float | int | str) and isinstance(high, float | int | str):
        return low, high
    return None
