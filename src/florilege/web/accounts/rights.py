"""What a person may do, from the roles that she has in the study: one small predicate a right.

A view names the right it asks for; nothing else decides. `tests/accounts/test_rights.py` holds every role against
every view.
"""

from __future__ import annotations

from collections.abc import Callable, Set

from florilege.web.accounts.roles import ADMINISTRATOR, EDITOR, MODERATOR, READER

Right = Callable[[Set[str]], bool]
"""Called with the roles of a person in a study; anonymous people have none."""


def reads_workspace(roles: Set[str]) -> bool:
    """See what waits, the listings, the journal. Not the jury: what the team discusses would weigh on its marks."""
    return bool(roles & {ADMINISTRATOR, EDITOR, MODERATOR, READER})


def reviews_pairs(roles: Set[str]) -> bool:
    """Say whether two records are one place, two mentions one actor; undo what was said."""
    return bool(roles & {ADMINISTRATOR, EDITOR})


def accepts_versions(roles: Set[str]) -> bool:
    """Send a newer version of a listing, make it the one in use, go back to the one before."""
    return bool(roles & {ADMINISTRATOR, EDITOR})


def keeps_scenarios(roles: Set[str]) -> bool:
    """Keep a scenario of the laboratory for the team, or withdraw one."""
    return bool(roles & {ADMINISTRATOR, EDITOR, MODERATOR})


def moderates(roles: Set[str]) -> bool:
    """See what people propose, with their proofs; accept it or refuse it."""
    return bool(roles & {ADMINISTRATOR, EDITOR, MODERATOR})


def edits_places(roles: Set[str]) -> bool:
    """Add a claim to a place, take one back; merge places and part them."""
    return bool(roles & {ADMINISTRATOR, EDITOR})


def runs_work(roles: Set[str]) -> bool:
    """Have work behind the pages tried again or withdrawn; ask for a rebuilding or a watch."""
    return bool(roles & {ADMINISTRATOR, EDITOR})


def keeps_addresses(roles: Set[str]) -> bool:
    """See and keep the electronic addresses of places, and the campaigns that write to them. Not readers: they are personal."""
    return bool(roles & {ADMINISTRATOR, EDITOR, MODERATOR})


def runs_campaigns(roles: Set[str]) -> bool:
    """Write to places in the name of the study."""
    return bool(roles & {ADMINISTRATOR, EDITOR})


def runs_exchange(roles: Set[str]) -> bool:
    """Invite people to the exchange days, share out seats, end a registration, change the programme and make it public."""
    return bool(roles & {ADMINISTRATOR, EDITOR})


def welcomes(roles: Set[str]) -> bool:
    """See who comes to the exchange days, check people in, print badges. Not readers: names are personal."""
    return bool(roles & {ADMINISTRATOR, EDITOR, MODERATOR})


def writes_letters(roles: Set[str]) -> bool:
    """Write the study's e-mail letter and have it sent; say what its themes are."""
    return bool(roles & {ADMINISTRATOR, EDITOR})


def runs_practices(roles: Set[str]) -> bool:
    """Open the writing of a workshop, have a practice validated, publish who tries one, take a practice back."""
    return bool(roles & {ADMINISTRATOR, EDITOR, MODERATOR})
