"""Peers of the linkage, made of what anyone would try first, on the same candidates and the same judged pairs.

Both end as such peers do: with connected components.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sklearn.linear_model import LogisticRegression

from florilege.linkage.blocking import candidates
from florilege.linkage.contacts import site
from florilege.linkage.corpus import corpus
from florilege.linkage.evaluation import Trial
from florilege.linkage.linking import Compared
from florilege.linkage.names import fold
from florilege.linkage.nearness import metres_apart
from florilege.linkage.records import LinkRecord

Pairs = NDArray[np.int64]
RULE_METRES = 300.0
RULE_LIKENESS = 85.0


@dataclass(frozen=True)
class Scored:
    """How likely each candidate, and each judged pair, is one place; and from where it is taken for one."""

    candidates: NDArray[np.float64]
    merge_from: float


Peer = Callable[[Compared, NDArray[np.float64], NDArray[np.bool_]], Scored]


def candidate_pairs(records: Sequence[LinkRecord]) -> Compared:
    """The same candidates as ours, in the same order, without our comparisons."""
    found = corpus(sorted(records, key=lambda record: record.key))
    first, second = candidates(found)
    return Compared(found, first, second, np.empty((len(first), 0)), np.zeros(len(first), dtype=np.int64))


def features(compared: Compared, first: Pairs, second: Pairs) -> NDArray[np.float64]:
    """Ten plain measures of each pair: four of names, two of addresses, two of distance, web site, commune."""
    records = compared.found.records
    names = np.array([fold(record.names[0]) if record.names else "" for record in records], dtype=object)
    streets = np.array([fold(record.address) for record in records], dtype=object)
    communes = np.array([record.commune_code for record in records], dtype=object)
    sites = np.array(
        [
            next((one.domain or one.page for one in map(site, record.websites) if one is not None), "")
            for record in records
        ]
    )
    metres = metres_apart(compared.found, first, second)
    both_streets = (streets[first] != "") & (streets[second] != "")
    scorers = (fuzz.token_set_ratio, fuzz.token_sort_ratio, fuzz.partial_ratio)
    columns = [cpdist(names[first], names[second], scorer=scorer) / 100.0 for scorer in scorers]
    columns += [
        cpdist(names[first], names[second], scorer=JaroWinkler.similarity),
        cpdist(streets[first], streets[second], scorer=fuzz.token_set_ratio) / 100.0 * both_streets,
        both_streets,
        np.nan_to_num(np.log1p(metres), nan=6.0) / 10.0,
        np.isnan(metres),
        (sites[first] == sites[second]) & (sites[first] != ""),
        (communes[first] == communes[second]) & (communes[first] != ""),
    ]
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])


def rule(compared: Compared, measures: NDArray[np.float64], _same: NDArray[np.bool_]) -> Scored:
    """Names nearly the same within 300 m, or in one commune where no distance is known."""
    near = metres_apart(compared.found, compared.first, compared.second) <= RULE_METRES
    unplaced = measures[:, 7] > 0
    alike = 100.0 * measures[:, 1] >= RULE_LIKENESS
    return Scored((alike & (near | (unplaced & (measures[:, 9] > 0)))).astype(np.float64), 0.5)


def logistic(trial: Trial) -> Peer:
    """Logistic regression on the plain measures, as in design/measured.md, fitted on the judged pairs given."""
    judged = features(trial.compared, trial.first, trial.second)

    def peer(_compared: Compared, measures: NDArray[np.float64], chosen: NDArray[np.bool_]) -> Scored:
        model = LogisticRegression(C=1.0, max_iter=1_000)
        model.fit(judged[chosen], trial.same[chosen])
        return Scored(np.asarray(model.predict_proba(measures)[:, 1], dtype=np.float64), 0.5)

    return peer


def clusters(compared: Compared, scored: Scored) -> NDArray[np.int64]:
    """The label of the connected component of each record."""
    linked = scored.candidates >= scored.merge_from
    size = len(compared.found.records)
    ends = (compared.first[linked], compared.second[linked])
    _, labels = connected_components(
        coo_array((np.ones(int(linked.sum())), ends), shape=(size, size)), directed=False
    )
    return np.asarray(labels, dtype=np.int64)
