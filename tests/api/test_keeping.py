"""What may be kept by whoever reads: tags, "not modified", and what a rebuilt study changes at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from florilege.web.inventory.models import ShownPlace
from florilege.web.study.models import StepRun
from tests.api.conftest import rebuilt

PLACES = "/api/v1/places?kind=coworking"


def test_an_answer_that_is_known_is_not_sent_again(client: Client) -> None:
    first = client.get(PLACES)
    tag = first.headers["ETag"]
    for said in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = client.get(PLACES, headers={"if-none-match": said})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == "public, no-cache"
    assert client.get(PLACES, headers={"if-none-match": '"other"'}).status_code == 200


def test_each_format_has_its_own_tag(client: Client) -> None:
    tags = {client.get(f"{PLACES}&format={one}").headers["ETag"] for one in ("json", "geojson", "csv")}
    assert len(tags) == 3


def test_a_change_of_what_is_asked_changes_the_tag_and_another_does_not(client: Client) -> None:
    before = {path: client.get(path).headers["ETag"] for path in (PLACES, "/api/v1/listings")}
    ShownPlace.objects.filter(name="Le Bocal").update(name="Le Nouveau Bocal")
    rebuilt()
    changed = client.get(PLACES, headers={"if-none-match": before[PLACES]})
    assert changed.status_code == 200
    assert "Le Nouveau Bocal" in changed.content.decode()
    same = client.get("/api/v1/listings", headers={"if-none-match": before["/api/v1/listings"]})
    assert same.status_code == 304


def test_the_time_of_the_last_step_is_said_and_heard(client: Client) -> None:
    assert "Last-Modified" not in client.get(PLACES).headers
    StepRun.objects.update(finished=datetime(2026, 7, 12, 10, 0, 0, 500, tzinfo=UTC))
    rebuilt()
    assert client.get(PLACES).headers["Last-Modified"] == "Sun, 12 Jul 2026 10:00:00 GMT"
    for said, status in (("Sun, 12 Jul 2026 10:00:00 GMT", 304), ("Sat, 11 Jul 2026 10:00:00 GMT", 200)):
        assert client.get(PLACES, headers={"if-modified-since": said}).status_code == status


def test_head_says_what_get_would_and_sends_nothing(client: Client) -> None:
    whole, head = client.get(PLACES), client.head(PLACES)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(whole.content))


@pytest.mark.parametrize(("fresh", "seen"), [(0, True), (3600, False)])
def test_the_store_is_asked_again_after_the_time_that_is_set(
    client: Client, settings: Settings, fresh: int, seen: bool
) -> None:
    client.get(PLACES)
    settings.FLORILEGE_FRESH = fresh
    ShownPlace.objects.filter(name="Le Bocal").update(name="Le Nouveau Bocal")
    rebuilt()
    assert ("Le Nouveau Bocal" in client.get(PLACES).content.decode()) is seen
