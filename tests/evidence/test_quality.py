"""The quality of an inventory: counts that can be checked by hand, and suspicions that name their value."""

from __future__ import annotations

import json

import pytest

from florilege.evidence.quality import WHY, Known, Said, Share, as_data, measure


def said(*values: str | float, listings: int = 1, disagree: bool = False, date: str = "2020") -> Said:
    return Said(values, listings, disagree, date)


def place(number: int, **fields: Said) -> Known:
    return Known(
        place_id=f"l{number}", commune=f"3500{number}", departement="35", region="53", listings=1,
        precision="address", position=None, fields={"name": said(f"Lieu {number}"), **fields},
    )  # fmt: skip


def codes(*places: Known) -> list[tuple[str, str]]:
    return [(one.code, one.value) for one in measure(places, latest_year=2024).suspicions]


def test_each_share_is_a_count_of_a_count() -> None:
    found = measure(
        [
            place(1, website=said("https://a.fr", listings=2, date="2019-03-01")),
            place(2, website=said("https://b.fr", disagree=True, date="2023")),
            place(3),
            place(4, website=said("https://c.fr", date="")),
        ],
        latest_year=2024,
    )
    website = next(one for one in found.fields if one.field == "website")
    assert website.known == Share(3, 4)
    assert website.corroborated == Share(1, 3)
    assert website.disputed == Share(1, 3)
    assert (website.oldest, website.median, website.newest) == (2019, 2019, 2023)
    assert website.by_region == {"53": Share(3, 4)}


def test_of_nothing_there_is_no_share() -> None:
    found = measure([], latest_year=2024)
    assert all(one.known.value is None for one in found.fields)
    json.dumps(as_data(found))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("postcode", "75011", "postcode_elsewhere"),
        ("phone", "02 99 1", "phone_length"),
        ("opening_year", "3019", "year_impossible"),
        ("opening_year", "1066", "year_impossible"),
        ("website", "http://bientot", "host_malformed"),
        ("name", "13.2", "name_bare"),
    ],
)
def test_a_value_that_looks_wrong_is_named(field: str, value: str, code: str) -> None:
    assert codes(place(1, **{field: said(value)})) == [(code, value)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("postcode", "35000"),
        ("phone", "+33 2 99 00 00 00"),
        ("opening_year", "2012"),
        ("website", "https://www.lieu.fr/a"),
        ("name", "Le 104"),
    ],
)
def test_a_value_that_may_be_right_is_left_alone(field: str, value: str) -> None:
    assert codes(place(1, **{field: said(value)})) == []


def test_corsican_postcodes_begin_by_20() -> None:
    corsican = Known("l1", "2A004", "2A", "94", 1, "address", None, {"postcode": said("20000")})
    assert codes(corsican) == []


def test_a_site_of_four_communes_and_a_point_of_three_addresses_are_nobodys() -> None:
    shared = [place(number, website=said("http://www.brand.com/")) for number in range(4)]
    assert [code for code, _ in codes(*shared)] == ["site_shared"] * 4
    assert codes(*shared[:3]) == []
    together = [
        Known(
            f"l{number}",
            "35238",
            "35",
            "53",
            1,
            "address",
            (48.1, -1.6),
            {"address": said(f"{number} rue A")},
        )
        for number in range(3)
    ]
    assert [code for code, _ in codes(*together)] == ["point_shared"] * 3
    assert codes(*together[:2]) == []


def test_every_suspicion_has_its_words() -> None:
    assert all(words.fr and words.en for words in WHY.values())
