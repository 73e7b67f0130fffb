"""The same places as a SQLite file for Datasette: one table, one full-text index (FTS5, accents left out), made of our cards.

python datasette_data.py CARDS.jsonl OUT.sqlite3
"""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

COLUMNS = ("slug", "name", "commune", "departement", "region", "kinds", "services", "address", "site", "hours", "facts", "latitude",
           "longitude", "date")  # fmt: skip
TEXTS = ("name", "commune", "kinds", "services", "facts")


def main(cards: str, out: str) -> None:
    Path(out).unlink(missing_ok=True)
    with sqlite3.connect(out) as store, open(cards, encoding="utf-8") as lines:
        store.execute("PRAGMA journal_mode=WAL")
        store.execute(f"CREATE TABLE places ({', '.join(COLUMNS)}, PRIMARY KEY (slug))")
        store.execute("CREATE TABLE visits (id INTEGER PRIMARY KEY, at TEXT)")
        rows = (json.loads(line) for line in lines)
        marks = ", ".join("?" * len(COLUMNS))
        store.executemany(f"INSERT INTO places VALUES ({marks})", (_row(row) for row in rows))
        store.execute(
            f"CREATE VIRTUAL TABLE places_fts USING fts5({', '.join(TEXTS)}, content=places, tokenize='unicode61 remove_diacritics 2')"
        )
        store.execute("INSERT INTO places_fts(places_fts) VALUES ('rebuild')")
    store.close()


def _row(card: dict[str, object]) -> list[object]:
    return [
        json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
        for value in (card.get(name) for name in COLUMNS)
    ]


if __name__ == "__main__":
    main(*sys.argv[1:3])
