"""The sources of the documentation site: `python -m tests.documentation.site FOLDER`.

Pages of `docs/` as they are, the reference written from the code, the list of decisions, and the index with its
navigation (`docs/site/navigation.toml`). Sphinx makes the site of them (`make docs`).
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from tests.documentation import links
from tests.documentation.reference import PAGES, commands
from tests.documentation.reference.markdown import CODE

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SITE = DOCS / "site"
ASIDE = ("site", "pictures/take.py")
"""What lies in `docs/` and is no page of the site."""
BROUGHT = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
"""Pages of the repository's root that the site has too, under the names that it gives them."""
NARROW, WIDE = "\u202f", "\u00a0"
"""Spaces at which no line is broken: before ; ! ? and within « », before a colon."""
DECISIONS = "decisions/README.md"
_COMMAND = re.compile(r"(?<!\[)`florilege (?P<verb>[a-z-]+(?: [a-z-]+)?)(?P<rest>[^`]*)`(?!\])")


class Section(Struct, frozen=True):
    """A part of the navigation. languages : those whose pages show it; title : in each; pages : names without `.md`"""

    languages: tuple[str, ...]
    title: dict[str, str]
    pages: tuple[str, ...]


def sections() -> tuple[Section, ...]:
    """The navigation, in order."""
    read = tomllib.loads((SITE / "navigation.toml").read_text(encoding="utf-8"))
    return tuple(Section(tuple(one["title"]), one["title"], tuple(one["pages"])) for one in read["section"])


def french() -> list[str]:
    """Names of the pages that are in French."""
    return [page for section in sections() if section.languages == ("fr",) for page in section.pages]


def decisions() -> list[Path]:
    """The decisions, by their numbers."""
    return sorted((DOCS / "decisions").glob("[0-9]*.md"))


def assemble(folder: Path) -> None:
    """Write the sources of the site into a folder, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DOCS, folder, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    for name in ASIDE:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for name, there in BROUGHT.items():
        shutil.copyfile(ROOT / name, folder / there)
    for page in sorted(folder.rglob("*.md")):
        name = page.relative_to(folder).as_posix()
        origin = {there: ROOT / here for here, there in BROUGHT.items()}.get(name, DOCS / name)
        text = _within(page.read_text(encoding="utf-8"), origin, name)
        page.write_text(text if name in BROUGHT.values() else _with_commands(text, name), encoding="utf-8")
    (folder / "reference").mkdir()
    for name, write in PAGES.items():
        (folder / "reference" / name).write_text(write(), encoding="utf-8")
    (folder / DECISIONS).write_text(_list_of_decisions(), encoding="utf-8")
    for name in french():
        page = folder / f"{name}.md"
        page.write_text(_typeset(page.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "index.md").write_text(_index(folder), encoding="utf-8")


def _within(text: str, origin: Path, name: str) -> str:
    """A page whose links lead to pages of the site; what stands in the repository alone is named, not linked."""
    on_the_site = {(ROOT / here).resolve(): there for here, there in BROUGHT.items()}

    def led(found: re.Match[str]) -> str:
        to, _, anchor = found["to"].partition("#")
        if links.ELSEWHERE.match(found["to"]) or not to:
            return found[0]
        target = (origin.parent / to).resolve()
        if target.is_dir() and (target / "README.md").exists():
            target = target / "README.md"
        there = on_the_site.get(target)
        if there is None and target.is_relative_to(DOCS) and target.exists():
            there = target.relative_to(DOCS).as_posix()
        if there is None:
            return found["text"] if target.exists() else found[0]
        near = os.path.relpath(there, Path(name).parent)
        return f"[{found['text']}]({near}{'#' + anchor if anchor else ''})"

    return _outside_blocks(text, lambda paragraph: links.LINK.sub(led, paragraph))


def _typeset(text: str) -> str:
    """A French page with the spaces that do not break; titles and code keep theirs, which anchors and commands rest on."""

    def spaced(paragraph: str) -> str:
        if paragraph.startswith("#"):
            return paragraph
        parts = CODE.split(paragraph)
        parts[::2] = [
            re.sub(r" (?=[;!?»])|(?<=«) ", NARROW, part).replace(" :", f"{WIDE}:") for part in parts[::2]
        ]
        return "".join(parts)

    return _outside_blocks(text, spaced)


def _with_commands(text: str, name: str) -> str:
    """A page on which each verb named leads to its place in the reference."""
    known = commands.verbs()
    reference = os.path.relpath("reference/commands.md", Path(name).parent)

    def led(found: re.Match[str]) -> str:
        words = found["verb"].split(" ")
        verb = next((one for one in (" ".join(words), words[0]) if one in known), None)
        return f"[{found[0]}]({reference}#{commands.anchor(verb)})" if verb else found[0]

    return _outside_blocks(text, lambda one: one if one.startswith("#") else _outside_links(one, led))


def _outside_links(paragraph: str, led: Callable[[re.Match[str]], str]) -> str:
    """A paragraph in which commands outside of links are replaced."""
    parts, end = list[str](), 0
    for found in links.LINK.finditer(paragraph):
        parts += [_COMMAND.sub(led, paragraph[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*parts, _COMMAND.sub(led, paragraph[end:])])


def _outside_blocks(text: str, change: Callable[[str], str]) -> str:
    """A page whose paragraphs outside of blocks of code are changed, line for line."""
    lines = text.splitlines()
    for number, paragraph in links.paragraphs(text):
        count = paragraph.count("\n") + 1
        lines[number - 1 : number - 1 + count] = change(paragraph).split("\n")
    return "\n".join(lines) + "\n"


def title_of(page: Path) -> str:
    """The first heading of a page."""
    found = re.search(r"^# (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError(f"{page}: a page without a title")
    return found[1]


def _list_of_decisions() -> str:
    head = (DOCS / DECISIONS).read_text(encoding="utf-8").rstrip("\n")
    rows = [
        f"- [{int(path.name[:4])}. {re.sub(r'^[0-9]+[.] ', '', title_of(path))}]({path.name})"
        for path in decisions()
    ]
    return "\n".join([head, "", *rows, "", *_tree("", [path.stem for path in decisions()])]) + "\n"


def _tree(caption: str, pages: Sequence[str]) -> list[str]:
    """The tree of a part of the navigation, in the words of Sphinx."""
    return ["```{toctree}", ":hidden:", *([f":caption: {caption}"] if caption else []), "", *pages, "```"]


def _index(folder: Path) -> str:
    lines = [(folder / "index.md").read_text(encoding="utf-8").rstrip("\n")]
    for section in sections():
        caption = section.title.get("en") or section.title["fr"]
        lines += ["", *_tree(caption, section.pages)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    assemble(Path(sys.argv[1]))
