"""What carries on what from one version of a listing to the next, on the versions that the study ships.

The facts are those that the README of each listing documents.
"""

from __future__ import annotations

import random
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from florilege.linkage.differences import Difference, difference
from florilege.linkage.model import shipped_model
from florilege.linkage.records import LinkRecord, of_record
from florilege.linkage.succession import Succession, succession
from florilege.listings.mapping import read_mapping
from florilege.listings.readers import read_file
from florilege.territory.reference import reference

LISTINGS = Path(__file__).resolve().parents[2] / "studies" / "lieux-innovation" / "listings"


@lru_cache(maxsize=8)
def version(slug: str, date: str) -> tuple[LinkRecord, ...]:
    mapping = read_mapping(LISTINGS / f"{slug}.toml")
    file = LISTINGS / mapping.version(date).file
    return tuple(
        of_record(record) for record in read_file(mapping, file, version=date, reference=reference()).records
    )


@lru_cache(maxsize=8)
def between(slug: str, before: str, after: str) -> Succession:
    ids_last = read_mapping(LISTINGS / f"{slug}.toml").record.ids_last
    return succession(version(slug, before), version(slug, after), shipped_model(), ids_last=ids_last)


def names(slug: str, date: str) -> dict[str, str]:
    return {record.record_id: record.names[0] if record.names else "" for record in version(slug, date)}


def renames(slug: str, before: str, after: str) -> dict[str, str]:
    old, new = names(slug, before), names(slug, after)
    return {old[one.before]: new[one.after] for one in between(slug, before, after).carried}


@pytest.mark.parametrize(
    ("slug", "before", "after"),
    [
        ("fabriques", "2023-11-15", "2024-01-26"),
        ("pdl", "2020-09-30", "2021-05-04"),
        ("bretagne", "2016-10-15", "2017-11-03"),
    ],
)
def test_every_record_is_in_one_part(slug: str, before: str, after: str) -> None:
    found = between(slug, before, after)
    old, new = names(slug, before), names(slug, after)
    assert sorted([*found.gone, *(one.before for one in found.carried)]) == sorted(old)
    assert sorted([*found.added, *(one.after for one in found.carried)]) == sorted(new)
    assert set(found.reused) <= set(old) & set(new)


def test_row_numbers_that_shift_carry_names_not_numbers() -> None:
    """Fabriques: one place left, one came in, the others only changed number; names did not change."""
    found = between("fabriques", "2023-11-15", "2024-01-26")
    old, new = names("fabriques", "2023-11-15"), names("fabriques", "2024-01-26")
    assert [old[one] for one in found.gone] == ["La Ferme de la Chevallerie"]
    assert [new[one] for one in found.added] == ["La Ruche d'Idées"]
    assert all(old[one.before] == new[one.after] for one in found.carried)
    assert len(found.reused) >= 23


def test_an_id_given_to_another_place_carries_nothing() -> None:
    """Pays de la Loire: between these versions the same INDEX names another place on 57 of 99 rows."""
    found = between("pdl", "2020-09-30", "2021-05-04")
    old, new = names("pdl", "2020-09-30"), names("pdl", "2021-05-04")
    assert len(found.reused) >= 50
    once = {name for name, count in Counter([*old.values(), *new.values()]).items() if count == 2}
    unchanged = once & set(old.values()) & set(new.values())
    followed = renames("pdl", "2020-09-30", "2021-05-04")
    lost = [name for name in unchanged if followed.get(name) != name]
    assert len(unchanged) > 80
    assert len(lost) <= 1


def test_two_ids_that_were_swapped_are_followed_across() -> None:
    found = between("bretagne", "2016-10-15", "2017-11-03")
    old, new = names("bretagne", "2016-10-15"), names("bretagne", "2017-11-03")
    crossed = {old[one.before]: new[one.after] for one in found.carried if one.renewed}
    assert crossed == {"La Matrice": "La Matrice", "FabLab Lannion KerNEL": "FabLab Lannion KerNEL"}


@pytest.mark.parametrize(
    ("before", "after", "was", "is_now"),
    [
        ("2016-10-15", "2017-11-03", "LabFab UTICE", "LabFab SPI"),
        ("2016-10-15", "2017-11-03", "Kreizenn Dafar", "L'Effet Papillon"),
        ("2016-10-15", "2017-11-03", "My Human Kit", "Human Lab"),
        ("2017-11-03", "2019-03-11", "POC Girafe", "Ouvr'@ges"),
        ("2019-03-11", "2020-05-26", "CréaFab", "N°4 FabLab"),
        ("2019-03-11", "2020-05-26", "SiliconKerné", "La Cantine Quimper"),
        ("2019-03-11", "2020-05-26", "L'Hôtel Pasteur", "L'Hôtel à projets"),
        ("2019-03-11", "2020-05-26", "La Fab'rique", "La Fabrique Amanlis"),
    ],
)
def test_a_place_renamed_under_an_id_that_lasts_is_the_same_place(
    before: str, after: str, was: str, is_now: str
) -> None:
    assert renames("bretagne", before, after)[was] == is_now


def test_where_ids_last_nothing_of_the_listing_is_lost() -> None:
    for before, after in (
        ("2016-10-15", "2017-11-03"),
        ("2017-11-03", "2019-03-11"),
        ("2019-03-11", "2020-05-26"),
    ):
        assert between("bretagne", before, after).gone == ()


def test_a_version_without_ids_is_followed_by_what_it_describes() -> None:
    found = between("bretagne", "2015-10-13", "2016-10-15")
    assert found.gone == ()
    assert len(found.carried) == 39


def test_a_version_carries_itself_on() -> None:
    records = version("pdl", "2021-05-04")
    found = succession(records, records, shipped_model())
    assert [(one.before, one.after) for one in found.carried] == [
        (record.record_id, record.record_id) for record in records
    ]
    assert (found.added, found.gone, found.reused) == ((), (), ())


def test_the_order_of_the_rows_changes_nothing() -> None:
    before, after = (list(version("bretagne", date)) for date in ("2016-10-15", "2017-11-03"))
    expected = between("bretagne", "2016-10-15", "2017-11-03")
    for seed in range(3):
        random.Random(seed).shuffle(before)
        random.Random(seed + 10).shuffle(after)
        found = succession(before, after, shipped_model(), ids_last=True)
        assert set(found.carried) == set(expected.carried)
        assert set(found.reused) == set(expected.reused)


def test_an_id_twice_in_a_version_is_a_fault() -> None:
    record = version("pdl", "2021-05-04")[0]
    with pytest.raises(ValueError, match="same id"):
        succession([record, record], [], shipped_model())


@lru_cache(maxsize=4)
def changed(slug: str, before: str, after: str) -> Difference:
    mapping = read_mapping(LISTINGS / f"{slug}.toml")
    old, new = (
        read_file(mapping, LISTINGS / mapping.version(date).file, version=date, reference=reference()).records
        for date in (before, after)
    )
    return difference(old, new, between(slug, before, after), versions=(before, after))


def test_another_way_of_writing_the_same_file_changes_nothing() -> None:
    """CGET, 21 March 2019: semicolons, decimal commas, doubled columns, leading zeros lost, and the same places."""
    found = changed("cget", "2019-03-21", "2019-03-23")
    assert found.counts() | {"changed": 0, "unchanged": 0} == dict.fromkeys(found.counts(), 0)
    codes = {change.field for one in found.changed for change in one.fields}
    assert "postal_code" not in codes


def test_a_version_without_its_key_is_followed_by_what_it_describes() -> None:
    """Bourgogne-Franche-Comté, April 2020: no identifier yet; nearly every place is found again in May."""
    found = changed("bfc", "2020-04-09", "2020-05-16")
    carried = len(found.changed) + found.unchanged
    assert carried >= 0.9 * (carried + len(found.gone))
