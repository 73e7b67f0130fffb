"""Each kind of work and what performs it."""

from __future__ import annotations

from collections.abc import Mapping

from florilege.web.accounts import password_letters
from florilege.web.background.kinds import (
    ERASURE,
    FOLLOW_UP,
    LETTER,
    OWNER,
    PASSWORD,
    REBUILD,
    REMINDERS,
    WATCH,
)
from florilege.web.background.performing import Duty
from florilege.web.contributions import owners
from florilege.web.duties import erasing, following_up, rebuilding, reminding, watching
from florilege.web.letters import sending

DUTIES: Mapping[str, Duty] = {
    LETTER.name: sending.send,
    PASSWORD.name: password_letters.write,
    OWNER.name: owners.settle,
    REMINDERS.name: reminding.remind,
    FOLLOW_UP.name: following_up.follow_up,
    ERASURE.name: erasing.erase,
    REBUILD.name: rebuilding.rebuild,
    WATCH.name: watching.watch,
}
