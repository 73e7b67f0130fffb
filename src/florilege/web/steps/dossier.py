"""A step of a study: its selection sealed, all that it rests on gathered from store and folder into one file."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from florilege.appraisal.marks import jury_criteria
from florilege.csv_lines import read_cells, write_lines
from florilege.evidence.privacy import publishable, without_addresses
from florilege.faults import StudyFileRefused, Words
from florilege.selection.dossier.archive import pack, unbundled
from florilege.selection.dossier.explained import readme
from florilege.selection.dossier.replay import KIND_STUDY, TABLE
from florilege.selection.dossier.study_content import (
    MARKS,
    OVERRIDES,
    README,
    SELECTION,
    STAGES,
    STUDY,
    under_pseudonyms,
)
from florilege.selection.dossier.table_content import packed_table
from florilege.selection.dossier.versions import software
from florilege.selection.selection_json import selection_text
from florilege.selection.stages import CHANGE_COLUMNS, COLUMNS, StageDecision
from florilege.web.acts.stage_log import decisions_of
from florilege.web.steps.step import (
    JUDGING_ROOMS,
    Counts,
    Progress,
    StepReport,
    last_fingerprint,
    run_step,
    software_fingerprint,
)
from florilege.web.study.candidates import marks_of
from florilege.web.study.folder import fingerprint
from florilege.web.study.models import Evidence
from florilege.web.study.open_study import OpenStudy
from florilege.web.study.selections import document_of, selection_of


def seal_study(study: OpenStudy, *, date: str, key: Ed25519PrivateKey | None = None) -> bytes:
    """The dossier of a study's selection as last computed; raises StudyFileRefused when there is none.

    date : written in the manifest, "" for none
    """
    run = selection_of(study.row)
    held = Evidence.objects.filter(study=study.row).first()
    if run is None or held is None or run.published is None:
        raise StudyFileRefused(
            Words("une sélection déjà calculée", "a selection that has been computed"),
            file=study.file.file,
            hint=Words("florilege build, puis recommencer", "run florilege build, then try again"),
        )
    log, changed = decisions_of(study)
    evidence = unbundled(bytes(held.content), file=study.file.file)
    files = {
        STUDY: study.text.encode(),
        **evidence,
        STAGES: _decisions(log, (*COLUMNS[:2], "outcome")),
        OVERRIDES: _decisions(changed, ("place_id", "change")),
        SELECTION: selection_text(publishable(document_of(run))).encode(),
    }
    if jury_criteria(study.file.grid):
        files[MARKS] = under_pseudonyms(marks_of(study))
    if study.file.candidates:
        files[TABLE] = _without_addresses(evidence[TABLE])
        return packed_table(files, study.file, software(), date=date, file=study.file.file, key=key)
    about: dict[str, object] = {
        "kind": KIND_STUDY, "study": study.file.slug, "date": date or None, "seed": study.file.robustness.seed,
        "options": {"explain": "all", "ranked": None}, "software": software(),
    }  # fmt: skip
    return pack({**files, README: readme(study.file.title)}, about, key=key)


def dossier_step(study: OpenStudy, force: bool, _progress: Progress) -> StepReport:
    """Keep the dossier that is published with the study: undated and unsigned, the same for the same store.

    None where a jury has marked: who gave which marks may be guessed from them, whatever the names.
    """

    def inputs() -> str:
        return fingerprint(last_fingerprint(study.row, "decide"), software_fingerprint(*JUDGING_ROOMS))

    def work() -> Counts:
        content = b"" if jury_criteria(study.file.grid) else seal_study(study, date="")
        Evidence.objects.filter(study=study.row).update(dossier=content)
        return {"kB": len(content) // 1000}

    return run_step(study, "dossier", inputs=inputs, work=work, force=force)


def _without_addresses(table: bytes) -> bytes:
    """A table of candidates without any electronic address, as all that is published."""
    rows = [[without_addresses(one) for one in cells] for _, cells in read_cells(table.decode(), file=TABLE)]
    return write_lines(rows[0], rows[1:]).encode()


def _decisions(said: tuple[StageDecision, ...], head: tuple[str, ...]) -> bytes:
    """Decisions as their file has them, without any electronic address."""
    columns = COLUMNS if len(head) == 3 else CHANGE_COLUMNS
    rows = [
        (
            one.place_id, *((one.stage,) if len(head) == 3 else ()), one.outcome, without_addresses(one.reason.fr),
            without_addresses(one.reason.en), without_addresses(one.author), one.date,
        )
        for one in said
    ]  # fmt: skip
    return write_lines(columns, rows).encode()
