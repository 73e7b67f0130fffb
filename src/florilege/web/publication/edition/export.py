"""The static edition of a study: every page and file written to a folder, and only what changed.

A manifest outside the pages holds the hash and the size of each file written, and is written last: a file of
another size, or touched since, is read again and mended when it is damaged. A file is written whole under another name then
renamed, so that a kill leaves the old file or the new one. While a run writes, the manifest names the files it may
touch and no hash: after a kill the next run compares each file with what it should hold, and removes the rest.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from florilege.processes import Processes, can_fork, cores
from florilege.web.publication.contents.loading import load
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition import full_text, made_scripts
from florilege.web.publication.report import edition
from florilege.web.publication.site import Page, Site, stamp_of
from florilege.web.publication.text import built_files, links
from florilege.web.publication.text.links import LANGUAGES, base_of, output_file
from florilege.web.publication.text.templating import environment

MANIFEST = ".florilege-manifest.json"
TEMPORARY = ".florilege-part"
BLOCK = 100
"""Pages of one task."""
ALONE = 1500
"""Fewer pages than this are not worth a second process."""
TELLING = frozenset({"home", "selection", "data"})
"""Kinds of pages that say the size of the report: they wait for it."""
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class PublishCounts:
    """What a publication did: pages in all languages, files written, left as they were, removed; files in all."""

    pages: int
    written: int
    unchanged: int
    removed: int
    files: int


def publish(
    study_slug: str,
    out: Path,
    *,
    share_alike: bool = True,
    afresh: bool = False,
    address: str = "",
    with_report: bool = True,
    progress: Progress | None = None,
) -> PublishCounts:
    """Write the static edition of a study; returns what was done.

    share_alike : whether the open data hold claims whose licence binds the files
    address : where the site will stand, for the page of a wrong address, which is served at any depth
    with_report : whether the report is typeset too, in each language
    afresh : every file is written, whatever is there
    progress : called with (done, total) pages. Raises Study.DoesNotExist, and InputRefused without a built front end.
    """
    with _all_kept():
        return write_site(
            load(study_slug),
            out,
            share_alike=share_alike,
            afresh=afresh,
            address=address,
            with_report=with_report,
            progress=progress,
        )


def is_whole(out: Path) -> bool:
    """Whether a folder holds all the files of a finished publication, none of them touched since."""
    known = _read_manifest(out / MANIFEST)
    if not known or not all(known.values()):
        return False
    written = (out / MANIFEST).stat().st_mtime_ns
    return all(_untouched(out / name, state, written) for name, state in known.items())


def write_site(
    contents: StudyContents,
    out: Path,
    *,
    share_alike: bool = True,
    afresh: bool = False,
    address: str = "",
    with_report: bool = True,
    progress: Progress | None = None,
) -> PublishCounts:
    """Write the static edition of what was loaded."""
    built, made = built_files.built(), made_scripts.made(contents)
    site = Site(contents, stamp_of(*built.values(), *made.values()), share_alike, base_of(address), address)
    pages = list(site.pages())
    names = {output_file(language, page.path) for page in pages for language in LANGUAGES}
    folder = _Folder(out, afresh=afresh)
    folder.announce(names)
    if with_report:
        site.reports.update(dict.fromkeys(LANGUAGES, 0))
        folder.announce({edition.name_of(contents.slug, language) for language in LANGUAGES})
    done = 0

    def write_rest(reports_ready: ReportsReady) -> list[_Written]:
        """All but the many pages, which wait for none of it; the full text is indexed while the rest is written."""
        small: dict[str, bytes] = {f"assets/{name}": content for name, content in {**built, **made}.items()}
        small |= {f"data/{file.name}": file.content for file in site.shared.files.listed}
        small |= {f"{links.PICTURES}{name}": content for name, content in contents.pictures.items()}
        small |= dict(_redirects(site))
        folder.keep_all(small)
        reports = reports_ready()
        rendered = _rendered(site, [page for page in pages if page.kind in full_text.PAGES])
        searched = full_text.items(contents, rendered)
        mark = full_text.made_from(searched)
        indexing = (
            None if folder.keep_part(full_text.FOLDER, full_text.MARK, mark) else full_text.start(searched)
        )
        written = [folder.write(output_file(*key), html.encode()) for key, html in rendered.items()]
        if indexing is not None:
            index = {full_text.FOLDER + name: content for name, content in indexing.files().items()}
            folder.keep_all({**index, full_text.MARK: mark})
        return [*reports, *written]

    for written in _pages_written(site, pages, folder, meanwhile=write_rest):
        for one in written:
            folder.keep(one)
        done += sum(one.name in names for one in written)
        if progress is not None:
            progress(done, len(names))
    removed = folder.finish()
    return PublishCounts(len(names), folder.written, folder.unchanged, removed, len(folder.hashes))


@contextmanager
def _all_kept() -> Iterator[None]:
    """Without the search for cycles: what a site is made from lives to its end, and is looked through for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _pages_written(
    site: Site, pages: Sequence[Page], folder: _Folder, *, meanwhile: Callable[[ReportsReady], list[_Written]]
) -> Iterator[list[_Written]]:
    """The pages, block by block; the many of one kind are shared between processes.

    meanwhile : what this process does while the others write, given how to wait for the reports; returns the pages
    it wrote, those of full_text.PAGES
    """
    many = [page for page in pages if page.kind not in full_text.PAGES]
    blocks = [many[start : start + BLOCK] for start in range(0, len(many), BLOCK)]
    if len(pages) * len(LANGUAGES) < ALONE or cores() < 2 or not can_fork():
        under_way = [_begin_report(site, folder, language) for language in site.reports]
        yield meanwhile(lambda: _reports_written(site, [one() for one in under_way]))
        yield from (_write_block(site, folder, block) for block in blocks)
        return
    for language in LANGUAGES:
        environment(language)
    _ = site.shared.drawings, site.shared.france  # drawn once, for every process
    with Processes(_begin, (site, folder), count=cores(), share="fork") as processes:
        reports = [processes.submit(_write_report, language) for language in site.reports]
        futures = [processes.submit(_write_shared, block) for block in blocks]
        yield meanwhile(lambda: _reports_written(site, [future.result() for future in reports]))
        for future in futures:
            yield future.result()


def _reports_written(site: Site, reports: Sequence[_Written]) -> list[_Written]:
    """The reports written, their sizes now known to the pages that say them."""
    for language, written in zip(tuple(site.reports), reports, strict=True):
        site.reports[language] = written.size
    return list(reports)


def _begin_report(site: Site, folder: _Folder, language: str) -> Callable[[], _Written]:
    """Begin to typeset a report, unless the folder holds what was typeset from the same; call it for the file."""
    report = site.report(language)
    held = folder.made_before(report.name, report.source)
    if held is not None:
        return lambda: held
    under_way = edition.UnderWay(report)
    return lambda: folder.write(report.name, under_way.pdf(), source=report.source)


def _write_report(language: str) -> _Written:
    return _begin_report(*_SHARED["here"], language)()


def _write_block(site: Site, folder: _Folder, pages: Sequence[Page]) -> list[_Written]:
    return [folder.write(output_file(*key), html.encode()) for key, html in _rendered(site, pages).items()]


def _rendered(site: Site, pages: Sequence[Page]) -> Mapping[tuple[str, str], str]:
    """The HTML of pages, by language and path."""
    return {
        (language, page.path): site.render(page, language, static=True)
        for page in pages
        for language in LANGUAGES
    }


ReportsReady = Callable[[], "list[_Written]"]
"""Waits for the reports and returns their files: the pages that say their sizes come after."""
_SHARED: dict[str, tuple[Site, _Folder]] = {}


def _begin(inputs: tuple[Site, _Folder]) -> None:
    _SHARED["here"] = inputs


def _write_shared(pages: Sequence[Page]) -> list[_Written]:
    return _write_block(*_SHARED["here"], pages)


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


@dataclass(frozen=True, slots=True)
class _Written:
    """A file of the site: its name, the hash and the size of what it holds, whether it had to be written."""

    name: str
    state: str
    anew: bool

    @property
    def size(self) -> int:
        """In bytes."""
        return int(self.state.rpartition(" ")[2])


class _Folder:
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
        self._folders: set[Path] = set()
        self._announced: set[str] = set(self._known)

    def announce(self, names: Set[str]) -> None:
        """Say which files this run may touch before it does, so that a kill leaves none that nobody knows."""
        self._announced |= names
        self.out.mkdir(parents=True, exist_ok=True)
        self._write_manifest(dict.fromkeys(self._announced, ""))

    def made_before(self, name: str, source: str) -> _Written | None:
        """A file that was made from the same source and that nothing touched since; None when it is to be made."""
        state = self._known.get(name, "")
        made_from = state.split(" ")[1:-1]
        if self._afresh or made_from != [source] or not _untouched(self.out / name, state, self._written_ns):
            return None
        return _Written(name, state, anew=False)

    def write(self, name: str, content: bytes, *, source: str = "") -> _Written:
        """Write a file unless it is there with this content; `keep` then counts it.

        source : a hash of what a file was made from, kept so that it need not be made again
        """
        parts = [hashlib.blake2b(content, digest_size=16).hexdigest(), source, str(len(content))]
        state = " ".join(part for part in parts if part)
        path = self.out / name
        if not self._afresh and self._holds(name, path, state, content):
            return _Written(name, state, anew=False)
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(path.parent)
        whole = str(path)
        with open(whole + TEMPORARY, "wb") as part:
            part.write(content)
        os.replace(whole + TEMPORARY, whole)
        return _Written(name, state, anew=True)

    def keep(self, file: _Written) -> None:
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
            self.keep(_Written(name, state, anew=False))
        return True

    def _holds(self, name: str, path: Path, state: str, content: bytes) -> bool:
        known = self._known.get(name)
        if known and known != state:
            return False
        if known and _untouched(path, state, self._written_ns):
            return True
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


def _untouched(path: Path, state: str, written_ns: int) -> bool:
    """Whether a file has the size that the manifest says and nothing was done to it after the manifest was written.

    The time of its last change of state counts too: a copy put in its place may bring an older date with it.
    """
    try:
        found = path.stat()
    except OSError:
        return False
    return state.endswith(f" {found.st_size}") and max(found.st_mtime_ns, found.st_ctime_ns) <= written_ns


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
