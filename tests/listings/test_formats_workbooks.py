"""Workbooks: what their cells give, and what is refused."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
import xlsxwriter

from florilege.faults import ListingRefused, sentence
from florilege.listings.formats.workbook import open_workbook
from florilege.listings.formats.xlsx_rows import xlsx_rows
from florilege.listings.formats.zip_parts import Archive, Limits
from tests.listings.published_files import (
    NAMES,
    SHEET_HEAD,
    listing,
    mapping_text,
    payloads,
    raw_workbook,
    workbook,
)

MAPPING = mapping_text("xlsx")


def refusal(content: bytes, text: str = MAPPING) -> ListingRefused:
    with pytest.raises(ListingRefused) as caught:
        payloads(content, text)
    assert sentence(caught.value, "fr") != sentence(caught.value, "en")
    return caught.value


def test_numbers_dates_and_yes_or_no_become_the_texts_one_reads() -> None:
    cells = [
        ["id", "nom", "places", "prix", "jour", "moment", "ouvert", "siret"],
        [
            1,
            "Le Lab",
            12.0,
            48.115999999999999,
            date(2024, 3, 5),
            datetime.fromisoformat("2024-03-05T14:30"),
            True,
            43493312300029,
        ],
    ]
    assert payloads(workbook({"Lieux": cells}), MAPPING) == [
        {
            "id": "1",
            "nom": "Le Lab",
            "places": "12",
            "prix": "48.116",
            "jour": "2024-03-05",
            "moment": "2024-03-05T14:30:00",
            "ouvert": "true",
            "siret": "43493312300029",
        }
    ]


def test_the_first_days_of_1900_are_those_that_a_workbook_shows() -> None:
    cells = [["id", "nom", "jour"], [1, "A", date(1900, 1, 2)], [2, "B", date(1900, 3, 1)]]
    days = [row["jour"] for row in payloads(workbook({"Lieux": cells}), MAPPING)]
    assert days == ["1900-01-02", "1900-03-01"]


def test_days_counted_from_1904_are_the_same_days() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "nom", "jour"])
        sheet.write_row(1, 0, ["1", "A"])
        sheet.write_datetime(1, 2, date(2024, 3, 5), book.add_format({"num_format": 14}))
    assert payloads(stream.getvalue(), MAPPING)[0]["jour"] == "2024-03-05"


def test_figures_that_a_format_fills_with_zeros_keep_their_zeros() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "nom", "cp"])
        sheet.write_row(1, 0, ["1", "A"])
        sheet.write_number(1, 2, 1000, book.add_format({"num_format": "00000"}))
    assert payloads(stream.getvalue(), MAPPING)[0]["cp"] == "01000"


def test_a_format_that_colours_or_quotes_is_no_date() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "nom", "prix"])
        sheet.write_row(1, 0, ["1", "A"])
        sheet.write_number(1, 2, 45000, book.add_format({"num_format": '[Red]# ##0" ms"'}))
    assert payloads(stream.getvalue(), MAPPING)[0]["prix"] == "45000"


def test_a_formula_gives_its_stored_value_and_is_never_worked_out() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "nom", "total"])
        sheet.write_row(1, 0, ["1", "A"])
        sheet.write_formula(1, 2, "=1+1", value="42")
    assert payloads(stream.getvalue(), MAPPING)[0]["total"] == "42"


def test_a_formula_without_a_value_and_an_error_are_empty_and_reported() -> None:
    row = (
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><f>"A"</f><v>A</v></c>'
        '<c r="C2"><f>SUM(A1:A9)</f></c><c r="D2" t="e"><v>#REF!</v></c></row></sheetData></worksheet>'
    )
    head = NAMES.replace(
        "</row>", '<c r="C1" t="str"><v>total</v></c><c r="D1" t="str"><v>lien</v></c></row>'
    )
    found = listing(raw_workbook(SHEET_HEAD + head + row), MAPPING)
    assert {(line.column, line.before, line.rule, line.after) for line in found.report} == {
        ("total", "=SUM(A1:A9)", "formula-without-value", ""),
        ("lien", "#REF!", "error-cell", ""),
    }


def test_the_value_of_merged_cells_holds_for_each_and_is_reported() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "nom", "ville"])
        for row in (1, 2, 3):
            sheet.write_row(row, 0, [row, f"Lieu {row}"])
        sheet.merge_range("C2:C3", "Rennes")
        sheet.write_string("C4", "Brest")
    found = listing(stream.getvalue(), mapping_text("xlsx", fields={"ville": "city"}))
    assert [one.first("city") for one in found.records] == ["Rennes", "Rennes", "Brest"]
    assert [(line.record_id, line.after) for line in found.report if line.rule == "merged-cells"] == [
        ("2", "Rennes")
    ]


def test_of_several_sheets_one_must_be_named() -> None:
    content = workbook({"Lisez-moi": [["bonjour"]], "Lieux": [["id", "nom"], [1, "Le Lab"]]})
    fault = refusal(content)
    assert fault.where.column == "sheet"
    assert "Lisez-moi, Lieux" in fault.expected.fr
    named = mapping_text("xlsx", version='sheet = "Lieux"')
    assert payloads(content, named) == [{"id": "1", "nom": "Le Lab"}]
    misspelt = refusal(content, mapping_text("xlsx", version='sheet = "Lieu"'))
    assert misspelt.hint is not None
    assert "Lieux" in misspelt.hint.en


def test_a_hidden_sheet_is_read_only_when_it_is_named() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name in ("Lieux", "Codes"):
            book.add_worksheet(name).write_row(0, 0, ["id", "nom"])
            book.get_worksheet_by_name(name).write_row(1, 0, [name, name])
        book.get_worksheet_by_name("Codes").hide()
    assert payloads(stream.getvalue(), MAPPING)[0]["nom"] == "Lieux"
    hidden = mapping_text("xlsx", version='sheet = "Codes"')
    assert payloads(stream.getvalue(), hidden)[0]["nom"] == "Codes"


def test_a_title_above_the_names_of_columns_is_passed_over() -> None:
    cells = [["Les lieux de Bretagne"], [], ["id", "nom"], [1, "Le Lab"]]
    text = mapping_text("xlsx", version="header_row = 3")
    assert payloads(workbook({"Lieux": cells}), text) == [{"id": "1", "nom": "Le Lab"}]


def test_a_column_without_a_name_bears_its_letter_and_loses_nothing() -> None:
    cells = [["id", None, "nom"], [1, "x", "Le Lab", "au-delà"]]
    assert payloads(workbook({"Lieux": cells}), MAPPING) == [
        {"id": "1", "@B": "x", "nom": "Le Lab", "@D": "au-delà"}
    ]


def test_the_line_is_that_of_the_sheet_even_after_empty_rows() -> None:
    content = workbook({"Lieux": [["id", "nom"], [1, "A"], [], [2, "B"]]})
    assert [one.line for one in listing(content, MAPPING).records] == [2, 4]


def test_text_that_looks_like_a_formula_or_a_tag_stays_text() -> None:
    name = "=HYPERLINK(\"http://x\") <script>alert('é')</script>"
    assert payloads(workbook({"Lieux": [["id", "nom"], [1, name]]}), MAPPING)[0]["nom"] == name


def test_what_a_text_escapes_is_the_character_itself() -> None:
    row = '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>Le_x0009_Lab</t></is></c></row>'
    assert (
        payloads(raw_workbook(SHEET_HEAD + NAMES + row + "</sheetData></worksheet>"), MAPPING)[0]["nom"]
        == "Le\tLab"
    )


def bomb(megabytes: int) -> bytes:
    filler = "<!--" + " " * (megabytes * 1024 * 1024) + "-->"
    return raw_workbook(SHEET_HEAD + NAMES + filler + "</sheetData></worksheet>", level=9)


def test_an_archive_that_inflates_too_much_for_its_size_is_refused() -> None:
    content = bomb(12)
    assert len(content) < 20_000
    fault = refusal(content)
    assert fault.hint is not None


def test_an_archive_that_inflates_too_much_in_all_is_refused() -> None:
    content = workbook({"Lieux": [["id", "nom"], *([n, f"Lieu {n}"] for n in range(2000))]})
    assert len(list(xlsx_rows(io.BytesIO(content), sheet=None))) == 2000
    with pytest.raises(ListingRefused):
        list(xlsx_rows(io.BytesIO(content), sheet=None, limits=Limits(total=20_000)))
    with pytest.raises(ListingRefused):
        list(xlsx_rows(io.BytesIO(content), sheet=None, limits=Limits(parts=3)))


def test_a_document_type_is_refused_before_its_entities_grow() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    fault = refusal(raw_workbook(laughs + SHEET_HEAD + NAMES + "</sheetData></worksheet>"))
    assert fault.value == "DOCTYPE"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"id,nom\n1,A\n",
        b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        workbook({"Lieux": [["id", "nom"], [1, "A"]]})[:-200],
        raw_workbook("<worksheet><sheetData><row>"),
        raw_workbook('<worksheet><sheetData><row><c r="ZZZZ1"/></row></sheetData></worksheet>'),
        raw_workbook(SHEET_HEAD + NAMES + "</sheetData></worksheet>"),
        raw_workbook(SHEET_HEAD, others={"xl/workbook.xml": "<workbook/>"}),
    ],
)
def test_what_is_no_whole_workbook_is_refused(content: bytes) -> None:
    refusal(content)


def test_a_damaged_part_is_named() -> None:
    content = bytearray(raw_workbook(SHEET_HEAD + NAMES * 50 + "</sheetData></worksheet>"))
    at = content.index(b"sheet1.xml") + 14
    content[at : at + 8] = b"\xff" * 8
    assert refusal(bytes(content)).where.column == "xl/worksheets/sheet1.xml"


def test_shared_texts_in_several_runs_are_one_text_without_what_helps_to_say_it() -> None:
    shared = "<sst><si><r><t>Le </t></r><r><t>Lab</t></r><rPh><t>le lab</t></rPh></si></sst>"
    relations = (
        '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'
    )
    row = '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>0</v></c></row></sheetData></worksheet>'
    others = {"xl/sharedStrings.xml": shared, "xl/_rels/workbook.xml.rels": relations}
    content = raw_workbook(SHEET_HEAD + NAMES + row, others=others)
    assert open_workbook(Archive(io.BytesIO(content), limits=Limits())).texts == ["Le Lab"]
    assert payloads(content, MAPPING)[0]["nom"] == "Le Lab"
