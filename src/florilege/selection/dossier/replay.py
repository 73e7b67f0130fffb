"""A dossier replayed: measures taken again from the claims, the list solved again, and what differs, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from florilege.appraisal.indicators import Known, Raw
from florilege.appraisal.jury import jury_cells, silent_cell
from florilege.appraisal.marks import Marks, jury_criteria, read_marks
from florilege.appraisal.scores import cell
from florilege.faults import DossierRefused, Words
from florilege.selection.candidates import Entry, gather
from florilege.selection.dossier.archive import Opened
from florilege.selection.dossier.study_content import (
    MARKS,
    OVERRIDES,
    SELECTION,
    STAGES,
    STUDY,
    SealedPlace,
    measured,
    read_evidence,
)
from florilege.selection.overrides import changes_of, computed_list, with_left_out, with_published
from florilege.selection.prepared import prepare
from florilege.selection.select import select
from florilege.selection.selection_json import read_selection
from florilege.selection.stages import left_out, read_changes, read_stages
from florilege.selection.study_file import StudyFile, read_study
from florilege.selection.table import ids_of, read_table

TABLE = "candidates.csv"
KIND_STUDY, KIND_TABLE = "study", "table"
NEAR = 2e-8
"""Two numbers of a selection, written with eight decimals, are the same when they differ by no more."""
SHOWN = 12
"""Differences told of one sort; the others are counted."""
Data = Mapping[str, object]


class Options(TypedDict):
    """How a selection was asked for."""

    explain: str | None
    ranked: bool | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found. differences : in words, none when all is the same; versions : software that changed."""

    selection: Data
    differences: tuple[Words, ...]
    versions: tuple[Words, ...]

    @property
    def is_same(self) -> bool:
        return not self.differences


def replay(dossier: Opened, versions: Mapping[str, str], *, file: str) -> Replayed:
    """Compute all that a dossier rests on again; raises InputRefused when one of its files cannot be read.

    versions : of the software that replays, by name
    """
    recorded = read_selection(_text(dossier, SELECTION, file=file), file=f"{file}:{SELECTION}")
    if dossier.manifest.get("kind") == KIND_TABLE:
        computed, measures = _table_again(dossier, file=file), list[Words]()
    else:
        computed, measures = _study_again(dossier, file=file)
    found = (*measures, *_compared(recorded, computed))
    return Replayed(computed, found, _changed_versions(dossier.manifest, versions))


def _table_again(dossier: Opened, *, file: str) -> Data:
    study = read_study(_text(dossier, STUDY, file=file), file=f"{file}:{STUDY}", table=True)
    table = _text(dossier, TABLE, file=file)
    marks = _marks(dossier, study, ids_of(table), file=file)
    return select(study, read_table(table, study, file=f"{file}:{TABLE}", marks=marks), **_options(dossier))


def _study_again(dossier: Opened, *, file: str) -> tuple[Data, list[Words]]:
    study = read_study(_text(dossier, STUDY, file=file), file=f"{file}:{STUDY}")
    places = read_evidence(dossier.files, file=file)
    marks = _marks(dossier, study, [one.place_id for one in places], file=file)
    differences: list[Words] = []
    entries = _entries(places, study, marks, differences)
    candidates = gather(entries, study, marks)
    log = read_stages(_optional(dossier, STAGES), file=f"{file}:{STAGES}")
    changed = read_changes(_optional(dossier, OVERRIDES), file=f"{file}:{OVERRIDES}")
    question = with_left_out(study, left_out(frozenset(candidates.ids), log, study.stages))
    found = select(question, candidates, **_options(dossier))
    changes = changes_of((*log, *changed), computed_list(found)) if found["status"] == "optimal" else ()
    return with_published(found, changes, lambda: prepare(question, candidates)), differences


def _entries(
    places: Sequence[SealedPlace], study: StudyFile, marks: Marks | None, differences: list[Words]
) -> list[Entry]:
    """The places measured again; each measure that is not the one recorded is a difference."""
    said = jury_cells(marks or Marks(()), study.grid)
    names = {one.key: one.title for one in study.grid.criteria}
    entries, moved = [], []
    for place in places:
        raws = measured(place, study)
        for key, raw in raws.items():
            if not _same_raw(raw, place.raws.get(key)):
                moved.append(_moved(names[key], place, place.raws.get(key), raw))
        try:
            cells = {
                one.key: said[one.key].get(place.place_id, silent_cell(one))
                if one.source == "jury"
                else cell(one, raws[one.key])
                for one in study.grid.criteria
            }
        except KeyError as error:
            raise DossierRefused(
                Words("une catégorie de la grille", "a category of the grid"),
                value=str(error),
                column=place.place_id,
            ) from error
        entries.append(Entry(place.place_id, place.name, cells, place.attributes, place.corroboration))
    differences += _few(moved)
    return entries


def _compared(recorded: Data, computed: Data) -> list[Words]:
    """The differences between two selections: the list first, then place by place, then the rest key by key."""
    names = {str(one["place_id"]): str(one["name"]) for said in (recorded, computed) for one in _places(said)}
    found = [
        *_lists(recorded, computed, "selected", names, Words("liste calculée", "computed list")),
        *_lists(recorded, computed, "published", names, Words("liste publiée", "published list")),
    ]
    before, after = ({str(one["place_id"]): one for one in _places(said)} for said in (recorded, computed))
    for one in sorted(before.keys() ^ after.keys()):
        fr, en = ("le dossier", "the dossier") if one in before else ("le calcul", "the computation")
        found.append(
            Words(f"candidat {names[one]} : dans {fr} seulement", f"candidate {names[one]}: in {en} only")
        )
    told: dict[str, list[Words]] = {}
    for one in sorted(before.keys() & after.keys()):
        for path, old, new in _differing(before[one], after[one]):
            field = path.split(".")[0].split("[")[0]
            told.setdefault(field, []).append(_changed(f"{names[one]}, {path}", old, new))
    for words in told.values():
        found += _few(words)
    rest = [
        _changed(path, old, new)
        for key in sorted((recorded.keys() | computed.keys()) - {"selected", "not_selected", "published"})
        for path, old, new in _differing(recorded.get(key), computed.get(key), key)
    ]
    return [*found, *_few(rest)]


def _lists(
    recorded: Data, computed: Data, key: str, names: Mapping[str, str], title: Words
) -> Iterator[Words]:
    before, after = _ids(recorded, key), _ids(computed, key)
    for one in sorted(before ^ after):
        name = names.get(one, one)
        if one in before:
            yield Words(
                f"{title.fr} : {name} y était, n’y est plus", f"{title.en}: {name} was in, is no longer"
            )
        else:
            yield Words(f"{title.fr} : {name} n’y était pas, y est", f"{title.en}: {name} was not in, is now")


def _changed(what: str, before: str, after: str) -> Words:
    return Words(
        f"{what} : {before} dans le dossier, {after} au calcul",
        f"{what}: {before} in the dossier, {after} computed",
    )


def _moved(criterion: Words, place: SealedPlace, before: Raw | None, after: Raw) -> Words:
    old, new = _told(before), _told(after)
    return Words(
        f"« {criterion.fr} » de {place.name} ({place.place_id}) : {old} dans le dossier, {new} mesuré de nouveau",
        f'"{criterion.en}" of {place.name} ({place.place_id}): {old} in the dossier, {new} measured again',
    )


def _differing(before: object, after: object, path: str = "") -> Iterator[tuple[str, str, str]]:
    """(path, before, after) of each difference between two values read from JSON."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _differing(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for rank, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _differing(one, other, f"{path}[{rank}]")
    elif isinstance(before, int | float) and isinstance(after, int | float) and type(before) is not bool:
        if abs(before - after) > NEAR:
            yield path, f"{before:g}" if before != round(before, 6) else str(before), str(after)
    elif before != after:
        yield path, _short(before), _short(after)


def _changed_versions(manifest: Data, versions: Mapping[str, str]) -> tuple[Words, ...]:
    sealed = manifest.get("software")
    before = {str(key): str(value) for key, value in sealed.items()} if isinstance(sealed, Mapping) else {}
    return tuple(
        Words(
            f"{name} : {before.get(name, 'inconnu')} au scellement, {versions.get(name, 'absent')} ici",
            f"{name}: {before.get(name, 'unknown')} when sealed, {versions.get(name, 'absent')} here",
        )
        for name in sorted(before.keys() | versions.keys())
        if before.get(name) != versions.get(name)
    )


def _marks(
    dossier: Opened, study: StudyFile, places: Sequence[str] | frozenset[str], *, file: str
) -> Marks | None:
    if not jury_criteria(study.grid):
        return None
    return read_marks(
        _text(dossier, MARKS, file=file), study.grid, file=f"{file}:{MARKS}", places=frozenset(places)
    )


def _options(dossier: Opened) -> Options:
    said = dossier.manifest.get("options")
    told = said if isinstance(said, Mapping) else {}
    explain, ranked = told.get("explain"), told.get("ranked")
    return Options(
        explain=str(explain) if explain in ("none", "kept", "all") else None,
        ranked=ranked if isinstance(ranked, bool) else None,
    )


def _same_raw(one: Raw, other: Raw | None) -> bool:
    if isinstance(one, Known) and isinstance(other, Known):
        return one == replace(other, claims=one.claims) and set(one.claims) == set(other.claims)
    return one == other


def _told(raw: Raw | None) -> str:
    if isinstance(raw, Known):
        return str(raw.low) if raw.low == raw.high else f"{raw.low}..{raw.high}"
    return "?" if raw is None else type(raw).__name__


def _few(words: Sequence[Words]) -> list[Words]:
    """The first differences of a sort, and how many more there are."""
    if len(words) <= SHOWN:
        return list(words)
    more = len(words) - SHOWN
    return [*words[:SHOWN], Words(f"… et {more} autres de cette sorte", f"… and {more} more of this sort")]


def _places(selection: Data) -> list[Mapping[str, object]]:
    found: list[Mapping[str, object]] = []
    for key in ("selected", "not_selected"):
        part = selection.get(key)
        found += part if isinstance(part, list) else []
    return found


def _ids(selection: Data, key: str) -> set[str]:
    part = selection.get(key)
    return (
        {str(one["place_id"] if isinstance(one, Mapping) else one) for one in part}
        if isinstance(part, list)
        else set()
    )


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 90 else f"{text[:88]}…"


def _text(dossier: Opened, name: str, *, file: str) -> str:
    if name not in dossier.files:
        raise DossierRefused(Words(f"un fichier {name}", f"a file {name}"), file=file, column=name)
    return _decoded(dossier.files[name], name, file=file)


def _optional(dossier: Opened, name: str) -> str:
    return _decoded(dossier.files[name], name, file=name) if name in dossier.files else ""


def _decoded(content: bytes, name: str, *, file: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise DossierRefused(Words("un texte en UTF-8", "a text in UTF-8"), file=file, column=name) from error
