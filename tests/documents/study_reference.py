"""The reference of `study.toml`, written from what its reader asks for: `python -m tests.documents.study_reference`.

A table that records each key it is asked for, with its kind and its default, stands in for the table of the reader;
three studies that use every key between them are read with it. A key is said to be required when a study that has it
is refused without it. What a key means is in `study_keys.toml`.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from florilege.faults import StudyFileRefused, Words
from florilege.selection.study_file import study_of
from florilege.toml_lines import Table
from florilege.toml_positions import KeyLines
from florilege.toml_text import entry, written

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "study-file.md"
STUDIES = {"places": False, "table": True, "order": True}
"""Studies that use every key between them → whether each goes with a table of candidates."""
LONGEST = 90
"""Characters of an example, from which a table or a list has its first members only."""
T = TypeVar("T")

_KINDS: Mapping[type, str] = {
    str: "text", bool: "`true` or `false`", int: "whole number", float: "number", list: "list", dict: "table",
}  # fmt: skip
_NAMES = (
    (re.compile(r"^(study\.scope|rule\.where|condition\.where)\.(?!.*\.(?:min|max)$).+$"), r"\1.‹attribute›"),
    (re.compile(r"^(rule\.where|condition\.where)\..+\.(min|max)$"), r"\1.‹attribute›.\2"),
    (re.compile(r"^(weights\.(?:bounds|reference))\..+$"), r"\1.‹criterion›"),
    (re.compile(r"^weights\.(?!(?:order|bounds|ratio|reference)(?:\.|$))[^.]+$"), "weights.‹criterion›"),
    (re.compile(r"^(criterion\.value\.table)\..+$"), r"\1.‹category›"),
)


@dataclass
class Asked:
    """All that the reader asks of one key: kinds, defaults as TOML writes them, and whether one is worked out."""

    kinds: list[str] = field(default_factory=list)
    defaults: set[str] = field(default_factory=set)


class RecordingTable(Table):
    """A table that records what it is asked for; each reading has a subclass with a journal of its own."""

    journal: dict[str, Asked]
    within: int

    def _ask(self, key: str, kind: str = "", default: object = None) -> None:
        if type(self).within:
            return
        asked = self.journal.setdefault(path_name((*self.path, key)), Asked())
        if kind and kind not in asked.kinds:
            asked.kinds.append(kind)
        if default is not None and default not in ((), "", [], {}):
            asked.defaults.add("in words" if isinstance(default, Words) else written(default))  # type: ignore[arg-type]

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """What a method asks of the methods below it is the same question."""
        type(self).within += 1
        yield
        type(self).within -= 1

    def _asking(self, key: str, kind: str, default: object, answer: Callable[[], T]) -> T:
        self._ask(key, kind, default)
        with self._aside():
            return answer()

    def mark_known(self, *keys: str) -> None:
        for key in keys:
            self._ask(key)
        super().mark_known(*keys)

    def raw(self, key: str) -> object:
        self._ask(key)
        return super().raw(key)

    def get(self, key: str, kind: type[T], default: T) -> T:
        return self._asking(
            key, _KINDS[kind], default, lambda: super(RecordingTable, self).get(key, kind, default)
        )

    def optional(self, key: str, kind: type[T]) -> T | None:
        return self._asking(key, _KINDS[kind], None, lambda: super(RecordingTable, self).optional(key, kind))

    def require(self, key: str, kind: type[T]) -> T:
        return self._asking(key, _KINDS[kind], None, lambda: super(RecordingTable, self).require(key, kind))

    def choice(self, key: str, among: tuple[str, ...], default: str | None = None) -> str:
        kind = " or ".join(f"`{written(word)}`" for word in among)
        return self._asking(
            key, kind, default, lambda: super(RecordingTable, self).choice(key, among, default)
        )

    def share(self, key: str, default: float) -> float:
        return self._asking(
            key, "number from 0 to 1", default, lambda: super(RecordingTable, self).share(key, default)
        )

    def interval(self, key: str, default: tuple[float, float] | None = None) -> tuple[float, float]:
        return self._asking(
            key,
            "[low, high], from 0 to 1",
            default,
            lambda: super(RecordingTable, self).interval(key, default),
        )

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        return self._asking(
            key, "text, or list of texts", default, lambda: super(RecordingTable, self).texts(key, default)
        )

    def bilingual(self, key: str, default: Words | None = None) -> Words:
        return self._asking(
            key,
            "words in French and English",
            default,
            lambda: super(RecordingTable, self).bilingual(key, default),
        )

    def table(self, key: str) -> Any:
        self._ask(key, "table")
        with self._aside():
            return super().table(key)

    def tables(self, key: str) -> Any:
        self._ask(key, "series of tables")
        with self._aside():
            return super().tables(key)


def path_name(path: tuple[str | int, ...]) -> str:
    """The name of a key whatever the rank of its table, and whatever a study calls its criteria and attributes."""
    name = ".".join(part for part in path if isinstance(part, str))
    for pattern, stands_for in _NAMES:
        name = pattern.sub(stands_for, name)
    return name


def content_of(name: str) -> dict[str, object]:
    return tomllib.loads((HERE / "studies" / f"{name}.toml").read_text(encoding="utf-8"))


def keys_asked() -> dict[str, Asked]:
    """Every key that the reader asks for, in the order in which it does."""
    journal: dict[str, Asked] = {}
    for name, table in STUDIES.items():
        recording = type("Recording", (RecordingTable,), {"journal": journal, "within": 0})
        study_of(
            recording(content_of(name), file=name, lines=KeyLines(""), refusal=StudyFileRefused), table=table
        )
    return journal


def keys_used(
    content: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Each key of a study, with its value."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield (*path, key), value
            yield from keys_used(value, (*path, key))
    elif isinstance(content, list):
        for rank, value in enumerate(content):
            yield from keys_used(value, (*path, rank))


def refused_without() -> dict[str, set[bool]]:
    """Of each key of the studies, whether they are refused without it: always, never or at times."""
    found: dict[str, set[bool]] = {}
    for name, table in STUDIES.items():
        for path, _ in keys_used(content_of(name)):
            found.setdefault(path_name(path), set()).add(_is_refused(name, path, table=table))
    return found


def _is_refused(name: str, path: tuple[str | int, ...], *, table: bool) -> bool:
    content: Any = copy.deepcopy(content_of(name))
    holder = content
    for part in path[:-1]:
        holder = holder[part]
    del holder[path[-1]]
    try:
        study_of(Table(content, file=name, lines=KeyLines(""), refusal=StudyFileRefused), table=table)
    except StudyFileRefused:
        return True
    return False


def meanings() -> dict[str, dict[str, str]]:
    """Of each key: meaning, and where the reader cannot say them, type and default."""
    read = tomllib.loads((HERE / "study_keys.toml").read_text(encoding="utf-8"))
    return {key: {"meaning": said} if isinstance(said, str) else said for key, said in read.items()}


def default_of(key: str, asked: Asked, said: Mapping[str, str], refused: Mapping[str, set[bool]]) -> str:
    """What the reference says of a key that is left out; raises ValueError where words are missing or are too many."""
    if asked.defaults <= {"inf", "-inf"} and asked.defaults:
        return "no bound"
    named_by_the_study = key.endswith("›")
    constant = len(asked.defaults) == 1 and asked.defaults != {"in words"} and not named_by_the_study
    if refused.get(key) == {True} and "default" not in said:
        return "required"
    if constant and refused.get(key) == {False}:
        if "default" in said:
            raise ValueError(
                f"{key}: the reader has one default, {asked.defaults}; study_keys.toml words another"
            )
        return f"`{next(iter(asked.defaults))}`"
    if "default" in said:
        return said["default"]
    if asked.defaults or refused.get(key) == {True, False}:
        raise ValueError(
            f"{key}: say its default in study_keys.toml ({asked.defaults or 'required at times'})"
        )
    return "none"


def page() -> str:
    """The reference, as Markdown."""
    asked, said, refused = keys_asked(), meanings(), refused_without()
    examples: dict[str, str] = {}
    for name in STUDIES:
        for path, value in keys_used(content_of(name)):
            examples.setdefault(path_name(path), _example(path, value))
    lines = [(HERE / "study_head.md").read_text(encoding="utf-8").rstrip("\n")]
    titles = {
        title: [key for key in asked if _title(key, asked) == title]
        for title in dict.fromkeys(_title(key, asked) for key in asked)
    }
    for title, keys in titles.items():
        top = title.strip("[]")
        lines += [
            "",
            f"## `{title}`",
            "",
            said[top]["meaning"],
            "",
            "| key | type | left out | meaning | example |",
            "|---|---|---|---|---|",
        ]
        for key in keys:
            if key == top:
                continue
            name = key.removeprefix(f"{top}.")
            kinds = said[key].get("type") or " or ".join(asked[key].kinds)
            left_out = default_of(key, asked[key], said[key], refused)
            cells = (f"`{name}`", kinds, left_out, said[key]["meaning"], f"`{examples[key]}`")
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _title(key: str, asked: Mapping[str, Asked]) -> str:
    """The header under which a key stands: that of the outermost table or of one with several keys of its own."""
    top = key.split(".")[0]
    if key in ("study.stages", "study.scope") or key.startswith(("study.stages.", "study.scope.")):
        return f"[{'.'.join(key.split('.')[:2])}]"
    return f"[[{top}]]" if "series of tables" in asked[top].kinds else f"[{top}]"


def _example(path: tuple[str | int, ...], value: object) -> str:
    """A key as it is typed under the header of its table; what is long is cut to its first members, and still reads."""
    key = str(path[-1])
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"[[{'.'.join(part for part in path if isinstance(part, str))}]]"
    while len(text := entry(key, value)) > LONGEST:  # type: ignore[arg-type]
        if isinstance(value, list):
            value = value[:-1]
        elif isinstance(value, dict) and len(value) > 1 and not set(value) <= {"fr", "en"}:
            value = dict(list(value.items())[:-1])
        else:
            break
    return text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
