"""What browsers need to begin: the link of a session that is being written. Prints JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]

import django

django.setup()


from florilege.web.inventory.models import ShownPlace  # noqa: E402
from florilege.web.practices import writing  # noqa: E402
from florilege.web.steps import chain  # noqa: E402
from tests.practices import samples  # noqa: E402

samples.write(
    Path(sys.argv[1]), ShownPlace.objects.select_related("place").order_by("place__rank")[0].place.public_id
)
chain.run_chain(Path(sys.argv[1]), last="editorial", out=None, force=(), progress=lambda *_: None)
secret = writing.open_writing("petite-etude", "days", "health-1", who="Anne")
sys.stdout.write(json.dumps({"secret": secret}))
