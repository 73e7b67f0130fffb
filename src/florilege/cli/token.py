"""`florilege token`: the programs that may write through the API of a study."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from florilege.cli.application import Database, StudyPath, messages, open_people

if TYPE_CHECKING:
    from florilege.web.accounts.scopes import Token

token = typer.Typer(help="Programs that may write through a study's API.", no_args_is_help=True)


@token.command("add")
def add(
    study: StudyPath,
    name: Annotated[str, typer.Argument(help="Name of the program, kept beside what it proposes.")],
    scope: Annotated[
        list[str],
        typer.Option("--scope", help="What it may do: corrections:propose, token:read. May be repeated."),
    ] = ["corrections:propose", "token:read"],  # noqa: B006  # typer copies it
    days: Annotated[int, typer.Option("--days", help="Days until it expires, 3650 at most.")] = 365,
    database: Database = "",
) -> None:
    """Create a token and print it once: the store keeps only its hash.

    Example: florilege token add studies/lieux-innovation "Cartographie Bretagne" --scope corrections:propose --days 90
    """
    slug = open_people(study, database)
    from florilege.web.accounts import api_tokens

    made, secret = api_tokens.issue(slug, name, scope, days=days)
    messages.print(
        f"{made.number} · {made.name} · {', '.join(made.scopes)} · expires {made.expires.date()}",
        markup=False,
    )
    sys.stdout.write(f"{secret}\n")


@token.command("list")
def listed(
    study: StudyPath,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
    database: Database = "",
) -> None:
    """List the tokens of a study: what each may do, until when, and whether it was withdrawn."""
    slug = open_people(study, database)
    from florilege.web.accounts import api_tokens

    found = api_tokens.listed(slug)
    if as_json:
        sys.stdout.write(json.dumps([_data(one) for one in found], ensure_ascii=False, indent=2) + "\n")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("number", "name", "scopes", "made", "expires", "withdrawn"):
        table.add_column(title, overflow="fold")
    for one in found:
        withdrawn = one.withdrawn.date().isoformat() if one.withdrawn else "no"
        dates = (one.made.date().isoformat(), one.expires.date().isoformat())
        table.add_row(str(one.number), one.name, ", ".join(one.scopes), *dates, withdrawn)
    Console(highlight=False).print(table)


@token.command("withdraw")
def withdraw(
    study: StudyPath,
    number: Annotated[int, typer.Argument(help="Its number, as given by “florilege token list”.")],
    database: Database = "",
) -> None:
    """Withdraw a token: it no longer gives access."""
    slug = open_people(study, database)
    from florilege.web.accounts import api_tokens

    sys.stdout.write(f"{api_tokens.withdraw(slug, number).name} : withdrawn\n")


def _data(one: Token) -> dict[str, object]:
    return {
        "number": one.number,
        "name": one.name,
        "scopes": list(one.scopes),
        "made": one.made.isoformat(),
        "expires": one.expires.isoformat(),
        "withdrawn": one.withdrawn.isoformat() if one.withdrawn else None,
    }
