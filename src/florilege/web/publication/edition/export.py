"""The static edition of a study: every page and file written to a folder, and only what changed (`site_folder`)."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from florilege.processes import Processes, can_fork, cores
from florilege.web.publication.contents.loading import load
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition import full_text, made_scripts
from florilege.web.publication.edition.site_folder import SiteFolder, Written
from florilege.web.publication.feeds import files as feeds
from florilege.web.publication.pages.exchange.files import FOLDER as EXCHANGE_FILES
from florilege.web.publication.report import edition, synthesis
from florilege.web.publication.site import Page, Site, stamp_of
from florilege.web.publication.text import built_files, links
from florilege.web.publication.text.links import LANGUAGES, base_of, output_file
from florilege.web.publication.text.templating import environment

BLOCK = 100
"""Pages of one task."""
ALONE = 1500
"""Fewer pages than this are not worth a second process."""
GIVING_REPORT_SIZE = frozenset({"home", "selection", "data"})
"""Kinds of pages that say the size of the report: they wait for it."""
Progress = Callable[[int, int], object]


class PublishCounts(Struct, frozen=True):
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
    folder = SiteFolder(out, afresh=afresh)
    folder.announce(names)
    if with_report:
        site.reports.update(dict.fromkeys(LANGUAGES, 0))
        folder.announce({edition.name_of(contents.slug, language) for language in LANGUAGES})
    done = 0

    def write_rest(reports_ready: ReportsReady) -> list[Written]:
        """All but the many pages, which wait for none of it; the full text is indexed while the rest is written."""
        small: dict[str, bytes] = {f"assets/{name}": content for name, content in {**built, **made}.items()}
        small |= {f"data/{file.name}": file.content for file in site.shared.files.listed}
        small |= {f"{links.PICTURES}{name}": content for name, content in contents.pictures.items()}
        small |= {f"{EXCHANGE_FILES}{name}": make() for name, make in site.shared.exchange_files.items()}
        if with_report:
            small |= {name: synthesis.pdf(contents, one) for name, one in site.printed_syntheses().items()}
        small |= dict(_redirects(site))
        small |= feeds.files(site.shared.news, address=address)
        for kit in site.shared.kits.values():
            small |= kit.published
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
    site: Site,
    pages: Sequence[Page],
    folder: SiteFolder,
    *,
    meanwhile: Callable[[ReportsReady], list[Written]],
) -> Iterator[list[Written]]:
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


def _reports_written(site: Site, reports: Sequence[Written]) -> list[Written]:
    """The reports written, their sizes now known to the pages that say them."""
    for language, written in zip(tuple(site.reports), reports, strict=True):
        site.reports[language] = written.size
    return list(reports)


def _begin_report(site: Site, folder: SiteFolder, language: str) -> Callable[[], Written]:
    """Begin to typeset a report, unless the folder holds what was typeset from the same; call it for the file."""
    report = site.report(language)
    held = folder.made_before(report.name, report.source)
    if held is not None:
        return lambda: held
    under_way = edition.UnderWay(report)
    return lambda: folder.write(report.name, under_way.pdf(), source=report.source)


def _write_report(language: str) -> Written:
    return _begin_report(*_SHARED["here"], language)()


def _write_block(site: Site, folder: SiteFolder, pages: Sequence[Page]) -> list[Written]:
    return [folder.write(output_file(*key), html.encode()) for key, html in _rendered(site, pages).items()]


def _rendered(site: Site, pages: Sequence[Page]) -> Mapping[tuple[str, str], str]:
    """The HTML of pages, by language and path."""
    return {
        (language, page.path): site.render(page, language, static=True)
        for page in pages
        for language in LANGUAGES
    }


ReportsReady = Callable[[], "list[Written]"]
"""Waits for the reports and returns their files: the pages that say their sizes come after."""
_SHARED: dict[str, tuple[Site, SiteFolder]] = {}


def _begin(inputs: tuple[Site, SiteFolder]) -> None:
    _SHARED["here"] = inputs


def _write_shared(pages: Sequence[Page]) -> list[Written]:
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
