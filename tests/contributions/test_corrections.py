"""A correction from the sheet to the site: proposed by anyone, kept from robots, answered by the team, shown, undone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journey_reports import reported


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "contributions/journeys.py")
    return found


def test_a_draft_writes_to_two_addresses_at_most(met: dict[str, Any]) -> None:
    assert met["proposed"]["letters of a draft"] == 2
    assert met["proposed"]["a third address"] == [302, 422, True]


def test_robots_are_kept_out_by_a_trap_time_work_and_a_rate(met: dict[str, Any]) -> None:
    found = met["robots"]
    assert "attendre 4 secondes" in found["at once"]
    assert found["trapped"] == 422
    assert "n’est pas l’un des nôtres" in found["forged"]
    assert "resté ouvert trop longtemps" in found["left open"]
    assert found["taken"] == 302
    assert "a déjà servi" in found["used again"]
    assert (found["without script, fast"], found["without script"]) == (422, 302)
    assert found["flood"] == [302] * 7 + [429] * 2
    assert found["another network"] == 302
    assert "Too many proposals" in found["in English"]
    assert found["origins hide addresses"] is True


def test_the_form_says_what_is_wrong_beside_each_field_and_keeps_what_was_typed(met: dict[str, Any]) -> None:
    found = met["proposed"]
    assert found["form"] == [True] * 3
    assert found["link on the page"] is True
    assert found["form in English"] is True
    assert found["faults"] == [422, 2, True]
    assert found["nothing said"] == [422, True]
    assert found["turned writing"] == 422


def test_a_draft_is_read_again_changed_and_sent_once(met: dict[str, Any]) -> None:
    found = met["proposed"]
    assert found["draft"] == [200, True, "same-origin", "noindex"]
    assert found["same name is no change"] is True
    assert found["changed"] == [302, True]
    assert (found["without agreement"], found["no page"]) == (422, 422)
    assert found["sent"] == [302, True]
    assert (found["sent twice"], found["changed after"], found["forged link"]) == (409, 410, 410)
    assert found["address told nowhere"] is True
    assert found["secret kept"] is True


def test_a_file_is_known_by_its_content_and_kept_for_the_team_alone(met: dict[str, Any]) -> None:
    found = met["proposed"]["uploads"]
    for name in ("svg", "named as a picture"):
        assert found[name].startswith("422")
        assert "un PDF, ou une image JPEG, PNG ou WebP" in found[name]
    assert "programme malveillant" in found["eicar"]
    assert "sans script" in found["script in a pdf"]
    assert "10 Mo au plus" in found["too large"]
    assert (found["picture"], found["pdf"]) == ("kept", "kept")
    assert found["names"] == ["Plangnp.jpg", "bilan.pdf"]
    assert found["kinds"] == ["image/webp", "application/pdf"]
    assert found["exif dropped"] is True
    assert found["modes"] == ["0o600", "0o600"]


def test_a_moderator_answers_line_by_line_and_the_first_answer_stands(met: dict[str, Any]) -> None:
    found = met["moderation"]
    assert (found["queue"], found["by cause"]) == (True, False)
    assert found["page"] == [True] * 3
    assert found["no address of hers"] is True
    assert (found["reader"], found["anonymous"]) == (403, 302)
    assert found["proof"] == [200, "attachment", "nosniff", "sandbox; default-src 'none'"]
    assert found["proof to anonymous"] == 302
    assert found["effect writes nothing"] is True
    assert (found["refused without reason"], found["refused"], found["accepted"]) == (409, 302, 302)
    assert found["accepted unmarked"] == 409
    assert found["accepted after another"] == [409, True]
    assert found["second moderator"] == [409, True]
    assert found["state"] == "answered"
    assert found["journal"] == [[3, "jobs", 15, "visitor", "Moderator"]]
    assert found["nobody named"] is True
    assert found["acts"] == [
        ["contributions.undo", "Somebody"],
        ["contributions.value", "Moderator"],
        ["contributions.value", "Somebody"],
        ["proposals.refuse", "Moderator"],
        ["proposals.send", ""],
    ]


def test_what_is_accepted_is_shown_with_who_said_it_until_it_is_undone(met: dict[str, Any]) -> None:
    found = met["followed"]
    assert found["shown"] == [True, True]
    assert (found["in claims"], found["editor"]) == (True, False)
    assert (found["retracted by another"], found["undone without reason"], found["undone"]) == (409, 409, 302)
    assert found["then not shown"] is True
    assert found["no longer accepted"] == [
        ["jobs", "refused", "Le bilan dit autre chose."],
        ["opening_year", "refused", "La page dit 2015."],
    ]
    assert found["author told"] == [True, False]


def test_whoever_left_an_address_is_told_once_and_the_study_is_built_again(met: dict[str, Any]) -> None:
    assert met["letters"] == {"answer": [True] * 3, "told again": True, "rebuild": 1}


def test_a_place_gets_its_link_at_an_address_of_its_own_or_after_a_check_or_by_post(
    met: dict[str, Any],
) -> None:
    found = met["owners"]
    assert found["same answer"] == [200, 200, True]
    assert (found["no address"], found["lodged"]) == (422, False)
    assert found["alone"] is True
    assert found["site of several, page of a site"] == [False, False]
    assert len(found["sent"]) == 1
    assert found["sent"][0].startswith("bonjour@")
    assert found["held"] == [[found["sent"][0], "web site"]]
    assert (found["opens"], found["secret kept"]) == (True, False)
    assert found["asked"] == [True, True]
    assert (found["refused without reason"], found["accepted"], found["twice"]) == (409, 302, 409)
    assert found["then sent"] == 1
    assert found["letter"] == [200, "application/pdf", "%PDF-"]
    assert found["pages"] == 1
    assert found["code"] == [302, True]
    assert found["earlier code"] == [0, True]
    assert found["guessing"] == [422, 429]


def test_the_team_is_told_the_very_list_that_comes(met: dict[str, Any]) -> None:
    found = met["effects"]
    assert found["changed"] is True
    assert found["foreseen"] == found["came"]
    assert found["criteria"] == ["uses", "distance"]
    assert found["lower"] is True


def test_a_place_replies_and_is_taken_off_at_its_request(met: dict[str, Any]) -> None:
    found = met["of the place"]
    assert found["asked first"] is True
    assert found["address kept"] == "lieu@place.example"
    assert found["once in the file"] == 1
    assert found["reply shown"] is True
    assert found["told before"] is True
    assert found["accepted unread"] == [409, True]
    assert (found["still waits"], found["read of something else"]) == ("waiting", 409)
    assert found["accepted once read"] == 302
    assert found["gone"] == [404, False]
    assert found["counted"] is True


def test_the_team_adds_claims_with_their_source_one_by_one_or_together(met: dict[str, Any]) -> None:
    found = met["by the team"]
    assert (found["unmarked"], found["added"]) == (409, 302)
    assert (found["without a source"], found["no field"]) == (409, 409)
    assert found["no number"] == [409, True]
    assert (found["pending"], found["moderator"]) == (True, 403)
    assert (found["preview"], found["preview writes nothing"]) == ([200, True], True)
    assert found["bulk"] == [302, 2, 1, True]
    assert found["bulk, meanwhile"] == [409, True]
    assert found["none ticked"] == 409
    assert (found["filters"], found["log"]) == (True, True)


def test_of_two_editors_the_second_is_told_what_the_first_said(met: dict[str, Any]) -> None:
    found = met["by the team"]
    assert found["the second is told"] == [409, True, True]
    assert (found["another field"], found["once read again"]) == (302, 302)
    assert (found["not one's own"], found["one's own"]) == (409, 302)


def test_a_verdict_given_in_the_workspace_is_in_the_journal_at_once_as_such(met: dict[str, Any]) -> None:
    found = met["by the team"]
    assert found["a verdict"] == 302
    assert found["verdicts kept"] == [["Editor", "service"]]


def test_what_is_personal_and_old_is_forgotten_and_proofs_stay(met: dict[str, Any]) -> None:
    found = met["forgotten"]
    assert found["counts"] == [1, True, 2]
    assert found["left"] == {f"old-{name}": ["", "", ""] for name in ("waiting", "refused", "accepted")}
    assert found["files"] == {"draft": False, "waiting": True, "refused": False, "accepted": True}
    assert found["again"] == [0, 0, 0]


def test_what_nobody_types_is_refused_in_words(met: dict[str, Any]) -> None:
    found = met["broken"]
    assert found["many"] == [422, True, True]
    assert found["sign"] == [400, True]
    assert found["query"] == [400]
    assert found["large"] == [413, True, True]


def test_a_link_follows_its_place(met: dict[str, Any]) -> None:
    found = met["merged"]
    assert found["opens"] == [200, True]
    assert found["not published any more"] == [410, True]


def test_what_a_file_gained_or_lost_behind_the_service_is_said_once(met: dict[str, Any]) -> None:
    found = met["two doors"]
    (reported,) = found["by hand"]
    assert reported.startswith("1 act written outside the service: contributions:")
    assert found["once"] == []
    (lost,) = found["lost"]
    assert "florilege dump" in lost


def test_of_eight_acts_at_once_none_is_lost(met: dict[str, Any]) -> None:
    assert met["together"] == {"added": 8, "numbers": 8, "refused": [], "verdicts": [8, 8]}
