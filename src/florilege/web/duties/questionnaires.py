"""Where campaigns and the room in which places answer are joined: this file, and no other.

Until that room is there, a link is issued that nothing opens yet, and nobody has answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from florilege.web.accounts import one_use_links
from florilege.web.campaigns.questionnaires import Answer, Questionnaires

DAYS = 60


def _open_for_place(study: str, place_id: str, *, fields: Sequence[str], contact: str) -> str:
    del fields, contact
    return one_use_links.issue("questionnaire", f"{study}:{place_id}", days=DAYS)


def _answers_of(study: str, places: Sequence[str], *, since: datetime) -> Sequence[Answer]:
    del study, places, since
    return ()


QUESTIONNAIRES = Questionnaires(_open_for_place, _answers_of)
