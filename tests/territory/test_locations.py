"""Where a row lies: how its commune is found, and what its position is worth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.territory.locate import HOWS, PRECISIONS, Said, locate
from florilege.territory.reference import reference

REFERENCE = reference()


@pytest.mark.parametrize(
    ("said", "code", "how"),
    [
        (Said(code="35238"), "35238", "code"),
        (Said(code="85217"), "85146", "former_code"),
        (Said(code="13202"), "13055", "arrondissement"),
        (Said(postcode="35000", cities=("RENNES",)), "35238", "postcode_and_name"),
        (Said(postcode="97490", cities=("Sainte-Clotilde",)), "97411", "postcode_and_name"),
        (Said(postcode="20250", cities=("Corti",)), "2B096", "postcode_and_name"),
        (Said(postcode="71500", cities=("Louhans",)), "71263", "postcode_and_name"),
        (Said(postcode="29238", cities=("Brest",)), "29019", "name_and_departement"),
        (Said(departement="85", cities=("Les Sables d'Olonne",)), "85194", "name_and_departement"),
        (Said(departement="94", cities=("L’Haÿ‑les‑Roses",)), "94038", "name_and_departement"),
        (Said(latitude=48.11, longitude=-1.68), "35238", "position"),
        (Said(), None, "none"),
        (Said(code="0", postcode="0", cities=("Nulle-part",)), None, "none"),
    ],
)
def test_a_commune_is_found_by_the_surest_thing_said(said: Said, code: str | None, how: str) -> None:
    location = locate(said, reference=REFERENCE)
    assert (location.commune_code, location.how) == (code, how)


def test_the_arrondissement_is_kept_whether_a_code_or_a_postal_code_says_it() -> None:
    by_code = locate(Said(code="75111"), reference=REFERENCE)
    by_postcode = locate(Said(postcode="75011", cities=("Paris",)), reference=REFERENCE)
    assert by_code.arrondissement == by_postcode.arrondissement == "75111"
    assert by_code.commune_code == by_postcode.commune_code == "75056"


def test_a_code_that_a_geocoder_answered_gives_way_to_the_address() -> None:
    said = Said(code="62427", code_declared=False, postcode="97400", cities=("Saint-Denis",))
    location = locate(said, reference=REFERENCE)
    assert (location.commune_code, location.how) == ("97411", "postcode_and_name")


def test_a_code_that_the_publisher_states_holds_against_the_address_but_is_less_sure() -> None:
    agreed = locate(Said(code="35238", postcode="35000", cities=("Rennes",)), reference=REFERENCE)
    disputed = locate(Said(code="35238", postcode="44000", cities=("Nantes",)), reference=REFERENCE)
    assert disputed.commune_code == "35238"
    assert disputed.certainty < agreed.certainty


def test_a_geocoded_code_in_another_departement_than_the_one_stated_is_not_believed() -> None:
    said = Said(code="13119", code_declared=False, departement="85", latitude=46.954, longitude=-1.352)
    location = locate(said, reference=REFERENCE)
    assert location.how == "position"
    assert location.commune_code is not None
    assert location.commune_code.startswith("85")


def test_a_position_tens_of_kilometres_from_the_commune_of_the_address_is_contradicted() -> None:
    said = Said(postcode="37000", cities=("TOURS",), latitude=44.851727, longitude=0.482452)
    location = locate(said, reference=REFERENCE)
    assert (location.commune_code, location.precision) == ("37261", "contradicted")
    assert (location.latitude, location.longitude) == (44.851727, 0.482452)


def test_a_position_far_from_the_centre_of_a_vast_commune_is_not_contradicted() -> None:
    said = Said(code="97353", latitude=2.61, longitude=-53.2)
    assert locate(said, reference=REFERENCE).precision == "address"


def test_the_centre_of_a_commune_is_no_position_of_a_place_unless_somebody_vouches_for_it() -> None:
    rennes = REFERENCE.communes["35238"]
    said = Said(code="35238", latitude=rennes.latitude, longitude=rennes.longitude)
    vouched = Said(code="35238", latitude=rennes.latitude, longitude=rennes.longitude, vouched=True)
    assert locate(said, reference=REFERENCE).precision == "centre"
    assert locate(vouched, reference=REFERENCE).precision == "address"


def test_a_town_abroad_has_no_commune_and_its_position_in_france_is_not_believed() -> None:
    said = Said(cities=("Tournai",), abroad=True, latitude=43.566, longitude=7.008, point_code="06029")
    location = locate(said, reference=REFERENCE)
    assert (location.commune_code, location.how, location.precision) == (None, "none", "contradicted")


def test_a_position_decides_between_the_communes_of_a_postal_code() -> None:
    said = Said(postcode="58120", cities=("Château Chinon",), latitude=47.0628, longitude=3.9341)
    location = locate(said, reference=REFERENCE)
    assert (location.commune_code, location.how) == ("58062", "position")


texts = st.one_of(st.none(), st.text(max_size=12))


@given(
    code=texts,
    declared=st.booleans(),
    postcode=st.one_of(texts, st.from_regex(r"\d{5}", fullmatch=True)),
    city=st.text(max_size=20),
    latitude=st.one_of(st.none(), st.floats(-90, 90)),
    longitude=st.one_of(st.none(), st.floats(-180, 180)),
    precision=st.sampled_from(PRECISIONS),
)
def test_whatever_is_said_a_location_comes_out_and_never_more_than_it_knows(
    code: str | None,
    declared: bool,
    postcode: str | None,
    city: str,
    latitude: float | None,
    longitude: float | None,
    precision: str,
) -> None:
    said = Said(code, declared, postcode, (city,) if city else (), None, latitude, longitude, precision)
    location = locate(said, reference=REFERENCE)
    assert location.how in HOWS
    assert location.precision in PRECISIONS
    assert 0.0 <= location.certainty <= 1.0
    assert (location.commune_code is None) == (location.how == "none") == (location.certainty == 0.0)
    assert PRECISIONS.index(location.precision) >= PRECISIONS.index(precision) or location.latitude is None
