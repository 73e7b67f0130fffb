"""Who may register for exchange days, when, how seats are given, and when what is known of people is erased."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from msgspec import Struct

from florilege.faults import Words
from florilege.toml_lines import Table

OPEN, DOMAINS, INVITED = "open", "domains", "invited"
ACCESS: Mapping[str, Words] = {
    OPEN: Words("ouverte à tous", "open to everyone"),
    DOMAINS: Words("ouverte aux adresses de certains domaines", "open to addresses of some domains"),
    INVITED: Words("sur invitation", "by invitation"),
}
ARRIVAL, RANKED = "arrival", "ranked"
GIVEN: Mapping[str, Words] = {
    ARRIVAL: Words(
        "au fur et à mesure des inscriptions, puis par une liste d’attente",
        "as people register, then from a waiting list",
    ),
    RANKED: Words(
        "réparties selon les préférences de tous, le jour dit, puis par une liste d’attente",
        "based on everyone’s preferences on the announced day, then from a waiting list",
    ),
}
KEPT_AFTER = datetime.timedelta(days=90)
"""After the last day, what is known of people is erased, unless the programme says another day."""
LONGEST_KEPT = datetime.timedelta(days=730)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


class RegistrationRules(Struct, frozen=True):
    """The rules of registration.

    access : one of ACCESS; domains : of addresses, where it is DOMAINS, subdomains included
    opens, closes : first and last day; given : one of GIVEN; shared_out : the day, where it is RANKED
    erase : the day on which what is known of people is erased
    """

    access: str
    domains: tuple[str, ...]
    opens: datetime.date
    closes: datetime.date
    given: str
    shared_out: datetime.date | None
    erase: datetime.date

    def takes(self, address: str) -> bool:
        """Whether an address may register by itself: it needs no invitation."""
        if self.access == OPEN:
            return True
        domain = address.rpartition("@")[2].casefold()
        return self.access == DOMAINS and any(
            domain == one or domain.endswith(f".{one}") for one in self.domains
        )

    def is_open(self, day: datetime.date) -> bool:
        """Whether people may register on a day."""
        return self.opens <= day <= self.closes


def read_rules(table: Table, start: datetime.date, end: datetime.date) -> RegistrationRules:
    """The rules of the table `[registration]`; start, end : of the event. Raises StudyFileRefused."""
    access = table.choice("access", tuple(ACCESS), OPEN)
    domains = tuple(one.casefold().strip() for one in table.texts("domains"))
    for one in domains:
        if not _DOMAIN.fullmatch(one):
            raise table.refused(
                Words("des domaines, « ville-reims.fr »", "domains, “ville-reims.fr”"),
                key="domains",
                value=one,
            )
    if access == DOMAINS and not domains:
        raise table.absent("domains", beside="access")
    opens, closes = table.day("opens"), table.day("closes", end)
    if closes < opens or closes > end:
        raise table.refused(
            Words(
                "un jour entre l’ouverture et la fin des rencontres",
                "a day between the opening and the end of the event",
            ),
            key="closes",
            value=closes.isoformat(),
        )
    given = table.choice("seats", (ARRIVAL, RANKED), ARRIVAL)
    shared_out = table.day("shared_out") if given == RANKED else None
    if shared_out is not None and not opens < shared_out <= start:
        raise table.refused(
            Words(
                "un jour entre l’ouverture et le début des rencontres",
                "a day between the opening and the start of the event",
            ),
            key="shared_out",
            value=shared_out.isoformat(),
        )
    erase = table.day("erase", end + KEPT_AFTER)
    if not end < erase <= end + LONGEST_KEPT:
        raise table.refused(
            Words(
                "un jour qui suit les rencontres, de deux ans au plus",
                "a day after the event, at most two years later",
            ),
            key="erase",
            value=erase.isoformat(),
        )
    table.refuse_unknown()
    return RegistrationRules(access, domains, opens, closes, given, shared_out, erase)
