"""A dossier replayed: measures taken again from the claims, the list solved again, and what differs, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from msgspec import Struct
from msgspec.structs import replace

from florilege.appraisal.indicators import Known, Raw
from florilege.appraisal.jury import jury_cells, silent_cell
from florilege.appraisal.marks import Marks, jury_criteria, read_marks
from florilege.appraisal.scores import cell
from florilege.faults import DossierRefused, Words
from florilege.selection.candidates import Candidates, Entry, gather
from florilege.selection.dossier.archive import Opened, open_dossier
from florilege.selection.dossier.differences import compared, differ_in_words_alone, few
from florilege.selection.dossier.study_content import (
    MARKS,
    OVERRIDES,
    SELECTION,
    STAGES,
    STUDY,
    SealedPlace,
    measured,
    read_evidence,
    says_the_same,
)
from florilege.selection.overrides import changes_of, computed_list, published_list, with_left_out
from florilege.selection.prepared import prepare
from florilege.selection.select import select
from florilege.selection.selection_json import read_selection, selection_text
from florilege.selection.stages import left_out, read_changes, read_stages
from florilege.selection.study_file import StudyFile, read_study
from florilege.selection.table import ids_of, read_table

TABLE = "candidates.csv"
REPORTED = 5
"""Differences listed by a refusal to seal."""
KIND_STUDY, KIND_TABLE = "study", "table"
Data = Mapping[str, object]


class Options(TypedDict):
    """How a selection was asked for."""

    explain: str | None
    ranked: bool | None


class Replayed(Struct, frozen=True):
    """What a replay found.

    differences : in words, none when all is the same; versions : software that changed
    carried : raw values taken as they were sealed, since what they rest on may not be in a dossier
    words_alone : whether lists and numbers are the same, and sentences alone are worded otherwise
    """

    selection: Data
    differences: tuple[Words, ...]
    versions: tuple[Words, ...]
    carried: int = 0
    words_alone: bool = False

    @property
    def is_same(self) -> bool:
        return not self.differences


def replay(dossier: Opened, versions: Mapping[str, str], *, file: str) -> Replayed:
    """Compute all that a dossier rests on again; raises InputRefused when one of its files cannot be read.

    versions : of the software that replays, by name
    """
    recorded = read_selection(_text(dossier, SELECTION, file=file), file=f"{file}:{SELECTION}")
    if dossier.manifest.get("kind") == KIND_TABLE:
        computed, measures, carried = _table_again(dossier, recorded, file=file), list[Words](), 0
    else:
        places = read_evidence(dossier.files, file=file)
        carried = sum(len(one.carried) for one in places)
        computed, measures = _study_again(dossier, places, recorded, file=file)
    as_written = read_selection(selection_text(computed), file=SELECTION)
    found = (*measures, *compared(recorded, as_written))
    words_alone = bool(found) and not measures and differ_in_words_alone(recorded, as_written)
    return Replayed(computed, found, _changed_versions(dossier.manifest, versions), carried, words_alone)


def check_same(content: bytes, versions: Mapping[str, str], *, file: str) -> None:
    """Refuse to seal what would not be found again: a dossier just packed is replayed before anyone is given it.

    file : the selection, for the refusal. Raises DossierRefused with what differs.
    """
    found = replay(open_dossier(content, file=file), versions, file=file)
    if found.is_same:
        return
    more = len(found.differences) - REPORTED
    tail = Words(f" ; et {more} autres", f"; and {more} more") if more > 0 else Words("", "")
    fr, en = (
        "; ".join(one.in_language(name) for one in found.differences[:REPORTED]) for name in ("fr", "en")
    )
    raise DossierRefused(
        Words(
            f"la sélection que donnent cette étude et ces candidats ; or {fr}{tail.fr}",
            f"the selection that results from this study and these candidates; but {en}{tail.en}",
        ),
        file=file,
        hint=Words("la refaire avec florilege select, puis sceller", "run florilege select again, then seal"),
    )


def _table_again(dossier: Opened, recorded: Data, *, file: str) -> dict[str, object]:
    study = read_study(_text(dossier, STUDY, file=file), file=f"{file}:{STUDY}", table=True)
    table = _text(dossier, TABLE, file=file)
    marks = _marks(dossier, study, ids_of(table, study, file=f"{file}:{TABLE}"), file=file)
    candidates = read_table(table, study, file=f"{file}:{TABLE}", marks=marks)
    if STAGES not in dossier.files:  # sealed from the command line: a table alone, which no person decided of
        return _solved(study, candidates, dossier, recorded)
    return _decided_again(study, candidates, dossier, recorded, file=file)


def _study_again(
    dossier: Opened, places: Sequence[SealedPlace], recorded: Data, *, file: str
) -> tuple[dict[str, object], list[Words]]:
    study = read_study(_text(dossier, STUDY, file=file), file=f"{file}:{STUDY}")
    marks = _marks(dossier, study, [one.place_id for one in places], file=file)
    differences: list[Words] = []
    entries = _entries(places, study, marks, differences)
    candidates = gather(entries, study, marks)
    return _decided_again(study, candidates, dossier, recorded, file=file), differences


def _decided_again(
    study: StudyFile, candidates: Candidates, dossier: Opened, recorded: Data, *, file: str
) -> dict[str, object]:
    """The selection computed again, and beside it the list published: with what persons decided before and after."""
    log = read_stages(_optional(dossier, STAGES), file=f"{file}:{STAGES}")
    changed = read_changes(_optional(dossier, OVERRIDES), file=f"{file}:{OVERRIDES}")
    question = with_left_out(study, left_out(frozenset(candidates.ids), log, study.stages))
    found = _solved(question, candidates, dossier, recorded)
    computed = computed_list(found)
    changes = changes_of((*log, *changed), computed) if found["status"] == "optimal" else ()
    listed = published_list(computed, changes, lambda: prepare(question, candidates))
    return listed.beside(found)


def _solved(study: StudyFile, candidates: Candidates, dossier: Opened, recorded: Data) -> dict[str, object]:
    """The selection computed again, over as many draws as were done: a budget of seconds may have cut them short."""
    done, asked = recorded.get("draws"), study.robustness.draws
    if study.robustness.seconds is None or not isinstance(done, int) or not 0 <= done <= asked:
        return select(study, candidates, **_options(dossier)).to_dict()
    as_done = replace(study, robustness=replace(study.robustness, draws=done, seconds=None))
    found = select(as_done, candidates, **_options(dossier)).to_dict()
    if "draws_asked" in found:
        found["draws_asked"] = asked
    return found


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
            if not says_the_same(raw, place.raws.get(key)):
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
    differences += few(moved)
    return entries


def _moved(criterion: Words, place: SealedPlace, before: Raw | None, after: Raw) -> Words:
    old, new = _described(before), _described(after)
    return Words(
        f"« {criterion.fr} » de {place.name} ({place.place_id}) : {old} enregistré, {new} mesuré de nouveau",
        f'"{criterion.en}" of {place.name} ({place.place_id}): {old} recorded, {new} measured now',
    )


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
    options = said if isinstance(said, Mapping) else {}
    explain, ranked = options.get("explain"), options.get("ranked")
    return Options(
        explain=str(explain) if explain in ("none", "kept", "all") else None,
        ranked=ranked if isinstance(ranked, bool) else None,
    )


def _described(raw: Raw | None) -> str:
    if isinstance(raw, Known):
        return str(raw.low) if raw.low == raw.high else f"{raw.low}..{raw.high}"
    return "?" if raw is None else type(raw).__name__


def _text(dossier: Opened, name: str, *, file: str) -> str:
    if name not in dossier.files:
        raise DossierRefused(Words(f"un fichier {name}", f"a file {name}"), file=file, column=name)
    return _decoded(dossier.files[name], name, file=file)


def _optional(dossier: Opened, name: str) -> str:
    return _decoded(dossier.files[name], name, file=name) if name in dossier.files else ""


def _decoded(content: bytes, name: str, *, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DossierRefused(Words("un texte en UTF-8", "UTF-8 text"), file=file, column=name) from error
