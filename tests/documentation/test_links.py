"""Every relative link of the documentation leads to a file and an anchor that are there, on the site as in the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documentation import links
from tests.documentation.site import DOCS, ROOT

PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert links.broken(page) == []


def test_every_link_of_the_site_leads_to_one_of_its_pages(assembled: Path) -> None:
    pages = sorted(assembled.rglob("*.md"))
    assert len(pages) > 100
    wrong = {page.relative_to(assembled).as_posix(): links.broken(page) for page in pages}
    assert {page: said for page, said in wrong.items() if said} == {}
    outside = {
        (page.relative_to(assembled).as_posix(), to)
        for page in pages
        for _, to in links.links(page.read_text(encoding="utf-8"))
        if not (page.parent / to.partition("#")[0]).resolve().is_relative_to(assembled.resolve())
    }
    assert outside == set()


def test_a_missing_file_and_a_missing_anchor_are_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# One\n\n## `two.csv`: a table\n\n## One\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(
        "# A page\n\n[a](there.md#twocsv-a-table) [b](there.md#one-1) [c](#a-page) [d](https://example.org/#x)\n"
        "[what\nwraps](there.md) `[code](no.md)`\n\n```text\n[block](no.md)\n```\n\n"
        "[e](no.md)\n\n[f](there.md#two) [`g`](#b)\n",
        encoding="utf-8",
    )
    assert links.broken(page) == [
        "line 11: no file no.md",
        "line 13: no anchor there.md#two",
        "line 13: no anchor #b",
    ]
