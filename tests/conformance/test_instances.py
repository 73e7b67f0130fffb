"""Every instance gives the enumerator's answer: status, list, objective, scores, clash, least relaxation."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from florilege.faults import InputRefused
from florilege.selection import problem, rule_rows
from florilege.selection.rules import KINDS
from florilege.selection.select import select_table
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.conformance import make_instances
from tests.selection.written import select

INSTANCES = json.loads(Path(__file__).with_name("instances.json").read_text(encoding="utf-8"))


def selected(instance: dict) -> dict:
    study = read_study(instance["study"], file="study.toml", table=True)
    return select(study, read_table(instance["table"], study, file="table.csv"), explain="none")


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda instance: instance["name"])
def test_an_instance_has_the_enumerators_answer(instance: dict) -> None:
    expected, found = instance["expected"], selected(instance)
    assert found["status"] == expected["status"]
    aside = {one["place_id"]: one["conditions"] for one in found["not_eligible"]}
    assert aside == expected.get("not_eligible", {})
    if expected["status"] == "infeasible":
        assert found["clash"] in expected["clashes"]
        weights = relax_weights(instance["study"])
        assert cost(found["relaxation"], weights) == pytest.approx(expected["relaxation"], abs=1e-9)
        by_rule = {one["rule"]: cost(one["changes"], weights) for one in found["relaxations_by_rule"]}
        assert by_rule == pytest.approx(expected["by_rule"], abs=1e-9)
        return
    assert sorted(item["place_id"] for item in found["selected"]) == expected["selected"]
    assert found["objective"] == pytest.approx(expected["objective"], abs=5e-9)
    scores = {item["place_id"]: item["score"] for item in (*found["selected"], *found["not_selected"])}
    assert scores == expected["scores"]
    assert found["tied"] is (expected["optima"] > 1)


def relax_weights(study_text: str) -> dict[str, float]:
    return {rule.key: rule.relax_weight for rule in read_study(study_text, file="s", table=True).rules}


def cost(changes: list[dict], weights: dict[str, float]) -> float:
    """What bounds move by, each as a share of itself (of one where it is 0), times the weight of its rule."""
    return sum(
        weights.get(one["rule"], 1.0) * abs(one["to"] - one["from"]) / max(one["from"], 1) for one in changes
    )


@pytest.mark.parametrize("name", ["infeasible-1", "ties-1", "intervals-1", "rules-1", "functions-1"])
def test_the_function_behind_the_command_line_gives_the_same(name: str, tmp_path: Path) -> None:
    instance = next(one for one in INSTANCES if one["name"] == name)
    for file, text in (("study.toml", instance["study"]), ("table.csv", instance["table"])):
        (tmp_path / file).write_text(text, encoding="utf-8")
    out = tmp_path / "out" / "selection.json"
    code = select_table(tmp_path / "table.csv", tmp_path / "study.toml", out, explain="none")
    written = json.loads(out.read_text(encoding="utf-8"))
    assert code == (1 if instance["expected"]["status"] == "infeasible" else 0)
    assert sorted(item["place_id"] for item in written["selected"]) == instance["expected"].get(
        "selected", []
    )


def test_the_suite_is_what_its_maker_makes() -> None:
    """The first instances of each family, made again."""
    for family in ("rules", "infeasible", "conditions"):
        stored = [one for one in INSTANCES if one["name"].startswith(family)][:2]
        assert make_instances.family_of(family, 2) == stored


def test_a_fifth_is_infeasible_a_fifth_tied_a_fifth_has_intervals() -> None:
    share = len([one for one in INSTANCES if not one["name"].startswith("coarse")]) / 5
    assert share >= 40
    assert sum(one["expected"]["status"] == "infeasible" for one in INSTANCES) >= share
    assert sum(one["expected"].get("optima", 1) > 1 for one in INSTANCES) >= share
    assert sum(".." in one["table"] for one in INSTANCES) >= share * 0.9


def test_a_condition_left_out_or_read_as_its_contrary_would_fail_the_suite() -> None:
    conditioned = [one for one in INSTANCES if one["name"].startswith("conditions")]
    assert len(conditioned) >= 30
    for before, after in (
        ('missing = "out"', 'missing = "free"'),
        ("{ min = 2", "{ max = 2"),
        ('"yes"', '"no"'),
    ):
        differing = 0
        for instance in conditioned:
            if differing == 3:
                break
            text = instance["study"].replace(before, after)
            try:
                found = selected(instance | {"study": text})
            except InputRefused:
                continue
            aside = {one["place_id"]: one["conditions"] for one in found["not_eligible"]}
            differing += aside != instance["expected"]["not_eligible"]
        assert differing >= 3, before


@pytest.mark.parametrize(
    ("kind", "turned"),
    [
        ("at_least", "at_most"),
        ("at_most", "at_least"),
        ("include", "exclude"),
        ("exclude", "include"),
        ("together", "apart"),
        ("apart", "together"),
    ],
)
def test_a_rule_turned_round_would_fail_the_suite(kind: str, turned: str) -> None:
    """Were a kind of rule read as its contrary, at least three instances would have another answer."""
    differing = 0
    for instance in INSTANCES:
        if f'kind = "{kind}"' not in instance["study"]:
            continue
        found = selected(
            instance | {"study": instance["study"].replace(f'kind = "{kind}"', f'kind = "{turned}"')}
        )
        kept = sorted(item["place_id"] for item in found["selected"])
        differing += kept != instance["expected"].get("selected", [])
        if differing == 3:
            return
    raise AssertionError(f"the suite does not tell {kind} from {turned}")


TURNED = {"at_least", "at_most", "at_most_one_per", "include", "exclude", "together", "apart", "budget"}


@pytest.mark.parametrize("kind", sorted(TURNED))
def test_a_rule_whose_sign_is_turned_fails_the_suite(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows_of = rule_rows._rows
    monkeypatch.setattr(
        rule_rows,
        "_rows",
        lambda rule, *rest: (
            [turned(row) for row in rows_of(rule, *rest)] if rule.kind == kind else rows_of(rule, *rest)
        ),
    )
    concerned = [one for one in INSTANCES if f'kind = "{kind}"' in one["study"]]
    assert len(concerned) >= 5
    assert any(is_wrong(one) for one in concerned)


def turned(row: problem.Row) -> problem.Row:
    """A ceiling for a floor, a floor for a ceiling; of an equality, the other sign of its last term or the other end."""
    if row.least == row.most and len(set(row.coefficients.tolist())) > 1:
        return replace(row, coefficients=np.abs(row.coefficients))
    if row.least == row.most:
        return replace(row, least=float(len(row.indices)), most=np.inf)
    if np.isfinite(row.most):
        return replace(row, least=row.most, most=np.inf)
    return replace(row, least=-np.inf, most=row.least)


def is_wrong(instance: dict) -> bool:
    try:
        test_an_instance_has_the_enumerators_answer(instance)
    except AssertionError:
        return True
    return False


def test_all_kinds_of_rules_are_turned() -> None:
    assert set(KINDS) == TURNED
