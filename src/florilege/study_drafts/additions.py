"""A listing added to a study that exists, or known for a newer version of one that it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import tomlkit
from msgspec import Struct

from florilege.faults import StudyFileRefused, Words
from florilege.files import read_bytes, read_text, write_whole
from florilege.listings.mapping import Mapping, read_mapping
from florilege.listings.readers import read_file
from florilege.listings.suggest import NOTHING_CHOSEN
from florilege.selection.study_file import read_study
from florilege.study_drafts.answers import Answers
from florilege.study_drafts.candidate_listing import refuse_of_table
from florilege.study_drafts.guesses import FILE, Choice, of_listing
from florilege.study_drafts.removals import Added, added_text, kept_at
from florilege.study_drafts.sources import ColumnFields, Drafted, Source, drafted, sources_of
from florilege.territory.names import plain
from florilege.territory.reference import Reference, reference

_HALF = 0.5
"""Share of its names in common from which a file with the columns of a listing is a newer version of it."""


class Addition(Struct, frozen=True):
    """A file that a study may take. kinds_outside : kinds of its places that the scope of the study leaves out"""

    drafted: Drafted
    choices: tuple[Choice, ...]
    kinds_outside: tuple[str, ...]


def known_listing(folder: Path, path: Path, *, language: str) -> str:
    """The slug of the listing of a study that a file is a newer version of; "" when it is of none.

    Raises StudyFileRefused for a study that is made from a table.
    """
    known = reference()
    text, file = _study_text(folder)
    refuse_of_table(read_study(text, file=file))
    [source] = sources_of([path], language=language, reference=known)
    for mapping in _mappings(folder):
        if _is_newer(mapping, folder, source, known):
            return mapping.slug
    return ""


def addition(
    folder: Path,
    path: Path,
    answered: Callable[[Source], Answers],
    *,
    language: str,
    chosen: ColumnFields = NOTHING_CHOSEN,
) -> Addition:
    """What a file would be as a listing of a study; nothing is written.

    chosen : column → the field that a person says it is
    Raises InputRefused for what is no listing.
    """
    known = reference()
    text, file = _study_text(folder)
    study = read_study(text, file=file)
    refuse_of_table(study)
    [source] = sources_of([path], language=language, reference=known, taken=study.listings, chosen=chosen)
    one = drafted(source, answered(source), language=language, reference=known)
    kinds = dict.fromkeys(str(kind) for record in one.read.records for kind in record.all("kind"))
    accepted = study.scope.get("kind", ())
    outside = tuple(kind for kind in kinds if accepted and kind not in accepted)
    return Addition(one, tuple(of_listing(one)), outside)


def texts_of(folder: Path, added: Addition, *, language: str) -> dict[Path, str]:
    """The files of a study that take a listing in, the study file last: mapping, what was guessed, what undoes it, its name."""
    text, _ = _study_text(folder)
    source = added.drafted.source
    guesses = folder / FILE
    before = read_text(guesses).rstrip("\n") + "\n\n" if guesses.is_file() else ""
    lines = [f"## listings/{source.slug}.toml", "", *(f"- {one.worded(language)}" for one in added.choices)]
    reported = "\n".join(lines) + "\n"
    kept = Added(source.slug, f"listings/{source.stored}", source.sha256, added.drafted.text, reported)
    return {
        folder / "listings" / f"{source.slug}.toml": added.drafted.text,
        guesses: before + reported,
        kept_at(folder, source.slug): added_text(kept),
        folder / "study.toml": with_listing(text, source.slug),
    }


def add(folder: Path, added: Addition, *, language: str) -> None:
    """Write the listing and all that takes it in, the study file last, so that a cut changes nothing."""
    source = added.drafted.source
    write_whole(folder / "listings" / source.stored, read_bytes(source.path))
    for path, text in texts_of(folder, added, language=language).items():
        write_whole(path, text)


def with_listing(text: str, slug: str) -> str:
    """The study file with one more listing, the rest of it as a person wrote it."""
    document = tomlkit.parse(text)
    study = document["study"]
    listings = study.get("listings")
    if listings is None:
        study["listings"] = [slug]
    elif isinstance(listings, str):
        study["listings"] = [listings, slug]
    else:
        listings.append(slug)
    return tomlkit.dumps(document)


def _study_text(folder: Path) -> tuple[str, str]:
    file = folder / "study.toml"
    if not file.is_file():
        raise StudyFileRefused(
            Words("un dossier d’étude qui contient study.toml", "a study folder containing study.toml"),
            file=str(file),
            hint=Words("en commencer une : florilege new … --from", "start one: florilege new … --from"),
        )
    return read_text(file), str(file)


def _mappings(folder: Path) -> Sequence[Mapping]:
    text, file = _study_text(folder)
    return [
        read_mapping(folder / "listings" / f"{slug}.toml") for slug in read_study(text, file=file).listings
    ]


def _is_newer(mapping: Mapping, folder: Path, source: Source, known: Reference) -> bool:
    columns = {name for name in mapping.columns if name not in mapping.in_use.without}
    if not columns <= set(source.suggestion.columns):
        return False
    held = read_file(
        mapping, folder / "listings" / mapping.in_use.file, version=mapping.in_use.date, reference=known
    )
    names = {plain(str(record.first("name"))) for record in held.records if record.first("name")}
    said = {plain(text) for text in source.suggestion.names}
    return bool(names) and len(names & said) >= _HALF * min(len(names), len(said))
