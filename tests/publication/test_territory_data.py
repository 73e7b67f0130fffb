"""The files on territories: the figures that pages print of them, under the licences of what they are made from."""

from __future__ import annotations

import csv
import io
import json

import pytest
from msgspec.structs import replace

from florilege.territory.peers import peers
from florilege.territory.rates import Rate
from florilege.territory.reach import Reached, TerritoryReach
from florilege.territory.reference import ATTRIBUTION, reference
from florilege.territory.service_reach import NextSites, ServiceReach
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data import files as open_data
from florilege.web.publication.open_data.columns import COLUMNS
from florilege.web.publication.open_data.page import data_view
from florilege.web.publication.open_data.territory_terms import (
    NEXT_SITES,
    REACH,
    REFERENCE,
    TERRITORY_FILES,
    territory_terms,
)
from florilege.web.publication.pages.territories.known import Territories
from florilege.web.study.territory_measures import ListingCounts, TerritoryMeasures, TerritoryRate

CODE = "242900314"
WITHOUT_PLACE = "200000172"


@pytest.fixture
def measured(contents: StudyContents) -> StudyContents:
    """Brest Métropole and an EPCI without a place rated; Brest and France reached, one commune beyond."""
    within = tuple(Reached(*one) for one in ((90, 150, 190), (190, 200, 200)))
    coworking = ServiceReach(
        "coworking", 10, 1, (10.0, 45.0),
        {"epci": {CODE: TerritoryReach(CODE, 200, within, 0, 0)},
         "region": {"04": TerritoryReach("04", 0, (Reached(0, 0, 0),) * 2, 24, 890)},
         "france": {"france": TerritoryReach("france", 900, within, 3, 70)}},
        {"epci": {CODE: NextSites(20.0, ("29011", "29019"), (40, 8), 50, proved=False, gap=0.04, around=(5, 0))}},
        {"29155": 833}, {}, 30.0,
    )  # fmt: skip
    rates = {
        CODE: TerritoryRate(7, 2, Rate(CODE, "spread", 3.5, 3.1, 1.7, 4.9, 0.4)),
        WITHOUT_PLACE: TerritoryRate(0, 0, Rate(WITHOUT_PLACE, "untold")),
    }
    counts = {"region": {"53": (ListingCounts("bretagne", (("2019-03-11", 96), ("2020-05-26", 110))),)}}
    measured = TerritoryMeasures(("cget",), {"epci": rates}, (coworking,), counts)
    return replace(contents, territories=measured)


def rows(contents: StudyContents, name: str, **wanted: str) -> list[dict[str, str]]:
    content = open_data.files(contents).by_name[name].content.decode()
    table = csv.DictReader(io.StringIO(content))
    return [row for row in table if all(row[column] == value for column, value in wanted.items())]


def test_a_territory_has_the_figures_of_its_page(measured: StudyContents) -> None:
    (row,) = rows(measured, "territories.csv", code=CODE)
    page = Territories(measured).by_key[CODE]
    assert (row["page"], row["places"], row["inhabitants"]) == (
        CODE,
        str(len(page.places)),
        str(page.population),
    )
    assert (row["counted"], row["added"], row["rate"], row["rate_low"], row["rate_high"]) == (
        "7", "2", "3.1", "1.7", "4.9",
    )  # fmt: skip
    alike = peers(CODE, reference=reference())
    assert alike is not None
    assert row["peers"] == "|".join(one.traits.code for one in alike.nearest)


def test_every_territory_that_has_a_page_has_a_row_and_no_other_bears_a_page(measured: StudyContents) -> None:
    pages = {row["page"] for row in rows(measured, "territories.csv") if row["page"]}
    assert pages == set(Territories(measured).by_key)


def test_what_is_unknown_is_an_empty_cell(measured: StudyContents) -> None:
    (row,) = rows(measured, "territories.csv", code=WITHOUT_PLACE)
    assert (row["page"], row["rate"], row["rate_low"], row["rate_how"]) == ("", "", "", "untold")
    assert row["places"] == "0"
    commune = rows(measured, "territories.csv", level="commune")[0]
    assert (commune["rate"], commune["density"], commune["peers"]) == ("", "", "")


def test_reach_says_for_each_distance_who_is_within_it_about_at_least_at_most(
    measured: StudyContents,
) -> None:
    near, far = rows(measured, "reach.csv", level="france")
    assert (near["kilometres"], near["reached"], near["reached_least"], near["reached_most"]) == (
        "10.0", "150", "90", "190",
    )  # fmt: skip
    assert (near["communes_beyond"], far["communes_beyond"]) == ("", "1")
    assert far["inhabitants_unknown"] == "70"


def test_who_is_reached_is_left_empty_where_it_cannot_be_told(measured: StudyContents) -> None:
    for row in rows(measured, "reach.csv", code="04"):
        reported = ("inhabitants", "reached", "reached_least", "reached_most", "communes_beyond")
        assert {row[column] for column in reported} == {""}
        assert row["inhabitants_unknown"] == "890"


def test_next_sites_stand_in_their_order_with_the_gap(measured: StudyContents) -> None:
    first, second = rows(measured, "next_sites.csv", code=CODE)
    assert (first["rank"], first["commune"], first["people_added"]) == ("1", "Bohars", "40")
    assert (first["people_around"], second["people_around"]) == ("5", "0")
    assert (second["rank"], second["proved"], second["gap"], second["unreached"]) == (
        "2",
        "false",
        "0.04",
        "50",
    )


def test_a_listing_read_twice_has_what_it_counted_at_each_date(measured: StudyContents) -> None:
    first, last = rows(measured, "listing_counts.csv", level="region", code="53")
    assert (first["listing"], first["version"], first["records"]) == ("bretagne", "2019-03-11", "96")
    assert (last["version"], last["records"]) == ("2020-05-26", "110")


def test_where_no_listing_was_read_twice_there_is_no_table_of_counts(measured: StudyContents) -> None:
    once = replace(measured, territories=replace(measured.territories, counts={}))
    assert "listing_counts.csv" not in open_data.files(once).by_name


def test_the_tables_of_communes_are_named_among_those_to_be_attributed(measured: StudyContents) -> None:
    said = json.loads(open_data.files(measured).by_name["licences.json"].content)
    for name in TERRITORY_FILES:
        (one,) = [one for one in said["files"] if one["file"] == name]
        assert "territories" in one["attributions"]
        assert one["licence"] or len(one["licences"]) > 1
    assert said["attributions"]["territories"] == ATTRIBUTION


def test_data_free_of_share_alike_leave_out_whole_what_is_measured_with_it(measured: StudyContents) -> None:
    files = open_data.files(measured, share_alike=False)
    said = json.loads(files.by_name["licences.json"].content)
    bound = any(one in ("ODbL-1.0", "CC-BY-SA-4.0") for one in _licences(measured))
    assert bound  # else this test would hold nothing
    assert set(TERRITORY_FILES) <= set(said["left_out"]["files"])
    assert not set(TERRITORY_FILES) & set(files.by_name)


def _licences(contents: StudyContents) -> set[str]:
    said = json.loads(open_data.files(contents).by_name["licences.json"].content)
    return {licence for one in said["files"] if one["file"] in TERRITORY_FILES for licence in one["licences"]}


def test_next_sites_are_under_the_licences_of_every_listing_that_states_the_service(
    measured: StudyContents,
) -> None:
    stated = {
        claim.listing
        for place in measured.in_scope
        for claim in place.claims_of("service")
        if claim.value == "coworking"
    }
    nobody = replace(measured, territories=replace(measured.territories, national=()))
    listings = {listing for _, listing in territory_terms(nobody, NEXT_SITES) or ()}
    assert stated
    assert stated <= listings
    assert {listing for _, listing in territory_terms(nobody, REACH) or ()} == {REFERENCE}


def test_there_is_no_file_before_territories_are_measured(contents: StudyContents) -> None:
    assert not set(TERRITORY_FILES) & set(open_data.files(contents).by_name)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_data_page_documents_every_column_of_them(measured: StudyContents, language: str) -> None:
    files = open_data.files(measured)
    tables = dict(data_view(measured, files, language).tables)
    for name in TERRITORY_FILES:
        header = files.by_name[name].content.decode().partition("\n")[0].split(",")
        assert [column.name for column in tables[name]] == header == [column for column, _ in COLUMNS[name]]
