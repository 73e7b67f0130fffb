"""`florilege article`: the codes by which articles that not everyone reads are read whole."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from florilege.cli.application import Database, StudyPath, messages, open_people

if TYPE_CHECKING:
    from florilege.web.articles.codes import Code

article = typer.Typer(help="Codes that open articles not everyone may read.", no_args_is_help=True)
COMMAND_LINE = "florilege article"
"""Who gives and withdraws codes, as the journal says it, when nobody is signed in."""


@article.command("code")
def code(
    study: StudyPath,
    key: Annotated[
        str, typer.Argument(help="The article: the name of its file in news/. Left out: all of them.")
    ] = "",
    database: Database = "",
) -> None:
    """Generate a code that opens an article, or all of them, and print it once: the store keeps only its hash.

    Example: florilege article code studies/lieux-innovation 2026-12-01-enquete
    """
    slug = open_people(study, database)
    from florilege.web.articles import codes

    drawn = codes.give(slug, key, who=COMMAND_LINE)
    messages.print(f"{codes.listed(slug)[0].number} · {key or 'all articles'}", markup=False)
    sys.stdout.write(f"{drawn}\n")


@article.command("list")
def listed(
    study: StudyPath,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
    database: Database = "",
) -> None:
    """List the codes of a study: what each opens, since when, and whether it was withdrawn."""
    slug = open_people(study, database)
    from florilege.web.articles import codes

    found = codes.listed(slug)
    if as_json:
        sys.stdout.write(json.dumps([_data(one) for one in found], ensure_ascii=False, indent=2) + "\n")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("number", "article", "made", "withdrawn"):
        table.add_column(title, overflow="fold")
    for one in found:
        withdrawn = one.withdrawn.date().isoformat() if one.withdrawn else "no"
        table.add_row(str(one.number), one.article or "all", one.made.date().isoformat(), withdrawn)
    Console(highlight=False).print(table)


@article.command("withdraw")
def withdraw(
    study: StudyPath,
    number: Annotated[int, typer.Argument(help="Its number, as given by “florilege article list”.")],
    database: Database = "",
) -> None:
    """Withdraw a code: it no longer opens anything."""
    slug = open_people(study, database)
    from florilege.web.articles import codes

    sys.stdout.write(f"{codes.withdraw(slug, number, who=COMMAND_LINE).number} : withdrawn\n")


def _data(one: Code) -> dict[str, object]:
    return {
        "number": one.number,
        "article": one.article,
        "made": one.made.isoformat(),
        "withdrawn": one.withdrawn.isoformat() if one.withdrawn else None,
    }
