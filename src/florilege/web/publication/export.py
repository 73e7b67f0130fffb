"""The static edition of a study: every page and file written to a folder, and only what changed.

A manifest outside the pages holds the hash of each file written. A file is written whole under another name then
renamed, so that a kill leaves the old file or the new one. While a run writes, the manifest names the files it may
touch and no hash: after a kill the next run compares each file with what it should hold, and removes the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from florilege.web.publication import assets
from florilege.web.publication.contents import StudyContents
from florilege.web.publication.links import LANGUAGES, output_file
from florilege.web.publication.loading import load
from florilege.web.publication.pages import Site, stamp_of

MANIFEST = ".florilege-manifest.json"
TEMPORARY = ".florilege-part"
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class PublishCounts:
    """What a publication did: pages in all languages, files written, left as they were, removed; files in all."""

    pages: int
    written: int
    unchanged: int
    removed: int
    files: int


def publish(study_slug: str, out: Path, *, progress: Progress | None = None) -> PublishCounts:
    """Write the static edition of a study; returns what was done.

    progress : called with (done, total) pages. Raises Study.DoesNotExist, and InputRefused without a built front end.
    """
    return write_site(load(study_slug), out, progress=progress)


def is_whole(out: Path) -> bool:
    """Whether a folder holds all the files of a finished publication."""
    known = _read_manifest(out / MANIFEST)
    return bool(known) and all(known.values()) and all((out / name).is_file() for name in known)


def write_site(contents: StudyContents, out: Path, *, progress: Progress | None = None) -> PublishCounts:
    """Write the static edition of what was loaded."""
    built, made = assets.built(), assets.made(contents)
    site = Site(contents, stamp_of(*built.values(), *made.values()))
    small: dict[str, bytes] = {f"assets/{name}": content for name, content in {**built, **made}.items()}
    small |= {f"data/{file.name}": file.content for file in site.files.listed}
    small |= dict(_redirects(site))
    pages = [output_file(language, page.path) for page in site.pages() for language in LANGUAGES]
    folder = _Folder(out)
    folder.begin({*small, *pages})
    for name, content in small.items():
        folder.write(name, content)
    for rank, (name, text) in enumerate(_rendered(site), start=1):
        folder.write(name, text.encode())
        if progress is not None and (rank % 50 == 0 or rank == len(pages)):
            progress(rank, len(pages))
    removed = folder.finish()
    return PublishCounts(len(pages), folder.written, folder.unchanged, removed, len(folder.hashes))


def _rendered(site: Site) -> Iterator[tuple[str, str]]:
    for page in site.pages():
        for language in LANGUAGES:
            yield output_file(language, page.path), site.render(page, language, static=True)


def _redirects(site: Site) -> Iterator[tuple[str, bytes]]:
    """A page at each former address of a place, that leads to the present one."""
    for place in site.contents.places:
        for slug in place.former_slugs:
            target = f"../{place.slug}/index.html"
            text = (
                f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{place.slug}</title>'
                f'<meta http-equiv="refresh" content="0; url={target}"></head>'
                f'<body><p><a href="{target}">{place.slug}</a></p></body></html>\n'
            )
            for language in LANGUAGES:
                yield output_file(language, f"lieux/{slug}/"), text.encode()


class _Folder:
    """A folder written file by file, knowing what it holds from its manifest."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.hashes: dict[str, str] = {}
        self.written = 0
        self.unchanged = 0
        self._known = _read_manifest(out / MANIFEST)
        self._folders: set[Path] = set()

    def begin(self, names: Set[str]) -> None:
        """Say which files this run may touch, so that a kill leaves none that nobody knows."""
        self.out.mkdir(parents=True, exist_ok=True)
        self._write_manifest(dict.fromkeys({*names, *self._known}, ""))

    def write(self, name: str, content: bytes) -> None:
        """Write a file unless it is there with this content."""
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        self.hashes[name] = digest
        path = self.out / name
        if self._holds(name, path, digest, content):
            self.unchanged += 1
            return
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(path.parent)
        part = path.with_name(path.name + TEMPORARY)
        part.write_bytes(content)
        part.replace(path)
        self.written += 1

    def _holds(self, name: str, path: Path, digest: str, content: bytes) -> bool:
        known = self._known.get(name)
        if known:
            return known == digest and path.is_file()
        return path.is_file() and path.read_bytes() == content

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
        part.write_text(json.dumps(hashes, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        part.replace(self.out / MANIFEST)


def _read_manifest(path: Path) -> dict[str, str]:
    """Files of the last run and their hashes (empty: to be compared); none when there is no readable manifest."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): str(digest) for name, digest in found.items() if ".." not in Path(str(name)).parts}


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
