"""`florilege user`: who may sign in to the workspace of a study, and in which role."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from florilege.cli.application import Database, StudyPath, open_people

if TYPE_CHECKING:
    from florilege.web.accounts.people import Member

user = typer.Typer(help="People who sign in to a study's workspace.", no_args_is_help=True)
Email = Annotated[str, typer.Argument(help="E-mail address the person signs in with.")]
Address = Annotated[
    str,
    typer.Option("--address", envvar="FLORILEGE_ADDRESS", help="URL of the service, for the link given."),
]
COMMAND_LINE = "florilege user"
"""Who acts on accounts, as the journal says it, when nobody is signed in."""


@user.command("add")
def add(
    study: StudyPath,
    email: Email,
    role: Annotated[str, typer.Option("--role", help="administrator, editor, moderator, juror or reader.")],
    name: Annotated[str, typer.Option("--name", help="Name kept in the journal beside acts.")] = "",
    address: Address = "http://127.0.0.1:8000",
    database: Database = "",
) -> None:
    """Give a person a role in a study; a new person gets a link, valid for seven days, to choose a password.

    Example: florilege user add studies/lieux-innovation anne@example.org --role editor --name "A. Martin"
    """
    slug = open_people(study, database)
    from florilege.web.accounts import people

    added = people.add(email, name, slug, role, who=COMMAND_LINE)
    sys.stdout.write(f"{added.person.name} <{added.person.email}> : {role}\n")
    if added.secret:
        sys.stdout.write(f"{address.rstrip('/')}/compte/ouvrir/{added.secret}/\n")


@user.command("list")
def listed(
    study: StudyPath,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
    database: Database = "",
) -> None:
    """List the people of a study, their roles, and whether they have a password and a second factor."""
    slug = open_people(study, database)
    from florilege.web.accounts import people

    found = people.listed(slug)
    if as_json:
        sys.stdout.write(json.dumps([_data(one) for one in found], ensure_ascii=False, indent=2) + "\n")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("name", "email", "roles", "active", "password", "second factor", "last sign-in"):
        table.add_column(title, overflow="fold")
    for one in found:
        seen = one.last_seen.date().isoformat() if one.last_seen else "never"
        said = ("yes" if flag else "no" for flag in (one.active, one.ready, one.second_factor))
        table.add_row(one.name, one.email, ", ".join(one.roles), *said, seen)
    Console(highlight=False).print(table)


@user.command("disable")
def disable(study: StudyPath, email: Email, database: Database = "") -> None:
    """Close an account: it can no longer sign in, and its open sessions end at once."""
    slug = open_people(study, database)
    from florilege.web.accounts import people

    people.disable(email, slug, who=COMMAND_LINE)
    sys.stdout.write(f"{email} : disabled\n")


@user.command("enable")
def enable(study: StudyPath, email: Email, database: Database = "") -> None:
    """Reopen a closed account, with the roles it had."""
    slug = open_people(study, database)
    from florilege.web.accounts import people

    people.enable(email, slug, who=COMMAND_LINE)
    sys.stdout.write(f"{email} : enabled\n")


def _data(one: Member) -> dict[str, object]:
    return {
        "name": one.name,
        "email": one.email,
        "roles": list(one.roles),
        "active": one.active,
        "password": one.ready,
        "second_factor": one.second_factor,
        "last_seen": one.last_seen.isoformat() if one.last_seen else None,
    }
