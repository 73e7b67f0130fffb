"""The API says of itself what is so: one file for programs, one page for people, in both languages; and answers as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from florilege.web.api.v1 import API
from tests.program import run


def document(client: Client, language: str = "en") -> Any:
    return client.get(f"/api/v1/openapi.json?lang={language}").json()


def descriptions(part: Any) -> Iterator[str]:
    """Every summary and description of a document, in its order."""
    if isinstance(part, list):
        for one in part:
            yield from descriptions(one)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in ("summary", "description") and isinstance(value, str):
                yield value
            else:
                yield from descriptions(value)


def test_the_file_is_openapi_3_1_and_its_forms_are_forms(client: Client) -> None:
    found = document(client)
    assert found["openapi"] == "3.1.0"
    assert {one["url"] for one in found["servers"]} == {"/"}
    forms = found["components"]["schemas"]
    for name, form in forms.items():
        Draft202012Validator.check_schema(form)
        for wanted in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(form)):
            assert wanted in forms, name
    text = json.dumps(found)
    assert set(re.findall(r"#/components/schemas/(\w+)", text)) <= set(forms)
    assert "x-fr" not in text


def test_every_address_and_parameter_is_described_in_each_language(client: Client) -> None:
    french, english = (list(descriptions(document(client, language)["paths"])) for language in ("fr", "en"))
    assert len(french) == len(english) > 100
    for operations in document(client)["paths"].values():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["description"]
            for one in operation["parameters"]:
                assert one.get("description") or one["in"] == "path", one
    assert "types de lieu" in french
    assert "types of place" in english
    same = {one for one, other in zip(french, english, strict=True) if one == other}
    assert same == {"classes"}


def test_the_language_of_the_file_is_asked_for_as_elsewhere(client: Client) -> None:
    path = "/api/v1/openapi.json"
    assert client.get(path).headers["Content-Language"] == "fr"
    assert client.get(path, headers={"accept-language": "en"}).headers["Content-Language"] == "en"
    assert client.get(f"{path}?lang=de").status_code == 400


def test_the_examples_of_the_file_answer(client: Client) -> None:
    asked = 0
    for path, operations in document(client)["paths"].items():
        for one in operations["get"]["parameters"]:
            if one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", str(one["example"]))
        assert client.get(path).status_code == 200, path
        asked += 1
    assert asked == 17


def test_the_page_for_people_has_every_address_and_parameter_in_its_language(client: Client) -> None:
    for prefix, language, words in (("", "fr", "Lire l’étude"), ("/en", "en", "Using the study")):
        page = client.get(f"{prefix}/api/").content.decode()
        assert f'<html lang="{language}">' in page
        assert words in page
        for path, operations in document(client, language)["paths"].items():
            assert f"<code>{path}</code>" in page
            for one in operations["get"]["parameters"]:
                assert f"<code>{one['name']}</code>" in page or one["in"] == "path"
    assert "https://" not in re.sub(r"<a [^>]*>|<dd>.*?</dd>", "", client.get("/api/").content.decode())


def test_no_route_is_left_undescribed() -> None:
    every = {path for router in API._get_bound_routers() for path in router.path_operations}
    said = API.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    assert {path.removeprefix("/api/v1/").strip("/") for path in said} == {path.strip("/") for path in every}


@pytest.fixture(scope="module")
def at_random(folder: Path) -> Any:
    """Some two hundred requests drawn from the file, the same each time, asked of a real server."""
    script = Path(__file__).with_name("random_examples.py")
    ended = run(folder / "study", "14", folder=folder, script=script, team=True)
    assert ended.returncode == 0, ended.stderr[-3000:]
    return json.loads(ended.stdout)


def test_asked_at_random_it_answers_as_its_description_says(at_random: Any) -> None:
    assert at_random["failures"] == {}, at_random["first_of_each"]
    assert at_random["examples"] >= 200
    assert at_random["operations"] == 20
    assert not [status for status in at_random["statuses"] if status.startswith("5")]


def test_what_was_asked_at_random_was_both_taken_and_refused(at_random: Any) -> None:
    """Else nothing was tried: most of it must be answered, some of it refused."""
    assert at_random["statuses"]["200"] > 60
    assert at_random["statuses"]["400"] > 10
    assert at_random["statuses"]["201"] > 0
    for check in ("response_schema_conformance", "negative_data_rejection", "positive_data_acceptance"):
        assert at_random["checks"][check] >= 150
