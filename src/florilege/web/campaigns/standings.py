"""Where each place of a campaign stands: written to, answered, come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from florilege.web.background.kinds import LETTER
from florilege.web.background.models import FAILED, WITHDRAWN, Work
from florilege.web.campaigns.models import Asked, Campaign
from florilege.web.campaigns.questionnaires import Answer, AnswersOf
from florilege.web.letters import outbox
from florilege.web.letters.models import WAITING, Letter

MOST_LETTERS = 3
"""To one place of a campaign: the questionnaire and two reminders."""
NO_ADDRESS, ANSWERED, NOT_SENT = "no address", "answered", "not sent"


class Standing(Struct, frozen=True):
    """Where a place of a campaign stands.

    state : ANSWERED, NO_ADDRESS, NOT_SENT before the campaign is, a state of its last letter (`letters.models`), or FAILED
    or WITHDRAWN of the work that would have sent it
    letters : how many were written to it; answered, answered_fields : when it answered last, and of what
    fault : what the mail server said, or why the letter was withheld
    """

    asked: Asked
    state: str
    letters: int
    answered: datetime | None
    answered_fields: tuple[str, ...]
    fault: str


def standings(campaign: Campaign, answers_of: AnswersOf) -> list[Standing]:
    """Where each place of a campaign stands, in the order in which they were chosen."""
    asked = list(campaign.asked.order_by("pk").select_related("contact"))
    answers = {}
    if campaign.sent is not None:
        found = answers_of(campaign.study, [one.place_id for one in asked], since=campaign.sent)
        answers = {one.place_id: one for one in found}
    letters = _letters(campaign, asked)
    works = {
        str(work.key): work.state
        for work in Work.objects.filter(
            study=campaign.study,
            kind=LETTER.name,
            key__in=[outbox.key_of(one.pk) for written in letters.values() for one in written],
        )
    }
    return [_standing(one, letters.get(one.pk, []), works, answers.get(one.place_id)) for one in asked]


def letter_key(asked: Asked, number: int) -> str:
    """The key of a letter of a campaign: 0 the questionnaire, then its reminders."""
    return f"questionnaire:{asked.pk}:{number}"


def _letters(campaign: Campaign, asked: Iterable[Asked]) -> dict[int, list[Letter]]:
    """Asked → its letters, the last one last."""
    owner = {letter_key(one, number): one.pk for one in asked for number in range(MOST_LETTERS)}
    found: dict[int, list[Letter]] = {}
    for letter in Letter.objects.filter(study=campaign.study, key__in=owner).order_by("pk"):
        found.setdefault(owner[letter.key], []).append(letter)
    return found


def _standing(
    asked: Asked, letters: Sequence[Letter], works: Mapping[str, str], answer: Answer | None
) -> Standing:
    state, fault = NO_ADDRESS if asked.campaign.sent else NOT_SENT, ""
    if letters:
        last = letters[-1]
        state, fault = last.state, last.fault
        work = works.get(outbox.key_of(last.pk), "")
        if state == WAITING and work in (FAILED, WITHDRAWN):
            state = work
    if answer is not None:
        state = ANSWERED
    when = answer.when if answer is not None else None
    return Standing(asked, state, len(letters), when, answer.fields if answer is not None else (), fault)
