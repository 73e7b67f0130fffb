"""The files on territories: what is measured of each, who is reached, where a next place would reach most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from florilege.later import Later
from florilege.territory.peers import peers, traits
from florilege.territory.reference import reference
from florilege.territory.service_reach import ServiceReach
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data.territory_columns import (
    FLAGS,
    NUMBERS,
    TERRITORY_COLUMNS,
    WHOLE_NUMBERS,
)
from florilege.web.publication.open_data.territory_terms import COUNTS, NEXT_SITES, REACH, TERRITORIES
from florilege.web.publication.pages.territories.known import (
    LEVELS,
    Territories,
    Territory,
    code_of,
    inhabitants_of_epcis,
    key_of,
)
from florilege.web.study.territory_measures import TerritoryMeasures

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

LIST_MARK = "|"
DECIMALS = 4
"""Of rates and densities: far beyond what pages print, and the same on every machine."""
Row = tuple[object, ...]


def territory_files(contents: StudyContents) -> dict[str, tuple[bytes, int | None]]:
    """Name → content and number of rows of each file; nothing before territories are measured, and no reach where no
    service is.
    """
    measured = contents.territories
    if not measured.rates:
        return {}
    made = {TERRITORIES: _frame(TERRITORIES, territory_rows(contents, Territories(contents)))}
    if measured.services:
        made[REACH] = _frame(REACH, _reach(measured))
        made[NEXT_SITES] = _frame(NEXT_SITES, _next_sites(measured))
    if any(measured.counts.values()):
        made[COUNTS] = _frame(COUNTS, _counts(measured))
    return {name: (table.write_csv().encode(), table.height) for name, table in made.items()}


def _frame(name: str, rows: Iterable[Row]) -> pl.DataFrame:
    return pl.DataFrame(
        list(rows), schema={column: _type(column) for column, _ in TERRITORY_COLUMNS[name]}, orient="row"
    )


def _type(column: str) -> pl.DataType:
    if column in WHOLE_NUMBERS:
        return pl.Int64()
    if column in NUMBERS:
        return pl.Float64()
    return pl.Boolean() if column in FLAGS else pl.String()


class _Area(Struct, frozen=True):
    """A territory, with or without a page."""

    name: str
    kind: str
    inhabitants: int | None


def territory_rows(contents: StudyContents, found: Territories) -> Iterator[Row]:
    """The rows of `territories.csv`, in its columns: every territory measured, or that has a listed place."""
    kept = Counter((level, code_of(place, level)) for place in contents.kept for level in LEVELS)
    for level in LEVELS:
        pages = {one.code: one for one in found.by_key.values() if one.level == level}
        for code in sorted({*pages, *contents.territories.rates.get(level, {})}):
            page = pages.get(code)
            area = _of_page(page) if page is not None else _without_page(level, code)
            places = page.places if page is not None else ()
            yield (
                level,
                code,
                area.name or None,
                area.kind or None,
                key_of(level, code) if page is not None else None,
                area.inhabitants,
                len(places),
                sum(place.appraisal == "candidate" for place in places),
                kept[level, code],
                *_rate(contents.territories, level, code),
                *(_traits(code) if level == "epci" else (None,) * 4),
            )


def _of_page(page: Territory) -> _Area:
    return _Area(page.name, page.kind, page.population)


def _without_page(level: str, code: str) -> _Area:
    known = reference()
    if level == "epci":
        epci = known.epcis.get(code)
        inhabitants = inhabitants_of_epcis().get(code)
        return _Area("", "", inhabitants) if epci is None else _Area(epci.name, epci.kind, inhabitants)
    area = (known.regions if level == "region" else known.departements).get(code)
    return _Area("", "", None) if area is None else _Area(area.name, "", area.population)


def _rate(measured: TerritoryMeasures, level: str, code: str) -> Row:
    """Counted, added, the rate with its bounds, how it was obtained; nothing where it was not sought."""
    one = measured.rates.get(level, {}).get(code)
    if one is None:
        return (None,) * 6
    numbers = (
        None if value is None else round(value, DECIMALS)
        for value in (one.rate.rate, one.rate.low, one.rate.high)
    )
    return one.counted, one.added, *numbers, one.rate.how


def _traits(code: str) -> Row:
    """Density, kilometres to the next métropole and its code, codes of the peers."""
    own = traits(reference()).get(code)
    alike = peers(code, reference=reference())
    if own is None or alike is None:
        return (None,) * 4
    return (
        round(own.density, DECIMALS),
        None if own.metropole_km is None else round(own.metropole_km, DECIMALS),
        own.metropole or None,
        LIST_MARK.join(peer.traits.code for peer in alike.nearest) or None,
    )


def _reach(measured: TerritoryMeasures) -> Iterator[Row]:
    for one in measured.services:
        beyond = _beyond(one)
        for level, territories in one.territories.items():
            for code, reach in territories.items():
                if not reach.inhabitants and reach.unknown_communes:  # nobody of whom anything is told
                    yield from (
                        (one.service, level, code, None, limit, *(None,) * 4, reach.unknown_inhabitants)
                        for limit in one.limits
                    )
                    continue
                for rank, (limit, within) in enumerate(zip(one.limits, reach.reached, strict=True)):
                    last = rank == len(one.limits) - 1
                    yield (
                        one.service, level, code, reach.inhabitants, limit, within.about, within.least, within.most,
                        beyond[level, code] if last else None, reach.unknown_inhabitants,
                    )  # fmt: skip


def _beyond(one: ServiceReach) -> Mapping[tuple[str, str], int]:
    """(level, code) → communes beyond the last distance."""
    found: Counter[tuple[str, str]] = Counter()
    for code in one.white:
        commune = reference().communes[code]
        found["france", "france"] += 1
        found["region", commune.region] += 1
        found["departement", commune.departement] += 1
        found["epci", commune.epci or ""] += 1
    return found


def _counts(measured: TerritoryMeasures) -> Iterator[Row]:
    for level, territories in measured.counts.items():
        for code, listings in territories.items():
            for one in listings:
                yield from ((one.listing, level, code, date, records) for date, records in one.records)


def _next_sites(measured: TerritoryMeasures) -> Iterator[Row]:
    for one in measured.services:
        for level, territories in one.next_sites.items():
            for code, following in territories.items():
                around = following.around or (0,) * len(following.sites)
                sites = zip(following.sites, following.gains, around, strict=True)
                for rank, (commune, people, besides) in enumerate(sites, start=1):
                    yield (
                        one.service, level, code, rank, commune, reference().communes[commune].name, people,
                        besides,
                        following.unreached, following.proved, None if following.proved else round(following.gap, 6),
                        following.kilometres,
                    )  # fmt: skip
