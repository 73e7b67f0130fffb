"""A new store, whose tables are made at once, is what the migrations would have made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import postgresql
from tests.program import run

MADE = """
import json, os, re, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.settings"
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from florilege.web.study import store_tables

called = []
store_tables.call_command = lambda *said, **more: (called.extend(said), call_command(*said, **more))
if sys.argv[1] == "held":
    connection.cursor().execute("CREATE TABLE other (a text)")
if sys.argv[1] == "migrated":
    call_command("migrate", verbosity=0)
else:
    store_tables.bring_up_to_date()
assert store_tables._missing() == []
look = connection.introspection
found = {}
with connection.cursor() as cursor:
    for table in sorted(look.table_names(cursor)):
        columns = look.get_table_description(cursor, table)
        bounds = look.get_constraints(cursor, table).items()
        found[table] = [
            sorted(repr((one.name, one.type_code, one.display_size, one.null_ok, one.default)) for one in columns),
            # SQLite has no names for some: they are numbered as the columns stand
            sorted(repr((re.sub("^(__unnamed_constraint_|fk_)[0-9]+", "", name), sorted(said.items()))) for name, said in bounds),
        ]
    held = {}
    for table in found:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        held[table] = cursor.fetchone()[0]
    # what no model knows: indexes by hand, triggers, views
    if connection.vendor == "sqlite":
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE type <> 'table' ORDER BY type, name")
    else:
        cursor.execute(
            "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " UNION SELECT 'trigger', tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
            " UNION SELECT 'view', viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1, 2"
        )
    others = cursor.fetchall()
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    kept = cursor.fetchall()
print(json.dumps([found, kept, called, held, others]))
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql.started() as address:
        yield address


def tables(folder: Path, store: str, how: str) -> Any:
    ended = run(how, folder=folder, script=MADE, environment={"DATABASE_URL": store})
    assert ended.returncode == 0, ended.stderr[-2000:]
    return json.loads(ended.stdout)


def test_on_the_embedded_store(tmp_path: Path) -> None:
    made, migrated = (
        tables(tmp_path, f"sqlite:///{tmp_path / how}.sqlite3", how) for how in ("at once", "migrated")
    )
    assert len(made[0]) > 15
    assert made == migrated


@pytest.mark.skipif(postgresql.binaries() is None, reason="PostgreSQL is not installed here")
def test_on_postgresql(tmp_path: Path, server: str) -> None:
    made, migrated = (tables(tmp_path, postgresql.copy(server), how) for how in ("at once", "migrated"))
    assert len(made[0]) > 15
    assert made == migrated


def test_a_store_that_holds_anything_is_migrated(tmp_path: Path) -> None:
    """Somebody's own table, or an earlier version of ours: what is there is left as it is."""
    found, _, called, *_ = tables(tmp_path, f"sqlite:///{tmp_path / 'held'}.sqlite3", "held")
    assert called == ["migrate"]
    assert {"other", "study_study"} <= found.keys()
