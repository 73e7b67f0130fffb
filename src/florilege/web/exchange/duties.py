"""What is done of exchange days behind the pages: holds that end, offers that end, seats shared out on the day said."""

from __future__ import annotations

from datetime import datetime

from florilege.faults import InputRefused, Words
from florilege.web.background.performing import Piece
from florilege.web.exchange import registrations, seating, sharing
from florilege.web.exchange.models import Registration
from florilege.web.exchange.programmes import public_programme

NOTHING = Words("rien à faire", "nothing to do")


def end_hold(piece: Piece) -> Words:
    """The duty of a hold: seats of an address that was never confirmed go to the next."""
    row = Registration.objects.filter(key=str(piece.arguments["registration"]), study=piece.study).first()
    if row is None or not registrations.give_up(row, public_programme(piece.study), lapsed=True):
        return NOTHING
    return Words("places rendues : adresse jamais confirmée", "seats given back: address never confirmed")


def end_offer(piece: Piece) -> Words:
    """The duty of an offer: a seat that nobody took goes to the next."""
    held = public_programme(piece.study)
    if held is None:
        return NOTHING
    offered = datetime.fromisoformat(str(piece.arguments["offered"]))
    if not seating.lapse(int(piece.arguments["seat"]), offered, held):
        return NOTHING
    return Words("place passée à la personne suivante", "seat passed on to the next person")


def share_out(piece: Piece) -> Words:
    """The duty of the day on which seats are shared out."""
    held = public_programme(piece.study)
    if held is None:
        return NOTHING
    try:
        made = sharing.share_out(piece.study, held, who="")
    except InputRefused:
        return NOTHING  # a person did it before
    return Words(f"{len(made)} créneaux répartis", f"{len(made)} slots shared out")
