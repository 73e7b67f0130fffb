"""Letters as the store keeps them, and what is known of an address once it is forgotten."""

from __future__ import annotations

from django.db import models

WAITING, SENDING, SENT, UNCERTAIN, REFUSED, RETURNED, WITHHELD = (
    "waiting", "sending", "sent", "uncertain", "refused", "returned", "withheld",
)  # fmt: skip


class SharedText(models.Model):
    """What many letters say alike, in one language: kept once, not with each of them.

    mark : what stands in the text for the reference of each letter, drawn at random
    html : the same words as HTML, "" for none; unsubscribe : path of the page that stops these letters, before the reference
    list_id : what mail programs sort them by (RFC 2919)
    """

    study = models.CharField(max_length=100)
    language = models.CharField(max_length=2)
    mark = models.CharField(max_length=40)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    html = models.TextField(blank=True)
    unsubscribe = models.CharField(max_length=100, blank=True)
    list_id = models.CharField(max_length=200, blank=True)
    made = models.DateTimeField(auto_now_add=True)


class Letter(models.Model):
    """A letter to one address.

    kind : which letter it is (`LetterText.kind`); key : what no other letter of the study may be
    shared : what it says, where others say the same; subject and body are then empty
    to, body : "" once erased; sealed : what of the body opens something, enciphered, until the letter is sent
    digest : what the address hashes to, which stays
    reference : drawn at random: it stands in the Message-ID and in the address of returns
    solicited : whether the person asked for it: a stop does not hold it back
    state : `sending` from just before the text is handed to the server; found so later, nobody knows whether it went
    withheld : why it was not sent: the address fails, or asked for no letters; fault : what the server said
    """

    study = models.CharField(max_length=100)
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    language = models.CharField(max_length=2)
    shared = models.ForeignKey(SharedText, on_delete=models.PROTECT, null=True, related_name="letters")
    to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    sealed = models.TextField(blank=True)
    digest = models.CharField(max_length=64, db_index=True)
    reference = models.CharField(max_length=32, unique=True)
    solicited = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    made = models.DateTimeField(auto_now_add=True)
    tried = models.DateTimeField(null=True, db_index=True)
    ended = models.DateTimeField(null=True)
    fault = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=12, blank=True)
    erased = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "key"), name="one_letter_a_key"),)


class AddressState(models.Model):
    """What is known of an address, by what it hashes to: the address itself need not be kept to be left in peace.

    failing : since when letters to it come back for good; status : the code that said so
    stopped : since when its holder wants no letters that she did not ask for
    """

    digest = models.CharField(max_length=64, unique=True)
    failing = models.DateTimeField(null=True)
    status = models.CharField(max_length=12, blank=True)
    stopped = models.DateTimeField(null=True)
