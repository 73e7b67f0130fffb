"""Rules of balance: what a good list must respect, as written in the study file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from florilege.faults import Words
from florilege.toml_lines import Table

KINDS = ("at_least", "at_most", "at_most_one_per", "include", "exclude", "together", "apart", "budget")
MISSING = ("error", "out", "free")


@dataclass(frozen=True, slots=True)
class Level:
    """A condition on a value in [0, 1]: of an axis ("axis.services") or of a criterion ("criterion.breadth")."""

    key: str
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    where : attribute → values accepted, all attributes together; levels : conditions on axes and criteria
    title : the rule as the study team says it; without one it is worded from the keys
    attribute : of `each`, of `at_most_one_per` or of `budget`
    missing : what becomes of a candidate that lacks the attribute: "error", "out" or "free"
    line : of the study file, for refusals that come later
    """

    key: str
    kind: str
    count: int
    attribute: str
    where: Mapping[str, tuple[str, ...]]
    levels: tuple[Level, ...]
    ids: tuple[str, ...]
    limit: float
    missing: str
    relax_weight: float
    title: Words | None
    reason: Words | None
    file: str
    line: int | None

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes that the rule looks at."""
        return (*self.where, self.attribute) if self.attribute else tuple(self.where)


def read_rules(root: Table, *, axes: Sequence[str], criteria: Sequence[str]) -> tuple[Rule, ...]:
    """The rules of a study file, in order; raises StudyFileRefused, naming the line."""
    rules: list[Rule] = []
    counts: dict[str, int] = {}
    for entry in root.tables("rule"):
        kind = entry.choice("kind", KINDS)
        counts[kind] = counts.get(kind, 0) + 1
        rule = _rule(entry, kind, f"{kind}-{counts[kind]}", axes=axes, criteria=criteria)
        if any(rule.key == other.key for other in rules):
            raise entry.refused(
                Words("une clé employée une seule fois", "a key used only once"), key="key", value=rule.key
            )
        rules.append(rule)
    return tuple(rules)


def _rule(entry: Table, kind: str, default_key: str, *, axes: Sequence[str], criteria: Sequence[str]) -> Rule:
    key = entry.get("key", str, default_key)
    where, levels = _where(entry, axes, criteria) if kind in ("at_least", "at_most") else ({}, ())
    counted = kind in ("at_least", "at_most")
    attribute = ""
    if kind == "at_most_one_per" or kind == "budget":
        attribute = entry.require("attribute", str)
    elif counted:
        attribute = entry.get("each", str, "")
    ids = entry.texts("ids") if kind in ("include", "exclude", "together", "apart") else ()
    if (kind in ("include", "exclude") and not ids) or (kind in ("together", "apart") and len(ids) < 2):
        raise entry.refused(Words("des identifiants", "ids"), key="ids", value=list(ids))
    entry.mark_known("title", "reason")
    rule = Rule(
        key=key,
        kind=kind,
        count=_count(entry) if counted else 0,
        attribute=attribute,
        where=where,
        levels=levels,
        ids=ids,
        limit=entry.require("limit", float) if kind == "budget" else 0.0,
        missing=entry.choice("missing", MISSING, "error"),
        relax_weight=_relax_weight(entry),
        title=entry.bilingual("title") if "title" in entry else None,
        reason=entry.bilingual("reason") if "reason" in entry else None,
        file=entry.file,
        line=entry.line(),
    )
    if kind in ("include", "exclude") and rule.reason is None:
        raise entry.refused(
            Words("une raison pour ce choix fait d’avance", "a reason for this choice made beforehand"),
            key="reason",
        )
    entry.refuse_unknown()
    return rule


def _count(entry: Table) -> int:
    count = entry.require("count", int)
    if count < 0:
        raise entry.refused(Words("0 ou plus", "0 or more"), key="count", value=count)
    return count


def _relax_weight(entry: Table) -> float:
    weight = entry.get("relax_weight", float, 1.0)
    if not weight > 0:
        raise entry.refused(
            Words("un nombre au-dessus de 0", "a number above 0"), key="relax_weight", value=weight
        )
    return weight


def _where(
    entry: Table, axes: Sequence[str], criteria: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], tuple[Level, ...]]:
    table = entry.table("where")
    where: dict[str, tuple[str, ...]] = {}
    levels: list[Level] = []
    for name in table.keys():
        group, _, key = name.partition(".")
        if group in ("axis", "criterion") and key:
            known = axes if group == "axis" else criteria
            if key not in known:
                listed = ", ".join(known)
                raise table.refused(Words(f"l’un de : {listed}", f"one of: {listed}"), key=name, value=key)
            bounds = table.table(name)
            levels.append(Level(name, bounds.get("min", float, 0.0), bounds.get("max", float, 1.0)))
            bounds.refuse_unknown()
        else:
            value = table.raw(name)
            where[name] = tuple(str(item) for item in value) if isinstance(value, list) else (_plain(value),)
    return where, tuple(levels)


def _plain(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
