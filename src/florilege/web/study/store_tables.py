"""The tables of a store, brought up to date: by one command at a time, for two may be started at once."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from florilege.web import store_locks


def bring_up_to_date() -> None:
    """Create the tables that are missing, change those of an earlier version; raises DatabaseError."""
    if not _is_behind():
        return
    with store_locks.holding("tables", wait=True):
        # what another command did meanwhile is not done again: `migrate` looks at the store itself
        call_command("migrate", verbosity=0, interactive=False)


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
