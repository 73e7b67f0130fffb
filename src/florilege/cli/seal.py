"""`florilege seal`: a selection closed up with all that it rests on."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from florilege.cli.application import Database, open_store, progress_bar
from florilege.faults import DossierRefused, StudyFileRefused, TableRefused
from florilege.files import check_out_file, read_bytes, read_text, write_whole

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY = "FLORILEGE_SEAL_KEY"
"""Environment: the private key that signs, in PEM, or the name of its file."""


def seal(
    study: Annotated[
        Path, typer.Argument(help="Study folder; omit with --candidates.", show_default=False)
    ] = Path(),
    out: Annotated[Path, typer.Option("--out", help="Dossier to write.")] = Path("dossier.zip"),
    candidates: Annotated[
        Path | None, typer.Option("--candidates", help="Table of candidates, instead of a study's places.")
    ] = None,
    study_file: Annotated[
        Path | None, typer.Option("--study", help="Study file (TOML), with --candidates.")
    ] = None,
    selection: Annotated[
        Path | None, typer.Option("--selection", help="Selection (JSON), with --candidates.")
    ] = None,
    marks: Annotated[Path | None, typer.Option("--marks", help="Jury's marks, with --candidates.")] = None,
    date: Annotated[str, typer.Option("--date", help="Date written in the dossier (default: today).")] = "",
    database: Database = "",
) -> None:
    """Seal a selection and everything it rests on into one file, signed if FLORILEGE_SEAL_KEY is set.

    The key is an Ed25519 private key in PEM, or the name of its file: openssl genpkey -algorithm ed25519 -out key.pem

    Example: florilege seal studies/lieux-innovation --out dossier.zip

    Example: florilege seal --candidates places.csv --study study.toml --selection selection.json
    """
    key, key_file = _signing_key()
    day = date or datetime.now(tz=UTC).date().isoformat()
    if candidates is not None:
        if study_file is None or selection is None:
            raise typer.BadParameter("--candidates goes with --study FILE.toml and --selection FILE.json")
        check_out_file(out, (candidates, study_file, selection, marks, key_file))
        content = _table(candidates, study_file, selection, marks, date=day, key=key)
    else:
        if study == Path():
            raise typer.BadParameter(
                "a study's folder, or --candidates FILE.csv --study FILE.toml --selection FILE.json"
            )
        store = open_store(database)
        from florilege.selection.dossier.replay import check_same
        from florilege.selection.dossier.versions import software
        from florilege.web.steps import chain
        from florilege.web.steps.dossier import seal_study
        from florilege.web.study import folder as folders
        from florilege.web.study.open_study import open_study

        folder = folders.open_folder(study)
        folders.check_out_file(folder, out, store, key_file)
        with progress_bar() as progress:
            chain.run_chain(study, last="decide", out=None, force=(), progress=progress)
        content = seal_study(open_study(folder), date=day, key=key)
        check_same(content, software(), file=str(folder.path))
    write_whole(out, content)
    console = Console(highlight=False, markup=False)
    console.print(f"{out}: {len(content) // 1000} kB, " + ("signed" if key else "not signed"))
    console.print(f"next: florilege replay {out}")


def _table(
    candidates: Path,
    study_file: Path,
    selection: Path,
    marks: Path | None,
    *,
    date: str,
    key: Ed25519PrivateKey | None,
) -> bytes:
    from florilege.appraisal.marks import read_marks
    from florilege.selection.dossier.replay import TABLE
    from florilege.selection.dossier.study_content import MARKS, SELECTION, STUDY, under_pseudonyms
    from florilege.selection.dossier.table_content import seal_table
    from florilege.selection.dossier.versions import software
    from florilege.selection.plain_table import read_plain
    from florilege.selection.study_file import read_study

    text = read_text(study_file, StudyFileRefused)
    study = read_study(text, file=str(study_file), table=True)
    table = read_plain(candidates, study)
    files = {
        STUDY: text.encode(),
        TABLE: table.text.encode(),
        SELECTION: read_text(selection, DossierRefused).encode(),
    }
    said = None
    if marks is not None:
        said = read_marks(read_text(marks, TableRefused), study.grid, file=str(marks))
        files[MARKS] = under_pseudonyms(said)
    table.candidates(study, said)  # its faults are told under its own name
    return seal_table(files, study, software(), date=date, file=str(selection), key=key)


def _signing_key() -> tuple[Ed25519PrivateKey | None, Path | None]:
    """The key that the environment gives or names, and its file; raises DossierRefused when it is no such key."""
    from florilege.selection.dossier.archive import read_private_key

    said = os.environ.get(KEY, "").strip()
    if not said:
        return None, None
    if said.startswith("-----BEGIN"):
        return read_private_key(said.encode(), file=KEY), None
    path = Path(said)
    return read_private_key(read_bytes(path, DossierRefused), file=path.name), path
