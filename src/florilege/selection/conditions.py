"""Conditions of eligibility: what a candidate must be before it is compared with others, and which one it fails."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from florilege.faults import StudyFileRefused, TableRefused, Words
from florilege.selection.cells import NOT_APPLICABLE, NUMBER, ends, range_in_words
from florilege.selection.rules import MISSING, absent_values, accepted
from florilege.toml_lines import Table
from florilege.written_numbers import in_words


class Bounds(Struct, frozen=True):
    """Numbers accepted, ends included."""

    least: float
    most: float


class Condition(Struct, frozen=True):
    """One condition: every column of `where` must have a value accepted.

    where : column → values accepted, or bounds on a number
    absent : values accepted that the table need not hold
    missing : what becomes of a candidate of which a column says nothing: "error", "out" or "free"
    line, lines : of the study file, of the condition and of each column of `where`
    """

    key: str
    where: Mapping[str, tuple[str, ...] | Bounds]
    missing: str
    title: Words
    reason: Words | None
    file: str
    line: int | None
    lines: Mapping[str, int | None] = field(default_factory=dict)
    absent: tuple[str, ...] = ()


class Unmet(Struct, frozen=True):
    """A condition that a candidate fails, or that nobody can say it meets.

    found : what the column says, "" where it says nothing; known : whether that settles the condition
    """

    condition: Condition
    column: str
    found: str
    known: bool

    @property
    def words(self) -> Words:
        """Why the candidate is not eligible, as a sentence."""
        fr, en = self.condition.title.fr, self.condition.title.en
        found = range_in_words(self.found) or Words(self.found, self.found)
        said_fr, said_en = f"{self.column} : {found.fr}", f"{self.column}: {found.en}"
        if not self.found:
            said_fr, said_en = f"« {self.column} » n’est pas renseigné", f'"{self.column}" is not stated'
        outcome_fr, outcome_en = (
            ("non remplie", "not met") if self.known else ("non vérifiée", "not verified")
        )
        return Words(
            f"Condition {outcome_fr} : {fr} ({said_fr}).", f"Condition {outcome_en}: {en} ({said_en})."
        )


class NotEligible(Struct, frozen=True):
    """A candidate left aside before any comparison, with each condition that it fails."""

    id: str
    name: str
    unmet: tuple[Unmet, ...]

    def as_data(self) -> dict[str, object]:
        """As `selection.json` has it."""
        return {
            "place_id": self.id,
            "name": self.name,
            "conditions": [one.condition.key for one in self.unmet],
            "reasons": [
                {
                    "code": "not_eligible",
                    "fr": one.words.fr,
                    "en": one.words.en,
                    "numbers": {},
                }
                for one in self.unmet
            ],
        }


def read_conditions(root: Table, *, table: bool) -> tuple[Condition, ...]:
    """The conditions of a study file, in order; raises StudyFileRefused, naming the line.

    table : the study goes with a table; in a study of places the scope says who is considered
    """
    conditions: list[Condition] = []
    for rank, entry in enumerate(root.tables("condition"), start=1):
        if not table:
            raise StudyFileRefused(
                Words(
                    "des conditions avec une table de candidats seulement",
                    "no conditions here: they go with a table of candidates",
                ),
                file=entry.file,
                line=entry.line(),
                column="condition",
                hint=Words(
                    "dans une étude, [study.scope] dit quels lieux sont considérés",
                    "in a study, use [study.scope] to say which places are considered",
                ),
            )
        one = _condition(entry, f"condition-{rank}")
        if not one.key or any(one.key == other.key for other in conditions):
            raise entry.refused(
                Words("une clé employée une seule fois", "a key that is not used twice"),
                key="key",
                value=one.key,
            )
        conditions.append(one)
    return tuple(conditions)


def _condition(entry: Table, default_key: str) -> Condition:
    key = entry.get("key", str, default_key)
    if "where" not in entry:
        raise entry.absent("where")
    where = entry.table("where")
    if not where.content:
        raise entry.refused(Words("au moins une condition", "at least one condition"), key="where")
    found = {
        name: _bounds(where, name) if isinstance(where.raw(name), dict) else accepted(where, name)
        for name in where.keys()
    }
    condition = Condition(
        key=key,
        where=found,
        missing=entry.choice("missing", MISSING, "error"),
        title=entry.bilingual("title", _title(found)),
        reason=entry.bilingual("reason") if "reason" in entry else None,
        file=entry.file,
        line=entry.line(),
        lines={name: where.line(name) for name in found},
        absent=absent_values(entry, found),
    )
    entry.refuse_unknown()
    return condition


def _bounds(where: Table, name: str) -> Bounds:
    bounds = where.table(name)
    if not {"min", "max"} & set(bounds.keys()):
        raise where.refused(
            Words("une valeur, une liste, ou min et max", "a value, a list, or min and max"),
            key=name,
            value=dict(bounds.content),
            hint=Words(
                f'écrire {name} = ["A", "B"], ou {name} = {{ min = 1 }}',
                f'write {name} = ["A", "B"], or {name} = {{ min = 1 }}',
            ),
        )
    least, most = bounds.get("min", float, -math.inf), bounds.get("max", float, math.inf)
    bounds.refuse_unknown()
    if least > most:
        raise where.refused(
            Words("min, max ou les deux, min ≤ max", "min, max or both, min ≤ max"),
            key=name,
            value=dict(bounds.content),
        )
    return Bounds(least, most)


def _title(where: Mapping[str, tuple[str, ...] | Bounds]) -> Words:
    """A condition without words of its own, worded from its columns."""
    parts = []
    for name, one in where.items():
        if isinstance(one, Bounds):
            parts.append(_within(name, one))
        else:
            parts.append(Words(f"{name} = {' | '.join(one)}", f"{name} = {' | '.join(one)}"))
    return Words(", ".join(one.fr for one in parts), ", ".join(one.en for one in parts))


def _within(name: str, bounds: Bounds) -> Words:
    if bounds.most == math.inf:
        least = in_words(bounds.least)
        return Words(f"{name} : au moins {least.fr}", f"{name}: at least {least.en}")
    if bounds.least == -math.inf:
        most = in_words(bounds.most)
        return Words(f"{name} : au plus {most.fr}", f"{name}: at most {most.en}")
    least, most = in_words(bounds.least), in_words(bounds.most)
    return Words(f"{name} : de {least.fr} à {most.fr}", f"{name}: from {least.en} to {most.en}")


def unmet_of(
    conditions: Sequence[Condition], columns: Mapping[str, Sequence[str]], row: int
) -> tuple[Unmet, ...]:
    """The conditions that a row of a table fails, one entry each; raises TableRefused without place, to be completed.

    `n/a` says that a condition does not apply: it is met. An interval meets bounds when all of it does, fails them
    when none of it does; else it says nothing, as an empty cell does.
    """
    found: list[Unmet] = []
    for condition in conditions:
        for name, wanted in condition.where.items():
            text = columns[name][row]
            met = _is_met(text, wanted, column=name)
            if met is None and condition.missing == "error":
                raise TableRefused(
                    Words(
                        f"une valeur qui dise si la condition « {condition.key} » est remplie",
                        f'a value that settles whether the condition "{condition.key}" is met',
                    ),
                    column=name,
                    value=text,
                    hint=Words(
                        'dire missing = "out" ou missing = "free" dans la condition',
                        'set missing = "out" or missing = "free" in the condition',
                    ),
                )
            if met is False or (met is None and condition.missing == "out"):
                found.append(Unmet(condition, name, text, met is False))
                break
    return tuple(found)


def _is_met(text: str, wanted: tuple[str, ...] | Bounds, *, column: str) -> bool | None:
    """Whether a cell is accepted; None when it does not say."""
    if text == NOT_APPLICABLE:
        return True
    if not text:
        return None
    if not isinstance(wanted, Bounds):
        return text in wanted
    try:
        first, last = ends(text)
    except ValueError as error:
        raise TableRefused(NUMBER, column=column, value=text) from error
    if wanted.least <= first and last <= wanted.most:
        return True
    return False if last < wanted.least or first > wanted.most else None
