"""The sending of an issue: who gets it is written down in batches, then the letters go, in rounds, until none is left.

Killed anywhere, it goes on where it was: a batch and where it ended are kept together, or not at all; a person and an issue
have one row, which has one letter; a letter that was being handed over is not handed over again by itself.
"""

from __future__ import annotations

import time
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from florilege.faults import Words
from florilege.web.background.performing import GoesOn, Piece
from florilege.web.background.stopping import STOP
from florilege.web.letters import models as letters
from florilege.web.letters import outbox, rounds
from florilege.web.newsletter import choices, issues
from florilege.web.newsletter.models import CONFIRMED, SENDING, SENT, Issue, Recipient, Subscription
from florilege.web.newsletter.subscription_letters import ISSUE
from florilege.web.newsletter.themes import themes_of

ROUND = 10.0
"""Seconds after which other letters that wait are let through."""
BATCH = 500
"""Subscriptions looked at together."""
ERASED = "erased"
"""Why a letter did not go whose address was erased before."""
NOT_ANY_MORE = Words("le numéro n’est plus en cours d’envoi", "the issue is not being sent any more")


def send(piece: Piece) -> Words:
    """The duty of an issue: a round of its sending. Raises GoesOn while letters are left, Later where the server takes none."""
    number, turn = int(piece.arguments["issue"]), int(piece.arguments["turn"])

    def goes_on() -> bool:
        return Issue.objects.filter(pk=number, state=SENDING, turn=turn).exists()

    issue = Issue.objects.filter(pk=number, study=piece.study).first()
    if issue is None or not goes_on():
        return NOT_ANY_MORE
    rounds.cut_short(letters.Letter.objects.filter(recipient__issue=issue))
    end = time.monotonic() + ROUND
    while not issue.all_written:
        if STOP.is_asked() or time.monotonic() > end or not goes_on():
            raise _to_go_on(issue, timezone.now())
        issue = write_batch(number)
    waiting = letters.Letter.objects.filter(recipient__issue=issue)
    due = rounds.Round(waiting, goes_on=goes_on, seconds=max(1.0, end - time.monotonic())).send()
    if due is not None:
        raise _to_go_on(issue, due)
    # what is left was erased while it waited: its address is held no more
    left = waiting.filter(state=letters.WAITING, erased__isnull=False)
    left.update(state=letters.WITHHELD, fault=ERASED, ended=timezone.now())
    ended = Issue.objects.filter(pk=number, state=SENDING, turn=turn)
    ended.update(state=SENT, ended=timezone.now())
    return _said(issue)


@transaction.atomic
def write_batch(number: int) -> Issue:
    """Write letters to the next of those who may get an issue, and keep where that ended; all of it or nothing."""
    issue = Issue.objects.select_for_update().get(pk=number)
    if issue.all_written or issue.state != SENDING or issue.french is None or issue.english is None:
        return issue
    known = themes_of(issue.study)
    wanted = choices.wants(issue, known)
    texts = {"fr": issue.french, "en": issue.english}
    # who confirms once it is under way gets the next issue
    every = Subscription.objects.filter(study=issue.study, state=CONFIRMED, confirmed__lte=issue.sent)
    # locked: whoever ends hers meanwhile does so before, and gets nothing, or after, and stops the letter that is written
    looked_at = list(every.select_for_update().filter(pk__gt=issue.written_to).order_by("pk")[:BATCH])
    chosen = [one for one in looked_at if wanted(choices.of(one))]
    written = [
        outbox.letter_of(texts[one.language], one.address, kind=ISSUE, key=f"issue:{issue.pk}:{one.pk}")
        for one in chosen
    ]
    letters.Letter.objects.bulk_create(written)
    Recipient.objects.bulk_create(
        Recipient(issue=issue, subscription=one, letter=letter)
        for one, letter in zip(chosen, written, strict=True)
    )
    issue.written_to = looked_at[-1].pk if looked_at else issue.written_to
    issue.all_written = len(looked_at) < BATCH
    issue.save(update_fields=["written_to", "all_written"])
    return issue


def _to_go_on(issue: Issue, due: datetime) -> GoesOn:
    return GoesOn(_said(issue), due=due)


def _said(issue: Issue) -> Words:
    states = issues.progress(issue).states
    total, waiting = sum(states.values()), states.get(letters.WAITING, 0)
    sent, unsure = states.get(letters.SENT, 0), states.get(letters.UNCERTAIN, 0)
    return Words(
        f"{sent} lettres envoyées sur {total}, {waiting} en attente, {unsure} incertaines",
        f"{sent} of {total} letters sent, {waiting} waiting, {unsure} uncertain",
    )
