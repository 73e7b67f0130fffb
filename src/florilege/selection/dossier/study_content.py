"""What the dossier of a study holds: from the claims behind its criteria to its selection, as files and back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from florilege.appraisal.indicators import (
    REGISTRY,
    Known,
    NotApplicable,
    PlaceFacts,
    Raw,
    Surroundings,
    Unknown,
)
from florilege.appraisal.marks import HEADER as MARKS_HEADER
from florilege.appraisal.marks import Marks
from florilege.evidence.claims import Claim
from florilege.faults import DossierRefused, Words
from florilege.selection.study_file import StudyFile

STUDY, CONTEXT, PLACES, CLAIMS, RAWS = "study.toml", "context.json", "places.csv", "claims.csv", "raws.csv"
MARKS, STAGES, OVERRIDES, SELECTION, README = (
    "marks.csv", "stages.csv", "overrides.csv", "selection.json", "README.md",
)  # fmt: skip
_PLACE_COLUMNS = ("place_id", "name", "corroboration", "next_km", "per_100k")
_CLAIM_COLUMNS = (
    "key", "place_id", "field", "value", "unit", "listing", "record_id", "licence", "source_url", "date", "note",
)  # fmt: skip
_RAW_COLUMNS = ("place_id", "criterion", "kind", "low", "high", "claims")


@dataclass(frozen=True, slots=True)
class SealedPlace:
    """A place of the scope: what rules look at, what surrounds it, what sources say, what was measured.

    raws : criterion → raw value, of the criteria that are measured
    """

    place_id: str
    name: str
    corroboration: int
    attributes: Mapping[str, str | None]
    facts: PlaceFacts
    raws: Mapping[str, Raw]


def evidence_files(places: Sequence[SealedPlace], study: StudyFile) -> dict[str, bytes]:
    """The files of what an appraisal rests on: context, places, the claims that its indicators read, raw values."""
    fields = {
        field
        for one in study.grid.criteria
        if one.source == "indicator"
        for field in REGISTRY[one.input].inputs
    }
    names = sorted({name for place in places for name in place.attributes})
    facts = places[0].facts if places else None
    context = {
        "closed_labels": sorted(facts.closed_labels) if facts else [],
        "last_year": facts.last_year if facts else 0,
    }
    return {
        CONTEXT: (json.dumps(context, ensure_ascii=False, indent=1) + "\n").encode(),
        PLACES: _csv((*_PLACE_COLUMNS, *names), (_place_row(one, names) for one in places)),
        CLAIMS: _csv(_CLAIM_COLUMNS, _claim_rows(places, fields)),
        RAWS: _csv(_RAW_COLUMNS, _raw_rows(places)),
    }


def read_evidence(files: Mapping[str, bytes], *, file: str) -> tuple[SealedPlace, ...]:
    """The places of a dossier, from its files; raises DossierRefused when one of them cannot be read."""
    try:
        context = json.loads(_member(files, CONTEXT, file=file))
        closed, last_year = frozenset(map(str, context["closed_labels"])), int(context["last_year"])
        claims = _claims(_rows(_member(files, CLAIMS, file=file)))
        raws = _raws(_rows(_member(files, RAWS, file=file)))
        return tuple(
            _place(row, claims.get(row["place_id"], {}), raws.get(row["place_id"], {}), closed, last_year)
            for row in _rows(_member(files, PLACES, file=file))
        )
    except (KeyError, ValueError, TypeError, csv.Error) as error:
        raise DossierRefused(
            Words("des fichiers de la forme décrite dans docs/files.md", "files of the form told in docs/files.md"),
            file=file, value=str(error),
        ) from error  # fmt: skip


def measured(place: SealedPlace, study: StudyFile) -> dict[str, Raw]:
    """The raw values of a place, measured again from its claims."""
    return {
        one.key: REGISTRY[one.input].compute(place.facts)
        for one in study.grid.criteria
        if one.source == "indicator"
    }


def under_pseudonyms(marks: Marks) -> bytes:
    """A jury's marks as CSV, jurors numbered in the order of what they gave: nothing of a name is left.

    The number follows from the marks alone, so that sealing twice gives the same file.
    """
    given: dict[str, list[tuple[str, ...]]] = {}
    for one in marks.marks:
        mark = "" if one.mark is None else repr(one.mark)
        given.setdefault(one.juror, []).append((one.place_id, one.criterion, mark, repr(one.confidence)))
    lines = sorted(sorted(rows) for rows in given.values())
    return _csv(
        MARKS_HEADER, ((f"J{rank}", *row) for rank, rows in enumerate(lines, start=1) for row in rows)
    )


def _place_row(one: SealedPlace, names: Iterable[str]) -> tuple[str, ...]:
    around = one.facts.surroundings
    told = (one.place_id, one.name, str(one.corroboration), _number(around.next_km), _number(around.per_100k))
    return (*told, *(one.attributes.get(name) or "" for name in names))


def _claim_rows(places: Sequence[SealedPlace], fields: set[str]) -> Iterator[tuple[str, ...]]:
    for place in places:
        for field in sorted(place.facts.claims.keys() & fields):
            for one in place.facts.claims[field]:
                yield (
                    one.key, place.place_id, field, json.dumps(one.value, ensure_ascii=False), one.unit or "",
                    one.listing, one.record_id, one.licence, one.source_url or "", one.date or "", one.note or "",
                )  # fmt: skip


def _raw_rows(places: Sequence[SealedPlace]) -> Iterator[tuple[str, ...]]:
    for place in places:
        for key, raw in place.raws.items():
            if isinstance(raw, Known):
                ends = json.dumps(raw.low, ensure_ascii=False), json.dumps(raw.high, ensure_ascii=False)
                yield (place.place_id, key, "known", *ends, "|".join(raw.claims))
            else:
                kind = "not_applicable" if isinstance(raw, NotApplicable) else "unknown"
                yield (place.place_id, key, kind, "", "", "")


def _place(
    row: Mapping[str, str],
    claims: Mapping[str, list[Claim]],
    raws: Mapping[str, Raw],
    closed: frozenset[str],
    last_year: int,
) -> SealedPlace:
    around = Surroundings(*(float(row[key]) if row[key] else None for key in ("next_km", "per_100k")))
    by_field = {field: tuple(said) for field, said in claims.items()}
    return SealedPlace(
        row["place_id"],
        row["name"],
        int(row["corroboration"]),
        {name: value or None for name, value in row.items() if name not in _PLACE_COLUMNS},
        PlaceFacts(row["place_id"], by_field, around, closed, last_year),
        raws,
    )


def _claims(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, list[Claim]]]:
    found: dict[str, dict[str, list[Claim]]] = {}
    for row in rows:
        one = Claim(
            key=row["key"], place_id=row["place_id"], field=row["field"], value=json.loads(row["value"]),
            listing=row["listing"], record_id=row["record_id"], licence=row["licence"], unit=row["unit"] or None,
            source_url=row["source_url"] or None, date=row["date"] or None, note=row["note"] or None,
        )  # fmt: skip
        found.setdefault(one.place_id, {}).setdefault(one.field, []).append(one)
    return found


def _raws(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, Raw]]:
    found: dict[str, dict[str, Raw]] = {}
    for row in rows:
        raw: Raw = NotApplicable() if row["kind"] == "not_applicable" else Unknown()
        if row["kind"] == "known":
            claims = tuple(row["claims"].split("|")) if row["claims"] else ()
            raw = Known(json.loads(row["low"]), json.loads(row["high"]), claims)
        found.setdefault(row["place_id"], {})[row["criterion"]] = raw
    return found


def _member(files: Mapping[str, bytes], name: str, *, file: str) -> bytes:
    if name not in files:
        raise DossierRefused(Words(f"un fichier {name}", f"a file {name}"), file=file, column=name)
    return files[name]


def _rows(content: bytes) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(content.decode()), strict=True)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue().encode()


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)
