"""A place from its records: which still count once some have left, and which of their values are never shown."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace

from florilege.evidence.claims import VISIT, Claim
from florilege.evidence.licences import SHARE_ALIKE
from florilege.evidence.places import Terms, claims_of, main_first
from florilege.listings.records import FieldValue, Record
from tests.evidence.records import departed, record, resolved

TOWN = {"name": "Lab", "postcode": "40500", "city": "Coudures", "commune_code": "40086"}
SINCE = "2025-03-01"
GONE = departed(record("cget", "1", "40086", **TOWN, status="open"), since=SINCE)
LEFT = {"cget:1": SINCE}


def visited(value: str, date: str, field: str = "status") -> Claim:
    return Claim(f"visit:form:{field}:1", "l1", field, value, VISIT, "cget:1", "fact-cited", date=date)


def test_a_place_that_left_its_only_listing_is_to_be_checked() -> None:
    status = resolved(GONE, left=LEFT).shown["status"]
    assert (status.values, status.code, status.disagree) == (("to_check",), "left", False)
    assert status.claims == ("cget:1:left_listing:1",)


def test_of_the_listings_that_a_place_left_the_last_one_says_since_when() -> None:
    other = departed(record("other", "2", "40086", **TOWN), since="2025-06-01")
    place = resolved(GONE, other, left={**LEFT, "other:2": "2025-06-01"})
    assert place.shown["status"].claims == ("other:2:left_listing:1",)


@pytest.mark.parametrize(
    ("version", "status"),
    [("2025-02-28", "to_check"), (SINCE, "open"), ("2025-04-01", "open")],
    ids=["older than the leaving", "of the same day", "later"],
)
def test_a_listing_that_still_has_the_place_clears_the_doubt_unless_it_is_older(
    version: str, status: str
) -> None:
    kept = record("other", "2", "40086", **TOWN, status="open", version=version)
    assert resolved(GONE, kept, left=LEFT).values("status") == (status,)


def test_one_listing_recent_enough_clears_the_doubt_whatever_the_others() -> None:
    old = record("other", "2", "40086", **TOWN, version="2020-01-01")
    new = record("cget", "3", "40086", **TOWN, status="open", version="2025-04-01")
    assert resolved(GONE, old, new, left=LEFT).values("status") == ("open",)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (visited("open", "2025-02-28"), "to_check"),
        (visited("open", SINCE), "open"),
        (visited("open", "2025-05-01"), "open"),
        (visited("12", "2025-05-01", field="jobs"), "to_check"),
    ],
    ids=["before", "on the day", "after", "a visit that says nothing of it"],
)
def test_a_visit_since_the_leaving_says_whether_the_place_is_open(said: Claim, status: str) -> None:
    assert resolved(GONE, left=LEFT, also=[said]).values("status") == (status,)


def test_another_source_than_a_visit_does_not_clear_the_doubt_by_its_date() -> None:
    dated = replace(visited("open", "2025-05-01"), listing="cget", record_id="1")
    assert resolved(GONE, left=LEFT, also=[dated]).values("status") == ("to_check",)


def test_a_place_known_to_be_closed_stays_closed_when_its_listing_drops_it() -> None:
    closed = departed(record("cget", "1", "40086", **TOWN, status="closed"), since=SINCE)
    assert resolved(closed, left=LEFT).values("status") == ("closed",)


def test_a_place_is_where_its_current_records_put_it_and_counts_them_alone() -> None:
    elsewhere = {"postcode": "40000", "city": "Mont-de-Marsan", "commune_code": "40192"}
    moved = record("other", "2", "40192", name="Lab", **elsewhere)
    second = record("cget", "3", "40192", name="Lab", **elsewhere)
    before = [departed(record("cget", str(number), "40086", **TOWN), since=SINCE) for number in (1, 7, 8)]
    left = {f"cget:{one.record_id}": SINCE for one in before}
    place = resolved(*before, moved, second, left=left)
    assert place.commune is not None
    assert place.commune.name == "Mont-de-Marsan"
    assert (place.listings, place.records) == (("cget", "other"), 2)
    assert resolved(*before, moved, left=left).listings == ("other",)


def test_a_position_of_a_record_that_left_is_shown_only_where_no_current_record_has_one() -> None:
    at = {"latitude": 43.6908, "longitude": -0.5205}
    before = departed(record("cget", "1", "40086", **TOWN, **at), since=SINCE)
    silent = record("other", "2", "40086", **TOWN)
    speaking = record("other", "2", "40086", **TOWN, latitude=43.70, longitude=-0.53)
    for current, shown in ((silent, (43.6908, -0.5205)), (speaking, (43.70, -0.53))):
        position = resolved(before, current, left=LEFT).position
        assert position is not None
        assert position.values == shown


def test_out_of_the_closed_list_of_a_label_a_place_bears_it_no_more() -> None:
    """A listing that is the whole list of a label: a record that leaves it loses the label, not its other values."""
    labelled = departed(record("cget", "1", "40086", **TOWN, label="qualiopi", kind="fablab"), since=SINCE)
    lists = {"cget": "label:qualiopi"}
    place = resolved(labelled, left=LEFT, closed_lists=lists)
    assert "label" not in place.shown
    assert place.values("kind") == ("fablab",)
    assert resolved(labelled, left=LEFT).values("label") == ("qualiopi",)
    still = record("cget", "2", "40086", **TOWN, label="qualiopi")
    assert resolved(labelled, still, left=LEFT, closed_lists=lists).values("label") == ("qualiopi",)


def test_what_a_visit_found_wrong_is_not_shown() -> None:
    phone = record("cget", "1", "40086", **TOWN, phone="+33 5 58 00 00 00")
    assert resolved(phone).values("phone") == ("+33 5 58 00 00 00",)
    assert "phone" not in resolved(phone, denied=frozenset({("phone", "33 5 58 00 00 00")})).shown


def test_a_claim_says_its_own_licence_address_and_date_else_those_of_its_listing() -> None:
    reported = FieldValue(
        "jobs", 3, "emplois", unit="person", date="2019", licence="ODbL-1.0", source_url="https://a.fr", note="n"
    )  # fmt: skip
    one = record("cget", "1", None, name="Lab")
    one = replace(one, values=(*one.values, reported, replace(reported, value=4, date="")))
    name, jobs, undated = claims_of("l1", one, Terms("LO-2.0", "https://listing.fr"))
    assert (name.licence, name.source_url, name.date) == ("LO-2.0", "https://listing.fr", "2024-01-01")
    assert (jobs.licence, jobs.source_url, jobs.date) == ("ODbL-1.0", "https://a.fr", "2019")
    assert (jobs.unit, jobs.column, jobs.note) == ("person", "emplois", "n")
    assert undated.date == ""
    assert [one.key for one in (name, jobs, undated)] == ["cget:1:name:1", "cget:1:jobs:1", "cget:1:jobs:2"]
    (bare,) = claims_of("l1", record("cget", "1", None, name="Lab"), Terms("LO-2.0", ""))
    assert bare.source_url is None


HERE = {"name": "Lab", "city": "Mont-de-Marsan", "commune_code": "40192"}


def two_here(**said: object) -> tuple[Record, Record]:
    """Two records of Mont-de-Marsan, which outweigh one of Coudures, whose code comes before."""
    return record("other", "1", "40192", **HERE, **said), record("other", "2", "40192", **HERE)


def test_a_place_is_in_the_commune_on_which_most_records_agree() -> None:
    commune = resolved(record("cget", "1", "40086", **TOWN), *two_here()).commune
    assert commune is not None
    assert commune.code == "40192"


def test_between_two_communes_as_sure_as_each_other_the_choice_does_not_depend_on_the_order() -> None:
    one = record("cget", "1", "40192", **HERE)
    other = record("other", "2", "40086", name="Lab", city="Coudures", commune_code="40086")
    assert one.location.certainty == other.location.certainty
    assert resolved(one, other).commune == resolved(other, one).commune


WHEREABOUTS = {
    "address": "1 rue Neuve",
    "site": "Bâtiment B",
    "postcode": "40500",
    "departement_code": "33",
    "arrondissement_code": "75111",
    "arrondissement": "11e",
}


@pytest.mark.parametrize("field", WHEREABOUTS)
def test_nothing_that_says_where_a_place_is_comes_from_another_commune(field: str) -> None:
    away = record("cget", "3", "40086", name="Lab", **{field: WHEREABOUTS[field]})
    assert field not in resolved(away, *two_here()).shown
    assert resolved(away).values(field) == (WHEREABOUTS[field],)


def test_what_does_not_say_where_a_place_is_counts_from_whatever_commune_or_street() -> None:
    away = record("cget", "3", "40086", **TOWN, phone="+33 5 58 00 00 00")
    street = record("cget", "4", "40192", **HERE, address="4 avenue du Houga", jobs=3, departement_code="40")
    later = record("other", "5", "40192", version="2025-01-01", **HERE, address="12 rue Gambetta")
    place = resolved(away, street, later, *two_here())
    assert place.values("address") == ("12 rue Gambetta",)
    assert place.values("phone") == ("+33 5 58 00 00 00",)
    assert place.values("jobs") == (3,)
    assert place.values("departement_code") == ("40",)


@pytest.mark.parametrize("field", ["site", "postcode", "arrondissement_code", "arrondissement"])
def test_what_goes_with_a_street_does_not_come_from_another_street(field: str) -> None:
    elsewhere = record(
        "cget", "3", "40192", **HERE, address="4 avenue du Houga", **{field: WHEREABOUTS[field]}
    )
    later = record("other", "1", "40192", version="2025-01-01", **HERE, address="12 rue Gambetta")
    assert field not in resolved(elsewhere, later).shown


def test_a_record_with_two_addresses_of_which_one_is_on_the_street_shown_is_of_the_street() -> None:
    both = record("cget", "3", "40192", **HERE, address="4 avenue du Houga", postcode="40000")
    both = replace(both, values=(*both.values, FieldValue("address", "3 rue Gambetta", "address")))
    later = record("other", "1", "40192", version="2025-01-01", **HERE, address="12 rue Gambetta")
    assert resolved(both, later).values("postcode") == ("40000",)


def test_a_record_that_nobody_could_locate_still_says_its_address() -> None:
    lost = record("cget", "3", None, name="Lab", address="1 rue Neuve")
    assert lost.location.commune_code is None
    assert resolved(lost, *two_here()).values("address") == ("1 rue Neuve",)
    assert resolved(lost).commune is None


def test_a_choice_already_disputed_keeps_its_reason_whatever_another_commune_says() -> None:
    """Two postal codes of the town, told apart by their dates; a record of another town says a third, or the same."""
    old = record("cget", "1", "40192", **HERE, postcode="40001", version="2020-01-01")
    new = record("other", "2", "40192", **HERE, postcode="40000")
    for postcode, backed in (("40500", False), ("40000", True)):
        away = record("cget", "3", "40086", **(TOWN | {"postcode": postcode}))
        assert away.location.commune_code == "40086"
        shown = resolved(old, new, away).shown["postcode"]
        assert (shown.values, shown.code, shown.disagree) == (("40000",), "newest", True)
        assert ("cget:3:postcode:1" in shown.claims) is backed


def test_positions_of_the_town_that_disagree_keep_their_reason_whatever_another_town_says() -> None:
    one = record("cget", "1", "40192", **HERE, latitude=43.8896, longitude=-0.5016)
    other = record("other", "2", "40192", **HERE, latitude=43.8996, longitude=-0.5016)
    away = record("cget", "3", "40086", **TOWN, latitude=43.6908, longitude=-0.5205)
    position = resolved(one, other, away).position
    assert position is not None
    assert (position.code, position.disagree) == (resolved(one, other).position.code, True)  # type: ignore[union-attr]
    assert position.code != "town"


@pytest.mark.parametrize("licence", [one for one in SHARE_ALIKE if one.startswith("CC-BY-SA")])
def test_a_position_under_a_licence_that_binds_each_fact_is_not_shown(licence: str) -> None:
    """It would bind the whole inventory."""
    bound = record("cget", "1", "40086", **TOWN, latitude=43.6908, longitude=-0.5205)
    values = tuple(replace(one, licence=licence) for one in bound.values)
    assert resolved(bound).position is not None
    assert resolved(replace(bound, values=values)).position is None


@pytest.mark.parametrize("axis", ["latitude", "longitude"])
def test_half_a_position_is_none(axis: str) -> None:
    whole = record("cget", "1", "40086", **TOWN, latitude=43.6908, longitude=-0.5205)
    half = replace(whole, values=tuple(one for one in whole.values if one.field != axis))
    assert resolved(half).position is None


@pytest.mark.parametrize(
    ("general", "particular"),
    list(pairwise(["lieu-innovation", "tiers-lieu", "coworking", "atelier-partage", "fablab", "incubateur"])),
)
def test_of_two_kinds_the_more_particular_one_is_the_main_one(general: str, particular: str) -> None:
    assert main_first([general, particular]) == (particular, general)
    assert main_first(["culture", general]) == (general, "culture")


def test_the_name_of_the_town_at_the_end_of_two_addresses_makes_them_no_one_street() -> None:
    old = record("cget", "3", "40192", **HERE, address="4 avenue du Houga Mont-de-Marsan", postcode="40990")
    new = record(
        "other", "1", "40192", **HERE, address="12 rue Gambetta Mont-de-Marsan", version="2025-01-01"
    )
    assert "postcode" not in resolved(old, new).shown


def test_a_record_without_an_address_is_on_no_other_street() -> None:
    bare = record("cget", "3", "40192", **HERE, postcode="40000")
    assert resolved(bare, *two_here(address="12 rue Gambetta")).values("postcode") == ("40000",)


def test_a_value_of_a_record_that_left_is_shown_only_where_no_current_record_says_another() -> None:
    before = departed(
        record("cget", "1", "40086", **TOWN, phone="+33 1", jobs=3, version="2026-01-01"), since=SINCE
    )
    place = resolved(before, record("other", "2", "40086", **TOWN, phone="+33 2"), left=LEFT)
    assert (place.values("phone"), place.shown["phone"].disagree) == (("+33 2",), False)
    assert place.values("jobs") == (3,)
    assert place.values("left_listing") == (SINCE,)


def test_a_place_whose_records_all_left_is_still_where_they_put_it() -> None:
    place = resolved(GONE, left=LEFT)
    assert place.commune is not None
    assert (place.name, place.commune.name, place.listings, place.records) == ("Lab", "Coudures", (), 0)


def test_the_listings_of_a_place_are_in_the_order_of_the_study_and_its_position_has_its_precision() -> None:
    at = {"latitude": 43.6908, "longitude": -0.5205}
    listings = ("another", "other", "cget")
    place = resolved(*(record(one, "1", "40086", **TOWN, **at) for one in listings))
    assert place.listings == ("cget", "other", "another")
    assert place.position_precision == "address"
    assert resolved(record("cget", "1", "40086", city="Coudures", commune_code="40086")).name == ""


def test_a_coarser_position_of_the_same_town_is_no_other_town_and_one_of_another_town_is() -> None:
    fine = record("cget", "1", "40192", **HERE, latitude=43.8896, longitude=-0.5016)
    coarse = record("other", "2", "40192", **HERE, latitude=43.8996, longitude=-0.5016)
    coarse = replace(coarse, location=replace(coarse.location, precision="centre"))
    position = resolved(fine, coarse).position
    assert position is not None
    assert (position.code, position.disagree) == ("precise", False)
    away = record("cget", "3", "40086", **TOWN, latitude=43.6908, longitude=-0.5205)
    same = record("cget", "4", "40086", **TOWN, latitude=43.8896, longitude=-0.5016)
    same = replace(same, location=replace(same.location, commune_code="40086"))
    place = resolved(fine, coarse, away, same)
    assert place.position is not None
    assert (place.position.code, place.position.disagree) == ("town", True)
    assert place.position_precision == fine.location.precision


def test_nobody_says_a_code_of_commune_then_none_is_shown() -> None:
    place = resolved(record("cget", "1", "40086", name="Lab", postcode="40500", city="Coudures"))
    assert place.commune is not None
    assert "commune_code" not in place.shown
    assert place.values("commune_code") == ()


def test_two_records_that_say_the_same_code_agree() -> None:
    shown = resolved(record("cget", "1", "40086", **TOWN), record("other", "2", "40086", **TOWN)).shown
    assert (shown["commune_code"].code, len(shown["commune_code"].claims)) == ("agreed", 2)


def test_a_code_taken_from_a_record_of_another_town_that_disagrees_with_nobody_stands_alone() -> None:
    away = record(
        "cget", "1", None, name="Lab", postcode="40000", city="Mont-de-Marsan", commune_code="40086"
    )
    shown = resolved(away, record("other", "2", "40086", name="Lab", postcode="40500", city="Coudures")).shown
    assert (shown["commune_code"].values, shown["commune_code"].code) == (("40086",), "alone")


def test_a_former_code_of_the_commune_shown_is_shown_as_it_was_said() -> None:
    """85217 was merged into 85146: the code leads to the commune, and nobody disagrees."""
    place = resolved(record("cget", "1", "85217", name="Lab", commune_code="85217"))
    assert place.commune is not None
    assert place.commune.code == "85146"
    shown = place.shown["commune_code"]
    assert (shown.values, shown.code, shown.disagree) == (("85217",), "alone", False)


def test_of_codes_that_disagree_the_one_that_leads_to_the_commune_shown_is_shown_with_its_claims() -> None:
    wrong = record("cget", "1", None, name="Lab", postcode="40500", city="Coudures", commune_code="40192")
    right = record("other", "2", "40086", **TOWN)
    place = resolved(wrong, right)
    assert place.commune is not None
    assert place.commune.code == "40086"
    shown = place.shown["commune_code"]
    assert (shown.values, shown.code, shown.disagree) == (("40086",), "town", True)
    assert shown.claims == ("other:2:commune_code:1",)


def test_a_code_that_nobody_said_rests_on_what_the_commune_was_worked_out_from() -> None:
    place = resolved(
        record(
            "cget",
            "1",
            None,
            name="Lab",
            postcode="40500",
            city="Coudures",
            commune_code="99999",
            departement_code="40",
        )
    )
    assert place.commune is not None
    shown = place.shown["commune_code"]
    assert (shown.values, shown.code, shown.disagree) == (("40086",), "town", True)
    assert shown.claims == ("cget:1:city:1", "cget:1:postcode:1", "cget:1:departement_code:1")


def test_an_undated_word_of_a_visit_clears_no_doubt() -> None:
    undated = replace(visited("open", ""), date=None)
    assert resolved(GONE, left=LEFT, also=[undated]).values("status") == ("to_check",)
