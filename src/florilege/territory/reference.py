"""Communes, EPCI, départements and régions of France, geography of 1 January 2026.

The tables are in `data/`, with their README (provenance, licence, attribution).
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from importlib import resources
from sys import intern
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from florilege.territory.distance import chord_to_metres, unit_vectors
from florilege.territory.names import commune_name, district_number, full_name, full_names, without_article

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

ATTRIBUTION = (
    "Insee, DGCL, La Poste, IGN, ANCT ; paquet @etalab/decoupage-administratif 6.0.0 ; Licence Ouverte 2.0"
)
KINDS = {"MET69": "METRO"}
"""The métropole de Lyon has a status of its own; it counts as a métropole."""
LARGE_KINDS = ("METRO", "CU")
"""Kinds of EPCI of the large towns: métropoles and communautés urbaines."""


class Commune(Struct, frozen=True):
    """One commune of today.

    epci_kind : "METRO", "CU", "CA", "CC", or "" for the communes that belong to no EPCI
    ept : code of the établissement public territorial within Grand Paris, or None
    latitude, longitude : degrees, centre of the area; None where it is not known
    zone : "metro", "drom" or "com"
    """

    code: str
    name: str
    departement: str
    region: str
    epci: str | None
    epci_name: str | None
    epci_kind: str
    ept: str | None
    population: int | None
    postcodes: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    zone: str


class Arrondissement(Struct, frozen=True):
    """A municipal arrondissement of Paris, Lyon or Marseille."""

    code: str
    name: str
    commune: str
    population: int | None
    postcodes: tuple[str, ...]


class Epci(Struct, frozen=True):
    """A grouping of communes (with own tax, or a territory of Grand Paris: kind "EPT")."""

    code: str
    name: str
    kind: str
    population: int | None
    departement: str
    region: str


class Area(Struct, frozen=True):
    """A département or a région; `region` is None for a région."""

    code: str
    name: str
    population: int | None
    chief_town: str
    zone: str
    region: str | None
    communes: int


class FormerCommune(Struct, frozen=True):
    """A code that is no commune's any more. nature : "commune-deleguee", "commune-associee" or "ancien code" (renumbered);
    now : code of the commune of today
    """

    code: str
    name: str
    nature: str
    now: str


class Reference:
    """The tables and the ways to look in them. Nothing in it changes once it is made."""

    def __init__(
        self,
        *,
        communes: Mapping[str, Commune],
        epcis: Mapping[str, Epci],
        departements: Mapping[str, Area],
        regions: Mapping[str, Area],
        arrondissements: Mapping[str, Arrondissement],
        former_communes: Mapping[str, FormerCommune],
    ) -> None:
        self.communes = communes
        self.epcis = epcis
        self.departements = departements
        self.regions = regions
        self.arrondissements = arrondissements
        self.former_communes = former_communes
        self.former = {code: one.now for code, one in former_communes.items()}

    def current(self, code: str) -> tuple[Commune, str] | None:
        """The commune of today behind a code, and what the code is: code, former_code or arrondissement."""
        if code in self.communes:
            return self.communes[code], "code"
        if code in self.arrondissements:
            return self.communes[self.arrondissements[code].commune], "arrondissement"
        if code in self.former and self.former[code] in self.communes:
            return self.communes[self.former[code]], "former_code"
        return None

    def with_postcode(self, postcode: str) -> tuple[Commune, ...]:
        """The communes that a postal code serves, in the order of their codes."""
        return self._by_postcode.get(postcode, ())

    def departements_of_postcode(self, postcode: str) -> tuple[str, ...]:
        """The départements in which a postal code lies: of the communes served, else by its first digits."""
        served = self.with_postcode(postcode)
        if served:
            return tuple(dict.fromkeys(commune.departement for commune in served))
        start = postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2]
        return ("2A", "2B") if start == "20" else (start,) if start in self.departements else ()

    def arrondissement_of(self, commune: str, postcode: str | None) -> str | None:
        """The municipal arrondissement that a postal code names within a commune, or None."""
        return self._arrondissement_by_postcode.get((commune, postcode or ""))

    def named(self, name: str, departement: str) -> tuple[Commune, ...]:
        """The communes of a département that have this name, today or before they were merged."""
        return self._by_name.get((departement, commune_name(name)), ())

    def arrondissement_named(self, name: str) -> str | None:
        """The municipal arrondissement that a name of town says ("Paris 11e"), or None."""
        said = district_number(name)
        return self._arrondissement_by_rank.get(said) if said is not None else None

    def everywhere(self, name: str) -> tuple[Commune, ...]:
        """The communes of France that have this name, today or before they were merged, in the order of their codes.

        An article counts where a commune has the very name: "Crest" (Drôme) is not "Le Crest" (Puy-de-Dôme).
        """
        having = self._having_name.get(commune_name(name), ())
        whole = full_name(name) if having else ""
        exactly = {code for full, code in having if full == whole}
        return tuple(self.communes[code] for code in sorted(exactly or {code for _, code in having}))

    def beginning(self, name: str) -> tuple[Commune, ...]:
        """The communes of today whose name goes on after these words, in the order of their names."""
        start = f"{commune_name(name)} "
        if start == " ":
            return ()
        names = self._names_in_order
        first = bisect_left(names, (start, ""))
        after = bisect_left(names, (f"{start[:-1]}!", ""))
        return tuple(self.communes[code] for _, code in names[first:after])

    def nearest(self, latitude: float, longitude: float) -> tuple[Commune, float, float]:
        """The commune whose centre is nearest to a point, the metres to it, and to the next one."""
        codes, tree = self._centres
        chords, ranks = tree.query(unit_vectors([latitude], [longitude])[0], k=2)
        metres = chord_to_metres(chords)
        return self.communes[codes[int(np.atleast_1d(ranks)[0])]], float(metres[0]), float(metres[1])

    def reach(self, code: str) -> float | None:
        """How far from its centre a commune may stretch, in metres: the mean distance to its six nearest centres.

        Farther than that one stands, as a rule, in a commune next to it: a network of equal communes is hexagonal,
        with six neighbours (Lösch 1940). No open table of the surfaces goes with these centres. None without a centre.
        """
        return self._reaches.get(code)

    def bare_name(self, code: str) -> str:
        """The name of a commune of today, as `commune_name` gives it."""
        return self._names[code][1]

    @cached_property
    def town_names(self) -> frozenset[str]:
        """The names of the communes of today, as `commune_name` gives them."""
        return frozenset(name for _, name in self._names.values())

    @cached_property
    def _names(self) -> dict[str, tuple[str, str]]:
        """Code of each commune of today → its name, with its article and without."""
        return _both({code: commune.name for code, commune in self.communes.items()})

    @cached_property
    def _former_names(self) -> dict[str, tuple[str, str]]:
        """The same of the codes of before that lie in a commune of today."""
        return _both(
            {code: one.name for code, one in self.former_communes.items() if one.now in self.communes}
        )

    @cached_property
    def _by_postcode(self) -> dict[str, tuple[Commune, ...]]:
        found: dict[str, list[Commune]] = defaultdict(list)
        for commune in self.communes.values():
            for postcode in commune.postcodes:
                found[postcode].append(commune)
        return {postcode: tuple(communes) for postcode, communes in found.items()}

    @cached_property
    def _arrondissement_by_postcode(self) -> dict[tuple[str, str], str]:
        return {
            (item.commune, postcode): item.code
            for item in self.arrondissements.values()
            for postcode in item.postcodes
        }

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], tuple[Commune, ...]]:
        found: dict[tuple[str, str], dict[str, Commune]] = defaultdict(dict)
        for code, (_, name) in self._names.items():
            found[self.communes[code].departement, name][code] = self.communes[code]
        before: dict[tuple[str, str], dict[str, Commune]] = defaultdict(dict)
        for code, (_, name) in self._former_names.items():
            now = self.communes[self.former[code]]
            before[now.departement, name][now.code] = now
        for key, communes in before.items():
            if key not in found:
                found[key] = communes
        return {key: tuple(communes.values()) for key, communes in found.items()}

    @cached_property
    def _having_name(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Name without its article → each full name and the code of the commune of today that has or had it."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for code, (full, name) in self._names.items():
            found[name].append((full, code))
        for code, (full, name) in self._former_names.items():
            found[name].append((full, self.former[code]))
        return {name: tuple(entries) for name, entries in found.items()}

    @cached_property
    def _names_in_order(self) -> list[tuple[str, str]]:
        return sorted((name, code) for code, (_, name) in self._names.items())

    @cached_property
    def _arrondissement_by_rank(self) -> dict[tuple[str, int], str]:
        ranks = ((district_number(item.name), item.code) for item in self.arrondissements.values())
        return {rank: code for rank, code in ranks if rank is not None}

    @cached_property
    def _centres(self) -> tuple[tuple[str, ...], cKDTree]:
        from scipy.spatial import cKDTree  # a fifth of a second to import, seldom needed

        placed = [commune for commune in self.communes.values() if commune.latitude is not None]
        points = np.array([(commune.latitude, commune.longitude) for commune in placed], dtype=np.float64)
        return tuple(commune.code for commune in placed), cKDTree(unit_vectors(points[:, 0], points[:, 1]))

    @cached_property
    def _reaches(self) -> dict[str, float]:
        # all at once takes as long as two hundred one by one
        codes, tree = self._centres
        chords, _ = tree.query(tree.data, k=7)
        return dict(zip(codes, chord_to_metres(chords)[:, 1:].mean(axis=1).tolist(), strict=True))


@lru_cache(maxsize=1)
def reference() -> Reference:
    """The reference shipped with the package, read once."""
    return Reference(
        communes=_communes(),
        epcis={row[0]: _epci(row) for row in _rows("epci.csv")},
        departements={
            code: Area(code, name, _whole(population), town, zone, region, int(communes))
            for code, name, region, town, zone, population, communes in _rows("departements.csv")
        },
        regions={
            code: Area(code, name, _whole(population), town, zone, None, int(communes))
            for code, name, town, zone, population, communes in _rows("regions.csv")
        },
        arrondissements={
            row[0]: Arrondissement(row[0], row[1], row[2], _whole(row[5]), tuple(row[6].split()))
            for row in _rows("arrondissements_municipaux.csv")
        },
        former_communes={row[0]: FormerCommune(*row) for row in _rows("communes_anciens_codes.csv")},
    )


@lru_cache(maxsize=1)
def region_codes() -> tuple[str, ...]:
    """INSEE codes of the régions, without reading the communes."""
    return tuple(row[0] for row in _rows("regions.csv"))


@lru_cache(maxsize=1)
def departement_codes() -> tuple[str, ...]:
    """The codes of the départements alone, in the order of the file: the rest of the reference is not read."""
    return tuple(row[0] for row in _rows("departements.csv"))


def _rows(file: str) -> Iterator[list[str]]:
    source = resources.files("florilege.territory").joinpath("data", file)
    rows = csv.reader(source.read_text(encoding="utf-8").splitlines())
    next(rows)
    yield from rows


def _both(names: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    found = full_names(names.values())
    return {code: (full, without_article(full)) for code, full in zip(names, found, strict=True)}


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _communes() -> dict[str, Commune]:
    # what thousands of communes share is kept once: half the room of the table
    shared: dict[tuple[str, ...], tuple[str, str, str | None, str | None, str, str | None, str]] = {}
    served: dict[str, tuple[str, ...]] = {}
    found: dict[str, Commune] = {}
    for code, name, *where, population, postcodes, latitude, longitude, _, zone in _rows("communes.csv"):
        key = (*where, zone)
        if key not in shared:
            departement, region, epci, epci_name, kind, ept = map(intern, where)
            kind = intern(KINDS.get(kind, kind))
            shared[key] = (
                departement,
                region,
                epci or None,
                epci_name or None,
                kind,
                ept or None,
                intern(zone),
            )
        if postcodes not in served:
            served[postcodes] = tuple(map(intern, postcodes.split()))
        departement, region, of_epci, of_epci_name, kind, of_ept, zone = shared[key]
        found[code] = Commune(
            code, name, departement, region, of_epci, of_epci_name, kind, of_ept,
            int(population) if population else None, served[postcodes], float(latitude) if latitude else None,
            float(longitude) if longitude else None, zone,
        )  # fmt: skip
    return found


def _epci(row: list[str]) -> Epci:
    return Epci(
        code=row[0],
        name=row[1],
        kind=KINDS.get(row[2], row[2]),
        population=_whole(row[5]),
        departement=row[8],
        region=row[9],
    )
