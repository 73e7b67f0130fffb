"""Proposals as stored. Addresses of people and their files stay here: they never go to the files of a study."""

from __future__ import annotations

from django.db import models

from florilege.web.stored_json import StoredJSON


class Proposal(models.Model):
    """What somebody proposes about one place.

    key : random, names it in addresses and in the journal · said_by : "place" or "visitor"
    state : one of `proposals.STATES` · asked : fields that a questionnaire asks for, first on the form
    contact : where to tell the result, "" when nobody asked · origin : a keyed hash of the network's address, for one day
    challenge : the one that the sender solved, or the key that a program gave: each once
    program, token : name of the program that sent it, and number of its token, "" and None for people
    content : what a program sent, hashed: the same key with another content is refused
    """

    key = models.CharField(max_length=32, unique=True)
    study = models.CharField(max_length=100)
    place_id = models.CharField(max_length=40)
    said_by = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    language = models.CharField(max_length=2, default="fr")
    asked = StoredJSON(default=list)
    contact = models.EmailField(max_length=254, blank=True)
    message = models.TextField(blank=True)
    proof_url = models.URLField(max_length=500, blank=True)
    origin = models.CharField(max_length=64, blank=True)
    challenge = models.CharField(max_length=64, null=True, unique=True)
    program = models.CharField(max_length=80, blank=True)
    token = models.PositiveIntegerField(null=True)
    content = models.CharField(max_length=64, blank=True)
    made = models.DateTimeField()
    sent = models.DateTimeField(null=True)
    answered = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("study", "state")),
            models.Index(fields=("origin", "made")),
            models.Index(fields=("token", "made")),
        )


class ProposedValue(models.Model):
    """One line of a proposal, accepted or refused by itself.

    kind : "value", "reply" or "removal" · cause : "incorrect" or "incomplete" of a value, "" of the others
    wrong, right : the value found wrong, the one that is true, as text; "" for none · field : language of a reply
    act : of `contributions.csv`, 0 until it is accepted
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="values")
    kind = models.CharField(max_length=10)
    cause = models.CharField(max_length=10, blank=True)
    field = models.CharField(max_length=40, blank=True)
    wrong = models.TextField(blank=True)
    right = models.TextField(blank=True)
    state = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered = models.DateTimeField(null=True)
    act = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)


class Proof(models.Model):
    """A file given as proof, for moderators alone. path : within the folder of proofs"""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="proofs")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    made = models.DateTimeField()

    class Meta:
        ordering = ("id",)
