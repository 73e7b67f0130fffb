"""A reminder of a campaign, to those who have not answered."""

from __future__ import annotations

from florilege.faults import Words
from florilege.web.background.performing import NotAgain, Piece
from florilege.web.campaigns import operations
from florilege.web.campaigns.models import Campaign
from florilege.web.duties.questionnaires import QUESTIONNAIRES
from florilege.web.study.models import Study

GONE = Words("campagne effacée", "the campaign was removed")


def remind(piece: Piece) -> Words:
    """The duty of a reminder."""
    campaign, number = int(piece.arguments["campaign"]), int(piece.arguments["number"])
    study = Study.objects.filter(slug=piece.study).first()
    if study is None or not Campaign.objects.filter(pk=campaign, study=piece.study).exists():
        raise NotAgain(GONE)
    title = Words(study.title_fr, study.title_en)
    written = operations.remind(campaign, number, title, QUESTIONNAIRES.answers_of)
    return Words(f"{written} lettres écrites", f"{written} letters written")
