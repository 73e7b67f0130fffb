"""A proposal from its first word to its sending: made, kept as a draft, changed, sent, withdrawn."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from msgspec import Struct

from florilege.evidence.contributions import PLACE, REMOVAL, REPLY, VALUE, VISITOR, readable, value_of
from florilege.evidence.rules import canonical
from florilege.faults import InputRefused, Words
from florilege.listings.fields import FIELDS
from florilege.listings.records import Value
from florilege.web.accounts import one_use_links
from florilege.web.campaigns import contacts
from florilege.web.campaigns.models import LETTER_WITH_A_CODE
from florilege.web.contributions.models import Proposal, ProposedValue
from florilege.web.inventory.models import ShownPlace
from florilege.web.inventory.queries import as_text, present_id
from florilege.web.journal import acts as journal

DRAFT, WAITING, ANSWERED = "draft", "waiting", "answered"
STATES = (DRAFT, WAITING, ANSWERED)
ACCEPTED, REFUSED = "accepted", "refused"
INCORRECT, INCOMPLETE = "incorrect", "incomplete"
PURPOSE = "contribution"
"""Purpose of the links that open a proposal."""
DRAFT_DAYS, ASKED_DAYS = 30, 60
"""How long the link of a draft, and that of a questionnaire, opens."""
MOST_LINES = 60


class Said(Struct, frozen=True):
    """One line as somebody fills it in. wrong, right : as text, "" for none"""

    kind: str
    field: str = ""
    wrong: str = ""
    right: str = ""


def open_for_place(
    study: str, place_id: str, *, fields: Sequence[str] = (), contact: str = "", language: str = "fr",
    days: int = ASKED_DAYS,
) -> str:  # fmt: skip
    """The secret of a link by which a place corrects its sheet, once. fields : asked first; contact : where it was sent."""
    proposal = _made(study, place_id, said_by=PLACE, asked=list(fields), contact=contact, language=language)
    return one_use_links.issue(PURPOSE, proposal.key, days=days)


@transaction.atomic
def begin(
    study: str, place_id: str, lines: Iterable[Said], *, origin: str, challenge: str, language: str
) -> str:
    """Keep what a visitor proposes as a draft; the secret of the link that opens it. Raises InputRefused."""
    proposal = _made(
        study, place_id, said_by=VISITOR, origin=origin, challenge=challenge or None, language=language
    )
    write(proposal, lines)
    return one_use_links.issue(PURPOSE, proposal.key, days=DRAFT_DAYS)


def _made(study: str, place_id: str, **given: object) -> Proposal:
    _shown(place_id)
    return Proposal.objects.create(
        key=secrets.token_hex(8), study=study, place_id=place_id, state=DRAFT, made=timezone.now(), **given
    )


def opened(secret: str) -> Proposal:
    """The proposal that a link opens, to be changed and sent; raises LinkRefused."""
    return of_today(Proposal.objects.get(key=one_use_links.subject_of(PURPOSE, secret)))


def followed(secret: str) -> Proposal | None:
    """The proposal of a link that was already sent by it: what became of it may be read; None for any other link."""
    key = one_use_links.spent_subject(PURPOSE, secret)
    found = Proposal.objects.filter(key=key).first() if key else None
    return None if found is None else of_today(found)


def of_today(proposal: Proposal) -> Proposal:
    """A proposal about its place as it is today: places are merged while proposals wait."""
    now = present_id(proposal.place_id)
    if now != proposal.place_id:
        proposal.place_id = now
        proposal.save(update_fields=("place_id",))
    return proposal


@transaction.atomic
def write(proposal: Proposal, lines: Iterable[Said]) -> None:
    """Replace what a draft says; raises InputRefused naming the field of what cannot be read, and for nothing at all."""
    kept = [_checked(proposal, one) for one in lines]
    if len(kept) > MOST_LINES:
        raise InputRefused(
            Words(f"au plus {MOST_LINES} lignes", f"at most {MOST_LINES} lines"), value=str(len(kept))
        )
    held = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if held.state != DRAFT:
        raise already_sent()
    ProposedValue.objects.filter(proposal=proposal).delete()
    ProposedValue.objects.bulk_create(kept)


def _checked(proposal: Proposal, said: Said) -> ProposedValue:
    base = {"proposal": proposal, "kind": said.kind, "state": WAITING}
    if said.kind == REMOVAL:
        return ProposedValue(**base)
    if said.kind == REPLY:
        value_of("name", " ".join(said.right.split()))
        return ProposedValue(**base, field=said.field, right=said.right.strip())
    right = as_text(value_of(said.field, said.right)) if said.right else ""
    wrong = as_text(value_of(said.field, said.wrong)) if said.wrong else ""
    if not right and not wrong:
        raise InputRefused(Words("une valeur", "a value"), column=said.field)
    cause = INCORRECT if wrong else INCOMPLETE
    return ProposedValue(**base, cause=cause, field=said.field, wrong=wrong, right=right)


def keep_message(proposal: Proposal, *, contact: str, message: str, proof_url: str) -> None:
    """Keep where to tell the result, what is said to the team, and the page that shows it; raises InputRefused."""
    address = contact.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError as error:
            raise InputRefused(
                Words("une adresse électronique", "an e-mail address"), column="contact", value=address[:80]
            ) from error
    page = proof_url.strip()
    if page:
        try:
            value_of("website", page)
        except InputRefused as refused:
            raise InputRefused(refused.expected, column="proof_url", value=refused.value) from refused
    if not readable(message):
        raise InputRefused(
            Words("un texte sans signes invisibles", "a text without invisible characters"),
            column="message",
        )
    if len(message) > 2000:
        raise InputRefused(Words("2 000 signes au plus", "at most 2,000 characters"), column="message")
    # a link sent to a place keeps the address that it was sent to
    kept = proposal.contact if proposal.said_by == PLACE and proposal.contact else address
    proposal.contact, proposal.message, proposal.proof_url = kept, message.strip(), page
    proposal.save(update_fields=("contact", "message", "proof_url"))


@transaction.atomic
def send(secret: str, *, keep_address: bool = False) -> Proposal:
    """Send what a draft says to the team, once; its link opens nothing but the answer from then on.

    keep_address : the place that a letter by post gave the link to lets the team keep the address that it leaves

    Raises LinkRefused for a link that was used meanwhile, InputRefused for a draft that says nothing.
    """
    proposal = opened(secret)
    if not proposal.values.exists():
        raise InputRefused(Words("au moins une correction", "at least one correction"))
    one_use_links.spend(PURPOSE, secret)
    if keep_address and proposal.said_by == PLACE and proposal.contact:
        contacts.add(proposal.study, proposal.place_id, proposal.contact, LETTER_WITH_A_CODE, who="")
    to_the_team(proposal)
    return proposal


def to_the_team(proposal: Proposal) -> None:
    """A draft waits for the team from now on; the journal says that it came, never from whom but for a program."""
    proposal.state, proposal.sent = WAITING, timezone.now()
    proposal.save(update_fields=("state", "sent"))
    journal.keep(
        proposal.study, "proposals.send", proposal.place_id, who=proposal.program,
        after={"proposal": proposal.key, "said_by": proposal.said_by, "lines": proposal.values.count()},
    )  # fmt: skip


def already_sent() -> InputRefused:
    """What is said to who changes a proposal that was sent."""
    return InputRefused(
        Words("une proposition pas encore envoyée", "a proposal that has not been sent"),
        hint=Words(
            "en commencer une autre depuis la page du lieu", "start another one from the page of the place"
        ),
    )


def erase_old(*, answered_days: int = 90, waiting_days: int = 365) -> Mapping[str, int]:
    """Forget what is personal and old, and say how much of each:

    drafts that nobody sent and whose links are dead; the address and the words of whoever was answered long ago, or waits
    for an answer since a year; after a day, what told whether two proposals came from one network. Files: `proofs.erase`.
    """
    now = timezone.now()
    by_visitor = Q(said_by=VISITOR, made__lt=now - timedelta(days=DRAFT_DAYS + 1))
    # a code by post opens a draft of a place for ninety days
    drafts = Proposal.objects.filter(
        by_visitor | Q(made__lt=now - timedelta(days=ASKED_DAYS + 31)), state=DRAFT
    )
    dropped = drafts.count()
    drafts.delete()
    answered = Q(state=ANSWERED, answered__lt=now - timedelta(days=answered_days))
    waiting = Q(state=WAITING, sent__lt=now - timedelta(days=waiting_days))
    old = Proposal.objects.filter(answered | waiting).exclude(contact="", message="")
    addresses = old.update(contact="", message="")
    Proposal.objects.filter(made__lt=now - timedelta(days=1)).exclude(origin="").update(origin="")
    return {"drafts": dropped, "addresses": addresses}


def values_shown(place_id: str) -> Mapping[str, tuple[str, ...]]:
    """Field → its values shown, as text, of a place that is published; raises InputRefused for any other."""
    row = _shown(place_id)
    return {
        field: tuple(as_text(one) for one in _listed(item["value"]))
        for field, item in row.values.items()
        if field in FIELDS
    }


def differences(field: str, shown: Sequence[str], given: Sequence[str], *, wrong: bool) -> tuple[Said, ...]:
    """What an answer to a field says beside what is shown. given : the values that are true, as text

    Of a field of several values, each one added or taken out is a line of its own. wrong : what is shown is said to be
    wrong, the right value not being known.
    """
    if FIELDS[field].multiple:
        there = {canonical(one) for one in shown}
        kept = {canonical(one) for one in given}
        gone = [one for one in shown if canonical(one) not in kept]
        new = [one for one in dict.fromkeys(given) if canonical(one) not in there]
        return (
            *(Said(VALUE, field, wrong=one) for one in gone),
            *(Said(VALUE, field, right=one) for one in new),
        )
    right = given[0] if given else ""
    said = shown[0] if shown else ""
    if right and said and canonical(value_of(field, right)) == canonical(value_of(field, said)):
        return ()
    if right:
        return (Said(VALUE, field, wrong=said, right=right),)
    return (Said(VALUE, field, wrong=said),) if wrong and said else ()


def _listed(value: Value | list[Value]) -> list[Value]:
    return value if isinstance(value, list) else [value]


def is_published(place_id: str) -> bool:
    """Whether a place is published at this moment: the pages that a process keeps may be a few seconds older."""
    return ShownPlace.objects.filter(place__public_id=place_id, place__replaced_by__isnull=True).exists()


def _shown(place_id: str) -> ShownPlace:
    row = ShownPlace.objects.filter(place__public_id=place_id, place__replaced_by__isnull=True).first()
    if row is None:
        raise InputRefused(Words("un lieu publié", "a published place"), value=place_id)
    return row
