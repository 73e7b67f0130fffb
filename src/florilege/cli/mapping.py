"""`florilege mapping suggest`: a mapping proposed for an unknown file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from florilege import files
from florilege.cli.application import (
    Language,
    messages,
)
from florilege.listings.counts import in_english

if TYPE_CHECKING:
    pass

mapping = typer.Typer(no_args_is_help=True, help="Mapping files: how the columns of a listing become fields.")


@mapping.command()
def suggest(
    file: Annotated[Path, typer.Argument(help="Table to map.", show_default=False)],
    slug: Annotated[
        str,
        typer.Option("--slug", help="Slug of the listing (default: name of the mapping, or of the file)."),
    ] = "",
    date: Annotated[
        str, typer.Option("--date", help="Date of this version of the listing, YYYY-MM-DD.")
    ] = "",
    language: Annotated[Language, typer.Option("--language", help="Language of the comments.")] = Language.FR,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the mapping.")] = None,
) -> None:
    """Suggest a mapping for a new table, with a reason for each guess; what only a person can know is marked TODO.

    Example: florilege mapping suggest places.xlsx --slug my-region --out my-region.toml
    """
    from florilege.listings import suggest as suggestions

    if out is not None:
        files.check_out_file(out, (file,))
    known_as = suggestions.slug_of(slug or (out.stem if out is not None else file.stem))
    found = suggestions.suggest(
        file,
        file=file.name,
        slug=known_as,
        language=language.value,
        date=date or None,
    )
    if out is None:
        sys.stdout.write(found.toml)
    else:
        files.write_whole(out, found.toml)
        fields = in_english(len(found.guesses), "field", "fields")
        messages.print(f"{out}: {fields} proposed from {in_english(found.rows, 'row', 'rows')}", markup=False)
        if out.stem != known_as:
            messages.print(
                f"rename it to {known_as}.toml: a mapping is named after the slug of its listing",
                markup=False,
            )
    for gap in found.to_fill:
        messages.print(gap.in_language(language.value), style="yellow", markup=False)
