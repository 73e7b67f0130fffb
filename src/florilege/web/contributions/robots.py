"""Against robots, without a third party: a trap, time, work and a rate.

The form holds a field that people do not see; it cannot come back faster than it can be filled; the browser spends
about a second of work on it (a SHA-256 beginning with zeros, after Back, "Hashcash", 2002); and an address of the network
sends a few an hour. Without script there is no work: the form then waits longer, and fewer are taken.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from msgspec import Struct

from florilege.faults import Words
from florilege.web.contributions.models import Proposal

TRAP = "site_personnel"
"""Name of the field that only robots fill."""
BITS = 16
"""Zeros that the work asks for: some 65,000 hashes, a second on a telephone."""
LEAST, LEAST_WITHOUT_WORK, MOST = 4, 15, 12 * 3600
"""Seconds between the form and its coming back."""
HOUR = timedelta(hours=1)
CODES_AN_HOUR, NETWORKS = 20, 10_000
_TRIED: dict[str, list[float]] = {}
_SALT = "florilege.contributions"


class RobotSuspected(Exception):
    """A form that is not taken. words : what to do; busy : whether it is only too many at once"""

    def __init__(self, words: Words, *, busy: bool = False) -> None:
        super().__init__(words.en)
        self.words, self.busy = words, busy


class Answer(Struct, frozen=True):
    """What comes back with a form: its challenge, the number found, the trap, and the network's address."""

    challenge: str
    number: str
    trap: str
    address: str


def challenge() -> str:
    """A new challenge, signed with the moment at which the form was given."""
    return signing.TimestampSigner(salt=_SALT).sign(get_random_string(16))


def checked(answer: Answer, among: type[models.Model] = Proposal) -> tuple[str, str]:
    """(origin, challenge) to keep with what is proposed; raises RobotSuspected with what to do.

    among : the rows that hold those of before, by `origin`, `challenge` and `made`
    """
    kept_before = among._default_manager
    origin, kept, worked = examined(answer)
    if kept_before.filter(challenge=kept).exists():
        raise RobotSuspected(
            Words(
                "Ce formulaire a déjà servi : ouvrir la page du lieu à nouveau.",
                "This form was already used: open the page of the place again.",
            )
        )
    allowed = (
        settings.FLORILEGE_PROPOSALS_AN_HOUR if worked else max(1, settings.FLORILEGE_PROPOSALS_AN_HOUR // 3)
    )
    recent = kept_before.filter(origin=origin, made__gt=timezone.now() - HOUR).count()
    if recent >= allowed:
        raise RobotSuspected(
            Words(
                "Trop de propositions sont venues de ce réseau depuis une heure : réessayer plus tard.",
                "Too many proposals have come from this network in the last hour: try again later.",
            ),
            busy=True,
        )
    return origin, kept


def examined(answer: Answer) -> tuple[str, str, bool]:
    """(origin, challenge) to keep, and whether the work was done; raises RobotSuspected. What came before is not looked at."""
    if answer.trap:
        raise RobotSuspected(Words("Ce formulaire n’a pas pu être lu.", "This form could not be read."))
    worked = works(answer.challenge, answer.number)
    _timed(answer.challenge, LEAST if worked else LEAST_WITHOUT_WORK)
    return origin_of(answer.address), hashlib.sha256(answer.challenge.encode()).hexdigest(), worked


def counted(address: str) -> None:
    """Count a code tried from an address of the network; raises RobotSuspected for too many: codes are not guessed.

    Tries are counted in the process, which forgets them when it ends: of 31 signs twenty times, none is ever found so.
    """
    check_tries(address)
    note_try(address)


def check_tries(address: str) -> None:
    """Raises RobotSuspected where too many codes were tried from an address of the network within the hour."""
    if len(_recent(origin_of(address))) >= CODES_AN_HOUR:
        raise RobotSuspected(
            Words(
                "Trop de codes essayés : réessayer dans une heure.",
                "Too many codes tried: try again in an hour.",
            ),
            busy=True,
        )


def note_try(address: str) -> None:
    """Count one code tried from an address of the network."""
    origin = origin_of(address)
    recent = _recent(origin)
    if len(_TRIED) > NETWORKS:
        _TRIED.clear()
    _TRIED[origin] = [*recent, time.monotonic()]


def _recent(origin: str) -> list[float]:
    now = time.monotonic()
    return [one for one in _TRIED.get(origin, ()) if now - one < HOUR.total_seconds()]


def works(challenge_: str, number: str) -> bool:
    """Whether a number solves a challenge."""
    if not (number.isascii() and number.isdigit() and len(number) <= 12):
        return False
    digest = hashlib.sha256(f"{challenge_}:{number}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - BITS) == 0


def origin_of(address: str) -> str:
    """A keyed hash of an address of the network: tells whether two proposals of a day came from one, and no more.

    An IPv6 network is one sender by its first 64 bits.
    """
    network = ":".join(address.split(":")[:4]) if ":" in address else address
    said = f"{timezone.localdate().isoformat()} {network}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


def _timed(challenge_: str, least: int) -> None:
    signer = signing.TimestampSigner(salt=_SALT)
    old = Words(
        "Ce formulaire est resté ouvert trop longtemps : l’envoyer à nouveau.",
        "This form stayed open for too long: send it again.",
    )
    try:
        signer.unsign(challenge_, max_age=MOST)
    except signing.SignatureExpired:
        raise RobotSuspected(old) from None
    except signing.BadSignature:
        raise RobotSuspected(
            Words(
                "Ce formulaire n’est pas l’un des nôtres : ouvrir la page du lieu à nouveau.",
                "This form is not one of ours: open the page of the place again.",
            )
        ) from None
    try:
        signer.unsign(challenge_, max_age=least)
    except signing.SignatureExpired:
        return
    raise RobotSuspected(
        Words(
            f"C’était bien rapide : attendre {least} secondes, puis envoyer à nouveau.",
            f"That was very fast: wait {least} seconds, then send it again.",
        )
    )
