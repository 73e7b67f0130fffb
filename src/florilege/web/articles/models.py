"""Codes that open articles, as stored."""

from __future__ import annotations

from django.db import models


class ArticleCode(models.Model):
    """A code that opens an article of a study, or all of them. The code is not kept: only what it hashes to.

    article : the key of one, "" for all
    """

    study = models.CharField(max_length=100)
    article = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(auto_now_add=True)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("study", "article"), name="article_codes_of_a_study"),)
