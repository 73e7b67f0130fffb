"""What is measured of territories and kept for their pages: rates, who is reached, where a next place would reach most."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from florilege.territory.rates import Rate
from florilege.territory.service_reach import ServiceReach
from florilege.web.study.models import Study, TerritoryRow
from florilege.web.study.stored_values import as_stored, from_stored


class TerritoryRate(Struct, frozen=True):
    """Places for 100,000 inhabitants in a territory, counted from the listings of the whole country alone.

    counted : places that these give there; added : places that only other listings give
    """

    counted: int
    added: int
    rate: Rate


class ListingCounts(Struct, frozen=True):
    """Records that a listing had in a territory at each of its states, oldest first: (date of the version, records)."""

    listing: str
    records: tuple[tuple[str, int], ...]


class TerritoryMeasures(Struct, frozen=True):
    """All that is measured of territories.

    national : slugs of the listings of the whole country; rates : level → code
    counts : level → code → the listings that were read twice, and looked there
    """

    national: tuple[str, ...] = ()
    rates: Mapping[str, Mapping[str, TerritoryRate]] = field(default_factory=dict)
    services: tuple[ServiceReach, ...] = ()
    counts: Mapping[str, Mapping[str, tuple[ListingCounts, ...]]] = field(default_factory=dict)


NOTHING = TerritoryMeasures()


def keep_territories(study: Study, found: TerritoryMeasures) -> None:
    """Keep what was measured in the place of what was kept."""
    TerritoryRow.objects.update_or_create(study=study, defaults={"said": as_stored(found)})


def territories_of(study: Study) -> TerritoryMeasures:
    """What was kept, nothing before the first build; raises InputRefused when another version wrote it."""
    kept = TerritoryRow.objects.filter(study=study).values_list("said", flat=True).first()
    return NOTHING if kept is None else from_stored(TerritoryMeasures, kept)
