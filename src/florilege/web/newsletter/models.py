"""Subscriptions to the letter, its themes and issues, and who is sent which. None of it goes into a study's files."""

from __future__ import annotations

from django.db import models

from florilege.web.letters.models import Letter, SharedText
from florilege.web.stored_json import StoredJSON

ASKED, CONFIRMED, ENDED = "asked", "confirmed", "ended"
DRAFT, SENDING, PAUSED, SENT, CANCELLED = "draft", "sending", "paused", "sent", "cancelled"


class Theme(models.Model):
    """A theme that the letter may be about, beside those of the exchange days. key : what choices and issues hold"""

    study = models.CharField(max_length=100)
    key = models.CharField(max_length=60)
    label_fr = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "key"), name="one_theme_a_key"),)


class Subscription(models.Model):
    """Somebody who asked for the letter.

    address : "" once it has ended; digest : what the address hashes to (`letters.addresses`), null then
    territories, themes : keys of what was chosen, none for everything; state : CONFIRMED once the link of a letter was used
    """

    study = models.CharField(max_length=100)
    address = models.CharField(max_length=254, blank=True)
    digest = models.CharField(max_length=64, null=True)
    language = models.CharField(max_length=2)
    territories = StoredJSON(default=list)
    themes = StoredJSON(default=list)
    state = models.CharField(max_length=10, default=ASKED)
    asked = models.DateTimeField()
    confirmed = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("study", "digest"), name="one_subscription_an_address"),
        )
        indexes = (models.Index(fields=("study", "state"), name="subscription_state"),)


class Demand(models.Model):
    """That the form was sent, for a day: by which a network is told apart from another, and a form is taken once.

    origin : a keyed hash of the network's address and the day; challenge : what the form's challenge hashes to
    """

    study = models.CharField(max_length=100)
    origin = models.CharField(max_length=64, db_index=True)
    challenge = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()


class Issue(models.Model):
    """An issue of the letter.

    territories, themes : keys of what it is about, none for everyone
    sent : when its sending began; ended : when no letter of it was left to go
    written_to : the last subscription for which it was seen whether she gets it; all_written : whether that was the last of all
    turn : how often its sending was begun or begun again
    french, english : the texts, made when its sending begins
    """

    study = models.CharField(max_length=100)
    subject_fr = models.CharField(max_length=200, blank=True)
    subject_en = models.CharField(max_length=200, blank=True)
    body_fr = models.TextField(blank=True)
    body_en = models.TextField(blank=True)
    territories = StoredJSON(default=list)
    themes = StoredJSON(default=list)
    state = models.CharField(max_length=10, default=DRAFT)
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=80, blank=True)
    sent = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=80, blank=True)
    ended = models.DateTimeField(null=True)
    written_to = models.BigIntegerField(default=0)
    all_written = models.BooleanField(default=False)
    turn = models.PositiveIntegerField(default=0)
    french = models.ForeignKey(SharedText, on_delete=models.PROTECT, null=True, related_name="+")
    english = models.ForeignKey(SharedText, on_delete=models.PROTECT, null=True, related_name="+")


class Recipient(models.Model):
    """Somebody to whom an issue is sent, once: kept together with the letter."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="recipients")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="received")
    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, related_name="recipient")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("issue", "subscription"), name="one_letter_an_issue"),)
