"""Campaigns, the places that they ask, and the addresses that the team holds. None of it goes into a study's files."""

from __future__ import annotations

from django.db import models

from florilege.web.stored_json import StoredJSON

WEB_SITE, MODERATOR, LETTER_WITH_A_CODE = "web site", "moderator", "letter with a code"
ORIGINS = (WEB_SITE, MODERATOR, LETTER_WITH_A_CODE)
DRAFT, SENT, CLOSED = "draft", "sent", "closed"


class PlaceContact(models.Model):
    """An address of a place that the team of a study holds.

    place_id : public id of the place; origin : where the address came from, one of ORIGINS; added_by : whose name
    digest : what the address hashes to (`letters.addresses`), by which its failures and stops are known
    """

    study = models.CharField(max_length=100)
    place_id = models.CharField(max_length=24)
    address = models.CharField(max_length=254)
    digest = models.CharField(max_length=64)
    origin = models.CharField(max_length=20)
    added = models.DateTimeField(auto_now_add=True)
    added_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("study", "place_id", "digest"), name="one_contact_an_address"),
        )


class Campaign(models.Model):
    """A questionnaire to some places.

    message : what the team adds to the letter; remind_after : days before each reminder; reminders : how many at most
    """

    study = models.CharField(max_length=100)
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=2)
    message = models.TextField(blank=True)
    state = models.CharField(max_length=10, default=DRAFT)
    remind_after = models.PositiveSmallIntegerField()
    reminders = models.PositiveSmallIntegerField()
    made = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=80, blank=True)
    sent = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=80, blank=True)
    closed = models.DateTimeField(null=True)


class Asked(models.Model):
    """A place asked by a campaign.

    fields : what is asked, the most telling first
    contact : the address written to, null where the team has none or no longer holds it
    sealed_link : the address of its questionnaire, enciphered: the reminder leads to the same one
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="asked")
    place_id = models.CharField(max_length=24)
    fields = StoredJSON(default=list)
    contact = models.ForeignKey(PlaceContact, on_delete=models.SET_NULL, null=True, related_name="asked")
    sealed_link = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "place_id"), name="one_question_a_place"),)
