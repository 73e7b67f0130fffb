"""Practices as the live service keeps them, until they are files of the study. Addresses of people stay here, and are erased."""

from __future__ import annotations

from django.db import models

from florilege.web.stored_json import StoredJSON

WRITING, ASKED, VALIDATED, REFUSED = "writing", "asked", "validated", "refused"
"""What becomes of a practice: written, sent to its territory, validated (then a file) or refused (then written on)."""
UNCONFIRMED, WAITING, ACCEPTED, DECLINED = "unconfirmed", "waiting", "accepted", "declined"
"""What becomes of a wish to try, and of what came of it: its address is confirmed, the team answers."""


class WritingSession(models.Model):
    """A session of the exchange days whose practices are being written, by whoever has its link.

    digest : what the secret of the link hashes to; sealed : the secret, enciphered, for the organiser to show again
    event, session : their keys in the programme · closed : since when nobody writes any more
    """

    study = models.CharField(max_length=100)
    event = models.CharField(max_length=80)
    session = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    opened = models.DateTimeField()
    opened_by = models.CharField(max_length=80, blank=True)
    closed = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("study", "event", "session"), name="one_writing_a_session"),
        )


class LivePractice(models.Model):
    """A practice being written. key : random, names it in addresses and in the journal; filed : key of its file, "" until

    revision : how often anything in it was saved: pages ask for what is newer; values : field → (number, text, who) that stands
    asked_to : where its territory was written to, erased once answered; read : the revision that it validated
    """

    writing = models.ForeignKey(WritingSession, on_delete=models.CASCADE, related_name="practices")
    key = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=10, default=WRITING)
    revision = models.PositiveIntegerField(default=0)
    values = StoredJSON(default=dict)
    made = models.DateTimeField()
    made_by = models.CharField(max_length=80, blank=True)
    asked = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=80, blank=True)
    asked_to = models.CharField(max_length=254, blank=True)
    asked_in = models.CharField(max_length=2, default="fr")
    answered = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    filed = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("id",)


class FieldVersion(models.Model):
    """What a field of a practice was at one moment: all are kept.

    number : from 1, within the field; base : the one that its writer started from, 0 for none
    stands : whether the field was this; else it is what somebody sent, merged with others' words into the next number
    token : drawn by the page for each save, so that one sent again is not written again
    """

    practice = models.ForeignKey(LivePractice, on_delete=models.CASCADE, related_name="versions")
    field = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField(default=0)
    text = models.TextField(blank=True)
    who = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    stands = models.BooleanField()
    token = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("practice", "field", "number"), name="one_version_a_number"),
        )


class TrialWish(models.Model):
    """ "We want to try it". practice : key of the file; territory : key; name : of who asks, for the team alone

    address : where to ask what came of it; name and address are erased once answered, or when nobody confirmed
    origin, challenge : as those of a proposal · outcome, text, reported : what came of it; reported_state : whether the team took it
    due : when to ask; asked_again : when it was asked
    """

    study = models.CharField(max_length=100)
    key = models.CharField(max_length=32, unique=True)
    practice = models.CharField(max_length=80)
    territory = models.CharField(max_length=40)
    name = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=2)
    origin = models.CharField(max_length=64, blank=True)
    challenge = models.CharField(max_length=64, null=True, unique=True)
    state = models.CharField(max_length=12, default=UNCONFIRMED)
    made = models.DateTimeField()
    confirmed = models.DateTimeField(null=True)
    answered = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    due = models.DateTimeField(null=True)
    asked_again = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    text = models.TextField(blank=True)
    reported = models.DateTimeField(null=True)
    reported_state = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("study", "state")),
            models.Index(fields=("origin", "made")),
        )
