"""Made-up mentions of organisations: real names of bodies and words of the study's operators, written in many ways.

Communes, their social services and EPCI are real, with numbers that have the right key; associations and companies are
named with the words of the operators and bearers of the study, drawn anew. Hard negatives are a fifth: social services
named alike in every town, one name borne in two régions, a town and its EPCI. The noise was fixed before the first run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from msgspec import Struct

from florilege.ecosystem.identifiers import luhn
from florilege.ecosystem.mentions import Mention, Source
from florilege.territory.names import unaccented
from florilege.territory.reference import Commune, reference

FORMS = ("Association", "SAS", "SARL", "SCIC", "SCOP", "")
SHORT = {"Association": "ASS", "centre": "CTRE", "fédération": "FED", "départementale": "DEP", "saint": "ST"}
MENTIONS_OF_ONE = (1, 1, 2, 2, 3, 4)
NUMBERED, TYPO, CAPITALS, FORM_LEFT_OUT, SHORTENED = 0.45, 0.08, 0.5, 0.3, 0.15
SAME_COMMUNE, SAME_EPCI = 0.75, 0.17


class MadeUp(Struct, frozen=True):
    """Mentions, and which actor each is of, by key."""

    mentions: tuple[Mention, ...]
    actor_of: dict[str, int]


class _Body(Struct, frozen=True):
    spellings: tuple[str, ...]
    siren: str
    commune: Commune


def numbered(digits: str) -> str:
    """The SIREN that begins by eight digits."""
    return next(f"{digits}{key}" for key in range(10) if luhn(f"{digits}{key}"))


def made_up(words: Sequence[str], count: int, seed: int = 2022) -> MadeUp:
    """`count` mentions; words : telling words of real names of associations and companies."""
    draw = random.Random(seed)
    mentions: list[Mention] = []
    actor_of: dict[str, int] = {}
    for actor, body in enumerate(_bodies(words, draw)):
        for _ in range(draw.choice(MENTIONS_OF_ONE)):
            if len(mentions) == count:
                return MadeUp(tuple(mentions), actor_of)
            rank = len(mentions)
            key = f"made-up:{rank}/operator/x"
            mentions.append(
                Mention(
                    key,
                    (_written(draw.choice(body.spellings), draw),),
                    Source("made-up", str(rank)),
                    siren=body.siren if draw.random() < NUMBERED else "",
                    near=_near(body.commune, draw),
                )
            )
            actor_of[key] = actor
    raise AssertionError("too few bodies")


def _bodies(words: Sequence[str], draw: random.Random) -> Iterator[_Body]:
    communes = [one for one in reference().communes.values() if one.population and one.zone == "metro"]
    by_epci: dict[str, list[Commune]] = {}
    for one in communes:
        by_epci.setdefault(one.epci or "", []).append(one)
    epcis = [one for one in reference().epcis.values() if one.code in by_epci]
    draw.shuffle(epcis)
    # each town, social service and EPCI once: a body drawn twice would be two actors that nothing can tell apart
    for commune in draw.sample(communes, len(communes)):
        kind = draw.random()
        if kind < 0.25:
            yield _town(commune)
        elif kind < 0.35:
            yield _social_service(commune, draw)
        elif kind < 0.5 and epcis:
            epci = epcis.pop()
            name = epci.name.removeprefix("CC ").removeprefix("CA ").removeprefix("CU ")
            long = "Communauté de communes" if epci.kind == "CC" else "Communauté d'agglomération"
            short = f"CC {name}" if epci.kind == "CC" else f"Agglomération {name}"
            yield _Body(
                (f"{long} {name}", short, f"{long} de {name}"), epci.code, draw.choice(by_epci[epci.code])
            )
        else:
            name, form = " ".join(draw.sample(words, draw.choice((2, 2, 3)))), draw.choice(FORMS)
            spellings = (f"{form} {name}".strip(), f"{form} {name}".strip(), name)
            yield _Body(spellings, numbered(f"{draw.randrange(30_000_000, 99_999_999)}"), commune)
            if draw.random() < 0.1:
                # another that bears the same name, in another région
                elsewhere = [one for one in draw.sample(communes, 20) if one.region != commune.region]
                yield _Body(
                    spellings, numbered(f"{draw.randrange(30_000_000, 99_999_999)}"), draw.choice(elsewhere)
                )


def _town(commune: Commune) -> _Body:
    name = commune.name
    number = f"21{commune.code[:2]}0{commune.code[2:]}" if commune.code.isdecimal() else "21200000"
    return _Body(
        (f"Commune de {name}", f"Mairie de {name}", f"Ville de {name}", f"Commune {name}"),
        numbered(number),
        commune,
    )


def _social_service(commune: Commune, draw: random.Random) -> _Body:
    number = numbered(f"26{draw.randrange(100_000, 999_999)}")
    return _Body(("Centre communal d'action sociale", "CCAS", f"CCAS de {commune.name}"), number, commune)


def _near(commune: Commune, draw: random.Random) -> str:
    """The commune of the place that the mention speaks of: the body's own, one of its EPCI, or of its département."""
    kind = draw.random()
    if kind < SAME_COMMUNE:
        return commune.code
    around = _around(commune.epci or "" if kind < SAME_COMMUNE + SAME_EPCI else commune.departement)
    return draw.choice(around) if around else commune.code


_AROUND: dict[str, list[str]] = {}


def _around(code: str) -> list[str]:
    if not _AROUND:
        for one in reference().communes.values():
            for area in (one.epci, one.departement):
                _AROUND.setdefault(area or "", []).append(one.code)
    return _AROUND.get(code, [])


def _written(name: str, draw: random.Random) -> str:
    words = name.split()
    if words[0] in FORMS and draw.random() < FORM_LEFT_OUT:
        words = words[1:]
    if draw.random() < SHORTENED:
        words = [SHORT.get(word, word) for word in words]
    if draw.random() < TYPO:
        rank = max(range(len(words)), key=lambda one: len(words[one]))
        at = draw.randrange(1, len(words[rank]))
        words[rank] = words[rank][:at] + draw.choice("aeilnrst") + words[rank][at + draw.randrange(2) :]
    text = " ".join(words)
    return unaccented(text).upper() if draw.random() < CAPITALS else text
