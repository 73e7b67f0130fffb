"""Bad input: what stops the reading, what a person is told, and what only goes to the report."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.faults import InputRefused, ListingRefused, MappingRefused, sentence
from florilege.listings.mapping import Mapping, parse_mapping, read_mapping
from florilege.listings.readers import read_file, read_listing
from florilege.listings.records import ListingRead
from florilege.listings.report import COLUMNS, report_text, write_report
from florilege.listings.vocabulary import read_study_vocabulary
from florilege.territory.reference import reference

MAPPING = """slug = "essai"
title = { fr = "Essai", en = "Trial" }
publisher = "Personne"
licence = "etalab-2.0"
attribution = "Essai"
format = "csv"
max_refused = 0.5

[[version]]
date = "2024-01-01"
file = "essai.csv"

[record]
id = "id"

[[field]]
field = "name"
column = "nom"
clean = ["spaces"]

[[field]]
field = "kind"
column = "type"
values = { labo = "fablab" }

[[field]]
field = "postcode"
column = "cp"
clean = ["postcode"]

[[field]]
field = "city"
column = "ville"

[[field]]
field = "latitude"
column = "lat"

[[field]]
field = "longitude"
column = "lon"
"""
HEADER = "id,nom,type,cp,ville,lat,lon\n"
GOOD = "1,Le Lab,labo,35000,Rennes,48.11,-1.68\n"


def mapping(text: str = MAPPING) -> Mapping:
    return parse_mapping(text, file="essai.toml")


def read(content: str | bytes, text: str = MAPPING) -> ListingRead:
    raw = content if isinstance(content, bytes) else content.encode()
    return read_listing(mapping(text), io.BytesIO(raw), version="2024-01-01", reference=reference())


def refusal(content: str | bytes, text: str = MAPPING) -> ListingRefused:
    with pytest.raises(ListingRefused) as caught:
        read(content, text)
    assert sentence(caught.value, "fr") != sentence(caught.value, "en")
    return caught.value


def test_a_good_row_is_a_record() -> None:
    found = read(HEADER + GOOD)
    assert [one.first("name") for one in found.records] == ["Le Lab"]
    assert found.report == ()


def test_a_mark_of_byte_order_is_no_part_of_the_first_column() -> None:
    assert len(read(("\ufeff" + HEADER + GOOD).encode()).records) == 1


def test_a_file_that_is_missing_is_named_with_where_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(ListingRefused) as caught:
        read_file(mapping(), tmp_path / "essai.csv", version="2024-01-01", reference=reference())
    assert caught.value.where.file == str(tmp_path / "essai.csv")


def test_an_unknown_column_is_named_with_the_nearest_one() -> None:
    fault = refusal(HEADER.replace("ville", "vile") + GOOD)
    assert (fault.where.line, fault.where.column) == (1, "ville")
    assert fault.hint is not None
    assert "vile" in fault.hint.en


def test_a_wrong_encoding_is_named_with_its_line() -> None:
    fault = refusal((HEADER + GOOD + "2,Café,labo,,,,\n").encode("latin-1"))
    assert fault.where.line == 3
    assert fault.value == "e9"


def test_a_duplicated_id_is_named_with_both_lines() -> None:
    fault = refusal(HEADER + GOOD + GOOD)
    assert (fault.where.line, fault.where.column, fault.value) == (3, "id", "1")
    assert "2" in fault.expected.fr


def test_a_row_without_an_id_is_refused_and_the_reading_goes_on() -> None:
    found = read(HEADER + GOOD.replace("1,", ",", 1) + GOOD)
    assert [one.record_id for one in found.records] == ["1"]
    assert [(line.line, line.column, line.rule, line.action) for line in found.report] == [
        (2, "id", "no-id", "refused")
    ]


def test_one_of_several_ids_that_is_empty_is_refused_and_the_others_stay() -> None:
    text = MAPPING.replace('id = "id"', 'id = "id"\nsplit = ";"\nsplit_with = ["nom"]')
    found = read(HEADER + GOOD.replace("1,Le Lab", "1;;3,Le Lab;Rien;La Fab"), text)
    assert [one.record_id for one in found.records] == ["1", "3"]
    assert [(line.rule, line.before) for line in found.report] == [("no-id", "1;;3")]


def test_rows_that_all_lack_their_id_stop_the_reading() -> None:
    assert refusal(HEADER + GOOD.replace("1,", ",", 1)).where.line == 2


def test_an_unknown_column_is_named_with_the_line_of_the_mapping_that_asks_for_it() -> None:
    fault = refusal(HEADER.replace("ville", "vile") + GOOD)
    assert "essai.toml, ligne 33" in sentence(fault, "fr")
    assert "essai.toml, line 33" in sentence(fault, "en")


def test_a_file_without_any_record_is_refused() -> None:
    refusal(HEADER)


def test_a_row_of_the_wrong_length_is_refused_and_the_reading_goes_on() -> None:
    found = read(HEADER + "9,trop court\n" + GOOD)
    assert len(found.records) == 1
    assert found.rows == 2
    assert [(line.line, line.rule, line.action) for line in found.report] == [
        (2, "number-of-columns", "refused")
    ]


def test_a_row_without_a_name_is_refused_and_counted() -> None:
    found = read(HEADER + GOOD + GOOD.replace("1,Le Lab", "2, "))
    assert [(line.record_id, line.column, line.rule, line.action) for line in found.report] == [
        ("2", "nom", "no-name", "refused")
    ]


def test_too_many_refused_rows_stop_the_reading_at_the_first_of_them() -> None:
    fault = refusal(HEADER + GOOD + "9,trop court\n8,trop court\n")
    assert fault.where.line == 3


@pytest.mark.parametrize(
    ("latitude", "longitude", "rule", "kept"),
    [
        ("-1.68", "48.11", "swapped-coordinates", (48.11, -1.68)),
        ("40.71", "-74.0", "outside-france", None),
        ("0", "0", "outside-france", None),
        ("48.11", "", "half-a-position", None),
        ("nord", "ouest", "not-a-number", None),
        ("nan", "inf", "not-a-number", None),
        ("43.60", "1.44", "position-contradicted-by-address", (43.60, 1.44)),
    ],
)
def test_faulty_coordinates_are_mended_or_taken_out_and_reported(
    latitude: str, longitude: str, rule: str, kept: tuple[float, float] | None
) -> None:
    found = read(HEADER + f"1,Le Lab,labo,35000,Rennes,{latitude},{longitude}\n")
    record = found.records[0]
    assert rule in {line.rule for line in found.report}
    assert (record.first("latitude"), record.first("longitude")) == (kept or (None, None))
    assert record.location.commune_code == "35238"


def test_a_decimal_comma_is_mended_and_reported() -> None:
    found = read(HEADER + '1,Le Lab,labo,35000,Rennes,"48,11","-1,68"\n')
    assert found.records[0].first("latitude") == 48.11
    assert {line.rule for line in found.report} == {"decimal-point"}


def test_records_that_share_one_point_under_many_addresses_are_at_a_centre() -> None:
    text = MAPPING + '\n[[field]]\nfield = "address"\ncolumn = "rue"\n'
    header = HEADER.replace("lon\n", "lon,rue\n")
    rows = "".join(GOOD.replace("1,", f"{n},", 1).replace("\n", f",{n} rue Neuve\n") for n in (1, 2, 3))
    assert {one.location.precision for one in read(header + rows, text).records} == {"centre"}
    same = rows.replace("2 rue", "1 rue").replace("3 rue", "1 rue")
    assert {one.location.precision for one in read(header + same, text).records} == {"address"}


def test_the_line_is_that_of_the_row_even_after_line_breaks_in_quotes() -> None:
    found = read(HEADER + '1,"Le\nLab",labo,35000,Rennes,,\n' + GOOD.replace("1,", "2,", 1))
    assert [one.line for one in found.records] == [2, 4]


@pytest.mark.parametrize(
    ("before", "after", "column", "line"),
    [
        ('licence = "etalab-2.0"\n', "", "licence", None),
        ('publisher = "Personne"', 'publisheur = "Personne"', "publisheur", 3),
        ('format = "csv"', 'format = "cvs"', "format", 6),
        ('field = "kind"', 'field = "kinds"', "field[2].field", 22),
        ('clean = ["spaces"]', 'clean = ["space"]', "field[1].clean", 19),
        ('"fablab" }', '"fablabe" }', "field[2].values.labo", 24),
        ('date = "2024-01-01"', 'date = "1er janvier"', "version[1].date", 10),
        ('column = "cp"', 'columm = "cp"', "field[3].columm", 28),
        ("max_refused = 0.5", 'exhaustive_for = "label:rien"', "exhaustive_for", 7),
        ("max_refused = 0.5", 'coverage = { regions = "52", kinds = "fablab" }', "coverage.reason", 7),
        ("max_refused = 0.5", 'coverage = { regions = "520", kinds = "fablab" }', "coverage.regions", 7),
        (
            "max_refused = 0.5",
            'coverage = { regions = ["all", "52"], kinds = "fablab" }',
            "coverage.regions",
            7,
        ),
        ("max_refused = 0.5", 'coverage = { regions = "all", kinds = "fablabs" }', "coverage.kinds", 7),
        ("max_refused = 0.5", 'coverage = { kinds = "fablab" }', "coverage.regions", 7),
    ],
)
def test_a_slip_in_a_mapping_is_named_with_its_line(
    before: str, after: str, column: str, line: int | None
) -> None:
    assert before in MAPPING
    with pytest.raises(MappingRefused) as caught:
        mapping(MAPPING.replace(before, after, 1))
    assert caught.value.where.file == "essai.toml"
    assert caught.value.where.column == column
    assert line is None or caught.value.where.line == line


def test_a_mapping_without_a_name_for_places_is_refused() -> None:
    with pytest.raises(MappingRefused):
        mapping(MAPPING.replace('field = "name"', 'field = "alias"'))


def test_a_mapping_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(MappingRefused) as caught:
        read_mapping(tmp_path / "rien.toml")
    assert caught.value.where.file == str(tmp_path / "rien.toml")


def test_a_version_that_the_mapping_does_not_have_is_refused() -> None:
    with pytest.raises(MappingRefused):
        read_listing(mapping(), io.BytesIO(b""), version="1999-01-01", reference=reference())


@pytest.mark.parametrize(
    ("format_", "content"),
    [
        ("json", "{"),
        ("json", '{"a": 1}'),
        ("json", "[1]"),
        ("geojson", "[]"),
        ("geojson", '{"features": [{"properties": null}]}'),
    ],
)
def test_a_file_of_another_shape_is_refused(format_: str, content: str) -> None:
    refusal(content, MAPPING.replace('format = "csv"', f'format = "{format_}"'))


def test_a_fact_about_a_place_that_the_mapping_does_not_know_is_refused() -> None:
    text = MAPPING[: MAPPING.index("[record]")].replace('"csv"', '"facts"')
    text += '[record.ids]\n"Darwin" = "darwin"\n\n[[field]]\nfield = "name"\ncolumn = "place"\n'
    header = "place,field,value,unit,source_url,source_date,note\n"
    fault = refusal(header + "Darwyn,jobs,12,jobs,https://a.fr,2022,\n", text)
    assert (fault.where.line, fault.where.column, fault.value) == (2, "place", "Darwyn")
    unknown = refusal(header + "Darwin,jbos,12,jobs,https://a.fr,2022,\n", text)
    assert (unknown.where.line, unknown.where.column, unknown.value) == (2, "field", "jbos")


def test_the_report_tells_before_rule_and_after_in_a_table(tmp_path: Path) -> None:
    found = read(HEADER + "1,  Le   Lab,autre,0,Rennes,48.11,-1.68\n9,x\n")
    rows = list(csv.DictReader(io.StringIO(report_text(found))))
    assert tuple(rows[0]) == COLUMNS
    reported = {(row["column"], row["before"], row["rule"], row["after"], row["action"]) for row in rows}
    assert reported == {
        ("nom", "  Le   Lab", "spaces", "Le Lab", "mended"),
        ("type", "autre", "not-in-vocabulary", "", "mended"),
        ("cp", "0", "postcode", "", "mended"),
        ("", "2 / 7", "number-of-columns", "", "refused"),
    }
    path = write_report(found, tmp_path / "var" / "reports")
    assert path.name == "import-essai-2024-01-01.csv"
    assert path.read_text(encoding="utf-8") == report_text(found)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_text_of_a_study_is_given_its_words_only_once() -> None:
    text = '[[text]]\npublished = "bus depot"\nfr = "dépôt"\n'
    assert read_study_vocabulary(text, file="v.toml")["bus depot"].fr == "dépôt"
    with pytest.raises(InputRefused) as caught:
        read_study_vocabulary(text + "\n" + text, file="v.toml")
    assert caught.value.where.line == 6


cells = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=15)


@given(st.lists(st.lists(cells, min_size=7, max_size=7), max_size=6))
def test_whatever_the_cells_hold_the_rows_are_records_or_refused_and_counted(rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADER.strip().split(","))
    for rank, row in enumerate(rows):
        writer.writerow([str(rank), *row[1:]])
    writer.writerow(["bon", *GOOD.strip().split(",")[1:]])
    found = read(stream.getvalue(), MAPPING.replace("0.5", "1.0"))
    refused = sum(line.action == "refused" for line in found.report)
    assert found.rows == len(rows) + 1 == len(found.records) + refused


def test_a_file_with_names_of_columns_and_nothing_below_is_refused() -> None:
    assert "row" in refusal(HEADER).expected.en


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListingRefused) as caught:
        read_file(mapping(), tmp_path, version="2024-01-01", reference=reference())
    assert caught.value.where.file == str(tmp_path)


def test_a_character_that_no_text_shows_is_mended_and_reported() -> None:
    found = read(HEADER + "1,Le\x00 Lieu,labo,75001,Paris,,\n")
    assert found.records[0].first("name") == "Le Lieu"
    line = next(line for line in found.report if line.rule == "control-characters")
    assert (line.before, line.after, line.action) == ("Le\\x00 Lieu", "Le Lieu", "mended")
