"""The model: a weight for each comparison, readable, stored as JSON and shipped with the package."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from florilege.faults import TableRefused, Words
from florilege.linkage.meanings import COMPARISONS, KEYS
from florilege.linkage.vocabulary import COMMON

SHIPPED = "model.json"
DECIMALS = 9


class Model(Struct, frozen=True):
    """Log-odds of being one place = intercept + sum of weight × comparison.

    merge_from : probability from which two records are merged without asking
    ask_from : probability from which a person is asked
    pairs : how many judged pairs the weights were fitted on
    common : in how many communes a word is borne that tells nothing any more: more, among more records
    """

    intercept: float
    weights: Mapping[str, float]
    merge_from: float
    ask_from: float
    pairs: int
    provenance: str
    common: float = COMMON

    def log_odds(self, measures: NDArray[np.float64]) -> NDArray[np.float64]:
        """(pairs,) from the comparisons side by side (pairs, comparisons).

        Rounded, so that the order in which words are added up decides nothing between two joins as good.
        """
        odds: NDArray[np.float64] = self.intercept + measures @ np.array([self.weights[key] for key in KEYS])
        return np.round(odds, DECIMALS)

    def contributions(self, measures: NDArray[np.float64]) -> dict[str, float]:
        """What each comparison of one pair adds to its log-odds, the intercept too; those that say nothing left out."""
        parts = {"intercept": self.intercept}
        for key, measure in zip(KEYS, measures.tolist(), strict=True):
            part = round(self.weights[key] * measure, 4) if measure else 0.0
            if part != 0.0:
                parts[key] = part
        return parts


def probability(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """From log-odds to probabilities."""
    result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-log_odds))
    return result


def as_log_odds(share: float) -> float:
    """From a probability strictly between 0 and 1 to log-odds."""
    return float(np.log(share / (1.0 - share)))


INTERCEPT = Words("avant toute comparaison", "before any comparison")


def write_model(model: Model) -> str:
    """The model as JSON."""
    content: dict[str, object] = {
        "provenance": model.provenance,
        "pairs": model.pairs,
        "merge_from": model.merge_from,
        "ask_from": model.ask_from,
        "intercept": model.intercept,
        "weights": dict(model.weights),
    }
    if model.common != COMMON:
        content["common"] = model.common
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read_model(text: str, *, file: str) -> Model:
    """The model of a JSON text; raises TableRefused when a part is missing, is no number, or cannot be."""
    try:
        content = json.loads(text)
        weights = {key: float(content["weights"][key]) for key in KEYS}
        model = Model(
            intercept=float(content["intercept"]),
            weights=MappingProxyType(weights),
            merge_from=float(content["merge_from"]),
            ask_from=float(content["ask_from"]),
            pairs=int(content["pairs"]),
            provenance=str(content["provenance"]),
            common=float(content.get("common", COMMON)),
        )
        _check(model)
        return model
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as fault:
        listed = ", ".join(KEYS)
        raise TableRefused(
            Words(f"un modèle avec les poids {listed}", f"a model with the weights {listed}"),
            file=file,
            value=str(fault),
        ) from fault


def _check(model: Model) -> None:
    """Raises ValueError where a number cannot be of a model: not finite, of the wrong sign, a threshold out of order."""
    if not all(math.isfinite(number) for number in (model.intercept, *model.weights.values())):
        raise ValueError("a weight is not finite")
    for comparison in COMPARISONS:
        if model.weights[comparison.key] * comparison.prior < 0:
            raise ValueError(f"{comparison.key} = {model.weights[comparison.key]}")
    if not 1.0 < model.common < math.inf:
        raise ValueError(f"common = {model.common}")
    if not 0.0 < model.ask_from <= model.merge_from < 1.0:
        raise ValueError(f"ask_from = {model.ask_from}, merge_from = {model.merge_from}")


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """The model shipped with the package."""
    text = resources.files("florilege.linkage").joinpath(SHIPPED).read_text(encoding="utf-8")
    return read_model(text, file=SHIPPED)
