"""Linking many records: the same clusters as linking few, nothing left out unsaid, a threshold for so many pairs."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from benchmarks.linkage.synthetic import Synthetic, synthetic
from florilege.cli import app
from florilege.faults import TableRefused
from florilege.linkage import blocking
from florilege.linkage.blocking import Blocks, bounded, candidates
from florilege.linkage.clusters import LEAST, MOST, PairOdds, agglomerate
from florilege.linkage.corpus import corpus
from florilege.linkage.linking import link
from florilege.linkage.model import as_log_odds, shipped_model
from florilege.linkage.preparation import TABLES, joined, take_apart
from florilege.linkage.records import LinkRecord
from florilege.linkage.scale import candidates as ranges
from florilege.linkage.scale import in_process
from florilege.linkage.scale.calibration import EDGES, FEWEST_PAIRS, calibrated, counted
from florilege.linkage.scale.candidates import pair_ranges, shared
from florilege.linkage.scale.grouping import clusters
from florilege.linkage.scale.in_process import link_large
from florilege.linkage.scale.outcome import ACCOUNT, CLUSTERS, PAIRS
from florilege.linkage.scale.records_file import as_frame, write_records
from tests.examples import examples

MODEL = shipped_model()


@pytest.fixture(scope="module")
def some() -> Synthetic:
    return synthetic(2_500, seed=3)


@pytest.fixture(scope="module")
def file(some: Synthetic, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("many") / "records.parquet"
    write_records(some.records, path)
    return path


def grouped(found: pl.DataFrame) -> set[tuple[str, ...]]:
    together = found.group_by("place").agg(pl.col("key").sort())
    return {tuple(keys) for keys in together["key"].to_list()}


class TestTheSameClusters:
    def test_as_when_few_are_linked(self, some: Synthetic, file: Path) -> None:
        few = link(some.records, MODEL)
        many = link_large(file, MODEL, processes=1)
        assert grouped(many.clusters) == set(few.clusters)
        assert many.account.places == len(few.clusters) < len(some.records)
        assert many.account.merge_from == MODEL.merge_from

    def test_and_the_same_pairs_are_shown_for_the_same_reasons(self, some: Synthetic, file: Path) -> None:
        few = {(pair.first, pair.second): pair for pair in link(some.records, MODEL).pairs}
        for first, second, probability, veto, outcome in link_large(
            file, MODEL, processes=1
        ).pairs.iter_rows():
            pair = few[first, second]
            assert (probability, veto, outcome) == (pair.probability, pair.veto, pair.outcome)

    def test_by_several_processes_in_several_parts(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        alone = link_large(file, MODEL, processes=1)
        monkeypatch.setattr(in_process, "PART", 700)
        monkeypatch.setattr(in_process, "FEWEST_SHARED", 0)
        monkeypatch.setattr(ranges, "PAIRS_A_RANGE", 1_000)
        shared_out = link_large(file, MODEL, processes=2)
        assert shared_out.clusters.equals(alone.clusters)
        assert shared_out.pairs.equals(alone.pairs)
        assert shared_out.account == alone.account

    def test_whatever_the_order_of_the_records(self, some: Synthetic, file: Path, tmp_path: Path) -> None:
        mixed = list(some.records)
        Random(5).shuffle(mixed)
        write_records(mixed, tmp_path / "mixed.parquet")
        assert link_large(tmp_path / "mixed.parquet", MODEL).clusters.equals(link_large(file, MODEL).clusters)

    def test_from_a_table_of_text(self, some: Synthetic, file: Path, tmp_path: Path) -> None:
        frame = as_frame(some.records)
        lists = [name for name, kind in frame.schema.items() if kind == pl.List(pl.String)]
        frame.with_columns(pl.col(lists).list.join("|")).write_csv(tmp_path / "records.csv")
        assert link_large(tmp_path / "records.csv", MODEL).clusters.equals(link_large(file, MODEL).clusters)

    def test_of_no_record_there_is_no_cluster(self, tmp_path: Path) -> None:
        write_records([], tmp_path / "none.parquet")
        assert len(link_large(tmp_path / "none.parquet", MODEL).clusters) == 0


class TestCandidates:
    def test_are_those_of_few_records(self, some: Synthetic, monkeypatch: pytest.MonkeyPatch) -> None:
        found = corpus(sorted(some.records, key=lambda record: record.key))
        monkeypatch.setattr(ranges, "PAIRS_A_RANGE", 500)
        parts = list(pair_ranges(shared(found), size=found.size, threads=1))
        assert len(parts) > 3
        first, second = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
        expected = candidates(found)
        assert np.array_equal(first, expected[0])
        assert np.array_equal(second, expected[1])

    @given(
        st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), max_size=60),
        st.integers(1, 6),
    )
    def test_what_a_block_too_large_leaves_out_is_counted(
        self, members: list[tuple[int, int]], largest: int
    ) -> None:
        block, record = np.array(members, dtype=np.int64).reshape(-1, 2).T
        kept, left_out = bounded(Blocks("any", block, record, largest))
        of_block = {code: {one for at, one in members if at == code} for code, _ in members}
        large = [records for records in of_block.values() if len(records) > largest]
        assert left_out.blocks == len(large)
        assert left_out.records == sum(map(len, large))
        assert left_out.pairs == sum(len(list(combinations(records, 2))) for records in large)
        small = [records for records in of_block.values() if 1 < len(records) <= largest]
        assert len(kept.record) == sum(map(len, small))

    def test_and_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(blocking, "LARGEST_COMMUNE", 20)
        monkeypatch.setattr(blocking, "LARGEST_SHARE", 30)
        places = [
            LinkRecord(f"l:{rank:03}", "l", str(rank), (f"Atelier {chr(97 + rank % 26) * 4}{rank}",), city="Lyon",
                       commune_code="69123", departement_code="69")
            for rank in range(40)
        ]  # fmt: skip
        write_records(places, tmp_path / "lyon.parquet")
        account = link_large(tmp_path / "lyon.parquet", MODEL).account
        assert [(one.kind, one.blocks, one.records, one.pairs) for one in account.left_out] == [
            ("word in commune, in a large commune", 1, 40, 780),
            ("beginning of name, in a large commune", 1, 40, 780),
        ]

    def test_parts_taken_apart_alone_are_put_together_as_one(self, some: Synthetic) -> None:
        whole = take_apart(some.records)
        parts = joined([take_apart(some.records[begin : begin + 600]) for begin in range(0, 2_500, 600)])
        for name, column in whole.columns.items():
            if name in TABLES:
                texts = [np.array(made.tables[TABLES[name]])[made.code(name)] for made in (whole, parts)]
                assert np.array_equal(*texts)
            else:
                assert np.array_equal(
                    column, parts.columns[name], equal_nan=name in ("latitude", "longitude")
                )


@settings(max_examples=examples(60), deadline=None)
@given(
    st.integers(2, 12).flatmap(
        lambda size: st.tuples(
            st.just(size),
            st.dictionaries(
                st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda pair: pair[0] < pair[1]),
                st.tuples(st.floats(LEAST, MOST), st.booleans()),
                max_size=40,
            ),
        )
    )
)  # fmt: skip
def test_groups_of_many_are_those_of_the_agglomeration(
    drawn: tuple[int, dict[tuple[int, int], tuple[float, bool]]],
) -> None:
    size, said = drawn
    ends = np.array(list(said), dtype=np.int64).reshape(-1, 2).T
    odds = np.array([one for one, _ in said.values()], dtype=np.float64)
    pairs = PairOdds(ends[0], ends[1], odds, np.array([barred for _, barred in said.values()], dtype=bool))
    label = clusters(size, pairs, merge_from=0.5)
    found = {tuple(np.flatnonzero(label == one).tolist()) for one in set(label.tolist())}
    assert found == set(agglomerate(size, pairs, merge_from=0.5))


class TestThreshold:
    def drawn(self, pairs: int, same: int) -> np.ndarray:
        generator = np.random.default_rng(4)
        by_chance = -7.0 + generator.exponential(0.8, pairs)
        return np.concatenate([by_chance, generator.normal(5.0, 1.5, same)])

    def test_stays_where_pairs_are_few(self) -> None:
        few = counted(self.drawn(FEWEST_PAIRS // 2, 500))
        assert calibrated(few, merge_from=0.2).merge_from == 0.2

    def test_rises_with_the_number_of_pairs_that_look_alike_by_chance(self) -> None:
        found = [
            calibrated(counted(self.drawn(pairs, 5_000)), merge_from=0.2).merge_from
            for pairs in (600_000, 6_000_000)
        ]
        assert 0.2 < found[0] < found[1] <= 3.2

    def test_is_never_below_that_of_the_model(self) -> None:
        assert calibrated(counted(self.drawn(600_000, 300_000)), merge_from=2.5).merge_from >= 2.5

    def test_the_share_of_true_pairs_is_estimated_without_being_reported(self) -> None:
        found = calibrated(counted(self.drawn(1_000_000, 10_000)), merge_from=0.2).share
        assert found == pytest.approx(10_000 / 1_010_000, rel=0.1)

    @given(st.lists(st.floats(-50.0, 50.0), max_size=50))
    def test_every_pair_is_counted_once(self, odds: list[float]) -> None:
        counts = counted(np.array(odds))
        assert counts.sum() == len(odds)
        assert len(counts) == len(EDGES) - 1


class TestRefusals:
    def test_two_records_of_one_key(self, some: Synthetic, tmp_path: Path) -> None:
        write_records([some.records[0], some.records[0]], tmp_path / "twice.parquet")
        with pytest.raises(TableRefused) as refusal:
            link_large(tmp_path / "twice.parquet", MODEL)
        assert refusal.value.value == some.records[0].key

    @pytest.mark.parametrize("name", ["missing.parquet", "missing.csv"])
    def test_a_file_that_is_not_there(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(TableRefused):
            link_large(tmp_path / name, MODEL)

    def test_a_table_without_a_column(self, tmp_path: Path) -> None:
        (tmp_path / "short.csv").write_text("key,listing\na:1,a\n", encoding="utf-8")
        with pytest.raises(TableRefused) as refusal:
            link_large(tmp_path / "short.csv", MODEL)
        assert refusal.value.where.column == "record_id"

    def test_a_latitude_that_is_no_number(self, some: Synthetic, tmp_path: Path) -> None:
        frame = as_frame(some.records[:3])
        lists = [name for name, kind in frame.schema.items() if kind == pl.List(pl.String)]
        text = frame.with_columns(pl.col(lists).list.join("|"), latitude=pl.lit("nord"))
        text.write_csv(tmp_path / "north.csv")
        with pytest.raises(TableRefused) as refusal:
            link_large(tmp_path / "north.csv", MODEL)
        assert "nord" in refusal.value.value


class TestCommand:
    def test_writes_clusters_pairs_and_an_account(self, file: Path, tmp_path: Path) -> None:
        out = tmp_path / "linked"
        run = CliRunner().invoke(app, ["link", "--records", str(file), "--out", str(out), "--json"])
        assert run.exit_code == 0, run.output
        account = json.loads((out / ACCOUNT).read_text(encoding="utf-8"))
        assert json.loads(run.stdout) == account
        linked = pl.read_parquet(out / CLUSTERS)
        assert len(linked) == account["records"] == 2_500
        assert linked["place"].n_unique() == account["places"]
        merged = pl.read_parquet(out / PAIRS).filter(pl.col("outcome") == "merged")
        assert len(merged) == account["pairs_merged"] > 0

    @pytest.mark.parametrize(
        "arguments",
        [["link"], ["link", "--records", "r.parquet"], ["link", "studies/any", "--engine", "spark"]],
    )
    def test_says_what_goes_with_what(self, arguments: list[str]) -> None:
        assert CliRunner().invoke(app, arguments).exit_code == 2


def test_the_threshold_of_the_model_may_be_kept(file: Path) -> None:
    kept = link_large(file, MODEL, calibrate=False).account
    assert (kept.merge_from, kept.true_share) == (MODEL.merge_from, None)
    assert as_log_odds(kept.merge_from) == as_log_odds(MODEL.merge_from)
