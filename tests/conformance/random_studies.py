"""Random studies as teams write them: coarse and fine marks, costs with cents, ranges of sizes, floors, tight budgets.

Each is answered by the product and, where it has few candidates, by trying every list: the reference list, the clash,
and the list of each draw. What differs is said in words.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from florilege.selection.draws import sampler
from florilege.selection.prepared import prepare
from florilege.selection.select import drawing_of
from florilege.selection.study_file import read_study
from florilege.selection.table import read_table
from tests.conformance.enumerator import Answer, answer, lists_of
from tests.selection.written import select

ENUMERATED = 9
"""Up to so many candidates every list is tried."""
DRAWS = 200
SAFE = 1e-4
"""A score nearer than this to being rounded the other way may be rounded either way: its study is not compared."""


@dataclass(frozen=True)
class Study:
    """A study file, its table, and how many candidates there are."""

    text: str
    table: str
    count: int


def study(seed: int) -> Study:
    """The study of a seed, the same on every machine."""
    chance = random.Random(f"study {seed}")
    count = chance.randint(4, ENUMERATED) if chance.random() < 0.6 else chance.randint(10, 70)
    criteria = [f"c{rank}" for rank in range(chance.randint(1, 4))]
    marks = chance.choice(("coarse", "coarse", "quarters", "fine"))
    costs = _costs(chance, count)
    regions = "ABCDEF"[: chance.randint(1, 5)]
    names = chance.sample(range(100, 1000), count)
    header = ["id", *criteria, "region", "kind", "cost", "corroboration"]
    rows = [
        [
            f"p{name}",
            *(_mark(chance, marks) for _ in criteria),
            chance.choice(regions),
            chance.choice("xyz"),
            cost,
            str(chance.randint(0, 3)),
        ]
        for name, cost in zip(names, costs, strict=True)
    ]
    table = "\n".join(",".join(row) for row in [header, *rows]) + "\n"
    return Study(_text(chance, seed, criteria, marks, rows), table, count)


def _mark(chance: random.Random, kind: str) -> str:
    drawn = chance.random()
    if drawn < 0.05:
        return ""
    if drawn < 0.08:
        return "n/a"
    if kind == "coarse":
        return (
            f"{chance.randint(0, 2)}..{chance.randint(3, 5)}" if drawn < 0.12 else str(chance.randint(0, 5))
        )
    if kind == "quarters":
        return chance.choice(("0", "0.25", "0.5", "0.75", "1"))
    return f"{chance.random():.4f}"


def _costs(chance: random.Random, count: int) -> list[str]:
    kind = chance.choice(("whole", "cents", "large", "thirds", "tiny", "long", "equal", "units"))
    if kind == "whole":
        return [str(chance.randint(0, 40)) for _ in range(count)]
    if kind == "cents":
        return [f"{chance.uniform(0, 200_000):.2f}" for _ in range(count)]
    if kind == "large":
        return [f"{1_500_000 + chance.randint(-3, 3) / 100:.2f}" for _ in range(count)]
    if kind == "thirds":
        return [chance.choice(("0.33333333", "0.33333334", "0.2", "0.5")) for _ in range(count)]
    if kind == "tiny":
        return [f"{chance.randint(1, 9)}e-{chance.randint(3, 12)}" for _ in range(count)]
    if kind == "long":
        return [f"{chance.randint(1, 9)}.{chance.randint(0, 10**24):024d}" for _ in range(count)]
    if kind == "equal":
        return ["0.1"] * count
    return ["1"] * count


def _text(chance: random.Random, seed: int, criteria: list[str], marks: str, rows: list[list[str]]) -> str:
    count = len(rows)
    most = chance.randint(1, max(1, count - 1))
    least = chance.randint(max(1, most - 3), most)
    size = str(most) if least == most or chance.random() < 0.5 else f"[{least}, {most}]"
    objective = f'objective = "{chance.choice(("total", "total", "mean"))}"' if "[" in size else ""
    aggregation = chance.choice(("additive", "additive", "geometric"))
    ties = chance.choice(([], ["corroboration"], [criteria[-1], "corroboration"]))
    lines = [
        "[study]", 'slug = "s"', f"size = {size}", 'title = { fr = "a", en = "a" }', f'aggregation = "{aggregation}"',
        f'unknown_reference = "{chance.choice(("low", "middle"))}"', f"ties = {ties}", objective,
        "[[axis]]", 'key = "x"', 'title = { fr = "x", en = "x" }',
    ]  # fmt: skip
    end = 5 if marks == "coarse" else 1
    for key in criteria:
        lines += ["[[criterion]]", f'key = "{key}"', 'axis = "x"', f'direction = "{chance.choice(("up", "up", "down"))}"',
                  f'value = {{ kind = "linear", from = 0, to = {end} }}']  # fmt: skip
    lines.append("[weights]")
    if chance.random() < 0.5:
        lines.append(f"order = {chance.sample(criteria, len(criteria))}")
    else:
        lines += [f"{key} = {chance.randint(1, 5)}" for key in criteria]
    for _ in range(chance.randint(0, 3)):
        lines += _rule(chance, rows, len(criteria), most)
    lines += ["[robustness]", f"draws = {DRAWS}", f"seed = {seed}"]
    return "\n".join(lines) + "\n"


def _rule(chance: random.Random, rows: list[list[str]], criteria: int, most: int) -> list[str]:
    kind = chance.choice(
        ("floor each", "ceiling each", "floor", "ceiling", "budget", "budget", "ids", "level")
    )
    regions = sorted({row[criteria + 1] for row in rows})
    region = chance.choice(regions)
    if kind == "floor each":
        share = most // len(regions)
        return [
            "[[rule]]",
            'kind = "at_least"',
            f"count = {chance.choice((0, 1, share, share + 1))}",
            'each = "region"',
        ]
    if kind == "ceiling each":
        return [
            "[[rule]]",
            'kind = "at_most"',
            f"count = {chance.randint(1, 1 + most // 2)}",
            'each = "region"',
        ]
    if kind == "floor":
        return [
            "[[rule]]",
            'kind = "at_least"',
            f"count = {chance.randint(1, 3)}",
            f'where = {{ region = "{region}" }}',
        ]
    if kind == "ceiling":
        return [
            "[[rule]]",
            'kind = "at_most"',
            f"count = {chance.randint(0, 3)}",
            f'where = {{ region = "{region}" }}',
        ]
    if kind == "level":
        level = chance.choice((0.25, 0.5, 0.75))
        return [
            "[[rule]]",
            'kind = "at_least"',
            f"count = {chance.randint(1, 2)}",
            f'where = {{ "criterion.c0" = {{ min = {level} }} }}',
        ]
    if kind == "ids":
        ids = [row[0] for row in chance.sample(rows, min(2, len(rows)))]
        word = chance.choice(("together", "apart", "include", "exclude"))
        return ["[[rule]]", f'kind = "{word}"', f"ids = {ids}", 'reason = { fr = "r", en = "r" }']
    return [
        "[[rule]]",
        'kind = "budget"',
        'attribute = "cost"',
        f"limit = {_limit(chance, rows, criteria, most)}",
    ]


def _limit(chance: random.Random, rows: list[list[str]], criteria: int, most: int) -> str:
    """Near what some list costs, to the last decimal that a TOML number can hold."""
    listed = chance.sample(rows, min(most, len(rows)))
    spent = sum((Fraction(row[criteria + 3]) for row in listed), Fraction(0))
    moved = spent * chance.choice((Fraction(1), Fraction(1), Fraction(9, 10), Fraction(11, 10)))
    return repr(float(moved))


@dataclass(frozen=True)
class Outcome:
    """How the product ended, whether every list was tried beside it, and what then differed, in words.

    status : "optimal" or "infeasible"; effort : what the solver needed beyond its usual way
    """

    status: str
    compared: bool
    faults: tuple[str, ...]
    effort: Mapping[str, int]


def outcome(asked: Study) -> Outcome:
    """The product's answer and what is wrong with it. Raises what the product raises: no study may end so."""
    read = read_study(asked.text, file="study.toml", table=True)
    candidates = read_table(asked.table, read, file="table.csv")
    found = select(read, candidates)
    status, effort = str(found["status"]), found.get("effort", {})
    if asked.count > ENUMERATED:
        return Outcome(status, False, (), effort)
    expected = answer(asked.text, asked.table)
    if expected.nearest_half < SAFE:
        return Outcome(status, False, (), effort)
    return Outcome(status, True, (*_list_faults(found, expected), *_draw_faults(asked)), effort)


def _list_faults(found: dict[str, object], expected: Answer) -> Iterator[str]:
    if found["status"] != expected.status:
        yield f"{found['status']} where every list tried says {expected.status}"
    elif expected.status == "infeasible":
        if tuple(found["clash"]) not in expected.clashes:
            yield f"the clash {found['clash']} is none of {expected.clashes}"
    else:
        listed = tuple(sorted(item["place_id"] for item in found["selected"]))
        if listed != expected.selected:
            yield f"the list {listed} where it is {expected.selected}"
        if found["tied"] is not (expected.optima > 1):
            yield f"tied is {found['tied']} with {expected.optima} best lists"


def _draw_faults(asked: Study) -> Iterator[str]:
    """The list of each draw is as good as the best of all lists under the scores of that draw."""
    read = read_study(asked.text, file="study.toml", table=True)
    problems = prepare(read, read_table(asked.table, read, file="table.csv"))
    lists = np.array(lists_of(asked.text, asked.table), dtype=bool)
    if not len(lists):
        return
    with drawing_of(problems) as drawing:
        kept = drawing.collect(seconds=None, progress=None).kept
    mean = read.objective == "mean"
    drawn = sampler(problems.candidates.values, read.grid, read.robustness.seed).chunks(np.arange(len(kept)))
    for number, scores in enumerate(one for chunk in drawn for one in chunk):
        totals = [_merit(int(scores[one].sum()), int(one.sum()), mean) for one in lists]
        reached = _merit(int(scores[kept[number]].sum()), int(kept[number].sum()), mean)
        if reached != max(totals) or not (lists == kept[number]).all(axis=1).any():
            yield f"draw {number}: {reached} where the best list reaches {max(totals)}"


def _merit(total: int, size: int, mean: bool) -> Fraction:
    return Fraction(total, size if mean and size else 1)
