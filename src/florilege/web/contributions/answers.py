"""What the team answers: lines of a proposal accepted or refused one by one, and what it corrects by itself.

What is accepted joins `contributions.csv` under a lock, in one act; a proposal never joins it twice, whatever was cut in
the middle: its key is written with its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from django.db import transaction
from django.utils import timezone

from florilege.evidence.contributions import (
    REPLY,
    UNDO,
    VALUE,
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
from florilege.listings.records import Value
from florilege.web.acts.act_files import mirror
from florilege.web.acts.contributions import check_signed
from florilege.web.acts.examinations import contribution_lines
from florilege.web.acts.one_at_a_time import locked
from florilege.web.background.queue import rebuild_soon
from florilege.web.contributions import contributor_letters
from florilege.web.contributions.models import Proposal, ProposedValue
from florilege.web.contributions.proposals import ACCEPTED, ANSWERED, DRAFT, REFUSED, WAITING
from florilege.web.journal import acts as journal
from florilege.web.study.folder import StudyFolder

NOBODY = Signature("", "", "")


def accept(
    folder: StudyFolder,
    proposal: Proposal,
    lines: Collection[int],
    signature: Signature,
    *,
    check: Callable[[Sequence[Line]], None] = lambda _said: None,
) -> tuple[ProposedValue, ...]:
    """Accept lines of a proposal, by their ids; returns those accepted now, each with the number of its act.

    check : called under the lock with the journal as it then is, may refuse
    Raises InputRefused when somebody else answered one of them meanwhile: what she said stands.
    """
    check_signed(signature)
    with locked(folder), transaction.atomic():
        held = _waiting(proposal, lines)
        said = contribution_lines(folder)
        check(said)
        mine = [_line(proposal, one, signature) for one in held]
        # cut between the file and the store, an acceptance is already written: it is not written again
        there = {(one.proposal, one.kind, one.field, one.wrong, one.right): one.act for one in said}
        keys = [(one.proposal, one.kind, one.field, one.wrong, one.right) for one in mine]
        new = [one for one, key in zip(mine, keys, strict=True) if key not in there]
        act = next_act(said)
        for row, key in zip(held, keys, strict=True):
            _answer(row, ACCEPTED, signature, act=there.get(key, act))
        _close(proposal)
        rebuild_soon(proposal.study)
        if new:
            write_whole(folder.contributions, write_contributions(added(said, new)))
        mirror(folder, proposal.study, door=journal.SERVICE)
    return tuple(held)


def refuse(proposal: Proposal, lines: Collection[int], signature: Signature) -> tuple[ProposedValue, ...]:
    """Refuse lines of a proposal, with a reason that whoever proposed them will read; raises InputRefused."""
    check_signed(signature)
    if not signature.reason.strip():
        raise InputRefused(
            Words("une raison, que la personne lira", "a reason, which the person will read"), column="reason"
        )
    with transaction.atomic():
        held = _waiting(proposal, lines)
        for row in held:
            _answer(row, REFUSED, signature)
        _close(proposal)
        journal.keep(
            proposal.study, "proposals.refuse", proposal.place_id, who=signature.who, why=signature.reason,
            before=[_worded(row) for row in held], after={"proposal": proposal.key},
        )  # fmt: skip
    return tuple(held)


def follow_journal(folder: StudyFolder, study: str) -> int:
    """Bring accepted lines in agreement with the journal, after acts were taken back in it or made to stand again, in the
    workspace or by hand in the file; whoever proposed them is told again. Returns how many lines changed.
    """
    said = contribution_lines(folder)
    undone_acts = undone(said)
    back = {one.undoes: one for one in said if one.kind == UNDO}
    changed: dict[int, Proposal] = {}
    count = 0
    with transaction.atomic():
        rows = ProposedValue.objects.select_for_update().filter(proposal__study=study, act__gt=0)
        for row in rows.select_related("proposal"):
            state = REFUSED if row.act in undone_acts else ACCEPTED
            if row.state == state:
                continue
            last = back.get(row.act)  # what took it back, or was itself taken back
            by = (
                Signature(last.accepted_by, last.accepted, last.reason if state == REFUSED else "")
                if last
                else NOBODY
            )
            _answer(row, state, by, act=row.act)
            changed[row.proposal_id] = row.proposal
            count += 1
        for proposal in changed.values():
            if proposal.state == ANSWERED:
                contributor_letters.answered(proposal, again=timezone.now())
    return count


def _line(proposal: Proposal, row: ProposedValue, signature: Signature) -> Line:
    proof = proposal.proofs.values_list("sha256", flat=True).first() or ""
    sent = timezone.localtime(proposal.sent).date() if proposal.sent else timezone.localdate()
    return Line(
        act=0, kind=row.kind, place_id=proposal.place_id, field=row.field, wrong=_typed(row, row.wrong),
        right=row.right if row.kind == REPLY else _typed(row, row.right), date=sent.isoformat(),
        source_url=proposal.proof_url, proof=proof, said_by=proposal.said_by, accepted_by=signature.who,
        accepted=signature.date, reason=signature.reason, proposal=proposal.key,
    )  # fmt: skip


def _typed(row: ProposedValue, text: str) -> Value | None:
    return value_of(row.field, text) if text and row.kind == VALUE else None


def _waiting(proposal: Proposal, lines: Collection[int]) -> list[ProposedValue]:
    """The lines asked for, all still waiting; raises InputRefused."""
    held = list(ProposedValue.objects.select_for_update().filter(proposal=proposal, pk__in=set(lines)))
    if proposal.state == DRAFT or not held or len(held) != len(set(lines)):
        raise InputRefused(Words("des lignes de cette proposition", "lines of this proposal"))
    answered = next((one for one in held if one.state != WAITING), None)
    if answered is not None:
        who, what = answered.answered_by, answered.state
        raise InputRefused(
            Words("des lignes qui attendent encore", "lines still waiting"),
            value=answered.field or answered.kind,
            hint=Words(
                f"{who} vient de répondre ({'acceptée' if what == ACCEPTED else 'refusée'}) : sa réponse tient",
                f"{who} has just answered ({what}): that answer stands",
            ),
        )
    return held


def _answer(row: ProposedValue, state: str, signature: Signature, *, act: int = 0) -> None:
    row.state, row.reason, row.answered_by, row.act = state, signature.reason, signature.who, act
    row.answered = timezone.now()
    row.save(update_fields=("state", "reason", "answered_by", "answered", "act"))


def _close(proposal: Proposal) -> None:
    if not proposal.values.filter(state=WAITING).exists():
        proposal.state, proposal.answered = ANSWERED, timezone.now()
        proposal.save(update_fields=("state", "answered"))
        contributor_letters.answered(proposal)


def _worded(row: ProposedValue) -> dict[str, str]:
    return {"kind": row.kind, "field": row.field, "wrong": row.wrong, "right": row.right}
