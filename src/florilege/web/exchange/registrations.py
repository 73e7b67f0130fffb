"""A registration from its form to its end: made, confirmed by the link of a letter, changed, given up, erased.

Seats are given at once and held for a day: whoever never opens the link gives them back. Whoever registers twice is told the
same as the first time, and gets a letter that says that she is registered: the page says of no address whether it is known.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from msgspec import Struct

from florilege.faults import InputRefused, Words
from florilege.web.accounts import one_use_links
from florilege.web.exchange import arrivals, participant_letters, seating, sharing
from florilege.web.exchange.arrivals import Arrival
from florilege.web.exchange.models import CANCELLED, CONFIRMED, HELD, LAPSED, Registration
from florilege.web.exchange.participants import Represented
from florilege.web.exchange.programmes import PublicProgramme
from florilege.web.letters import addresses
from florilege.web.letters.models import SENDING, WAITING, WITHHELD, Letter
from florilege.web.letters.texts import plain

HOLD = timedelta(hours=24)
"""How long seats wait for an address to be confirmed."""
HOUR = timedelta(hours=1)
LONGEST_NAME, LONGEST_ORGANISATION = 120, 160
INVITATION = "exchange-invitation"
"""Purpose of the links that let an address register."""
INVITATION_DAYS = 60
LIVING = (HELD, CONFIRMED)
_BADGE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CLOSED = Words("une inscription pendant qu’elle est ouverte", "a registration while it is open")


class TooMany(Exception):
    """Too many registrations came from one network within the hour."""


class Said(Struct, frozen=True):
    """What somebody says of herself. wishes : slot → keys of sessions, the most wanted first"""

    name: str
    organisation: str
    address: str
    kind: str
    represents: Represented
    language: str
    wishes: Mapping[str, Sequence[str]]


def today(held: PublicProgramme) -> date:
    """The day it is at the venue."""
    return timezone.now().astimezone(held.programme.event.zone).date()


def checked_name(text: str, column: str, most: int, *, required: bool) -> str:
    """A name on one line, as a badge bears it; raises InputRefused for an empty or a longer one."""
    said = " ".join(plain(text).split())
    if (required and not said) or len(said) > most:
        raise InputRefused(
            Words(f"un texte de {most} signes au plus", f"a text of at most {most} characters"),
            column=column,
            value=said[:60],
        )
    return said


def checked_wishes(held: PublicProgramme, wishes: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Wishes by slot; raises InputRefused for a session that is none, is cancelled, or stands twice or in another slot."""
    found: dict[str, list[str]] = {}
    for slot in held.slots:
        chosen = [one for one in wishes.get(slot.key, ()) if one]
        for one in chosen:
            if one not in slot.sessions:
                raise InputRefused(
                    Words("une séance de ce moment, qui a lieu", "a session of this slot that is held"),
                    column="wishes",
                    value=one[:60],
                )
        if len(set(chosen)) < len(chosen):
            raise InputRefused(
                Words(
                    "une séance différente à chaque rang de préférence",
                    "another session at each rank of preference",
                ),
                column="wishes",
                value=chosen[0],
            )
        if chosen:
            found[slot.key] = chosen
    unknown = [key for key in wishes if key not in {slot.key for slot in held.slots} and any(wishes[key])]
    if unknown:
        raise InputRefused(
            Words("une séance du programme", "a session of the programme"),
            column="wishes",
            value=unknown[0][:60],
        )
    return found


def register(
    study: str, held: PublicProgramme, said: Said, *, origin: str, challenge: str, invitation: str = ""
) -> Registration | None:
    """Register somebody and write to her; None when her address is registered already, which a letter tells her.

    Raises InputRefused for what cannot be, TooMany, and LinkRefused for an invitation that opens nothing.
    """
    if not held.rules.is_open(today(held)):
        raise InputRefused(CLOSED, column="registration")
    address = addresses.spelled(said.address)
    name = checked_name(said.name, "name", LONGEST_NAME, required=True)
    organisation = checked_name(said.organisation, "organisation", LONGEST_ORGANISATION, required=False)
    wishes = checked_wishes(held, said.wishes)
    digest = addresses.digest_of(address)
    invited = bool(invitation) and one_use_links.subject_of(INVITATION, invitation) == _invited(
        study, held, digest
    )
    if not invited and not held.rules.takes(address):
        raise InputRefused(
            Words("une adresse invitée, ou d’un domaine admis", "an address that was invited, or of an accepted domain"),
            column="email",
            value=addresses.masked(address),
            hint=Words(
                "s’inscrire avec l’adresse qui a reçu l’invitation",
                "register with the address that got the invitation",
            ),
        )  # fmt: skip
    _check_rate(origin)
    try:
        return arrivals.write(
            Arrival(
                held,
                _row(study, held, said, address, digest, name, organisation, wishes, origin, challenge),
                wishes,
                also=(lambda: one_use_links.spend(INVITATION, invitation)) if invited else None,
            )
        )
    except IntegrityError:
        known = living(study, held.event).filter(digest=digest).first()
        if known is None and Registration.objects.filter(challenge=challenge).exists():
            raise InputRefused(
                Words("un formulaire qui n’a pas encore servi", "a form that was not used yet"),
                column="form",
                hint=Words("ouvrir le formulaire à nouveau", "open the form again"),
            ) from None
        if known is None:
            raise
        participant_letters.known_already(known, held)
        return None


def _row(
    study: str, held: PublicProgramme, said: Said, address: str, digest: str, name: str, organisation: str,
    wishes: Mapping[str, list[str]], origin: str, challenge: str,
) -> Registration:  # fmt: skip
    now = timezone.now()
    return Registration(
        study=study, event=held.event, key=secrets.token_hex(8), badge=new_badge(), state=HELD, kind=said.kind, name=name,
        organisation=organisation, address=address, digest=digest, territory=said.represents.code,
        territory_name=said.represents.name[:120], territory_kind=said.represents.kind, language=said.language,
        wishes=seating.stored(wishes), erase_on=held.rules.erase, origin=origin, challenge=challenge or None, made=now, held_until=now + HOLD,
    )  # fmt: skip


def new_badge() -> str:
    """A code of eight signs that are not taken for one another, for a badge."""
    return "".join(secrets.choice(_BADGE_SIGNS) for _ in range(8))


def _check_rate(origin: str) -> None:
    allowed = int(settings.FLORILEGE_REGISTRATIONS_AN_HOUR)
    if allowed and origin:
        recent = Registration.objects.filter(origin=origin, made__gt=timezone.now() - HOUR).count()
        if recent >= allowed:
            raise TooMany


def _invited(study: str, held: PublicProgramme, digest: str) -> str:
    return f"{study}:{held.event}:{digest}"


def invite(study: str, held: PublicProgramme, address: str, *, language: str) -> bool:
    """Write to an address that it may register; False for one that is registered. Raises InputRefused for what is none."""
    spelled = addresses.spelled(address)
    digest = addresses.digest_of(spelled)
    if living(study, held.event).filter(digest=digest).exists():
        return False
    secret = one_use_links.issue(INVITATION, _invited(study, held, digest), days=INVITATION_DAYS)
    participant_letters.invited(study, held, spelled, secret, language)
    return True


def living(study: str, event: str):  # type: ignore[no-untyped-def]  # a query set, whose type Django keeps to itself
    """The registrations that hold or may hold seats."""
    return Registration.objects.filter(study=study, event=event, state__in=LIVING)


@transaction.atomic
def confirm(registration: Registration, held: PublicProgramme | None = None) -> None:
    """Keep that the address is hers: her seats are no longer held for a while only.

    Seats shared out since she registered were shared out without her: she gets what is left, and a place in line.
    """
    changed = Registration.objects.filter(pk=registration.pk, state=HELD)
    done = changed.update(state=CONFIRMED, confirmed=timezone.now(), held_until=None)
    registration.refresh_from_db()
    if done and held is not None and not sharing.are_gathered(registration.study, held):
        wishes = seating.wishes_by_slot(held, registration.wishes)
        missing = {
            key: keys
            for key, keys in wishes.items()
            if not registration.seats.filter(session__in=keys).exists()
        }
        seating.arrive([(registration, missing)], held, timezone.now())


@transaction.atomic
def give_up(registration: Registration, held: PublicProgramme | None, *, lapsed: bool = False) -> bool:
    """End a registration: its seats go to the next, what is personal is erased at once. False when it had ended before.

    lapsed : its address was never confirmed in time
    """
    states = (HELD,) if lapsed else LIVING
    row = Registration.objects.select_for_update().filter(pk=registration.pk, state__in=states).first()
    if row is None:
        return False
    seating.leave_all(row, held)
    if not lapsed:
        participant_letters.given_up(row, held)
    row.state, row.ended, row.held_until = LAPSED if lapsed else CANCELLED, timezone.now(), None
    row.save()
    forget([row.pk])
    return True


def forget(rows: Sequence[int]) -> int:
    """Erase what is personal of some registrations; how many people of which kind of territory sat where stays."""
    own = Registration.objects.filter(pk__in=list(rows)).exclude(digest="")
    for study, digest in own.values_list("study", "digest"):
        _forget_letters(study, digest)
    return Registration.objects.filter(pk__in=list(rows), erased__isnull=True).update(
        name="", organisation="", address="", digest="", territory="", territory_name="", origin="", erased=timezone.now()
    )  # fmt: skip


def erase_due(study: str, held: PublicProgramme | None) -> int:
    """Erase the registrations whose day of erasure has come, of whatever event, and the networks that registrations came from."""
    day_old = timezone.now() - timedelta(days=1)
    Registration.objects.filter(study=study, made__lt=day_old).exclude(origin="").update(origin="")
    day = today(held) if held is not None else timezone.localdate()
    # the letter that says that all is erased is forgotten once it went
    _forget(Letter.objects.filter(study=study, kind=participant_letters.ENDED.kind, ended__lt=day_old))
    rows = Registration.objects.filter(study=study, erased__isnull=True, erase_on__lte=day)
    return forget(list(rows.values_list("pk", flat=True)))


def _forget_letters(study: str, digest: str) -> None:
    """Forget the letters to an address about the exchange days, but the one that says that all is erased."""
    own = Letter.objects.filter(study=study, digest=digest, kind__startswith="exchange-")
    own = own.exclude(kind=participant_letters.ENDED.kind)
    own.filter(state=WAITING).update(state=WITHHELD, sealed="", ended=timezone.now())
    _forget(own.exclude(state=SENDING))


def _forget(letters: models.QuerySet[Letter]) -> None:
    letters.filter(erased__isnull=True).update(
        to="", subject="", body="", sealed="", fault="", erased=timezone.now()
    )
