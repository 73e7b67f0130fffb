"""How often one address may ask is told in each answer, and counted by the address of whoever asks."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from florilege.web.api import rates

PLACES = "/api/v1/places"


@pytest.fixture
def limited(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings.FLORILEGE_API_RATE = 3
    settings.FLORILEGE_PROXIES = 0
    monkeypatch.setattr(rates, "_COUNTER", rates.Counter())
    return settings


def test_what_is_left_is_told_and_the_next_request_is_refused(client: Client, limited: Settings) -> None:
    left = []
    for _ in range(3):
        response = client.get(PLACES)
        assert response.status_code == 200
        assert response.headers["RateLimit-Limit"] == "3"
        assert 0 < int(response.headers["RateLimit-Reset"]) <= 60
        left.append(response.headers["RateLimit-Remaining"])
    assert left == ["2", "1", "0"]
    refused = client.get(PLACES, headers={"accept-language": "en"})
    assert refused.status_code == 429
    assert refused.json()["title"] == "Too many requests"
    assert int(refused.headers["Retry-After"]) >= 1
    assert client.get("/embed").status_code == 429


def test_another_address_is_not_touched_and_one_subscriber_of_ipv6_is_one(
    client: Client, limited: Settings
) -> None:
    for _ in range(3):
        client.get(PLACES, REMOTE_ADDR="2001:db8:1:2::1")
    assert client.get(PLACES, REMOTE_ADDR="2001:db8:1:2:ffff::9").status_code == 429
    assert client.get(PLACES, REMOTE_ADDR="2001:db8:1:3::1").status_code == 200
    assert client.get(PLACES, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_what_is_said_before_our_proxies_is_not_believed(client: Client, limited: Settings) -> None:
    def status(passed: str) -> int:
        return client.get(PLACES, headers={"x-forwarded-for": passed}).status_code

    assert [status(f"10.0.0.{n}") for n in range(4)] == [200, 200, 200, 429]
    limited.FLORILEGE_PROXIES = 1
    assert [status(f"10.9.9.{n}, 198.51.100.1") for n in range(4)] == [200, 200, 200, 429]
    assert status("10.9.9.9, 198.51.100.2") == 200


def test_what_works_on_a_whole_study_counts_for_twenty(client: Client, limited: Settings) -> None:
    limited.FLORILEGE_API_RATE = 50
    left = [
        client.get(path).headers["RateLimit-Remaining"]
        for path in ("/api/v1/exports/mediation", "/api/v1/editions/current", PLACES, "/embed")
    ]
    assert left == ["30", "10", "9", "8"]


def test_the_count_begins_again_with_the_next_window() -> None:
    counter = rates.Counter()
    granted = [counter.ask("a", 2, now).granted for now in (0.0, 1.0, 2.0, 59.9, 60.0, 61.0, 62.0)]
    assert granted == [True, True, False, False, True, True, False]


def test_without_a_rate_nothing_is_counted(client: Client) -> None:
    assert "RateLimit-Limit" not in client.get(PLACES).headers
