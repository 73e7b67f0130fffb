"""Where all the places of an inventory are: what the distances and the densities of an appraisal rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from florilege.appraisal.indicators import Surroundings
from florilege.appraisal.surroundings import Site, surroundings
from florilege.csv_lines import write_lines

SITES, TERRITORY = "sites.csv", "territory.csv"
SITE_COLUMNS = ("place_id", "kinds", "latitude", "longitude", "epci")
TERRITORY_COLUMNS = ("epci", "population")


@dataclass(frozen=True, slots=True)
class Inventory:
    """Every place, in the scope of the study or not, and the inhabitants of each EPCI.

    withheld : places whose position comes from data whose licence would bind a dossier
    """

    sites: tuple[Site, ...] = ()
    population: Mapping[str, int] | None = None
    withheld: frozenset[str] = frozenset()

    def published(self) -> Inventory:
        """The same, positions withheld left out and the inhabitants of the EPCI named only."""
        sites = tuple(
            replace(one, kinds=(), latitude=None, longitude=None) if one.place_id in self.withheld else one
            for one in self.sites
        )
        named, population = {one.epci for one in sites}, self.population or {}
        return Inventory(sites, {epci: population[epci] for epci in sorted(population.keys() & named)})

    def surroundings(self) -> Mapping[str, Surroundings]:
        """What lies around each place."""
        return surroundings(self.sites, self.population or {})

    def files(self) -> dict[str, bytes]:
        """As a dossier holds it."""
        return {
            SITES: write_lines(SITE_COLUMNS, map(_site_row, self.sites)).encode(),
            TERRITORY: write_lines(
                TERRITORY_COLUMNS, ((epci, str(count)) for epci, count in (self.population or {}).items())
            ).encode(),
        }


def read_inventory(sites: Iterable[Mapping[str, str]], territory: Iterable[Mapping[str, str]]) -> Inventory:
    """The inventory of a dossier, from the rows of its files; raises KeyError or ValueError."""
    return Inventory(
        tuple(
            Site(
                row["place_id"],
                tuple(row["kinds"].split("|")) if row["kinds"] else (),
                float(row["latitude"]) if row["latitude"] else None,
                float(row["longitude"]) if row["longitude"] else None,
                row["epci"],
            )
            for row in sites
        ),
        {row["epci"]: int(row["population"]) for row in territory},
    )


def _site_row(one: Site) -> tuple[str, ...]:
    position = ("" if end is None else repr(end) for end in (one.latitude, one.longitude))
    return (one.place_id, "|".join(one.kinds), *position, one.epci)
