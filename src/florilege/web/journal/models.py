"""What persons did, one row an act; rows are only ever added."""

from __future__ import annotations

from django.db import models

from florilege.web.stored_json import StoredJSON


class Act(models.Model):
    """One act. object : what it bears on (a place, a pair, an account); key : the act of a file that it mirrors, or ""

    door : by which it came, one of `acts.DOORS`; before, after : what it changed; undoes : key of the act taken back
    digest : of the lines of the file, "" for an act that is in no file
    """

    study = models.CharField(max_length=100)
    at = models.DateTimeField()
    who = models.CharField(max_length=80, blank=True)
    door = models.CharField(max_length=10)
    kind = models.CharField(max_length=40)
    object = models.CharField(max_length=300, blank=True)
    before = StoredJSON(null=True)
    after = StoredJSON(null=True)
    why = models.TextField(blank=True)
    undoes = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("study", "object")), models.Index(fields=("study", "who")))
        constraints = (
            models.UniqueConstraint(
                fields=("study", "key"), condition=~models.Q(key=""), name="one_row_an_act_of_a_file"
            ),
        )
