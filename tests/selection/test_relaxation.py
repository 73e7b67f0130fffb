"""The least relaxation can be typed in the study as it is printed, and a list then exists; ties give one answer."""

from __future__ import annotations

import itertools
import json
import random
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings

from florilege.cli.table_selection import print_selection
from florilege.selection.infeasible import Preferred, least_relaxation, relaxations_by_rule
from florilege.selection.prepared import prepare, solve
from florilege.selection.relaxation import Infeasible
from florilege.selection.selection_json import selection_text
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.examples import examples
from tests.selection.enumerator import Bound, best_list
from tests.selection.test_optimum import compiled, problems
from tests.selection.written import select

STUDY = """[study]
slug = "essai"
size = {size}

[[axis]]
key = "x"

[[criterion]]
key = "q"
axis = "x"
value = {{ kind = "linear", from = 0, to = 1 }}

[weights]
q = 1
"""
BUDGET = '[[rule]]\nkey = "money"\nkind = "budget"\nattribute = "cost"\nlimit = {money}\n'
LABS = '[[rule]]\nkey = "labs"\nkind = "at_most"\ncount = {labs}\nwhere = {{ kind = "lab" }}\n'
REGIONS = '[[rule]]\nkey = "regions"\nkind = "at_least"\ncount = {regions}\neach = "region"\n'
IDS = '[[rule]]\nkey = "{key}"\nkind = "{kind}"\nids = {ids}\nreason = {{ fr = "dit", en = "said" }}\n'
LEAST = re.compile(r"the smallest changes? that would allow one(?:, all together:\n((?:  .*\n)+)|: (.*))")
ALONE = re.compile(r"or change [\w-]+ alone: (.*)")
CHANGE = re.compile(r"(.*?): (?:([\d,.]+) instead of ([\d,.]+)|[a-z ]+ (p\d(?:, p\d)*)) \[\w+\]$")
REPORTED = {"size of the list": "size", "cost": "money", "at most": "labs", "at least": "regions"}


def table_of(generator: random.Random) -> str:
    rows = (
        f"p{rank},{generator.random():.2f},{generator.choice(['lab', 'lab', 'hub'])},"
        f"{generator.choice(['r1', 'r2'])},{generator.uniform(1, 9) * 10 ** generator.randrange(2, 7):.2f}"
        for rank in range(9)
    )
    return "\n".join(["id,q,kind,region,cost", *rows]) + "\n"


def typed(bounds: dict[str, int | Decimal], named: dict[str, list[str]]) -> str:
    """The study file with these bounds and these ids."""
    text = STUDY + BUDGET + LABS + REGIONS
    text = text.format(**bounds)
    for kind, ids in named.items():
        if len(ids) > (kind in ("together", "apart")):
            text += IDS.format(key=kind, kind=kind, ids=str(ids).replace("'", '"'))
    return text


def changed_by(
    printed: list[str], bounds: dict[str, int | Decimal], named: dict[str, list[str]]
) -> tuple[dict[str, int | Decimal], dict[str, list[str]]]:
    """The bounds and the ids once what was printed is typed."""
    bounds, named = dict(bounds), {kind: list(ids) for kind, ids in named.items()}
    for line in printed:
        found = CHANGE.match(line)
        assert found, line
        rule, to, before, ids = found.groups()
        if ids:
            kind = {"kept": "include", "left": "exclude", "together": "together", "not": "apart"}[
                rule.split()[0]
            ]
            named[kind] = (
                [] if kind in ("together", "apart") else [one for one in named[kind] if one not in ids]
            )
            continue
        key = next(key for words, key in REPORTED.items() if rule.startswith(words))
        assert Decimal(before.replace(",", "")) == bounds[key], line
        bounds[key] = Decimal(to.replace(",", ""))
    return bounds, named


@pytest.mark.parametrize("with_ids", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_what_is_printed_is_enough_when_it_is_typed(
    seed: int, with_ids: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generator = random.Random(seed)
    table = table_of(generator)
    bounds: dict[str, int | Decimal] = {"size": generator.choice([2, 5, 8]), "labs": 1, "regions": 2}
    bounds["money"] = Decimal(generator.choice(["3", "900", "0", "250000.5", "1000000"]))
    ids = generator.sample([f"p{rank}" for rank in range(9)], 4)
    named: dict[str, list[str]] = {}
    if with_ids:
        named = {"include": ids[:2], "exclude": generator.choice([ids[1:3], ids[2:]]), "apart": ids[:2]}
        named["together"] = [ids[0], ids[3]]
    study = read_study(typed(bounds, named), file="s.toml", table=True)
    candidates = read_table(table, study, file="t.csv")
    try:
        solve(prepare(study, candidates))
    except Infeasible:
        data = json.loads(selection_text(select(study, candidates, explain="none")))
        print_selection(data, tmp_path / "selection.json", as_json=False, language="en")
        said = capsys.readouterr().out
        found = LEAST.search(said)
        assert found
        least = [line.strip() for line in (found[1] or found[2]).splitlines()]
        for lines in (least, *(line.split("; ") for line in ALONE.findall(said))):
            text = typed(*changed_by(lines, bounds, named))
            solve(prepare(read_study(text, file="s.toml", table=True), candidates))


def infeasible(more: str, table: str, size: str = "1") -> dict[str, object]:
    study = read_study(STUDY.format(size=size) + more, file="s.toml", table=True)
    found = select(study, read_table(table, study, file="t.csv"), explain="none")
    assert found["status"] == "infeasible"
    return found


MILLION = """id,q,cost
a,0.9,250150.25
b,0.8,250150.25
c,0.7,250150.25
d,0.6,250149.5
"""


def test_a_little_more_of_a_large_budget_costs_less_than_a_place() -> None:
    found = infeasible(BUDGET.format(money=1000000), MILLION, "4")
    assert [(one["rule"], one["to"]) for one in found["relaxation"]] == [("money", 1000600.25)]
    assert [
        (one["rule"], [part["to"] for part in one["changes"]]) for one in found["relaxations_by_rule"]
    ] == [
        ("size", [3]),
        ("money", [1000600.25]),
    ]


def test_a_weight_makes_a_rule_dearer_to_relax() -> None:
    budget = BUDGET.format(money=1000000) + "relax_weight = 1000\n"
    found = infeasible(budget, MILLION, "4")
    assert [(one["rule"], one["to"]) for one in found["relaxation"]] == [("size", 3)]


def test_a_rule_for_each_value_is_relaxed_by_the_one_number_that_is_written() -> None:
    """One more everywhere, rather than two more in one region: the study file has one count."""
    each = '[[rule]]\nkey = "regions"\nkind = "at_most"\ncount = 1\neach = "region"\nrelax_weight = 0.1\n'
    table = "id,q,region\na,0.9,x\nb,0.8,x\nc,0.7,x\nd,0.2,y\ne,0.1,y\n"
    found = infeasible(each, table, "4")
    assert [(one["rule"], one["from"], one["to"]) for one in found["relaxation"]] == [("regions", 1, 2)]


def test_a_budget_of_nothing_is_relaxed_by_the_cost_of_a_place() -> None:
    found = infeasible(BUDGET.format(money=0) + "relax_weight = 0.1\n", MILLION, "1")
    assert [(one["rule"], one["from"], one["to"]) for one in found["relaxation"]] == [("money", 0, 250149.5)]


def test_of_equal_relaxations_the_one_of_the_best_list_is_reported() -> None:
    """Either of two places decided out would do: the better one is let in, whatever the order of their ids."""
    excluded = IDS.format(key="no", kind="exclude", ids='["a", "b"]')
    found = infeasible(excluded, "id,q\na,0.2\nb,0.6\n")
    assert next(one.get("ids") for one in found["relaxation"]) == ["b"]
    found = infeasible(excluded, "id,q\na,0.6\nb,0.6\n")
    assert next(one.get("ids") for one in found["relaxation"]) == ["a"]


@settings(max_examples=examples(150), deadline=None)
@given(problems())
@example(([0, 0], [0, 0], [Bound((0, 1), (1.0, 1.0), 1, 1), Bound((0, 1), (1.0, 1.0), -np.inf, 0.0)]))
def test_the_relaxation_is_the_first_of_those_of_least_cost(
    problem: tuple[list[int], list[int], list[Bound]],
) -> None:
    scores, tie, bounds = problem
    if best_list(scores, [tie], bounds) is not None:
        return
    best: tuple[tuple[object, ...], list[tuple[str, float, float]]] | None = None
    for bits in itertools.product((0, 1), repeat=len(scores)):
        kept = [one for one, bit in enumerate(bits) if bit]
        changes = [moved for rank, bound in enumerate(bounds) if (moved := change_of(rank, bound, kept))]
        order = (
            sum((cost for _, cost in changes), Fraction(0)),
            -sum(scores[one] for one in kept),
            -sum(tie[one] for one in kept),
            [
                next((abs(one[2] - one[1]) for one, _ in changes if one[0] == f"rule-{rank}"), 0)
                for rank in range(len(bounds))
            ],
        )
        if best is None or order < best[0]:
            best = order, [one for one, _ in changes]
    assert best is not None
    preferred = Preferred(np.array(scores), [np.array(tie)])
    asked = compiled(len(scores), bounds)
    assert [(one.rule, one.before, one.after) for one in least_relaxation(asked, {}, preferred)] == best[1]
    for key, found in relaxations_by_rule(asked, {}, asked.keys, preferred).items():
        assert {one.rule for one in found} == {key}


def change_of(rank: int, bound: Bound, kept: list[int]) -> tuple[tuple[str, float, float], Fraction] | None:
    """What a bound has to become for a list, and what share of itself it moves by."""
    total = sum(weight for one, weight in zip(bound.members, bound.weights, strict=True) if one in kept)
    if bound.least <= total <= bound.most:
        return None
    limit = bound.least if total < bound.least else bound.most
    costs = [weight for weight in bound.weights if weight != 1]
    scale = Fraction(limit) if limit else Fraction(sum(bound.weights)) / len(bound.weights) if costs else 1
    return (f"rule-{rank}", limit, total), abs(Fraction(total) - Fraction(limit)) / scale
