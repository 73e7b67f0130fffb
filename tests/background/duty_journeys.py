"""What the worker does for a study: run in the folder of a built study, prints JSON."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = STUDY = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from florilege.web.background.kinds import KINDS  # noqa: E402
from florilege.web.background.models import Work  # noqa: E402
from florilege.web.background.performing import Later, Piece, duties  # noqa: E402
from florilege.web.duties import rebuilding, watching  # noqa: E402
from florilege.web.inventory.models import Claim  # noqa: E402
from florilege.web.watch.guard import Guard  # noqa: E402
from tests.watch.local_web import LocalWeb, page  # noqa: E402

FILE = Path(sys.argv[1]) / "study.toml"
PIECE = Piece(1, "watch", STUDY, {}, 1, False)


def rebuilt() -> dict[str, Any]:
    """A study whose title has changed: what the live site shows follows."""
    rebuilding.rebuild(PIECE)
    text = FILE.read_text(encoding="utf-8")
    FILE.write_text(text.replace("Petite étude", "Étude reprise"), encoding="utf-8")
    client = Client(SERVER_NAME="localhost")
    before = "Étude reprise" in client.get("/").content.decode()
    rebuilding.rebuild(PIECE)
    after = "Étude reprise" in client.get("/").content.decode()
    FILE.write_text(text.replace("size = 5", "size = 500"), encoding="utf-8")
    clash = rebuilding.rebuild(PIECE).en
    FILE.write_text(text, encoding="utf-8")
    # another command is writing, for longer than the address of the store lets one wait
    FILE.write_text(text.replace("Petite étude", "Étude tenue"), encoding="utf-8")
    with closing(sqlite3.connect("var/florilege.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            said = rebuilding.rebuild(PIECE).en
        except Later as later:
            said = later.words.en
    FILE.write_text(text, encoding="utf-8")
    return {"before": before, "after": after, "clash": clash, "locked": said}


def watched() -> dict[str, Any]:
    settings.FLORILEGE_CONTACT = "team@example.org"
    web = LocalWeb()
    site = web.host(page()).url
    claim = Claim.objects.filter(field="website").order_by("pk")[0]
    Claim.objects.filter(field="website").exclude(pk=claim.pk).delete()
    Claim.objects.filter(pk=claim.pk).update(value=f"{site}/")
    first = watching.visit(PIECE, Guard(web.allowed)).en
    again = watching.visit(PIECE, Guard(web.allowed)).en
    web.close()
    kept = (FILE.parent / "watch.csv").read_text(encoding="utf-8")
    return {"first": first, "again": again, "kept": site.partition("//")[2] in kept and ",alive," in kept}


REPORTED = {"table": sorted(duties()) == sorted(KINDS), "rebuilt": rebuilt(), "watched": watched(), "work": Work.objects.count()}  # fmt: skip
sys.stdout.write(json.dumps(REPORTED))
