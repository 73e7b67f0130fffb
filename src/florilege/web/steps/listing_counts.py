"""How many records a listing had in each région and département, at each of its states: only of listings read twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from florilege.faults import InputRefused
from florilege.listings import mapping as mappings
from florilege.listings.mapping import read_mapping
from florilege.listings.readers import read_file
from florilege.listings.states import states
from florilege.listings.versions import Version
from florilege.territory.reference import reference
from florilege.web.inventory.models import Record
from florilege.web.study.folder import file_fingerprint
from florilege.web.study.open_study import OpenStudy
from florilege.web.study.territory_measures import ListingCounts

Codes = Counter[tuple[str, str]]
"""(level, code) → records there."""


def earlier_states(study: OpenStudy) -> Iterator[tuple[mappings.Mapping, Version, Path]]:
    """The states before the one in use of each listing of a study, whose files are there, oldest first."""
    for slug in study.file.listings:
        path = study.folder.mapping(slug)
        mapping = read_mapping(path)
        for version in states(mapping.versions, mapping.in_use)[:-1]:
            file = path.parent / version.file
            if file.is_file():
                yield mapping, version, file


def fingerprints(study: OpenStudy) -> list[str]:
    """What the counts are made from, besides what is in the store."""
    return [file_fingerprint(file) for _, _, file in earlier_states(study)]


def listing_counts(study: OpenStudy) -> tuple[dict[str, dict[str, tuple[ListingCounts, ...]]], int]:
    """Level → code → the counts of each listing read twice that looked there; and how many versions could not be read.

    A version that is refused as a whole is not counted: what is shown rests on the one in use.
    """
    of: dict[str, tuple[mappings.Mapping, dict[str, Codes]]] = {}
    refused = 0
    for mapping, version, file in earlier_states(study):
        try:
            read = read_file(mapping, file, version=version.date, reference=reference())
        except InputRefused:
            refused += 1
            continue
        counted = of.setdefault(mapping.slug, (mapping, {}))[1]
        counted[version.date] = _counted(Counter(one.location.commune_code or "" for one in read.records))
    found: dict[str, dict[str, tuple[ListingCounts, ...]]] = {"region": {}, "departement": {}}
    for slug, (mapping, counted) in of.items():
        counted[mapping.in_use.date] = _counted(_in_use(slug))
        for level, code in sorted(set().union(*counted.values())):
            region = code if level == "region" else reference().departements[code].region
            if region is None or not mapping.coverage.holds(region):
                continue
            dated = tuple((date, codes[level, code]) for date, codes in counted.items())
            found[level][code] = (*found[level].get(code, ()), ListingCounts(slug, dated))
    return found, refused


def _in_use(slug: str) -> Counter[str]:
    """Commune → records of the version in use of a listing."""
    rows = Record.objects.filter(version__listing__slug=slug, version__current=True)
    # asked of the store, the member of a JSON object comes back as a number: 01004 as 1004
    return Counter(location["commune_code"] or "" for location in rows.values_list("location", flat=True))


def _counted(communes: Mapping[str, int]) -> Codes:
    found: Codes = Counter()
    for code, count in communes.items():
        commune = reference().communes.get(code or "")
        if commune is not None:
            found["region", commune.region] += count
            found["departement", commune.departement] += count
    return found
