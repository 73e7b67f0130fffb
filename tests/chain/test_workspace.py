"""The workspace, served for real: what it shows, what an answer changes, and to whom it does not open."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from florilege.linkage.decisions import alone, read_decisions, standing, undone
from florilege.web.steps.order import STEPS
from florilege.web.workspace import step_words
from florilege.web.workspace.guard import is_loopback
from tests.chain.served import Reader, hidden, serve


def journal(folder: Path) -> str:
    return (folder / "study" / "decisions.csv").read_text(encoding="utf-8")


def test_an_answer_goes_to_the_journal_and_the_next_question_comes(reader: Reader, linked: Path) -> None:
    page = reader.get("/espace/doublons/")
    first, second = hidden(page, "first"), hidden(page, "second")
    where, after = reader.post(
        "/espace/doublons/",
        page,
        first=first,
        second=second,
        verdict="same",
        who="A. Reader",
        reason="même porte",
    )
    assert where == "/espace/doublons/"
    assert (hidden(after, "first"), hidden(after, "second")) != (first, second)
    assert "A. Reader" in journal(linked)
    assert "même porte" in reader.get("/espace/journal/")
    _, reported = reader.post("/en/espace/journal/", reader.get("/en/espace/journal/"), act="1")
    assert "undone" in reported
    acts = read_decisions(journal(linked), file="decisions.csv")
    assert undone(acts) == {1}
    assert standing(acts) == ()


def test_linked_again_the_acts_take_effect(reader: Reader) -> None:
    page = reader.get("/espace/doublons/")
    first, second = hidden(page, "first"), hidden(page, "second")
    reader.post("/espace/doublons/", page, first=first, second=second, verdict="same")
    where, after = reader.post("/espace/relier/", reader.get("/espace/"))
    assert where == "/espace/"
    assert "en compte" not in after


def test_one_of_two_records_is_said_to_be_alone_and_the_page_says_what_that_means(
    reader: Reader, linked: Path
) -> None:
    page = reader.get("/espace/doublons/")
    assert "jusqu’à ce que quelqu’un dise" in page
    first, second = hidden(page, "first"), hidden(page, "second")
    _, after = reader.post("/espace/doublons/", page, first=first, second=second, verdict="second alone")
    assert alone(read_decisions(journal(linked), file="decisions.csv")) == {second}
    assert (hidden(after, "first"), hidden(after, "second")) != (first, second)
    assert "a place of its own" in reader.get("/en/espace/journal/").lower()


def test_a_form_from_elsewhere_and_another_host_are_refused(reader: Reader, linked: Path) -> None:
    with pytest.raises(HTTPError) as refusal:
        urlopen(reader.address + "/espace/doublons/", b"verdict=same", timeout=30)
    assert refusal.value.code == 403
    with pytest.raises(HTTPError) as refusal:
        urlopen(Request(reader.address + "/espace/", headers={"Host": "elsewhere.example"}), timeout=30)
    assert refusal.value.code == 400
    assert not (linked / "study" / "decisions.csv").exists()


def test_without_the_option_there_is_no_workspace(linked: Path) -> None:
    process, address = serve(linked)
    try:
        with pytest.raises(HTTPError) as refusal:
            urlopen(f"{address}/espace/", timeout=30)
        assert refusal.value.code == 404
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("::ffff:127.0.0.1", True),
        ("192.168.0.4", False), ("::ffff:10.0.0.1", False), ("", False), ("localhost.example", False),
    ],
)  # fmt: skip
def test_only_this_machine_is_this_machine(address: str, own: bool) -> None:
    assert is_loopback(address) is own


def test_each_step_of_a_build_and_each_count_has_words_in_both_languages(built_once: Path) -> None:
    with sqlite3.connect(built_once / "var" / "florilege.sqlite3") as store:
        kept = store.execute("select step, counts from study_steprun").fetchall()
    assert {step for step, _ in kept} == set(step_words.STEPS) == set(STEPS)
    assert {name for _, counts in kept for name in json.loads(counts)} - set(step_words.COUNTS) == set()


PAGES = (
    "",
    "doublons/",
    "journal/",
    "acteurs/",
    "acteurs/journal/",
    "laboratoire/",
    "lieux/",
    "actes/",
    "recensements/",
)


def codes(reader: Reader, prefix: str) -> dict[str, tuple[int, str]]:
    """What each page of the workspace answers."""
    found = {}
    for path in PAGES:
        try:
            found[path] = (200, reader.get(f"{prefix}espace/{path}"))
        except HTTPError as refusal:
            found[path] = (refusal.code, refusal.read().decode())
    return found


def test_a_file_broken_by_hand_is_said_on_the_pages_that_read_it_and_is_no_fault(
    reader: Reader, linked: Path
) -> None:
    (linked / "study" / "decisions.csv").write_text("act,verdict\nnone,none\n", encoding="utf-8")
    (linked / "study" / "actor_decisions.csv").write_bytes(b"\xff\xfe")
    refused = {path: said for path, (code, said) in codes(reader, "/en/").items() if code == 422}
    assert {"", "doublons/", "journal/"} <= {*refused}
    # the laboratory says that nothing is selected yet
    assert [path for path, said in refused.items() if "decisions.csv" not in said] == ["laboratoire/"]
    assert "Nothing was changed" in refused["doublons/"]
    assert {code for code, _ in codes(reader, "/").values()} <= {200, 422}
    (linked / "study" / "study.toml").write_text("[study\n", encoding="utf-8")
    found = codes(reader, "/")
    assert {code for code, _ in found.values()} == {422}
    assert "study.toml" in found[""][1]
