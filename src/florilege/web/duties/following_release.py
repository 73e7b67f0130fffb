"""What a release of the programme changes for those who are registered, once it is public: begun again where it was cut short."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from florilege.exchange.programme import read_programme
from florilege.exchange.releases import changes
from florilege.faults import Words
from florilege.web.background.performing import Piece
from florilege.web.exchange import releases_followed
from florilege.web.study.folder import open_folder

NOTHING = Words("première version : rien n’a changé", "first release: nothing has changed")


def follow(piece: Piece) -> Words:
    """The duty of a release."""
    number = int(piece.arguments["number"])
    folder = open_folder(Path(settings.FLORILEGE_STUDY_FOLDER))
    paths = [one for one in folder.programme_releases if int(one.stem) <= number]
    if len(paths) < 2:
        return NOTHING
    before, now = (read_programme(folder.text(path), file=str(path)) for path in paths[-2:])
    written = releases_followed.follow(piece.study, now, f"release {number}", changes(before, now))
    return Words(f"personnes prévenues : {written}", f"people notified: {written}")
