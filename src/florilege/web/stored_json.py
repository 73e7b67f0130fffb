"""JSON kept as it was written: its keys in their order, its numbers with their digits, in either kind of store.

Django keeps JSON as `jsonb` on PostgreSQL, which sorts keys and rewrites numbers: a site built there would differ from
the one built on SQLite. `json` keeps the text. It has no equality and no index, which nothing here asks of it.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.migrations.operations import AlterField


class StoredJSON(models.JSONField):
    """A JSON field that keeps the order of keys."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if connection.vendor != "postgresql" or value is None or hasattr(value, "as_sql"):
            return super().get_db_prep_value(value, connection, prepared)
        from psycopg.types.json import Json

        return Json(value, dumps=partial(json.dumps, cls=self.encoder))


class AlterJSON(AlterField):
    """Turns `jsonb` into `json`: on SQLite, where both are text, there is nothing to do, and every table to copy."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)


def _read_as_text(connection: BaseDatabaseWrapper, **_said: object) -> None:
    """Have the driver give `json` as text, as Django has it do for `jsonb`: the field reads it."""
    if connection.vendor == "postgresql":
        from psycopg.types.string import TextLoader

        connection.connection.adapters.register_loader("json", TextLoader)


connection_created.connect(_read_as_text, dispatch_uid="florilege.stored_json")
