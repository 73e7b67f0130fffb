"""The nine listings of the study become records: every row, under the ids that the judged pairs use."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable

import pytest

from florilege.listings.fields import FIELDS
from florilege.listings.mapping import read_mapping
from florilege.listings.names_and_bearers import take_apart
from florilege.listings.records import ListingRead
from florilege.listings.vocabulary import VOCABULARIES
from florilege.territory.locate import HOWS, PRECISIONS
from tests.listings.real_listings import SLUGS, STUDY, Find, Read

COUNTS = {
    "cget": 1512,
    "fablabs2020": 211,
    "pdl": 124,
    "bretagne": 121,
    "bfc": 697,
    "cvl": 426,
    "fabriques": 382,
    "manufactures": 111,
    "etude2022": 16,
}
OLDER = {
    ("cget", "2019-03-21"): 1512,
    ("cget", "2019-03-23"): 1512,
    ("pdl", "2020-04-14"): 83,
    ("pdl", "2020-09-30"): 99,
    ("pdl", "2021-05-04"): 117,
    ("bretagne", "2015-10-13"): 39,
    ("bretagne", "2016-10-15"): 75,
    ("bretagne", "2017-11-03"): 96,
    ("bretagne", "2019-03-11"): 106,
    ("bfc", "2020-04-09"): 560,
    ("bfc", "2020-05-16"): 606,
    ("fabriques", "2023-11-15"): 382,
}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_row_of_the_latest_version_is_a_record_and_none_is_refused(slug: str, read: Read) -> None:
    found = read(slug)
    assert len(found.records) == found.rows == COUNTS[slug]
    assert not [line for line in found.report if line.action == "refused"]


@pytest.mark.parametrize(("slug", "date"), OLDER)
def test_every_row_of_the_older_versions_is_a_record_too(
    slug: str, date: str, older: Callable[[str, str], ListingRead]
) -> None:
    found = older(slug, date)
    assert len(found.records) == found.rows == OLDER[slug, date]


@pytest.mark.parametrize("slug", SLUGS)
def test_no_two_records_have_one_id_and_every_record_has_one_name_unless_its_cell_says_another_thing(
    slug: str, read: Read
) -> None:
    found = read(slug)
    assert len({one.record_id for one in found.records}) == len(found.records)
    other = {line.record_id for line in found.report if line.rule == "name-and-bearer"}
    for one in found.records:
        assert len(one.all("name")) == 1 or (not one.all("name") and one.record_id in other)
        assert all(str(name).strip() for name in one.all("name"))


def test_every_record_of_the_judged_pairs_is_there_under_its_name(record: Find) -> None:
    with (STUDY / "truth" / "pairs_tuning.csv").open(encoding="utf-8", newline="") as stream:
        pairs = list(csv.DictReader(stream))
    assert len(pairs) > 100
    for pair in pairs:
        for side in ("a", "b"):
            found = record(pair[f"source_{side}"], pair[f"id_{side}"])
            assert (found.first("name"), *found.all("bearer")) == _said(pair[f"name_{side}"], found.listing)


def _said(cell: str, listing: str) -> tuple[str | None, ...]:
    """What a name cell says: in the State lists, of the place and of who bears it."""
    if listing not in ("fabriques", "manufactures"):
        return (re.sub(r"\s+", " ", cell).strip(),)
    said = take_apart(cell)
    return (said.name, *said.bearers)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_value_is_of_the_kind_of_its_field_and_every_code_of_its_vocabulary(
    slug: str, read: Read
) -> None:
    kinds: dict[str, type] = {"number": float, "integer": int, "year": int, "boolean": bool}
    for one in read(slug).records:
        for value in one.values:
            field = FIELDS[value.field]
            assert type(value.value) is kinds.get(field.kind, str), value
            assert not isinstance(value.value, str) or value.value == value.value.strip() != ""
            if value.field in VOCABULARIES:
                assert value.value in VOCABULARIES[value.field]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_location_says_how_it_was_found_and_how_sure_it_is(slug: str, read: Read) -> None:
    for one in read(slug).records:
        assert one.location.how in HOWS
        assert one.location.precision in PRECISIONS
        assert (one.location.certainty > 0) == (one.location.commune_code is not None)


def test_nearly_every_record_finds_its_commune(read: Read) -> None:
    lost = Counter(slug for slug in SLUGS for one in read(slug).records if one.location.commune_code is None)
    assert sum(lost.values()) <= 8


@pytest.mark.parametrize("slug", SLUGS)
def test_the_row_is_kept_as_published_with_its_line(slug: str, read: Read) -> None:
    records = read(slug).records
    assert all(one.payload and one.line >= 1 for one in records)
    assert [one.line for one in records] == sorted(one.line for one in records)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_listing_says_under_which_licence_and_what_to_write(slug: str) -> None:
    mapping = read_mapping(STUDY / "listings" / f"{slug}.toml")
    assert mapping.slug == slug
    assert mapping.licence
    assert mapping.attribution
    assert mapping.title.fr != mapping.title.en


def test_reading_twice_gives_the_same(read: Read) -> None:
    from florilege.listings.readers import read_file
    from florilege.territory.reference import reference

    mapping = read_mapping(STUDY / "listings" / "pdl.toml")
    path = STUDY / "listings" / mapping.in_use.file
    again = read_file(mapping, path, version=mapping.in_use.date, reference=reference())
    assert again == read("pdl")
