"""Cases of selection of a given size: a table of candidates and a study file, made from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

REGIONS, DEPARTEMENTS, KINDS, EPCI = (
    13,
    96,
    ("coworking", "fablab", "tiers-lieu", "incubateur"),
    ("METRO", "CU", "CA", "CC"),
)


@dataclass(frozen=True)
class Case:
    """rules : "laminar" (ceilings by region and by département), "crossed" (floors, crossed quotas, one a commune)
    or "budget" (crossed and a cost); weights : "order" or "bounds"
    """

    name: str
    candidates: int
    criteria: int
    size: int
    draws: int
    rules: str
    weights: str = "order"
    unknown: float = 0.3


CASES = {
    case.name: case
    for case in (
        Case("laminar-1500", 1500, 12, 25, 10_000, "laminar"),
        Case("crossed-1500", 1500, 12, 25, 10_000, "crossed"),
        Case("crossed-2900", 2900, 10, 25, 10_000, "crossed", "bounds", 0.5),
        Case("budget-1500", 1500, 12, 25, 10_000, "budget"),
        Case("optimum-10000", 10_000, 12, 300, 0, "crossed"),
        Case("optimum-100000", 100_000, 12, 1000, 0, "crossed"),
        Case("laminar-100000", 100_000, 12, 1000, 1000, "laminar"),
    )
}


def table(case: Case, seed: int = 1) -> str:
    """The candidates as CSV: a département lies in one region; a commune in one département."""
    generator = random.Random(f"{seed} {case.name}")
    criteria = [f"c{rank}" for rank in range(case.criteria)]
    lines = [",".join(("id", *criteria, "region", "departement", "commune", "kind", "epci_kind", "cost"))]
    for number in range(case.candidates):
        departement = generator.randrange(DEPARTEMENTS)
        commune = f"{departement}-{generator.randrange(max(4, case.candidates // 400))}"
        quality = generator.gauss(0.5, 0.15)
        values = [
            ""
            if generator.random() < case.unknown
            else f"{min(1, max(0, generator.gauss(quality, 0.2))):.3f}"
            for _ in criteria
        ]
        where = (str(departement % REGIONS), str(departement), commune)
        kind, epci = generator.choices(KINDS, (8, 4, 2, 1))[0], generator.choices(EPCI, (4, 1, 4, 4))[0]
        lines.append(
            ",".join((f"p{number:06d}", *values, *where, kind, epci, str(generator.randint(20, 150))))
        )
    return "\n".join(lines) + "\n"


def study(case: Case) -> str:
    """The study file of a case."""
    criteria = [f"c{rank}" for rank in range(case.criteria)]
    lines = ["[study]", f'slug = "{case.name}"', f"size = {case.size}"]
    for rank, key in enumerate(criteria):
        lines += ["", "[[criterion]]", f'key = "{key}"', f'axis = "a{rank % 4}"']
        lines.append('value = { kind = "linear", from = 0, to = 1 }')
    for rank in range(4):
        lines += ["", "[[axis]]", f'key = "a{rank}"']
    if case.weights == "order":
        lines += ["", "[weights]", "order = [" + ", ".join(f'"{key}"' for key in criteria) + "]"]
    else:
        lines += ["", "[weights.bounds]", *(f"{key} = [0.03, 0.25]" for key in criteria)]
        lines += ["", "[[weights.ratio]]", 'over = "c0"', 'under = "c1"', "at_least = 2.0"]
    share = case.size / 25
    lines += _rule("at_most", f"count = {round(3 * share)}", 'each = "region"')
    if case.rules == "laminar":
        lines += _rule("at_most", f"count = {max(1, round(share))}", 'each = "departement"')
    else:
        lines += _rule("at_most_one_per", 'attribute = "commune"')
        lines += _rule("at_least", f"count = {round(share)}", 'each = "region"')
        lines += _rule("at_most", f"count = {round(11 * share)}", 'where = { kind = "coworking" }')
        for kind, count in (("fablab", 5), ("incubateur", 3), ("tiers-lieu", 3)):
            lines += _rule("at_least", f"count = {round(count * share)}", f'where = {{ kind = "{kind}" }}')
        lines += _rule("at_least", f"count = {round(8 * share)}", 'where = { epci_kind = ["METRO", "CU"] }')
        lines += _rule("at_least", f"count = {round(8 * share)}", 'where = { epci_kind = "CC" }')
        lines += _rule("at_least", f"count = {round(12 * share)}", 'where = { "axis.a1" = { min = 0.6 } }')
    if case.rules == "budget":
        lines += _rule("budget", 'attribute = "cost"', f"limit = {case.size * 60}")
    lines += ["", "[robustness]", f"draws = {case.draws}", "seed = 20220712", ""]
    return "\n".join(lines)


def _rule(kind: str, *lines: str) -> list[str]:
    return ["", "[[rule]]", f'kind = "{kind}"', *lines]
