"""A file that somebody gives: read, its mapping proposed, and what was guessed of it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from collections.abc import Mapping as Mapping_
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from florilege.faults import InputRefused, ListingRefused, Words
from florilege.files import read_bytes
from florilege.listings.counts import in_english, in_french
from florilege.listings.formats.openstreetmap import LICENCE as OSM_LICENCE
from florilege.listings.mapping import Mapping, parse_mapping
from florilege.listings.readers import read_file
from florilege.listings.records import ListingRead
from florilege.listings.suggest import NOTHING_CHOSEN, Suggestion, slug_of, suggest
from florilege.study_drafts.answers import DATE, KIND, LICENCE, PUBLISHER, Answers, defaults
from florilege.study_drafts.guessed_coverage import coverage_text, guessed_regions
from florilege.study_drafts.mapping_text import completed
from florilege.territory.reference import Reference

ColumnFields = Mapping_[str, str]
MOST_REFUSED = 0.2
"""Share of the rows that may be refused and a study be drafted all the same, which is stated."""


_A_TABLE = Words(
    "donner un tableau (CSV, XLSX, ODS) avec une ligne de noms de colonnes puis une ligne par lieu, ou une liste en JSON ou GeoJSON",
    "give a table (CSV, XLSX, ODS) with one row of column names then one row per place, or a list in JSON or GeoJSON",
)


class Source(Struct, frozen=True):
    """A file as it was understood. slug : of its listing; modified : the day on which it was last written"""

    path: Path
    slug: str
    suggestion: Suggestion
    modified: date
    sha256: str

    @property
    def stored(self) -> str:
        """Where a study keeps it, from the folder of its mappings."""
        return f"{self.slug}/{self.path.name}"

    @property
    def kind_is_said(self) -> bool:
        """Whether a column says what kind of places these are."""
        return any(guess.field == "kind" for guess in self.suggestion.guesses)


def usual_answers(source: Source, language: str) -> dict[str, str]:
    """What is taken of each question about a file where nobody answers, in the order of the questions."""
    suggestion = source.suggestion
    newest = suggestion.dates.newest if suggestion.dates else None
    usual = defaults(
        language=language, newest=newest, modified=source.modified, kind_is_said=source.kind_is_said
    )
    if suggestion.detected.format == "osm":
        usual |= {PUBLISHER: "OpenStreetMap", LICENCE: OSM_LICENCE}
    return usual


def answers_of(found: Mapping_[str, str], taken: Sequence[str]) -> Answers:
    """The answers, by question. taken : the questions whose default was taken"""
    return Answers(found[PUBLISHER], found[LICENCE], found[DATE], found.get(KIND, ""), tuple(taken))


class Drafted(Struct, frozen=True):
    """A source with its mapping, and its records. max_refused : None where the usual share of refused rows holds"""

    source: Source
    answers: Answers
    text: str
    mapping: Mapping
    read: ListingRead
    max_refused: float | None


def sources_of(
    paths: Sequence[Path], *, language: str, reference: Reference, taken: Collection[str] = (),
    chosen: ColumnFields = NOTHING_CHOSEN,
) -> tuple[Source, ...]:  # fmt: skip
    """Each file with what is seen in it; raises InputRefused for one in which no list of places is, or given twice.

    taken : slugs that other listings of the study have; chosen : column → the field that a person says it is
    """
    used = set(taken)
    found: list[Source] = []
    for path in paths:
        content = read_bytes(path, ListingRefused)
        slug = _free(slug_of(path.stem), used)
        used.add(slug)
        sha256 = hashlib.sha256(content).hexdigest()
        _refuse_twice(path, sha256, found)
        try:
            suggestion = suggest(
                path,
                file=f"{slug}/{path.name}",
                slug=slug,
                language=language,
                reference=reference,
                chosen=chosen,
            )
        except InputRefused as fault:
            raise _of_the_file(fault, path) from fault
        found.append(Source(path, slug, suggestion, last_written(path), sha256))
    return tuple(found)


def last_written(path: Path) -> date:
    """The day on which a file was last written, in universal time."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def _of_the_file(fault: InputRefused, path: Path) -> ListingRefused:
    """The fault under the name that the person gave, and what to do where it does not say it."""
    return ListingRefused(
        fault.expected, file=str(path), line=fault.where.line, row=fault.where.row, column=fault.where.column, value=fault.value,
        hint=fault.hint or _A_TABLE,
    )  # fmt: skip


def _refuse_twice(path: Path, sha256: str, before: Sequence[Source]) -> None:
    same = next((one for one in before if one.sha256 == sha256), None)
    if same is not None:
        raise InputRefused(
            Words("des fichiers différents", "different files"),
            file=str(path),
            value=str(same.path),
            hint=Words("ne donner le fichier qu’une fois", "give the file once"),
        )


def _free(slug: str, used: Collection[str]) -> str:
    if slug not in used:
        return slug
    rank = next(rank for rank in range(2, len(used) + 3) if f"{slug}-{rank}" not in used)
    return f"{slug}-{rank}"


def drafted(source: Source, answers: Answers, *, language: str, reference: Reference) -> Drafted:
    """The source with its whole mapping, and its records by it.

    Raises ListingRefused where more than `MOST_REFUSED` of its rows cannot be records, or none can.
    """
    file = f"{source.slug}.toml"
    text = completed(source.suggestion, answers, file=source.path.name, language=language)
    mapping = parse_mapping(text, file=file)
    lenient = replace(mapping, max_refused=1.0)
    try:
        read = read_file(lenient, source.path, version=mapping.in_use.date, reference=reference)
    except InputRefused as fault:
        raise fault.in_file(str(source.path)) from fault
    refused = [line for line in read.report if line.action == "refused"]
    share = len(refused) / max(read.rows, 1)
    if not read.records or share > MOST_REFUSED:
        raise ListingRefused(
            Words(
                f"une liste de lieux : au plus {MOST_REFUSED:.0%} de lignes sans nom ou mal coupées, et au moins un lieu "
                f"({in_french(len(refused), 'ligne illisible', 'lignes illisibles')} sur {read.rows})",
                f"a list of places: at most {MOST_REFUSED:.0%} of its rows without a name or with another number of cells, and at "
                f"least one place ({in_english(len(refused), 'row', 'rows')} of {read.rows} cannot be read)",
            ),
            file=str(source.path),
            line=refused[0].line if refused else None,
            column=refused[0].column if refused else None,
            value=refused[0].before if refused else None,
            hint=Words(
                "ne garder qu’une ligne de titres et une ligne par lieu, puis recommencer",
                "keep one row of column names and one row per place, then start again",
            ),
        )
    allowed = None if share <= mapping.max_refused else min(1.0, round(share + 0.005, 2))
    coverage = coverage_text(guessed_regions(read.records, reference), read.records)
    text = completed(
        source.suggestion,
        answers,
        file=source.path.name,
        language=language,
        max_refused=allowed,
        coverage=coverage,
    )
    return Drafted(source, answers, text, parse_mapping(text, file=file), read, allowed)
