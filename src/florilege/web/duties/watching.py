"""A round of the watch: the web sites of the places that are due, visited politely."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from florilege.faults import Words
from florilege.web.background.performing import NotAgain, Piece
from florilege.web.study.folder import open_folder
from florilege.web.study.open_study import open_study
from florilege.web.watch import operations
from florilege.web.watch.guard import Guard
from florilege.web.watch.rounds import CONTACT, Manner

NO_CONTACT = Words(
    "FLORILEGE_CONTACT doit donner une adresse ou une page où joindre qui répond des visites",
    "FLORILEGE_CONTACT must give an address or a page where whoever answers for the visits can be reached",
)


def watch(piece: Piece) -> Words:
    """The duty of a round: visit the sites that are due; what was seen is kept visit by visit, and claimed at the next build.

    Twice on one day, it visits nothing again.
    """
    return visit(piece, Guard())


def visit(_piece: Piece, guard: Guard) -> Words:
    """A round that may go where the guard lets it."""
    contact = settings.FLORILEGE_CONTACT
    if not CONTACT.fullmatch(contact):
        raise NotAgain(NO_CONTACT)
    manner = Manner(contact=contact, today=timezone.localdate().isoformat(), guard=guard)
    study = open_study(open_folder(Path(settings.FLORILEGE_STUDY_FOLDER)))
    made = operations.watch(study, manner, progress=lambda *_: None).made
    return Words(
        f"{len(made.visits)} sites visités, {made.not_due} pas encore à revoir, {made.cut_short} visites coupées",
        f"{len(made.visits)} sites visited, {made.not_due} not due yet, {made.cut_short} visits cut short",
    )
