"""The territorial reference: what it holds, and how a commune is found in it."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from florilege.territory.names import commune_name, plain
from florilege.territory.reference import Commune, reference

REFERENCE = reference()


def test_the_reference_holds_every_row_of_the_tables_shipped() -> None:
    assert len(REFERENCE.communes) == 34_969
    assert len(REFERENCE.epcis) == 1_266
    assert len(REFERENCE.departements) == 109
    assert len(REFERENCE.regions) == 26
    assert len(REFERENCE.former) == 4_240
    assert len(REFERENCE.arrondissements) == 45


def test_every_commune_has_a_departement_and_a_region_that_the_reference_knows() -> None:
    for commune in REFERENCE.communes.values():
        assert commune.departement in REFERENCE.departements
        assert commune.region in REFERENCE.regions


def test_populations_are_those_of_the_table() -> None:
    source = resources.files("florilege.territory").joinpath("data", "communes.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    table = {row["code"]: row["population"] for row in rows}
    for code, commune in REFERENCE.communes.items():
        assert commune.population == (int(table[code]) if table[code] else None)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("69123", "METRO"),
        ("35238", "METRO"),
        ("14118", "CU"),
        ("64122", "CA"),
        ("01001", "CC"),
        ("29083", ""),
    ],
)
def test_the_kind_of_epci_is_one_of_four_or_none(code: str, kind: str) -> None:
    assert REFERENCE.communes[code].epci_kind == kind


def test_an_island_without_epci_says_none_and_not_an_empty_name() -> None:
    island = REFERENCE.communes["29155"]
    assert island.epci is None
    assert island.epci_name is None


def test_a_commune_of_greater_paris_has_both_its_metropole_and_its_territory() -> None:
    montreuil = REFERENCE.communes["93048"]
    assert montreuil.epci_kind == "METRO"
    assert montreuil.ept is not None
    assert REFERENCE.epcis[montreuil.ept].kind == "EPT"


def test_an_unknown_population_is_none_and_never_zero() -> None:
    assert all(
        commune.population is None or commune.population >= 0 for commune in REFERENCE.communes.values()
    )


def test_a_former_code_leads_to_the_commune_of_today() -> None:
    found = REFERENCE.current("85217")
    assert found is not None
    assert (found[0].name, found[1]) == ("Montaigu-Vendée", "former_code")


def test_an_arrondissement_leads_to_its_commune() -> None:
    found = REFERENCE.current("75111")
    assert found is not None
    assert (found[0].code, found[1]) == ("75056", "arrondissement")


@pytest.mark.parametrize("code", ["", "0", "00000", "99999"])
def test_a_code_of_nothing_leads_nowhere(code: str) -> None:
    assert REFERENCE.current(code) is None


@pytest.mark.parametrize(
    ("postcode", "departements"),
    [("44000", ("44",)), ("29238", ("29",)), ("20999", ("2A", "2B")), ("97400", ("974",)), ("00000", ())],
)
def test_a_postal_code_leads_to_its_departements_even_when_it_is_a_cedex(
    postcode: str, departements: tuple[str, ...]
) -> None:
    assert REFERENCE.departements_of_postcode(postcode) == departements


def test_a_commune_merged_into_another_is_still_found_by_its_name() -> None:
    assert [commune.name for commune in REFERENCE.named("Annecy-le-Vieux", "74")] == ["Annecy"]


def test_homonyms_of_two_departements_are_not_confused() -> None:
    ain, seine = REFERENCE.named("Saint-Denis", "974"), REFERENCE.named("Saint-Denis", "93")
    assert [commune.code for commune in ain] == ["97411"]
    assert [commune.code for commune in seine] == ["93066"]


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("ST ETIENNE", "Saint-Étienne"),
        ("Montreuil s/ Ille", "Montreuil-sur-Ille"),
        ("VALENCE CEDEX 9", "Valence"),
        ("PARIS 11E ARRONDISSEMENT", "Paris"),
        ("Lyon 3ème", "Lyon"),
        ("Crevecoeur-le-Grand", "Crèvecœur-le-Grand"),
        ("Le Havre", "HAVRE"),
    ],
)
def test_two_ways_of_writing_a_town_meet(written: str, official: str) -> None:
    assert commune_name(written) == commune_name(official)


def test_the_name_of_a_town_survives_being_put_in_form_twice() -> None:
    for commune in list(REFERENCE.communes.values())[::50]:
        once = commune_name(commune.name)
        assert commune_name(once) == once or once.split()[0] in ("le", "la", "les", "l")
        assert plain(plain(commune.name)) == plain(commune.name)


def test_the_nearest_commune_of_a_centre_is_itself() -> None:
    placed: list[Commune] = [one for one in REFERENCE.communes.values() if one.latitude is not None]
    for commune in placed[::500]:
        assert commune.latitude is not None
        assert commune.longitude is not None
        nearest, metres, next_metres = REFERENCE.nearest(commune.latitude, commune.longitude)
        assert (nearest.latitude, nearest.longitude) == (commune.latitude, commune.longitude)
        assert metres < 1.0 <= next_metres or next_metres < 1.0
