"""The verbs of the program, each imported when it is asked for: what lists them need not wait for all that they use."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from importlib import import_module
from types import MappingProxyType
from typing import Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup
from typer.main import get_command, get_group

LINES: Mapping[str, str] = MappingProxyType(
    {
        "new": "Start a study from your own files, or from a template.",
        "add": "Add a listing to a study; if the file is a newer version of one of its listings, show what it changes, as import does.",
        "build": "Run the whole chain: import, link, appraise, select, publish.",
        "import": "Import the listings of a study into the store; cleaned values and refused rows are reported in var/reports.",
        "link": "Link records of the same place and pick the value shown for each field.",
        "actors": "Gather the actors behind the places and their ties; print how many come from which source, in which role.",
        "review": "Review the pairs of records that linkage is unsure about: same, different, later; any act can be undone.",
        "identities": "Check identities.csv: one place per founding record, and replacements that lead somewhere.",
        "watch": "Check the places' websites: alive, moved, parked, dead or unsure, recorded in the study's watch.csv.",
        "visit-form": "Write a visit form: every known value of a place and its source, to confirm or contradict on site.",
        "appraise": "Score each candidate on the grid, with intervals for unknowns; with --explain, detail one place.",
        "where-next": "Show where new places would reach the most inhabitants not yet within reach of a listed place of a service.",
        "select": "Choose k of n with proof of optimality; exit 1 if no list satisfies the rules.",
        "compare": "Show the differences between two study files, and what they change in the list; exit 1 if they differ.",
        "programme": "Read programme.toml: list its sessions, report clashes (exit 1), and write it for calendars.",
        "publish": "Write the static site and open data; unchanged pages are left untouched.",
        "check": "Recompute every figure on the site from its data files; exit 1 if one is refuted.",
        "serve": "Serve the live site, from the same store and views as the static site.",
        "work": "Run a team’s background work: letters, reminders, rebuilding, website checks.",
        "report": "Write the report of a study as an accessible PDF (PDF/UA-1), with the same content as its site; "
        "or, with --territory, one territory on one page: its candidates, those kept, what holds the others back; "
        "or, with --synthesis, what the practices of its exchange days say together.",
        "export": "Export the places to other software: GeoJSON, GoGoCarto, uMap or the digital mediation schema.",
        "dump": "Write everything a study needs to be rebuilt elsewhere, without personal data.",
        "seal": "Seal a selection and everything it rests on into one file, signed if FLORILEGE_SEAL_KEY is set.",
        "replay": "Recompute a sealed selection and compare: exit 0 if identical, 1 if it differs (differences listed), 3 if damaged.",
        "doctor": "Show what this installation has and lacks, and how to fix it; exit 1 if a study cannot be built.",
        "version": "Print the version.",
    }
)
"""The verbs, in the order of the way, each with the first sentence of its help; each has a file of its name."""
GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "mapping": "Mapping files: how the columns of a listing become fields.",
        "user": "People who sign in to a study's workspace.",
        "token": "Programs that may write through a study's API.",
        "article": "Codes that open articles not everyone may read.",
        "letters": "Letters that the service sends.",
    }
)
"""Verbs that have verbs of their own."""


def room_of(name: str) -> str:
    """The file of a verb, which its function is named after."""
    return "import_" if name == "import" else name.replace("-", "_")


class Functions(Mapping[str, Callable[..., None]]):
    """The function of each verb, imported when it is asked for."""

    def __getitem__(self, name: str) -> Callable[..., None]:
        if name not in LINES:
            raise KeyError(name)
        room = room_of(name)
        function: Callable[..., None] = getattr(import_module(f"florilege.cli.{room}"), room)
        return function

    def __iter__(self) -> Iterator[str]:
        return iter(LINES)

    def __len__(self) -> int:
        return len(LINES)


class Program(TyperGroup):
    """The program: its help lists the verbs by their lines, and imports none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = _Commands()

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # what it writes to is not asked for
        """Printed by Rich alone: what Typer prints with reads Markdown and tracebacks, a tenth of a second."""
        usage = " ".join((ctx.command_path, *self.collect_usage_pieces(ctx)))
        records = (param.get_help_record(ctx) for param in self.get_params(ctx))
        options = dict(filter(None, records))
        console = Console(highlight=False)
        for text in (f"Usage: {usage}", self.help or ""):
            console.print(Padding(Text(text), (1, 1, 0, 1)))
        console.print()
        for title, rows in (("Options", options), ("Commands", {**LINES, **GROUPS})):
            table = Table.grid(padding=(0, 2))
            for named, line in rows.items():
                table.add_row(Text(named, style="bold cyan"), Text(line))
            console.print(Panel(table, title=title, title_align="left", border_style="dim"))
        console.print(Padding(Text(self.epilog or ""), 1))


class _Commands(dict[str, Any]):
    """The commands by name, each made from its function when it is looked up."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys((*LINES, *GROUPS)))

    def __getitem__(self, name: str) -> Any:
        made = super().__getitem__(name)
        if made is None:
            made = self[name] = _made(name)
        return made

    def get(self, name: str, default: Any = None) -> Any:
        if name not in self:
            return default
        return self[name]

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]  # a view of what is made by then
        return {name: self[name] for name in self}.items()

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        return {name: self[name] for name in self}.values()


def _made(name: str) -> Any:
    """The command of a verb."""
    if name in GROUPS:
        room = room_of(name)
        group = get_group(getattr(import_module(f"florilege.cli.{room}"), room))
        group.name = name
        return group
    alone = typer.Typer(add_completion=False, rich_markup_mode="rich")
    alone.command(name)(Functions()[name])
    return get_command(alone)
