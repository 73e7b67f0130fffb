"""The inventory as stored: listings and their versions, records, places, links, claims, and what is shown.

Three layers for one place: what listings say (Record), what is said of it (Claim), what is shown
(ShownPlace, recomputed and never edited).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.db.models import F, Q

from florilege.evidence.shown_names import shown_name
from florilege.faults import Words
from florilege.web.stored_json import StoredJSON


def bearers_in(values: Mapping[str, Mapping[str, object]]) -> list[str]:
    """Who bears a place, among the values shown of it."""
    said = values.get("bearer", {}).get("value", ())
    return [str(one) for one in said] if isinstance(said, list) else []


class Listing(models.Model):
    """A published list of places by one publisher."""

    slug = models.SlugField(unique=True)
    title_fr = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200)
    url = models.URLField(blank=True)
    licence = models.CharField(max_length=60)
    attribution = models.TextField()
    area = models.CharField(max_length=120, blank=True)
    rank = models.PositiveIntegerField()
    exhaustive_for = models.CharField(max_length=60, blank=True)
    coverage = StoredJSON(default=dict, blank=True)

    class Meta:
        ordering = ("rank",)


class ListingVersion(models.Model):
    """One dated state of a listing; the latest one is current."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="versions")
    date = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField()
    mended = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    current = models.BooleanField(default=True)

    class Meta:
        ordering = ("listing__rank", "date")
        constraints = (
            models.UniqueConstraint(fields=("listing", "date"), name="one_version_a_date"),
            models.UniqueConstraint(
                fields=("listing",), condition=Q(current=True), name="one_current_version"
            ),
        )


class Record(models.Model):
    """One row of one version, as published (payload) and normalised (values)."""

    version = models.ForeignKey(ListingVersion, on_delete=models.CASCADE, related_name="records")
    record_id = models.CharField(max_length=120)
    line = models.PositiveIntegerField()
    payload = StoredJSON()
    values = StoredJSON()
    name = models.TextField()
    location = StoredJSON()

    class Meta:
        ordering = ("version_id", "line", "record_id")
        constraints = (models.UniqueConstraint(fields=("version", "record_id"), name="one_record_an_id"),)


class ImportFault(models.Model):
    """One line of an import report: a value mended or a row refused."""

    version = models.ForeignKey(ListingVersion, on_delete=models.CASCADE, related_name="faults")
    line = models.PositiveIntegerField()
    record_id = models.CharField(max_length=120)
    column = models.TextField()
    before = models.TextField()
    rule = models.CharField(max_length=120)
    after = models.TextField()
    action = models.CharField(max_length=10, choices=(("mended", "mended"), ("refused", "refused")))


class Place(models.Model):
    """A real place: one identity for ever. Its public id never changes and is never used again."""

    public_id = models.CharField(max_length=24, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    founding_listing = models.SlugField()
    founding_record = models.CharField(max_length=120)
    rank = models.PositiveIntegerField(db_index=True)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaces")
    present = models.BooleanField(default=True)

    class Meta:
        ordering = ("rank",)
        constraints = (
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("id")), name="not_replaced_by_itself"
            ),
        )


class PlaceAlias(models.Model):
    """A former address (slug) of a place: it redirects for ever."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="aliases")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=160)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "value"), name="one_place_an_alias"),)


class Link(models.Model):
    """A record belongs to a place: with which probability, and who decided.

    probability : of the best evidence that ties the record to the rest of its place; null for a record alone, or
    tied by what no comparison weighs
    decided_by : "alone" (the only record of its place), "model", a key of `linkage.bonds.EVIDENCE`, or a person's name
    """

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="link")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="links")
    probability = models.FloatField(null=True)
    decided_by = models.CharField(max_length=60)


class PairScore(models.Model):
    """A plausible pair of records and what spoke for and against: kept so that each merge can be explained.

    evidence : key of `linkage.bonds.EVIDENCE`: what says beside the comparisons that they are one place, or ""
    """

    first = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField()
    contributions = StoredJSON()
    veto = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(
        max_length=10, choices=(("merged", "merged"), ("review", "review"), ("apart", "apart"))
    )
    evidence = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("first", "second"), name="one_score_a_pair"),)


class Claim(models.Model):
    """One value of one field of one place, said by one source at one date under one licence.

    value : text; booleans are "true" / "false", numbers are written with a point
    key : `listing:record:field:rank`, the same from one build to the next
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="claims")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="claims")
    key = models.CharField(max_length=240, unique=True)
    listing = models.SlugField()
    field = models.CharField(max_length=60)
    value = models.TextField()
    unit = models.CharField(max_length=30, blank=True)
    column = models.TextField(blank=True)
    source_url = models.TextField(blank=True)
    date = models.CharField(max_length=10, blank=True)
    licence = models.CharField(max_length=60)
    note = models.TextField(blank=True)
    shown = models.BooleanField(default=False)

    class Meta:
        ordering = ("place_id", "field", "id")
        indexes = (models.Index(fields=("place", "field"), name="claim_place_field"),)


class ShownPlace(models.Model):
    """The resolved row of a place, recomputed from its claims: pages, map, search and exports read it.

    name : empty where no source names the place: `called` are the words shown
    values : field → {"value", "unit", "claims": [claim ids], "rule": {"code", "fr", "en"}, "disagree": bool}
    kinds : the main one first
    """

    place = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="shown")
    name = models.TextField()
    kinds = StoredJSON()
    status = models.CharField(max_length=20)
    values = StoredJSON()
    commune_code = models.CharField(max_length=5, blank=True, db_index=True)
    commune = models.CharField(max_length=80, blank=True)
    epci_code = models.CharField(max_length=9, blank=True)
    epci = models.CharField(max_length=120, blank=True)
    epci_kind = models.CharField(max_length=6, blank=True)
    departement_code = models.CharField(max_length=3, blank=True)
    departement = models.CharField(max_length=60, blank=True)
    region_code = models.CharField(max_length=3, blank=True)
    region = models.CharField(max_length=60, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    position_precision = models.CharField(max_length=12, blank=True)
    listings = StoredJSON()
    records = models.PositiveIntegerField()
    in_2022_study = models.BooleanField(default=False)

    @property
    def called(self) -> Words:
        """The words under which the place is shown: its name, else who bears it."""
        return shown_name(self.name, self.kinds, bearers_in(self.values))
