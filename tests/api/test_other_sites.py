"""What a page of another site may do: read the API, frame the map and list to embed, and nothing else."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

ORIGIN = {"origin": "https://example.org"}


def test_every_reading_may_be_read_from_any_site(client: Client) -> None:
    for path in ("", "places", "places/fl-00000", "nothing", "places?kind=x", "openapi.json"):
        headers = client.get(f"/api/v1/{path}", headers=ORIGIN).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "RateLimit-Remaining" in headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in headers


def test_a_browser_that_asks_first_is_told_that_reading_alone_is_allowed(client: Client) -> None:
    asked = {
        **ORIGIN,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
    }
    response = client.options("/api/v1/places", headers=asked)
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "authorization" not in response.headers["Access-Control-Allow-Headers"].lower()
    assert "Access-Control-Allow-Origin" not in client.post("/api/v1/places", headers=ORIGIN).headers


def test_no_answer_sets_or_reads_a_cookie(client: Client) -> None:
    client.cookies["sessionid"] = "abc"
    for path in ("/api/v1/places", "/embed"):
        response = client.get(path)
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")


def test_what_is_embedded_may_be_framed_and_no_other_page_may(client: Client, settings: Settings) -> None:
    embedded = client.get("/embed").headers
    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded
    for path in ("/", "/en/lieux/", "/api/", "/api/v1/places", "/data/places.csv", "/nothing/"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Frame-Options"] == "DENY", path
    settings.FLORILEGE_EMBED_FRAMES = "https://example.org"
    policy = client.get("/embed").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://example.org")


def test_a_refused_embedding_is_framed_too_and_says_why_in_its_language(client: Client) -> None:
    for language, words in (("fr", "Paramètre refusé"), ("en", "Parameter refused")):
        response = client.get(f"/embed?lang={language}&kind=fablb")
        assert response.status_code == 400
        assert words in response.content.decode()
        assert "fablab" in response.content.decode()
        assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert client.get("/embed?departemnt=35").status_code == 400


def listed(page: str) -> list[str]:
    return re.findall(r'<li><a href="/(?:en/)?lieux/([^/]+)/"', page)


@pytest.mark.parametrize(
    ("asked", "count"),
    [("", 12), ("region=53", 2), ("kind=coworking&status=", 5), ("in_list=true", 5), ("limit=3", 3)],
)
def test_what_is_embedded_is_what_the_filters_leave(client: Client, asked: str, count: int) -> None:
    page = client.get(f"/embed?{asked}").content.decode()
    assert len(listed(page)) == count
    if "limit" not in asked:
        found = client.get(f"/api/v1/places?{asked.replace('&status=', '')}").json()
        assert {row["slug"] for row in found["items"]} == set(listed(page))


def test_map_or_list_alone_in_either_language(client: Client) -> None:
    only_map, only_list = (
        client.get(f"/embed?region=53&view={view}").content.decode() for view in ("map", "list")
    )
    assert '<svg class="locator"' in only_map
    assert not listed(only_map)
    assert listed(only_list)
    assert 'id="embed-map"' not in only_list
    english = client.get("/embed?lang=en&region=53").content.decode()
    assert '<html lang="en">' in english
    assert "2 places" in english
    assert "lieux ne" not in english
    none = client.get("/embed?region=53&status=closed&lang=en").content.decode()
    assert "No place meets these filters" in none


def test_every_parameter_of_what_is_embedded_is_on_the_page_of_the_api(client: Client) -> None:
    from florilege.web.api.embed import EmbedAsked

    page = client.get("/en/api/").content.decode()
    part = page.partition('id="embedding"')[2].partition("<section")[0]
    assert set(re.findall(r"<code>(\w+)</code></th>", part)) == set(EmbedAsked.model_fields)
