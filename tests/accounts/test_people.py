"""People sign in, once, as themselves: links that open once, a second factor, sessions that end, attempts counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journey_reports import reported
from tests.program import run


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "accounts/journeys.py")
    return found


def test_a_link_opens_one_thing_once_before_it_expires(met: dict[str, Any]) -> None:
    links = met["links"]
    assert "copied in full" in links["forged"]
    assert "copied in full" in links["other purpose"]
    assert "withdrawn" in links["replaced"]
    assert (links["subject"], "already been used" in links["used"]) == ("7", True)
    assert "expired" in links["expired"]


def test_of_eight_who_follow_a_link_at_once_one_is_let_in_and_the_store_holds_no_secret(
    met: dict[str, Any],
) -> None:
    assert met["links"]["let in together"] == 1
    assert met["links"]["kept"] is False


def test_a_password_is_chosen_once_and_a_refused_one_leaves_the_link_open(met: dict[str, Any]) -> None:
    found = met["signing in"]
    assert [found[key] for key in ("seen", "seen again", "refused password leaves the link open")] == [
        200
    ] * 3
    assert found["workspace"] == 200
    assert found["spent"] == [410, True]
    assert found["spent in English"] is True


def test_no_page_is_framed_elsewhere_and_account_pages_run_no_script_of_others(met: dict[str, Any]) -> None:
    found = met["signing in"]
    assert found["framed"] == ["frame-ancestors 'none'", "DENY"]
    assert "script-src 'self';" in found["policy"]
    assert "default-src 'none'" in found["policy"]


def test_a_session_is_not_fixed_and_ends_with_the_account(met: dict[str, Any]) -> None:
    found = met["signing in"]
    assert found["session changed"] is True
    assert found["without a token"] == 403
    assert found["address in capitals"] == "/espace/"
    assert found["stolen before"] == 200
    assert found["stolen after"] == "/compte/login/"
    assert found["disabled signs in"] != "/espace/"


def test_who_may_change_a_study_is_asked_for_a_second_factor(met: dict[str, Any]) -> None:
    found = met["second factor"]
    assert found["asked"] == "/compte/double/totp/activate/"
    assert found["acts without it"] == 403
    assert (found["enabled"], found["workspace"]) == (True, 200)
    assert found["password alone"] == ["/compte/double/authenticate/", "/compte/login/"]
    assert found["wrong code"] == 200
    # after ten, not even the right one, for ten minutes
    assert found["right code after many wrong ones"] == [200, 302]
    assert found["still out"] == "/compte/login/"


def test_five_wrong_passwords_lock_one_address_and_no_other(met: dict[str, Any]) -> None:
    found = met["lockout"]
    assert (found["first"], found["last"], found["right password"]) == (200, 429, 429)
    assert found["said"] is True
    assert found["another person"] == "/espace/"


def test_a_role_is_given_by_address_and_the_last_administrator_stays(met: dict[str, Any]) -> None:
    found = met["roles"]
    assert (found["no address"], found["no role"]) == ("email", "--role")
    assert (found["twice"], found["still one"]) == (1, 1)
    assert found["last administrator"] == "another administrator of the study"


def test_an_act_on_an_account_says_who_what_before_and_after_and_names_nobody(met: dict[str, Any]) -> None:
    found = met["acts"]
    nobody, reads = {"roles": [], "active": True}, {"roles": ["reader"], "active": True}
    both = {"roles": ["moderator", "reader"], "active": True}
    assert found["rows"] == [
        ["role given", "Anne", nobody, reads, "joins", True],
        ["role given", "Anne", reads, reads, "", False],
        ["role given", "Anne", reads, both, "", True],
        ["account disabled", "Anne", both, both | {"active": False}, "leaves", True],
        ["account enabled", "Anne", both | {"active": False}, both, "", True],
    ]
    assert (found["subjects"], found["names"]) == (1, False)


def test_the_command_line_gives_a_role_with_a_link_and_lists_it(folder: Path) -> None:
    said = run("user", "add", folder / "study", "zoe@example.org", "--role", "moderator", "--name", "Zoé",
        "--address", "https://example.org/", folder=folder, team=True,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "https://example.org/compte/ouvrir/" in said.stdout
    listed = run("user", "list", folder / "study", "--json", folder=folder, team=True)
    (zoe,) = [one for one in json.loads(listed.stdout) if one["email"] == "zoe@example.org"]
    assert (zoe["roles"], zoe["active"], zoe["password"]) == (["moderator"], True, False)


def test_the_service_of_a_team_does_not_start_without_a_secret_that_lasts(folder: Path) -> None:
    said = run("serve", folder / "study", "--team", folder=folder, team=True, environment={"FLORILEGE_SECRET_KEY": ""}
    )  # fmt: skip
    assert said.returncode == 3
    assert "FLORILEGE_SECRET_KEY" in said.stderr
    assert "token_urlsafe" in said.stderr
