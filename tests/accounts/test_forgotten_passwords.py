"""A forgotten password: a letter with a link that opens once, old sessions ended, and nobody told who has an account."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journey_reports import reported


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "accounts/password_journeys.py")
    return found


def test_the_page_answers_alike_and_works_alike_whether_anybody_has_the_address(met: dict[str, Any]) -> None:
    assert met["answer"] == [302, "/compte/password/reset/done/"]
    assert (met["answers"], met["pages"], met["questions"]) == (1, 1, 1)
    assert met["page"] is True
    assert met["no address"] == [200, True]


def test_one_letter_goes_to_whoever_has_an_open_account_in_the_language_of_the_page(
    met: dict[str, Any],
) -> None:
    assert met["written to"] == ["anne@example.org", "joe@example.org"]
    assert met["subjects"] == ["Choisir un autre mot de passe", "Choose another password"]
    assert met["greets"] == [True] * 3
    assert met["address"] == "https://study.example.org"


def test_the_store_keeps_neither_the_link_nor_an_address_that_nobody_has(met: dict[str, Any]) -> None:
    assert met["token in the store"] is False
    assert met["nobody in the store"] is False


def test_the_link_opens_once_and_leaves_its_secret_out_of_the_address(met: dict[str, Any]) -> None:
    assert met["opened"] == [302, False, 200]
    assert met["weak"] == 200
    assert met["changed"] == "/compte/password/reset/key/done/"
    assert met["page of the end"] is True
    assert met["again"] == [True, True]
    assert met["again in English"] is True


def test_old_sessions_and_the_old_password_end(met: dict[str, Any]) -> None:
    assert met["signed in before"] == 200
    assert met["old session"] == "/compte/login/"
    assert met["sessions left"] == 0
    assert (met["old password"], met["new password"]) == (False, True)


def test_a_link_expires(met: dict[str, Any]) -> None:
    assert met["expired"] is True


def test_a_form_fills_no_mailbox(met: dict[str, Any]) -> None:
    assert met["flood"] == [1, 2, 3, 3, 3, 3, 4]
