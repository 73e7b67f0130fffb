"""What is personal and old, forgotten once a day: letters, work, drafts that nobody sent, addresses and files of those answered."""

from __future__ import annotations

from florilege.faults import Words
from florilege.web.background.performing import Piece
from florilege.web.contributions import proofs, proposals
from florilege.web.exchange import registrations
from florilege.web.exchange.programmes import public_programme
from florilege.web.letters import erasure


def erase(piece: Piece) -> Words:
    """The duty of the daily erasure."""
    letters = erasure.erase(piece)
    found = proposals.erase_old()
    files = proofs.erase()
    people = registrations.erase_due(piece.study, public_programme(piece.study))
    return Words(
        f"{letters.fr}, {found['drafts']} brouillons, {found['addresses']} adresses de contributions"
        f", {files} pièces et {people} inscriptions oubliés",
        f"{letters.en}, {found['drafts']} drafts, {found['addresses']} addresses of contributions"
        f", {files} files and {people} registrations forgotten",
    )
