"""What a campaign asks of the room where places answer: handed in by who calls it, since that room is not below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

QUESTIONNAIRE_PATH = {"fr": "/contribuer/", "en": "/en/contribuer/"}
"""Where the form of a link is, in each language: followed by its secret."""


class Answer(Struct, frozen=True):
    """That a place has answered: which of its fields it spoke of."""

    place_id: str
    when: datetime
    fields: tuple[str, ...]


class OpenForPlace(Protocol):
    """Makes a link of one use to the form of a place, these fields first; returns its secret.

    language : of the letter that holds it, and of what the place is answered
    """

    def __call__(
        self, study: str, place_id: str, *, fields: Sequence[str], contact: str, language: str
    ) -> str: ...


class AnswersOf(Protocol):
    """What places have answered since a moment, whatever the link; at most one answer a place, the latest."""

    def __call__(self, study: str, places: Sequence[str], *, since: datetime) -> Sequence[Answer]: ...


class Questionnaires(Struct, frozen=True):
    """Both of them."""

    open_for_place: OpenForPlace
    answers_of: AnswersOf
