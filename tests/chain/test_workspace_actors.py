"""The questions on actors of the workspace: what they show, what an answer changes, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from florilege.linkage.decisions import Decision, read_decisions
from tests.chain import small_study
from tests.chain.served import Reader, hidden, workspace_of

ALIKE = "trois,Association Tiers-Lieu 4 Cantons,,,https://example.org/page\n"
"""Perhaps the bearer of a place of the listings, which has this very name and a town."""
ACTORS = f"actor,name,family,siren,source_url\nune,Association Invention Une,associations,,https://example.org/page\n{ALIKE}"


@pytest.fixture(scope="module")
def gathered_once(linked_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The linked study with actors of its own, one of whom may be one of the listings'."""
    copy = tmp_path_factory.mktemp("gathered") / "folder"
    shutil.copytree(linked_once, copy)
    (copy / "study" / "actors.csv").write_text(ACTORS, encoding="utf-8")
    result = small_study.run("actors", "study", "--database", "sqlite:///store.sqlite3", folder=copy)
    assert result.returncode == 0, result.stderr
    return copy


@pytest.fixture
def gathered(gathered_once: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "folder"
    shutil.copytree(gathered_once, copy)
    return copy


@pytest.fixture
def actors_reader(gathered: Path) -> Iterator[Reader]:
    with workspace_of(gathered) as reader:
        yield reader


def actors_journal(folder: Path) -> tuple[Decision, ...]:
    file = folder / "study" / "actor_decisions.csv"
    return read_decisions(file.read_text(encoding="utf-8") if file.exists() else "", file=file.name)


def actor_of(folder: Path) -> dict[str, str]:
    with sqlite3.connect(folder / "store.sqlite3") as store:
        (stored,) = store.execute("select mentions from ecosystem_gathering").fetchone()
    found: dict[str, str] = json.loads(stored)
    return found


def test_a_question_on_actors_shows_both_with_places_sources_and_why(actors_reader: Reader) -> None:
    for path, words in (
        ("/espace/acteurs/", ("Un acteur ou deux", "Aucun numéro connu", "l’équipe de l’étude", "Ce que disent les noms")),
        ("/en/espace/acteurs/", ("One actor or two", "No known number", "the study’s team", "What the names say")),
    ):  # fmt: skip
        page = actors_reader.get(path)
        keys = hidden(page, "first"), hidden(page, "second")
        assert "actors:trois" in keys
        for said in (*words, *keys, 'data-key="s"', 'href="https://example.org/page"'):
            assert said in page, said
        assert page.count("Fabriques de territoire") >= 1
        assert re.search(r'/lieux/[^"]+"[^>]*>[^<]+</a> <span class="small"[^>]*>\([^)<]+\)', page)


def test_an_answer_on_actors_takes_effect_once_linked_again_and_is_undone(
    actors_reader: Reader, gathered: Path
) -> None:
    page = actors_reader.get("/espace/acteurs/")
    first, second = hidden(page, "first"), hidden(page, "second")
    before = actor_of(gathered)
    where, after = actors_reader.post(
        "/espace/acteurs/", page, first=first, second=second, verdict="same", who="A. Reader", reason="même siège"
    )  # fmt: skip
    assert where == "/espace/acteurs/"
    assert f'value="{first}"' not in after
    assert "ligne des journaux n’est pas encore prise en compte" in actors_reader.get("/espace/")
    assert "en compte" not in actors_reader.post("/espace/relier/", actors_reader.get("/espace/"))[1]
    assert actor_of(gathered)[first] == actor_of(gathered)[second]
    journal_page = actors_reader.get("/espace/acteurs/journal/")
    assert "Un seul acteur" in journal_page
    assert "même siège" in journal_page
    where, reported = actors_reader.post("/en/espace/acteurs/journal/", actors_reader.get("/en/espace/acteurs/journal/"), act="1")  # fmt: skip
    assert where == "/en/espace/acteurs/journal/"
    assert "undone" in reported
    actors_reader.post("/espace/relier/", actors_reader.get("/espace/"))
    assert actor_of(gathered) == before
    assert not (gathered / "study" / "decisions.csv").exists()


@pytest.mark.parametrize(
    ("sent", "verdict", "left"), [("different", "different", 0), ("second alone", "alone", 0), ("later", "later", 1)]
)  # fmt: skip
def test_each_verdict_on_actors_is_one_act_of_their_journal(
    actors_reader: Reader, gathered: Path, sent: str, verdict: str, left: int
) -> None:
    page = actors_reader.get("/espace/acteurs/")
    first, second = hidden(page, "first"), hidden(page, "second")
    _, after = actors_reader.post("/espace/acteurs/", page, first=first, second=second, verdict=sent)
    (line,) = actors_journal(gathered)
    assert line.verdict == verdict
    assert line.keys == ((second,) if verdict == "alone" else (first, second))
    assert after.count(f'name="first" value="{first}"') == left
    assert ("remise à plus tard" in after) == (left == 1)


def test_what_names_no_actor_or_comes_from_elsewhere_is_refused_on_actors_too(
    actors_reader: Reader, gathered: Path
) -> None:
    page = actors_reader.get("/espace/acteurs/")
    with pytest.raises(HTTPError) as refusal:
        actors_reader.post(
            "/espace/acteurs/", page, first="actors:nobody", second="actors:trois", verdict="same"
        )
    assert refusal.value.code == 409
    assert "actors:nobody" in refusal.value.read().decode()
    for path in ("/espace/acteurs/", "/espace/acteurs/journal/"):
        with pytest.raises(HTTPError) as refusal:
            urlopen(actors_reader.address + path, b"verdict=same&act=1", timeout=30)
        assert refusal.value.code == 403
    assert actors_journal(gathered) == ()


def test_before_actors_are_gathered_the_pages_say_so_and_the_button_gathers_them(reader: Reader) -> None:
    assert "florilege actors" in reader.get("/espace/acteurs/")
    board = reader.get("/espace/")
    assert "pas encore été rassemblés" in board
    _, after = reader.post("/espace/relier/", board)
    assert re.search("paires? d’acteurs atten(d|dent) un avis", after)
    assert "florilege actors" not in reader.get("/espace/acteurs/")


def test_a_file_that_cannot_be_read_is_said_on_the_dashboard_when_linked_again(
    actors_reader: Reader, gathered: Path
) -> None:
    file = gathered / "study" / "actors.csv"
    file.write_text(f"{ACTORS}quatre,La Poste,,356000001,https://example.org/page\n", encoding="utf-8")
    with pytest.raises(HTTPError) as refusal:
        actors_reader.post("/espace/relier/", actors_reader.get("/espace/"))
    assert refusal.value.code == 422
    assert "356000001" in refusal.value.read().decode()
