"""Articles that not everyone reads: their whole text is in nothing that is published, and is read with a code or by the letter."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import Any

import pytest

from tests.articles.written import CODE, OPEN, SECRETS, SUBSCRIBERS, holding
from tests.journey_reports import reported

ONE, TWO = ["mot-secret-un"], ["mot-secret-deux"]


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = reported(tmp_path_factory, "articles/journeys.py")
    return found


def test_no_file_of_the_static_edition_holds_the_whole_text(met: dict[str, Any]) -> None:
    found = met["built"]
    assert found["held"] == {}
    assert found["searched"] is True
    assert {f"actualites/{SUBSCRIBERS}/index.html", f"en/actualites/{SUBSCRIBERS}/index.html", "actualites/index.html",
            "actualites/flux/etude.fr.atom", "actualites/flux/departement-44.en.json"} <= set(found["teaser"])  # fmt: skip
    assert {OPEN, SUBSCRIBERS, CODE, "flux", "themes", "index.html"} == set(found["news"])


def test_a_build_ties_items_to_places_and_refuses_what_is_none(met: dict[str, Any]) -> None:
    found = met["built"]
    assert found["tied"] is True
    assert found["feeds"] == [
        "244400404",
        "commune-44109",
        "departement-44",
        "etude",
        "region-52",
        "theme-methode",
    ]
    assert found["refused"] == [True, True]


def test_what_looks_for_it_would_find_it_however_it_is_packed() -> None:
    text = f"un {SECRETS[0]} ici".encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.gz", gzip.compress(text))
    for content in (text, gzip.compress(text), stream.getvalue(), b"mot\\u002dsecret\\u002dun"):
        assert holding(content) == [SECRETS[0]]


def test_nothing_that_the_service_gives_to_anyone_holds_it(met: dict[str, Any]) -> None:
    found = met["public"]
    assert (found["api"], found["many"], found["not read"]) == (True, True, [])
    assert found["held"] == []
    assert set(found["found by its words"]) == {True}
    assert found["link"] == [False, True, True]


def test_feeds_and_kits_are_served_as_what_they_are(met: dict[str, Any]) -> None:
    found = met["public"]
    assert found["feed"] == [200, "application/atom+xml; charset=utf-8", True]
    assert (found["kit"], found["figure"]) == ("application/zip", "image/svg+xml")
    assert (found["no such feed"], found["no such file"]) == (404, 404)


def test_a_code_opens_its_article_and_leaves_nothing_behind(met: dict[str, Any]) -> None:
    found = met["codes"]
    assert found["form"] == [200, True, []]
    assert found["form in English"] is True
    assert found["whole"] == [200, TWO]
    assert found["in English"] == [200, ["secret-word-two"]]
    control, robots, cookies = found["kept by nobody"]
    assert "no-store" in control
    assert (robots, cookies) == ("noindex", [])
    assert found["of another"] == [422, []]
    assert found["of all"] == [[200, ONE], [200, TWO]]
    assert found["address taken out"] is True
    assert (found["wrong"], found["empty"]) == ([422, []], [422, []])
    assert (found["open to all"], found["no such article"]) == (404, 404)
    assert found["store"] is True


def test_a_code_is_withdrawn_and_each_act_is_in_the_journal(met: dict[str, Any]) -> None:
    found = met["codes"]
    assert found["withdrawn"] == [422, []]
    assert found["listed"] == [["", True], [CODE, False]]
    assert found["refused"] == [3, True]
    assert found["of another study"] is False
    assert found["acts"] == [
        ["articles.code given", CODE, "Team"],
        ["articles.code given", "", "Team"],
        ["articles.code withdrawn", CODE, "Team"],
    ]


def test_codes_are_not_guessed(met: dict[str, Any]) -> None:
    found = met["codes"]
    assert found["tries"] == [422] * 20 + [429]
    assert found["right, too late"] == [429, []]
    assert found["another network"] == [200, TWO]
    assert found["right ones are not counted"] is True


def test_who_takes_the_letter_reads_what_is_for_subscribers(met: dict[str, Any]) -> None:
    found = met["letter"]
    assert found["nothing knows"] == [200, []]
    assert found["reader"] == [200, ONE]
    assert found["another"] == [200, []]
    assert found["article by code"] == [200, []]


def test_the_team_gives_codes_by_command(met: dict[str, Any]) -> None:
    found = met["command"]
    assert found["given"] == [0, 14, [200, TWO]]
    assert found["listed"] == [CODE, None, True]
    assert found["withdrawn"] == [0, [422, []]]
    assert found["refused"] == [3, True]
