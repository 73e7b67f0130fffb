"""What is personal and old, forgotten once a day: letters, work, drafts that nobody sent, addresses of those answered."""

from __future__ import annotations

from florilege.faults import Words
from florilege.web.background.performing import Piece
from florilege.web.contributions import proposals
from florilege.web.letters import erasure


def erase(piece: Piece) -> Words:
    """The duty of the daily erasure."""
    letters = erasure.erase(piece)
    found = proposals.erase_old()
    return Words(
        f"{letters.fr}, {found['drafts']} brouillons et {found['addresses']} adresses de contributions oubliés",
        f"{letters.en}, {found['drafts']} drafts and {found['addresses']} addresses of contributions forgotten",
    )
