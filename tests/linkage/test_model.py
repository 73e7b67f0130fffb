"""The model: weights that a person can read, in a file that is refused when damaged; and how they are fitted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from florilege.faults import TableRefused
from florilege.linkage.fitting import fit
from florilege.linkage.meanings import COMPARISONS, KEYS
from florilege.linkage.model import (
    Model,
    as_log_odds,
    probability,
    read_model,
    shipped_model,
    write_model,
)


def test_the_shipped_model_has_one_weight_for_each_comparison() -> None:
    assert tuple(shipped_model().weights) == KEYS


def test_each_weight_speaks_the_way_that_was_declared() -> None:
    weights = shipped_model().weights
    assert all(weights[comparison.key] * comparison.prior >= 0 for comparison in COMPARISONS)


def test_merging_takes_more_than_asking() -> None:
    model = shipped_model()
    assert 0.0 < model.ask_from < model.merge_from < 1.0


def test_a_model_survives_its_file() -> None:
    model = shipped_model()
    assert read_model(write_model(model), file="model.json") == model


def test_log_odds_are_the_sum_of_the_contributions() -> None:
    model = shipped_model()
    measures = np.linspace(0.0, 1.0, len(KEYS))
    whole = model.log_odds(measures[np.newaxis])[0]
    assert sum(model.contributions(measures).values()) == pytest.approx(whole, abs=1e-3)


def test_a_comparison_that_says_nothing_is_left_out_of_the_contributions() -> None:
    assert shipped_model().contributions(np.zeros(len(KEYS))) == {"intercept": shipped_model().intercept}


def test_log_odds_and_probabilities_turn_into_each_other() -> None:
    shares = np.array([0.05, 0.3, 0.55, 0.99])
    assert probability(np.array([as_log_odds(share) for share in shares])) == pytest.approx(shares)


Damage = Callable[[dict[str, Any]], object]
DAMAGES: dict[str, Damage] = {
    "a weight is gone": lambda content: content["weights"].pop("name_whole"),
    "a weight is a word": lambda content: content["weights"].update(name_whole="two"),
    "a weight is not a number": lambda content: content["weights"].update(name_whole=float("nan")),
    "a weight has the wrong sign": lambda content: content["weights"].update(name_whole=-2.0),
    "the intercept is gone": lambda content: content.pop("intercept"),
    "the weights are a list": lambda content: content.update(weights=[1.0, 2.0]),
    "a threshold is no probability": lambda content: content.update(merge_from=1.0),
    "asking takes more than merging": lambda content: content.update(ask_from=0.9),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_model_is_refused_by_the_name_of_its_file(damage: str) -> None:
    content = json.loads(write_model(shipped_model()))
    DAMAGES[damage](content)
    with pytest.raises(TableRefused) as refusal:
        read_model(json.dumps(content), file="model.json")
    assert refusal.value.where.file == "model.json"


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"weights": {}}'])
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(TableRefused):
        read_model(text, file="model.json")


def fitted(measures: np.ndarray, same: np.ndarray, trust: float = 1.0) -> Model:
    return fit(measures, same, np.full(len(same), trust))


def test_without_pairs_that_say_otherwise_a_weight_stays_what_was_expected() -> None:
    measures = np.zeros((20, len(KEYS)))
    model = fitted(measures, np.arange(20) % 2 == 0)
    for comparison in COMPARISONS:
        assert model.weights[comparison.key] == pytest.approx(comparison.prior, abs=1e-3)


def test_pairs_draw_a_weight_but_never_turn_its_sign() -> None:
    rank = KEYS.index("phone_same")
    measures = np.zeros((400, len(KEYS)))
    measures[:200, rank] = 1.0
    agrees, denies = np.arange(400) < 200, np.arange(400) >= 200
    assert fitted(measures, agrees).weights["phone_same"] > COMPARISONS[rank].prior
    assert fitted(measures, denies).weights["phone_same"] == 0.0


def test_a_verdict_of_low_confidence_weighs_less() -> None:
    rank = KEYS.index("phone_same")
    measures = np.zeros((40, len(KEYS)))
    measures[:20, rank] = 1.0
    same = np.arange(40) < 20
    sure, unsure = fitted(measures, same), fitted(measures, same, trust=0.3)
    assert sure.weights["phone_same"] > unsure.weights["phone_same"] > COMPARISONS[rank].prior
