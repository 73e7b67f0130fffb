"""What is refused says what was expected, in the language asked for; what is not there looks like what never was."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from florilege.web.api import problems
from florilege.web.api.routes import study
from florilege.web.inventory.models import Place
from tests.api.conftest import rebuilt


@pytest.mark.parametrize(
    ("languages", "title", "language"),
    [
        ("", "Paramètre refusé", "fr"),
        ("en", "Parameter refused", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "Parameter refused", "en"),
        ("fr-FR,en;q=0.5", "Paramètre refusé", "fr"),
        ("de, es;q=0.5", "Paramètre refusé", "fr"),
        ("de, en;q=0.1", "Parameter refused", "en"),
        ("%%%", "Paramètre refusé", "fr"),
    ],
)
def test_a_problem_is_in_the_language_asked_for(
    client: Client, languages: str, title: str, language: str
) -> None:
    response = client.get(
        "/api/v1/places?kind=fablb", headers={"accept-language": languages} if languages else {}
    )
    said = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Content-Language"] == language
    assert (said["title"], said["status"]) == (title, 400)
    assert "fablab" in said["detail"]
    assert "Accept-Language" in response.headers["Vary"]


def test_the_type_of_a_problem_is_explained_on_our_page(client: Client) -> None:
    for prefix, language in (("", "fr"), ("/en", "en")):
        page = client.get(f"{prefix}/api/").content.decode()
        for kind in problems.TITLES:
            assert f'id="{kind}"' in page
        said = client.get("/api/v1/nothing", headers={"accept-language": language}).json()
        assert said["type"] == f"{prefix}/api/#not-found"


@pytest.mark.parametrize(
    "path", ["places/nothing", "places/nothing/claims", "territories/x", "actors/x", "listings/x", "selections/x",
             "selections/x/places", "editions/x", "nothing", "places/", "places/a/b/c", "exports", "token"]
)  # fmt: skip
def test_what_is_not_there_has_one_answer(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response.json() == client.get("/api/v1/nowhere").json()


def test_a_method_that_is_not_taken_is_refused_with_those_that_are(client: Client) -> None:
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)("/api/v1/places")
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert response.json()["type"].endswith("#method")


def test_before_anything_is_built_it_says_what_to_do(db: None) -> None:
    for language, words in (("fr", "florilege build"), ("en", "Nothing has been built yet")):
        response = Client().get("/api/v1/places", headers={"accept-language": language})
        assert response.status_code == 503
        assert words in response.json()["detail"]


def test_a_fault_of_ours_is_a_problem_without_a_trace(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing in the code is known to fail: what is outside it, the memory of the machine, is made to."""

    def exhausted(*_asked: object) -> object:
        raise MemoryError("secret detail")

    monkeypatch.setattr(study, "_listing", exhausted)
    with caplog.at_level(logging.ERROR):
        response = client.get("/api/v1/listings")
    assert response.status_code == 500
    assert response.json()["type"].endswith("#fault")
    assert "secret detail" not in response.content.decode()
    assert "secret detail" in caplog.text


def test_too_many_parameters_are_refused(client: Client) -> None:
    response = client.get("/api/v1/places?" + "&".join(f"kind=fablab{n}" for n in range(1500)))
    assert response.status_code == 400


def test_a_place_merged_into_another_answers_as_one_that_never_was(client: Client) -> None:
    Place.objects.filter(public_id="fl-00004").update(replaced_by=Place.objects.get(public_id="fl-00005"))
    rebuilt()
    gone, never = (client.get(f"/api/v1/places/{key}") for key in ("fl-00004", "fl-99999"))
    assert gone.status_code == never.status_code == 404
    assert gone.content == never.content
    assert dict(gone.headers) == dict(never.headers)
