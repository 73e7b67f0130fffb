"""The visits of a study: its forms read and checked, what they settle, and a blank form about a place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from florilege.appraisal.indicators import REGISTRY
from florilege.evidence.rules import canonical
from florilege.evidence.visit_forms import KnownValue, blank_form
from florilege.evidence.visits import VISIBLE, Visit, read_visit
from florilege.faults import InputRefused, StudyFileRefused, Words
from florilege.files import read_bytes
from florilege.listings.records import Value
from florilege.toml_lines import nearest
from florilege.web.inventory.models import Claim as StoredClaim
from florilege.web.inventory.models import Listing, ShownPlace
from florilege.web.inventory.queries import typed
from florilege.web.study.folder import StudyFolder, fingerprint
from florilege.web.study.open_study import OpenStudy

LOOKED_FOR = ("opening_year", "operator", "service", "audience", "surface_m2", "companies_hosted", "jobs")
"""Fields that a visit should look for whatever the grid asks."""


def forms_stamp(folder: StudyFolder) -> str:
    """Changes when a form of a visit does, or a photograph comes or goes."""
    names = sorted(path.name for path in (folder.path / "visits").glob("*"))
    texts = [part for path in folder.visits for part in (path.name, read_bytes(path))]
    return fingerprint(*names, *texts) if names else ""


def visits_in(folder: StudyFolder) -> tuple[Visit, ...]:
    """The visits of a study, by the names of their forms; raises StudyFileRefused with the line of what cannot be used."""
    visits = tuple(read_visit(folder.text(path), file=str(path), name=path.stem) for path in folder.visits)
    for visit in visits:
        for one in visit.photographs:
            if not (Path(visit.file).parent / one.file).is_file():
                raise StudyFileRefused(
                    Words("un fichier qui existe", "a file that exists"),
                    file=visit.file,
                    line=one.line,
                    column="photograph.file",
                    value=one.file,
                    hint=Words("le poser dans visits/", "put it in visits/"),
                )
    return visits


def form_of(study: OpenStudy, named: str) -> str:
    """A blank form about a place, by its id or the end of its address; raises InputRefused for an unknown one."""
    rows = ShownPlace.objects.select_related("place").filter(place__replaced_by__isnull=True)
    row = rows.filter(place__public_id=named).first() or rows.filter(place__slug=named).first()
    if row is None:
        names = [name for pair in rows.values_list("place__public_id", "place__slug") for name in pair]
        raise InputRefused(
            Words(
                "l’identifiant d’un lieu, ou la fin de son adresse",
                "the id of a place, or the last part of its address",
            ),
            value=named,
            hint=nearest(named, names),
        )
    known = [
        KnownValue(field, value, sources)
        for field in VISIBLE
        if field in row.values
        for value, sources in _stated(row, field)
    ]
    inputs = [
        name
        for one in study.file.grid.criteria
        if one.input in REGISTRY
        for name in REGISTRY[one.input].inputs
    ]
    wanted = [field for field in VISIBLE if field in {*LOOKED_FOR, *inputs} and field not in row.values]
    return blank_form(row.place.public_id, row.called.fr, row.commune, known=known, wanted=wanted)


def _stated(row: ShownPlace, field: str) -> Iterator[tuple[Value, tuple[str, ...]]]:
    """Each value shown of a field, with its type, and who says it."""
    titles = dict(Listing.objects.values_list("slug", "title_fr"))
    said = StoredClaim.objects.filter(pk__in=row.values[field]["claims"]).order_by("pk")
    claims = list(said.values_list("value", "listing", "date"))
    shown = row.values[field]["value"]
    for one in shown if isinstance(shown, list) else [shown]:
        same = [item for item in claims if canonical(typed(field, item[0])) == canonical(one)] or claims
        sources = (", ".join(filter(None, (titles.get(listing, listing), date))) for _, listing, date in same)
        yield one, tuple(dict.fromkeys(sources))
