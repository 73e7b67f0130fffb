"""`florilege watch`: are the websites of the places still there? Visited politely, kept with a date."""

from __future__ import annotations

import ipaddress
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from florilege.cli.application import AsJson, Database, StudyPath, messages, open_store, progress_bar

if TYPE_CHECKING:  # the shell's rooms need the store to be open
    from florilege.web.watch.operations import WatchReport

MEANINGS = {
    "alive": "answers",
    "moved": "redirects permanently",
    "parked": "domain for sale or parked",
    "dead": "gone, confirmed days apart",
    "unsure": "inconclusive (refusal, error, robots.txt, first failure)",
}


def watch(
    study: StudyPath,
    contact: Annotated[
        str,
        typer.Option(
            "--contact",
            envvar="FLORILEGE_CONTACT",
            help="E-mail or web address of a contact, shown to the sites visited.",
            show_default=False,
        ),
    ] = "",
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Only this place, by id or slug; may be repeated.", show_default=False),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", help="Maximum number of sites to visit; 0 for all.", min=0)
    ] = 0,
    older_than: Annotated[
        int,
        typer.Option("--older-than", help="Revisit sites last visited more than this many days ago.", min=0),
    ] = 30,
    apart: Annotated[
        int, typer.Option("--apart", help="Days between two failures before a site counts as dead.", min=1)
    ] = 7,
    hosts: Annotated[int, typer.Option("--hosts", help="Hosts visited at once.", min=1, max=64)] = 16,
    delay: Annotated[
        float, typer.Option("--delay", help="Seconds between two requests to one host.", min=0)
    ] = 2.0,
    compact: Annotated[
        int | None,
        typer.Option(
            "--compact",
            metavar="DAYS",
            help="Visit nothing: remove from watch.csv visits older than this many days whose result is the same as "
            "before and after.",
            min=0,
            show_default=False,
        ),
    ] = None,
    allow_loopback: Annotated[
        list[str] | None,
        typer.Option("--allow-loopback", metavar="ADDRESS:PORT", hidden=True, help="For tests only."),
    ] = None,
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    """Check the places' websites: alive, moved, parked, dead or unsure, recorded in the study's watch.csv.

    Can be stopped and resumed at any point; no site is visited twice in a day.

    Example: florilege watch studies/lieux-innovation --contact you@example.org
    """
    if compact is not None:
        _compact(study, compact, database=database, as_json=as_json)
        return
    allowed = _loopback(allow_loopback or [])
    _check_contact(contact, required=not allowed)
    _check_delay(delay, free=bool(allowed))
    open_store(database)
    from florilege.web.steps import chain
    from florilege.web.study.folder import open_folder
    from florilege.web.study.open_study import open_study
    from florilege.web.watch import operations
    from florilege.web.watch.guard import Guard
    from florilege.web.watch.rounds import Manner

    with progress_bar() as progress:
        chain.run_chain(study, last="link", out=None, force=(), progress=progress)
    opened = open_study(open_folder(study))
    manner = Manner(
        contact=contact or "loopback",
        today=datetime.now(tz=UTC).date().isoformat(),
        older_than=older_than,
        apart=apart,
        most=limit or None,
        hosts=hosts,
        rest=delay,
        guard=Guard(allowed),
    )
    try:
        with progress_bar() as progress:
            report = operations.watch(
                opened, manner, only=only or [], progress=lambda done, total: progress("watch", done, total)
            )
    except KeyboardInterrupt:
        messages.print("Results so far are saved in watch.csv; run the same command to resume.")
        raise
    if as_json:
        data = operations.as_data(report, study=opened.row.slug, date=manner.today)
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    _print(report, str(study))


def _compact(study: Path, days: int, *, database: str, as_json: bool) -> None:
    """Take the visits that tell nothing new out of watch.csv, and say how many."""
    open_store(database)
    from florilege.web.study.folder import open_folder
    from florilege.web.study.open_study import open_study
    from florilege.web.watch import operations

    before = (datetime.now(tz=UTC).date() - timedelta(days=days)).isoformat()
    count = operations.compact(open_study(open_folder(study)), before=before)
    if as_json:
        sys.stdout.write(json.dumps({"before": before, "compacted": count}, indent=2) + "\n")
        return
    typer.echo(f"{count} visits made before {before} added nothing new: removed from watch.csv")


def _check_contact(contact: str, *, required: bool) -> None:
    from florilege.web.watch.rounds import CONTACT

    if (required or contact) and not CONTACT.fullmatch(contact):
        raise typer.BadParameter(
            "--contact takes an e-mail or web address where the person in charge can be reached"
        )


def _check_delay(delay: float, *, free: bool) -> None:
    if delay < 1 and not free:
        raise typer.BadParameter("--delay must be at least 1 second")


def _loopback(texts: list[str]) -> frozenset[tuple[str, int]]:
    """Loopback addresses with their port; any other address is wrong use."""
    allowed: set[tuple[str, int]] = set()
    for text in texts:
        address, _, port = text.rpartition(":")
        try:
            found = ipaddress.ip_address(address.strip("[]"))
        except ValueError:
            found = None
        if found is None or not found.is_loopback or not port.isdecimal():
            raise typer.BadParameter("--allow-loopback takes a loopback address and a port, 127.0.0.1:8000")
        allowed.add((str(found), int(port)))
    return frozenset(allowed)


def _print(report: WatchReport, study: str) -> None:
    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("outcome", "sites", "what"):
        table.add_column(title, justify="right" if title == "sites" else "left")
    for outcome, meaning in MEANINGS.items():
        count = sum(visit.outcome == outcome for visit in report.made.visits)
        table.add_row(outcome, str(count), meaning)
    console.print(table)
    made = report.made
    console.print(
        f"{len(made.visits)} of {report.sites} sites visited · {made.not_due} not due · {made.left} left by --limit"
        f" · {made.cut_short} cut short · {len(report.unusable)} addresses unusable"
    )
    for visit in made.visits:
        if visit.outcome in ("moved", "parked", "dead"):
            console.print(
                f"{visit.outcome}  {visit.url}  {visit.reason}  {visit.final_url}",
                markup=False,
                soft_wrap=True,
            )
    for place, text in report.unusable:
        console.print(f"unusable  {place}  {text}", markup=False, soft_wrap=True)
    console.print(f"Next: florilege link {study}", markup=False)
