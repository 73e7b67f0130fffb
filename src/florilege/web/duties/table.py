"""Each kind of work and what performs it."""

from __future__ import annotations

from collections.abc import Mapping

from florilege.web.accounts import password_letters
from florilege.web.background.kinds import (
    ERASURE,
    LETTER,
    NEWSLETTER,
    OWNER,
    PASSWORD,
    REBUILD,
    REMINDERS,
    WATCH,
)
from florilege.web.background.performing import Duty
from florilege.web.contributions import owners
from florilege.web.duties import erasing, rebuilding, reminding, watching
from florilege.web.letters import sending
from florilege.web.newsletter import distribution

DUTIES: Mapping[str, Duty] = {
    LETTER.name: sending.send,
    PASSWORD.name: password_letters.write,
    OWNER.name: owners.settle,
    REMINDERS.name: reminding.remind,
    NEWSLETTER.name: distribution.send,
    ERASURE.name: erasing.erase,
    REBUILD.name: rebuilding.rebuild,
    WATCH.name: watching.watch,
}
