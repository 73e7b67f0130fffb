"""Cells and tables of Markdown, which texts of the code must not break."""

from __future__ import annotations

import re
from collections.abc import Sequence

CODE = re.compile(r"(`+[^`]*`+)")


def cell(text: str) -> str:
    """A text on one line of a table: what Markdown would read in it is written as it stands, except between backticks."""
    parts = CODE.split(" ".join(text.split()))
    parts[::2] = [re.sub(r"([\\<>\[\]*{}])", r"\\\1", part) for part in parts[::2]]
    return "".join(parts).replace("|", r"\|")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table, of cells that are Markdown already."""
    return [
        f"| {' | '.join(head)} |",
        f"|{'---|' * len(head)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def listed(codes: Sequence[str]) -> str:
    """Codes one after the other, each between backticks."""
    return ", ".join(f"`{code}`" for code in codes)
