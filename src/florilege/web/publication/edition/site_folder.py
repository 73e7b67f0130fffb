"""The folder of a static edition, written file by file: what it holds, what changed, what a kill left.

A manifest outside the pages holds the hash and the size of each file written, and is written last: a file of
another size, or touched since, is read again and mended when it is damaged. A file is written whole under another name then
renamed, so that a kill leaves the old file or the new one. While a run writes, the manifest names the files it may
touch and no hash: after a kill the next run compares each file with what it should hold, and removes the rest.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Set
from pathlib import Path

from msgspec import Struct

MANIFEST = ".florilege-manifest.json"
TEMPORARY = ".florilege-part"


def is_whole(out: Path) -> bool:
    """Whether a folder holds all the files of a finished publication, none of them touched since."""
    known = _read_manifest(out / MANIFEST)
    if not known or not all(known.values()):
        return False
    written = (out / MANIFEST).stat().st_mtime_ns
    return all(_untouched(out / name, state, written) for name, state in known.items())


class Written(Struct, frozen=True):
    """A file of the site: its name, the hash and the size of what it holds, whether it had to be written."""

    name: str
    state: str
    anew: bool

    @property
    def size(self) -> int:
        """In bytes."""
        return int(self.state.rpartition(" ")[2])


class SiteFolder:
    """A folder written file by file, knowing what it holds from its manifest.

    afresh : nothing is taken to be there
    """

    def __init__(self, out: Path, *, afresh: bool = False) -> None:
        self.out = out
        self._afresh = afresh
        self.hashes: dict[str, str] = {}
        self.written = 0
        self.unchanged = 0
        self._known = _read_manifest(out / MANIFEST)
        self._written_ns = (out / MANIFEST).stat().st_mtime_ns if self._known else 0
        self._folders: set[str] = set()
        self._announced: set[str] = set(self._known)

    def announce(self, names: Set[str]) -> None:
        """Say which files this run may touch before it does, so that a kill leaves none that nobody knows."""
        self._announced |= names
        self.out.mkdir(parents=True, exist_ok=True)
        self._write_manifest(dict.fromkeys(self._announced, ""))

    def made_before(self, name: str, source: str) -> Written | None:
        """A file that was made from the same source and that nothing touched since; None when it is to be made."""
        state = self._known.get(name, "")
        made_from = state.split(" ")[1:-1]
        if self._afresh or made_from != [source] or not _untouched(self.out / name, state, self._written_ns):
            return None
        return Written(name, state, anew=False)

    def write(self, name: str, content: bytes, *, source: str = "") -> Written:
        """Write a file unless it is there with this content; `keep` then counts it.

        source : a hash of what a file was made from, kept so that it need not be made again
        """
        parts = [hashlib.blake2b(content, digest_size=16).hexdigest(), source, str(len(content))]
        state = " ".join(part for part in parts if part)
        # by names alone: twenty thousand files are as many `Path` and folders of pages
        whole = os.path.join(self.out, name)
        if not self._afresh and self._holds(name, whole, state, content):
            return Written(name, state, anew=False)
        folder = os.path.dirname(whole)
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        _replace(whole, content)
        return Written(name, state, anew=True)

    def keep(self, file: Written) -> None:
        """Count a file among those of the site."""
        self.hashes[file.name] = file.state
        if file.anew:
            self.written += 1
        else:
            self.unchanged += 1

    def keep_all(self, files: Mapping[str, bytes]) -> None:
        """Write files, announced first, and count them."""
        self.announce(set(files))
        for name, content in files.items():
            self.keep(self.write(name, content))

    def keep_part(self, start: str, mark: str, content: bytes) -> bool:
        """Count the files of a part of the site as they are, if its mark holds this content and none was touched."""
        part = {name: state for name, state in self._known.items() if name.startswith(start)}
        if self._afresh or part.get(mark) != _state(content):
            return False
        if not all(_untouched(self.out / name, state, self._written_ns) for name, state in part.items()):
            return False
        for name, state in part.items():
            self.keep(Written(name, state, anew=False))
        return True

    def _holds(self, name: str, whole: str, state: str, content: bytes) -> bool:
        known = self._known.get(name)
        if known and known != state:
            return False
        if known and _untouched(whole, state, self._written_ns):
            return True
        return os.path.isfile(whole) and Path(whole).read_bytes() == content

    def finish(self) -> int:
        """Remove what a former run wrote and this one did not; returns how many files were removed."""
        gone = [name for name in sorted(self._known) if name not in self.hashes]
        for name in gone:
            path = self.out / name
            path.unlink(missing_ok=True)
            path.with_name(path.name + TEMPORARY).unlink(missing_ok=True)
            _remove_empty(path.parent, self.out)
        self._write_manifest(self.hashes)
        return len(gone)

    def _write_manifest(self, hashes: Mapping[str, str]) -> None:
        part = self.out / (MANIFEST + TEMPORARY)
        # a line a file, as `indent` would write it: `indent` leaves the encoder written in C, and takes twice as long
        lines = json.dumps(hashes, sort_keys=True, separators=(",\n", ": "))
        part.write_text(lines + "\n", encoding="utf-8")
        part.replace(self.out / MANIFEST)


def _replace(whole: str, content: bytes) -> None:
    """A file put in its place at once. By the calls of the system alone: `open` makes four more of each file."""
    part = os.open(
        whole + TEMPORARY, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666
    )
    try:
        written = os.write(part, content)
        while written < len(content):
            written += os.write(part, memoryview(content)[written:])
    finally:
        os.close(part)
    os.replace(whole + TEMPORARY, whole)


def _state(content: bytes) -> str:
    """What the manifest says of a file: the hash and the size of what it holds."""
    return f"{hashlib.blake2b(content, digest_size=16).hexdigest()} {len(content)}"


def _read_manifest(path: Path) -> dict[str, str]:
    """Files of the last run, hash and size (empty: to be compared); none when there is no readable manifest."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): str(digest) for name, digest in found.items() if ".." not in Path(str(name)).parts}


def _untouched(path: Path | str, state: str, written_ns: int) -> bool:
    """Whether a file has the size that the manifest says and nothing was done to it after the manifest was written.

    The time of its last change of state counts too: a copy put in its place may bring an older date with it.
    """
    try:
        found = os.stat(path)
    except OSError:
        return False
    return state.endswith(f" {found.st_size}") and max(found.st_mtime_ns, found.st_ctime_ns) <= written_ns


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
