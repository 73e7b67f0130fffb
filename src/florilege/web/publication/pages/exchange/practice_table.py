"""The practices as a table, for whoever counts: one line a practice, the same columns in both languages."""

from __future__ import annotations

from florilege.csv_lines import harmless, write_lines
from florilege.exchange.practices import KINDS, OUTCOMES, TEXTS
from florilege.territory.territory_keys import territory_of
from florilege.web.publication.contents.practices import Practices

NAME = "pratiques.csv"
COLUMNS = (
    "key", "kind", "language", *TEXTS, *(f"{name}_other" for name in TEXTS), "author", "author_name", "territories",
    "themes", "session", "places", "actors", "date", "validated", "trials", "tried",
)  # fmt: skip


def table(practices: Practices) -> bytes:
    """The table, CSV in UTF-8; a contact is on its page alone. trials : territory and what came of it, known or not"""
    rows = []
    for one in practices.by_key.values():
        author = territory_of(one.author)
        said = [one.texts.get(name) for name in TEXTS]
        row = (
            one.key, KINDS[one.kind].en, one.language, *(text.text if text else "" for text in said),
            *(text.other if text else "" for text in said), one.author, author.name if author else "",
            " ".join(one.territories), " ".join(one.themes), one.session, " ".join(one.places), " ".join(one.actors),
            one.date.isoformat(), one.validated.isoformat() if one.validated else "", str(len(one.trials)),
            "; ".join(f"{trial.territory}: {OUTCOMES[trial.outcome].en}" for trial in one.trials),
        )  # fmt: skip
        rows.append([harmless(cell) for cell in row])
    return write_lines(COLUMNS, rows).encode()
