"""`florilege export`: the places, or who is behind them, handed over to other software."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from florilege import files
from florilege.cli.application import (
    Database,
    Language,
    StudyPath,
    WithoutShareAlike,
    messages,
    open_store,
    progress_bar,
)
from florilege.faults import Words
from florilege.listings.counts import in_english, in_french
from florilege.listings.formats.unwritten import CAUSES, counted, table

if TYPE_CHECKING:
    from florilege.evidence.licences import Consequence
    from florilege.web.publication.open_data.actor_files import ActorExport
    from florilege.web.publication.open_data.licences import LeftOut
    from florilege.web.publication.open_data.open_places import Export

LICENCES, UNWRITTEN = ".licences.json", ".left_out.csv"
"""Endings of what stands beside an exported file: its licence, and what it could not take."""


class Format(StrEnum):
    """Formats that are written."""

    GEOJSON = "geojson"
    GOGOCARTO = "gogocarto"
    UMAP = "umap"
    MEDIATION = "mediation"
    ACTORS = "actors"
    TIES = "ties"
    GRAPHML = "graphml"
    CYTOSCAPE = "cytoscape"
    KUMU = "kumu"


OF_ACTORS = (Format.ACTORS, Format.TIES, Format.GRAPHML, Format.CYTOSCAPE, Format.KUMU)
"""Formats of actors and their ties; the others are of places."""


def export(
    study: StudyPath,
    format_: Annotated[Format, typer.Option("--format", help="Output format.")],
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
    language: Annotated[Language, typer.Option("--language", help="Language of the labels.")] = Language.FR,
    site: Annotated[
        str, typer.Option("--site", help="URL of the published site, for links to the place pages.")
    ] = "",
    without_share_alike: WithoutShareAlike = False,
    database: Database = "",
) -> None:
    """Export the places to other software: GeoJSON, GoGoCarto, uMap or the digital mediation schema.

    Or who is behind them: actors or ties (CSV that another study reads), GraphML for Gephi, Cytoscape, Kumu.

    Two more files are written beside it: its licence, with the reason and credits (….licences.json), and the places
    and values that the format cannot hold, with reasons (….left_out.csv).

    Example: florilege export studies/lieux-innovation --format umap --out places.umap

    Example: florilege export studies/lieux-innovation --format graphml --out actors.graphml
    """
    store = open_store(database)
    from florilege.listings.formats.losses import LOST
    from florilege.web.publication.contents.loading import load
    from florilege.web.publication.open_data import actor_files, licences
    from florilege.web.publication.open_data.open_places import exported
    from florilege.web.steps import chain
    from florilege.web.study.folder import check_out_file, open_folder
    from florilege.web.study.open_study import open_study

    of_actors = format_ in OF_ACTORS
    for path in (out, _beside(out, LICENCES), *(() if of_actors else (_beside(out, UNWRITTEN),))):
        check_out_file(open_folder(study), path, store)
    with progress_bar() as progress:
        last = "ecosystem" if of_actors else "link"
        chain.run_chain(study, last=last, out=None, force=(), progress=progress)
    contents = load(open_study(open_folder(study)).file.slug)
    left = licences.LeftOut()
    if without_share_alike:
        contents, left = licences.without_share_alike(contents)
    if without_share_alike:
        _report_left_out(left, of_actors=of_actors)
    if of_actors:
        _write_actors(actor_files.exported(contents, format_.value, name=out.name, left=left), out, language)
        return
    made = exported(contents, format_.value, name=out.name, language=language.value, site=site, left=left)
    _write(made, out)
    for line in _summary(made, out):
        messages.print(line.in_language(language.value), markup=False, soft_wrap=True)
    for loss in LOST.get(format_.value, ()):
        lost = loss.words.in_language(language.value)
        messages.print(f"not kept: {loss.part}: {lost}", markup=False, style="dim", soft_wrap=True)


def _report_left_out(left: LeftOut, *, of_actors: bool) -> None:
    """What share-alike licences kept out."""
    gone = (
        f"{in_english(left.ties, 'tie', 'ties')}, {in_english(len(left.actors), 'actor', 'actors')}"
        if of_actors
        else f"{in_english(left.claims, 'claim', 'claims')}, {in_english(len(left.places), 'place', 'places')}"
    )
    messages.print(f"left out: {gone} known from them alone", markup=False)


def _write_actors(made: ActorExport, out: Path, language: Language) -> None:
    """The file, its licence beside it, and what was written in words."""
    files.write_whole(out, made.content)
    files.write_whole(_beside(out, LICENCES), made.licences)
    count = Words(
        f"{out} : {in_french(made.actors, 'acteur', 'acteurs')}, {in_french(made.ties, 'lien', 'liens')}",
        f"{out}: {in_english(made.actors, 'actor', 'actors')}, {in_english(made.ties, 'tie', 'ties')}",
    )
    for line in (count, _licence_line(made.found, out)):
        messages.print(line.in_language(language.value), markup=False, soft_wrap=True)


def _licence_line(found: Consequence, out: Path) -> Words:
    named, at = ", ".join(one or "?" for one in found.licences), _beside(out, LICENCES)
    return Words(f"licence : {named} ({found.why.fr} ; {at})", f"licence: {named} ({found.why.en}; {at})")


def _write(made: Export, out: Path) -> None:
    """The file and what stands beside it; a list of an earlier export is replaced even when nothing is left out now."""

    files.write_whole(out, made.content)
    files.write_whole(_beside(out, LICENCES), made.licences)
    listed = _beside(out, UNWRITTEN)
    if made.unwritten or listed.exists():
        files.write_whole(listed, table(made.unwritten))


def _beside(out: Path, ending: str) -> Path:
    return out.with_name(out.name + ending)


def _summary(made: Export, out: Path) -> Iterator[Words]:
    """What was written, under which licence, and how much was left out for which cause."""
    written = made.places - len({one.place_id for one in made.unwritten if one.whole})
    yield Words(
        f"{out} : {in_french(written, 'lieu', 'lieux')} sur {made.places}",
        f"{out}: {in_english(written, 'place', 'places')} of {made.places}",
    )
    yield _licence_line(made.found, out)
    for column, code, whole, count in counted(made.unwritten):
        cause = CAUSES[code]
        yield Words(
            f"{in_french(count, *(('lieu', 'lieux') if whole else ('valeur', 'valeurs')))} de côté : {column} : {cause.fr}",
            f"{in_english(count, *(('place', 'places') if whole else ('value', 'values')))} left out: {column}: {cause.en}",
        )
    if made.unwritten:
        listed = _beside(out, UNWRITTEN)
        yield Words(f"la liste : {listed}", f"the list: {listed}")
