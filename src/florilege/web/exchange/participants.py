"""Who may be at the exchange days, and whom they represent, checked against the territories of France."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from florilege.exchange.programme import TERRITORIES
from florilege.faults import InputRefused, Words
from florilege.territory.names import plain
from florilege.territory.reference import reference

ELECTED, OFFICER, PARTNER, PRESS = "elected", "officer", "partner", "press"
KINDS: Mapping[str, Words] = {
    ELECTED: Words("élu, élue", "elected official"),
    OFFICER: Words("agent, agente d’une collectivité", "officer of a local authority"),
    PARTNER: Words("partenaire", "partner"),
    PRESS: Words("presse", "press"),
}
OF_A_TERRITORY = frozenset({ELECTED, OFFICER})
"""Kinds of participants who represent a territory."""
_OF_EPCI = {"METRO": "metropole", "CU": "communaute-urbaine", "CA": "communaute-agglomeration"}
_KIND_IN_A_NAME = re.compile(
    r"^(?:c[uac]|communaute (?:urbaine|d agglomeration|de communes)) (?:(?:du|des|de la|de l|de|d) )?"
)
COMMUNITY = Words("communauté de communes", "communauté de communes")


class Represented(Struct, frozen=True):
    """A territory that somebody represents. kind : by which seats may be bounded, "" for another kind"""

    code: str
    name: str
    kind: str

    @property
    def kind_words(self) -> Words:
        """What it is."""
        return TERRITORIES.get(self.kind, COMMUNITY)


NOBODY = Represented("", "", "")


def read_territories() -> None:
    """Read the territories of France into memory, if this process has not: whoever sends a form does not wait for it."""
    _names_of_epcis()
    meant("Reims")


def represented(code: str) -> Represented | None:
    """The territory of a code: a commune of today, or an EPCI; None for anything else."""
    known = reference()
    epci = known.epcis.get(code)
    if epci is not None:
        return Represented(epci.code, epci.name, _OF_EPCI.get(epci.kind, ""))
    commune = known.current(code)
    return None if commune is None else Represented(commune[0].code, commune[0].name, "commune")


def meant(typed: str) -> tuple[Represented, ...]:
    """The territories that a name or a code may mean, the groupings of communes before the communes; none for nothing typed."""
    text = typed.strip()
    if not text:
        return ()
    exact = represented(text)
    if exact is not None:
        return (exact,)
    wanted, names = _core(text), _names_of_epcis()
    communes = sorted(reference().everywhere(text), key=lambda one: -(one.population or 0))
    if len(communes) > 1 and (communes[0].population or 0) >= OVERSHADOWING * (communes[1].population or 0):
        communes = communes[:1]  # La Rochelle is the town, unless the code of the village is given
    codes = (
        [code for code, name in names.items() if name == wanted]
        if wanted != plain(text) or not communes
        else []
    )
    codes += [one.code for one in communes]
    codes = codes or [code for code, name in names.items() if wanted and wanted in name]
    return tuple(one for code in codes[:MOST] if (one := represented(code)) is not None)


@cache
def _names_of_epcis() -> Mapping[str, str]:
    """Code → name, folded."""
    return {one.code: _core(one.name) for one in reference().epcis.values()}


def _core(text: str) -> str:
    """A name of a grouping without what says its kind: the reference writes "CU du Grand Reims", people the words in full."""
    return _KIND_IN_A_NAME.sub("", plain(text))


OVERSHADOWING = 10
"""How many times the inhabitants of its namesake a commune has, to be the one that is meant."""
MOST = 8
"""Territories among which somebody is asked to choose."""


def checked(kind: str, typed: str) -> Represented:
    """The territory that a participant of a kind represents; NOBODY for a partner or the press who say none.

    Raises InputRefused for an unknown kind, for a territory that is none or is several, for an elected official of none.
    """
    if kind not in KINDS:
        raise InputRefused(
            Words("élu, agent, partenaire ou presse", "elected, officer, partner or press"),
            column="kind",
            value=kind[:40],
        )
    found = meant(typed)
    if not found and not typed.strip() and kind not in OF_A_TERRITORY:
        return NOBODY
    if len(found) != 1:
        hint = Words("l’un de : ", "one of: ")
        names = "; ".join(f"{one.name} ({one.code})" for one in found)
        raise InputRefused(
            Words(
                "le nom d’une commune ou d’un groupement de communes, ou son code",
                "the name of a commune or of an intercommunality, or its code",
            ),
            column="territory",
            value=typed[:80],
            hint=Words(hint.fr + names, hint.en + names) if found else None,
        )
    return found[0]
