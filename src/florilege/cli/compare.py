"""`florilege compare`: what differs between two study files, and what that changes in the list."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from florilege.cli.application import AsJson, Database, Language, open_store
from florilege.cli.languages import language_of
from florilege.faults import DONE, NO, StudyFileRefused, Words
from florilege.files import read_text

if TYPE_CHECKING:
    from florilege.selection.candidates import Candidates
    from florilege.selection.compared_lists import Gather, ListChange, Moved
    from florilege.selection.compared_studies import Difference
    from florilege.selection.study_file import StudyFile


def compare(
    first: Annotated[Path, typer.Argument(help="Study file (TOML).", show_default=False)],
    second: Annotated[Path, typer.Argument(help="The other study file (TOML).", show_default=False)],
    candidates: Annotated[
        Path | None,
        typer.Option("--candidates", help="Table of candidates, to show what changes in the list."),
    ] = None,
    marks: Annotated[
        Path | None,
        typer.Option("--marks", help="Jury's marks (CSV), with --candidates, if the grid has jury criteria."),
    ] = None,
    language: Annotated[
        Language | None,
        typer.Option("--lang", help="Language of the answer (default: LC_ALL or LANG, else fr)."),
    ] = None,
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    """Show the differences between two study files, and what they change in the list; exit 1 if they differ.

    With --candidates, or where the first file is the study.toml of a study that was built, says who enters, who leaves,
    and which difference alone causes it.

    Example: florilege compare study.toml other.toml --candidates places.csv
    """
    from florilege.selection.compared_studies import differences

    texts = [read_text(path, StudyFileRefused) for path in (first, second)]
    of_places = candidates is None and _has_listings(texts[0], first)
    studies = [
        _read(text, path, table=not of_places) for text, path in zip(texts, (first, second), strict=True)
    ]
    found = differences(*studies)
    if candidates is None and studies[0].candidates:
        candidates = first.parent / studies[0].candidates
    change = None
    if found and candidates is not None:
        change = _changed(studies, found, _of_table(candidates, marks))
    elif found and of_places:
        gather = _of_store(first, studies, database)
        change = _changed(studies, found, gather) if gather is not None else None
    if as_json:
        sys.stdout.write(json.dumps(_data(found, change), ensure_ascii=False, indent=1) + "\n")
    else:
        for line in _lines(found, change, listed=candidates is not None or of_places):
            sys.stdout.write(line.in_language(language_of(language)) + "\n")
    raise typer.Exit(NO if found else DONE)


def _read(text: str, path: Path, *, table: bool) -> StudyFile:
    from florilege.selection.study_file import read_study

    return read_study(text, file=str(path), table=table)


def _has_listings(text: str, path: Path) -> bool:
    """Whether a study is one of places: it names listings."""
    from florilege.toml_lines import read_toml

    return "listings" in read_toml(text, file=str(path), refusal=StudyFileRefused).table("study")


def _changed(studies: Sequence[StudyFile], found: Sequence[Difference], gather: Gather) -> ListChange:
    from florilege.selection.compared_lists import list_change

    return list_change(studies[0], studies[1], found, gather)


def _of_table(path: Path, marks: Path | None) -> Gather:
    from florilege.selection.opened_table import marks_for, marks_text
    from florilege.selection.plain_table import read_plain

    def gather(study: StudyFile) -> Candidates:
        table = read_plain(path, study)
        return table.candidates(study, marks_for(study, marks_text(study, marks), table))

    return gather


def _of_store(first: Path, studies: Sequence[StudyFile], database: str) -> Gather | None:
    """Candidates from the store of the first study; None where the grids differ, since values would be measured again."""
    grids = [
        [(one.key, one.input, one.function, one.unknown) for one in study.grid.criteria] for study in studies
    ]
    if grids[0] != grids[1]:
        return None
    open_store(database)
    from florilege.selection.candidates import gather
    from florilege.web.study.candidates import stored_candidates, stored_entries
    from florilege.web.study.folder import open_folder
    from florilege.web.study.open_study import open_study

    study = open_study(open_folder(first.parent))
    entries, marks = stored_entries(study), stored_candidates(study).marks
    return lambda asked: gather(entries, asked, marks)


def _lines(found: Sequence[Difference], change: ListChange | None, *, listed: bool) -> list[Words]:
    if not found:
        return [Words("les deux études demandent la même chose", "both studies ask for the same thing")]
    lines = [
        Words(f"{rank}. {one.part.fr} : {one.words.fr}", f"{rank}. {one.part.en}: {one.words.en}")
        for rank, one in enumerate(found, start=1)
    ]
    if change is None:
        if listed:
            lines.append(
                Words(
                    "les critères diffèrent : bâtir la seconde étude pour en voir la liste",
                    "the criteria differ: build the second study to see its list",
                )
            )
        return lines
    if change.first is None or change.second is None:
        which = (
            Words("la première étude", "the first study")
            if change.first is None
            else Words("la seconde étude", "the second study")
        )
        lines.append(
            Words(
                f"aucune liste ne respecte les règles de {which.fr}",
                f"no list satisfies the rules of {which.en}",
            )
        )
        return lines
    enter, leave = len(change.enters), len(change.leaves)
    come, go = "entrent" if enter > 1 else "entre", "sortent" if leave > 1 else "sort"
    lines.append(
        Words(
            f"liste : {change.first} lieux, puis {change.second} ; {enter} {come}, {leave} {go}",
            f"list: {change.first} places, then {change.second}; {enter} in, {leave} out",
        )
    )
    lines += [_line(Words("entre", "in"), one) for one in change.enters]
    lines += [_line(Words("sort", "out"), one) for one in change.leaves]
    return lines


def _line(what: Words, one: Moved) -> Words:
    ranks = ", ".join(str(rank + 1) for rank in one.because)
    why = Words(f"par {ranks} seul", f"by {ranks} alone")
    if len(one.because) > 1:
        why = Words(f"par {ranks}, chacun seul", f"by {ranks}, each alone")
    if not one.because:
        why = Words("par plusieurs différences ensemble", "by several differences together")
    return Words(
        f"  {what.fr}  {one.place_id}  {one.name}  ({why.fr})",
        f"  {what.en}  {one.place_id}  {one.name}  ({why.en})",
    )


def _data(found: Sequence[Difference], change: ListChange | None) -> dict[str, object]:
    def both(words: Words) -> dict[str, str]:
        return {"fr": words.fr, "en": words.en}

    reported: dict[str, object] = {
        "same": not found,
        "differences": [{"part": both(one.part), "words": both(one.words)} for one in found],
    }
    if change is not None:
        reported["list"] = {
            "first": change.first,
            "second": change.second,
            **{
                key: [
                    {
                        "place_id": one.place_id,
                        "name": one.name,
                        "because": [rank + 1 for rank in one.because],
                    }
                    for one in moved
                ]
                for key, moved in (("enters", change.enters), ("leaves", change.leaves))
            },
        }
    return reported
