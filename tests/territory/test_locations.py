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


def test_a_position_at_sea_is_in_no_commune_and_contradicts_the_one_that_is_stated() -> None:
    at_sea = locate(Said(latitude=46.0, longitude=-4.0), reference=REFERENCE)
    assert (at_sea.commune_code, at_sea.how) == (None, "none")
    stated = locate(Said(code="29019", latitude=46.0, longitude=-4.0), reference=REFERENCE)
    assert (stated.commune_code, stated.precision) == ("29019", "contradicted")


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


@pytest.mark.parametrize(
    ("city", "latitude", "longitude", "code"),
    [
        ("Bordeaux", 44.82787, -0.55430, "33063"),
        ("Pessac", 44.8045, -0.63226, "33318"),
        ("PESSAC CEDEX", 44.8045, -0.63226, "33318"),
        ("Pessac (33)", 44.8045, -0.63226, "33318"),
        ("Valence", 44.93, 4.89, "26362"),
        ("St Martin d Hères", 45.18, 5.74, "38421"),
        ("L’Haÿ-les-Roses", 48.79, 2.34, "94038"),
        ("Les Sables d'Olonne", 46.5, -1.78, "85194"),
        ("Segré", 47.69, -0.87, "49331"),
        ("Cesson", 48.12, -1.6, "35051"),
        ("Cesson", 48.56, 2.6, "77067"),
        ("Lyon 3e", 45.75, 4.87, "69123"),
        ("Paris XIe", 48.86, 2.38, "75056"),
    ],
)
def test_a_town_named_near_the_position_holds_against_a_neighbour_whose_centre_is_nearer(
    city: str, latitude: float, longitude: float, code: str
) -> None:
    location = locate(Said(cities=(city,), latitude=latitude, longitude=longitude), reference=REFERENCE)
    assert (location.commune_code, location.how) == (code, "name_and_position")


def test_of_homonyms_near_the_position_the_nearest_is_taken() -> None:
    in_drome = locate(Said(cities=("Valence",), latitude=44.93, longitude=4.89), reference=REFERENCE)
    in_charente = locate(Said(cities=("Valence",), latitude=45.88, longitude=0.31), reference=REFERENCE)
    assert (in_drome.commune_code, in_charente.commune_code) == ("26362", "16392")


@pytest.mark.parametrize(
    ("city", "code"),
    [
        ("Crest", "26108"),
        ("Le Crest", "63126"),
        ("Segré-en-Anjou Bleu", "49331"),
        ("HAVRE", "76351"),
        ("Ajaccio", "2A004"),
        ("Saint-Denis", None),
        ("Saint-Sauveur", None),
        ("Nulle-part", None),
    ],
)
def test_a_name_that_one_commune_of_france_has_is_enough_and_one_that_several_have_is_not(
    city: str, code: str | None
) -> None:
    location = locate(Said(cities=(city,)), reference=REFERENCE)
    assert (location.commune_code, location.how) == (code, "name_alone" if code else "none")
    assert location.precision == "none"


def test_a_town_of_a_name_of_its_own_holds_against_a_point_hundreds_of_kilometres_away() -> None:
    location = locate(Said(cities=("Nevers",), latitude=48.9, longitude=2.2), reference=REFERENCE)
    assert (location.commune_code, location.how, location.precision) == (
        "58194",
        "name_alone",
        "contradicted",
    )


def test_a_name_of_quarters_is_not_looked_for_at_the_other_end_of_france() -> None:
    location = locate(Said(cities=("Saint-Jean",), latitude=41.931, longitude=8.738), reference=REFERENCE)
    assert (location.commune_code, location.how) == ("2A004", "position")


def test_a_postal_town_is_not_believed_where_the_geocoder_and_the_outline_agree_on_its_suburb() -> None:
    said = Said(
        code="01043",
        code_declared=False,
        point_code="01043",
        cities=("Miribel",),
        latitude=45.82357,
        longitude=4.991524,
    )
    assert locate(said, reference=REFERENCE).commune_code == "01043"


@pytest.mark.parametrize(
    ("city", "arrondissement"),
    [
        ("Paris 11e", "75111"),
        ("PARIS XIE ARRONDISSEMENT", "75111"),
        ("Lyon 3", "69383"),
        ("Marseille 1er", "13201"),
    ],
)
def test_the_arrondissement_that_a_town_says_is_kept(city: str, arrondissement: str) -> None:
    assert locate(Said(cities=(city,)), reference=REFERENCE).arrondissement == arrondissement
