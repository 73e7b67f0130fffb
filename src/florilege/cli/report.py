"""`florilege report`: the report of a study alone, as a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from florilege.cli.application import Database, StudyPath, open_store, progress_bar
from florilege.cli.languages import language_of
from florilege.faults import NO, InputRefused, Words
from florilege.files import write_whole
from florilege.toml_lines import nearest

if TYPE_CHECKING:
    from florilege.web.publication.site import Site


def report(
    study: StudyPath,
    out: Annotated[Path, typer.Option("--out", help="PDF file to write.")] = Path("report.pdf"),
    lang: Annotated[str, typer.Option("--lang", help="Language of the report: fr or en.")] = "fr",
    territory: Annotated[
        str,
        typer.Option(
            "--territory",
            help="One territory on one page: the end of its page’s address (commune-57463, 200039865, departement-57).",
        ),
    ] = "",
    synthesis: Annotated[
        bool, typer.Option("--synthesis", help="Write the synthesis of the plenary (synthesis.toml) instead.")
    ] = False,
    database: Database = "",
) -> None:
    """Write the report of a study as an accessible PDF (PDF/UA-1), with the same content as its site; or, with
    --territory, one territory on one page: its candidates, those kept, what holds the others back; or, with --synthesis,
    what the practices of its exchange days say together.

    Exit 1 if no list satisfies the rules; the report then says which rules clash.

    Example: florilege report studies/lieux-innovation --out rapport.pdf --lang fr
    """
    from florilege.web.publication.text.links import LANGUAGES

    if lang not in LANGUAGES:
        raise typer.BadParameter(f"--lang takes {' or '.join(LANGUAGES)}")
    if territory and synthesis:
        raise typer.BadParameter("--territory or --synthesis, not both")
    store = open_store(database)
    from florilege.web.publication.contents.loading import load
    from florilege.web.publication.report import edition, faces
    from florilege.web.publication.site import Site
    from florilege.web.steps import chain as study_chain
    from florilege.web.study.folder import check_out_file, open_folder
    from florilege.web.study.open_study import open_study

    check_out_file(open_folder(study), out, store)
    faces.check_built()
    with progress_bar() as progress:
        chain = study_chain.run_chain(study, last="editorial", out=None, force=(), progress=progress)
        progress("report", 0, 0)
        slug = open_study(open_folder(study)).row.slug
        site = Site(load(slug))
        if synthesis:
            content = _synthesis(site, lang)
        else:
            content = _of_territory(site, territory, lang) if territory else edition.pdf(site.report(lang))
    write_whole(out, content)
    console = Console(highlight=False, markup=False)
    for notice in chain.notices:
        console.print(notice.in_language(language_of(None)), soft_wrap=True)
    console.print(f"{out}: {len(content) // 1000} kB")
    if not territory and not synthesis:
        console.print("next: florilege publish includes it in the site, in each language")
    if chain.infeasible:
        raise typer.Exit(NO)


def _synthesis(site: Site, language: str) -> bytes:
    """The synthesis of the plenary; raises InputRefused where nobody wrote one."""
    from florilege.web.publication.report import synthesis

    if not site.printed_syntheses():
        raise InputRefused(
            Words(
                "une étude qui a une synthèse, synthesis.toml", "a study that has a synthesis, synthesis.toml"
            ),
            column="--synthesis",
            hint=Words("l’écrire : docs/exchange.md", "write it: docs/exchange.md"),
        )
    return synthesis.pdf(site.contents, language)


def _of_territory(site: Site, key: str, language: str) -> bytes:
    """The page of a territory; raises InputRefused, with the nearest key, for one that has no place."""
    from florilege.web.publication.report import territory

    found = site.shared.territories
    known = found.by_key.get(key)
    if known is None:
        raise InputRefused(
            Words("un territoire qui a un lieu", "a territory that has a place"),
            column="--territory",
            value=key,
            hint=nearest(key, tuple(found.by_key)),
        )
    return territory.pdf(found, known, language)
