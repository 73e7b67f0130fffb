"""Every role against every view: what each meets is written here, apart from the code that decides."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.program import run_from_nothing

TEAM = frozenset({"administrator", "editor", "moderator", "reader"})
"""Who sees the workspace. Not the jury, and not whoever administers another study."""
WRITES = frozenset({"administrator", "editor"})
THINKS = frozenset({"administrator", "editor", "moderator"})
W = "florilege.web.workspace.views."
WORKSPACE: Mapping[str, tuple[frozenset[str], str]] = {
    f"{W}dashboard": (frozenset(), "GET HEAD"),
    f"{W}duplicates": (WRITES, "GET HEAD POST"),
    f"{W}actors": (WRITES, "GET HEAD POST"),
    f"{W}journal": (WRITES, "GET HEAD POST"),
    f"{W}link_again": (WRITES, "POST"),
    f"{W}listings": (WRITES, "GET HEAD POST"),
    f"{W}difference": (WRITES, "GET HEAD POST"),
    f"{W}laboratory": (THINKS, "GET HEAD POST"),
}
"""View → who may send something to it, and the methods that it takes."""
PUBLIC = {
    "florilege.web.publication.live.page",
    "florilege.web.publication.live.search_data",
    "florilege.web.publication.live.territory_names",
    "florilege.web.publication.live.made_asset",
    "florilege.web.publication.live.data_file",
    "florilege.web.publication.live.picture",
    "florilege.web.publication.live.report",
    "florilege.web.accounts.views.choose_password",
}
SIGNING_IN = ("allauth.account.views.", "django.views.i18n.set_language")
"""Open to whoever is not signed in yet, but for what changes an account."""
SIGNED_IN = (
    "allauth.mfa.", "allauth.usersessions.", "allauth.account.views._password_change.",
    "allauth.account.views._email_change.", "allauth.account.views._reauthenticate.",
)  # fmt: skip
Answers = list[tuple[str, str, str, str, str]]


@pytest.fixture(scope="module")
def answers(folder: Path) -> Answers:
    """[view, method, format, role, answer] of every view, method, format and role."""
    script = Path(__file__).with_name("every_view.py")
    ended = run_from_nothing(sys.executable, script, folder / "study", folder=folder)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return [(view, method, kind, role, said) for view, method, kind, role, said in json.loads(ended.stdout)]


def expected(view: str, method: str, role: str) -> str:
    acting, methods = WORKSPACE[view]
    if role == "anonymous":
        return "sign in"
    safe = method in ("GET", "HEAD", "OPTIONS")
    allowed = TEAM if safe or not acting else acting
    if role.partition(" ")[0] not in allowed:
        return "refused"
    if role == "editor without second factor":
        return "second factor" if safe else "refused"
    return "open" if method in methods.split() else "no method"


def test_every_view_of_the_workspace_answers_each_role_as_the_table_says(answers: Answers) -> None:
    faults = [
        (view, method, kind, role, said)
        for view, method, kind, role, said in answers
        if view in WORKSPACE and said != expected(view, method, role)
    ]
    assert faults == []
    assert {view for view, *_ in answers if view in WORKSPACE} == set(WORKSPACE)
    assert {role for _, _, _, role, said in answers if said == "second factor"} == {
        "editor without second factor"
    }


def test_a_view_that_is_in_no_table_fails(answers: Answers) -> None:
    unknown = {view for view, *_ in answers} - set(WORKSPACE) - PUBLIC
    assert {view for view in unknown if not view.startswith((*SIGNING_IN, *SIGNED_IN))} == set()


def test_what_is_public_is_read_by_everyone_and_takes_nothing(answers: Answers) -> None:
    faults = [
        one
        for one in answers
        if one[0] in PUBLIC and one[0].startswith("florilege.web.publication.")
        and one[4] not in (("open", "not found") if one[1] in ("GET", "HEAD") else ("no method",))
    ]  # fmt: skip
    assert faults == []


def test_an_account_is_changed_by_whoever_is_signed_in_alone(answers: Answers) -> None:
    met = {
        (view, said)
        for view, _, _, role, said in answers
        if role == "anonymous" and view.startswith(SIGNED_IN)
    }
    own = {view for view, _ in met}
    assert len(own) > 15
    open_ones = {view for view, said in met if said == "open"}
    assert open_ones == set(), open_ones
