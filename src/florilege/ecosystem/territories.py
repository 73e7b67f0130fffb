"""Where an actor is, as its numbers, its name and its places say: commune, EPCI, département, région."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct

from florilege.ecosystem.families import commune_of_siren
from florilege.ecosystem.mentions import Mention
from florilege.ecosystem.names import ActorName, actor_name
from florilege.territory.reference import reference


class Territory(Struct, frozen=True):
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
            # the reference writes "CA Carcassonne Agglo"
            name = epci.name.removeprefix("CA ").removeprefix("CU ")
            found[epci.departement, actor_name(name).words] = epci.code
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
    found = reference().named(name.rest, near.departement)
    return found[0].code if len(found) == 1 else ""


def of_mention(mention: Mention) -> tuple[Territory, str]:
    """The territory of an actor, and the code that is its own ("commune 45028"): a body that is alone there, or "".

    Its numbers first, then its stated seat, then its name read in the département of the place that it is tied to.
    """
    near = of_commune(mention.commune_code or mention.near)
    name = actor_name(mention.names[0])
    numbered, said = commune_of_siren(mention.siren), commune_named(name, near)
    if numbered and said and numbered != said and name.kind == "commune":
        # the number of one town under the name of another: which of them it is, neither says
        return near, ""
    if numbered and name.kind in ("commune", ""):
        return of_commune(numbered), f"commune {numbered}"
    if mention.siren in reference().epcis and name.kind in ("epci", ""):
        return _of_epci(mention.siren), f"epci {mention.siren}"
    if said:
        return of_commune(said), f"{name.kind} {said}"
    epci = epci_named(name, near)
    if epci:
        return _of_epci(epci), f"epci {epci}"
    if name.kind == "ccas" and not name.words and near.commune:
        return near, f"ccas {near.commune}"
    return near, ""


def _of_epci(code: str) -> Territory:
    epci = reference().epcis[code]
    return Territory("", code, epci.departement, epci.region)
