"""Under which licence a file may be passed on, from the licences of the claims that it holds.

The algebra is one order. Licence A *goes into* licence B when data under A may be passed on, as part of a whole, under
B, and B grants nothing that A does not. The licence of a file is the greatest of its sources' licences: one that every
other goes into. It is always a licence that a source gave. Where none is the greatest, the file has no single licence:
it states all of them, and each value keeps its own.

Where the order comes from, licence by licence, is in `docs/data-licences.md`. What it comes to:

- the public domain goes into everything; a cited fact into all that asks for a mention;
- both Licences Ouvertes, the OGL and ODC-By go into what their texts name, or allow as they ask for a mention only;
- CC BY goes into CC BY-SA of its own version or a later one; only its version 4.0, which grants the right of the maker
  of a database, goes into ODbL; for the same reason versions 2.0 and 3.0 do not go into version 4.0;
- MIT asks that its notice be kept: it goes into what asks the next person to keep notices, so not into the Licence
  Ouverte or the OGL, which ask for a mention and no more;
- a share-alike licence goes into nothing but its own later versions (ODbL 1.0, § 4.4; CC BY-SA, § 4 b or 3 b);
- a licence that is not in the table goes into nothing, and nothing goes into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

from florilege.faults import Words
from florilege.listings import licences as table

_BY = ("CC-BY-2.0", "CC-BY-3.0", "CC-BY-4.0")
_BY_SA = ("CC-BY-SA-2.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0")
_KEEPS_NOTICES = frozenset({*_BY, *_BY_SA, "ODC-By-1.0", "ODbL-1.0"})
_ASKS_FOR_MENTION = _KEEPS_NOTICES | {"etalab-2.0", "etalab-1.0", "OGL-UK-3.0", "MIT"}
GOES_INTO: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "CC0-1.0": _ASKS_FOR_MENTION | {table.FACT_CITED},
        "PDDL-1.0": _ASKS_FOR_MENTION | {table.FACT_CITED, "CC0-1.0"},
        table.FACT_CITED: _ASKS_FOR_MENTION,
        "etalab-1.0": _KEEPS_NOTICES | {"etalab-2.0", "OGL-UK-3.0"},
        "etalab-2.0": _KEEPS_NOTICES | {"OGL-UK-3.0"},
        "OGL-UK-3.0": frozenset({"CC-BY-4.0", "CC-BY-SA-4.0", "ODC-By-1.0", "ODbL-1.0"}),
        "MIT": _KEEPS_NOTICES,
        "ODC-By-1.0": frozenset({"ODbL-1.0"}),
        "CC-BY-4.0": frozenset({"CC-BY-SA-4.0", "ODbL-1.0"}),
        "CC-BY-3.0": frozenset({"CC-BY-SA-3.0", "CC-BY-SA-4.0"}),
        "CC-BY-2.0": frozenset(_BY_SA),
        "CC-BY-SA-4.0": frozenset(),
        "CC-BY-SA-3.0": frozenset({"CC-BY-SA-4.0"}),
        "CC-BY-SA-2.0": frozenset({"CC-BY-SA-3.0", "CC-BY-SA-4.0"}),
        "ODbL-1.0": frozenset(),
    }
)
"""Licence → the other licences that data under it may be passed on under."""
NONE_POSSIBLE = ""
OWN = "etalab-2.0"
"""Licence of a file that holds no claim: only what the study itself says."""
SHARE_ALIKE = tuple(code for code in table.LICENCES if table.BY_CODE[code].asks == table.SHARE_ALIKE)


class Consequence(Struct, frozen=True):
    """The licence under which a file may be passed on, and why; `NONE_POSSIBLE` when no single one is allowed.

    licences : the one licence, or all of the sources' when no single one is allowed, each value keeping its own; in the
    order of the table, those that are not in it last
    binding : the share-alike licences met, in the same order
    """

    licence: str
    licences: tuple[str, ...]
    binding: tuple[str, ...]
    why: Words


def is_share_alike(licence: str) -> bool:
    """Whether a licence asks that what is made from the data be under the same licence."""
    return licence in SHARE_ALIKE


def goes_into(licence: str, other: str) -> bool:
    """Whether data under a licence may be passed on under another."""
    return licence == other or other in GOES_INTO.get(licence, frozenset())


def consequence(licences: Iterable[str]) -> Consequence:
    """What follows, for a file, from the licences of its claims; their order and number change nothing."""
    held = in_order(licences)
    if not held:
        why = Words("aucune affirmation d’une source n’y est", "it contains no sourced claims")
        return Consequence(OWN, (OWN,), (), why)
    binding = tuple(one for one in held if is_share_alike(one))
    greatest = next((one for one in held if all(goes_into(other, one) for other in held)), None)
    if greatest is None or greatest not in table.BY_CODE:
        return Consequence(NONE_POSSIBLE, held, binding, _why_none(held, binding))
    return Consequence(greatest, (greatest,), binding, _why_one(held, greatest))


def in_order(licences: Iterable[str]) -> tuple[str, ...]:
    """Each licence once, in the order of the table, those that are not in it last."""
    rank = {code: position for position, code in enumerate(table.LICENCES)}
    return tuple(sorted(set(licences), key=lambda code: (rank.get(code, len(rank)), code)))


def _why_one(held: tuple[str, ...], greatest: str) -> Words:
    if len(held) == 1:
        asked = table.ASKED[table.BY_CODE[greatest].asks]
        return Words(
            f"tout ce qu’il contient est sous {greatest} : {asked.fr}",
            f"everything in it is under {greatest}, which asks {asked.en}",
        )
    if is_share_alike(greatest):
        return Words(
            f"une partie vient de données sous {greatest}, qui se repartagent à l’identique",
            f"part of it comes from data under {greatest}, which must be shared under the same licence",
        )
    others = ", ".join(one for one in held if one != greatest)
    return Words(
        f"de ses licences, {greatest} est celle qui demande le plus ; les autres ({others}) permettent de repartager sous elle",
        f"of its licences, {greatest} asks the most; the others ({others}) allow the data to be shared under it",
    )


def _why_none(held: tuple[str, ...], binding: tuple[str, ...]) -> Words:
    named = ", ".join(one or "?" for one in held)
    unknown = [one or "?" for one in held if one not in table.BY_CODE]
    if unknown:
        listed = ", ".join(unknown)
        return Words(
            f"licence inconnue ({listed}) : ce qu’elle permet se lit chez la source ; rien n’est accordé ici",
            f"unknown licence ({listed}): see the source for what it allows; nothing is granted here",
        )
    if len(binding) > 1:
        listed = ", ".join(binding)
        return Words(
            f"plusieurs licences à partage à l’identique ({listed}) : le fichier entier ne peut être repartagé sous aucune ; "
            "chaque valeur garde la sienne",
            f"several share-alike licences ({listed}): the file as a whole cannot be shared under any one of them; each value "
            "keeps its own",
        )
    return Words(
        f"aucune de ses licences ({named}) n’est permise par toutes les autres : chaque valeur garde la sienne",
        f"none of its licences ({named}) is compatible with all the others: each value keeps its own",
    )
