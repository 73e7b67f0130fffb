"""The nine listings of the real study, each version read once for all these tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from florilege.listings.mapping import read_mapping
from florilege.listings.readers import read_file
from florilege.listings.records import ListingRead, Record
from florilege.territory.reference import reference

STUDY = Path(__file__).parents[2] / "studies" / "lieux-innovation"
SLUGS = ("cget", "fablabs2020", "pdl", "bretagne", "bfc", "cvl", "fabriques", "manufactures", "etude2022")

Read = Callable[[str], ListingRead]
Find = Callable[[str, str], Record]


@lru_cache(maxsize=32)
def read_version(slug: str, date: str = "") -> ListingRead:
    mapping = read_mapping(STUDY / "listings" / f"{slug}.toml")
    version = mapping.version(date) if date else mapping.in_use
    path = STUDY / "listings" / version.file
    return read_file(mapping, path, version=version.date, reference=reference())
