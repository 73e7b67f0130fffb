"""A study written into a folder of its own, from which an empty store builds the same site.

The folder holds what the study's does, the lines of acts that the store knows and the files lost (an older copy put
back), and the files of listings that stood elsewhere. Nothing of the store that is personal is in it: accounts, addresses,
proposals and letters are not in the files of a study, and are not put there.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import tomlkit
from msgspec import Struct

from florilege.csv_lines import read_cells, write_lines
from florilege.faults import InputRefused, Words
from florilege.files import is_within, write_whole
from florilege.listings.mapping import read_mapping
from florilege.web.acts.act_files import missing_rows
from florilege.web.study.folder import READ_WHOLE, UNDER_WAY, StudyFolder, finish_writing

FOLDERS = (*READ_WHOLE, "renewals", "additions")


class Dump(Struct, frozen=True):
    """What was written. put_back : file → acts that it had lost; brought : files of listings that stood elsewhere"""

    files: int
    put_back: Mapping[str, int]
    brought: tuple[str, ...]


def dump(folder: StudyFolder, study: str, out: Path) -> Dump:
    """Write a study into an empty folder; raises InputRefused for one that is not, or that lies within the study's."""
    if is_within(out, folder.path) or is_within(folder.path, out):
        raise InputRefused(Words("un dossier hors de l’étude", "a folder outside the study"), file=str(out))
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputRefused(
            Words("un dossier vide, ou qui n’existe pas encore", "a folder that is empty, or not there yet"),
            file=str(out),
        )
    finish_writing(folder)
    out.mkdir(parents=True, exist_ok=True)
    sources = [path for path in folder.files if path.is_file() and path.name != UNDER_WAY]
    for name in FOLDERS:
        sources += [
            path
            for path in sorted((folder.path / name).rglob("*"))
            if path.is_file() and not _hidden(path, folder.path)
        ]
    for path in sources:
        target = out / path.relative_to(folder.path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    put_back = {}
    for name, rows in missing_rows(folder, study).items():
        target = out / f"{name}.csv"
        write_whole(target, _with_rows(target, rows))
        put_back[target.name] = len({row.get("act", "") or str(at) for at, row in enumerate(rows)})
    brought = tuple(_bring_listings(folder, out))
    return Dump(sum(path.is_file() for path in out.rglob("*")), put_back, brought)


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _with_rows(path: Path, rows: Sequence[Mapping[str, str]]) -> str:
    """The text of a journal with lines put back where their numbers say."""
    kept: list[Mapping[str, str]] = []
    columns: list[str] = list(rows[0])
    if path.is_file():
        lines = [cells for _, cells in read_cells(path.read_text(encoding="utf-8"), file=str(path)) if cells]
        columns = lines[0] if lines else columns
        kept = [dict(zip(columns, cells, strict=False)) for cells in lines[1:]]
    held = [*kept, *rows]
    if "act" in columns:
        held.sort(key=lambda row: int(row["act"]) if row.get("act", "").isdecimal() else 0)
    return write_lines(columns, ([row.get(column, "") for column in columns] for row in held))


def _bring_listings(folder: StudyFolder, out: Path) -> list[str]:
    """Copy the files of listings that stand outside the study's folder, and have the mappings name the copies."""
    brought: list[str] = []
    for path in sorted(folder.mapping("*").parent.glob("*.toml")):
        try:
            mapping = read_mapping(path)
        except InputRefused:
            continue  # a mapping that no build reads
        moved: dict[str, str] = {}
        for version in mapping.versions:
            source = path.parent / version.file
            if is_within(source, folder.path):
                continue
            name = f"{path.stem}/{version.date}-{source.name}"
            target = out / "listings" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            moved[version.date] = name
            brought.append(str(source))
        if moved:
            _rename(out / path.relative_to(folder.path), moved)
    return brought


def _rename(path: Path, moved: Mapping[str, str]) -> None:
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    for one in document["version"]:
        if str(one["date"]) in moved:
            one["file"] = moved[str(one["date"])]
    write_whole(path, tomlkit.dumps(document))
