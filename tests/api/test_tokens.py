"""A token opens what its scopes say, in its study, until it ends; and it shows nothing that everyone does not read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.program import run


@pytest.fixture(scope="module")
def met(folder: Path) -> dict[str, Any]:
    ended = run(folder=folder, script=Path(__file__).with_name("token_journeys.py"), team=True)
    assert ended.returncode == 0, ended.stderr[-3000:]
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


def test_a_good_token_says_what_it_may_do_and_is_kept_by_nobody_on_the_way(met: dict[str, Any]) -> None:
    assert met["good"] == [200, "Cartographie", ["token:read", "corrections:propose"], "no-store"]
    assert met["in any letters"] == 200
    assert (met["other sites"], met["asked first"]) == (None, None)


def test_without_a_good_token_nothing_opens_and_the_reason_is_said(met: dict[str, Any]) -> None:
    for case in ("missing", "of another kind"):
        status, challenge, detail = met[case]
        assert (status, challenge) == (401, 'Bearer realm="florilege"'), case
        assert "florilege token add" in detail
    for case in ("forged", "strange", "withdrawn", "expired"):
        status, challenge, _ = met[case]
        assert (status, challenge) == (401, 'Bearer realm="florilege", error="invalid_token"'), case
    assert "copied in full" in met["forged"][2]
    assert met["withdrawn"][2] == met["expired"][2]
    assert "expired or was withdrawn" in met["expired"][2]


def test_a_token_of_another_study_looks_like_one_that_never_was(met: dict[str, Any]) -> None:
    assert met["of another study"] == met["forged"]


def test_a_token_without_the_scope_is_refused_in_both_languages(met: dict[str, Any]) -> None:
    status, challenge, detail = met["narrow"]
    assert status == 403
    assert 'error="insufficient_scope", scope="token:read"' in challenge
    assert "does not have “token:read”" in detail
    assert "n’a pas « token:read »" in met["narrow in French"]


def test_neither_a_token_nor_a_session_shows_more_than_everyone_reads(met: dict[str, Any]) -> None:
    assert met["with a token, what is read is the same"] is True
    assert met["a session is no token"] == 401


def test_the_store_holds_no_secret_and_a_token_is_long_and_marked(met: dict[str, Any]) -> None:
    assert met["kept"] is False
    assert met["marked"] is True
    assert met["length"] >= 43


def test_what_can_be_no_token_is_refused(met: dict[str, Any]) -> None:
    assert (met["bad name"], met["bad scope"], met["bad days"]) == ("name", "--scope", "--days")


def test_tokens_are_described_where_they_are_given(met: dict[str, Any]) -> None:
    assert met["described"] is True
    assert met["scopes on the page"] is True


def test_the_command_line_makes_lists_and_withdraws(folder: Path) -> None:
    study = folder / "study"
    made = run("token", "add", study, "Carte de Bretagne", "--scope", "token:read", "--days", "9", folder=folder, team=True
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    secret = made.stdout.strip()
    assert secret.startswith("flo_")
    assert "Carte de Bretagne" in made.stderr
    listed = run("token", "list", study, "--json", folder=folder, team=True)
    (token,) = [one for one in json.loads(listed.stdout) if one["name"] == "Carte de Bretagne"]
    assert (token["scopes"], token["withdrawn"]) == (["token:read"], None)
    assert secret not in listed.stdout
    gone = run("token", "withdraw", study, str(token["number"]), folder=folder, team=True)
    assert gone.returncode == 0, gone.stderr
    again = run("token", "list", study, "--json", folder=folder, team=True)
    (after,) = [one for one in json.loads(again.stdout) if one["number"] == token["number"]]
    assert after["withdrawn"]
    unknown = run("token", "withdraw", study, "999", folder=folder, team=True)
    assert unknown.returncode == 3
    assert "florilege token list" in unknown.stderr
