"""Writes `instances.json`: small studies and tables with the enumerator's answers. The seed is fixed.

    python -m tests.conformance.make_instances

One fifth cannot be satisfied, one fifth has several lists of the best total, one fifth has intervals, unknown and
not-applicable cells; the rest mixes all kinds of rules, value functions, weights and aggregations. An instance is
kept only when no score comes near to being rounded the other way, so that the last bit of a logarithm never
decides. The family "conditions" takes those five in turn, with conditions of eligibility. The family "coarse" has marks
of few distinct values, costs with decimals under budgets that they just reach or just pass, and a thousand draws.
"""

from __future__ import annotations

import csv
import json
import random
import tomllib
from collections.abc import Sequence
from pathlib import Path

from tests.conformance.enumerator import UNIT, Answer, answer

SEED = 20220712
EACH = 50
KINDS_OF_TASK = ("infeasible", "ties", "intervals", "rules", "functions")
FAMILIES = (*KINDS_OF_TASK, "conditions", "coarse")
TARGET = Path(__file__).with_name("instances.json")
REGIONS = ("Bretagne", "Normandie", "Occitanie", "Corse")
KINDS = ("fablab", "coworking", "incubateur")
COSTS = ("10", "15", "20", "30", "45")
TIGHT, LOOSE = ("20", "40", "60"), ("60", "90", "150")
COSTS_WITH_DECIMALS = ("0.33333333", "0.33333334", "0.2", "0.1", "1e-9")
LIMITS_WITH_DECIMALS = ("1", "0.99999999", "0.66666667", "0.4", "0.3")


def main() -> None:
    made = [instance for family in FAMILIES for instance in family_of(family)]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in made)
    TARGET.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def family_of(family: str, most: int = EACH) -> list[dict[str, object]]:
    """Instances of a family, in the order in which a seeded generator meets them."""
    generator = random.Random(f"{SEED} {family}")
    made: list[dict[str, object]] = []
    while len(made) < most:
        task = KINDS_OF_TASK[len(made) % len(KINDS_OF_TASK)] if family == "conditions" else family
        study, table = drawn(generator, task)
        if family == "conditions":
            study, table = with_conditions(generator, study, table)
        found = answer(study, table)
        if not belongs(found, task) or found.nearest_half < 1e-4:
            continue
        if family == "conditions" and (not found.not_eligible or names_aside(found, study)):
            continue
        name, study = f"{family}-{len(made) + 1}", with_absent(study, table)
        made.append({"name": name, "study": study, "table": table, "expected": expected(found)})
    return made


def with_absent(study: str, table: str) -> str:
    """The same study, each rule or condition saying which of the values that it wants no row has."""
    rows = list(csv.DictReader(table.splitlines()))
    lines: list[str] = []
    for line in study.splitlines():
        lines.append(line)
        where = tomllib.loads(line)["where"] if line.startswith("where = ") else {}
        absent = [
            value
            for name, wanted in where.items()
            for value in (
                [] if isinstance(wanted, dict) else wanted if isinstance(wanted, list) else [wanted]
            )
            if all(row[name] != value for row in rows)
        ]
        lines += [f"absent = {json.dumps(absent)}"] if absent else []
    return "\n".join(lines) + "\n" if study.endswith("\n") else "\n".join(lines)


def with_conditions(generator: random.Random, study: str, table: str) -> tuple[str, str]:
    """The same with columns that say who is eligible, and one to three conditions on them."""
    header, *rows = table.splitlines()
    staff = ("0", "1", "2", "3", "5", "1..2", "2..4", "0..9", "", "n/a")
    added = [f"{row},{generator.choice(('yes', 'yes', 'no', ''))},{generator.choice(staff)}" for row in rows]
    lines: list[str] = []
    for rank in range(generator.randint(1, 3)):
        where = generator.choice(
            (
                'body = "yes"',
                'body = ["yes", "no"]',
                "staff = { min = 2 }",
                "staff = { max = 3 }",
                "staff = { min = 1, max = 4 }",
                'body = "yes", staff = { min = 1 }',
            )
        )
        key = [f'key = "eligible {rank}"'] if generator.random() < 0.5 else []
        missing = generator.choice(("out", "free"))
        lines += ["[[condition]]", *key, f"where = {{ {where} }}", f'missing = "{missing}"', ""]
    before, after = study.split("[robustness]")
    text = before + "\n".join(lines) + "\n[robustness]" + after
    return text, "\n".join((f"{header},body,staff", *added)) + "\n"


def names_aside(found: Answer, study: str) -> bool:
    """Whether a rule names somebody who is not eligible, which is refused unless it is to leave them out."""
    rules = tomllib.loads(study).get("rule", ())
    return any(
        identifier in found.not_eligible
        for rule in rules
        if rule["kind"] != "exclude"
        for identifier in rule.get("ids", ())
    )


def belongs(found: Answer, family: str) -> bool:
    if family == "infeasible":
        return found.status == "infeasible"
    if family == "coarse":
        return found.status == "optimal"
    return found.status == "optimal" and (found.optima > 1) == (family == "ties")


def expected(found: Answer) -> dict[str, object]:
    aside = {"not_eligible": {key: list(keys) for key, keys in sorted(found.not_eligible.items())}}
    return {**answered(found), **(aside if found.not_eligible else {})}


def answered(found: Answer) -> dict[str, object]:
    if found.status == "infeasible":
        return {
            "status": "infeasible",
            "clashes": [list(keys) for keys in found.clashes],
            "relaxation": float(found.relaxation),
            "by_rule": {key: float(cost) for key, cost in sorted(found.by_rule.items())},
        }
    assert found.objective is not None
    return {
        "status": "optimal",
        "selected": list(found.selected),
        "objective": float(round(found.objective) if found.objective.denominator == 1 else found.objective)
        / UNIT,
        "scores": {key: score / UNIT for key, score in found.scores.items()},
        "optima": found.optima,
    }


def drawn(generator: random.Random, family: str) -> tuple[str, str]:
    """A study and a table, as text."""
    count = generator.randint(5, 10)
    criteria = generator.randint(1, 4)
    ids = generator.sample([f"{letter}{digit}" for letter in "abcd" for digit in range(1, 6)], count)
    functions = [value_function(generator, family) for _ in range(criteria)]
    columns = {
        f"c{rank}": cells(generator, family, function, count) for rank, function in enumerate(functions)
    }
    attributes = {
        "region": [generator.choice(REGIONS[: generator.randint(2, 4)]) for _ in ids],
        "kind": [generator.choice(KINDS) for _ in ids],
        "commune": [f"k{generator.randint(1, count)}" for _ in ids],
        "cost": [str(generator.choice(COSTS_WITH_DECIMALS if family == "coarse" else COSTS)) for _ in ids],
        "site": [generator.choice(("A", "B", "")) for _ in ids],
        "corroboration": [str(generator.randint(1, 3)) for _ in ids],
    }
    header = ["id", *columns, *attributes]
    rows = [
        [ids[row], *(column[row] for column in (*columns.values(), *attributes.values()))]
        for row in range(count)
    ]
    table = "\n".join(",".join(row) for row in (header, *rows)) + "\n"
    return study_text(generator, family, functions=functions, ids=ids), table


def value_function(generator: random.Random, family: str) -> str:
    if family != "functions":
        return "linear"
    return generator.choice(("linear", "log", "points", "table"))


def cells(generator: random.Random, family: str, function: str, count: int) -> list[str]:
    def one() -> str:
        if function == "table":
            return generator.choice(("none", "some", "all"))
        if family == "coarse":
            return str(generator.randint(0, 5) * 20)
        coarse = family == "ties"
        low = generator.randint(1, 4) if coarse else generator.randint(1, 120)
        if family == "intervals" and generator.random() < 0.3:
            return f"{low}..{low + generator.randint(1, 40)}"
        return str(low * 20 if coarse else low)

    found = [one() for _ in range(count)]
    if family in ("intervals", "functions"):
        found = [generator.choice(("", "n/a")) if generator.random() < 0.2 else text for text in found]
    return found


FUNCTIONS = {
    "linear": '{ kind = "linear", from = 0, to = 100 }',
    "log": '{ kind = "log", from = 2, to = 90 }',
    "points": '{ kind = "points", points = [[5, 0.1], [30, 0.65], [100, 1.0]] }',
    "table": '{ kind = "table", table = { none = 0.0, some = 0.35, all = 1.0 } }',
}


def study_text(generator: random.Random, family: str, *, functions: list[str], ids: list[str]) -> str:
    """The study file of an instance: head, axes, criteria, weights, rules."""
    keys = [f"c{rank}" for rank in range(len(functions))]
    lines = ["[study]", 'slug = "instance"', *size_lines(generator, len(ids))]
    ties = generator.choice(([], ["corroboration"], ["corroboration", keys[-1]], [keys[0]]))
    if ties:
        lines.append(f"ties = {json.dumps(ties)}")
    if generator.random() < 0.3:
        lines.append('unknown_reference = "low"')
    if family == "functions" and generator.random() < 0.4:
        lines.append('aggregation = "geometric"')
    lines += ["", "[[axis]]", 'key = "first"', "", "[[axis]]", 'key = "second"']
    for rank, (key, function) in enumerate(zip(keys, functions, strict=True)):
        axis = "first" if rank % 2 == 0 else "second"
        lines += ["", "[[criterion]]", f'key = "{key}"', f'axis = "{axis}"', f"value = {FUNCTIONS[function]}"]
        if generator.random() < 0.25:
            lines.append('direction = "down"')
        if family == "intervals" and generator.random() < 0.3:
            lines.append("unknown = [0.1, 0.6]")
    lines += ["", *weight_lines(generator, family, keys)]
    for rank in range(generator.randint(1, 5 if family != "ties" else 3)):
        limits = LIMITS_WITH_DECIMALS if family == "coarse" else TIGHT if family == "infeasible" else LOOSE
        lines += ["", *rule_lines(generator, rank, ids, tight=family == "infeasible", limits=limits)]
    return "\n".join([*lines, "", "[robustness]", f"draws = {1000 if family == 'coarse' else 0}", ""])


def size_lines(generator: random.Random, count: int) -> list[str]:
    least = generator.randint(1, max(1, count // 2))
    if generator.random() < 0.75:
        return [f"size = {least}"]
    most = min(count, least + generator.randint(1, 2))
    return [f"size = [{least}, {most}]", f'objective = "{generator.choice(("total", "mean"))}"']


def weight_lines(generator: random.Random, family: str, keys: list[str]) -> list[str]:
    form = generator.choice(("exact", "order", "bounds"))
    stated = [f"{key} = {1 if family == 'ties' else generator.randint(1, 9)}" for key in keys]
    if form == "order":
        return ["[weights]", f"order = {json.dumps(generator.sample(keys, len(keys)))}"]
    if form == "bounds":
        return [
            "[weights.bounds]",
            *(f"{key} = [0.0, 1.0]" for key in keys),
            "",
            "[weights.reference]",
            *stated,
        ]
    return ["[weights]", *stated]


def rule_lines(
    generator: random.Random, rank: int, ids: list[str], *, tight: bool, limits: Sequence[str]
) -> list[str]:
    kind = generator.choice(
        (
            "at_least",
            "at_least",
            "at_most",
            "at_most",
            "at_most_one_per",
            "include",
            "exclude",
            "together",
            "apart",
            "budget",
        )
    )
    lines = ["[[rule]]", f'kind = "{kind}"']
    if generator.random() < 0.4:
        lines.append(f'key = "rule {rank}"')
    if generator.random() < 0.3:
        lines.append(f"relax_weight = {generator.choice((0.25, 2, 5))}")
    if kind in ("at_least", "at_most"):
        low = kind == "at_most"
        lines.append(f"count = {generator.randint(0, 2) if low else generator.randint(1, 4 if tight else 2)}")
        form = generator.choice(("each", "where", "where", "both", "level", "missing"))
        if form in ("each", "both"):
            lines.append('each = "region"')
        if form in ("where", "both"):
            lines.append(
                generator.choice(
                    ('where = { kind = "fablab" }', 'where = { kind = ["fablab", "coworking"] }')
                )
            )
        if form == "level":
            bound = generator.choice(("min", "max"))
            name = generator.choice(("axis.first", "criterion.c0"))
            lines.append(f'where = {{ "{name}" = {{ {bound} = {generator.choice((0.3, 0.5, 0.625))} }} }}')
        if form == "missing":
            lines += ['where = { site = "A" }', f'missing = "{generator.choice(("out", "free"))}"']
    elif kind == "at_most_one_per":
        lines.append('attribute = "commune"')
    elif kind == "budget":
        lines += [
            'attribute = "cost"',
            f"limit = {generator.choice(limits)}",
        ]
    else:
        chosen = generator.sample(ids, 1 if kind in ("include", "exclude") else generator.randint(2, 3))
        lines += [f"ids = {json.dumps(chosen)}", 'reason = { fr = "décidé avant", en = "decided before" }']
    return lines


if __name__ == "__main__":
    main()
