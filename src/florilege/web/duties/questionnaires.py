"""Where campaigns and the room in which places answer are joined: this file, and no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from florilege.evidence.contributions import PLACE
from florilege.web.campaigns.questionnaires import Answer, Questionnaires
from florilege.web.contributions import proposals
from florilege.web.contributions.models import Proposal


def _open_for_place(study: str, place_id: str, *, fields: Sequence[str], contact: str, language: str) -> str:
    return proposals.open_for_place(study, place_id, fields=fields, contact=contact, language=language)


def _answers_of(study: str, places: Sequence[str], *, since: datetime) -> Sequence[Answer]:
    sent = Proposal.objects.filter(
        study=study, place_id__in=list(places), said_by=PLACE, sent__gte=since
    ).prefetch_related("values")
    last: dict[str, Answer] = {}
    for one in sent.order_by("sent"):
        if one.sent is not None:
            fields = tuple(dict.fromkeys(value.field for value in one.values.all() if value.field))
            last[one.place_id] = Answer(one.place_id, one.sent, fields)
    return tuple(last.values())


QUESTIONNAIRES = Questionnaires(_open_for_place, _answers_of)
