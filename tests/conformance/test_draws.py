"""Draws are the same numbers on every machine: words, weights and unknown values judged one by one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from florilege.appraisal.philox import uniforms
from florilege.appraisal.weights import WeightSpace, read_weights
from florilege.faults import StudyFileRefused
from florilege.selection.draws import sampler
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from florilege.toml_lines import read_toml
from tests.conformance import draw_by_draw

VECTORS = json.loads(Path(__file__).with_name("draws.json").read_text(encoding="utf-8"))
KEYS = ("a", "b", "c", "d")


def weights(text: str) -> WeightSpace:
    return read_weights(read_toml(text, file="study.toml", refusal=StudyFileRefused), KEYS)


def test_the_file_is_what_its_maker_makes() -> None:
    assert json.loads(json.dumps(draw_by_draw.vectors())) == VECTORS


def test_words_are_those_of_the_published_generator() -> None:
    """Known answers of the generator's authors for Philox 4×64-10, which judge the judge."""
    zero = draw_by_draw.philox((0, 0, 0, 0), (0, 0))
    assert [f"{word:016x}" for word in zero] == [
        "16554d9eca36314c", "db20fe9d672d0fdc", "d7e772cee186176b", "7e68b68aec7ba23b",
    ]  # fmt: skip
    ones = draw_by_draw.philox((2**64 - 1,) * 4, (2**64 - 1,) * 2)
    assert [f"{word:016x}" for word in ones] == [
        "87b092c3013fe90b", "438c3c67be8d0224", "9cc7d7c69cd777b6", "a09caebf594f0ba0",
    ]  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS["words"], ids=lambda vector: f"{vector['seed']}-{vector['draw']}")
def test_a_word_depends_on_seed_draw_stream_and_position_alone(vector: dict) -> None:
    found = uniforms(vector["seed"], np.array([7, vector["draw"]]), stream=vector["stream"], count=17)[1]
    halves = (found[vector["first"] : vector["first"] + 8] * 4294967296.0 - 0.5).astype(np.uint64).tolist()
    assert [
        f"{high << 32 | low:016x}" for low, high in zip(halves[::2], halves[1::2], strict=True)
    ] == vector["words"]


@pytest.mark.parametrize("vector", VECTORS["order"], ids=lambda vector: f"{vector['seed']}-{vector['draw']}")
def test_weights_of_an_order_of_importance(vector: dict) -> None:
    order = ", ".join(f'"{KEYS[rank]}"' for rank in vector["order"])
    space = weights(f"[weights]\norder = [{order}]\n")
    found = space.draws(vector["seed"], np.array([vector["draw"]]))[0]
    assert found == pytest.approx(vector["weights"], abs=1e-12)


def test_weights_within_bounds_and_ratios() -> None:
    case = VECTORS["bounds"]
    bounds = "\n".join(f"{key} = {pair}" for key, pair in zip(KEYS, case["bounds"], strict=True))
    reference = "\n".join(f"{key} = {one}" for key, one in zip(KEYS, case["reference"], strict=True))
    ratio = case["ratio"]
    space = weights(
        f"[weights.bounds]\n{bounds}\n[weights.reference]\n{reference}\n[[weights.ratio]]\n"
        f'over = "{KEYS[ratio["over"]]}"\nunder = "{KEYS[ratio["under"]]}"\nat_least = {ratio["at_least"]}\n'
    )
    for vector in case["draws"]:
        found = space.draws(vector["seed"], np.array([3, vector["draw"]]))[1]
        assert found == pytest.approx(vector["weights"], abs=1e-9)
    many = space.draws(1, np.arange(4000))
    assert many.sum(axis=1) == pytest.approx(1.0, abs=1e-9)
    low, high = np.array(case["bounds"]).T
    assert (many >= low - 1e-9).all()
    assert (many <= high + 1e-9).all()
    assert (many[:, 0] >= 1.5 * many[:, 2] - 1e-9).all()
    assert (many.std(axis=0) > 0.01).all()


STUDY = """
[study]
slug = "essai"
size = 1
unknown_reference = "low"
[[criterion]]
key = "a"
value = { kind = "linear", from = 0, to = 1 }
[[criterion]]
key = "b"
value = { kind = "linear", from = 0, to = 1 }
unknown = [0.2, 0.7]
[weights]
a = 0.5
b = 0.5
"""


def test_an_unknown_takes_its_number_between_its_bounds_and_the_known_none() -> None:
    """Cells with an interval take their numbers candidate by candidate, criterion by criterion."""
    study = read_study(STUDY, file="s.toml", table=True)
    candidates = read_table("id,a,b\nx,0.2,\ny,0.4..0.6,1\nz,1,1\n", study, file="t.csv")
    for vector in VECTORS["unknowns"]:
        cells = sampler(candidates.values, study.grid, vector["seed"])
        first, second = vector["numbers"][:2]
        found = next(iter(cells.chunks(np.array([vector["draw"]]))))[0] / 1e8
        expected = [0.1 + 0.5 * (0.2 + 0.5 * first), 0.5 * (0.4 + 0.2 * second) + 0.5, 1.0]
        assert found.tolist() == pytest.approx(expected, abs=1.1e-8)


def test_a_draw_is_the_same_alone_and_in_a_crowd() -> None:
    study = read_study(STUDY, file="s.toml", table=True)
    candidates = read_table("id,a,b\nx,0.2,\ny,0.4..0.6,1\nz,1,1\n", study, file="t.csv")
    cells = sampler(candidates.values, study.grid, 5)
    crowd = np.concatenate(list(cells.chunks(np.arange(700))))
    for draw in (0, 199, 200, 699):
        alone = np.concatenate(list(cells.chunks(np.array([draw]))))
        assert alone[0].tolist() == crowd[draw].tolist()
