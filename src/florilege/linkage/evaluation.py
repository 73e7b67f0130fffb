"""How good the linkage is: judged pairs, cross-validation over clusters, intervals by bootstrap.

What is measured is what the product gives: whether two judged records end in one cluster once all the records
are linked. A pair left to a person counts as not merged.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

import numpy as np
from msgspec import Struct, to_builtins
from numpy.typing import NDArray

from florilege.faults import TableRefused, Words
from florilege.linkage.fitting import CONFIDENCE, fit
from florilege.linkage.linking import PLAUSIBLE, Compared, compare_records, group
from florilege.linkage.model import Model, probability
from florilege.linkage.records import LinkRecord

COLUMNS = ("source_a", "id_a", "source_b", "id_b", "same", "confidence", "reason")
SHIPPED = "quality.json"
FOLDS, SEED, DRAWS = 20, 20220712, 2000


class Judged(Struct, frozen=True):
    """Two records read by a person: one place or not, and how sure the reader was."""

    first: str
    second: str
    same: bool
    confidence: str
    reason: str


class Interval(Struct, frozen=True):
    """A measure and its 95 % interval."""

    value: float
    low: float
    high: float


class Quality(Struct, frozen=True):
    """Quality of what is decided without a person, by cross-validation over clusters of judged pairs.

    judged_pairs, same_pairs : pairs measured on (high and medium confidence), and how many are one place
    clusters : groups of judged pairs that share records; none is both fitted on and measured on
    negatives, negatives_merged : pairs measured on that are two places, and how many of them are merged
    review_share : share of the plausible pairs of all the listings that are left to a person, vetoed pairs apart
    vetoed_likely : pairs that the comparisons alone would merge and a veto keeps apart, asked about last
    errors_outside_review : share of the judged pairs decided wrongly, those left to a person apart
    review_judged : judged pairs left to a person
    lost_by_blocking : share of the judged pairs that are one place and were never compared
    wrong : the judged pairs decided wrongly, "listing:id|listing:id"
    low_confidence : judged pairs of low confidence, kept apart, and how many are decided as judged
    """

    precision: Interval
    recall: Interval
    f1: Interval
    judged_pairs: int
    same_pairs: int
    clusters: int
    negatives: int
    negatives_merged: int
    review_share: float
    vetoed_likely: int
    errors_outside_review: float
    review_judged: int
    lost_by_blocking: float
    wrong_merges: tuple[str, ...]
    missed_merges: tuple[str, ...]
    low_confidence: tuple[int, int]
    records: int
    folds: int
    seed: int


def read_judged(text: str, *, file: str) -> tuple[Judged, ...]:
    """The judged pairs of a CSV; raises TableRefused naming the line."""
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        listed = ", ".join(COLUMNS)
        raise TableRefused(
            Words(f"les colonnes {listed}", f"the columns {listed}"), file=file, line=1, column=missing[0]
        )
    judged: list[Judged] = []
    for row in reader:
        checks = (("same", ("0", "1")), ("confidence", tuple(CONFIDENCE)))
        for column, allowed in checks:
            if row[column] not in allowed:
                listed = ", ".join(allowed)
                raise TableRefused(
                    Words(f"l’une des valeurs {listed}", f"one of {listed}"),
                    file=file,
                    line=reader.line_num,
                    column=column,
                    value=row[column],
                )
        judged.append(
            Judged(
                first=f"{row['source_a']}:{row['id_a']}",
                second=f"{row['source_b']}:{row['id_b']}",
                same=row["same"] == "1",
                confidence=row["confidence"],
                reason=row["reason"] or "",
            )
        )
    return tuple(judged)


class Trial(Struct, frozen=True):
    """Judged pairs placed among the records: positions of each pair, and rank of its comparison (-1: none)."""

    compared: Compared
    judged: tuple[Judged, ...]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    measures: NDArray[np.float64]
    lost: int
    component: NDArray[np.int64]

    @property
    def same(self) -> NDArray[np.bool_]:
        return np.array([pair.same for pair in self.judged], dtype=bool)

    @property
    def measured(self) -> NDArray[np.bool_]:
        """Pairs of high or medium confidence: those of low confidence are fitted on, not measured on."""
        return np.array([pair.confidence != "basse" for pair in self.judged], dtype=bool)

    @property
    def trust(self) -> NDArray[np.float64]:
        return np.array([CONFIDENCE[pair.confidence] for pair in self.judged])


def prepare(records: Sequence[LinkRecord], judged: Sequence[Judged], *, file: str) -> Trial:
    """Place the judged pairs among the records; raises TableRefused when a pair names an unknown record."""
    ordered = sorted(records, key=lambda record: record.key)
    position = {record.key: rank for rank, record in enumerate(ordered)}
    for line, pair in enumerate(judged, start=2):
        for key in (pair.first, pair.second):
            if key not in position:
                raise TableRefused(
                    Words("une fiche des recensements de l’étude", "a record of the study's listings"),
                    file=file,
                    line=line,
                    value=key,
                )
    placed = [tuple(sorted((position[pair.first], position[pair.second]))) for pair in judged]
    plain = compare_records(ordered)
    candidates = set(zip(plain.first.tolist(), plain.second.tolist(), strict=True))
    lost = sum(pair.same and place not in candidates for pair, place in zip(judged, placed, strict=True))
    first, second = (np.array([place[side] for place in placed], dtype=np.int64) for side in (0, 1))
    also = compare_records(ordered, also=[(one, other) for one, other in placed])
    rank_of = {
        pair: rank for rank, pair in enumerate(zip(also.first.tolist(), also.second.tolist(), strict=True))
    }
    ranks = [rank_of[one, other] for one, other in placed]
    return Trial(plain, tuple(judged), first, second, also.measures[ranks], lost, _components(first, second))


def fit_on(trial: Trial, chosen: NDArray[np.bool_], *, provenance: str = "") -> Model:
    """The model fitted on the judged pairs chosen."""
    return fit(trial.measures[chosen], trial.same[chosen], trial.trust[chosen], provenance=provenance)


def evaluate(trial: Trial) -> Quality:
    """Cross-validate: each fold is linked, with all the records, by a model that never saw its clusters."""
    merged, review = cross_validated(trial)
    measured, same, component = trial.measured, trial.same, trial.component
    model = fit_on(trial, np.ones(len(same), dtype=bool))
    plausible, asked, likely_vetoed = _review(trial.compared, model)
    decided_wrong = measured & (merged != same) & ~review
    keys = np.array([f"{pair.first}|{pair.second}" for pair in trial.judged], dtype=object)

    return Quality(
        **measures_of(trial, merged),
        judged_pairs=int(measured.sum()),
        same_pairs=int((measured & same).sum()),
        clusters=len(np.unique(component[measured])),
        negatives=int((measured & ~same).sum()),
        negatives_merged=int((measured & merged & ~same).sum()),
        review_share=round(_ratio(asked, plausible), 4),
        vetoed_likely=likely_vetoed,
        errors_outside_review=round(_ratio(decided_wrong.sum(), (measured & ~review).sum()), 4),
        review_judged=int((review & measured).sum()),
        lost_by_blocking=round(_ratio(trial.lost, same.sum()), 4),
        wrong_merges=tuple(keys[measured & merged & ~same].tolist()),
        missed_merges=tuple(keys[measured & ~merged & same].tolist()),
        low_confidence=(int((~measured).sum()), int((~measured & (merged == same)).sum())),
        records=len(trial.compared.found.records),
        folds=FOLDS,
        seed=SEED,
    )


def measures_of(trial: Trial, merged: NDArray[np.bool_]) -> dict[str, Interval]:
    """Precision, recall and F1, by these keys, of what was merged among the judged pairs: (pairs,) booleans."""
    same, component = trial.same, trial.component

    def interval(measure: Callable[[NDArray[np.int64]], float]) -> Interval:
        return _interval(measure, component, np.flatnonzero(trial.measured))

    return {
        "precision": interval(lambda ranks: _ratio((merged & same)[ranks].sum(), merged[ranks].sum())),
        "recall": interval(lambda ranks: _ratio((merged & same)[ranks].sum(), same[ranks].sum())),
        "f1": interval(
            lambda ranks: _ratio(2 * (merged & same)[ranks].sum(), merged[ranks].sum() + same[ranks].sum())
        ),
    }


def folds(trial: Trial) -> NDArray[np.int64]:
    """The fold, from 0, in which each judged pair is measured: pairs that share records are in one fold."""
    labels = np.unique(trial.component)
    numbers = np.random.default_rng(SEED).permutation(len(labels)) % FOLDS
    return numbers[np.searchsorted(labels, trial.component)].astype(np.int64)


def cross_validated(trial: Trial) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each judged pair: merged, and left to a person, by the model of its fold."""
    fold = folds(trial)
    merged, review = np.zeros(len(fold), dtype=bool), np.zeros(len(fold), dtype=bool)
    for number in range(FOLDS):
        held = fold == number
        if not held.any():
            continue
        model = fit_on(trial, ~held)
        cluster = _labels(group(trial.compared, model), len(trial.compared.found.records))
        merged[held] = (cluster[trial.first] == cluster[trial.second])[held]
        likely = probability(model.log_odds(trial.measures[held]))
        review[held] = ~merged[held] & (likely >= model.ask_from) & ~_vetoed(trial)[held]
    return merged, review


def _vetoed(trial: Trial) -> NDArray[np.bool_]:
    pairs = zip(trial.compared.first.tolist(), trial.compared.second.tolist(), strict=True)
    barred = {pair for pair, veto in zip(pairs, trial.compared.veto.tolist(), strict=True) if veto}
    return np.array(
        [pair in barred for pair in zip(trial.first.tolist(), trial.second.tolist(), strict=True)]
    )


def _review(compared: Compared, model: Model) -> tuple[int, int, int]:
    """How many plausible pairs there are, how many of them are left to a person because they are unsure, and how
    many because a veto parts what the comparisons alone would merge."""
    cluster = _labels(group(compared, model), len(compared.found.records))
    likely = probability(model.log_odds(compared.measures))
    apart = cluster[compared.first] != cluster[compared.second]
    asked = apart & (likely >= model.ask_from) & (compared.veto == 0)
    vetoed = (likely >= model.merge_from) & (compared.veto > 0)
    return int((likely >= PLAUSIBLE).sum()), int(asked.sum()), int(vetoed.sum())


def _labels(groups: Sequence[Sequence[int]], size: int) -> NDArray[np.int64]:
    labels = np.empty(size, dtype=np.int64)
    for label, members in enumerate(groups):
        labels[list(members)] = label
    return labels


def _components(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Label of the connected component of judged pairs that each pair belongs to."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return np.array([root(node) for node in first.tolist()], dtype=np.int64)


def _interval(
    measure: Callable[[NDArray[np.int64]], float], component: NDArray[np.int64], ranks: NDArray[np.int64]
) -> Interval:
    """The measure on all the pairs, and the 2.5 and 97.5 percentiles when whole clusters are drawn again."""
    by_cluster = [ranks[component[ranks] == label] for label in np.unique(component[ranks])]
    generator = np.random.default_rng(SEED)
    drawn = [
        measure(
            np.concatenate(
                [by_cluster[pick] for pick in generator.integers(0, len(by_cluster), len(by_cluster))]
            )
        )
        for _ in range(DRAWS)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(round(measure(ranks), 4), round(float(low), 4), round(float(high), 4))


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else 0.0


def write_quality(quality: Quality) -> str:
    """The quality as JSON."""
    return json.dumps(to_builtins(quality), ensure_ascii=False, indent=2) + "\n"


@lru_cache(maxsize=1)
def shipped_quality() -> Mapping[str, object]:
    """The quality stored beside the shipped model: precision, recall and F1 as {value, low, high}, and the counts."""
    text = resources.files("florilege.linkage").joinpath(SHIPPED).read_text(encoding="utf-8")
    return MappingProxyType(dict(json.loads(text)))
