"""Synthetic listings: of the size asked for, the same each time, true to what they say of themselves."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.linkage import noise
from benchmarks.linkage.synthetic import Synthetic, synthetic
from florilege.faults import TableRefused
from florilege.linkage.names import fold
from florilege.linkage.scale.records_file import as_frame, as_records, check_columns, write_records
from florilege.territory.reference import reference


@pytest.fixture(scope="module")
def many() -> Synthetic:
    return synthetic(4_000)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 400), st.integers(0, 9), st.sampled_from((0.0, 0.2, 0.6)))
def test_as_many_records_as_asked_the_same_each_time(size: int, seed: int, twins: float) -> None:
    made = synthetic(size, seed=seed, twins=twins)
    assert len(made.records) == len(made.place) == len(made.hard) == size
    assert len({record.key for record in made.records}) == size
    assert synthetic(size, seed=seed, twins=twins) == made


def test_another_seed_gives_other_records() -> None:
    assert synthetic(50, seed=1).records != synthetic(50, seed=2).records


@pytest.mark.parametrize("twins", [0.0, 0.2, 0.5])
def test_the_share_of_records_with_a_twin_is_the_one_asked_for(twins: float) -> None:
    made = synthetic(4_000, twins=twins)
    count = Counter(made.place)
    share = sum(count[place] > 1 for place in made.place) / len(made.place)
    assert share == pytest.approx(twins, abs=0.03)


def test_the_records_of_a_place_lie_in_one_departement_or_next_to_it(many: Synthetic) -> None:
    towns: dict[int, set[str]] = {}
    for record, place in zip(many.records, many.place, strict=True):
        towns.setdefault(place, set()).add(record.commune_code)
    assert all(len(codes) <= 3 for codes in towns.values())
    moved = sum(len(codes) > 1 for codes in towns.values())
    assert 0 < moved < 0.2 * sum(count > 1 for count in Counter(many.place).values())


def test_no_two_places_of_a_commune_bear_one_name_but_branches_of_a_brand(many: Synthetic) -> None:
    bearers: dict[tuple[str, str], set[int]] = {}
    easy = [
        (record, place)
        for record, place, hard in zip(many.records, many.place, many.hard, strict=True)
        if not hard and record.kinds == ("service-public",)
    ]
    for record, place in easy:
        bearers.setdefault((record.commune_code, fold(record.names[0])), set()).add(place)
    assert max(map(len, bearers.values())) == 1


def test_large_towns_hold_many_records_and_every_commune_is_a_real_one(many: Synthetic) -> None:
    towns = Counter(record.commune_code for record in many.records)
    assert towns.most_common(1)[0][0] == "75056"
    assert set(towns) <= set(reference().communes)


def test_hard_cases_are_at_least_fifteen_in_a_hundred(many: Synthetic) -> None:
    assert sum(many.hard) >= 0.15 * len(many.hard)


def test_every_listing_leaves_out_what_it_never_gives(many: Synthetic) -> None:
    for listing in noise.LISTINGS:
        ours = [record for record in many.records if record.listing == listing.slug]
        assert len(ours) > 50
        for field, share in (("address", listing.address), ("phones", listing.phone)):
            given_ = sum(bool(getattr(record, field)) for record in ours) / len(ours)
            assert given_ == pytest.approx(share, abs=0.12)


def test_records_come_back_from_their_file_as_they_went(many: Synthetic, tmp_path: Path) -> None:
    write_records(many.records, tmp_path / "records.parquet")
    check_columns(tmp_path / "records.parquet")
    assert tuple(as_records(as_frame(many.records))) == many.records


def test_a_file_without_a_column_is_refused_by_its_name(many: Synthetic, tmp_path: Path) -> None:
    as_frame(many.records[:3]).drop("names").write_parquet(tmp_path / "records.parquet")
    with pytest.raises(TableRefused) as refusal:
        check_columns(tmp_path / "records.parquet")
    assert refusal.value.where.column == "names"
