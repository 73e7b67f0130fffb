"""What is personal and old, forgotten once a day: letters, work, drafts that nobody sent, addresses and files of those answered."""

from __future__ import annotations

from florilege.faults import Words
from florilege.web.background.performing import Piece
from florilege.web.contributions import proofs, proposals
from florilege.web.letters import erasure
from florilege.web.practices import erasing as practices


def erase(piece: Piece) -> Words:
    """The duty of the daily erasure."""
    letters = erasure.erase(piece)
    found = proposals.erase_old()
    files = proofs.erase()
    names = practices.erase_old()
    return Words(
        f"{letters.fr}, {found['drafts']} brouillons, {found['addresses']} adresses de contributions"
        f", {names} noms et adresses de pratiques et {files} pièces oubliés",
        f"{letters.en}, {found['drafts']} drafts, {found['addresses']} addresses of contributions"
        f", {names} names and addresses of practices and {files} files forgotten",
    )
