"""The reference of the commands, from the program itself: every verb, argument and option."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import EnumMeta, StrEnum
from functools import lru_cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import typer

from florilege.cli import app
from tests.documentation.reference.markdown import cell, table

HEAD = """# Commands

What `florilege` does from the command line, verb by verb. This page is written from the program; `florilege VERB --help` says
the same. [Exit codes](errors.md) are those of every verb. `STUDY` is the folder of a study, the one that holds `study.toml`.
"""
EXAMPLE = re.compile(r"^Example: ", re.MULTILINE)
_WORDS = {str: "text", Path: "path", int: "whole number", float: "number", bool: "flag"}


@lru_cache(maxsize=1)
def verbs() -> Mapping[str, Any]:
    """Every verb with its command, those of a group as `GROUP VERB`, in the order of `--help`."""
    found: dict[str, Any] = {}
    for name, command in typer.main.get_command(app).commands.items():
        inner = getattr(command, "commands", None)
        found |= (
            {name: command} if inner is None else {f"{name} {below}": one for below, one in inner.items()}
        )
    return found


def groups() -> dict[str, str]:
    """What each group of verbs is about."""
    commands = typer.main.get_command(app).commands.items()
    return {name: command.help or "" for name, command in commands if hasattr(command, "commands")}


def anchor(verb: str) -> str:
    """The anchor of a verb on the page."""
    return f"florilege-{verb.replace(' ', '-')}"


def page() -> str:
    """The page, as Markdown."""
    lines, seen, about = [HEAD.rstrip("\n")], set[str](), groups()
    lines += [
        "",
        *table(("verb", "what it does"), [_row(verb, command) for verb, command in verbs().items()]),
    ]
    for verb, command in verbs().items():
        group = verb.split(" ")[0]
        lines += ["", f"## florilege {verb}", ""]
        if group in about and group not in seen:
            seen.add(group)
            lines += [f"*{cell(about[group])}*", ""]
        lines += _section(verb, command)
    return "\n".join(lines) + "\n"


def _row(verb: str, command: Any) -> tuple[str, str]:
    return f"[`{verb}`](#{anchor(verb)})", cell(_prose(command)[0])


def _prose(command: Any) -> list[str]:
    """The paragraphs of a command, its examples left out."""
    paragraphs = re.split(r"\n\s*\n", command.help or "")
    kept = [EXAMPLE.split(paragraph)[0].strip() for paragraph in paragraphs]
    return [paragraph for paragraph in kept if paragraph] or [""]


def _examples(command: Any) -> list[str]:
    said = re.split(r"\n\s*\n|\n(?=Example: )", command.help or "")
    return [" ".join(EXAMPLE.sub("", one).split()) for one in said if EXAMPLE.match(one)]


def _section(verb: str, command: Any) -> list[str]:
    shown = [one for one in command.params if not getattr(one, "hidden", False)]
    arguments = [one for one in shown if not _is_option(one)]
    options = [one for one in shown if _is_option(one)]
    usage = " ".join([f"florilege {verb}", *map(_written, arguments), *(["[OPTIONS]"] if options else [])])
    lines = ["```text", usage, "```", ""]
    for paragraph in _prose(command):
        lines += [cell(paragraph), ""]
    if examples := _examples(command):
        lines += ["```console", *(f"$ {one}" for one in examples), "```", ""]
    if shown:
        rows = [_option(one) for one in (*arguments, *options)]
        lines += table(("argument, option", "type", "left out", "meaning"), rows)
    return lines


def _is_option(one: Any) -> bool:
    return any(name.startswith("-") for name in one.opts)


def _written(argument: Any) -> str:
    """An argument in the line of usage."""
    name = argument.metavar or str(argument.name).upper()
    return name if argument.metavar or argument.required else f"[{name}]"


def _option(one: Any) -> tuple[str, str, str, str]:
    """The row of an argument or option."""
    names = [*one.opts, *one.secondary_opts] if _is_option(one) else [_written(one)]
    said = cell(one.help or "")
    if one.envvar:
        said += f" Environment: `{one.envvar}`."
    return ", ".join(f"`{name}`" for name in names), _kind(one), _left_out(one), said


def _kind(one: Any) -> str:
    kinds, several = list(_kinds(one.type_descriptor.annotation)), _is_several(one)
    words = " or ".join(
        " or ".join(f"`{word.value}`" for word in kind)
        if isinstance(kind, EnumMeta)
        else _WORDS.get(kind, kind.__name__)
        for kind in kinds
    )
    return f"{words}, several" if several else words


def _is_several(one: Any) -> bool:
    return bool(getattr(one, "multiple", False)) or one.nargs == -1


def _kinds(annotation: Any) -> Iterator[Any]:
    """The kinds that an annotation takes, None and lists left out."""
    if get_origin(annotation) in (Union, UnionType, list, tuple):
        for inner in get_args(annotation):
            yield from _kinds(inner)
    elif annotation is not NoneType and annotation is not Ellipsis:
        yield annotation


def _left_out(one: Any) -> str:
    if one.required:
        return "required"
    default = one.default
    if default in (None, "", False) or default == [] or callable(default):
        return "–"
    return f"`{default.value if isinstance(default, StrEnum) else default}`"
