"""Where an actor is, as its numbers, its name and its places say: commune, EPCI, département, région."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from florilege.ecosystem.families import commune_of_siren
from florilege.ecosystem.mentions import Mention
from florilege.ecosystem.names import ActorName, actor_name
from florilege.territory.reference import reference


@dataclass(frozen=True, slots=True)
class Territory:
    """Codes of today, "" where unknown; `commune` is empty for a body of an EPCI or wider."""

    commune: str = ""
    epci: str = ""
    departement: str = ""
    region: str = ""


NOWHERE = Territory()


@lru_cache(maxsize=65_536)
def of_commune(code: str) -> Territory:
    """The territory of a commune code of any year; `NOWHERE` for none or an unknown one."""
    found = reference().current(code) if code else None
    if found is None:
        return NOWHERE
    commune = found[0]
    return Territory(commune.code, commune.epci or "", commune.departement, commune.region)


@lru_cache(maxsize=1)
def _epcis() -> Mapping[tuple[str, tuple[str, ...]], str]:
    """Département and own words of the name → the EPCI that has them there."""
    found: dict[tuple[str, tuple[str, ...]], str] = {}
    for epci in reference().epcis.values():
        if epci.kind != "EPT":
            found[epci.departement, actor_name(epci.name).words] = epci.code
    return found


def epci_named(name: ActorName, near: Territory) -> str:
    """The EPCI whose name this is, in the département of the place; "" when it is the name of none.

    A name that does not say that it is an EPCI's must have two words of its own: "Loches Sud Touraine" is one,
    "Beauce" is not.
    """
    if name.kind not in ("", "epci") or (not name.kind and len(name.words) < 2):
        return ""
    return _epcis().get((near.departement, name.words), "")


def commune_named(name: ActorName, near: Territory) -> str:
    """The commune whose body says this name: one commune of that name in the département of the place, else ""."""
    if name.kind not in ("commune", "ccas") or not near.departement or not name.words:
        return ""
    return _commune_of("".join(name.words), near.departement)


@lru_cache(maxsize=1)
def _communes() -> Mapping[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for commune in reference().communes.values():
        key = commune.departement, actor_name(commune.name).squashed
        found[key] = "" if key in found else commune.code
    return found


def _commune_of(squashed: str, departement: str) -> str:
    return _communes().get((departement, squashed), "")


def of_mention(mention: Mention) -> tuple[Territory, str]:
    """The territory of an actor, and the code that is its own ("commune 45028"): a body that is alone there, or "".

    Its numbers first, then its stated seat, then its name read in the département of the place that it is tied to.
    """
    near = of_commune(mention.commune_code or mention.near)
    name = actor_name(mention.names[0])
    code = commune_of_siren(mention.siren)
    if code and name.kind in ("commune", ""):
        return of_commune(code), f"commune {code}"
    if mention.siren in reference().epcis:
        return _of_epci(mention.siren), f"epci {mention.siren}"
    code = commune_named(name, near)
    if code:
        return of_commune(code), f"{name.kind} {code}"
    epci = epci_named(name, near)
    if epci:
        return _of_epci(epci), f"epci {epci}"
    if name.kind == "ccas" and not name.words and near.commune:
        return near, f"ccas {near.commune}"
    return near, ""


def _of_epci(code: str) -> Territory:
    epci = reference().epcis[code]
    return Territory("", code, epci.departement, epci.region)
