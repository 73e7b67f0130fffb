"""Under which licence a file may be passed on, from the licences of the claims that it holds.

A share-alike licence binds the whole of a table that takes a substantial part of its source (ODbL 1.0, § 4.4); two
different ones bind the same table in two ways, which nobody can obey. Everything else asks for a mention only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from florilege.faults import Words

SHARE_ALIKE = ("ODbL-1.0", "CC-BY-SA-4.0", "CC-BY-SA-3.0", "CC-BY-SA-2.0")
OPEN = "etalab-2.0"
ATTRIBUTION = "CC-BY-4.0"
NONE_POSSIBLE = ""


@dataclass(frozen=True, slots=True)
class Consequence:
    """The licence under which a file may be passed on, and why; `NONE_POSSIBLE` when no single one is allowed.

    binding : the share-alike licences met, in the order of `SHARE_ALIKE`
    """

    licence: str
    binding: tuple[str, ...]
    why: Words


def is_share_alike(licence: str) -> bool:
    """Whether a licence asks that what is made from the data be under the same licence."""
    return licence in SHARE_ALIKE


def consequence(licences: Iterable[str]) -> Consequence:
    """What follows, for a file, from the licences of its claims."""
    held = set(licences)
    binding = tuple(licence for licence in SHARE_ALIKE if licence in held)
    if len(binding) > 1:
        named = ", ".join(binding)
        why = Words(
            f"plusieurs licences à partage à l’identique ({named}) : le fichier entier ne peut être repartagé sous aucune",
            f"several share-alike licences ({named}): the whole file cannot be passed on under any one of them",
        )
        return Consequence(NONE_POSSIBLE, binding, why)
    if binding:
        why = Words(
            f"une partie vient de données sous {binding[0]}, qui se repartagent à l’identique",
            f"part of it comes from data under {binding[0]}, which are passed on under the same licence",
        )
        return Consequence(binding[0], binding, why)
    code = ATTRIBUTION if any(licence.startswith("CC-BY") for licence in held) else OPEN
    why = Words(
        "aucune source ne demande le partage à l’identique ; chacune demande à être citée",
        "no source asks for the same licence; each asks to be named",
    )
    return Consequence(code, (), why)
