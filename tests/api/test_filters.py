"""What tells places apart: each filter alone and together, boxes, words; what is misspelt is refused with what was meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from florilege.web.api.places import Searched
from florilege.web.api.tables import mask_of

Read = Callable[..., Any]


def names(found: Any) -> set[str]:
    return {one["name"] for one in found["items"]}


def test_a_filter_leaves_what_has_its_value_and_two_values_leave_either(read: Read) -> None:
    assert names(read("places", kind="incubateur")) == {"EuraTechnologies"}
    both = read("places", kind=["incubateur", "atelier-partage"])
    assert names(both) == {"EuraTechnologies", "L’Établi"}
    assert both["count"] == 2


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"commune": "29019"}, {"Ateliers des Capucins"}),
        ({"departement": "29"}, {"Ateliers des Capucins"}),
        ({"region": "53"}, {"Ateliers des Capucins", "Le Bocal"}),
        ({"service": "startup-hosting"}, {"Ateliers des Capucins"}),
        ({"label": "fabrique-de-territoire"}, {"L’Établi"}),
        ({"status": "closed"}, {"Ancien atelier des communs"}),
        ({"listing": "bfc"}, {"Fabrique numérique de Nevers"}),
        ({"region": "53", "kind": "coworking"}, {"Le Bocal"}),
        ({"region": "53", "status": "closed"}, set()),
        ({"commune": "99999"}, set()),
    ],
)
def test_filters_hold_together(read: Read, asked: dict[str, str], expected: set[str]) -> None:
    found = read("places", **asked)
    assert names(found) == expected
    assert found["count"] == len(expected)


def test_flags_part_the_places_in_two(read: Read) -> None:
    every = read("places")["count"]
    for flag in ("selected", "in_list", "in_scope"):
        kept, left = (read("places", **{flag: said})["count"] for said in ("true", "false"))
        assert kept + left == every
        assert kept
        assert left


def test_words_are_found_whatever_their_accents_and_all_are_asked_for(read: Read) -> None:
    assert names(read("places", q="ETABLI")) == {"L’Établi"}
    assert names(read("places", q="capucins brest")) == {"Ateliers des Capucins"}
    assert names(read("places", q="capucins nevers")) == set()
    assert read("places", q="  ")["count"] == read("places")["count"]


def test_a_box_holds_the_places_within_and_goes_round_the_other_side(read: Read) -> None:
    assert names(read("places", bbox="-5,48,-4,49")) == {"Ateliers des Capucins"}
    round_ = names(read("places", bbox="50,-30,-4,60"))
    assert "Kanopé" in round_
    assert "Ateliers des Capucins" in round_
    assert "EuraTechnologies" not in round_
    assert "Sans commune" not in names(read("places", bbox="-180,-90,180,90"))


@pytest.mark.parametrize(
    ("asked", "parameter", "nearest"),
    [
        ({"kind": "fablb"}, "kind", "fablab"),
        ({"knd": "fablab"}, "knd", "kind"),
        ({"status": "opn"}, "status", "open"),
        ({"fields": "name,comune"}, "fields", "commune"),
        ({"format": "jsn"}, "format", "json"),
    ],
)
def test_a_slip_is_refused_with_what_was_meant(
    client: Client, asked: dict[str, str], parameter: str, nearest: str
) -> None:
    response = client.get("/api/v1/places", asked)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["parameter"], error["nearest"]) == (parameter, nearest)


@pytest.mark.parametrize(
    "asked",
    [
        "limit=0", "limit=501", "limit=x", "limit=1.0", "bbox=1,2,3", "bbox=1,2,3,x", "bbox=0,10,1,5",
        "bbox=0,0,0,91", "bbox=0,0,nan,1", "bbox=1,1,2,2,3", "commune=3523", "region=99", "departement=20", "selected=1",
        "in_list=yes", "epci=12", "listing=A%20B", "q=" + "a" * 201, "fields=", "fields=name,name", "cursor=",
        "kind=fablab&" * 51,
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(client: Client, asked: str) -> None:
    response = client.get(f"/api/v1/places?{asked}")
    assert response.status_code == 400, response.content
    assert response.json()["errors"]


def test_fields_give_those_columns_alone_in_every_format(client: Client) -> None:
    asked = {"fields": "name,commune", "q": "capucins"}
    assert client.get("/api/v1/places", asked).json()["items"] == [
        {"name": "Ateliers des Capucins", "commune": "Brest"}
    ]
    table = client.get("/api/v1/places", {**asked, "format": "csv"}).content.decode().splitlines()
    assert table == ["name,commune", "Ateliers des Capucins,Brest"]
    (feature,) = client.get("/api/v1/places", {**asked, "format": "geojson"}).json()["features"]
    assert feature["properties"] == {"name": "Ateliers des Capucins", "commune": "Brest"}


LINES = st.lists(st.text(alphabet="ab c", max_size=8).map(str.strip), max_size=30)
WORDS = st.lists(st.text(alphabet="abc", min_size=1, max_size=3), min_size=1, max_size=3)


@given(LINES, WORDS)
def test_lines_read_as_one_text_are_found_as_line_by_line(lines: list[str], words: list[str]) -> None:
    expected = mask_of(
        (rank for rank, line in enumerate(lines) if all(word in line for word in words)), len(lines)
    )
    assert Searched.of(lines).holding(words) == expected
