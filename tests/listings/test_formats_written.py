"""What is written for other software, read again: equal for all that the format holds; and the table of the rest."""

from __future__ import annotations

import csv
import io
import json
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from florilege.listings.formats.losses import LOST
from florilege.listings.formats.mediation_schema import COLUMNS
from florilege.listings.formats.open_place import WRITTEN, OpenPlace
from florilege.listings.formats.own_mappings import own_mapping
from florilege.listings.formats.writers import geojson, gogocarto, mediation, umap, unwritten
from florilege.listings.mapping import Mapping, parse_mapping
from florilege.listings.normalise import without_lone_quote
from florilege.listings.readers import read_listing
from florilege.listings.records import ListingRead, Record
from florilege.listings.telephones import international
from florilege.listings.vocabulary import VOCABULARIES
from florilege.listings.weekly_openings import week
from florilege.territory.reference import reference

DOCUMENT = Path(__file__).parents[2] / "docs" / "formats.md"
DATE = "2026-01-01"
LAB = OpenPlace(
    place_id="fl-000012",
    name="Le Lab",
    kinds=("fablab", "coworking"),
    services=("prototyping", "meeting-rooms"),
    labels=("france-services", "charte-fablab"),
    status="open",
    address="1 rue Neuve",
    postcode="35000",
    city="Rennes",
    commune_code="35238",
    latitude=48.1113,
    longitude=-1.6801,
    position_precision="address",
    website="https://lab.example.fr/",
    phone="02 99 00 00 00",
    opening_hours="Mo-Fr 09:00-18:00",
    accessible=True,
    operator="Association du Lab",
    siren="552100554",
    opening_year=2014,
    description="Un atelier ouvert à tous.",
    licence="etalab-2.0",
    attribution="Florilège",
    page="https://florilege.example.fr/lieux/le-lab/",
    updated="2025-11-30",
)
MULTIPLE = {"kinds": "kind", "services": "service", "labels": "label"}


def written(format_: str, places: list[OpenPlace]) -> bytes:
    if format_ == "geojson":
        return geojson(places, licence="etalab-2.0", attribution="Florilège").encode()
    if format_ == "gogocarto":
        return gogocarto(places, licence="etalab-2.0").encode()
    if format_ == "umap":
        return umap(places, title="Lieux", licence="etalab-2.0").encode()
    return mediation(places)


@lru_cache
def own(format_: str) -> Mapping:
    text = own_mapping(
        format_, slug="essai", date=DATE, file="f", licence="etalab-2.0", publisher='L’« étude » "25"'
    )
    return parse_mapping(text, file="essai.toml")


def read_again(format_: str, places: list[OpenPlace]) -> ListingRead:
    stream = io.BytesIO(written(format_, places))
    return read_listing(own(format_), stream, version=DATE, reference=reference())


def records_again(format_: str, place: OpenPlace) -> list[Record]:
    """The record of a place read again; none when the format left it out (a table without rows is refused)."""
    if any(one.whole for one in unwritten(format_, [place])):
        return []
    return list(read_again(format_, [place]).records)


def part_of(record: Record, part: str) -> object:
    """What a record says of a part of a place."""
    if part == "place_id":
        return record.record_id
    if part == "updated":
        dates = {value.date for value in record.values}
        return next(iter(dates)) if len(dates) == 1 else dates
    if part == "position_precision":
        return record.location.precision
    if part in MULTIPLE:
        return record.all(MULTIPLE[part])
    try:
        return record.first(part)
    except KeyError:
        return None


name = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20).filter(
    lambda text: text == text.strip() and "\xa0" not in text and without_lone_quote(text) == text
)
some_codes = {
    part: st.lists(st.sampled_from(sorted(VOCABULARIES[field])), max_size=4, unique=True).map(tuple)
    for part, field in MULTIPLE.items()
}
places = st.builds(
    OpenPlace,
    place_id=st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True),
    name=name | st.sampled_from(["=1+1", "'=x", "+33 lieux", "-12", "<b>Lab</b>", 'a "b"; c,d|e', "@lab"]),
    **some_codes,
    status=st.none() | st.sampled_from(sorted(VOCABULARIES["status"])),
    address=st.none() | name,
    postcode=st.none() | st.just("35000"),
    city=st.none() | st.just("Rennes"),
    commune_code=st.none() | st.just("35238"),
    website=st.none() | st.sampled_from(["https://a.example.fr/b?c=d&e=f", "http://x.fr"]),
    phone=st.none() | st.from_regex(r"0[1-9]( [0-9]{2}){4}", fullmatch=True),
    opening_hours=st.none()
    | name
    | st.sampled_from(["Mo-Fr 09:00-18:00", "mardi de 9h à 12h", "Sa 10:00-24:00; PH off"]),
    accessible=st.none() | st.booleans(),
    operator=st.none() | name,
    siren=st.none() | st.sampled_from(["552100554", "732829320"]),
    opening_year=st.none() | st.integers(1900, 2030),
    updated=st.none() | st.dates().map(lambda day: day.isoformat()),
).flatmap(
    lambda place: st.tuples(st.floats(48.05, 48.15), st.floats(-1.75, -1.6)).map(
        lambda point: replace(place, latitude=point[0], longitude=point[1])
    )
)


required = ("siren", "city", "postcode", "address", "updated")
mostly_whole = st.tuples(places, st.booleans()).map(
    lambda drawn: (
        replace(drawn[0], **{part: getattr(drawn[0], part) or getattr(LAB, part) for part in required})
        if drawn[1]
        else drawn[0]
    )
)


@pytest.mark.parametrize("format_", WRITTEN)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(place=mostly_whole)
def test_each_value_comes_back_as_it_was_or_is_listed_as_left_out(format_: str, place: OpenPlace) -> None:
    left = unwritten(format_, [place])
    records = records_again(format_, place)
    assert bool(records) is not any(one.whole for one in left)
    if not records:
        return
    lost = {loss.part for loss in LOST[format_]} - {"place_id"}
    gone = {one.part for one in left}
    for part in OpenPlace.__struct_fields__:
        if part in lost:
            continue
        expected = None if part in gone else getattr(place, part)
        if part == "updated" and expected is None:
            expected = DATE if part_of(records[0], "updated") == DATE else None
        assert part_of(records[0], part) == expected, part


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(place=mostly_whole)
def test_the_hours_that_the_schema_holds_are_those_shown_or_are_listed(place: OpenPlace) -> None:
    left = unwritten("mediation", [place])
    for record in records_again("mediation", place):
        held, shown = record.first("opening_hours"), place.opening_hours
        listed = [one.value for one in left if one.part == "opening_hours"]
        if shown is None or held == shown.strip():
            assert not listed
        elif held is None:
            assert listed == [shown]
        else:
            assert week(str(held)) == week(shown)
            assert not listed


def test_labels_come_back_from_the_schema_in_another_order() -> None:
    labels = tuple(sorted(VOCABULARIES["label"]))
    found = read_again("mediation", [replace(LAB, labels=labels)]).records[0].all("label")
    assert sorted(map(str, found)) == list(labels)


@pytest.mark.parametrize("phone", ["02 62 00 00 00", "06 94 00 00 00", "05 08 41 00 00", "+687 28 00 00"])
def test_an_overseas_number_comes_back_from_the_schema(phone: str) -> None:
    assert read_again("mediation", [replace(LAB, phone=phone)]).records[0].first("phone") == phone


@pytest.mark.parametrize("format_", WRITTEN)
def test_what_is_said_to_be_lost_is_lost(format_: str) -> None:
    overseas = replace(
        LAB,
        phone="02 62 00 00 00",
        labels=("charte-fablab", "france-services"),
        opening_hours="Du mardi au jeudi de 9h à 18h",
    )
    record = read_again(format_, [overseas]).records[0]
    text = written(format_, [LAB]).decode()
    for loss in LOST[format_]:
        if loss.part in ("place_id", "position_precision"):
            continue
        assert part_of(record, loss.part) != getattr(overseas, loss.part), loss.part
        value = getattr(LAB, loss.part)
        if loss.whole and isinstance(value, str):
            assert value not in text.replace("etalab", "x" if loss.part == "licence" else "etalab"), loss.part


@pytest.mark.parametrize("format_", WRITTEN)
def test_the_table_of_losses_is_in_words_and_names_parts_of_a_place(format_: str) -> None:
    known = set(OpenPlace.__struct_fields__)
    for loss in LOST[format_]:
        assert loss.part in known
        assert loss.words.fr != loss.words.en


def test_the_document_shows_the_table_of_losses() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for format_, losses in LOST.items():
        for loss in losses:
            how = "not written" if loss.whole else "in part"
            assert f"| `{format_}` | `{loss.part}` | {how} | {loss.words.en} |" in text
    assert text.count("| in part |") + text.count("| not written |") == sum(map(len, LOST.values()))


@pytest.mark.parametrize("format_", ["geojson", "gogocarto", "mediation"])
def test_a_place_without_a_position_is_written(format_: str) -> None:
    bare = replace(LAB, place_id="a", latitude=None, longitude=None)
    assert [one.first("name") for one in read_again(format_, [bare, LAB]).records] == ["Le Lab", "Le Lab"]


def test_a_map_leaves_out_what_has_no_position() -> None:
    bare = OpenPlace(place_id="a", name="Ailleurs")
    assert [one.record_id for one in read_again("umap", [bare, LAB]).records] == ["fl-000012"]
    assert [(one.place_id, one.whole, one.code) for one in unwritten("umap", [bare, LAB])] == [
        ("a", True, "position")
    ]


def test_the_layers_of_a_map_are_the_main_kinds_in_words() -> None:
    other = replace(LAB, place_id="b", kinds=("coworking",))
    layers = json.loads(written("umap", [LAB, other]))["layers"]
    assert [layer["_umap_options"]["name"] for layer in layers] == [
        "espace de coworking",
        "fab lab, atelier de fabrication",
    ]
    assert json.loads(umap([LAB], title="x", licence="y", language="en"))["layers"][0]["_umap_options"][
        "name"
    ] == ("fab lab, makerspace")


@pytest.mark.parametrize("format_", ["geojson", "gogocarto", "umap"])
def test_no_text_can_open_a_tag_in_a_page_that_holds_the_file(format_: str) -> None:
    text = written(format_, [replace(LAB, name="</script><script>alert(1)</script>")]).decode()
    assert "<" not in text
    assert "\\u003c/script" in text


def test_no_cell_of_a_table_is_a_formula() -> None:
    content = mediation([replace(LAB, name="=HYPERLINK(1)", address="@SUM(A1)")]).decode()
    row = next(csv.DictReader(io.StringIO(content)))
    assert (row["nom"], row["adresse"]) == ("'=HYPERLINK(1)", "'@SUM(A1)")
    assert row["longitude"] == "-1.6801"
    assert row["telephone"] == "+33299000000"
    assert tuple(row) == COLUMNS


def test_what_is_unknown_is_written_as_nothing() -> None:
    bare = OpenPlace(
        "a",
        "A",
        siren="552100554",
        city="Rennes",
        postcode="35000",
        address="1 rue Neuve",
        updated="2025-11-30",
    )
    row = next(csv.DictReader(io.StringIO(mediation([bare]).decode())))
    held = {"id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj"}
    assert {column for column, text in row.items() if text} == held
    element = json.loads(written("gogocarto", [OpenPlace(place_id="a", name="A")]))["data"][0]
    assert element == {"id": "a", "name": "A", "address": {"addressCountry": "FR"}}


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("02 62 00 00 00", "+262262000000"),
        ("06 90 00 00 00", "+590690000000"),
        ("01 80 05 98 80", "+33180059880"),
        ("06 91 28 12 34", "+590691281234"),
        ("06 97 12 34 56", "+596697123456"),
        ("05 08 41 23 45", "+508412345"),
        ("+687 28 12 34", "+687281234"),
        ("+33 1 80 05 98 80", "+33180059880"),
        ("3949", ""),
        ("", ""),
    ],
)
def test_a_number_is_written_under_its_own_code(phone: str, expected: str) -> None:
    assert international(phone) == expected


def test_the_same_places_give_the_same_bytes() -> None:
    for format_ in WRITTEN:
        assert written(format_, [LAB]) == written(format_, [LAB])
