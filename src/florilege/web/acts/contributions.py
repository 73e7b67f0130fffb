"""What the team says of places by itself, and the writing of the journal of contributions, one act at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from florilege.evidence.contributions import (
    TEAM,
    UNDO,
    Line,
    added,
    next_act,
    undone,
    value_of,
    write_contributions,
)
from florilege.faults import InputRefused, Words
from florilege.files import write_whole
from florilege.linkage.decisions import Signature
from florilege.web.acts.act_files import mirror
from florilege.web.acts.examinations import contribution_lines
from florilege.web.acts.one_at_a_time import locked
from florilege.web.journal.acts import SERVICE
from florilege.web.study.folder import StudyFolder


def correct(
    folder: StudyFolder,
    study: str,
    lines: Sequence[Line],
    signature: Signature,
    *,
    source_url: str,
    check: Callable[[Sequence[Line]], None] = lambda _said: None,
) -> int:
    """The team's own claims about one or several places, with the page that states them; returns the number of the act.

    lines : kind, place, field, wrong and right; the rest is filled here. check : called under the lock with the journal as
    it then is, may refuse. Raises InputRefused.
    """
    check_signed(signature)
    if not lines:
        raise InputRefused(Words("au moins une valeur", "at least one value"))
    if not source_url:
        raise InputRefused(
            Words("l’adresse de la page qui le dit", "the address of the page that states it"),
            column="source_url",
        )
    page = str(value_of("website", source_url))
    made = [
        replace(
            one, source_url=page, said_by=TEAM, accepted_by=signature.who,
            date=one.date or signature.date, accepted=signature.date, reason=signature.reason,
        )
        for one in lines
    ]  # fmt: skip
    with locked(folder):
        said = contribution_lines(folder)
        check(said)
        return append(folder, study, said, made)


def take_back(folder: StudyFolder, study: str, act: int, signature: Signature, *, own: bool = False) -> int:
    """Undo an act of the journal of contributions, whatever came after it; returns the number of the act that does.

    own : only one that the same person signed. That of somebody else asks for a reason, which she will read.
    Raises InputRefused.
    """
    check_signed(signature)
    with locked(folder):
        said = contribution_lines(folder)
        if act not in {one.act for one in said} - undone(said):
            raise InputRefused(
                Words("le numéro d’un acte qui tient", "the number of an act in force"), value=str(act)
            )
        _check_author(next(one for one in said if one.act == act).accepted_by, signature, own=own)
        line = Line(
            0, UNDO, accepted_by=signature.who, accepted=signature.date, reason=signature.reason, undoes=act
        )
        return append(folder, study, said, [line])


def _check_author(author: str, signature: Signature, *, own: bool) -> None:
    if author == signature.who:
        return
    if own:
        raise InputRefused(
            Words("un de vos actes", "one of your own acts"),
            value=author,
            hint=Words(
                "le journal des actes annule ceux des autres, avec une raison",
                "the log of acts undoes those of others, with a reason",
            ),
        )
    check_reason(signature)


def append(folder: StudyFolder, study: str, said: Sequence[Line], lines: Sequence[Line]) -> int:
    """Add an act to the journal as read under the lock; returns its number."""
    write_whole(folder.contributions, write_contributions(added(said, lines)))
    mirror(folder, study, door=SERVICE)
    return next_act(said)


def check_signed(signature: Signature) -> None:
    """Raises InputRefused for an act that nobody signs."""
    if not signature.who.strip():
        raise InputRefused(Words("un nom, pour le journal", "a name, for the journal"), column="who")


def check_reason(signature: Signature) -> None:
    """Raises InputRefused for an act of somebody else taken back without a reason."""
    if not signature.reason.strip():
        raise InputRefused(
            Words("une raison, que son auteur lira", "a reason, which its author will read"), column="reason"
        )
