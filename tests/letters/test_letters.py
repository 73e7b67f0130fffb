"""Letters: sent once through a real mail server, nothing slipped into their headers, returns heeded, stops for ever."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journey_reports import reported


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "letters/journeys.py")
    return found


def test_a_letter_is_sent_once_in_its_language_with_what_it_needs(met: dict[str, Any]) -> None:
    found = met["sent"]
    assert found["twice"] is True
    assert found["letters"] == 1
    assert found["state"] == found["in English"] == ["sent", 1, "done"]
    assert found["headers"] == {
        "From": "L’étude <study@example.org>", "To": "zoe@example.org", "Subject": "À Zoé",
        "Content-Language": "fr", "Auto-Submitted": "auto-generated",
    }  # fmt: skip
    assert found["text"].startswith("Bonjour Zoé,\n")
    assert found["english"] == "To Joe"


def test_a_letter_that_nobody_asked_for_says_how_to_stop_and_each_says_where_it_comes_back(
    met: dict[str, Any],
) -> None:
    found = met["sent"]
    assert found["unsubscribe"] == ["<https://study.example.org/ne-plus-ecrire/REFERENCE/>", None]
    assert found["reference"] is True
    assert found["return"] == "returns+REFERENCE@example.org"


def test_what_a_letter_opens_is_not_readable_in_the_store_before_and_gone_afterwards(
    met: dict[str, Any],
) -> None:
    found = met["sent"]
    assert found["link in the letter"] is True
    assert found["link in the store before"] is False
    assert found["left in the store"] == ["", False]


def test_no_address_that_could_make_a_header_is_written_to(met: dict[str, Any]) -> None:
    found = met["injected"]
    assert found["refused"] == [True] * 9
    assert found["written"] == 0


def test_no_name_makes_a_header_or_another_recipient(met: dict[str, Any]) -> None:
    found = met["injected"]
    assert found["bcc"] == [None] * 4
    assert found["recipients"] == [[f"named{number}@example.org"] for number in range(4)]
    assert found["subjects"] == [
        "À Zoé Bcc: b@example.org", "À Zoé other text", "À gro.elpmaxe", "À Zoé Bcc: b@example.org",
    ]  # fmt: skip


def test_a_row_that_was_tampered_with_makes_no_header_either(met: dict[str, Any]) -> None:
    assert met["injected"]["tampered"] == "refused"


def test_what_a_server_puts_off_is_sent_later_and_what_it_refuses_is_not(met: dict[str, Any]) -> None:
    found = met["not taken"]
    for name in ("later", "relay", "busy"):
        assert found[name] == ["waiting", 1, "waiting"]
        assert found["then"][name] == ["sent", 2, "done"]
    for name in ("gone", "plain", "spam"):
        assert found[name] == found["then"][name] == ["refused", 1, "failed"]
    assert found["plainly told"] == "550 nomailbox"
    assert found["told"] == "the server answered: 550 5.1.1 no such user"


def test_an_address_that_does_not_exist_is_not_written_to_again_until_someone_says_that_it_works(
    met: dict[str, Any],
) -> None:
    found = met["not taken"]
    assert found["failing"] == ["gone"]
    assert found["to gone"] == found["asked for to gone"] == ["withheld", 0, ""]
    assert found["to gone, said to work"] == ["waiting", 0, "waiting"]
    assert found["taken"] == {"later": 1, "gone": 1, "plain": 0, "relay": 1, "spam": 0, "busy": 1}


def test_without_a_mail_server_a_letter_is_tried_a_bounded_number_of_times_and_can_be_sent_again(
    met: dict[str, Any],
) -> None:
    assert met["nobody there"] == {"before": ["waiting", 8, "failed"], "tried again": ["sent", 9, "done"]}


def test_a_letter_that_may_have_gone_is_said_to_be_uncertain_and_goes_again_only_by_hand(
    met: dict[str, Any],
) -> None:
    found = met["uncertain"]
    assert found["cut"] == found["slow"] == ["uncertain", 1, "uncertain"]
    assert found["not by itself"] == [["uncertain", 1, "uncertain"], 1]
    assert "peut-être partie" in found["said"][0]
    assert "may have been sent" in found["said"][1]
    assert found["by hand"] == [["sent", 2, "done"], 1]


def test_a_worker_killed_while_the_server_reads_sends_nothing_twice(met: dict[str, Any]) -> None:
    found = met["killed"]
    assert found["at the kill"] == ["sending", 1, "running"]
    assert found["after"] == [["uncertain", 1, "uncertain"], 1]


def test_a_letter_travels_enciphered_to_the_server_that_its_certificate_names_and_to_no_other(
    met: dict[str, Any],
) -> None:
    found = met["encrypted"]
    assert (found["state"], found["letters"]) == (["sent", 1, "done"], 1)
    assert (found["another name"], found["read"]) == (["waiting", 1, "waiting"], 0)


def test_a_return_is_known_by_its_reference_and_tells_a_dead_address_from_a_full_one(
    met: dict[str, Any],
) -> None:
    found = met["came back"]
    assert found["told"] == {
        "hard": "failed", "full": "failed", "delay": "delayed", "headers": "failed", "verp": "failed",
        "vacation": "no report", "forged": "not ours",
    }  # fmt: skip
    assert found["failing"] == ["hard", "headers", "verp"]
    states = found["states"]
    assert [name for name, said in states.items() if said == "returned"] == [
        "hard",
        "full",
        "headers",
        "verp",
    ]
    assert states["forged"] == states["delay"] == states["vacation"] == "sent"
    assert found["to hard"] == ["withheld", 0, ""]
    assert found["again"] == "failed"


def test_what_a_server_says_is_kept_without_the_address(met: dict[str, Any]) -> None:
    assert met["came back"]["said"] == "smtp; 550 5.1.1 <[…]>: Recipient address rejected"


def test_a_maildir_is_read_once_whatever_it_holds(met: dict[str, Any]) -> None:
    found = met["came back"]
    assert found["maildir"] == {"failed": 1, "not ours": 1}
    assert found["maildir again"] == {}
    assert found["moved"] == "returned"
    assert found["no maildir"] is True


def test_who_asked_for_no_letters_gets_none_but_those_she_asks_for_whatever_the_letters_of_her_address(
    met: dict[str, Any],
) -> None:
    found = met["stopped"]
    assert found["waiting"] == ["withheld", 0, "done"]
    assert found["new"] == ["withheld", 0, ""]
    assert found["asked for"] == ["waiting", 0, "waiting"]
    assert found["taken"] == 1
    assert found["for ever"] is True


def test_old_letters_lose_their_address_and_text_and_what_is_known_of_the_address_stays(
    met: dict[str, Any],
) -> None:
    found = met["erased"]
    assert found["addresses left"] == ["fresh@example.org"]
    assert found["rows"] is True
    assert found["fresh"] == ["sent", 1, "done"]
    assert found["still known"] == "failing"
    assert found["still stopped"] == "stopped"


def test_a_letter_sealed_with_another_secret_is_not_sent_and_says_why(met: dict[str, Any]) -> None:
    assert met["other secret"]["state"] == ["refused", 0, "failed"]
    assert "FLORILEGE_SECRET_KEY" in met["other secret"]["said"]
