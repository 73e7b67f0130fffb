"""A store opened by a program that is not the live service: Django pointed at it, its tables brought up to date."""

from __future__ import annotations

import os
from pathlib import Path

from florilege.faults import InputRefused, Words
from florilege.files import check_out_file

BUILDING = "florilege.web.settings"
"""Settings of what builds a study."""


def open_store(database: str, *, settings_module: str = BUILDING) -> Path | None:
    """Point Django at the store, create it when it is not there, bring its tables up to date; its file, if it is one.

    database : its URL; "" for that of DATABASE_URL, or the usual file
    Raises InputRefused when no store can be opened there, ValueError for a URL that is none.
    """
    if database:
        os.environ["DATABASE_URL"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module)
    import django
    from django.conf import settings

    name = str(settings.DATABASES["default"]["NAME"])
    embedded = str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3") and name != ":memory:"
    if embedded:
        check_out_file(Path(name), ())
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    django.setup()
    try:
        from florilege.web.study.store_tables import bring_up_to_date

        bring_up_to_date()
    except django.db.DatabaseError as error:
        from florilege.web.study.locked_store import locked_store

        raise locked_store(error) or InputRefused(
            Words(
                "un magasin SQLite ou PostgreSQL qui s’ouvre",
                "a SQLite or PostgreSQL store that can be opened",
            ),
            file=name,
            column="--database",
            value=str(error).strip().partition("\n")[0],
            hint=Words("vérifier --database ou DATABASE_URL", "check --database or DATABASE_URL"),
        ) from error
    return Path(name) if embedded else None
