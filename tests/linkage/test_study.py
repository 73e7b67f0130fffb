"""The nine listings of the real study, linked; the weights and the figures that are shipped, found again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from florilege.faults import TableRefused
from florilege.linkage import evaluation, fit
from florilege.linkage.decisions import Decision, write_decisions
from florilege.linkage.evaluation import Judged, Quality, prepare, read_judged, write_quality
from florilege.linkage.history import FormerName, read_former_names, with_former_names
from florilege.linkage.linking import Linkage, link
from florilege.linkage.model import Model, shipped_model, write_model
from florilege.linkage.names import fold, town_words
from florilege.linkage.records import LinkRecord
from florilege.linkage.words import BEARERS, INSTITUTIONS, NETWORKS, PUBLIC_BODIES, SCHOOLS, TRADES, WORDS

STUDY = Path(__file__).resolve().parents[2] / "studies" / "lieux-innovation"
SHIPPED = Path(evaluation.__file__).parent
FOUND_IN_THE_NATIONAL_BASE = 43
"""Places that stand twice in the national base, by the issue; which ones is known only of the judged pairs."""

COMMON_WORDS = {"entreprise", "hackerspace"}
"""Words for a kind of place, in any dictionary, that only judged records happen to bear."""

pytestmark = pytest.mark.study


@dataclass(frozen=True)
class Fitted:
    """The study as `python -m florilege.linkage.fit` sees it, and what it finds."""

    records: tuple[LinkRecord, ...]
    formers: tuple[FormerName, ...]
    model: Model
    quality: Quality
    linkage: Linkage

    @property
    def place_of(self) -> Mapping[str, int]:
        return {key: rank for rank, cluster in enumerate(self.linkage.clusters) for key in cluster}

    def twice_in(self, listing: str) -> list[tuple[str, ...]]:
        """The records of a listing that share a place."""
        ours = (
            tuple(key for key in cluster if key.startswith(f"{listing}:"))
            for cluster in self.linkage.clusters
        )
        return [keys for keys in ours if len(keys) > 1]


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    formers = fit.documented_renames(STUDY)
    records = with_former_names(fit.study_records(STUDY), formers)
    model, quality = fit.fit_study(records, STUDY)
    return Fitted(records, formers, model, quality, link(records, model))


@pytest.fixture(scope="module")
def judged() -> tuple[Judged, ...]:
    return read_judged((STUDY / fit.PAIRS).read_text(encoding="utf-8"), file="pairs_tuning.csv")


# ── the figures ──


def test_out_of_fold_the_linkage_is_as_good_as_is_asked(fitted: Fitted) -> None:
    quality = fitted.quality
    assert quality.f1.value >= 0.965
    assert quality.precision.value >= 0.97
    assert quality.negatives_merged <= 2
    assert quality.f1.low >= 0.89, "the lower end of the interval is above a plain logistic model too"


def test_what_is_left_to_persons_is_little_and_what_is_not_is_right(fitted: Fitted) -> None:
    assert fitted.quality.review_share <= 0.12
    assert fitted.quality.errors_outside_review <= 0.02
    assert fitted.quality.lost_by_blocking == 0.0


def test_no_group_of_pairs_that_share_a_record_is_fitted_on_and_measured(
    fitted: Fitted, judged: tuple[Judged, ...]
) -> None:
    trial = prepare(fitted.records, judged, file="pairs_tuning.csv")
    of_record: dict[int, set[int]] = {}
    for label, *pair in zip(
        trial.component.tolist(), trial.first.tolist(), trial.second.tolist(), strict=True
    ):
        for position in pair:
            of_record.setdefault(position, set()).add(label)
    assert all(len(labels) == 1 for labels in of_record.values())


def test_each_measure_lies_within_its_interval(fitted: Fitted) -> None:
    for measure in (fitted.quality.precision, fitted.quality.recall, fitted.quality.f1):
        assert measure.low <= measure.value <= measure.high


def test_the_shipped_model_and_figures_are_those_that_the_fit_writes(fitted: Fitted) -> None:
    for name, written in (
        ("model.json", write_model(fitted.model)),
        ("quality.json", write_quality(fitted.quality)),
    ):
        shipped = json.loads((SHIPPED / name).read_text(encoding="utf-8"))
        assert same_numbers(json.loads(written), shipped), name


def same_numbers(one: object, other: object) -> bool:
    """Equal, numbers to 1e-9."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_numbers(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_numbers, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-9
    return one == other


def test_a_model_that_hears_nothing_merges_nothing(fitted: Fitted) -> None:
    deaf = replace(fitted.model, weights=dict.fromkeys(fitted.model.weights, 0.0), intercept=-5.0)
    assert len(link(fitted.records, deaf).clusters) == len(fitted.records)


# ── places of the study ──


def test_every_record_is_in_one_place(fitted: Fitted) -> None:
    keys = [key for cluster in fitted.linkage.clusters for key in cluster]
    assert sorted(keys) == sorted(record.key for record in fitted.records)


@pytest.mark.parametrize(
    ("town", "ids"),
    [("Nevers", ("manuprox-1-36", "manuprox-1-46")), ("Tramayes", ("manuprox-1-26", "manuprox-2-93"))],
)
def test_a_manufacture_listed_under_two_ids_is_one_place(
    fitted: Fitted, town: str, ids: tuple[str, str]
) -> None:
    records = {record.key: record for record in fitted.records}
    keys = [f"manufactures:{record_id}" for record_id in ids]
    assert {records[key].city for key in keys} == {town}
    assert len({fitted.place_of[key] for key in keys}) == 1


def test_the_manufactures_of_other_towns_stay_places_of_their_own(fitted: Fitted) -> None:
    records = {record.key: record for record in fitted.records}
    for keys in fitted.twice_in("manufactures"):
        assert len({records[key].commune_code for key in keys}) == 1


def test_the_duplicates_of_the_national_base_are_found(fitted: Fitted, judged: tuple[Judged, ...]) -> None:
    known = [
        pair
        for pair in judged
        if pair.same
        and pair.confidence != "basse"
        and pair.first.startswith("cget:")
        and pair.second.startswith("cget:")
    ]
    missed = {pair for pair in fitted.quality.missed_merges if pair.count("cget:") == 2}
    assert len(known) >= 20
    assert len(missed) <= 0.25 * len(known), "out of fold, three in four at least"
    twice = len(fitted.twice_in("cget"))
    asked = [
        pair
        for pair in fitted.linkage.pairs
        if pair.outcome == "review" and pair.first.startswith("cget:") and pair.second.startswith("cget:")
    ]
    assert twice >= 0.7 * FOUND_IN_THE_NATIONAL_BASE
    assert twice + len(asked) >= 0.9 * FOUND_IN_THE_NATIONAL_BASE, "what cannot be told is asked of a person"


def test_no_place_holds_a_pair_that_is_vetoed(fitted: Fitted) -> None:
    place_of = fitted.place_of
    broken = [
        pair for pair in fitted.linkage.pairs if pair.veto and place_of[pair.first] == place_of[pair.second]
    ]
    assert broken == []


def test_no_place_is_a_chain(fitted: Fitted) -> None:
    records = {record.key: record for record in fitted.records}
    for cluster in fitted.linkage.clusters:
        assert len(cluster) <= 8
        departements = {records[key].departement_code for key in cluster} - {""}
        towns = {town_words(records[key].city) for key in cluster} - {frozenset()}
        assert len(departements) <= 1 or len(towns) == 1, "a mistyped postal code, the town being the same"


def test_the_order_of_the_listings_does_not_matter(fitted: Fitted) -> None:
    turned = list(fitted.records)
    Random(7).shuffle(turned)
    assert link(turned, fitted.model) == fitted.linkage


def test_the_study_is_linked_with_the_shipped_model_as_with_the_one_fitted(fitted: Fitted) -> None:
    assert write_model(shipped_model()) == write_model(fitted.model)


# ── where what is known beforehand comes from ──


def test_former_names_are_those_that_earlier_versions_document_and_no_others(fitted: Fitted) -> None:
    text = (STUDY / fit.FORMER_NAMES).read_text(encoding="utf-8")
    assert read_former_names(text, file=fit.FORMER_NAMES) == fitted.formers


def test_no_decision_of_a_person_is_shipped(fitted: Fitted) -> None:
    assert len((STUDY / "decisions.csv").read_text(encoding="utf-8").splitlines()) == 1


def test_no_name_of_a_judged_place_stands_in_the_vocabulary(
    fitted: Fitted, judged: tuple[Judged, ...]
) -> None:
    """A word known beforehand is a common word: no record that was judged is the only one to bear it."""
    keys = {key for pair in judged for key in (pair.first, pair.second)}
    bearers: dict[str, set[bool]] = {}
    for record in fitted.records:
        for word in set(" ".join(map(fold, record.names)).split()):
            bearers.setdefault(word, set()).add(record.key in keys)
    said = (PUBLIC_BODIES, BEARERS, NETWORKS, TRADES, SCHOOLS, INSTITUTIONS)
    known = set().union(
        WORDS["articles"], WORDS["generic"], *(words for kinds in said for words in kinds.values())
    )
    assert {word for word in known if bearers.get(word) == {True}} <= COMMON_WORDS


# ── judged pairs ──


def test_a_judged_pair_of_an_unknown_record_is_refused(fitted: Fitted) -> None:
    pair = Judged("cget:1", "cget:none", True, "haute", "")
    with pytest.raises(TableRefused) as refusal:
        prepare(fitted.records, [pair], file="pairs.csv")
    assert refusal.value.where.line == 2


@pytest.mark.parametrize(
    ("row", "column"),
    [("cget,1,cget,2,maybe,haute,", "same"), ("cget,1,cget,2,1,certain,", "confidence")],
)
def test_a_judged_pair_that_cannot_be_read_is_refused_with_its_line(row: str, column: str) -> None:
    with pytest.raises(TableRefused) as refusal:
        read_judged(f"{','.join(evaluation.COLUMNS)}\n{row}\n", file="pairs.csv")
    assert (refusal.value.where.line, refusal.value.where.column) == (2, column)


# ── what persons settled ──


def test_what_persons_settle_is_learnt_from_but_never_measured_on(
    fitted: Fitted, judged: tuple[Judged, ...], tmp_path: Path
) -> None:
    study = tmp_path / "study"
    (study / "truth").mkdir(parents=True)
    (study / fit.PAIRS).write_bytes((STUDY / fit.PAIRS).read_bytes())
    review = [pair for pair in fitted.linkage.pairs if pair.outcome == "review"][:40]
    said = tuple(
        Decision(act, "different", pair.first, pair.second) for act, pair in enumerate(review, start=1)
    )
    gone = Decision(99, "same", "cget:nowhere", "pdl:nowhere")
    known = Decision(100, "same", judged[0].first, judged[0].second)
    (study / fit.DECISIONS).write_text(write_decisions((*said, gone, known)), encoding="utf-8")
    learnt = fit.settled_pairs(study, fitted.records, judged)
    assert {(pair.first, pair.second, pair.same) for pair in learnt} == {
        (pair.first, pair.second, False) for pair in review
    } - {(pair.first, pair.second, False) for pair in judged}
    model, quality = fit.fit_study(fitted.records, study)
    assert quality.judged_pairs == fitted.quality.judged_pairs
    assert model.pairs == fitted.model.pairs + len(learnt)
    assert model.intercept < fitted.model.intercept
