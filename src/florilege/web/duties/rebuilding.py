"""The study rebuilt after what was accepted: what the live site shows follows."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from florilege.faults import Words
from florilege.web.background.performing import Later, Piece
from florilege.web.contributions.answers import follow_journal
from florilege.web.steps import chain
from florilege.web.study.folder import open_folder
from florilege.web.study.locked_store import StoreLocked
from florilege.web.study.open_study import open_study

LAST = "editorial"
"""The last step that the live site reads; `florilege publish` writes a static edition when the team wants one."""
LOCKED = Words("une autre commande écrit dans le magasin", "another command is writing to the store")
NO_LIST = Words(
    " ; aucune liste ne respecte les règles de l’étude, la page de la sélection le dit",
    "; no list satisfies the rules of the study, as the selection page says",
)


def rebuild(_piece: Piece) -> Words:
    """The duty of a rebuilding: run the steps that have something to do; raises InputRefused as they do."""
    try:
        done = chain.run_chain(
            Path(settings.FLORILEGE_STUDY_FOLDER), last=LAST, out=None, force=(), progress=lambda *_: None
        )
    except StoreLocked as fault:
        raise Later(LOCKED) from fault
    # acts taken back by hand in the file are told to whoever proposed what they accepted
    study = open_study(open_folder(Path(settings.FLORILEGE_STUDY_FOLDER)))
    follow_journal(study.folder, study.file.slug)
    changed = sum(not report.unchanged for report in done.reports)
    more = NO_LIST if done.infeasible else Words("", "")
    return Words(
        f"{changed} étapes refaites sur {len(done.reports)}{more.fr}",
        f"{changed} of {len(done.reports)} steps run again{more.en}",
    )
