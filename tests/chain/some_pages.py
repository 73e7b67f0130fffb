"""Runs a command whose site has the pages of some kinds only: `some_pages.py "place home" COMMAND…`.

All else of the site is written as ever: data, feeds, files of the press, index of the full text. What is written of a
page does not depend on which others are.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cached_property


def keep(kinds: str) -> None:
    """Leave out the pages of all kinds but these."""
    from florilege.web.publication.edition import export
    from florilege.web.publication.site import PAGES, Page, Site

    kept = frozenset(kinds.split())
    assert {one.kind for one in PAGES} >= kept

    class Part(Site):
        """The pages of some kinds, which know of all as those of the whole site do."""

        def pages(self) -> Iterator[Page]:
            return (page for page in super().pages() if page.kind in kept)

        @cached_property
        def _by_path(self) -> dict[str, Page]:
            return {page.path: page for page in super().pages()}

    export.Site = Part  # type: ignore[misc]


if __name__ == "__main__":
    from florilege.cli import main

    _, named, *command = sys.argv
    sys.argv = ["florilege", *command]
    keep(named)
    main()
