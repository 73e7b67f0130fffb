"""Who takes the letter of a study, asked of whatever knows it: `FLORILEGE_READERS` names it, and no room here imports it."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


class KnowsReaders(Protocol):
    """What `FLORILEGE_READERS` names: whether whoever asks takes the letter of a study, as a signed cookie may say."""

    def __call__(self, request: HttpRequest, study: str) -> bool: ...


def is_subscriber(request: HttpRequest, study: str) -> bool:
    """Whether whoever asks takes the letter of a study; nobody does where nothing knows it."""
    named: str = getattr(settings, "FLORILEGE_READERS", "")
    if not named:
        return False
    knows: KnowsReaders = import_string(named)
    return knows(request, study)
