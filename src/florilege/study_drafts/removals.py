"""A listing that was added to a study taken out of it again: only what the addition wrote goes, and only as it wrote it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from msgspec import Struct, to_builtins

from florilege.faults import InputRefused, TableRefused, Words
from florilege.files import read_bytes, read_text
from florilege.selection.study_file import read_study
from florilege.study_drafts.guesses import FILE

KEPT = "additions"
"""Folder of a study in which each addition keeps what undoes it."""


class Added(Struct, frozen=True):
    """What an addition wrote.

    file : of the listing, from the folder of the study; sha256 : of it; mapping : its text
    guesses : what was written of it in `GUESSES.md`
    """

    listing: str
    file: str
    sha256: str
    mapping: str
    guesses: str


class Removal(Struct, frozen=True):
    """What taking a listing out does. texts : files that change, and their text; gone : files that go

    guesses_stay : whether what was written in `GUESSES.md` was edited since, and stays there
    """

    added: Added
    texts: Mapping[Path, str]
    gone: tuple[Path, ...]
    guesses_stay: bool


def kept_at(folder: Path, slug: str) -> Path:
    """Where a study keeps what undoes the addition of a listing."""
    return folder / KEPT / f"{slug}.json"


def added_text(added: Added) -> str:
    """What an addition wrote, as JSON."""
    return json.dumps(to_builtins(added), ensure_ascii=False, indent=1) + "\n"


def additions_of(folder: Path) -> tuple[str, ...]:
    """The slugs of the listings of a study whose addition can be taken back, if their files are as they were."""
    return tuple(sorted(path.stem for path in (folder / KEPT).glob("*.json")))


def removal(folder: Path, slug: str) -> Removal:
    """What taking a listing out of a study would do; nothing is written.

    Raises InputRefused for a listing that was not added so, and where its file or its mapping is not as it was,
    naming it; StudyFileRefused where the study file does without it no longer.
    """
    added = _read(folder, slug)
    listing, mapping = folder / added.file, folder / "listings" / f"{slug}.toml"
    if not listing.is_file() or hashlib.sha256(read_bytes(listing)).hexdigest() != added.sha256:
        raise _edited(listing)
    if not mapping.is_file() or read_text(mapping) != added.mapping:
        raise _edited(mapping)
    study = folder / "study.toml"
    text = without_listing(read_text(study), slug)
    read_study(text, file=str(study))
    texts = {study: text}
    guesses = folder / FILE
    reported = read_text(guesses) if guesses.is_file() else ""
    stays = added.guesses not in reported
    if not stays:
        before, _, after = reported.partition(added.guesses)
        left = "\n\n".join(part for part in (before.strip("\n"), after.strip("\n")) if part)
        texts[guesses] = left + "\n" if left else ""
    return Removal(
        added, texts, (mapping, listing, kept_at(folder, slug)), guesses_stay=stays and bool(reported)
    )


def remove_files(removed: Removal) -> None:
    """Take away the files that go, once the study file names them no more; the folder of the listing too if nothing is left in it."""
    for path in removed.gone:
        path.unlink(missing_ok=True)
        if not any(path.parent.iterdir()):
            path.parent.rmdir()


def without_listing(text: str, slug: str) -> str:
    """The study file with one listing less, the rest of it as a person wrote it."""
    document = tomlkit.parse(text)
    study = document["study"]
    listings = study.get("listings")
    if isinstance(listings, str):
        if listings == slug:
            del study["listings"]
    elif listings is not None and slug in listings:
        listings.remove(slug)
        if not listings:
            del study["listings"]
    return tomlkit.dumps(document)


def _read(folder: Path, slug: str) -> Added:
    path = kept_at(folder, slug)
    if slug not in additions_of(folder):
        listed = ", ".join(additions_of(folder)) or "∅"
        raise InputRefused(
            Words(f"un recensement ajouté à l’étude : {listed}", f"a listing added to the study: {listed}"),
            value=slug,
            hint=Words(
                "les autres sont de l’étude depuis le début, ou y furent ajoutés avant que l’on garde de quoi l’annuler",
                "the others belong to the study from the start, or were added before undo information was kept",
            ),
        )
    try:
        data = json.loads(read_text(path))
        return Added(**{name: str(data[name]) for name in Added.__struct_fields__})
    except (ValueError, TypeError, KeyError) as error:
        raise TableRefused(
            Words("ce qu’un ajout a écrit, tel que gardé", "what an addition wrote, as it was kept"),
            file=str(path),
            value=str(error),
        ) from error


def _edited(path: Path) -> InputRefused:
    return InputRefused(
        Words("le fichier tel que l’ajout l’a écrit", "the file as the addition wrote it"),
        file=str(path),
        hint=Words(
            "il a changé depuis : ôter le recensement de study.toml à la main, ou remettre ce fichier",
            "it has changed since: remove the listing from study.toml by hand, or put this file back",
        ),
    )
