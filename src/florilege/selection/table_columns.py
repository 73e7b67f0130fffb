"""What the rules and the conditions of a study say of a table's columns, checked against the table itself.

Nothing is known beforehand of a table's columns nor of their values: a misspelt one is found when it is met nowhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from florilege.faults import StudyFileRefused, Words
from florilege.selection.study_file import BUILT_IN_TIES, StudyFile
from florilege.toml_lines import nearest

MOST_SHOWN = 12
"""Up to so many values of a column, a refusal lists them all."""
_YES = frozenset({"true", "vrai", "oui", "yes", "1", "o", "y", "x"})
_NO = frozenset({"false", "faux", "non", "no", "0", "n"})


class Named(Struct, frozen=True):
    """A column that a rule or a condition names, and the values that it wants there, if any.

    key : of the study file, for refusals; absent : values that no candidate needs to have
    """

    column: str
    values: tuple[str, ...]
    absent: tuple[str, ...]
    key: str
    file: str
    line: int | None

    def refused(self, expected: Words, value: str, hint: Words) -> StudyFileRefused:
        return StudyFileRefused(
            expected, file=self.file, line=self.line, column=self.key, value=value, hint=hint
        )


def columns_used(study: StudyFile) -> frozenset[str]:
    """The columns of a table that a study looks at: ids, names, criteria, rules, conditions, what settles equal totals."""
    return frozenset({
        study.id_column,
        study.name_column,
        *(one.input for one in study.grid.criteria if one.source != "jury"),
        *(name for rule in study.rules for name in rule.attributes),
        *(name for condition in study.conditions for name in condition.where),
        *(key for key in study.ties if key in BUILT_IN_TIES),
    })  # fmt: skip


def check_columns(study: StudyFile, columns: Collection[str]) -> None:
    """Refuse a rule or a condition that names no column: told before any row is read, and where there is none."""
    for one in _named(study):
        if one.column not in columns:
            listed = ", ".join(columns)
            raise one.refused(
                Words(f"une colonne de la table ({listed})", f"a column of the table ({listed})"),
                one.column,
                nearest(one.column, columns) or Words("prendre l’une d’elles", "choose one of them"),
            )


def check_values(study: StudyFile, columns: Mapping[str, Sequence[str]]) -> None:
    """Refuse a value that a rule or a condition wants and no row has: it would hold nobody back, and say nothing.

    Every row counts, those too that cannot be candidates. A table without rows says nothing of any value. A value that
    may well be met nowhere is named by `absent` in the rule.
    """
    for one in _named(study):
        met = dict.fromkeys(text for text in columns[one.column] if text)
        for value in one.values:
            if columns[one.column] and value not in met and value not in one.absent:
                raise one.refused(_there_are(one.column, list(met)), value, _to_do(value, list(met)))


def _named(study: StudyFile) -> Iterator[Named]:
    """In the order of the file: rules, then conditions."""
    for rule in study.rules:
        for name, values in rule.where.items():
            key = f"where.{name}"
            yield Named(name, values, rule.absent, f"{rule.key}.{key}", rule.file, rule.lines[key])
        for key in ("each", "attribute"):
            if key in rule.lines:
                yield Named(rule.attribute, (), (), f"{rule.key}.{key}", rule.file, rule.lines[key])
    for condition in study.conditions:
        for name, wanted in condition.where.items():
            values = wanted if isinstance(wanted, tuple) else ()
            line = condition.lines.get(name, condition.line)
            key = f"{condition.key}.where.{name}"
            yield Named(name, values, condition.absent, key, condition.file, line)


def _there_are(column: str, met: Sequence[str]) -> Words:
    shown = ", ".join(sorted(met)[:MOST_SHOWN])
    more = len(met) - MOST_SHOWN
    fr, en = (f"{shown}… et {more} autres", f"{shown}… and {more} more") if more > 0 else (shown, shown)
    if not met:
        fr, en = "aucune", "none"
    return Words(
        f"une valeur de la colonne « {column} » (il y a : {fr})",
        f'a value of the column "{column}" (there are: {en})',
    )


def _to_do(value: str, met: Sequence[str]) -> Words:
    """The value that was meant, as far as it can be told, and how to say that none was."""
    close = _alike(value, met)
    meant = (
        Words(f"vouliez-vous dire « {close} » ?", f'did you mean "{close}"?')
        if close
        else nearest(value, met) or Words("prendre l’une d’elles", "choose one of them")
    )
    said = f'absent = ["{value}"]'
    return Words(
        f"{meant.fr} – sinon, dire {said} : nul candidat n’est tenu de l’avoir",
        f"{meant.en} – else say {said}: no candidate has to have it",
    )


def _alike(value: str, met: Sequence[str]) -> str | None:
    """The value that differs by its case, accents or decimals alone, or says yes or no in another word."""
    plain = {_plain(one): one for one in reversed(met)}
    if _plain(value) in plain:
        return plain[_plain(value)]
    for words in (_YES, _NO):
        if _plain(value) in words:
            return next((one for one in met if _plain(one) in words), None)
    return None


def _plain(text: str) -> str:
    try:
        return f"{float(text.replace(',', '.')):g}"
    except ValueError:
        letters = unicodedata.normalize("NFKD", text.casefold())
        return "".join(one for one in letters if one.isalnum())
