"""Rules of balance: what a good list must respect, as written in the study file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field

from florilege.faults import Words
from florilege.listings.counts import in_english, in_french
from florilege.selection.attributes import Attribute
from florilege.toml_lines import Table, is_number
from florilege.written_numbers import all_digits

KINDS = ("at_least", "at_most", "at_most_one_per", "include", "exclude", "together", "apart", "budget")
SIZE = "size"
"""Key of the size of the list among the rules that may clash."""
MISSING = ("error", "out", "free")


class Level(Struct, frozen=True):
    """A condition on a value in [0, 1]: of an axis ("axis.services") or of a criterion ("criterion.breadth")."""

    key: str
    least: float
    most: float


class Rule(Struct, frozen=True):
    """One rule.

    where : attribute → values accepted, all attributes together; levels : conditions on axes and criteria
    title : the rule as the study team says it; without one it is worded from the keys
    attribute : of `each`, of `at_most_one_per` or of `budget`
    absent : values of `where` that a table need not hold
    missing : what becomes of a candidate that lacks the attribute: "error", "out" or "free"
    line, lines : of the study file, of the rule and of each of its keys ("each", "where.region"), for refusals
        that come later
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
    lines: Mapping[str, int | None] = field(default_factory=dict)
    absent: tuple[str, ...] = ()

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes that the rule looks at."""
        return (*self.where, self.attribute) if self.attribute else tuple(self.where)


class Vocabulary(Struct, frozen=True):
    """The words that rules may use: axes, criteria, and attributes (None where candidates bring their own)."""

    axes: Sequence[str]
    criteria: Sequence[str]
    attributes: Mapping[str, Attribute] | None


def read_rules(root: Table, vocabulary: Vocabulary) -> tuple[Rule, ...]:
    """The rules of a study file, in order; raises StudyFileRefused, naming the line."""
    rules: list[Rule] = []
    counts: dict[str, int] = {}
    for entry in root.tables("rule"):
        kind = entry.choice("kind", KINDS)
        counts[kind] = counts.get(kind, 0) + 1
        rule = _rule(entry, kind, f"{kind}-{counts[kind]}", vocabulary)
        if not rule.key or rule.key == SIZE:
            raise entry.refused(
                Words("une clé de la règle, autre que « size »", 'a rule key other than "size"'),
                key="key",
                value=rule.key,
                hint=Words(
                    "« size » désigne la taille de la liste", '"size" stands for the size of the list'
                ),
            )
        if any(rule.key == other.key for other in rules):
            raise entry.refused(
                Words("une clé employée une seule fois", "a key that is not used twice"),
                key="key",
                value=rule.key,
            )
        rules.append(rule)
    return tuple(rules)


def _limit(entry: Table) -> float:
    """The limit of a budget; refused where its digits are more than are kept: costs are counted to the last of theirs."""
    limit, written = entry.require("limit", float), entry.as_written("limit")
    if written is not None and Decimal(written) != Decimal(repr(limit)):
        raise entry.refused(
            Words(
                "une limite de quinze chiffres au plus, qui sera comptée telle quelle",
                "a limit of at most fifteen digits, which is counted as it is written",
            ),
            key="limit",
            value=written,
            hint=Words(
                f"écrire {all_digits(limit)}, ou compter dans une plus grande unité",
                f"write {all_digits(limit)}, or count in a larger unit",
            ),
        )
    return limit


def _rule(entry: Table, kind: str, default_key: str, vocabulary: Vocabulary) -> Rule:
    key = entry.get("key", str, default_key)
    counted = kind in ("at_least", "at_most")
    where, levels = _where(entry, vocabulary) if counted else ({}, ())
    attribute = _attribute(entry, kind, vocabulary)
    ids = _ids(entry, kind)
    entry.mark_known("title", "reason")
    rule = Rule(
        key=key,
        kind=kind,
        count=_count(entry) if counted else 0,
        attribute=attribute,
        where=where,
        levels=levels,
        ids=ids,
        limit=_limit(entry) if kind == "budget" else 0.0,
        missing=entry.choice("missing", MISSING, "error"),
        relax_weight=_relax_weight(entry),
        title=entry.bilingual("title") if "title" in entry else None,
        reason=entry.bilingual("reason") if "reason" in entry else None,
        file=entry.file,
        line=entry.line(),
        lines={name: entry.line(name) for name in ("each", "attribute", "ids") if name in entry}
        | {f"where.{name}": entry.table("where").line(name) for name in where},
        absent=absent_values(entry, where) if counted and vocabulary.attributes is None else (),
    )
    if kind in ("include", "exclude") and rule.reason is None:
        raise entry.absent(
            "reason",
            Words("une raison pour ce choix fait d’avance", "a reason for this prior choice"),
        )
    entry.refuse_unknown()
    return rule


def _attribute(entry: Table, kind: str, vocabulary: Vocabulary) -> str:
    """The attribute of `each`, of `at_most_one_per` or of `budget`; "" for a rule that has none."""
    if kind in ("at_least", "at_most"):
        entry.mark_known("each")
    if kind in ("at_most_one_per", "budget"):
        key, name = "attribute", entry.require("attribute", str)
    elif kind in ("at_least", "at_most") and "each" in entry:
        key, name = "each", entry.require("each", str)
    else:
        return ""
    check_attribute(entry, key, name, vocabulary.attributes)
    if kind == "budget" and vocabulary.attributes is not None:
        raise entry.refused(
            Words(
                "un attribut en nombre : les lieux d’une étude n’en ont pas",
                "a numeric attribute: the places of a study have none",
            ),
            key=key,
            value=name,
            hint=Words("donner les coûts dans une table : florilege select --candidates", "put costs in a table: florilege select --candidates"),
        )  # fmt: skip
    return name


def check_attribute(entry: Table, key: str, name: str, attributes: Mapping[str, Attribute] | None) -> None:
    """Refuse the name of an attribute that places do not have; nothing is known of those of a table."""
    if attributes is not None and name not in attributes:
        listed = ", ".join(attributes)
        expected = Words(f"un attribut d’un lieu ({listed})", f"an attribute of a place ({listed})")
        raise entry.unknown_word(key, name, attributes, expected)


def check_values(entry: Table, key: str, values: Sequence[str], attribute: Attribute) -> None:
    """Refuse a value that the attribute never takes."""
    for value in values:
        if value not in attribute.values():
            raise entry.unknown_word(key, value, attribute.values(), attribute.expected)


def _ids(entry: Table, kind: str) -> tuple[str, ...]:
    if kind not in ("include", "exclude", "together", "apart"):
        return ()
    if "ids" not in entry:
        raise entry.absent("ids")
    ids = entry.texts("ids")
    fewest = 2 if kind in ("together", "apart") else 1
    if len(ids) < fewest or not all(ids):
        raise entry.refused(
            Words(
                f"au moins {in_french(fewest, 'identifiant', 'identifiants')}",
                f"at least {in_english(fewest, 'id', 'ids')}",
            ),
            key="ids",
            value=list(ids),
        )
    for rank, one in enumerate(ids):
        if one in ids[:rank]:
            raise entry.refused(
                Words("un identifiant nommé une seule fois", "an id that is not repeated"),
                key="ids",
                value=one,
            )
    return ids


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


def _where(entry: Table, vocabulary: Vocabulary) -> tuple[dict[str, tuple[str, ...]], tuple[Level, ...]]:
    table = entry.table("where")
    if "where" in entry and not table.content:
        raise entry.refused(Words("au moins une condition", "at least one condition"), key="where")
    where: dict[str, tuple[str, ...]] = {}
    levels: list[Level] = []
    for name in table.keys():
        group, _, key = name.partition(".")
        if group in ("axis", "criterion") and key:
            known = vocabulary.axes if group == "axis" else vocabulary.criteria
            if key not in known:
                raise table.unknown_word(name, key, known)
            levels.append(_level(table, name))
            continue
        check_attribute(table, name, name, vocabulary.attributes)
        where[name] = accepted(table, name)
        if vocabulary.attributes is not None:
            check_values(table, name, where[name], vocabulary.attributes[name])
    return where, tuple(levels)


def _level(table: Table, name: str) -> Level:
    bounds = table.table(name)
    level = Level(name, bounds.share("min", 0.0), bounds.share("max", 1.0))
    bounds.refuse_unknown()
    if not bounds.content or level.least > level.most:
        raise table.refused(
            Words("min, max ou les deux, min ≤ max", "min, max or both, min ≤ max"),
            key=name,
            value=dict(bounds.content),
        )
    return level


def accepted(table: Table, name: str) -> tuple[str, ...]:
    """The values that a condition accepts: one, or a list; numbers and booleans as a table writes them."""
    value = table.raw(name)
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(one, str | bool) or is_number(one) for one in values):
        raise table.refused(
            Words("une valeur, ou une liste de valeurs", "a value, or a list of values"),
            key=name,
            value=value,
            hint=Words(f'écrire {name} = ["A", "B"]', f'write {name} = ["A", "B"]'),
        )
    return tuple(map(_plain, values))


def absent_values(entry: Table, where: Mapping[str, object]) -> tuple[str, ...]:
    """The values of `where` that a table need not hold, as `absent` lists them; each stands in `where`."""
    if "absent" not in entry:
        entry.mark_known("absent")
        return ()
    found = accepted(entry, "absent")
    wanted = [value for values in where.values() if isinstance(values, tuple) for value in values]
    for value in found:
        if value not in wanted:
            expected = Words("une valeur de « where »", 'a value of "where"')
            raise entry.unknown_word("absent", value, wanted, expected)
    return found


def _plain(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
