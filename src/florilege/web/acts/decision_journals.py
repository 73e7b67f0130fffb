"""A journal of verdicts in a study's folder: of pairs of records, or of mentions of actors; lines are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from msgspec import Struct

from florilege.faults import InputRefused, TableRefused, Words
from florilege.files import write_whole
from florilege.linkage import decisions as verdicts
from florilege.linkage.decisions import Decision, Signature
from florilege.web.acts.contributions import check_reason
from florilege.web.study.folder import StudyFolder


class DecisionJournal(Struct, frozen=True):
    """One journal. command : what lists its acts, for who has to undo one"""

    folder: StudyFolder
    path: Path
    command: str

    def read(self) -> tuple[Decision, ...]:
        """Its acts, oldest first; raises TableRefused with the line."""
        return verdicts.read_decisions(self.folder.text(self.path), file=str(self.path))

    def add(self, lines: Sequence[Decision]) -> int:
        """Add an act, unless it says what already stands against it; returns its number.

        What is written is read first as the next command will read it: an act that could not be read would stop them all.
        """
        said = self.read()
        text = verdicts.write_decisions((*said, *lines))
        fault = verdicts.contradiction(verdicts.standing((*said, *lines)))
        if fault is not None:
            raise InputRefused(
                Words(
                    "un avis qui ne contredit pas ceux qui tiennent",
                    "a verdict that does not contradict those in force",
                ),
                value=f"{fault.first}, {fault.second}",
                hint=Words(
                    f"annuler d’abord l’acte contraire ({self.command} --journal les liste)",
                    f"undo the contradicting act first ({self.command} --journal lists them)",
                ),
            )
        try:
            verdicts.read_decisions(text, file=str(self.path))
        except TableRefused as refused:
            raise InputRefused(refused.expected, value=refused.value, hint=refused.hint) from refused
        write_whole(self.path, text)
        return lines[0].act

    def leave_for_later(self, first: str, second: str, signature: Signature) -> int:
        """Put a pair at the end of the queue; returns the number of the act.

        A pair that a person settled is no question: its verdict is taken back by undoing the act, never by the way.
        """
        said = self.read()
        if any({first, second} == {one.first, one.second} for one in verdicts.standing(said)):
            raise InputRefused(
                Words("une paire que personne n’a départagée", "a pair that nobody has decided on"),
                value=f"{first}, {second}",
                hint=Words(
                    f"annuler d’abord l’acte ({self.command} --journal les liste)",
                    f"undo the act first ({self.command} --journal lists them)",
                ),
            )
        return self.add(verdicts.left_for_later(said, (first, second), signature))

    def take_back(self, act: int, signature: Signature) -> int:
        """Undo an act, whatever came after it; returns the number of the act that undoes it."""
        return self.add(verdicts.taken_back(self.read(), act, signature))


def check_author(said: Sequence[Decision], act: int, signature: Signature) -> None:
    """Raises InputRefused for a verdict of somebody else taken back without a reason; nobody is known without a team."""
    authors = {one.who for one in said if one.act == act} - {"", signature.who}
    if authors and settings.FLORILEGE_TEAM:
        check_reason(signature)
