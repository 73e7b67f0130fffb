"""TOML that people write, read so that every refusal can name its line and the nearest valid key.

The standard library parses; `toml_positions` finds on which line each key stands. A `Table` is asked for its keys
one by one, and then refuses what nobody asked for.
"""

from __future__ import annotations

import datetime
import difflib
import math
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self, TypeVar

from florilege.faults import InputRefused, Words
from florilege.toml_positions import KeyLines, Path, key_lines

T = TypeVar("T")

_SYNTAX_LINE = re.compile(r"at line (\d+)")

_NAMES: dict[type, Words] = {
    str: Words("un texte", "a text"),
    bool: Words("true ou false", "true or false"),
    int: Words("un nombre entier", "a whole number"),
    float: Words("un nombre", "a number"),
    list: Words("une liste", "a list"),
    dict: Words("une table", "a table"),
}


class Written(float):
    """A number of a TOML text, with its digits: as many as a person wrote, where a float keeps some seventeen."""

    text: str

    def __new__(cls, text: str) -> Self:
        found = super().__new__(cls, text)
        found.text = str(text)
        return found


class Table:
    """One table of a TOML file: gives its keys, remembers which were asked for, refuses the others."""

    def __init__(
        self,
        content: Mapping[str, object],
        *,
        file: str,
        lines: KeyLines,
        path: Path = (),
        refusal: type[InputRefused] = InputRefused,
    ) -> None:
        self.content = content
        self.file = file
        self.path = path
        self._lines = lines
        self._refusal = refusal
        self._known: list[str] = []

    def line(self, key: str | None = None, *, element: int | None = None) -> int | None:
        """The line of a key of this table, or of an element of its list, else of the nearest table that holds it."""
        path = self.path if key is None else (*self.path, key)
        return self._lines.nearest(path if element is None else (*path, element))

    def name(self, key: str | None = None) -> str:
        """The dotted name of a key, as a person would say it: `rule[2].count`."""
        name = ""
        for part in self.path if key is None else (*self.path, key):
            name += f"[{part + 1}]" if isinstance(part, int) else (f".{part}" if name else str(part))
        return name

    def refused(
        self,
        expected: Words,
        *,
        key: str | None = None,
        value: object = None,
        hint: Words | None = None,
        element: int | None = None,
    ) -> InputRefused:
        """A fault that points at a key of this table, or at an element (from 0) of its list, to be raised by the caller."""
        return self._refusal(
            expected,
            file=self.file,
            line=self.line(key, element=element),
            column=self.name(key) or None,
            value=value,
            hint=hint,
        )

    def __contains__(self, key: str) -> bool:
        return key in self.content

    def keys(self) -> Iterator[str]:
        return iter(self.content)

    def mark_known(self, *keys: str) -> None:
        """Say that these keys are valid although they are not read now."""
        self._known.extend(keys)

    def raw(self, key: str) -> object:
        """The value of a key as parsed, or None when it is absent."""
        self._known.append(key)
        return self.content.get(key)

    def get(self, key: str, kind: type[T], default: T) -> T:
        """The value of a key, of the kind asked for, or the default when it is absent."""
        self._known.append(key)
        return self._checked(key, kind) if key in self.content else default

    def optional(self, key: str, kind: type[T]) -> T | None:
        """The value of a key, of the kind asked for, or None when it is absent."""
        self._known.append(key)
        return self._checked(key, kind) if key in self.content else None

    def require(self, key: str, kind: type[T]) -> T:
        """The value of a key, of the kind asked for; its absence is a fault."""
        self._known.append(key)
        if key not in self.content:
            raise self.absent(key)
        return self._checked(key, kind)

    def filled(self, key: str, hint: Words | None = None) -> str:
        """A text that is not blank, without the spaces around it. hint : what to do where it is"""
        text = self.require(key, str).strip()
        if not text:
            raise self.refused(Words("un texte", "a text"), key=key, value="", hint=hint)
        return text

    def choice(self, key: str, among: tuple[str, ...], default: str | None = None) -> str:
        """A text that must be one of a few; the nearest is offered when it is not."""
        value = self.require(key, str) if default is None else self.get(key, str, default)
        if value not in among:
            raise self.unknown_word(key, value, among)
        return value

    def optional_choice(self, key: str, among: tuple[str, ...]) -> str | None:
        """A text that must be one of a few, or None when the key is absent."""
        self._known.append(key)
        return self.choice(key, among) if key in self.content else None

    def day(self, key: str, default: datetime.date | None = None) -> datetime.date:
        """A day written without quotes; its absence is a fault where there is no default."""
        self._known.append(key)
        found = self.content.get(key, default)
        if found is None:
            raise self.absent(key)
        if type(found) is not datetime.date:  # a moment is a day too, for isinstance
            raise self.refused(
                Words("un jour, 2022-09-22, sans guillemets", "a day, 2022-09-22, without quotes"),
                key=key,
                value=found,
            )
        return found

    def unknown_word(
        self, key: str, value: str, among: Collection[str], expected: Words | None = None
    ) -> InputRefused:
        """The fault of a word that is none of those known: names the nearest, or says to choose one of them.

        expected : what they are, in words; by default they are listed
        """
        listed = ", ".join(among)
        return self.refused(
            expected or Words(f"l’un de : {listed}", f"one of: {listed}"),
            key=key,
            value=value,
            hint=nearest(value, among) or _TAKE_ONE,
        )

    def share(self, key: str, default: float) -> float:
        """A number from 0 to 1."""
        value = self.get(key, float, default)
        if not 0.0 <= value <= 1.0:
            raise self.refused(Words("un nombre entre 0 et 1", "a number from 0 to 1"), key=key, value=value)
        return value

    def interval(self, key: str, default: tuple[float, float] | None = None) -> tuple[float, float]:
        """Two numbers [low, high], 0 ≤ low ≤ high ≤ 1."""
        if default is not None and key not in self.content:
            self._known.append(key)
            return default
        value = self.require(key, list)
        if len(value) != 2 or not all(map(is_number, value)) or not 0 <= value[0] <= value[1] <= 1:
            raise self.refused(
                Words("[bas, haut] entre 0 et 1", "[low, high] from 0 to 1"), key=key, value=value
            )
        return float(value[0]), float(value[1])

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts (a lone text counts as a list of one)."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, str):
            return (value,)
        other = None
        if isinstance(value, list):
            other = next((rank for rank, item in enumerate(value) if not isinstance(item, str)), None)
            if other is None:
                return tuple(value)
        raise self.refused(
            Words("un texte, ou une liste de textes", "a text, or a list of texts"),
            key=key,
            value=value,
            hint=_QUOTED,
            element=other,
        )

    def bilingual(self, key: str, default: Words | None = None) -> Words:
        """A table { fr = "…", en = "…" }."""
        if default is not None and key not in self.content:
            self._known.append(key)
            return default
        if key not in self.content:
            raise self.absent(key)
        table = self.table(key)
        words = Words(table.require("fr", str), table.require("en", str))
        table.refuse_unknown()
        return words

    def table(self, key: str) -> Self:
        """The table under a key; an absent one is empty."""
        content = self.get(key, dict, {})
        return self._below(content, (*self.path, key))

    def tables(self, key: str) -> tuple[Self, ...]:
        """The tables of an array of tables, in order; none when the key is absent."""
        content = self.get(key, list, [])
        for item in content:
            if not isinstance(item, dict):
                raise self.refused(
                    Words("une suite de tables [[…]]", "a series of tables [[…]]"), key=key, value=item
                )
        return tuple(self._below(item, (*self.path, key, rank)) for rank, item in enumerate(content))

    def pairs(self, key: str) -> dict[str, str]:
        """The table text → text under a key; an absent one is empty."""
        table = self.table(key)
        return {name: table.require(name, str) for name in table.content}

    def refuse_unknown(self) -> None:
        """Refuse the first key that nobody asked for, and name the nearest valid one."""
        for key in self.content:
            if key not in self._known:
                valid = tuple(dict.fromkeys(self._known))
                listed = ", ".join(sorted(valid))
                raise self.refused(
                    Words(f"une clé connue ({listed})", f"a known key ({listed})"),
                    key=key,
                    value=key,
                    hint=nearest(key, valid),
                )

    def absent(self, key: str, expected: Words | None = None, *, beside: str | None = None) -> InputRefused:
        """The fault of a required key that is not there; points at the key that looks like it misspelt, if any.

        beside : a key that asks for it, pointed at when none looks like it
        """
        unasked = [name for name in self.content if name not in self._known]
        misspelt = difflib.get_close_matches(key, unasked, n=1, cutoff=0.7)
        return self.refused(
            expected or Words(f"la clé « {key} » est requise ici", f'the key "{key}" is required here'),
            key=misspelt[0] if misspelt else beside or key,
            value=misspelt[0] if misspelt else None,
            hint=Words(f"vouliez-vous dire « {key} » ?", f'did you mean "{key}"?') if misspelt else None,
        )

    def _below(self, content: Mapping[str, object], path: Path) -> Self:
        return type(self)(content, file=self.file, lines=self._lines, path=path, refusal=self._refusal)

    def as_written(self, key: str) -> str | None:
        """The digits of a number as they stand in the file; None where the key holds none that is finite."""
        value = self.content.get(key)
        if isinstance(value, Written):
            return value.text.replace("_", "") if math.isfinite(value) else None
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else None

    def _checked(self, key: str, kind: type[T]) -> T:
        value = self.content[key]
        if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
            value = float(value)
        bad_number = kind in (int, float) and not is_number(value)
        if not isinstance(value, kind) or bad_number:
            expected = _NAMES.get(kind, Words(kind.__name__, kind.__name__))
            raise self.refused(expected, key=key, value=value, hint=_quotes(value, kind))
        return value


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a file says something: its line is worked out only when a fault points at it."""

    table: Table = field(compare=False)
    key: str

    @property
    def line(self) -> int:
        """From 1."""
        return self.table.line(self.key) or 1


_QUOTED = Words("mettre chaque texte entre guillemets", "put each text in quotes")


def _quotes(value: object, kind: type) -> Words | None:
    """What to do about a value of another kind, where quotes are what makes the difference."""
    if kind is str:
        return _QUOTED
    if isinstance(value, str) and kind in (int, float, bool):
        return Words("l’écrire sans guillemets", "write it without quotes")
    return None


_TAKE_ONE = Words("prendre l’une des valeurs attendues", "use one of the expected values")


def is_number(value: object) -> bool:
    """Whether a value of TOML is a number to reckon with: neither true nor false, nor nan, nor infinite."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def nearest(value: str, among: Collection[str]) -> Words | None:
    """« vouliez-vous dire … ? » for the closest valid word, or None when none is close."""
    close = difflib.get_close_matches(value, among, n=1, cutoff=0.5)
    return Words(f"vouliez-vous dire « {close[0]} » ?", f'did you mean "{close[0]}"?') if close else None


def _of_last_key(text: str) -> int:
    """The line of the last key of a text that ends too soon: its value was never closed, or never given."""
    last = text.rstrip("\n").count("\n") + 1
    return min(last, max(key_lines(text).values(), default=last))


def read_toml(text: str, *, file: str, refusal: type[InputRefused] = InputRefused) -> Table:
    """The root table of a TOML text; a fault of syntax names its line."""
    try:
        content = tomllib.loads(text, parse_float=Written)
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_LINE.search(str(error))
        line = int(found.group(1)) if found else _of_last_key(text)
        raise refusal(
            Words("du TOML bien formé", "valid TOML"), file=file, line=line, value=str(error)
        ) from error
    return Table(content, file=file, lines=KeyLines(text), refusal=refusal)
