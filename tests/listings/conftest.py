"""What the tests of listings are given: the real listings, read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from florilege.listings.records import ListingRead, Record
from tests.listings.real_listings import Find, Read, read_version


@pytest.fixture(scope="session")
def read() -> Read:
    """The latest version of a listing, read."""
    return lambda slug: read_version(slug)


@pytest.fixture(scope="session")
def record() -> Find:
    """A record of the latest version of a listing, by its id."""

    def find(slug: str, record_id: str) -> Record:
        return next(one for one in read_version(slug).records if one.record_id == record_id)

    return find


@pytest.fixture(scope="session")
def older() -> Callable[[str, str], ListingRead]:
    """An older version of a listing, read."""
    return read_version
