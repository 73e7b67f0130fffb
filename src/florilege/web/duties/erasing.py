"""What is personal and old, forgotten once a day: letters, work, drafts that nobody sent, addresses and files of those answered;
subscriptions that nobody confirmed."""

from __future__ import annotations

from florilege.faults import Words
from florilege.web.background.performing import Piece
from florilege.web.contributions import proofs, proposals
from florilege.web.exchange import registrations
from florilege.web.exchange.programmes import public_programme
from florilege.web.letters import erasure
from florilege.web.newsletter import subscriptions
from florilege.web.practices import erasing as practices


def erase(piece: Piece) -> Words:
    """The duty of the daily erasure."""
    letters = erasure.erase(piece)
    found = proposals.erase_old()
    files = proofs.erase()
    people = registrations.erase_due(piece.study, public_programme(piece.study))
    ended = subscriptions.erase_old(piece.study)
    names = practices.erase_old()
    return Words(
        f"{letters.fr}, {found['drafts']} brouillons, {found['addresses']} adresses de contributions"
        f", {names} noms et adresses de pratiques, {files} pièces et {people} inscriptions oubliés"
        f", {ended['unconfirmed']} abonnements jamais confirmés,"
        f" {ended['failing']} dont les lettres reviennent",
        f"{letters.en}, {found['drafts']} drafts, {found['addresses']} addresses of contributions"
        f", {names} names and addresses of practices, {files} files and {people} registrations forgotten"
        f", {ended['unconfirmed']} subscriptions never confirmed,"
        f" {ended['failing']} whose letters are returned",
    )
