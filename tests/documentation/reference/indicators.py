"""The reference of the indicators, from their registry, in each language."""

from __future__ import annotations

from florilege.appraisal.indicators import REGISTRY
from florilege.faults import Words
from florilege.listings.fields import FIELDS
from florilege.listings.vocabulary import words_of
from tests.documentation.reference.markdown import cell, table

TITLE = Words("Indicateurs", "Indicators")
HEAD = Words(
    """Un indicateur va de ce que les sources disent d’un lieu à une valeur brute ; un critère de la grille
(`indicator = "…"` dans `study.toml`) en fait une valeur de 0 à 1. Il dit ce que les sources soutiennent, et rien de plus : ce que
personne ne dit est inconnu, jamais zéro. Cette page est écrite d’après le code.""",
    """An indicator goes from what sources say of a place to a raw value; a criterion of the grid (`indicator = "…"` in
`study.toml`) turns it into a value from 0 to 1. It says what sources support and no more: what nobody says is unknown, never
zero. This page is written from the code.""",
)
NAMES = Words("mesure|unité|inconnu quand|lit|catégories", "measures|unit|unknown when|reads|categories")
COLUMNS = Words("indicateur|ce qu’il mesure|unité", "indicator|what it measures|unit")


def page(language: str) -> str:
    """The page in a language, as Markdown."""
    lines = [f"# {TITLE.in_language(language)}", "", HEAD.in_language(language), ""]
    rows = [
        (f"[`{one.name}`](#{one.name})", cell(one.meaning.in_language(language)), cell(one.unit.in_language(language)))
        for one in REGISTRY.values()
    ]  # fmt: skip
    lines += table(COLUMNS.in_language(language).split("|"), rows)
    measures, unit, unknown, reads, categories = NAMES.in_language(language).split("|")
    for one in REGISTRY.values():
        lines += [
            "",
            f"## `{one.name}`",
            "",
            f"- **{measures}** – {cell(one.meaning.in_language(language))}",
            f"- **{unit}** – {cell(one.unit.in_language(language))}",
            f"- **{unknown}** – {cell(one.unknown.in_language(language))}",
            f"- **{reads}** – {', '.join(_field(name, language) for name in one.inputs)}",
        ]
        if one.categories:
            codes = ", ".join(_category(one.inputs[0], code, language) for code in one.categories)
            lines.append(f"- **{categories}** – {codes}")
    return "\n".join(lines) + "\n"


def _field(name: str, language: str) -> str:
    """A field by its code and its label; what is gathered apart from listings has a code alone."""
    return f"`{name}` ({cell(FIELDS[name].label.in_language(language))})" if name in FIELDS else f"`{name}`"


def _category(field: str, code: str, language: str) -> str:
    words = words_of(field, code)
    return f"`{code}` ({cell(words.in_language(language))})" if words else f"`{code}`"
