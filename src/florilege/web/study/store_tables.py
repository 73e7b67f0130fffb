"""The tables of a store, brought up to date: by one command at a time, for two may be started at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from florilege.web import store_locks

OURS = "florilege."
"""What the names of our applications begin with."""


def bring_up_to_date() -> None:
    """Create the tables that are missing, change those of an earlier version; raises DatabaseError."""
    if not _missing():
        return
    with store_locks.holding("tables", wait=True):
        # what another command did meanwhile is not done again: the store itself is looked at anew
        missing = _missing()
        if not connection.introspection.table_names() and all(_is_ours(one) for one in missing):
            create(missing)
        else:
            call_command("migrate", verbosity=0, interactive=False)


def create(migrations: Sequence[Migration]) -> None:
    """Make an empty store what these migrations of our applications would make of it, at once and whole or not at all.

    A store of today is not taken through all that it was before: that is most of what a command on a new store does. What
    migrations do to rows, they would do to none. (The order of columns is that of the models, which nothing depends on.)
    """
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        for label in dict.fromkeys(one.app_label for one in migrations):
            for model in apps.get_app_config(label).get_models():
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
        editor.create_model(recorder.Migration)
        for one in migrations:
            recorder.migration_qs.create(app=one.app_label, name=one.name)


def _missing() -> list[Migration]:
    executor = MigrationExecutor(connection)
    return [one for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _is_ours(migration: Migration) -> bool:
    return apps.get_app_config(migration.app_label).name.startswith(OURS)
