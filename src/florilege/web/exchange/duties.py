"""What is done of exchange days behind the pages: holds that end, offers that end, seats shared out on the day said."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from florilege.faults import InputRefused, Words
from florilege.web.background.kinds import REGISTRATION_HOLD
from florilege.web.background.performing import Piece
from florilege.web.background.queue import enqueue
from florilege.web.exchange import participant_letters, registrations, seating, sharing
from florilege.web.exchange.models import HELD, Registration
from florilege.web.exchange.programmes import public_programme

NOTHING = Words("rien à faire", "nothing to do")


def write_letters(piece: Piece) -> Words:
    """The duty of those who have just registered: to each, the letter with her link, once."""
    held = public_programme(piece.study)
    waiting = Registration.objects.filter(study=piece.study, state=HELD, written__isnull=True)
    written = 0
    for key in list(waiting.values_list("pk", flat=True)) if held is not None else ():
        with transaction.atomic():
            row = waiting.select_for_update().filter(pk=key).first()
            if row is not None and held is not None:
                participant_letters.registered(row, held)
                row.written = timezone.now()
                row.save(update_fields=("written",))
                written += 1
    _end_next_hold(piece.study)
    return Words(f"lettres écrites : {written}", f"letters written: {written}")


def end_holds(piece: Piece) -> Words:
    """The duty of holds: seats of addresses that were never confirmed in time go to the next; then that of those to come."""
    held = public_programme(piece.study)
    waiting = Registration.objects.filter(study=piece.study, state=HELD).order_by("held_until")
    due = list(waiting.filter(held_until__lte=timezone.now()))
    ended = sum(registrations.give_up(row, held, lapsed=True) for row in due)
    _end_next_hold(piece.study)
    return Words(
        f"places rendues par {ended} inscriptions dont l’adresse n’a pas été confirmée",
        f"seats freed by {ended} registrations whose address was not confirmed",
    )


def _end_next_hold(study: str) -> None:
    """Have the hold that ends first looked at when it does."""
    waiting = Registration.objects.filter(study=study, state=HELD, held_until__isnull=False).order_by(
        "held_until"
    )
    first = waiting.first()
    if first is not None:
        enqueue(REGISTRATION_HOLD, "holds", study=study, due=first.held_until)


def end_offer(piece: Piece) -> Words:
    """The duty of an offer: a seat that nobody took goes to the next."""
    held = public_programme(piece.study)
    if held is None:
        return NOTHING
    offered = datetime.fromisoformat(str(piece.arguments["offered"]))
    if not seating.lapse(int(piece.arguments["seat"]), offered, held):
        return NOTHING
    return Words("place passée à la personne suivante", "freed seat offered to the next person")


def share_out(piece: Piece) -> Words:
    """The duty of the day on which seats are shared out."""
    held = public_programme(piece.study)
    if held is None or not sharing.are_gathered(piece.study, held):
        return NOTHING
    day = held.rules.shared_out
    if day is not None and registrations.today(held) < day:  # put off since it was planned
        sharing.share_on_the_day(piece.study, held)
        return NOTHING
    try:
        made = sharing.share_out(piece.study, held, who="")
    except InputRefused:
        return NOTHING  # a person did it before
    return Words(f"{len(made)} créneaux répartis", f"{len(made)} slots allocated")
