"""The navigation has every page once, in its languages; commands that pages show are commands that there are."""

from __future__ import annotations

import re
import runpy
import shlex
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.documentation.followed import commands_of
from tests.documentation.reference import commands
from tests.documentation.site import DOCS, SITE, decisions, french, sections, title_of

BLOCK = re.compile(r"(?s)```console\n(.*?)```")
FOLLOWED = "tutoriel"
"""Pages whose commands are run, one after the other, by a test of their own."""


def test_every_page_is_in_the_navigation_once(assembled: Path) -> None:
    counted = Counter(page for section in sections() for page in section.pages)
    assert {page: count for page, count in counted.items() if count > 1} == {}
    pages = {path.relative_to(assembled).with_suffix("").as_posix() for path in assembled.rglob("*.md")}
    numbered = {f"decisions/{path.stem}" for path in decisions()}
    assert pages - set(counted) == numbered | {"index"}
    assert set(counted) <= pages


def test_titles_of_the_navigation_tell_its_parts_apart() -> None:
    """The tree of a language is narrowed by them."""
    titles = [section.title.get("en") or section.title["fr"] for section in sections()]
    assert len(set(titles)) == len(titles)


def test_a_page_shows_the_navigation_of_its_language() -> None:
    tree = "".join(
        f'<p class="caption"><span class="caption-text">{title}</span></p><ul>{rank}</ul>'
        for rank, title in enumerate(["Commencer", "Start", "Reference", "Developers"])
    )
    narrowed = runpy.run_path(str(SITE / "conf.py"))["navigation"]
    assert re.findall(r">([^<>]+)</span>", narrowed(tree, "fr")) == ["Commencer", "Référence (en anglais)"]
    assert re.findall(r"<ul>(.)", narrowed(tree, "en")) == ["1", "2", "3"]


def test_every_french_page_has_its_english_one_and_back(assembled: Path) -> None:
    pairs = tomllib.loads((SITE / "navigation.toml").read_text(encoding="utf-8"))["pairs"]
    assert set(pairs) == set(french())
    assert len(set(pairs.values())) == len(pairs)
    for there in pairs.values():
        assert (assembled / f"{there}.md").is_file(), there


def test_the_list_of_decisions_has_every_one(assembled: Path) -> None:
    page = (assembled / "decisions" / "README.md").read_text(encoding="utf-8")
    for path in decisions():
        assert f"]({path.name})" in page
        assert re.sub(r"^[0-9]+[.] ", "", title_of(path)) in page


def test_french_pages_break_no_line_within_their_marks_and_keep_their_titles(assembled: Path) -> None:
    page = (assembled / "pour" / "lieu.md").read_text(encoding="utf-8")
    assert "## Pourquoi n’êtes-vous pas sur la liste ?" in page
    tutorial = (assembled / "tutoriel" / "deux-tableurs.md").read_text(encoding="utf-8")
    assert "GeoJSON…\u00a0: [tous les formats]" in tutorial
    assert " :" not in re.sub(r"(?s)```.*?```|`[^`]*`|^#.*?$", "", tutorial)


def test_a_command_that_a_page_names_leads_to_its_reference(assembled: Path) -> None:
    page = (assembled / "pour" / "consultant.md").read_text(encoding="utf-8")
    assert "[`florilege mapping suggest`](../reference/commands.md#florilege-mapping-suggest)" in page
    assert "[`florilege build`](../reference/commands.md#florilege-build)" in page


def test_what_stands_in_the_repository_alone_is_named_and_not_linked(assembled: Path) -> None:
    page = (assembled / "study-file.md").read_text(encoding="utf-8")
    assert "`tests/documents/studies`" in page
    assert "../tests" not in page


def shown() -> Iterator[tuple[str, str]]:
    """Every command of Florilège that a block of a page shows, with its page."""
    for path in sorted(DOCS.rglob("*.md")):
        name = path.relative_to(DOCS).as_posix()
        if name.startswith((FOLLOWED, "decisions")):
            continue
        for block in BLOCK.findall(path.read_text(encoding="utf-8")):
            for line in block.replace("\\\n", " ").splitlines():
                if line.startswith("$ florilege "):
                    yield name, line.removeprefix("$ ")


def test_every_command_shown_has_its_verb_and_its_options() -> None:
    verbs, wrong, seen = commands.verbs(), list[str](), 0
    for name, line in shown():
        words = shlex.split(re.split(r" (?:\||&&|2?>|;|#) ?", line)[0], comments=True)[1:]
        verb = next((one for one in (" ".join(words[:2]), words[0]) if one in verbs), None)
        if verb is None:
            wrong.append(f"{name}: {line}")
            continue
        known = {option for one in verbs[verb].params for option in (*one.opts, *one.secondary_opts)}
        given = {word.partition("=")[0] for word in words if word.startswith("--")}
        wrong += [f"{name}: {option} in {line}" for option in sorted(given - known)]
        seen += 1
    assert wrong == []
    assert seen > 50


def test_both_tutorials_show_the_same_commands() -> None:
    french, english = (commands_of(language) for language in ("fr", "en"))
    same = [line.replace("mon-etude", "my-study").replace("rapport.pdf", "report.pdf") for line in french]
    assert [line.replace("--lang fr", "--lang en") for line in same] == [
        line.removesuffix(" --lang en") if line.startswith("florilege new") else line for line in english
    ]
