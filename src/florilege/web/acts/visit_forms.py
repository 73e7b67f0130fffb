"""The visits of a study: its forms read and checked, what they settle, and a blank form about a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from florilege.appraisal.indicators import REGISTRY
from florilege.evidence.claims import VISIT, Claim
from florilege.evidence.rules import canonical
from florilege.evidence.visit_forms import KnownValue, blank_form
from florilege.evidence.visits import VISIBLE, Visit, by_place, denied_by, read_visit, settled
from florilege.faults import InputRefused, StudyFileRefused, Words
from florilege.files import read_bytes
from florilege.linkage.identities import Identity
from florilege.listings.records import Value
from florilege.toml_lines import nearest
from florilege.web.inventory.models import Claim as StoredClaim
from florilege.web.inventory.models import Listing, Place, ShownPlace
from florilege.web.inventory.queries import record_key, typed
from florilege.web.study.folder import StudyFolder, fingerprint
from florilege.web.study.open_study import OpenStudy

LOOKED_FOR = ("opening_year", "operator", "service", "audience", "surface_m2", "companies_hosted", "jobs")
"""Fields that a visit should look for whatever the grid asks."""


def forms_stamp(folder: StudyFolder) -> str:
    """Changes when a form of a visit does, or a photograph comes or goes."""
    names = sorted(path.name for path in (folder.path / "visits").glob("*"))
    texts = [part for path in folder.visits for part in (path.name, read_bytes(path))]
    return fingerprint(*names, *texts) if names else ""


def visits_of(folder: StudyFolder, identities: Sequence[Identity]) -> dict[str, tuple[Visit, ...]]:
    """The visits of each place, in order; raises StudyFileRefused with the line of what cannot be used."""
    visits = _read(folder)
    merged = {one.place_id: one.replaced_by for one in identities if one.replaced_by}
    return by_place(visits, merged, frozenset(one.place_id for one in identities)) if visits else {}


def _read(folder: StudyFolder) -> tuple[Visit, ...]:
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


def with_visited(record_ids: Mapping[str, int]) -> dict[str, int]:
    """The store ids of records, by the key under which a visit's claims name the record that they are kept with."""
    return {record_key(VISIT, key): pk for key, pk in record_ids.items()}


def settled_by_visits(
    folder: StudyFolder, claims: Mapping[str, tuple[Claim, ...]]
) -> Mapping[str, tuple[Claim, ...]]:
    """The claims of each place as visits leave them: what the appraisal reads."""
    visits = _read(folder)
    if not visits:
        return claims
    merged = Place.objects.filter(replaced_by__isnull=False)
    survivors = dict(merged.values_list("public_id", "replaced_by__public_id"))
    found = by_place(visits, survivors, frozenset(Place.objects.values_list("public_id", flat=True)))
    changed = {place: settled(claims.get(place, ()), denied_by(said)) for place, said in found.items()}
    return {**claims, **changed}


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
