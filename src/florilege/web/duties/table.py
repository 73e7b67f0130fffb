"""Each kind of work and what performs it."""

from __future__ import annotations

from collections.abc import Mapping

from florilege.web.accounts import password_letters
from florilege.web.background.kinds import (
    ERASURE,
    FOLLOW_UP,
    LETTER,
    NEWSLETTER,
    OWNER,
    PASSWORD,
    REBUILD,
    REGISTRATION_HOLD,
    REGISTRATION_LETTERS,
    RELEASE,
    REMINDERS,
    SEAT_OFFER,
    SHARING_OUT,
    WATCH,
)
from florilege.web.background.performing import Duty
from florilege.web.contributions import owners
from florilege.web.duties import erasing, following_release, following_up, rebuilding, reminding, watching
from florilege.web.exchange import duties as exchange_duties
from florilege.web.letters import sending
from florilege.web.newsletter import distribution

DUTIES: Mapping[str, Duty] = {
    LETTER.name: sending.send,
    PASSWORD.name: password_letters.write,
    OWNER.name: owners.settle,
    REMINDERS.name: reminding.remind,
    NEWSLETTER.name: distribution.send,
    FOLLOW_UP.name: following_up.follow_up,
    ERASURE.name: erasing.erase,
    REBUILD.name: rebuilding.rebuild,
    WATCH.name: watching.watch,
    REGISTRATION_HOLD.name: exchange_duties.end_holds,
    REGISTRATION_LETTERS.name: exchange_duties.write_letters,
    SEAT_OFFER.name: exchange_duties.end_offer,
    SHARING_OUT.name: exchange_duties.share_out,
    RELEASE.name: following_release.follow,
}
