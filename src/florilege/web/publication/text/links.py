"""The one linker: where a page, an asset or a data file is, seen from a page.

Live, addresses are absolute and pretty. In a static edition they are relative with an explicit `index.html`,
so that the site opens from a folder, from `file:` and under any sub-path.
"""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlsplit

from msgspec import Struct

LANGUAGES = ("fr", "en")
NOT_FOUND = "404.html"
LANGUAGE_PREFIX = {"fr": "", "en": "en/"}


class Linker(Struct, frozen=True, dict=True):
    """Addresses seen from one page.

    path : the page's path within its language, without leading slash ("" for home, "lieux/h7/")
    static : whether addresses are those of a static edition
    stamp : short hash of the assets: a changed style is asked again by browsers
    base : where the static edition stands on its host, for the page that is served at any depth
    """

    language: str
    path: str
    static: bool
    stamp: str = ""
    base: str = "/"

    @cached_property
    def root(self) -> str:
        """From this page to the root of the site."""
        if not self.static:
            return "/"
        if self.path == NOT_FOUND:
            return (
                self.base
            )  # the page of a wrong address is served at any depth: it cannot know where it stands
        depth = (LANGUAGE_PREFIX[self.language] + self.path).count("/")
        return "../" * depth or "./"

    def page(self, path: str, language: str | None = None) -> str:
        """Address of a page, with an anchor if the path holds one; in this page's language by default."""
        if self.static and "#" not in path and not path.endswith(".html"):  # nearly all: a sheet holds forty
            return f"{self.root}{LANGUAGE_PREFIX[language or self.language]}{path}index.html"
        path, mark, anchor = path.partition("#")
        if self.static and not path and mark and language in (None, self.language) and not self.path:
            return f"#{anchor}"
        prefix = LANGUAGE_PREFIX[language or self.language]
        end = "index.html" if self.static and not path.endswith(".html") else ""
        return f"{self.root}{prefix}{path}{end}{mark}{anchor}"

    def asset(self, name: str) -> str:
        """Address of a built file: style, script, font, picture."""
        folder = "assets/" if self.static else "static/build/"
        return f"{self.root}{folder}{name}" + (f"?{self.stamp}" if self.stamp else "")

    def made(self, name: str) -> str:
        """Address of a script of data made from the store."""
        return f"{self.root}assets/{name}" + (f"?{self.stamp}" if self.stamp else "")

    def file(self, path: str) -> str:
        """Address of a file that stands at a path within the site, whatever the language."""
        return f"{self.root}{path}"

    def data(self, name: str) -> str:
        """Address of an open data file."""
        return f"{self.root}data/{name}"


def base_of(address: str) -> str:
    """Where a site stands on its host, from its address: "/" when nothing is known of it."""
    return f"/{urlsplit(address).path.strip('/')}/".replace("//", "/")


def output_file(language: str, path: str) -> str:
    """The file of a page within a static edition."""
    if path.endswith(".html"):
        return LANGUAGE_PREFIX[language] + path
    return f"{LANGUAGE_PREFIX[language]}{path}index.html"


PICTURES = "images/"
"""Where the pictures stand in the site."""
