"""Corrections from the sheet to the site, in a process of its own: run in the folder of a built study, prints JSON."""

from __future__ import annotations

import json
import sys

from tests.contributions import study_met  # noqa: F401  it sets Django up, before any room is imported
from tests.contributions.deciding import effects, followed, letters, moderation, of_the_place
from tests.contributions.owning import merged, owners_met
from tests.contributions.proposing import proposed, robots_met
from tests.contributions.teamwork import broken, by_the_team, forgotten, together, two_doors

REPORTED = {
    "robots": robots_met(), "proposed": proposed(), "moderation": moderation(), "followed": followed(),
    "letters": letters(), "effects": effects(), "of the place": of_the_place(), "owners": owners_met(),
    "by the team": by_the_team(), "two doors": two_doors(), "together": together(),
    "forgotten": forgotten(), "broken": broken(), "merged": merged(),
}  # fmt: skip
sys.stdout.write(json.dumps(REPORTED))
