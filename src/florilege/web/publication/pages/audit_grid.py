"""The audit grid of the accessibility statement: which criteria of the RGAA hold, how that is known, which are untested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from msgspec import Struct

from florilege.faults import Words
from florilege.toml_lines import Table, read_toml
from florilege.web.publication.text import words

FILE = "audit_grid.toml"
CONFORM, NOT_CONFORM, NOT_APPLICABLE, NOT_TESTED = STATES = (
    "conform",
    "not_conform",
    "not_applicable",
    "not_tested",
)
STATE_WORDS: Mapping[str, Words] = {
    CONFORM: Words("respecté", "met"),
    NOT_CONFORM: Words("non respecté", "not met"),
    NOT_APPLICABLE: Words("sans objet", "not applicable"),
    NOT_TESTED: Words("pas testé", "not tested"),
}
HOW_WORDS: Mapping[str, Words] = {
    "axe": Words("contrôle automatique (axe)", "automated check (axe)"),
    "tests": Words("essai de la suite de tests", "test in the test suite"),
    "hand": Words("pages regardées une à une", "pages checked one by one"),
}


class Criterion(Struct, frozen=True):
    """A criterion by its number; how : what the state rests on, empty when nothing does."""

    number: str
    title: Words
    state: str
    how: str
    note: Words | None


class Theme(Struct, frozen=True):
    """A theme of the grid."""

    title: Words
    criteria: tuple[Criterion, ...]


class Grid(Struct, frozen=True):
    """The grid as shipped: the day of the audit, its themes in order."""

    audited: str
    themes: tuple[Theme, ...]


@lru_cache(maxsize=1)
def grid() -> Grid:
    """The grid as shipped; raises InputRefused on a fault in it."""
    text = resources.files("florilege.web.publication.pages").joinpath(FILE).read_text(encoding="utf-8")
    root = read_toml(text, file=FILE)
    found = Grid(
        str(root.raw("audited")),
        tuple(
            Theme(table.bilingual("title"), tuple(map(_criterion, table.tables("criterion"))))
            for table in root.tables("theme")
        ),
    )
    root.refuse_unknown()
    return found


def _criterion(table: Table) -> Criterion:
    found = Criterion(
        number=table.require("number", str),
        title=table.bilingual("title"),
        state=table.choice("state", STATES),
        how=table.choice("how", ("", *HOW_WORDS), ""),
        note=table.bilingual("note") if "note" in table else None,
    )
    table.refuse_unknown()
    return found


class CriterionLine(Struct, frozen=True):
    """A criterion ready to print."""

    number: str
    title: str
    state: str
    state_words: str
    how: str
    note: str


class GridView(Struct, frozen=True):
    """The grid ready to print; applicable : criteria about something that the pages have."""

    audited: str
    total: int
    applicable: int
    conform: int
    not_conform: int
    not_tested: int
    themes: tuple[tuple[str, tuple[CriterionLine, ...]], ...]


def view(language: str) -> GridView:
    """The grid in a language."""
    found = grid()
    states = Counter(one.state for theme in found.themes for one in theme.criteria)
    return GridView(
        audited=words.date(found.audited, language),
        total=states.total(),
        applicable=states.total() - states[NOT_APPLICABLE],
        conform=states[CONFORM],
        not_conform=states[NOT_CONFORM],
        not_tested=states[NOT_TESTED],
        themes=tuple(
            (
                words.said(theme.title, language),
                tuple(
                    CriterionLine(
                        one.number,
                        words.said(one.title, language),
                        one.state,
                        words.said(STATE_WORDS[one.state], language),
                        words.said(HOW_WORDS[one.how], language) if one.how else "",
                        words.said(one.note, language) if one.note is not None else "",
                    )
                    for one in theme.criteria
                ),
            )
            for theme in found.themes
        ),
    )
