"""The steps of a build, in order: their names, for those who ask for them before a store is open."""

from __future__ import annotations

STEPS = (
    "import",
    "link",
    "ecosystem",
    "appraise",
    "territories",
    "select",
    "decide",
    "dossier",
    "exchange",
    "editorial",
    "publish",
)
REFUSING = ("import", "link", "ecosystem", "appraise")
"""Steps that check what people wrote; a refusal by any of them leaves the store as it was before the first."""
