"""The roles that a person may have in a study."""

from __future__ import annotations

from collections.abc import Mapping

from florilege.faults import Words

ADMINISTRATOR, EDITOR, MODERATOR, JUROR, READER = "administrator", "editor", "moderator", "juror", "reader"
ROLES: Mapping[str, Words] = {
    ADMINISTRATOR: Words("administration", "administrator"),
    EDITOR: Words("rédaction", "editor"),
    MODERATOR: Words("modération", "moderator"),
    JUROR: Words("jury", "jury member"),
    READER: Words("lecture", "reader"),
}
"""Role → what it is called; from the one that may most to the one that may least."""
WITH_SECOND_FACTOR = frozenset({ADMINISTRATOR, EDITOR})
"""Roles that may change what a study says: a password alone is not enough for them."""
