"""Two places of one commune that one body bears, or that one closed list of a label holds (decision 63)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from florilege.linkage.bonds import ONE_BEARER, ONE_LABEL, body
from florilege.linkage.decisions import Settled
from florilege.linkage.linking import Linkage, link
from florilege.linkage.model import shipped_model
from florilege.linkage.records import LinkRecord

VILLAGE, CITY = {"36123": 1_000}, {"36123": 150_000}
LABEL = "fabrique-de-territoire"
CLOSED = {"fabriques": LABEL}


def record(key: str, name: str, **parts: object) -> LinkRecord:
    listing, record_id = key.split(":")
    base = LinkRecord(
        key=key,
        listing=listing,
        record_id=record_id,
        names=(name,),
        city="Mézières-en-Brenne",
        commune_code="36123",
        departement_code="36",
        kinds=("tiers-lieu",),
    )
    return replace(base, **parts)  # type: ignore[arg-type]  # parts of the record, by name


BODY = "Communauté de Communes Coeur de Brenne"
ROW = record("fabriques:1", BODY, bearers=(BODY,), labels=(LABEL,), unnamed=True)
BOX = record(
    "cvl:1", "BRENNE BOX", operators=("COMMUNAUTE DE COMMUNES COEUR DE BRENNE",), kinds=("coworking",)
)
LABELLED = record("pdl:1", "Le boc@l", labels=(LABEL,))


def linked(
    *records: LinkRecord, populations: dict[str, int] = VILLAGE, settled: tuple[Settled, ...] = ()
) -> Linkage:
    return link(records, shipped_model(), populations=populations, closed=CLOSED, settled=settled)


def asked(found: Linkage) -> list[tuple[str, str, str]]:
    return [(pair.first, pair.second, pair.evidence) for pair in found.pairs if pair.outcome == "review"]


def test_a_place_known_by_its_bearer_is_the_only_one_that_this_body_operates_there() -> None:
    found = linked(ROW, BOX)
    assert found.clusters == (("cvl:1", "fabriques:1"),)
    assert [(pair.outcome, pair.veto, pair.evidence) for pair in found.pairs] == [("merged", "", ONE_BEARER)]


def test_one_number_of_the_register_is_one_body_whatever_its_words() -> None:
    numbered = replace(ROW, bearers=("Les élus du pays",), names=("Les élus du pays",), sirens=("243600343",))
    other = replace(BOX, operators=("CC C. BRENNE",), sirens=("243600343",))
    assert len(linked(numbered, other).clusters) == 1


def test_of_two_places_of_one_body_none_is_joined_and_both_are_asked_about() -> None:
    second = replace(BOX, key="cvl:2", record_id="2", names=("L’Atelier du lac",))
    found = linked(ROW, BOX, second)
    assert len(found.clusters) == 3
    assert asked(found) == [("cvl:1", "fabriques:1", ONE_BEARER), ("cvl:2", "fabriques:1", ONE_BEARER)]


def test_in_a_city_a_body_bears_more_places_than_are_listed_so_a_person_is_asked() -> None:
    found = linked(ROW, BOX, populations=CITY)
    assert len(found.clusters) == 2
    assert asked(found) == [("cvl:1", "fabriques:1", ONE_BEARER)]


def test_two_places_with_names_of_their_own_are_not_bound_by_their_bearer() -> None:
    named = replace(ROW, names=("La Verrière",), unnamed=False)
    assert not any(pair.evidence == ONE_BEARER for pair in linked(named, BOX).pairs)


def test_who_has_the_label_of_a_closed_list_is_its_only_row_in_the_commune() -> None:
    for populations in (VILLAGE, CITY):
        found = linked(ROW, LABELLED, populations=populations)
        assert found.clusters == (("fabriques:1", "pdl:1"),)
        assert [pair.evidence for pair in found.pairs] == [ONE_LABEL]


def test_a_listing_that_is_not_the_closed_list_binds_nobody_by_a_label() -> None:
    found = link([ROW, LABELLED], shipped_model(), populations=CITY, closed={})
    assert len(found.clusters) == 2


def test_of_two_rows_of_the_closed_list_a_person_says_which() -> None:
    second = replace(ROW, key="fabriques:2", record_id="2", bearers=("SCIC Autre",), names=("SCIC Autre",))
    found = linked(ROW, second, LABELLED, populations=CITY)
    assert len(found.clusters) == 3
    assert asked(found) == [("fabriques:1", "pdl:1", ONE_LABEL), ("fabriques:2", "pdl:1", ONE_LABEL)]


def test_a_row_with_a_name_of_its_own_is_asked_about_and_not_joined() -> None:
    found = linked(replace(ROW, names=("La Verrière",), unnamed=False), LABELLED, populations=CITY)
    assert len(found.clusters) == 2
    assert asked(found) == [("fabriques:1", "pdl:1", ONE_LABEL)]


def test_a_row_that_is_known_to_be_another_place_of_the_label_is_taken() -> None:
    same = replace(
        LABELLED, key="cget:1", listing="cget", record_id="1", names=(BODY,), bearers=(BODY,), unnamed=True
    )
    settled = (Settled("cget:1", "fabriques:1", same=True),)
    found = linked(ROW, same, LABELLED, populations=CITY, settled=settled)
    assert not any(pair.evidence for pair in found.pairs)


@pytest.mark.parametrize("other", [BOX, LABELLED], ids=["bearer", "label"])
def test_what_a_person_told_apart_stays_apart_and_is_not_asked(other: LinkRecord) -> None:
    found = linked(ROW, other, populations=CITY, settled=(Settled(ROW.key, other.key, same=False),))
    assert len(found.clusters) == 2
    assert asked(found) == []


def test_the_order_of_the_records_does_not_matter() -> None:
    records = (ROW, BOX, LABELLED)
    assert linked(*records) == linked(*reversed(records))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ASS CTRE SOCIAL", "Ctre social"),
        ("SCIC SA Les 7 Vents", "les 7 vents"),
        ("Ville de Lormes", "COMMUNE DE LORMES"),
        ("CC Coeur de Brenne", "Communauté de communes Cœur de Brenne"),
    ],
)
def test_a_body_is_one_whatever_its_legal_form(one: str, other: str) -> None:
    assert body(one) == body(other) != ""
