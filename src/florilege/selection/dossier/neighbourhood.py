"""Where the places of a scope are and who looked for them: what distances and densities of an appraisal rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from florilege.appraisal.indicators import Surroundings
from florilege.appraisal.surroundings import District, Site, surroundings
from florilege.csv_lines import write_lines
from florilege.listings.coverage import Coverage

SITES, TERRITORY, COVERAGE = "sites.csv", "territory.csv", "coverage.csv"
SITE_COLUMNS = ("place_id", "offers", "kind", "listings", "latitude", "longitude", "reach", "epci", "selves")
TERRITORY_COLUMNS = ("epci", "population", "region")
COVERAGE_COLUMNS = ("listing", "regions", "kinds")

Row = Mapping[str, str]


class Inventory(Struct, frozen=True):
    """Every place of the scope, the EPCI, and where each listing looked.

    withheld : places of which something comes from data whose licence would bind a dossier, without that
    """

    sites: tuple[Site, ...] = ()
    districts: Mapping[str, District] = field(default_factory=dict)
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    withheld: Mapping[str, Site] = field(default_factory=dict)

    def published(self) -> Inventory:
        """The same, without what is withheld."""
        sites = tuple(self.withheld.get(one.place_id, one) for one in self.sites)
        return Inventory(sites, self.districts, self.coverage)

    def surroundings(self) -> Mapping[str, Surroundings]:
        """What lies around each place."""
        return surroundings(self.sites, self.districts, self.coverage)

    def files(self) -> dict[str, bytes]:
        """As a dossier holds it."""
        territory = ((epci, str(one.population), one.region) for epci, one in sorted(self.districts.items()))
        covered = (
            (slug, "|".join(one.regions), "|".join(one.kinds)) for slug, one in sorted(self.coverage.items())
        )
        return {
            SITES: write_lines(SITE_COLUMNS, map(_site_row, self.sites)).encode(),
            TERRITORY: write_lines(TERRITORY_COLUMNS, territory).encode(),
            COVERAGE: write_lines(COVERAGE_COLUMNS, covered).encode(),
        }


def read_inventory(sites: Iterable[Row], territory: Iterable[Row], coverage: Iterable[Row]) -> Inventory:
    """The inventory of a dossier, from the rows of its files; raises KeyError or ValueError."""
    return Inventory(
        tuple(
            Site(
                row["place_id"],
                offers=_several(row["offers"]),
                kind=row["kind"],
                listings=_several(row["listings"]),
                latitude=float(row["latitude"]) if row["latitude"] else None,
                longitude=float(row["longitude"]) if row["longitude"] else None,
                reach=int(row["reach"]),
                epci=row["epci"],
                selves=_several(row.get("selves", "")),  # dossiers of before have no such column
            )
            for row in sites
        ),
        {row["epci"]: District(int(row["population"]), row["region"]) for row in territory},
        {row["listing"]: Coverage(_several(row["regions"]), _several(row["kinds"])) for row in coverage},
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _site_row(one: Site) -> tuple[str, ...]:
    latitude, longitude = ("" if end is None else repr(end) for end in (one.latitude, one.longitude))
    said = ("|".join(one.offers), one.kind, "|".join(one.listings))
    return (one.place_id, *said, latitude, longitude, str(one.reach), one.epci, "|".join(one.selves))
