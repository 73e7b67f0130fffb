"""What a newer version of a listing changes, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from florilege.faults import Words

if TYPE_CHECKING:
    from florilege.linkage.differences import Difference
    from florilege.listings.records import Value

SHOWN = 12
"""Changes shown of each kind; the report holds them all."""
STATES: Mapping[str, Words] = {
    "same": Words(
        "Ce fichier est déjà la version en usage : il n’y a rien à faire.",
        "This file is already the current version: nothing to do.",
    ),
    "accepted": Words(
        "Acceptée : c’est maintenant la version en usage ; les lieux ont été reliés à nouveau.",
        "Accepted: it is now the current version; the places were relinked.",
    ),
    "examined": Words(
        "Rien n’a été changé. Ajouter --accept pour en faire la version en usage.",
        "Nothing was changed. Add --accept to make it the current version.",
    ),
}
"""What became of the file."""


def print_difference(found: Difference, state: str, report: Path, language: str) -> None:
    """Print how many records change and the first of each kind. state : key of `STATES`; report : the file of them all"""
    from florilege.web.publication.text import words
    from florilege.web.publication.text.values import field_label
    from florilege.web.workspace.contents import CHANGES

    console = Console(highlight=False)
    console.print(
        f"{found.listing}{words.said(Words(' : ', ': '), language)}{found.before} → {found.after}",
        markup=False,
    )
    counts = Table(box=None, pad_edge=False, show_header=False)
    counts.add_column()
    counts.add_column(justify="right")
    for name, count in found.counts().items():
        counts.add_row(words.said(CHANGES[name], language), words.number(count, language))
    console.print(counts)
    parts = {
        "added": [f"{record_id}  {name}" for record_id, name in found.added],
        "gone": [f"{record_id}  {name}" for record_id, name in found.gone],
        "reused": [f"{record_id}  {before} → {after}" for record_id, before, after in found.reused],
        "renewed": [f"{one.before} → {one.after}  {one.name}" for one in found.changed if one.renewed],
        "changed": [
            f"{one.after}  {one.name} — "
            + words.said(Words(" ; ", "; "), language).join(
                f"{field_label(change.field, language)} {_values(change.field, change.before, language)}"
                f" → {_values(change.field, change.after, language)}"
                for change in one.fields
            )
            for one in found.changed
            if one.fields
        ],
    }
    for kind, lines in parts.items():
        if lines:
            console.print(
                f"[bold]{words.said(CHANGES[kind], language)}[/bold] ({words.number(len(lines), language)})"
            )
        for line in lines[:SHOWN]:
            console.print(f"  {line}", markup=False, overflow="ellipsis", no_wrap=True)
        if len(lines) > SHOWN:
            more = words.number(len(lines) - SHOWN, language)
            console.print(
                Words(f"  … et {more} de plus", f"  … {more} more").in_language(language), markup=False
            )
    where = Words(f"La comparaison entière est dans {report}.", f"The full comparison is in {report}.")
    console.print(where.in_language(language), markup=False, soft_wrap=True)
    console.print(words.said(STATES[state], language))


def _values(field: str, values: Sequence[Value], language: str) -> str:
    from florilege.web.publication.text.values import stated

    said = " | ".join(stated(field, one, language) for one in values)
    return said or Words("(rien)", "(nothing)").in_language(language)
