"""Objects of maps and directories become rows; files of another shape are refused, with the place of the fault."""

from __future__ import annotations

import json

import pytest

from florilege.faults import ListingRefused, MappingRefused, sentence
from tests.listings.published_files import in_csv, in_json, listing, mapping_text, payloads, rows

OSM = mapping_text(
    "osm", name="name", record_id="@id", fields={"@latitude": "latitude", "@longitude": "longitude"}
)
GOGO = mapping_text(
    "gogocarto",
    name="name",
    fields={"address.postalCode": "postcode", "@latitude": "latitude", "@longitude": "longitude"},
)
UMAP = mapping_text("umap", name="name", record_id=None)
FABLABS = mapping_text("fablabs", name="name")
MEDIATION = mapping_text("mediation")
NODE = {
    "type": "node",
    "id": 12,
    "lat": 48.11,
    "lon": -1.68,
    "tags": {"name": "Le Lab", "office": "coworking"},
}
SCHEMA = ("id", "nom", "commune", "code_postal", "adresse")


def refusal(content: bytes, text: str) -> ListingRefused:
    with pytest.raises(ListingRefused) as caught:
        rows(content, text)
    assert sentence(caught.value, "fr") != sentence(caught.value, "en")
    return caught.value


class TestOpenStreetMap:
    def test_tags_are_columns_and_the_id_says_what_it_is_of(self) -> None:
        found = listing(in_json({"version": 0.6, "elements": [NODE]}), OSM)
        record = found.records[0]
        assert (record.record_id, record.first("latitude"), record.first("longitude")) == (
            "node/12",
            48.11,
            -1.68,
        )
        assert record.payload["office"] == "coworking"

    def test_ways_and_relations_lie_at_the_centre_given_else_in_the_middle_of_their_frame(self) -> None:
        tags = {"name": "A"}
        frame = {"minlat": 48.0, "maxlat": 48.2, "minlon": -1.7, "maxlon": -1.5}
        elements = [
            {"type": "way", "id": 1, "center": {"lat": 47.2, "lon": -1.5}, "nodes": [1, 2], "tags": tags},
            {"type": "relation", "id": 1, "bounds": frame, "members": [], "tags": tags},
            {"type": "way", "id": 2, "nodes": [1, 2], "tags": tags},
        ]
        found = payloads(in_json({"elements": elements}), OSM)
        reported = [(row["@id"], row["@position"], row["@latitude"], row["@longitude"]) for row in found]
        assert reported == [
            ("way/1", "center", "47.2", "-1.5"),
            ("relation/1", "bounds", "48.1", "-1.6"),
            ("way/2", "", "", ""),
        ]

    def test_points_that_only_draw_a_way_are_no_rows(self) -> None:
        bare = {"type": "node", "id": 7, "lat": 1.0, "lon": 2.0}
        read = rows(in_json({"elements": [bare, NODE]}), OSM)
        assert [row.record_id for row in read.rows] == ["node/12"]
        assert read.refused == ()

    def test_what_is_no_object_of_openstreetmap_is_refused_and_reported(self) -> None:
        read = rows(in_json({"elements": [{"type": "area", "id": 3, "tags": {"a": "b"}}, NODE]}), OSM)
        assert [(bad.line, bad.before, bad.rule) for bad in read.refused] == [
            (1, "area/3", "not-an-osm-object")
        ]

    def test_an_answer_that_the_server_cut_short_is_refused(self) -> None:
        remark = 'runtime error: Query timed out in "query" at line 3 after 26 seconds.'
        fault = refusal(in_json({"elements": [NODE], "remark": remark}), OSM)
        assert fault.where.column == "remark"


class TestGoGoCarto:
    def test_nested_members_lists_and_position_are_columns(self) -> None:
        element = {
            "id": "wd40",
            "name": "Le Lab",
            "geo": {"latitude": 48.11, "longitude": -1.68},
            "address": {"streetAddress": "1 rue Neuve", "postalCode": "35000"},
            "categories": ["Coworking", "Fab lab"],
            "openHours": {"Mo": "09:00-12:00"},
        }
        for content in ([element], {"licence": "x", "ontology": "gogofull", "data": [element]}):
            row = payloads(in_json(content), GOGO)[0]
            assert row["address.postalCode"] == "35000"
            assert row["categories"] == "Coworking|Fab lab"
            assert row["openHours.Mo"] == "09:00-12:00"
            assert (row["@latitude"], row["@longitude"]) == ("48.11", "-1.68")

    def test_a_mark_within_an_item_is_mended_and_reported(self) -> None:
        found = listing(in_json([{"id": 1, "name": "A", "categories": ["b|c", "d"]}]), GOGO)
        assert found.records[0].payload["categories"] == "b/c|d"
        assert [(line.column, line.before, line.rule) for line in found.report] == [
            ("categories", "b|c", "mark-within-an-item")
        ]

    def test_a_member_that_one_element_leaves_out_is_no_fault(self) -> None:
        assert len(payloads(in_json([{"id": 1, "name": "A"}]), GOGO)) == 1


class TestUMap:
    def test_features_of_every_layer_keep_the_name_of_their_layer(self) -> None:
        point = {"type": "Point", "coordinates": [-1.68, 48.11]}
        feature = {"type": "Feature", "geometry": point, "properties": {"name": "Le Lab"}, "id": "x1"}
        layers = [
            {"type": "FeatureCollection", "_umap_options": {"name": "Fab labs"}, "features": [feature]},
            {"type": "FeatureCollection", "_storage": {"name": "Ancienne"}, "features": [feature]},
        ]
        found = payloads(in_json({"type": "umap", "properties": {}, "layers": layers}), UMAP)
        assert [(row["@layer"], row["@id"], row["@latitude"]) for row in found] == [
            ("Fab labs", "x1", "48.11"),
            ("Ancienne", "x1", "48.11"),
        ]


class TestFabLabs:
    @pytest.mark.parametrize("under", [None, "labs"])
    def test_labs_are_rows_whatever_holds_them(self, under: str | None) -> None:
        lab = {
            "id": 5,
            "name": "Le Lab",
            "latitude": 48.11,
            "longitude": -1.68,
            "capabilities": ["laser", "cnc_milling"],
            "links": [{"id": 1, "url": "https://a.fr"}, {"id": 2, "url": "https://b.fr"}],
        }
        row = payloads(in_json({under: [lab]} if under else [lab]), FABLABS)[0]
        assert (row["capabilities"], row["links"]) == ("laser|cnc_milling", "https://a.fr|https://b.fr")
        assert row["@latitude"] == "48.11"

    def test_attributes_of_the_second_interface_are_columns(self) -> None:
        lab = {"id": "5", "type": "lab", "attributes": {"name": "Le Lab", "city": "Rennes"}}
        assert payloads(in_json({"data": [lab]}), FABLABS)[0]["city"] == "Rennes"


class TestMediation:
    def test_every_column_of_the_schema_is_there(self) -> None:
        row = payloads(in_csv([SCHEMA, ("a", "Le Lab", "Rennes", "35000", "1 rue Neuve")]), MEDIATION)[0]
        assert row["nom"] == "Le Lab"
        assert row["services"] == ""

    def test_a_column_that_the_schema_requires_is_asked_for(self) -> None:
        fault = refusal(in_csv([("id", "nom"), ("a", "Le Lab")]), MEDIATION)
        assert (fault.where.line, fault.where.column) == (1, "commune")

    def test_a_cell_made_harmless_is_given_back_and_reported(self) -> None:
        found = listing(in_csv([SCHEMA, ("a", "'=Lab", "Rennes", "35000", "'tis")]), MEDIATION)
        assert found.records[0].first("name") == "=Lab"
        assert found.records[0].payload["adresse"] == "'tis"
        assert [(line.column, line.rule) for line in found.report] == [("nom", "formula-mark")]


SHAPES = [
    ("osm", OSM),
    ("gogocarto", GOGO),
    ("umap", UMAP),
    ("fablabs", FABLABS),
    ("json", mapping_text("json")),
    ("geojson", mapping_text("geojson")),
]


@pytest.mark.parametrize("text", [text for _, text in SHAPES], ids=[name for name, _ in SHAPES])
@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "3",
        '"texte"',
        "null",
        "true",
        '{"elements": 3}',
        '{"data": {}}',
        '{"layers": [3]}',
        "[3]",
        "[",
    ],
)
def test_a_file_of_another_shape_is_refused(text: str, content: str) -> None:
    refusal(content.encode(), text)


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        ('[{"id": 1, "nom": "A"},\n {"id": 2, "nom" "B"}]', 2, "18"),
        ('[{"id": 1, "nom": "A"}\n {"id": 2}]', 2, "2"),
        ('[\n\n{"id": 1, "nom": "A', 3, "18"),
        ('[{"id": 1, "nom": "A"}]\nencore', 2, "1"),
        ('[{"id": tru}]', 1, "9"),
        ('[{"id": 1, "nom": "A"}', 1, "23"),
    ],
)
def test_a_fault_of_json_is_named_with_its_line_and_column(content: str, line: int, column: str) -> None:
    fault = refusal(content.encode(), mapping_text("json"))
    assert (fault.where.line, fault.where.column) == (line, column)


def test_a_fault_far_into_a_file_is_named_with_its_line_too() -> None:
    good = ",\n".join(json.dumps({"id": n, "nom": f"Lieu {n}" + "x" * 100}) for n in range(3000))
    fault = refusal(f'[{good},\n{{"id": oups}}]'.encode(), mapping_text("json"))
    assert (fault.where.line, fault.where.column) == (3001, "8")


def test_objects_longer_than_the_window_are_read_whole() -> None:
    things = [{"id": n, "nom": "é" * 150_000 + str(n), "n": 12345678901234} for n in range(4)]
    assert [row["nom"][-1] for row in payloads(in_json(things), mapping_text("json"))] == ["0", "1", "2", "3"]


def test_json_nested_too_deeply_or_with_endless_numbers_is_refused() -> None:
    text = mapping_text("json")
    refusal(b'[{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]", text)
    refusal(b"[" * 100_000, text)
    refusal(b'[{"id": ' + b"9" * 10_000 + b"}]", text)
    refusal(b'[{"id": 1, "nom": ' + b"[" * 985 + b"]" * 985 + b"}]", text)


def test_half_a_character_is_replaced_and_reported() -> None:
    found = listing(b'[{"id": 1, "nom": "Le \\ud800 Lab"}]', mapping_text("json"))
    assert found.records[0].first("name") == "Le \ufffd Lab"
    assert [line.rule for line in found.report] == ["half-a-character"]


def test_names_with_tags_or_formulas_are_kept_as_text() -> None:
    name = "<img src=x onerror=alert(1)> =cmd|' /C calc'!A0"
    assert payloads(in_json([{"id": 1, "nom": name}]), mapping_text("json"))[0]["nom"] == name


def test_a_wrong_byte_far_into_a_file_is_named_with_its_line() -> None:
    good = in_csv([("id", "nom"), *((str(n), f"Lieu {n} à Évry") for n in range(5000))])
    fault = refusal(good + b"x,\xff\n", mapping_text("csv"))
    assert (fault.where.line, fault.value) == (5002, "ff")


def test_a_table_in_two_bytes_a_letter_is_read_with_its_mark() -> None:
    content = in_csv([("id", "nom"), ("1", "Évry")], encoding="utf-16")
    assert payloads(content, mapping_text("csv", version='encoding = "utf-16"')) == [
        {"id": "1", "nom": "Évry"}
    ]


@pytest.mark.parametrize("delimiter", ["", "::", "\\n"])
def test_a_delimiter_that_is_none_is_refused(delimiter: str) -> None:
    text = mapping_text("csv", version=f'delimiter = "{delimiter}"')
    with pytest.raises(MappingRefused) as caught:
        rows(b"id,nom\n1,A\n", text)
    assert caught.value.where.column == "version[1].delimiter"


@pytest.mark.parametrize("encoding", ["klingon", "zip", "utf-8\\u0000"])
def test_an_encoding_that_is_none_is_refused(encoding: str) -> None:
    with pytest.raises(MappingRefused) as caught:
        rows(b"id,nom\n1,A\n", mapping_text("csv", version=f'encoding = "{encoding}"'))
    assert caught.value.where.column == "version[1].encoding"
    assert caught.value.where.line is not None
