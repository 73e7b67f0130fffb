"""The judge of the conformance suite: reads a study and a table by itself, and tries every list.

It shares no module with `florilege`: TOML and CSV by the standard library, scores as exact fractions. It reads
what the instances need (no folder of a study, no claims).
"""

from __future__ import annotations

import csv
import io
import itertools
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

UNIT = 10**8
Data = Mapping[str, object]
Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Candidate:
    """values : key → value read at the reference, None when the criterion does not apply; score in units of 1e-8."""

    id: str
    row: Mapping[str, str]
    values: Mapping[str, Fraction | None]
    score: int
    axes: Mapping[str, Fraction | None]


@dataclass(frozen=True)
class Answer:
    """What every right implementation must answer.

    clashes : every irreducible set of rules that cannot hold together; relaxation : the least weighted sum of what
    bounds move by, each as a share of itself, over the lists of one place or more; by_rule : the same where the bounds
    of one rule alone move, for each rule with which that is enough
    nearest_half : how near a score comes to being rounded the other way, in units (0.5 = safe)
    not_eligible : id → keys of the conditions that the candidate fails
    """

    status: str
    selected: tuple[str, ...]
    objective: Fraction | None
    scores: Mapping[str, int]
    optima: int
    clashes: tuple[tuple[str, ...], ...]
    relaxation: Fraction
    by_rule: Mapping[str, Fraction]
    nearest_half: float
    not_eligible: Mapping[str, tuple[str, ...]]


def number(value: object) -> Fraction:
    return Fraction(str(value))


def answer(study_text: str, table_text: str) -> Answer:
    study = tomllib.loads(study_text)
    rows = list(csv.DictReader(io.StringIO(table_text)))
    nearest = [0.5]
    aside = {row["id"]: failed for row in rows if (failed := _failed(row, study))}
    judged = (_candidate(row, study, nearest) for row in rows if row["id"] not in aside)
    candidates = sorted(judged, key=lambda one: one.id)
    rules = _keyed(study)
    everyone = range(len(candidates))
    masks: set[frozenset[str]] = set()
    cheapest: Fraction | None = None
    alone: dict[str, Fraction] = {}
    best: tuple[tuple[Fraction, ...], tuple[str, ...]] | None = None
    optima = 0
    for bits in range(2 ** len(candidates)):
        kept = tuple(one for one in everyone if bits >> one & 1)
        missed = {key: _violation(rule, kept, candidates, study) for key, rule in rules.items()}
        masks.add(frozenset(key for key, short in missed.items() if short == 0))
        cost = sum(
            (short * number(rules[key].get("relax_weight", 1)) for key, short in missed.items()), Fraction(0)
        )
        if kept or not candidates:
            cheapest = cost if cheapest is None else min(cheapest, cost)
            broken = [key for key, short in missed.items() if short]
            if len(broken) == 1:
                alone[broken[0]] = min(cost, alone.get(broken[0], cost))
        if any(missed.values()):
            continue
        merit = (_objective(kept, candidates, study), *_tie_sums(kept, candidates, study))
        ids = tuple(candidates[one].id for one in kept)
        if best is None or merit[0] > best[0][0]:
            optima = 0
        if best is None or merit[0] >= best[0][0]:
            optima += 1
        if best is None or merit > best[0] or (merit == best[0] and ids < best[1]):
            best = (merit, ids)
    assert cheapest is not None
    scores = {one.id: one.score for one in candidates}
    if best is not None:
        return Answer(
            "optimal", best[1], best[0][0], scores, optima, (), Fraction(0), {}, min(nearest), aside
        )
    return Answer(
        "infeasible", (), None, scores, 0, tuple(_irreducible(tuple(rules), masks)), cheapest, alone,
        min(nearest), aside,
    )  # fmt: skip


def lists_of(study_text: str, table_text: str) -> list[list[bool]]:
    """Every list that respects the rules: for each, who is kept, candidates in the order of their ids."""
    study = tomllib.loads(study_text)
    rows = list(csv.DictReader(io.StringIO(table_text)))
    judged = (_candidate(row, study, []) for row in rows if not _failed(row, study))
    candidates = sorted(judged, key=lambda one: one.id)
    rules = _keyed(study)
    found: list[list[bool]] = []
    for bits in range(2 ** len(candidates)):
        kept = [one for one in range(len(candidates)) if bits >> one & 1]
        if not any(_violation(rule, kept, candidates, study) for rule in rules.values()):
            found.append([bool(bits >> one & 1) for one in range(len(candidates))])
    return found


def _failed(row: Mapping[str, str], study: Data) -> tuple[str, ...]:
    """The conditions that a row fails: one refused column suffices, and what is not said counts as `missing` says."""
    failed: list[str] = []
    for rank, condition in enumerate(study.get("condition", ()), start=1):
        answers = [_accepts(row[name], wanted) for name, wanted in condition["where"].items()]
        refused = {"out": (False, None), "free": (False,)}[condition["missing"]]
        if any(one in refused for one in answers):
            failed.append(condition.get("key", f"condition-{rank}"))
    return tuple(failed)


def _accepts(text: str, wanted: object) -> bool | None:
    if text == "n/a":
        return True
    if text == "":
        return None
    if not isinstance(wanted, dict):
        return text in (wanted if isinstance(wanted, list) else [wanted])
    ends = [number(part) for part in text.split("..")]
    inside = [
        ("min" not in wanted or end >= number(wanted["min"]))
        and ("max" not in wanted or end <= number(wanted["max"]))
        for end in ends
    ]
    if all(inside):
        return True
    below = "min" in wanted and ends[-1] < number(wanted["min"])
    above = "max" in wanted and ends[0] > number(wanted["max"])
    return False if below or above else None


def _keyed(study: Data) -> dict[str, Data]:
    """Rules by key, the size among them; keys by default count each kind from 1."""
    rules: dict[str, Data] = {"size": {"kind": "size", "size": study["study"]["size"]}}
    counts: dict[str, int] = {}
    for rule in study.get("rule", ()):
        counts[rule["kind"]] = counts.get(rule["kind"], 0) + 1
        rules[rule.get("key", f"{rule['kind']}-{counts[rule['kind']]}")] = rule
    return rules


def _irreducible(keys: Sequence[str], masks: set[frozenset[str]]) -> Iterator[tuple[str, ...]]:
    """Sets of rules that no list satisfies together, and each of whose parts some list does."""
    found: list[frozenset[str]] = []
    subsets = sorted(range(2 ** len(keys)), key=lambda bits: (bits.bit_count(), bits))
    for bits in subsets:
        chosen = frozenset(key for rank, key in enumerate(keys) if bits >> rank & 1)
        if any(part <= chosen for part in found) or any(chosen <= mask for mask in masks):
            continue
        found.append(chosen)
        yield tuple(key for key in keys if key in chosen)


# Scores


def _candidate(row: Mapping[str, str], study: Data, nearest: list[float]) -> Candidate:
    reading = study["study"].get("unknown_reference", "middle")
    values = {
        criterion["key"]: _value(row[criterion.get("column", criterion["key"])], criterion, reading)
        for criterion in study["criterion"]
    }
    weights = _weights(study)
    how = study["study"].get("aggregation", "additive")
    exact = _aggregate(values, weights, how)
    nearest.append(abs(float(exact * UNIT) % 1 - 0.5))
    axes = {
        axis["key"]: _aggregate_axis(
            {one["key"]: values[one["key"]] for one in study["criterion"] if one["axis"] == axis["key"]},
            weights,
            how,
        )
        for axis in study.get("axis", ())
    }
    return Candidate(row["id"], row, values, round(exact * UNIT), axes)


def _aggregate(values: Mapping[str, Fraction | None], weights: Mapping[str, Fraction], how: str) -> Fraction:
    total = sum((weights[key] for key, value in values.items() if value is not None), Fraction(0))
    if total == 0:
        return Fraction(0)
    if how == "geometric":
        held = [(float(weights[key] / total), value) for key, value in values.items() if value is not None]
        if any(value == 0 and weight > 0 for weight, value in held):
            return Fraction(0)
        return Fraction(math.exp(sum(weight * math.log(value) for weight, value in held if weight > 0)))
    return (
        sum((weights[key] * value for key, value in values.items() if value is not None), Fraction(0)) / total
    )


def _aggregate_axis(
    values: Mapping[str, Fraction | None], weights: Mapping[str, Fraction], how: str
) -> Fraction | None:
    """The mean of the criteria of an axis that apply, taken as the score is; None when none does."""
    if all(value is None for value in values.values()):
        return None
    if sum(weights[key] for key, value in values.items() if value is not None) == 0:
        weights = dict.fromkeys(values, Fraction(1))
    return _aggregate(values, weights, how)


def _weights(study: Data) -> dict[str, Fraction]:
    keys = [criterion["key"] for criterion in study["criterion"]]
    stated = study["weights"]
    if "reference" in stated:
        found = {key: number(stated["reference"].get(key, 0)) for key in keys}
    elif "order" in stated:
        count = len(keys)
        found = {
            key: sum((Fraction(1, rank) for rank in range(place, count + 1)), Fraction(0)) / count
            for place, key in enumerate(stated["order"], start=1)
        }
    else:
        found = {key: number(stated[key]) for key in keys}
    total = sum(found.values())
    return {key: weight / total for key, weight in found.items()}


def _value(text: str, criterion: Data, reading: str) -> Fraction | None:
    if text == "n/a":
        return None
    if not text:
        low, high = (number(bound) for bound in criterion.get("unknown", (0, 1)))
        return low if reading == "low" else (low + high) / 2
    parts = text.split("..")
    if criterion["value"]["kind"] == "table":
        return _mapped(text, criterion)
    first, last = number(parts[0]), number(parts[-1])
    bends = [number(x) for x, _ in criterion["value"].get("points", ())]
    seen = [_mapped(str(raw), criterion) for raw in (first, last, *(x for x in bends if first < x < last))]
    return (min(seen) + max(seen)) / 2


def _mapped(text: str, criterion: Data) -> Fraction:
    function = criterion["value"]
    if function["kind"] == "table":
        value = number(function["table"][text])
    else:
        value = _interpolated(number(text), function)
    return 1 - value if criterion.get("direction") == "down" else value


def _interpolated(raw: Fraction, function: Data) -> Fraction:
    if function["kind"] == "points":
        points = [(number(x), number(y)) for x, y in function["points"]]
        raw = min(max(raw, points[0][0]), points[-1][0])
        for (left, low), (right, high) in itertools.pairwise(points):
            if left <= raw <= right:
                return low + (high - low) * (raw - left) / (right - left)
    start, end = number(function["from"]), number(function["to"])
    raw = min(max(raw, start), end)
    if function["kind"] == "log":
        return Fraction(math.log(raw / start) / math.log(end / start))
    return (raw - start) / (end - start)


# Lists


def _objective(kept: Sequence[int], candidates: Sequence[Candidate], study: Data) -> Fraction:
    total = Fraction(sum(candidates[one].score for one in kept))
    return total / len(kept) if study["study"].get("objective") == "mean" and kept else total


def _tie_sums(kept: Sequence[int], candidates: Sequence[Candidate], study: Data) -> tuple[Fraction, ...]:
    def worth(one: Candidate, key: str) -> Fraction:
        if key == "corroboration":
            return Fraction(one.row["corroboration"] or 0)
        return Fraction(round((one.values[key] or Fraction(0)) * UNIT))

    return tuple(
        sum((worth(candidates[one], key) for one in kept), Fraction(0))
        for key in study["study"].get("ties", ())
    )


def _violation(rule: Data, kept: Sequence[int], candidates: Sequence[Candidate], study: Data) -> Fraction:
    """By how much a list breaks a rule: what each bound would have to move by, as a share of itself.

    A bound of 0 counts as one place; that of a budget, as one place of mean cost. The bound of a rule with `each` is
    written once: it moves by what the furthest of its groups asks.
    """
    ids = {candidates[one].id for one in kept}
    kind, named = rule["kind"], rule.get("ids", ())
    if kind == "size":
        least, most = rule["size"] if isinstance(rule["size"], list) else (rule["size"], rule["size"])
        return _share(least - len(kept), least) + _share(len(kept) - most, most)
    if kind == "include":
        return _share(len(set(named) - ids), len(named))
    if kind == "exclude":
        return _share(len(set(named) & ids), 0)
    if kind == "apart":
        return _share(len(set(named) & ids) - 1, 1)
    if kind == "together":
        return Fraction(sum((named[0] in ids) != (other in ids) for other in named[1:]))
    looked_at = [name for name in rule.get("where", {}) if not name.startswith(("axis.", "criterion."))]
    looked_at += [rule[name] for name in ("each", "attribute") if name in rule]
    lacking = {
        one for one in range(len(candidates)) if any(not candidates[one].row[name] for name in looked_at)
    }
    out = Fraction(len(lacking & set(kept))) if rule.get("missing") == "out" else Fraction(0)
    judged = [one for one in range(len(candidates)) if one not in lacking]
    if kind == "budget":
        return out + _overspent(rule, [candidates[one] for one in judged], ids)
    group = rule.get("each", rule.get("attribute"))
    counts = {candidates[one].row[group]: 0 for one in judged} if group else {"": 0}
    for one in kept:
        if one in judged and _matches(rule.get("where", {}), candidates[one]):
            counts[candidates[one].row[group] if group else ""] += 1
    if kind == "at_least":
        return out + max(
            (_share(rule["count"] - count, rule["count"]) for count in counts.values()), default=Fraction(0)
        )
    most = 1 if kind == "at_most_one_per" else rule["count"]
    return out + max((_share(count - most, most) for count in counts.values()), default=Fraction(0))


def _share(short: int, bound: int) -> Fraction:
    return Fraction(max(0, short), max(1, bound))


def _overspent(rule: Data, judged: Sequence[Candidate], ids: set[str]) -> Fraction:
    costs = {one.id: number(one.row[rule["attribute"]]) for one in judged}
    limit = number(rule["limit"])
    over = max(Fraction(0), sum((cost for key, cost in costs.items() if key in ids), Fraction(0)) - limit)
    paid = [cost for cost in costs.values() if cost > 0]
    mean = sum(paid, Fraction(0)) / len(paid) if paid else Fraction(1)
    return over / (limit or mean)


def _matches(where: Data, candidate: Candidate) -> bool:
    for name, wanted in where.items():
        group, _, key = name.partition(".")
        if group in ("axis", "criterion"):
            value = (candidate.axes if group == "axis" else candidate.values)[key]
            if value is None:
                return False
            units = round(value * UNIT)
            if (
                not round(number(wanted.get("min", 0)) * UNIT)
                <= units
                <= round(number(wanted.get("max", 1)) * UNIT)
            ):
                return False
        elif candidate.row[name] not in (wanted if isinstance(wanted, list) else [wanted]):
            return False
    return True
