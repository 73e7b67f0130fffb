"""What a browser needs to begin: the link of a kept place for each language, the session of a moderator. Prints JSON."""

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

from allauth.mfa.models import Authenticator  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from florilege.selection.computed_list import computed_places  # noqa: E402
from florilege.web.accounts.models import Membership, Person  # noqa: E402
from florilege.web.contributions import proposals  # noqa: E402
from florilege.web.inventory.models import ShownPlace  # noqa: E402
from florilege.web.study.folder import open_folder  # noqa: E402
from florilege.web.study.open_study import open_study  # noqa: E402
from florilege.web.study.selections import computed_of, selection_of  # noqa: E402

STUDY = "petite-etude"
moderator = Person.objects.create(email="moderator@example.org", name="Moderator")
Membership.objects.create(person=moderator, study=STUDY, role="moderator")
Authenticator.objects.create(user=moderator, type=Authenticator.Type.TOTP, data={"secret": "A"})
session = SessionStore()
session[SESSION_KEY] = str(moderator.pk)
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session[HASH_SESSION_KEY] = moderator.get_session_auth_hash()
session.save()
run = selection_of(open_study(open_folder(Path(sys.argv[1]))).row)
assert run is not None
kept = [one.place_id for one in computed_places(computed_of(run)) if one.kept]
open_ones = [
    row for row in ShownPlace.objects.filter(place__public_id__in=kept).select_related("place").order_by("place__rank")
    if row.values.get("status", {}).get("value") != "closed"
]  # fmt: skip
links = {
    language: [row.place.slug, proposals.open_for_place(STUDY, row.place.public_id, language=language)]
    for language, row in zip(("fr", "en"), open_ones, strict=False)
}
sys.stdout.write(json.dumps({"session": session.session_key, "links": links}))
