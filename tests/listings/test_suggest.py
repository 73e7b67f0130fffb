"""A mapping proposed for an unknown table: right on the real listings, honest about what it cannot know."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from florilege.faults import InputRefused, ListingRefused
from florilege.listings.formats.open_place import OpenPlace
from florilege.listings.formats.writers import geojson, gogocarto, mediation, umap
from florilege.listings.licences import TO_FILL
from florilege.listings.mapping import parse_mapping, read_mapping
from florilege.listings.readers import read_listing
from florilege.listings.records import ListingRead
from florilege.listings.suggest import Suggestion, suggest
from florilege.listings.suggested_text import NO_DATE
from florilege.territory.reference import reference
from tests.examples import examples
from tests.listings.published_files import in_csv, in_json, workbook
from tests.listings.real_listings import STUDY

TOWNS = (
    ("Rennes", "35000", "35238", 48.11, -1.68),
    ("Nantes", "44000", "44109", 47.22, -1.55),
    ("Brest", "29200", "29019", 48.39, -4.49),
    ("Lille", "59000", "59350", 50.63, 3.06),
    ("Bourges", "18000", "18033", 47.08, 2.4),
    ("Foix", "09000", "09122", 42.97, 1.6),
)
REAL: dict[str, tuple[str, set[str], tuple[str, str], set[str], set[str]]] = {
    "cget": ("NOM_TL", {"ID"}, ("LAT", "LONG"), {"CP"}, {"INSEECOM", "INSEEMETRO"}),
    "fablabs2020": (
        "titre_initiative",
        {""},
        ("latitude", "longitude"),
        {"code_postal"},
        {"result_citycode"},
    ),
    "pdl": ("NOM DU LIEU", {"INDEX"}, ("lat", "lon"), {"ADRESSE"}, {"result_citycode"}),
    "bretagne": ("name", {"id"}, ("@latitude", "@longitude"), {"cp"}, {""}),
    "bfc": ("nom_structure", {"bfc_id"}, ("lat", "lon"), {"code_postal"}, {""}),
    "cvl": ("c_nom", {"gid", "c_gid"}, ("c_lat_coor1", "c_long_coor1"), {"c_postcode"}, {""}),
    "fabriques": ("lib_territoire", {"id_territoire"}, ("@latitude", "@longitude"), {""}, {"id_geo"}),
    "manufactures": ("lib_territoire", {"id_territoire"}, ("@latitude", "@longitude"), {""}, {"id_geo"}),
}
"""Listing → column of the name, of the id, of the point, of the postal code, of the commune; "" for none."""


def column_of(found: Suggestion, field: str) -> str:
    return next((guess.column for guess in found.guesses if guess.field == field), "")


def read(found: Suggestion, content: bytes) -> ListingRead:
    mapping = parse_mapping(found.toml, file="propose.toml", draft=True)
    return read_listing(mapping, io.BytesIO(content), version=mapping.versions[0].date, reference=reference())


@pytest.mark.parametrize("slug", REAL)
def test_the_columns_of_the_real_listings_are_found(slug: str) -> None:
    file = read_mapping(STUDY / "listings" / f"{slug}.toml").in_use.file
    path = STUDY / "listings" / file
    found = suggest(path, file=file, slug=slug)
    name, ids, point, postcodes, communes = REAL[slug]
    assert column_of(found, "name") == name
    assert (found.record_id or "") in ids
    assert found.points is not None
    assert (found.points.latitude, found.points.longitude) == point
    assert column_of(found, "postcode") in postcodes
    assert column_of(found, "commune_code") in communes
    listing = read(found, path.read_bytes())
    assert len(listing.records) >= 0.98 * listing.rows
    placed = [one for one in listing.records if one.location.commune_code]
    assert len(placed) > 0.9 * len(listing.records)


def lines(
    count: int = 30, *, decimal: str = ".", swapped: bool = False
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    header = (
        "identifiant",
        "nom",
        "rue",
        "cp",
        "commune",
        "insee",
        "lat",
        "lon",
        "tel",
        "courriel",
        "site",
        "type",
        "maj",
    )
    rows = []
    for n in range(count):
        town, postcode, code, latitude, longitude = TOWNS[n % len(TOWNS)]
        south, west = f"{latitude + n / 1000:.5f}", f"{longitude + n / 1000:.5f}"
        south, west = (west, south) if swapped else (south, west)
        rows.append(
            (
                f"x{n * 7}",
                f"Atelier « {n} » du Port",
                f"{n} rue de l’Église",
                postcode,
                town,
                code,
                south.replace(".", decimal),
                west.replace(".", decimal),
                f"02 99 00 00 {n:02d}",
                f"contact{n}@lab.fr",
                f"https://www.lab{n}.fr/",
                ("Coworking", "Fab lab", "Tiers-lieu")[n % 3],
                f"{n % 28 + 1:02d}/03/2024",
            )
        )
    return header, rows


EXPECTED = {
    "name": "nom",
    "address": "rue",
    "postcode": "cp",
    "city": "commune",
    "commune_code": "insee",
    "phone": "tel",
    "email": "courriel",
    "website": "site",
    "kind": "type",
}


def table(**how: object) -> bytes:
    delimiter, encoding = str(how.pop("delimiter", ",")), str(how.pop("encoding", "utf-8"))
    header, rows = lines(**how)  # type: ignore[arg-type]
    return in_csv([header, *rows], delimiter=delimiter, encoding=encoding)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiter_and_encoding_are_seen(delimiter: str, encoding: str) -> None:
    content = table(delimiter=delimiter, encoding=encoding)
    found = suggest(content, file="t.csv", slug="essai")
    assert found.detected.delimiter == delimiter
    assert {field: column_of(found, field) for field in EXPECTED} == EXPECTED
    listing = read(found, content)
    assert [one.first("name") for one in listing.records][:2] == [
        "Atelier « 0 » du Port",
        "Atelier « 1 » du Port",
    ]
    assert listing.records[1].all("kind") == ("fablab",)


def test_a_decimal_comma_is_seen_and_the_numbers_are_read() -> None:
    content = table(delimiter=";", decimal=",")
    found = suggest(content, file="t.csv", slug="essai")
    assert 'decimal = ","' in found.toml
    listing = read(found, content)
    assert listing.records[0].first("latitude") == 48.11
    assert not [line for line in listing.report if line.rule == "decimal-point"]


def test_columns_whose_names_are_swapped_are_taken_by_their_numbers_and_reported() -> None:
    found = suggest(table(swapped=True), file="t.csv", slug="essai")
    assert found.points is not None
    assert (found.points.latitude, found.points.longitude) == ("lon", "lat")
    assert any("swapped" in reason.en for reason in found.points.reasons)


def test_metres_of_a_projection_are_told_and_not_taken_for_degrees() -> None:
    header, rows = lines()
    content = in_csv(
        [
            ("nom", "commune", "x", "y"),
            *(
                (row[1], row[4], f"{350_000 + n * 13.7:.1f}", f"{6_789_000 + n * 9.3:.1f}")
                for n, row in enumerate(rows)
            ),
        ]
    )
    found = suggest(content, file="t.csv", slug="essai", language="en")
    assert found.points is None
    assert "x, y: metres (Lambert-93?)" in found.toml
    assert len(read(found, content).records) == len(rows)
    assert header


def test_an_id_must_differ_on_every_row_even_past_those_looked_at() -> None:
    rows = [(f"a{n}", f"u{n}", f"Lieu numéro {n}") for n in range(5_200)]
    rows.append(("a1", "u-dernier", "Le dernier"))
    content = in_csv([("id", "uid", "nom"), *rows])
    found = suggest(content, file="t.csv", slug="essai")
    assert found.record_id == "uid"
    assert found.rows == 5_000
    assert len(read(found, content).records) == 5_201


def test_a_table_without_an_id_is_known_by_the_rank_of_its_rows() -> None:
    content = in_csv([("nom", "ville"), ("Le Lab", "Rennes"), ("Le Lab", "Brest")])
    found = suggest(content, file="t.csv", slug="essai")
    assert found.record_id is None
    assert [one.record_id for one in read(found, content).records] == ["ligne-1", "ligne-2"]


def test_numbers_of_rows_are_taken_with_a_warning() -> None:
    content = in_csv([("id", "nom"), *((str(n + 1), f"Lieu {n}") for n in range(20))])
    found = suggest(content, file="t.csv", slug="essai", language="en")
    assert found.record_id == "id"
    assert "row numbers" in found.toml


def test_what_only_a_person_knows_is_left_to_fill_in() -> None:
    found = suggest(in_csv([("nom",), ("Le Lab",)] * 1 + [("Le Port",)]), file="t.csv", slug="essai")
    mapping = parse_mapping(found.toml, file="t.toml", draft=True)
    assert (mapping.licence, mapping.publisher, mapping.attribution) == (TO_FILL, TO_FILL, TO_FILL)
    assert mapping.versions[0].date == NO_DATE
    assert "# TODO" in found.toml
    assert len(found.to_fill) >= 3


def test_the_date_is_that_which_is_given_else_the_newest_of_the_rows() -> None:
    content = table()
    assert (
        parse_mapping(suggest(content, file="t", slug="e").toml, file="t", draft=True).versions[0].date
        == "2024-03-28"
    )
    given_ = suggest(content, file="t", slug="e", date="2025-01-02")
    assert parse_mapping(given_.toml, file="t", draft=True).versions[0].date == "2025-01-02"


def test_every_guess_says_why_in_both_languages() -> None:
    found = suggest(table(), file="t.csv", slug="essai")
    for guess in found.guesses:
        assert guess.reasons
        assert 0 < guess.confidence < 1
        assert all(reason.fr and reason.en for reason in guess.reasons)
    english = suggest(table(), file="t.csv", slug="essai", language="en").toml
    assert "the column is called" in english
    assert "la colonne" not in english


def test_a_workbook_is_read_from_its_sheet_of_places_under_its_title() -> None:
    header, rows = lines()
    sheets = {"Lisez-moi": [["Bonjour"]], "Lieux": [["Les lieux de Bretagne"], [], header, *rows]}
    content = workbook(sheets)
    found = suggest(content, file="t.xlsx", slug="essai")
    assert (found.detected.format, found.detected.sheet, found.detected.header_row) == ("xlsx", "Lieux", 3)
    assert {field: column_of(found, field) for field in EXPECTED} == EXPECTED
    assert len(read(found, content).records) == len(rows)


PLACES = [
    OpenPlace(
        place_id=f"fl-{n}",
        name=f"Atelier du Port {n}",
        kinds=("fablab",),
        address=f"{n} rue Neuve",
        postcode=TOWNS[n % 6][1],
        city=TOWNS[n % 6][0],
        latitude=TOWNS[n % 6][3],
        longitude=TOWNS[n % 6][4],
        siren="552100554",
        updated=f"2025-11-{n + 1:02}",
    )
    for n in range(12)
]


@pytest.mark.parametrize(
    ("format_", "write", "name"),
    [
        ("geojson", lambda: geojson(PLACES, licence="x", attribution="y").encode(), "name"),
        ("gogocarto", lambda: gogocarto(PLACES, licence="x").encode(), "name"),
        ("umap", lambda: umap(PLACES, title="t", licence="x").encode(), "name"),
        ("mediation", lambda: mediation(PLACES), "nom"),
    ],
)
def test_what_we_write_is_known_again(format_: str, write: Callable[[], bytes], name: str) -> None:
    content = write()
    found = suggest(content, file="f", slug="essai")
    assert found.detected.format == format_
    assert column_of(found, "name") == name
    assert found.points is not None
    listing = read(found, content)
    assert {one.first("name") for one in listing.records} == {place.name for place in PLACES}
    assert all(one.location.commune_code for one in listing.records)


def test_openstreetmap_keeps_its_licence() -> None:
    elements = [
        {
            "type": "node",
            "id": n,
            "lat": TOWNS[n % 6][3],
            "lon": TOWNS[n % 6][4],
            "tags": {"name": f"Le Port {n}"},
        }
        for n in range(9)
    ]
    content = in_json({"version": 0.6, "generator": "x", "elements": elements})
    found = suggest(content, file="f", slug="osm")
    mapping = parse_mapping(found.toml, file="f", draft=True)
    assert (mapping.format, mapping.licence, mapping.record.column) == ("osm", "ODbL-1.0", "@id")
    assert len(read(found, content).records) == 9


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"nom\n", b"{}", b"[]", b"PK\x03\x04", b"a,b\n1,2\n", b"\xff\xfe"]
)
def test_a_file_without_a_list_of_places_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(ListingRefused) as caught:
        suggest(content, file="f.csv", slug="essai")
    assert caught.value.where.file == "f.csv"


cells = st.text(max_size=8) | st.sampled_from(
    ["35000", "48.1", "-1.6", "Rennes", "Le Lab", "a@b.fr", '"', "oui", "1"]
)
names = st.sampled_from(
    ["id", "nom", "lat", "lon", "cp", "Nom\n du lieu", 'a"b', "x\\y", "", "maj", "é=é", "# nom"]
)


@settings(deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(names, min_size=1, max_size=5), st.lists(st.lists(cells, min_size=5, max_size=5), max_size=6))
def test_whatever_the_table_the_proposal_reads_it_or_it_is_refused(
    header: list[str], rows: list[list[str]]
) -> None:
    content = in_csv(
        [("nom",), ("Le Lab",)] if not rows else [header, *(row[: len(header)] for row in rows)]
    ).replace(b"\x00", b"")
    try:
        found = suggest(content, file="f", slug="essai")
    except InputRefused:
        return
    mapping = parse_mapping(found.toml, file="f", draft=True)
    assert mapping.slug == "essai"


@settings(deadline=None, max_examples=examples(60))
@given(st.binary(max_size=200))
def test_any_bytes_give_a_proposal_or_a_refusal(content: bytes) -> None:
    try:
        suggest(content, file="f", slug="essai")
    except InputRefused:
        return
