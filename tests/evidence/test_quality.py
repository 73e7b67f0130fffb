"""The quality of an inventory: counts that can be checked by hand, and suspicions that name their value."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from florilege.evidence.quality import CORE, WHY, Known, Said, Share, as_data, measure
from florilege.evidence.rules import PRECISIONS


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
        ("opening_year", "avant 1900", "year_impossible"),
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


def numbered(number: int, **changes: object) -> Known:
    return replace(place(number), **changes)  # type: ignore[arg-type]


def test_every_place_is_counted_once_by_listings_and_once_by_precision_region_by_region() -> None:
    places = [
        numbered(rank, precision=precision, region="53" if rank % 2 else "11", listings=1 + rank % 3)
        for rank, precision in enumerate(PRECISIONS)
    ]
    found = measure(places, latest_year=2024)
    assert found.places == len(places)
    assert found.precisions == dict.fromkeys(PRECISIONS, 1)
    assert found.listings == {1: 2, 2: 2, 3: 2}
    assert list(found.precisions_by_region) == ["11", "53"]
    assert found.precisions_by_region["11"] == dict.fromkeys(PRECISIONS[::2], 1)


def test_a_precision_that_no_place_has_is_left_out_but_none_is_always_counted() -> None:
    assert measure([place(1)], latest_year=2024).precisions == {"address": 1, "none": 0}


def test_values_are_counted_by_the_year_that_their_date_begins_with() -> None:
    dates = ["2019", "2019-03", "2023-01-02", "", "201", "mai 2019"]
    fields = {field: said("x", date=date) for field, date in zip(CORE, dates, strict=False)}
    found = measure([numbered(1, fields=fields)], latest_year=2024)
    assert dict(found.years) == {2019: 2, 2023: 1}


def test_a_region_without_a_value_of_a_field_counts_its_places_all_the_same() -> None:
    found = measure([place(1, phone=said("0299000000")), numbered(2, region="11")], latest_year=2024)
    phone = next(one for one in found.fields if one.field == "phone")
    assert phone.by_region == {"11": Share(0, 1), "53": Share(1, 1)}
    assert (Share(1, 4).value, Share(0, 4).value) == (0.25, 0.0)


@pytest.mark.parametrize(
    ("field", "first", "last"),
    [("phone", "9" * 9, "9" * 15), ("opening_year", "1850", "2024")],
)
def test_the_ends_of_what_is_possible_are_possible_and_nothing_beyond_is(
    field: str, first: str, last: str
) -> None:
    beyond = ("9" * 8, "9" * 16) if field == "phone" else ("1849", "2025")
    assert codes(place(1, **{field: said(first, last)})) == []
    assert [value for _, value in codes(place(1, **{field: said(first, *beyond)}))] == list(beyond)


@pytest.mark.parametrize(
    ("departement", "postcode", "wrong"),
    [
        ("2B", "20200", False),
        ("2A", "13001", True),
        ("971", "97110", False),
        ("971", "97200", True),
        ("35", "3500", False),
        ("35", "7500", False),
        ("", "75011", False),
    ],
)
def test_a_postcode_is_held_against_the_departement_where_both_are_whole(
    departement: str, postcode: str, wrong: bool
) -> None:
    one = numbered(1, departement=departement, fields={"postcode": said(postcode)})
    assert [code for code, _ in codes(one)] == (["postcode_elsewhere"] if wrong else [])


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("www.lieu.fr", False),
        ("http://www.lieu", True),
        ("HTTPS://LIEU/page.html", True),
        (" lieu.fr ", False),
    ],
)
def test_a_web_address_has_a_dot_in_the_name_of_its_host(url: str, wrong: bool) -> None:
    assert [code for code, _ in codes(place(1, website=said(url)))] == (["host_malformed"] if wrong else [])


def test_one_site_is_one_however_it_is_written_and_counts_once_for_each_known_commune() -> None:
    written = ["http://brand.com", "https://www.brand.com/", "BRAND.com", " https://brand.com// "]
    places = [place(rank, website=said(url)) for rank, url in enumerate(written)]
    assert [code for code, _ in codes(*places)] == ["site_shared"] * 4
    assert codes(*places[:3], replace(places[3], commune="35000")) == []
    assert codes(*places[:3], replace(places[3], commune="")) == []


def on_a_point(number: int, address: str, *, precision: str = "address") -> Known:
    return numbered(number, position=(48.1, -1.6), precision=precision, fields={"address": said(address)})


def test_a_point_is_nobodys_when_three_different_addresses_are_put_on_it_exactly() -> None:
    addresses = ["1 rue A", "2 rue B", "3 rue C"]
    three = [on_a_point(rank, address) for rank, address in enumerate(addresses)]
    assert codes(*three) == [("point_shared", "48.1, -1.6")] * 3
    assert codes(*three[:2], on_a_point(3, "2 RUE B")) == []
    assert codes(*three[:2], on_a_point(3, "3 rue C", precision="locality")) == []
    assert len(codes(*three[:2], on_a_point(3, "3 rue C", precision="street"))) == 3


def test_what_is_written_of_the_quality_is_what_was_measured() -> None:
    found = measure([place(1, phone=said("12", listings=2, disagree=True, date="2021"))], latest_year=2024)
    data = json.loads(json.dumps(as_data(found)))
    phone = next(one for one in data["fields"] if one["field"] == "phone")
    assert phone == {
        "field": "phone",
        "known": {"count": 1, "of": 1},
        "corroborated": {"count": 1, "of": 1},
        "disputed": {"count": 1, "of": 1},
        "years": {"oldest": 2021, "median": 2021, "newest": 2021},
        "known_by_region": {"53": {"count": 1, "of": 1}},
    }
    assert [one["field"] for one in data["fields"]] == list(CORE)
    assert (data["places"], data["places_by_listings"], data["values_by_year"]) == (
        1, {"1": 1}, {"2020": 1, "2021": 1},
    )  # fmt: skip
    assert data["precision_of_position"] == {"address": 1, "none": 0}
    assert data["precision_by_region"] == {"53": {"address": 1}}
    assert data["suspicious"] == [{"code": "phone_length", "place_id": "l1", "field": "phone", "value": "12"}]


def test_years_regions_and_numbers_of_listings_come_in_order_and_the_median_is_the_middle_one() -> None:
    dates = ["2023", "2001", "2010"]
    places = [
        numbered(rank, region=region, listings=3 - rank, fields={"phone": said("0299000000", date=date)})
        for rank, (region, date) in enumerate(zip(("53", "11", "24"), dates, strict=True))
    ]
    found = measure(places, latest_year=2024)
    phone = next(one for one in found.fields if one.field == "phone")
    assert (phone.oldest, phone.median, phone.newest) == (2001, 2010, 2023)
    assert list(found.years) == [2001, 2010, 2023]
    assert list(found.listings) == [1, 2, 3]
    assert list(found.precisions_by_region) == list(phone.by_region) == ["11", "24", "53"]


def test_a_place_without_an_address_or_without_a_position_shares_no_point() -> None:
    three = [on_a_point(rank, address) for rank, address in enumerate(["1 rue A", "2 rue B"])]
    assert codes(*three, numbered(3, position=(48.1, -1.6), fields={})) == []
    assert codes(*(replace(on_a_point(rank, f"{rank} rue A"), position=None) for rank in range(3))) == []
