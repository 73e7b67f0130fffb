"""Former names: believed where an earlier version of a listing documents a rename, not where an id was given away."""

from __future__ import annotations

import pytest

from florilege.faults import TableRefused
from florilege.linkage.history import (
    FormerName,
    former_names,
    read_former_names,
    with_former_names,
    write_former_names,
)
from florilege.linkage.records import LinkRecord
from tests.linkage.places import GUERET, NANTES, VIRE, Parts, north, record, together

BEFORE = record("pdl:1", "La Forge aux Images", VIRE, address="3 rue du Port")
NOW = record("pdl:1", "Alizarine", VIRE, address="3, rue du Port")
RENAME = (FormerName("pdl", "1", "La Forge aux Images"),)


def test_another_name_under_one_id_at_one_address_is_a_rename() -> None:
    assert former_names([NOW], [[BEFORE]]) == RENAME


@pytest.mark.parametrize(
    "stayed",
    [
        Parts(websites=("https://alizarine.fr",)),
        Parts(socials=("twitter:alizarine",)),
        north(VIRE, 0),
    ],
)
def test_the_web_site_the_account_or_the_position_may_show_that_a_place_stayed(stayed: Parts) -> None:
    before = record("pdl:1", "La Forge aux Images", VIRE, **stayed)
    assert former_names([record("pdl:1", "Alizarine", VIRE, **stayed)], [[before]]) == RENAME


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (BEFORE, record("pdl:1", "Alizarine", GUERET, address="40 quai Neuf")),
        (BEFORE, record("pdl:1", "Alizarine", GUERET, address="3 rue du Port")),
        (record("pdl:1", "La Forge", VIRE), record("pdl:1", "Alizarine", VIRE)),
        (
            record("pdl:1", "La Forge", VIRE, **north(VIRE, 0, precision="commune")),
            record("pdl:1", "Alizarine", VIRE, **north(VIRE, 0, precision="commune")),
        ),
    ],
)
def test_an_id_given_to_another_place_documents_nothing(before: LinkRecord, now: LinkRecord) -> None:
    assert former_names([now], [[before]]) == ()


def test_a_name_that_another_record_of_the_listing_bears_now_is_no_former_name() -> None:
    swapped = record("pdl:2", "La Forge aux images", VIRE, address="3 rue du Port")
    assert former_names([NOW, swapped], [[BEFORE]]) == ()


def test_a_name_written_otherwise_is_no_rename() -> None:
    before = record("pdl:1", "L’ALIZARINE", VIRE, address="3 rue du Port")
    assert former_names([NOW], [[before]]) == ()


def test_each_former_name_is_kept_once_over_many_versions() -> None:
    older = record("pdl:1", "Bergamote", VIRE, address="3 rue du Port")
    assert [former.name for former in former_names([NOW], [[older], [BEFORE], [BEFORE]])] == [
        "Bergamote",
        "La Forge aux Images",
    ]


def test_a_record_is_found_again_in_another_listing_by_its_former_name() -> None:
    there = record("cget:1", "La Forge aux Images", VIRE)
    assert not together(NOW, there)
    renamed, found = with_former_names([NOW, there], RENAME)
    assert renamed.names == ("Alizarine", "La Forge aux Images")
    assert together(renamed, found)


def test_a_documented_rename_holds_for_the_other_records_of_the_commune_and_no_others() -> None:
    here, elsewhere = (
        record("cget:1", "La Forge aux Images", VIRE),
        record("cget:2", "La Forge aux Images", NANTES),
    )
    _, found, untouched = with_former_names([NOW, here, elsewhere], RENAME)
    assert set(found.names) == {"La Forge aux Images", "Alizarine"}
    assert untouched == elsewhere


def test_the_current_name_stays_first() -> None:
    here = record("cget:1", "La Forge aux Images", VIRE)
    assert [found.names[0] for found in with_former_names([NOW, here], RENAME)] == [
        "Alizarine",
        "La Forge aux Images",
    ]


def test_a_former_name_of_a_record_that_is_not_there_is_left_aside() -> None:
    assert with_former_names([NOW], (FormerName("bfc", "9", "Bergamote"),)) == (NOW,)


def test_former_names_survive_their_file() -> None:
    formers = (*RENAME, FormerName("bfc", "a:b", 'Le "Lab", ancien'))
    assert read_former_names(write_former_names(formers), file="former_names.csv") == formers
    assert read_former_names("", file="former_names.csv") == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [("listing,name\n", 1), ("listing,record_id,former_name\npdl,1,Forge\npdl,,Forge\n", 3)],
)
def test_a_damaged_file_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(TableRefused) as refusal:
        read_former_names(text, file="former_names.csv")
    assert (refusal.value.where.file, refusal.value.where.line) == ("former_names.csv", line)
