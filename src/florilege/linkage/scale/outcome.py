"""What linking many records gives: their clusters, the pairs worth showing, and an account of what was done."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from msgspec import Struct, to_builtins
from numpy.typing import NDArray

from florilege.linkage.blocking import LeftOut
from florilege.linkage.linking import PLAUSIBLE
from florilege.linkage.model import Model, as_log_odds, probability
from florilege.linkage.scale.calibration import Calibration
from florilege.linkage.scale.scores import Scores
from florilege.linkage.vetoes import KEYS as VETO_KEYS

CLUSTERS, PAIRS, ACCOUNT = "clusters.parquet", "pairs.parquet", "account.json"


class Account(Struct, frozen=True):
    """What was done, in numbers.

    merge_from : probability from which two records were merged; model_merge_from : that of the model
    true_share : estimated share of the compared pairs that are one place; None where there are too few to tell
    left_out : what blocks that are too large leave out, unless another kind of block finds it
    """

    engine: str
    records: int
    places: int
    pairs_compared: int
    pairs_merged: int
    pairs_to_review: int
    pairs_vetoed: int
    model_merge_from: float
    merge_from: float
    true_share: float | None
    left_out: tuple[LeftOut, ...]


class LargeLinkage(Struct, frozen=True):
    """clusters : key of each record, and of the first record of its place, in the order of keys
    pairs : first, second, probability, veto ("" for none), outcome, as in `linking.ScoredPair`, in that order
    """

    clusters: pl.DataFrame
    pairs: pl.DataFrame
    account: Account


def outcome(
    keys: pl.Series,
    scores: Scores,
    place: NDArray[np.int64],
    *,
    model: Model,
    calibration: Calibration,
    left_out: Sequence[LeftOut],
    engine: str,
) -> LargeLinkage:
    """Put the result together.

    keys : of the records, in order; place : (records,) the first record of the place of each
    """
    pairs = _shown(keys, scores, place, model)
    counts = dict(pairs["outcome"].value_counts().iter_rows())
    account = Account(
        engine=engine,
        records=len(keys),
        places=len(np.unique(place)),
        pairs_compared=scores.pairs,
        pairs_merged=counts.get("merged", 0),
        pairs_to_review=counts.get("review", 0),
        pairs_vetoed=scores.vetoed,
        model_merge_from=model.merge_from,
        merge_from=round(float(probability(np.array(calibration.merge_from))), 4),
        true_share=None if math.isnan(calibration.share) else round(calibration.share, 6),
        left_out=tuple(left_out),
    )
    return LargeLinkage(pl.DataFrame({"key": keys, "place": keys.gather(place)}), pairs, account)


def _shown(keys: pl.Series, scores: Scores, place: NDArray[np.int64], model: Model) -> pl.DataFrame:
    first, second = scores.first.astype(np.int64), scores.second.astype(np.int64)
    merged = place[first] == place[second]
    shown = np.flatnonzero(merged | (scores.log_odds >= as_log_odds(PLAUSIBLE)))
    asked_from = np.where(scores.veto == 0, as_log_odds(model.ask_from), as_log_odds(model.merge_from))
    asked = scores.log_odds >= asked_from
    said = np.where(merged, "merged", np.where(asked, "review", "apart"))
    vetoes = pl.Series(["", *VETO_KEYS]).gather(scores.veto[shown].astype(np.int64))
    return pl.DataFrame(
        {
            "first": keys.gather(first[shown]),
            "second": keys.gather(second[shown]),
            "probability": np.round(probability(scores.log_odds[shown]), 4),
            "veto": vetoes,
            "outcome": said[shown],
        }
    ).sort("first", "second")


def write_outcome(linkage: LargeLinkage, folder: Path) -> None:
    """Write clusters, pairs and account to a folder, which is made where it does not exist."""
    folder.mkdir(parents=True, exist_ok=True)
    linkage.clusters.write_parquet(folder / CLUSTERS)
    linkage.pairs.write_parquet(folder / PAIRS)
    account = json.dumps(to_builtins(linkage.account), ensure_ascii=False, indent=2)
    (folder / ACCOUNT).write_text(account + "\n", encoding="utf-8")
