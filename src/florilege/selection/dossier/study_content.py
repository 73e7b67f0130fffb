"""What the dossier of a study holds: from the claims behind its criteria to its selection, as files and back."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

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
from florilege.evidence.licences import is_share_alike
from florilege.faults import DossierRefused, Words
from florilege.listings.fields import FIELDS
from florilege.selection.dossier.neighbourhood import (
    COVERAGE,
    COVERAGE_COLUMNS,
    SITE_COLUMNS,
    SITES,
    TERRITORY,
    TERRITORY_COLUMNS,
    Inventory,
    read_inventory,
)
from florilege.selection.study_file import StudyFile

STUDY, CONTEXT, PLACES, CLAIMS, RAWS = "study.toml", "context.json", "places.csv", "claims.csv", "raws.csv"
MARKS, STAGES, OVERRIDES, SELECTION, README = (
    "marks.csv", "stages.csv", "overrides.csv", "selection.json", "README.md",
)  # fmt: skip
_PLACE_COLUMNS = ("place_id", "name", "corroboration")
_CLAIM_COLUMNS = (
    "key", "place_id", "field", "value", "unit", "listing", "record_id", "licence", "source_url", "date",
)  # fmt: skip
_RAW_COLUMNS = ("place_id", "criterion", "kind", "low", "high", "claims", "beside", "from")
_COLUMNS: Mapping[str, Sequence[str]] = {
    CLAIMS: _CLAIM_COLUMNS, RAWS: _RAW_COLUMNS, SITES: SITE_COLUMNS, TERRITORY: TERRITORY_COLUMNS,
    COVERAGE: COVERAGE_COLUMNS,
    PLACES: _PLACE_COLUMNS,
}  # fmt: skip
MEASURED, CARRIED = "claims", "sealed"
"""Where a raw value comes from at a replay: measured again from the claims, or taken as it was sealed."""
PRIVATE = "private"
_written = json.JSONEncoder(ensure_ascii=False).encode
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class SealedPlace(Struct, frozen=True):
    """A place of the scope: what rules look at, what surrounds it, what sources say, what was measured.

    raws : criterion → raw value, of the criteria that are measured
    carried : criteria whose raw value is taken as it is, since a claim behind it is not in the dossier
    """

    place_id: str
    name: str
    corroboration: int
    attributes: Mapping[str, str | None]
    facts: PlaceFacts
    raws: Mapping[str, Raw]
    carried: frozenset[str] = frozenset()


def evidence_files(places: Sequence[SealedPlace], study: StudyFile, inventory: Inventory) -> dict[str, bytes]:
    """The files of what an appraisal rests on: context, places and what lies around them, the claims that its
    indicators read, raw values.

    Left out, and counted in the context: claims and positions under a licence that would bind the dossier
    (share-alike), and claims that are not published. The raw values that rest on them are carried as they are: facts
    of the study.
    """
    fields = {
        field
        for one in study.grid.criteria
        if one.source == "indicator"
        for field in REGISTRY[one.input].inputs
    }
    left_out: Counter[str] = Counter()
    published = inventory.published()
    around = published.surroundings()
    places = [
        _published(place, study, fields, around=around.get(place.place_id, Surroundings()), left_out=left_out)
        for place in places
    ]
    names = sorted({name for place in places for name in place.attributes})
    facts = places[0].facts if places else None
    context = {
        "closed_labels": sorted(facts.closed_labels) if facts else [],
        "last_year": facts.last_year if facts else 0,
        "claims_left_out": dict(sorted(left_out.items())),
        "positions_left_out": len(inventory.withheld),
        "raws_carried": sum(len(place.carried) for place in places),
        "licences": dict(sorted(Counter(one.licence for one in _claims_of(places)).items())),
    }
    return {
        CONTEXT: (json.dumps(context, ensure_ascii=False, indent=1) + "\n").encode(),
        PLACES: _csv((*_PLACE_COLUMNS, *names), (_place_row(one, names) for one in places)),
        CLAIMS: _csv(_CLAIM_COLUMNS, map(_claim_row, _claims_of(places))),
        RAWS: _csv(_RAW_COLUMNS, _raw_rows(places)),
        **published.files(),
    }


def read_evidence(files: Mapping[str, bytes], *, file: str) -> tuple[SealedPlace, ...]:
    """The places of a dossier, from its files; raises DossierRefused when one of them cannot be read."""
    member = CONTEXT
    try:
        context = json.loads(_member(files, member, file=file))
        closed, last_year = frozenset(map(str, context["closed_labels"])), int(context["last_year"])
        shared = PlaceFacts("", {}, Surroundings(), closed, last_year)
        found: dict[str, list[dict[str, str]]] = {}
        for member, columns in _COLUMNS.items():
            found[member] = list(_rows(_member(files, member, file=file), columns))
        member = CLAIMS
        claims = _claims(found[CLAIMS])
        member = RAWS
        raws = _raws(found[RAWS])
        member = SITES
        around = read_inventory(found[SITES], found[TERRITORY], found[COVERAGE]).surroundings()
        member = PLACES
        return tuple(
            _place(
                row,
                claims.get(row["place_id"], {}),
                raws.get(row["place_id"], {}),
                shared=shared,
                around=around.get(row["place_id"], Surroundings()),
            )
            for row in found[PLACES]
        )
    except (KeyError, ValueError, TypeError, RecursionError, csv.Error) as error:
        raise DossierRefused(
            Words("un fichier de la forme décrite dans docs/files.md", "a file in the format described in docs/files.md"),
            file=file, column=member, value=str(error)[:80],
            hint=Words("le demander à qui a scellé le dossier", "ask for it from the person who sealed the dossier"),
        ) from error  # fmt: skip


def measured(place: SealedPlace, study: StudyFile) -> dict[str, Raw]:
    """The raw values of a place, measured again from its claims; those carried as they are."""
    return {
        one.key: place.raws.get(one.key, Unknown())
        if one.key in place.carried
        else REGISTRY[one.input].compute(place.facts)
        for one in study.grid.criteria
        if one.source == "indicator"
    }


def says_the_same(one: Raw, other: Raw | None) -> bool:
    """Whether two raw values are one value, resting on the same claims."""
    if isinstance(one, Known) and isinstance(other, Known):
        return (one.low, one.high, set(one.claims)) == (other.low, other.high, set(other.claims))
    return one == other


def withheld(claim: Claim) -> str | None:
    """Why a claim may not be in a dossier: its licence, `PRIVATE`, or None when it may."""
    field = FIELDS.get(claim.field)
    if field is None or not field.public or _holds_address(claim.value) or _holds_address(claim.source_url):
        return PRIVATE
    return claim.licence if is_share_alike(claim.licence) else None


def _holds_address(value: object) -> bool:
    return isinstance(value, str) and "@" in value and _ADDRESS.search(value) is not None


def _published(
    place: SealedPlace,
    study: StudyFile,
    fields: Collection[str],
    *,
    around: Surroundings,
    left_out: Counter[str],
) -> SealedPlace:
    """The place with the claims that a dossier may hold, and what then has to be carried."""
    kept: dict[str, tuple[Claim, ...]] = {}
    changed = around != place.facts.surroundings
    for field in sorted(place.facts.claims.keys() & fields):
        said = place.facts.claims[field]
        reasons = [withheld(one) for one in said]
        kept[field] = said
        if any(reasons):
            changed = True
            left_out.update(filter(None, reasons))
            kept[field] = tuple(one for one, reason in zip(said, reasons, strict=True) if reason is None)
    sealed = replace(place, facts=replace(place.facts, claims=kept, surroundings=around))
    if not changed:
        return sealed
    again = measured(sealed, study)
    carried = frozenset(key for key, raw in again.items() if not says_the_same(raw, place.raws.get(key)))
    return replace(sealed, carried=carried)


def _claims_of(places: Iterable[SealedPlace]) -> Iterator[Claim]:
    for place in places:
        for said in place.facts.claims.values():
            yield from said


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
    identity = (one.place_id, one.name, str(one.corroboration))
    return (*identity, *(one.attributes.get(name) or "" for name in names))


def _claim_row(one: Claim) -> tuple[str, ...]:
    return (
        one.key, one.place_id, one.field, _written(one.value), one.unit or "", one.listing,
        one.record_id, one.licence, one.source_url or "", one.date or "",
    )  # fmt: skip


def _raw_rows(places: Sequence[SealedPlace]) -> Iterator[tuple[str, ...]]:
    for place in places:
        for key, raw in place.raws.items():
            origin = CARRIED if key in place.carried else MEASURED
            if isinstance(raw, Known):
                ends = _written(raw.low), _written(raw.high)
                yield (
                    place.place_id,
                    key,
                    "known",
                    *ends,
                    _written(raw.claims),
                    _written(raw.beside),
                    origin,
                )
            else:
                kind = "not_applicable" if isinstance(raw, NotApplicable) else "unknown"
                yield (place.place_id, key, kind, "", "", "", origin)


def _place(
    row: Mapping[str, str],
    claims: Mapping[str, list[Claim]],
    raws: Mapping[str, tuple[Raw, bool]],
    *,
    shared: PlaceFacts,
    around: Surroundings,
) -> SealedPlace:
    by_field = {field: tuple(said) for field, said in claims.items()}
    return SealedPlace(
        row["place_id"],
        row["name"],
        int(row["corroboration"]),
        {name: value or None for name, value in row.items() if name not in _PLACE_COLUMNS},
        replace(shared, place_id=row["place_id"], claims=by_field, surroundings=around),
        {key: raw for key, (raw, _) in raws.items()},
        frozenset(key for key, (_, carried) in raws.items() if carried),
    )


def _claims(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, list[Claim]]]:
    found: dict[str, dict[str, list[Claim]]] = {}
    for row in rows:
        one = Claim(
            key=row["key"], place_id=row["place_id"], field=row["field"], value=json.loads(row["value"]),
            listing=row["listing"], record_id=row["record_id"], licence=row["licence"], unit=row["unit"] or None,
            source_url=row["source_url"] or None, date=row["date"] or None,
        )  # fmt: skip
        found.setdefault(one.place_id, {}).setdefault(one.field, []).append(one)
    return found


def _raws(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, tuple[Raw, bool]]]:
    """Place → criterion → raw value, and whether it is carried."""
    found: dict[str, dict[str, tuple[Raw, bool]]] = {}
    for row in rows:
        raw: Raw = NotApplicable() if row["kind"] == "not_applicable" else Unknown()
        if row["kind"] == "known":
            claims = tuple(map(str, json.loads(row["claims"])))
            beside = tuple(map(str, json.loads(row["beside"])))
            raw = Known(json.loads(row["low"]), json.loads(row["high"]), claims, beside)
        found.setdefault(row["place_id"], {})[row["criterion"]] = raw, row["from"] == CARRIED
    return found


def _member(files: Mapping[str, bytes], name: str, *, file: str) -> bytes:
    if name not in files:
        raise DossierRefused(Words(f"un fichier {name}", f"a file {name}"), file=file, column=name)
    return files[name]


def _rows(content: bytes, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows of a file that has these columns, and maybe more; raises ValueError when it has not."""
    rows = csv.DictReader(io.StringIO(content.decode()), strict=True)
    absent = [name for name in columns if name not in (rows.fieldnames or ())]
    if absent:
        raise ValueError(", ".join(absent))
    return rows


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue().encode()
