"""Scenarios: read from an address and written back, and answered as the study itself would be, were it so written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.faults import InputRefused
from florilege.selection.prepared import prepare, solve
from florilege.selection.relaxation import Infeasible
from florilege.selection.scenarios import Scenario, answer, parameters_of, read_scenario
from florilege.selection.study_file import StudyFile, read_study
from florilege.selection.table import read_table

STUDY = """
[study]
slug = "essai"
size = 2

[[criterion]]
key = "a"
value = { kind = "linear", from = 0, to = 1 }

[[criterion]]
key = "b"
value = { kind = "linear", from = 0, to = 1 }

[weights]
a = WEIGHT_A
b = WEIGHT_B

[[rule]]
key = "towns"
kind = "at_most"
count = COUNT
each = "town"
reason = { fr = "Un par ville.", en = "One a town." }

[[rule]]
key = "cost"
kind = "budget"
attribute = "cost"
limit = LIMIT
"""
TABLE = "id,a,b,town,cost\np1,1,0.1,x,1\np2,0.9,0.2,x,1\np3,0.2,0.9,y,3\np4,0.1,,y,1\np5,0.3,0.3,z,1\n"


def study(*, weights: tuple[float, float] = (0.6, 0.4), count: int = 1, limit: float = 4) -> StudyFile:
    text = STUDY.replace("WEIGHT_A", str(weights[0])).replace("WEIGHT_B", str(weights[1]))
    return read_study(
        text.replace("COUNT", str(count)).replace("LIMIT", str(limit)), file="s.toml", table=True
    )


CANDIDATES = read_table(TABLE, study(), file="t.csv")


def read(*parameters: tuple[str, str]) -> Scenario:
    return read_scenario(parameters, study(), CANDIDATES)


def kept(scenario: Scenario) -> list[str]:
    found = answer(scenario, study(), CANDIDATES).kept
    return [CANDIDATES.ids[index] for index in found.nonzero()[0]]


@given(
    st.floats(0, 100),
    st.floats(0.01, 100),
    st.integers(0, 3),
    st.integers(1, 8),
    st.sampled_from(["on", "off"]),
)
def test_a_scenario_gives_what_the_study_so_written_gives(
    a: float, b: float, count: int, limit: int, switch: str
) -> None:
    asked = read(
        ("w.a", f"{a:.6f}"), ("w.b", f"{b:.6f}"), ("count.towns", str(count)), ("count.cost", str(limit)), ("rule.towns", switch),
    )  # fmt: skip
    written = study(weights=(round(a, 6), round(b, 6)), count=count if switch == "on" else 9, limit=limit)
    problems = prepare(written, CANDIDATES)
    found = answer(asked, study(), CANDIDATES)
    try:
        expected = solve(problems)
    except Infeasible:
        assert found.clash
        return
    assert not found.clash
    assert found.total == pytest.approx(expected.total / 1e8, abs=2e-8)


def test_what_says_the_same_is_no_scenario() -> None:
    assert read() == Scenario()
    assert (
        read(("w.a", "60"), ("w.b", "40"), ("size", "2"), ("rule.towns", "on"), ("count.towns", "1"))
        == Scenario()
    )
    assert read(("w.a", "30"), ("w.b", "20")) == Scenario()
    assert read(("unknown", "middle")) == Scenario()


def test_parameters_give_the_scenario_back() -> None:
    asked = read(
        ("w.b", "55.5"), ("rule.towns", "off"), ("count.cost", "2,5"), ("fact", "p4:b:0.75"), ("size", "3"), ("unknown", "low"),
    )  # fmt: skip
    assert asked.facts == {("p4", "b"): 0.75}
    assert read_scenario(parameters_of(asked), study(), CANDIDATES) == asked


def test_a_fact_supposed_known_is_counted_so() -> None:
    assert kept(Scenario()) == ["p1", "p3"]
    assert kept(read(("fact", "p4:b:1"), ("w.a", "10"), ("w.b", "90"), ("count.cost", "3"))) == ["p4", "p5"]


def test_rules_that_clash_are_told_in_words() -> None:
    found = answer(read(("size", "5")), study(), CANDIDATES)
    assert not found.kept.any()
    assert any("town" in one.en or "cost" in one.en for one in found.clash)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("w.c", "1"), ("w.a", "-1"), ("w.a", "nan"), ("w.a", "much"), ("rule.nothing", "off"), ("rule.towns", "maybe"),
        ("count.towns", "1.5"), ("count.towns", "-1"), ("fact", "p9:b:0.5"), ("fact", "p4:z:0.5"), ("fact", "p4:b:2"),
        ("size", "0"), ("size", "6"), ("size", "2.5"), ("unknown", "high"), ("other", "1"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_its_name(name: str, value: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read((name, value))
    assert (refused.value.where.column or "").startswith(name.split(".")[0])


def test_weights_that_weigh_nothing_are_refused() -> None:
    with pytest.raises(InputRefused):
        read(("w.a", "0"), ("w.b", "0"))
