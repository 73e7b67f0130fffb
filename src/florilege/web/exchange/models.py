"""Registrations and seats as stored. Names and addresses stay here, until the day on which they are erased."""

from __future__ import annotations

from django.db import models

from florilege.web.stored_json import StoredJSON

HELD, CONFIRMED, CANCELLED, LAPSED = "held", "confirmed", "cancelled", "lapsed"
"""States of a registration: its address not confirmed yet, confirmed, given up, or never confirmed in time."""
SEATED, OFFERED, WAITING, LEFT = "seated", "offered", "waiting", "left"
"""States of a seat: hers, offered to her for a while, waited for, given up."""
BY_ARRIVAL, BY_PREFERENCES, BY_OFFER = "arrival", "preferences", "offer"
"""How a seat was given."""


class Registration(models.Model):
    """Somebody who comes, or asked to.

    key : random, names it in addresses and in the journal; badge : short code on the badge, which check-in reads
    kind : of participant, one of `participants.KINDS`
    territory, territory_name, territory_kind : whom she represents: code, name, kind as the programme bounds seats by, or ""
    address, name, organisation : "" once erased; digest : what the address hashes to, "" once erased
    written : when the letter with her link was; held_until : until when seats wait for the address to be confirmed
    origin : a keyed hash of the network's address, for one day; challenge : the one that the sender solved, once
    wishes : keys of sessions, of each slot the most wanted first; erase_on : the day on which she is erased
    """

    study = models.CharField(max_length=100)
    event = models.CharField(max_length=60)
    key = models.CharField(max_length=32, unique=True)
    badge = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=160, blank=True)
    address = models.CharField(max_length=254, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    territory = models.CharField(max_length=20, blank=True)
    territory_name = models.CharField(max_length=120, blank=True)
    territory_kind = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=2, default="fr")
    wishes = StoredJSON(default=list)
    erase_on = models.DateField()
    origin = models.CharField(max_length=64, blank=True)
    challenge = models.CharField(max_length=64, null=True, unique=True)
    made = models.DateTimeField()
    written = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    confirmed = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    erased = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("study", "event", "state")),
            models.Index(fields=("origin", "made")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("study", "event", "digest"),
                condition=models.Q(state__in=(HELD, CONFIRMED)) & ~models.Q(digest=""),
                name="one_registration_an_address",
            ),
        )


class Seat(models.Model):
    """A session as one person has it, waits for it, or had it.

    asked : when she asked for it, which the waiting list goes by; rank : of the wish, 1 for the most wanted of its slot
    passed : how many offers she let go by; passed_at : the last time; given_by : how the seat was given, "" while it is not
    why : what the sharing out said of it, in both languages
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="seats")
    study = models.CharField(max_length=100)
    event = models.CharField(max_length=60)
    session = models.CharField(max_length=60)
    kind = models.CharField(max_length=30, blank=True)
    rank = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10)
    asked = models.DateTimeField()
    given = models.DateTimeField(null=True)
    given_by = models.CharField(max_length=12, blank=True)
    offered = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    passed = models.PositiveSmallIntegerField(default=0)
    passed_at = models.DateTimeField(null=True)
    why = StoredJSON(default=list)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("study", "event", "session", "state")),)
        constraints = (
            models.UniqueConstraint(fields=("registration", "session"), name="one_seat_a_session"),
        )


class SessionDoor(models.Model):
    """One row a session, locked while its seats change hands: of two who ask for the last one, one has it.

    freed : when a seat of it was last freed: whoever let an offer go by since is offered the next one
    """

    study = models.CharField(max_length=100)
    event = models.CharField(max_length=60)
    session = models.CharField(max_length=60)
    freed = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("study", "event", "session"), name="one_door_a_session"),
        )


class SharingOut(models.Model):
    """The seats of a slot shared out by preferences. ranks : how many got their first choice, their second, …"""

    study = models.CharField(max_length=100)
    event = models.CharField(max_length=60)
    slot = models.CharField(max_length=60)
    made = models.DateTimeField()
    who = models.CharField(max_length=80, blank=True)
    people = models.PositiveIntegerField()
    unseated = models.PositiveIntegerField()
    ranks = StoredJSON(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("study", "event", "slot"), name="one_sharing_out_a_slot"),
        )


class CheckIn(models.Model):
    """Somebody came. session : "" at the door of the event; mark : drawn by the device, so that a line sent twice counts once"""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="check_ins")
    session = models.CharField(max_length=60, blank=True)
    day = models.DateField()
    at = models.DateTimeField()
    received = models.DateTimeField()
    by = models.CharField(max_length=80, blank=True)
    mark = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("registration", "session", "day"), name="one_check_in_a_day"),
        )
