"""`florilege letters`: what comes back of the letters that the service sent."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from florilege.cli.application import SERVICE, AsJson, Database, open_store

letters = typer.Typer(help="Letters that the service sends.", no_args_is_help=True)


@letters.command("bounces")
def bounces(
    maildir: Annotated[
        Path | None,
        typer.Option(
            "--maildir",
            help="Maildir that receives what comes back: its new messages are read, then marked as seen.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    database: Database = "",
) -> None:
    """Read reports of undelivered letters, and stop writing to addresses that no longer exist.

    Example: florilege letters bounces --maildir /var/mail/returns

    Without --maildir, one message is read from the standard input: for a mail server that hands each one over.
    """
    open_store(database, settings_module=SERVICE)
    from florilege.web.letters import bounces as returns

    if maildir is not None:
        reported = returns.take_in_maildir(maildir)
    else:
        reported = Counter([returns.take_in(sys.stdin.buffer.read(returns.LARGEST))])
    if as_json:
        sys.stdout.write(json.dumps(dict(sorted(reported.items())), indent=2) + "\n")
        return
    said = ", ".join(f"{count} {kind}" for kind, count in sorted(reported.items()))
    sys.stdout.write(f"{sum(reported.values())} read{': ' if said else ''}{said}\n")
