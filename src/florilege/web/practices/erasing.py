"""What is personal and old in what was written, forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from florilege.web.practices.models import ACCEPTED, UNCONFIRMED, FieldVersion, LivePractice, TrialWish
from florilege.web.practices.trials import CONFIRM_DAYS, OUTCOME_DAYS

ASKED_DAYS, NAMES_DAYS = 90, 365
CONTACT = "contact."
"""Start of the names of the fields about a person."""


def erase_old() -> int:
    """Forget, and say how many rows lost something personal:

    the address of a territory that was asked ninety days ago, the names of those who wrote a year ago and of who to call, wishes that nobody
    confirmed in their week, addresses of trials whose question stayed without answer, what told two requests of a day apart.
    """
    now = timezone.now()
    asked = LivePractice.objects.filter(asked__lt=now - timedelta(days=ASKED_DAYS)).exclude(asked_to="")
    erased = asked.update(asked_to="")
    old = now - timedelta(days=NAMES_DAYS)
    for one in LivePractice.objects.filter(made__lt=old).exclude(made_by=""):
        one.values = {
            field: (number, "" if field.startswith(CONTACT) else text, "")
            for field, (number, text, _) in one.values.items()
        }
        one.made_by = ""
        one.save(update_fields=("values", "made_by"))
        erased += 1
    erased += FieldVersion.objects.filter(at__lt=old).exclude(who="").update(who="")
    erased += (
        FieldVersion.objects.filter(at__lt=old, field__startswith=CONTACT).exclude(text="").update(text="")
    )
    gone, _ = TrialWish.objects.filter(
        state=UNCONFIRMED, made__lt=now - timedelta(days=CONFIRM_DAYS + 1)
    ).delete()
    unanswered = Q(due__lt=now - timedelta(days=OUTCOME_DAYS + 1), reported__isnull=True) | Q(
        reported__lt=old
    )
    waiting = Q(made__lt=now - timedelta(days=NAMES_DAYS)) & ~Q(state=ACCEPTED)
    found = TrialWish.objects.filter(unanswered | waiting).exclude(name="", address="")
    erased += gone + found.update(name="", address="")
    TrialWish.objects.filter(made__lt=now - timedelta(days=1)).exclude(origin="").update(origin="")
    return erased
