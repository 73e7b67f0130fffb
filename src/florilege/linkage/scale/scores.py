"""What is kept of many compared pairs: where they stand, their log-odds, the veto that keeps them apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.linkage.blocking import Codes
from florilege.linkage.clusters import LEAST, PairOdds
from florilege.linkage.comparisons import compare, matrix
from florilege.linkage.corpus import Corpus
from florilege.linkage.model import Model
from florilege.linkage.scale.calibration import EDGES, counted
from florilege.linkage.vetoes import vetoes


class Scores(Struct, frozen=True):
    """The pairs that may matter to a cluster, and how many pairs there were of each log-odds.

    first, second, log_odds, veto : of the pairs that are barred or say more than the least (`clusters.LEAST`)
    counts : pairs that are not barred, by step of log-odds (`calibration.EDGES`)
    pairs : how many were compared; vetoed : how many of them are barred
    """

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    log_odds: NDArray[np.float64]
    veto: NDArray[np.int8]
    counts: NDArray[np.int64]
    pairs: int
    vetoed: int

    def odds(self) -> PairOdds:
        """The pairs as the agglomeration takes them."""
        first, second = self.first.astype(np.int64), self.second.astype(np.int64)
        return PairOdds(first, second, self.log_odds, self.veto > 0)


def scored(found: Corpus, model: Model, first: Codes, second: Codes) -> Scores:
    """Compare the pairs."""
    columns = compare(found, first, second)
    odds, veto = model.log_odds(matrix(columns)), vetoes(columns)
    kept = (odds > LEAST) | (veto > 0)
    return Scores(
        first[kept].astype(np.int32),
        second[kept].astype(np.int32),
        odds[kept],
        veto[kept].astype(np.int8),
        counted(odds[veto == 0]),
        len(first),
        int((veto > 0).sum()),
    )


def together(parts: Sequence[Scores]) -> Scores:
    """Parts one after the other."""
    return Scores(
        np.concatenate([np.empty(0, np.int32), *(part.first for part in parts)]),
        np.concatenate([np.empty(0, np.int32), *(part.second for part in parts)]),
        np.concatenate([np.empty(0), *(part.log_odds for part in parts)]),
        np.concatenate([np.empty(0, np.int8), *(part.veto for part in parts)]),
        np.sum([np.zeros(len(EDGES) - 1, np.int64), *(part.counts for part in parts)], axis=0),
        sum(part.pairs for part in parts),
        sum(part.vetoed for part in parts),
    )
