"""A study as stored: its steps, what its grid says of each place, and its selection."""

from __future__ import annotations

from django.db import models

from florilege.web.inventory.models import Place
from florilege.web.stored_json import StoredJSON


class Study(models.Model):
    """A question, a scope, a grid and rules, as written in a study file.

    measures : what its steps measured, written and read by `study/measures.py` alone
    """

    slug = models.SlugField(unique=True)
    title_fr = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    file_text = models.TextField()
    listings = StoredJSON(default=list)
    measures = StoredJSON(default=dict)


class StepRun(models.Model):
    """The last finished run of one step of one study: what went in (fingerprint) and what came out (counts, notices).

    A step whose fingerprint is the stored one has nothing to do.
    finished : when it was, None for a run older than this column
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    counts = StoredJSON(default=dict)
    notices = StoredJSON(default=list)
    seconds = models.FloatField()
    finished = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "step"), name="one_run_a_step"),)


class Appraisal(models.Model):
    """What the grid says of one place of the scope.

    status : "candidate" or "not_appraisable"
    cells : criterion key → {"raw_low", "raw_high", "low", "high", "known", "applies", "claims": [ids], "words"}
    missing : keys of the criteria that nothing is known of
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="appraisals")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="appraisals")
    status = models.CharField(max_length=20)
    cells = StoredJSON()
    missing = StoredJSON()
    score_low = models.FloatField(null=True)
    score = models.FloatField(null=True)
    score_high = models.FloatField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "place"), name="one_appraisal_a_place"),)


class SelectionRun(models.Model):
    """The selection of a study.

    computed : as the computation gave it, in the words of `selection.json`
    published : the list published beside it, null until it is made; written and read by `study/selections.py` alone
    """

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="selection")
    status = models.CharField(max_length=12)
    computed = StoredJSON()
    published = StoredJSON(null=True)


class Evidence(models.Model):
    """What the last appraisal of a study rests on, as its dossier holds it: a zip of the files of the evidence.

    dossier : the sealed dossier that is published with the study, empty where a jury's marks are part of it
    """

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="evidence")
    content = models.BinaryField()
    dossier = models.BinaryField(default=bytes)


class StudyPicture(models.Model):
    """A picture that a study publishes, in one size; its name holds the hash of the picture that it was made from."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=60)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "name"), name="one_picture_a_name"),)


class TerritoryRow(models.Model):
    """What was measured of territories: one frozen value, written and read by `study/territory_measures.py` alone."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="territories")
    said = StoredJSON()
