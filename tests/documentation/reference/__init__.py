"""The pages of reference that are written from the code each time the documentation is built, and are kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.documentation.reference import commands, faults, fields, indicators, rules

PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands.page,
    "indicators.md": lambda: indicators.page("en"),
    "indicateurs.md": lambda: indicators.page("fr"),
    "rules.md": lambda: rules.page("en"),
    "regles.md": lambda: rules.page("fr"),
    "fields.md": lambda: fields.page("en"),
    "champs.md": lambda: fields.page("fr"),
    "errors.md": lambda: faults.page("en"),
    "refus.md": lambda: faults.page("fr"),
}
"""Name of a page in `reference/` → what writes it, as Markdown."""
