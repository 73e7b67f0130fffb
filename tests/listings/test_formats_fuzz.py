"""Whatever the bytes, a reader gives rows, rows refused, or a refusal of the file: nothing else, ever."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from florilege.faults import InputRefused
from florilege.listings.formats.mediation import as_written, harmless
from florilege.listings.mapping import FORMATS
from tests.examples import examples
from tests.listings.published_files import (
    NAMES,
    SHEET_HEAD,
    in_csv,
    in_json,
    listing,
    mapping_text,
    opendocument,
    raw_workbook,
    rows,
    workbook,
)

QUIET = settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAME_OF = {"osm": "name", "gogocarto": "name", "umap": "name", "fablabs": "name", "facts": "place"}
POINT = {"type": "Point", "coordinates": [-1.68, 48.11]}
FEATURE = {"type": "Feature", "geometry": POINT, "properties": {"nom": "A", "name": "A", "id": 1}}
GOOD: dict[str, bytes] = {
    "csv": in_csv([("id", "nom"), ("1", "Le Lab à « Évry »")]),
    "mediation": in_csv(
        [("id", "nom", "commune", "code_postal", "adresse"), ("1", "A", "Évry", "91000", "'=x")]
    ),
    "json": in_json([{"id": 1, "nom": "A"}]),
    "geojson": in_json({"type": "FeatureCollection", "features": [FEATURE]}),
    "osm": in_json(
        {"elements": [{"type": "node", "id": 1, "lat": 48.1, "lon": -1.6, "tags": {"name": "A"}}]}
    ),
    "gogocarto": in_json({"data": [{"id": 1, "name": "A", "geo": {"latitude": 48.1, "longitude": -1.6}}]}),
    "umap": in_json({"type": "umap", "layers": [{"_umap_options": {"name": "L"}, "features": [FEATURE]}]}),
    "fablabs": in_json([{"id": 1, "name": "A", "links": [{"url": "x"}]}]),
    "xlsx": workbook({"Lieux": [["id", "nom"], [1, "A"]]}),
    "ods": opendocument([["id", "nom"], ["1", "A"]]),
    "facts": b"place,field,value,unit,source_url,source_date,note\nA,jobs,3,,https://a.fr,2022,\n",
}


def text_of(format_: str) -> str:
    text = mapping_text(format_, name=NAME_OF.get(format_, "nom"), record_id=None)
    return text.replace("[record]", '[record.ids]\n"A" = "a"') if format_ == "facts" else text


def is_read_or_refused(format_: str, content: bytes) -> None:
    try:
        found = listing(content, text_of(format_))
    except InputRefused:
        return
    refused = sum(line.action == "refused" for line in found.report)
    assert found.rows == len(found.records) + refused


def test_there_is_a_good_file_of_every_format() -> None:
    assert set(GOOD) == set(FORMATS)
    for format_, content in GOOD.items():
        assert len(rows(content, text_of(format_)).rows) == 1, format_


@pytest.mark.parametrize("format_", FORMATS)
@QUIET
@given(content=st.binary(max_size=300))
def test_any_bytes(format_: str, content: bytes) -> None:
    is_read_or_refused(format_, content)


@pytest.mark.parametrize("format_", FORMATS)
@QUIET
@given(data=st.data())
def test_a_good_file_with_bytes_cut_changed_or_put_in(format_: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[format_])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(at, min(len(content), at + 12)))
        content[at:end] = data.draw(st.binary(max_size=8))
    is_read_or_refused(format_, bytes(content))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = (
    "elements",
    "features",
    "layers",
    "data",
    "labs",
    "type",
    "id",
    "name",
    "nom",
    "tags",
    "properties",
)
GEO = ("geo", "geometry", "coordinates", "address", "attributes", "links", "lat", "lon", "center", "bounds")
shaped = st.recursive(
    values,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from((*MEMBERS, *GEO)), inner, max_size=5)
        | st.fixed_dictionaries(
            {"type": st.sampled_from(["node", "way", "Point"]), "id": inner, "tags": inner}
        )
    ),
    max_leaves=25,
)


@pytest.mark.parametrize("format_", ["json", "geojson", "osm", "gogocarto", "umap", "fablabs"])
@QUIET
@given(value=shaped)
def test_any_json_with_the_members_that_a_reader_looks_for(format_: str, value: object) -> None:
    is_read_or_refused(format_, json.dumps(value).encode())


cells = st.builds(
    lambda where, kind, style, inner: f'<c r="{where}"{kind}{style}>{inner}</c>',
    st.sampled_from(["A2", "B2", "C2", "AB2", "", "ZZZ9", "A0", "2", "b2"]),
    st.sampled_from(["", ' t="s"', ' t="b"', ' t="d"', ' t="e"', ' t="str"', ' t="inlineStr"', ' t="?"']),
    st.sampled_from(["", ' s="0"', ' s="1"', ' s="9"', ' s="-1"']),
    st.sampled_from(
        [
            "",
            "<v>1</v>",
            "<v>-3.5E400</v>",
            "<v>45000.99999999</v>",
            "<v>nan</v>",
            "<v/>",
            "<f>A1</f>",
            "<f>A1</f><v>7</v>",
            "<is><t>Le_xD800_ Lab</t></is>",
            "<is><r><t>Le</t></r></is>",
            "<v>99999999999</v>",
        ]
    ),
)
STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="165" formatCode="yyyy"/><numFmt numFmtId="166" formatCode="000"/></numFmts>'
    '<cellXfs><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>'
)


@QUIET
@given(
    st.lists(cells, max_size=5),
    st.sampled_from(["A1:B3", "A1:XFD1048576", "B2:A1", "A2", "", "A2:A99999999"]),
)
def test_any_cells_of_a_workbook(found: list[str], merged: str) -> None:
    sheet = f'{SHEET_HEAD}{NAMES}<row r="2">{"".join(found)}</row></sheetData>'
    sheet += f'<mergeCells><mergeCell ref="{merged}"/></mergeCells></worksheet>'
    relations = (
        '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Type="x/styles" Target="styles.xml"/></Relationships>'
    )
    content = raw_workbook(sheet, others={"xl/styles.xml": STYLES, "xl/_rels/workbook.xml.rels": relations})
    is_read_or_refused("xlsx", content)


@QUIET
@given(st.data())
def test_a_workbook_whose_parts_are_damaged_within(data: st.DataObject) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD["xlsx"])) as good, zipfile.ZipFile(stream, "w") as bad:
        broken = data.draw(st.sampled_from(good.namelist()))
        for name in good.namelist():
            content = bytearray(good.read(name))
            if name == broken:
                at = data.draw(st.integers(0, len(content)))
                content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=10))
            bad.writestr(name, bytes(content))
    is_read_or_refused("xlsx", stream.getvalue())


read_back: Callable[[str], str] = as_written


@given(st.text(st.sampled_from("'=+-@\t\r\n15.a|"), max_size=8) | st.text(max_size=20))
def test_a_cell_made_harmless_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    safe = harmless(text)
    assert read_back(safe) == text
    assert safe[:1] not in ("=", "@", "\t", "\r")
    assert safe[:1] not in ("+", "-") or safe[1:].replace(".", "", 1).isdigit()
