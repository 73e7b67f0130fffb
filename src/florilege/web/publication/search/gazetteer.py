"""Where a reader can look from: the communes, départements and régions of France, by name, code or address; or a point."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Literal

from msgspec import Struct

from florilege.territory.reference import Area, Commune, reference
from florilege.web.publication.search.question_words import LONGEST_NAME
from florilege.web.publication.search.spelling import WordIndex, allowed, errors, folded, near, sounded

OVERSHADOWING = 10
"""How many times the inhabitants of its namesake a commune has, to be the one that is meant."""
MOST = 8
"""Places among which a reader is asked to choose."""
FARTHEST = 12
"""Errors counted between a name and what was typed."""
_LONG_FORMS = {"st": "saint", "ste": "sainte"}
_DEPARTEMENT = re.compile(r"\d{1,3}|2[ab]")
Kind = Literal["all", "departement", "region", "around"]
_KINDS: Mapping[str, Kind] = {"d": "departement", "r": "region"}
_POINT = re.compile(r"@(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)")


class Where(Struct, frozen=True):
    """Where to look: everywhere, in a département or a région, or around a point (degrees)."""

    kind: Kind = "all"
    code: str = ""
    name: str = ""
    latitude: float = 0.0
    longitude: float = 0.0


EVERYWHERE = Where()


class Spot(Struct, frozen=True):
    """A place to look from. code : what the address of the page says; label : what the page says"""

    code: str
    label: str
    where: Where


class Line(Struct, frozen=True):
    """A territory as the gazetteer knows it.

    code : as the address of a page says it · within : the département of a commune, the région of a département
    latitude, longitude : degrees rounded to a hundredth, a kilometre or so; 0 of what is no commune
    size : digits of the number of its inhabitants, so that a town stands before a village that is written as nearly
    overshadowed : another territory of the same name has ten times its inhabitants: that one is meant when nothing else is said
    """

    code: str
    name: str
    within: str
    postcodes: tuple[str, ...] = ()
    latitude: float = 0.0
    longitude: float = 0.0
    size: int = 0
    overshadowed: bool = False

    @property
    def kind(self) -> Kind:
        return _KINDS.get(self.code[:1], "around")


class Territories(Struct, frozen=True):
    """What the gazetteer is made of, on the server and in the browser; the communes by département."""

    departements: tuple[Line, ...]
    regions: tuple[Line, ...]
    communes: tuple[Line, ...]


def place_name(text: str) -> str:
    """A name of place as names are compared: folded, "St" in full."""
    return " ".join(_LONG_FORMS.get(word, word) for word in folded(text).split())


class Gazetteer:
    """Names, postal codes and numbers of territories; the rules are those of `frontend/src/communes.ts`."""

    def __init__(self, territories: Territories) -> None:
        self._lines = (*territories.departements, *territories.regions, *territories.communes)
        self._names = [place_name(line.name) for line in self._lines]
        self._rank = {line.code: rank for rank, line in enumerate(self._lines)}
        named, coded = defaultdict(list), defaultdict(list)
        for rank, line in enumerate(self._lines):
            named[self._names[rank]].append(rank)
            for postcode in line.postcodes:
                coded[postcode].append(rank)
        self._named: Mapping[str, Sequence[int]] = {name: tuple(ranks) for name, ranks in named.items()}
        self._coded: Mapping[str, Sequence[int]] = {code: tuple(ranks) for code, ranks in coded.items()}

    @cached_property
    def _index(self) -> WordIndex:
        return WordIndex(self._names)

    @cached_property
    def _sounds(self) -> Sequence[str]:
        return [sounded(name) for name in self._names]

    def with_code(self, code: str, *, here: str = "") -> Spot | None:
        """The spot that the address of a page says; here : the words for a point that is no commune"""
        if (point := _POINT.fullmatch(code)) is None:
            return self._spots([self._rank[code]])[0] if code in self._rank else None
        latitude, longitude = float(point[1]), float(point[2])
        if abs(latitude) > 90 or abs(longitude) > 180:
            return None
        return Spot(code, here, Where("around", code, here, latitude, longitude))

    def called(self, typed: str) -> tuple[Spot, ...]:
        """Spots of exactly this name, label, postal code or number; a commune stands before the département of its name."""
        asked = place_name(typed)
        if (exact := self._labelled(asked)) is not None:
            return self._spots([exact])
        if len(asked) == 5 and asked.isdigit():
            return self._spots(self._coded.get(asked, ()))
        if len(asked) > 1 and _DEPARTEMENT.fullmatch(asked):
            return self._spots(self._departement(asked))
        named = self._named.get(asked, ())
        communes = [rank for rank in named if self._is(rank, "around") and not self._lines[rank].overshadowed]
        areas = [rank for rank in named if not self._is(rank, "around")]
        return self._spots(communes or areas[:1] or named)

    def at_address(self, typed: str) -> tuple[Spot, ...]:
        """The commune of an address: by its postal code, and the name that goes with it; else by the name it ends with."""
        words = place_name(typed).split()
        text = f" {' '.join(words)} "
        for postcode in (word for word in words if len(word) == 5 and word.isdigit()):
            served = self._coded.get(postcode, ())
            if served:
                return self._spots([rank for rank in served if f" {self._names[rank]} " in text] or served)
        if len(words) > 2:
            for length in range(min(LONGEST_NAME, len(words) - 1), 0, -1):
                found = self.called(" ".join(words[-length:]))
                if found:
                    return found
        return ()

    def near(self, word: str) -> tuple[str, ...]:
        """Names written nearly as a word that is none, the nearest first, the largest before others."""
        asked = place_name(word)
        most = allowed(len(asked))
        if most == 0:
            return ()
        scored: dict[str, tuple[int, int]] = {}
        for rank, distance in sorted(near(asked, self._names, most)):
            line = self._lines[rank]
            scored[line.name] = min(scored.get(line.name, (FARTHEST, 0)), (distance, -line.size))
        return tuple(sorted(scored, key=lambda name: scored[name]))[:3]

    def meant(self, typed: str) -> tuple[Spot, ...]:
        """Spots that may be meant, the likeliest first; one alone when what was typed can mean nothing else."""
        asked = place_name(typed)
        if not asked:
            return ()
        if _DEPARTEMENT.fullmatch(asked):
            return self._spots(self._departement(asked))
        exact = self.called(typed) or self.at_address(typed)
        if exact or (len(asked) == 5 and asked.isdigit()):
            return exact
        most = allowed(len(asked))
        ranks = set(self._index.find(asked).ranks)
        ranks.update(rank for rank, _ in near(asked, self._names, most))
        if most > 0:
            ranks.update(rank for rank, _ in near(sounded(asked), self._sounds, most - 1))
        fits = {rank: self._fit(asked, rank) for rank in ranks}
        return self._spots(sorted(fits, key=lambda rank: (fits[rank], len(self._names[rank]), rank)))

    def _fit(self, asked: str, rank: int) -> int:
        """How likely a name is not what was typed: its beginning is likeliest, then what sounds the same, then what has
        fewest errors; a town of ten times the inhabitants makes up for the third of an error.
        """
        name = self._names[rank]
        sixths = 0
        if not name.startswith(asked):
            heard = errors(sounded(asked), self._sounds[rank], FARTHEST)
            sixths = min(6 * errors(asked, name, FARTHEST), 6 * heard + 3)
        return sixths - 2 * self._lines[rank].size

    def _labelled(self, asked: str) -> int | None:
        """The first territory whose label, folded, is this: its name, then its département or what it is."""
        name, _, end = asked.rpartition(" ")
        if end == "region":
            return next((rank for rank in self._named.get(name, ()) if self._is(rank, "region")), None)
        area = name.removesuffix(" departement")
        if area != name:
            found = self._departement(end)
            return found[0] if found and self._names[found[0]] == area else None
        for rank in self._named.get(name, ()):
            if self._is(rank, "around") and self._lines[rank].within.lower() == end:
                return rank
        return None

    def _departement(self, number: str) -> tuple[int, ...]:
        rank = self._rank.get(f"d{number.rjust(2, '0').upper()}")
        return () if rank is None else (rank,)

    def _is(self, rank: int, kind: Kind) -> bool:
        return self._lines[rank].kind == kind

    def _spots(self, ranks: Sequence[int]) -> tuple[Spot, ...]:
        return tuple(_spot(self._lines[rank]) for rank in ranks[:MOST])


def _spot(line: Line) -> Spot:
    if line.kind == "around":
        where = Where("around", line.code, line.name, line.latitude, line.longitude)
        return Spot(line.code, f"{line.name} ({line.within})", where)
    what = "région" if line.kind == "region" else f"département {line.code[1:]}"
    return Spot(line.code, f"{line.name} ({what})", Where(line.kind, line.code[1:], line.name))


@cache
def territories() -> Territories:
    """Those of the reference: each commune that has a centre, with all its postal codes.

    Of régions, those that are more than one département: of the others, the département says as much.
    """
    known = reference()
    postcodes: dict[str, dict[str, None]] = defaultdict(dict)
    for arrondissement in known.arrondissements.values():
        postcodes[arrondissement.commune].update(dict.fromkeys(arrondissement.postcodes))
    parts = Counter(area.region for area in known.departements.values())
    regions = [area for area in known.regions.values() if parts[area.code] > 1]
    small = _overshadowed([*known.communes.values(), *regions])
    communes: dict[str, list[Line]] = defaultdict(list)
    for one in known.communes.values():
        if one.latitude is None or one.longitude is None:
            continue
        more = postcodes.get(one.code)
        codes = tuple(dict.fromkeys((*one.postcodes, *more))) if more else one.postcodes
        latitude, longitude = float(f"{one.latitude:.2f}"), float(f"{one.longitude:.2f}")
        communes[one.departement].append(
            Line(
                one.code,
                one.name,
                one.departement,
                codes,
                latitude,
                longitude,
                len(str(one.population or 0)),
                one.code in small,
            )
        )
    return Territories(
        tuple(_area(f"d{area.code}", area) for area in _by_code(known.departements.values())),
        tuple(_area(f"r{area.code}", area) for area in _by_code(regions)),
        tuple(line for _, lines in sorted(communes.items()) for line in lines),
    )


def _by_code(areas: Iterable[Area]) -> list[Area]:
    return sorted(areas, key=lambda area: area.code)


def _area(code: str, area: Area) -> Line:
    return Line(code, area.name, area.region or "", size=len(str(area.population or 0)))


def _overshadowed(territories: Iterable[Commune | Area]) -> frozenset[str]:
    """The codes of those of which a namesake has ten times the inhabitants at least."""
    named: dict[str, list[Commune | Area]] = defaultdict(list)
    for one in territories:
        named[folded(one.name)].append(one)
    return frozenset(
        one.code
        for namesakes in named.values()
        if len(namesakes) > 1
        for one in namesakes
        if max(other.population or 0 for other in namesakes) >= OVERSHADOWING * max(1, one.population or 0)
    )


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of France, made once a process."""
    return Gazetteer(territories())
