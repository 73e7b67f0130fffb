"""Where a place is comes from records of one commune; what the others say is a disagreement, never a mixture."""

from __future__ import annotations

from msgspec.structs import replace

from florilege.evidence.places import Terms, claims_of
from florilege.evidence.rules import position_cell
from florilege.evidence.streets import on_two_streets
from florilege.listings.vocabulary import NOTES
from florilege.territory.reference import reference
from tests.evidence.records import record, resolved

COUDURES = {"name": "Lab", "postcode": "40500", "city": "Coudures", "commune_code": "40086"}
MONT_DE_MARSAN = {
    "name": "Lab", "postcode": "40000", "city": "Mont-de-Marsan", "commune_code": "40192",
    "address": "1 rue du Marché",
}  # fmt: skip


def test_the_town_of_one_record_is_never_shown_with_the_postal_code_of_another() -> None:
    place = resolved(
        record("cget", "1", "40192", **MONT_DE_MARSAN, latitude=43.8896, longitude=-0.5016),
        record("other", "2", "40086", **COUDURES, latitude=43.6908, longitude=-0.5205),
        record("other", "3", "40086", **COUDURES),
    )
    assert place.commune is not None
    assert place.commune.code == "40086"
    assert [place.values(field) for field in ("postcode", "city", "commune_code")] == [
        ("40500",), ("Coudures",), ("40086",),
    ]  # fmt: skip
    assert all(place.shown[field].disagree for field in ("postcode", "city", "commune_code"))
    assert "address" not in place.shown
    assert place.position is not None
    assert place.position.values == (43.6908, -0.5205)
    assert place.position.disagree


def test_a_code_that_the_address_contradicts_is_told_beside_the_commune_shown() -> None:
    place = resolved(
        record("cget", "1", "33318", name="Lab", postcode="33400", city="Talence", commune_code="33318")
    )
    assert place.commune is not None
    assert place.commune.name == "Talence"
    shown = place.shown["commune_code"]
    assert shown.values == (place.commune.code,)
    assert shown.disagree
    assert {key.split(":")[2] for key in shown.claims} <= {"city", "postcode"}
    assert shown.claims


def test_records_of_one_commune_show_what_they_say() -> None:
    place = resolved(record("cget", "1", "40086", **COUDURES), record("other", "2", "40086", **COUDURES))
    assert not any(place.shown[field].disagree for field in ("postcode", "city", "commune_code"))


def test_an_address_is_never_shown_with_the_postal_code_or_the_position_of_another_street() -> None:
    town = {"name": "Lab", "city": "Mont-de-Marsan", "commune_code": "40192"}
    old = {"address": "4 avenue du Houga", "postcode": "40990", "latitude": 43.8896, "longitude": -0.5016}
    moved = {"address": "12 rue Gambetta", "postcode": "40000"}
    before = record("other", "1", "40192", **town, **old)
    after = replace(record("cget", "2", "40192", **town, **moved), version="2025-01-01")
    place = resolved(before, after)
    assert [place.values(field) for field in ("address", "postcode")] == [("12 rue Gambetta",), ("40000",)]
    assert place.position is None
    assert place.shown["postcode"].disagree


def test_a_record_that_does_not_count_but_says_the_same_position_is_no_disagreement() -> None:
    town = {"name": "Lab", "city": "Mont-de-Marsan", "commune_code": "40192"}
    here = {"latitude": 43.8896, "longitude": -0.5016}
    before = record("other", "1", "40192", **town, **here, address="4 avenue du Houga")
    after = replace(
        record("cget", "2", "40192", **town, **here, address="12 rue Gambetta"), version="2025-01-01"
    )
    position = resolved(before, after).position
    assert position is not None
    assert not position.disagree
    moved = replace(
        record("cget", "2", "40192", **town, latitude=43.8996, longitude=-0.5016, address="12 rue Gambetta"),
        version="2025-01-01",
    )
    position = resolved(before, moved).position
    assert position is not None
    assert (position.code, position.disagree) == ("town", True)


def test_the_one_code_said_of_a_commune_disagrees_with_nobody() -> None:
    """It comes from a record of another town, whose code is that of the commune shown."""
    place = resolved(
        record("cget", "1", None, name="Lab", postcode="40000", city="Mont-de-Marsan", commune_code="40086"),
        record("other", "2", "40086", name="Lab", postcode="40500", city="Coudures"),
    )
    assert place.commune is not None
    assert place.commune.code == "40086"
    assert place.shown["commune_code"].values == ("40086",)
    assert not place.shown["commune_code"].disagree


def test_positions_written_alike_say_the_same() -> None:
    assert position_cell(47.921496, 2.012132) == position_cell(47.921501, 2.012133)
    assert position_cell(47.9214, 2.0121) != position_cell(47.9226, 2.0121)


def test_a_record_of_another_street_that_says_the_same_postal_code_is_one_of_its_sources() -> None:
    town = {"name": "Lab", "city": "Mont-de-Marsan", "commune_code": "40192", "postcode": "40000"}
    before = record("other", "1", "40192", **town, address="4 avenue du Houga")
    after = replace(record("cget", "2", "40192", **town, address="12 rue Gambetta"), version="2025-01-01")
    shown = resolved(before, after).shown["postcode"]
    assert {key.split(":")[0] for key in shown.claims} == {"other", "cget"}
    assert (shown.code, shown.disagree) == ("agreed", False)


def test_a_street_misspelt_or_another_number_of_it_goes_with_the_address() -> None:
    assert not on_two_streets("6 rue du Congès", "8 Rue du Congrès", town="Nice")
    assert not on_two_streets("Campus de Beaulieu", "12 rue Gambetta", town="Rennes")
    assert on_two_streets("8 Rue Albert Thomas", "1 bvd Béranger - Ancienne Poste", town="Tours")


def test_a_point_clearly_in_another_commune_than_the_town_named_is_a_claim_that_disagrees() -> None:
    vezin = reference().communes["35353"]
    point = {"latitude": vezin.latitude, "longitude": vezin.longitude}
    place = resolved(record("cget", "1", None, name="Lab", city="Rennes", **point))
    assert place.commune is not None
    assert place.commune.name == "Rennes"
    shown = place.shown["commune_code"]
    assert (shown.values, shown.disagree) == (("35238",), True)
    claims = claims_of(
        "l1", record("cget", "1", None, name="Lab", city="Rennes", **point), Terms("LO-2.0", "")
    )
    beside = next(claim for claim in claims if claim.field == "commune_code")
    assert (beside.value, beside.column) == ("35353", "latitude+longitude")
    assert beside.note in NOTES


def test_a_point_that_may_well_lie_in_the_town_named_is_a_claim_that_contradicts_nobody() -> None:
    row = record("cget", "1", None, name="Lab", city="Valence", latitude=44.93, longitude=4.89)
    place = resolved(row)
    assert place.commune is not None
    assert place.commune.code == "26362"
    assert place.shown["commune_code"].values == ("26362",)
    assert not place.shown["commune_code"].disagree
    beside = next(
        claim for claim in claims_of("l1", row, Terms("LO-2.0", "")) if claim.field == "commune_code"
    )
    assert reference().communes[str(beside.value)].name == "Guilherand-Granges"
    assert beside.note in NOTES
