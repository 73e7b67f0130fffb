"""Pieces of work, as the store keeps them."""

from __future__ import annotations

from django.db import models

from florilege.faults import Words
from florilege.web.stored_json import StoredJSON

WAITING, RUNNING, FAILED, UNCERTAIN, DONE, WITHDRAWN = (
    "waiting", "running", "failed", "uncertain", "done", "withdrawn",
)  # fmt: skip
STATES = (FAILED, UNCERTAIN, RUNNING, WAITING, DONE, WITHDRAWN)
"""What has to be looked at first; `uncertain`: its effect may have happened, and is not tried again by itself."""


class Work(models.Model):
    """A piece of work.

    key : what no other piece of its kind may be in this study; null once a coalesced one has begun
    about : what it is about, for the team; said : what came of it, or why it failed
    ticket : the entry of the queue by which it will be, or was, taken up: an older one does nothing
    asked_again : whether a person has asked for it again since it was last tried
    handled_by : the name of whoever asked for it again or withdrew it
    """

    study = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=200, null=True)
    arguments = StoredJSON(default=dict)
    about_fr = models.CharField(max_length=300, blank=True)
    about_en = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    made = models.DateTimeField(auto_now_add=True)
    due = models.DateTimeField()
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    said_fr = models.TextField(blank=True)
    said_en = models.TextField(blank=True)
    ticket = models.UUIDField(null=True)
    asked_again = models.BooleanField(default=False)
    handled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "kind", "key"), name="one_work_a_key"),)
        indexes = (models.Index(fields=("study", "state"), name="work_study_state"),)

    @property
    def about(self) -> Words:
        return Words(self.about_fr, self.about_en)

    @property
    def said(self) -> Words:
        return Words(self.said_fr, self.said_en)
