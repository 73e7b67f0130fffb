"""What a browser needs to begin: a programme, an editor's session, three people of whom one waits. Prints JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "florilege.web.service_settings"
os.environ["FLORILEGE_STUDY"] = "petite-etude"
os.environ["FLORILEGE_STUDY_FOLDER"] = sys.argv[1]
os.environ["FLORILEGE_ADDRESS"] = "https://study.example.org"

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from florilege.web.accounts.models import Membership, Person  # noqa: E402
from florilege.web.exchange import registrations  # noqa: E402
from florilege.web.exchange.participant_letters import page_link  # noqa: E402
from florilege.web.exchange.participants import checked  # noqa: E402
from florilege.web.exchange.programmes import public_programme  # noqa: E402
from florilege.web.exchange.registrations import Said  # noqa: E402
from florilege.web.steps import chain  # noqa: E402
from tests.exchange.event import programme  # noqa: E402

STUDY, FOLDER = "petite-etude", Path(sys.argv[1])
(FOLDER / "programme.toml").write_text(programme(), encoding="utf-8")
chain.run_chain(FOLDER, last="editorial", out=None, force=(), progress=lambda *_: None)
editor = Person.objects.create(email="editor@example.org", name="Editor")
Membership.objects.create(person=editor, study=STUDY, role="editor")
Authenticator.objects.create(user=editor, type=Authenticator.Type.TOTP, data={"secret": "A"})
session = SessionStore()
session[SESSION_KEY] = str(editor.pk)
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session[HASH_SESSION_KEY] = editor.get_session_auth_hash()
session.save()
held = public_programme(STUDY)
assert held is not None
links, badges = {}, {}
for name, language in (("Ada Un", "fr"), ("Bea Deux", "en"), ("Cleo Trois", "fr"), ("Dora Quatre", "en")):
    row = registrations.register(
        STUDY, held,
        Said(name, "", f"{name.split()[0].lower()}@example.org", "elected", checked("elected", "Reims"), language,
             {"health-1": ["health-1", "roofs"]}),
        origin="", challenge="",
    )  # fmt: skip
    assert row is not None
    links[name] = page_link(row).removeprefix("https://study.example.org")
    badges[name] = row.badge
sys.stdout.write(json.dumps({"session": session.session_key, "links": links, "badges": badges}))
