"""Pages that never repeat nor skip, whatever comes or goes between two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from florilege.web.api import cursors
from florilege.web.api.tables import Column, table_of
from florilege.web.inventory.models import Place, ShownPlace
from tests.api.conftest import rebuilt
from tests.publication import factory

Read = Callable[..., Any]
MOST_PAGES = 200
"""More than any table here has: pages that repeat would never end."""


def pages(client: Client, path: str, between: Callable[[], None] = lambda: None) -> Iterator[list[Any]]:
    """Every page from an address on, following "next"."""
    following: str | None = path
    for _ in range(MOST_PAGES):
        found = client.get(following or path).json()
        yield found["items"]
        following = found["next"]
        if following is None:
            return
        between()
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("limit", [1, 3, 5, 500])
@pytest.mark.parametrize("path", ["places", "territories", "actors", "selections/computed/places"])
def test_the_pages_give_each_row_once_in_the_order_of_the_keys(client: Client, path: str, limit: int) -> None:
    key = {"places": "place_id", "territories": "territory", "actors": "actor_id"}.get(path, "place_id")
    met = [row[key] for page in pages(client, f"/api/v1/{path}?limit={limit}") for row in page]
    every = [row[key] for row in client.get(f"/api/v1/{path}?limit=500").json()["items"]]
    assert met == every == sorted(set(every))
    assert len(every) > 2


def test_a_study_rebuilt_between_pages_repeats_nothing_and_skips_nothing(client: Client) -> None:
    """Before each next page, one place goes, one comes behind, one comes ahead, and one is renamed."""
    turns = iter(range(1, 100))

    def change() -> None:
        turn = next(turns)
        gone = ShownPlace.objects.filter(place__public_id=f"fl-{2 * turn:05d}").first()
        if gone is not None:
            Place.objects.filter(pk=gone.place_id).update(replaced_by=Place.objects.get(public_id="fl-00011"))
        for name, at in ((f"Derrière {turn}", f"fk-{turn:05d}"), (f"Devant {turn}", f"fm-{turn:05d}")):
            place = Place.objects.create(
                public_id=at, slug=at, rank=1000 + turn, founding_listing="cget", founding_record=at
            )
            ShownPlace.objects.create(
                place=place, name=name, kinds=["coworking"], status="open", values={}, listings=["cget"],
                records=1, in_2022_study=False,
            )  # fmt: skip
        ShownPlace.objects.filter(place__public_id="fl-00011").update(name=f"Renommé {turn}")
        rebuilt()

    stay = {f"fl-{rank:05d}" for rank in range(12) if rank == 0 or rank % 2 == 1}
    met = [
        row["place_id"] for page in pages(client, "/api/v1/places?limit=2", change) for row in page if True
    ]
    assert len(met) == len(set(met))
    assert stay <= set(met)
    assert not [key for key in met if key.startswith("fk-")]


KEYS = st.sets(st.text(alphabet="abcdé", min_size=1, max_size=4), max_size=40)
COLUMNS = (Column("key", factory.Words("clé", "key"), "text", lambda one: one),)


@given(st.lists(KEYS, min_size=1, max_size=6), KEYS, st.integers(1, 5), st.integers(0, 2**40))
def test_what_stays_is_met_once_whatever_comes_and_goes(
    others: list[set[str]], stay: set[str], limit: int, filtered: int
) -> None:
    """Each page is read from another state; in all of them are the keys that stay, among any others."""
    met: list[str] = []
    after, turn = "", 0
    for _ in range(MOST_PAGES):
        keys = sorted(stay | others[turn % len(others)])
        table = table_of(COLUMNS, ((key, key) for key in keys))
        mask = sum(1 << rank for rank, key in enumerate(keys) if key in stay or filtered >> rank & 1)
        page = table.page(mask, after=after, limit=limit)
        met += [table.keys[rank] for rank in page.ranks]
        if not page.last:
            break
        after, turn = page.last, turn + 1
    assert len(met) == len(set(met))
    assert stay <= set(met)


@given(st.text(min_size=1, max_size=80), st.sampled_from(["places", "actors"]))
def test_a_cursor_gives_its_key_back_and_no_other_kind_takes_it(key: str, kind: str) -> None:
    try:
        made = cursors.cursor_of(kind, key)
    except UnicodeEncodeError:
        return
    assert cursors.key_of(kind, made) == key
    assert cursors.key_of("territories", made) is None


@given(st.binary(max_size=40) | st.just(b"\xff" * 30), st.integers(0, 200))
def test_a_cursor_made_up_or_damaged_is_none(noise: bytes, at: int) -> None:
    made = cursors.cursor_of("places", "fl-00003")
    damaged = (
        made[: at % len(made)] + ("A" if made[at % len(made)] != "A" else "B") + made[at % len(made) + 1 :]
    )
    assert cursors.key_of("places", damaged) is None
    assert cursors.key_of("places", noise.decode("latin-1")) is None


def test_a_cursor_that_is_none_is_refused_and_a_key_that_is_gone_still_begins_a_page(client: Client) -> None:
    refused = client.get("/api/v1/places?cursor=AAAAAAAAAAAA")
    assert refused.status_code == 400
    assert "next" in refused.json()["detail"]
    gone = cursors.cursor_of("places", "fl-00003x")
    found = client.get(f"/api/v1/places?cursor={gone}&limit=1").json()
    assert found["items"][0]["place_id"] == "fl-00004"


def test_every_format_says_where_the_next_page_is(client: Client) -> None:
    for format_ in ("json", "geojson", "csv"):
        response = client.get(f"/api/v1/places?limit=2&kind=coworking&format={format_}")
        address = response.headers["Link"].removeprefix("<").partition(">")[0]
        assert "kind=coworking" in address
        assert client.get(address).status_code == 200
        if format_ != "csv":
            assert response.json()["next"] == address
