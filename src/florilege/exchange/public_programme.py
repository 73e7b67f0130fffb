"""What a programme says in public: nobody is named who did not agree to it."""

from __future__ import annotations

import dataclasses

from msgspec.structs import replace

from florilege.exchange.programme import Programme


def public_programme(programme: Programme) -> Programme:
    """The programme without the people who did not agree to be named; they stay in its file and in its clashes."""
    named = {key: one for key, one in programme.people.items() if one.consent}
    sessions = {
        key: dataclasses.replace(
            one,
            chairs=tuple(person for person in one.chairs if person in named),
            speakers=tuple(person for person in one.speakers if person in named),
        )
        for key, one in programme.sessions.items()
    }
    return replace(programme, people=named, sessions=sessions)
