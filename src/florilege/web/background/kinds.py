"""The kinds of work that are done behind the pages: what each is called, in which lane it runs, how often it is tried.

What performs each of them stands in rooms above (`florilege.web.duties`): a room that enqueues work need not know it.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from florilege.faults import Words

LETTERS, LONG = "letters", "long"
LANES = (LETTERS, LONG)
"""Two lanes, each with one piece of work at a time: a letter does not wait behind a build, nor two builds meet."""
_MINUTE, _HOUR = 60, 3_600


class Kind(Struct, frozen=True):
    """A kind of work.

    delays : seconds before the second try, the third, …; after the last one the work has failed
    coalesced : whether a piece that waits takes in those asked for meanwhile under the same key; else a key is for ever
    wait : seconds before the first try, in which others may be taken in
    """

    name: str
    words: Words
    lane: str
    delays: tuple[int, ...]
    coalesced: bool = False
    wait: int = 0

    @property
    def tries(self) -> int:
        """How often a piece of this kind is tried at most."""
        return len(self.delays) + 1


LETTER = Kind(
    "letter",
    Words("envoyer une lettre", "send a letter"),
    LETTERS,
    (_MINUTE, 5 * _MINUTE, 15 * _MINUTE, _HOUR, 4 * _HOUR, 12 * _HOUR, 24 * _HOUR),
)
PASSWORD = Kind(
    "password",
    Words("écrire à qui a oublié son mot de passe", "write to someone who forgot a password"),
    LETTERS,
    (_MINUTE, 5 * _MINUTE),
    coalesced=True,
)
OWNER = Kind(
    "owner",
    Words("répondre à qui dit « c’est mon lieu »", "answer someone who says “this is my place”"),
    LETTERS,
    (_MINUTE, 5 * _MINUTE),
)
REMINDERS = Kind(
    "reminders",
    Words("rappeler une campagne à qui n’a pas répondu", "remind those who did not answer a campaign"),
    LETTERS,
    (_MINUTE, 15 * _MINUTE, _HOUR),
)
NEWSLETTER = Kind(
    "newsletter",
    Words(
        "envoyer un numéro de la lettre à ses abonnés", "send an issue of the newsletter to its subscribers"
    ),
    LETTERS,
    (_MINUTE, 5 * _MINUTE, 15 * _MINUTE, _HOUR, 4 * _HOUR, 12 * _HOUR, 24 * _HOUR),
)
FOLLOW_UP = Kind(
    "follow-up",
    Words(
        "demander ce qu’est devenu un essai, un an après", "ask what came of a practice tried, a year later"
    ),
    LETTERS,
    (_MINUTE, 15 * _MINUTE, _HOUR),
)
ERASURE = Kind(
    "erasure",
    Words(
        "effacer les adresses et les textes des lettres anciennes", "erase addresses and texts of old letters"
    ),
    LETTERS,
    (_MINUTE, _HOUR),
)
REBUILD = Kind(
    "rebuild",
    Words("reconstruire l’étude", "rebuild the study"),
    LONG,
    (_MINUTE, 5 * _MINUTE, 15 * _MINUTE),
    coalesced=True,
    wait=_MINUTE,
)
WATCH = Kind(
    "watch",
    Words("visiter les sites des lieux", "check the places’ websites"),
    LONG,
    (_HOUR,),
    coalesced=True,
)
REGISTRATION_HOLD = Kind(
    "registration hold",
    Words("rendre les places des inscriptions non confirmées", "free the seats of registrations never confirmed"),
    LETTERS,
    (_MINUTE, 5 * _MINUTE, 15 * _MINUTE),
    coalesced=True,
)  # fmt: skip
REGISTRATION_LETTERS = Kind(
    "registration letters",
    Words("écrire à qui vient de s’inscrire", "write to those who have just registered"),
    LETTERS,
    (_MINUTE, 5 * _MINUTE, 15 * _MINUTE),
    coalesced=True,
    wait=2,
)
SEAT_OFFER = Kind(
    "seat offer",
    Words("passer une place à la personne suivante", "offer a freed seat to the next person"),
    LETTERS,
    (_MINUTE, 5 * _MINUTE, 15 * _MINUTE),
)
SHARING_OUT = Kind(
    "sharing out",
    Words("répartir les places des ateliers", "allocate the seats of the workshops"),
    LETTERS,
    (_MINUTE, 15 * _MINUTE, _HOUR),
)
RELEASE = Kind(
    "release",
    Words("prévenir d’une version du programme", "announce a release of the programme"),
    LETTERS,
    (_MINUTE, 5 * _MINUTE, 15 * _MINUTE, _HOUR),
)
KINDS: Mapping[str, Kind] = {
    one.name: one
    for one in (
        LETTER, PASSWORD, OWNER, REMINDERS, NEWSLETTER, FOLLOW_UP, ERASURE, REBUILD, WATCH,
        REGISTRATION_HOLD, REGISTRATION_LETTERS, SEAT_OFFER, SHARING_OUT, RELEASE,
    )
}  # fmt: skip
"""Every kind by its name."""


def kinds_of(lane: str) -> tuple[str, ...]:
    """The names of the kinds that run in a lane."""
    return tuple(name for name, kind in KINDS.items() if kind.lane == lane)
