"""A person settles: two records are one place, or are not, or wait; and any of it can be undone.

Each act adds lines to the study's journal and changes nothing else: places follow at the next linkage.
"""

from __future__ import annotations

from collections.abc import Sequence

from florilege.faults import InputRefused, Words
from florilege.linkage import decisions as journal_of
from florilege.linkage.decisions import Decision, Signature
from florilege.linkage.usefulness import BORDERLINE, CANDIDATE, SELECTED
from florilege.selection.computed_list import BORDERLINE as BORDERLINE_CLASS
from florilege.selection.computed_list import computed_places
from florilege.web.acts.decision_journals import DecisionJournal
from florilege.web.acts.one_at_a_time import one_at_a_time
from florilege.web.inventory.models import Link
from florilege.web.inventory.queries import record_key
from florilege.web.inventory.questions import Question, questions, records_with
from florilege.web.study.folder import StudyFolder
from florilege.web.study.models import Appraisal
from florilege.web.study.open_study import OpenStudy
from florilege.web.study.selections import computed_of, selection_of


def journal(folder: StudyFolder) -> tuple[Decision, ...]:
    """The acts of the study, oldest first; raises TableRefused with the line."""
    return _journal(folder).read()


def _journal(folder: StudyFolder) -> DecisionJournal:
    return DecisionJournal(folder, folder.decisions, "florilege review")


def queue(study: OpenStudy) -> list[Question]:
    """What waits for a person, the most useful question first."""
    said = journal(study.folder)
    settled = {tuple(sorted((item.first, item.second))) for item in journal_of.standing(said)}
    alone = journal_of.alone(said)
    asked = questions(stakes=_stakes(study), postponed=journal_of.postponed(said))
    return [
        question
        for question in asked
        if tuple(sorted(question.pair)) not in settled and not alone & set(question.pair)
    ]


def to_settle(study: OpenStudy) -> list[Question]:
    """What should be settled before the list is published: pairs that touch a place kept or in doubt, no veto apart."""
    return [one for one in queue(study) if one.stake >= BORDERLINE and not one.veto]


@one_at_a_time
def say_same(study: OpenStudy, first: str, second: str, signature: Signature) -> int:
    """Make the places of two records one; returns the number of the act."""
    ones, others = _place(first), _place(second)
    return _keep(study, journal_of.merged(journal(study.folder), ones, others, signature))


@one_at_a_time
def say_different(study: OpenStudy, first: str, second: str, signature: Signature) -> int:
    """Say that two records are two places: of one place they are parted, of two these never become one.

    Parting leaves the other records of the place with whichever of the two the linkage finds likelier.
    """
    ones, others = _place(first), _place(second)
    said = journal(study.folder)
    if set(ones) == set(others):
        return _keep(study, journal_of.divided(said, [first], [second], signature))
    return _keep(study, journal_of.divided(said, ones, others, signature))


@one_at_a_time
def say_alone(study: OpenStudy, record: str, signature: Signature) -> int:
    """Say that a record is a place of its own, whatever the linkage finds; returns the number of the act.

    It holds until a person says that the record is the same as another.
    """
    _place(record)
    return _keep(study, journal_of.set_apart(journal(study.folder), record, signature))


@one_at_a_time
def say_later(study: OpenStudy, first: str, second: str, signature: Signature) -> int:
    """Put a question at the end of the queue; returns the number of the act."""
    _place(first), _place(second)
    return _journal(study.folder).leave_for_later(first, second, signature)


@one_at_a_time
def take_back(study: OpenStudy, act: int, signature: Signature) -> int:
    """Undo an act, whatever came after it; returns the number of the act that undoes it."""
    return _journal(study.folder).take_back(act, signature)


@one_at_a_time
def merge(study: OpenStudy, first: str, second: str, signature: Signature) -> int:
    """Make two places one, by their public ids; the older id survives, the other leads to it."""
    if first == second:
        raise InputRefused(Words("deux lieux différents", "two different places"), value=first)
    return say_same(study, _record_of(first), _record_of(second), signature)


def _record_of(place_id: str) -> str:
    rows = Link.objects.filter(place__public_id=place_id, record__version__current=True).order_by("record_id")
    row = rows.values_list("record__version__listing__slug", "record__record_id").first()
    if row is None:
        raise InputRefused(
            Words("l’identifiant d’un lieu présent", "the id of a current place"), value=place_id
        )
    return record_key(*row)


def _place(key: str) -> tuple[str, ...]:
    found = records_with(key)
    if not found:
        raise InputRefused(
            Words("une fiche en usage, recensement:identifiant", "a current record, listing:record_id"),
            value=key,
        )
    return found


def _keep(study: OpenStudy, lines: Sequence[Decision]) -> int:
    return _journal(study.folder).add(lines)


def _stakes(study: OpenStudy) -> dict[str, int]:
    stakes = dict.fromkeys(
        Appraisal.objects.filter(study=study.row, status="candidate").values_list(
            "place__public_id", flat=True
        ),
        CANDIDATE,
    )
    run = selection_of(study.row)
    for one in computed_places(computed_of(run)) if run is not None else ():
        if one.kept or one.class_name == BORDERLINE_CLASS:
            stakes[one.place_id] = SELECTED if one.kept else BORDERLINE
    return stakes
