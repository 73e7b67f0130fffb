"""Old letters forgotten: their address and text go, what was sent when and whether it arrived stays."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from florilege.faults import Words
from florilege.web.background import recovery
from florilege.web.background.performing import Piece
from florilege.web.letters.models import Letter


def erase(piece: Piece) -> Words:
    """The duty of the daily erasure: of letters, and of work done behind the pages, older than the settings say."""
    days = settings.FLORILEGE_LETTERS_DAYS
    letters, works = erase_letters(piece.study, days=days), recovery.forget(piece.study, days=days)
    return Words(
        f"{letters} lettres effacées, {works} travaux oubliés",
        f"{letters} letters erased, {works} jobs forgotten",
    )


def erase_letters(study: str, *, days: int) -> int:
    """Erase address, subject, text and words of the server of letters older than some days; returns how many."""
    now = timezone.now()
    old = Letter.objects.filter(study=study, erased__isnull=True, made__lt=now - timedelta(days=days))
    return old.update(to="", subject="", body="", sealed="", fault="", erased=now)
