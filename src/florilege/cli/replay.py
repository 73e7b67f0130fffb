"""`florilege replay`: a sealed selection computed again, and compared."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from florilege.cli.application import AsJson
from florilege.faults import NO, DossierRefused, Words
from florilege.files import check_out_file, read_bytes

if TYPE_CHECKING:
    pass


def replay(
    dossier: Annotated[Path, typer.Argument(help="The sealed dossier.", show_default=False)],
    key: Annotated[str, typer.Option("--key", help="Public key (base64) it must be signed with.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write the recomputed selection.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Recompute a sealed selection and compare: exit 0 if identical, 1 if it differs (differences listed), 3 if damaged.

    Needs no store, study folder or network.

    Example: florilege replay dossier.zip
    """
    from florilege.selection.dossier.archive import open_dossier
    from florilege.selection.dossier.replay import replay as played
    from florilege.selection.dossier.versions import software
    from florilege.selection.selection_json import write_selection

    if out is not None:
        check_out_file(out, (dossier,))
    opened = open_dossier(read_bytes(dossier, DossierRefused), file=str(dossier), key=key or None)
    found = played(opened, software(), file=str(dossier))
    if out is not None:
        write_selection(found.selection, out)
    if as_json:
        data = {
            "same": found.is_same,
            "same_but_for_words": found.words_alone,
            "signed_by": opened.signer,
            "differences": [{"fr": one.fr, "en": one.en} for one in found.differences],
            "versions": [{"fr": one.fr, "en": one.en} for one in found.versions],
        }
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    else:
        _print(found.differences, found.versions, opened.signer, words_alone=found.words_alone)
    if not found.is_same:
        raise typer.Exit(NO)


def _print(
    differences: tuple[Words, ...], versions: tuple[Words, ...], signer: str | None, *, words_alone: bool
) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"signé par {signer} / signed by {signer}" if signer else "non signé / not signed")
    for one in versions:
        console.print(f"{one.fr} / {one.en}")
    for one in differences:
        console.print(f"- {one.fr} / {one.en}")
    if words_alone:
        console.print(
            "mêmes listes, mêmes nombres : seules des phrases sont écrites autrement, comme par une autre version du logiciel"
            " / same lists, same numbers: only sentences are worded differently, as by another version of the software"
        )
    console.print("différent / differs" if differences else "identique / identical", style="bold")
