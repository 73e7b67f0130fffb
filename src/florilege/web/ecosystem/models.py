"""Actors and ties of a study as stored: made again by the step `ecosystem`, written and read by `stored_ecosystem` alone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from florilege.web.inventory.models import Place
from florilege.web.stored_json import StoredJSON
from florilege.web.study.models import Study


class Actor(models.Model):
    """An organisation. Its public id never changes and is never used again (`actor_identities.csv`).

    family : one of the five, "" when it is unknown; said : all that is said of it, as `florilege.ecosystem` types it
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="actors")
    public_id = models.CharField(max_length=24)
    slug = models.SlugField(max_length=160)
    name = models.TextField()
    family = models.CharField(max_length=20, blank=True)
    siren = models.CharField(max_length=9, blank=True)
    rank = models.PositiveIntegerField()
    said = StoredJSON()

    class Meta:
        ordering = ("rank",)
        constraints = (
            models.UniqueConstraint(fields=("study", "public_id"), name="one_actor_an_id"),
            models.UniqueConstraint(fields=("study", "slug"), name="one_actor_an_address"),
        )


class Tie(models.Model):
    """An actor and a place, or another actor, with one role; said : every source of it."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="ties")
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="ties")
    place = models.ForeignKey(Place, null=True, on_delete=models.CASCADE, related_name="ties")
    other = models.ForeignKey(Actor, null=True, on_delete=models.CASCADE, related_name="tied")
    role = models.CharField(max_length=20)
    rank = models.PositiveIntegerField()
    said = StoredJSON()

    class Meta:
        ordering = ("rank",)
        constraints = (
            models.CheckConstraint(
                condition=Q(place__isnull=True) ^ Q(other__isnull=True), name="a_tie_has_one_end"
            ),
        )


class Gathering(models.Model):
    """What was met while the actors of a study were gathered.

    families : of places, without a name; pairs : of mentions, those that wait for a person first; mentions : key of
    each → actor id
    """

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="gathering")
    families = StoredJSON()
    pairs = StoredJSON()
    disagreements = StoredJSON()
    left_out = StoredJSON()
    mentions = StoredJSON()
