"""What came of a trial, asked a year later of whoever wanted to try."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from florilege.faults import Words
from florilege.web.background.performing import NotAgain, Piece
from florilege.web.practices import trials
from florilege.web.practices.models import TrialWish
from florilege.web.study.folder import open_folder

GONE = Words("essai effacé", "the request was removed")
WRITTEN = Words("une lettre écrite", "one letter written")
NOTHING = Words(
    "rien à demander : la réponse est là, ou l’adresse effacée", "nothing to ask: answered, or address erased"
)


def follow_up(piece: Piece) -> Words:
    """The duty of asking what came of a trial."""
    found = TrialWish.objects.filter(pk=int(piece.arguments["wish"]), study=piece.study).first()
    if found is None:
        raise NotAgain(GONE)
    folder = open_folder(Path(settings.FLORILEGE_STUDY_FOLDER))
    return WRITTEN if trials.ask_again(found, folder) else NOTHING
