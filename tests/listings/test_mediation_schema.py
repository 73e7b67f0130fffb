"""The digital mediation table follows the national schema 1.0.2; what it cannot hold is listed with the reason.

`PUBLISHED` is what the documentation of the schema states, written here apart from the table that the writer uses:
https://schema.data.gouv.fr/LaMednum/standard-mediation-num (Licence Ouverte 2.0).
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from florilege.listings.formats.mediation_schema import COLUMNS, REQUIRED, SCHEMA, faults
from florilege.listings.formats.mediation_table import mediation_table
from florilege.listings.formats.open_place import OpenPlace
from florilege.listings.formats.unwritten import CAUSES, counted, table
from tests.examples import examples
from tests.listings.test_formats_written import LAB, mostly_whole

PUBLISHED = {
    "pivot": r"^[a-zA-Z0-9]{9,14}$",
    "code_postal": r"^\d{5}$",
    "code_insee": r"^([013-9]\d|2[AB1-9])\d{3}$",
    "telephone": r"^(\+33|\+590|\+594|\+262|\+596|\+269|\+687|\+689|\+508|\+681)(\d){6,9}$",
    "itinerance": r"(?:(?:^|\|)(Itinérant|Fixe))+$",
    "services": r"(?:(?:^|\|)(Aide aux démarches administratives|Maîtrise des outils numériques du quotidien"
    r"|Insertion professionnelle via le numérique|Utilisation sécurisée du numérique"
    r"|Parentalité et éducation avec le numérique|Loisirs et créations numériques|Compréhension du monde numérique"
    r"|Accès internet et matériel informatique|Acquisition de matériel informatique à prix solidaire))+$",
    "dispositif_programmes_nationaux": r"(?:(?:^|\|)(Aidants Connect|Bibliothèques numérique de référence"
    r"|Certification PIX|Conseillers numériques|Emmaüs Connect|France Services|Grande école du numérique"
    r"|La Croix Rouge|Point d'accès numérique CAF|Promeneurs du net|Relais numérique \(Emmaüs Connect\)))+$",
    "formations_labels": r"(?:(?:^|\|)(Formé à « Mon Espace Santé »|Formé à « DUPLEX » \(illettrisme\)"
    r"|Arnia/MedNum BFC \(Bourgogne-Franche-Comté\)|Collectif ressources et acteurs réemploi \(Normandie\)"
    r"|Étapes numériques\(La Poste\)|Fabriques de Territoire|Les Éclaireurs du numérique \(Drôme\)"
    r"|Mes Papiers \(Métropole de Lyon\)|ORDI 3.0|SUD LABS \(PACA\)))+$",
}
OBLIGATORY = ("id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj")
ROW = {
    "id": "a", "pivot": "552100554", "nom": "Le Lab", "commune": "Rennes", "code_postal": "35000",
    "adresse": "1 rue Neuve", "date_maj": "2025-11-30",
}  # fmt: skip


def rows_of(places: list[OpenPlace]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(mediation_table(places).as_csv().decode())))


def refused(row: dict[str, str]) -> list[str]:
    """The columns of a row that the published constraints refuse, by the constraints themselves."""
    found = [column for column in OBLIGATORY if not row[column]]
    found += [one for one, pattern in PUBLISHED.items() if row[one] and not re.search(pattern, row[one])]
    if len(row["presentation_resume"]) > 280:
        found.append("presentation_resume")
    for column in ("latitude", "longitude"):
        if row[column]:
            float(row[column])
    if row["date_maj"]:
        date.fromisoformat(row["date_maj"])
    return found


@settings(deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(mostly_whole, max_size=4))
def test_every_row_written_follows_the_published_schema(places: list[OpenPlace]) -> None:
    rows = rows_of(places)
    assert [refused(row) for row in rows] == [[]] * len(rows)
    assert len({row["id"] for row in rows}) == len(rows)
    assert list(faults(rows)) == []


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(mostly_whole, max_size=4, unique_by=lambda place: place.place_id))
def test_each_place_is_a_row_or_is_listed_with_each_value_that_is_missing(places: list[OpenPlace]) -> None:
    made = mediation_table(places)
    written = {row["id"] for row in made.rows}
    left = {one.place_id for one in made.unwritten if one.whole}
    assert written | left == {place.place_id for place in places}
    assert not written & left
    for one in made.unwritten:
        assert one.code in CAUSES
        if one.code == "missing":
            assert one.value == ""


@pytest.mark.parametrize("part", ["siren", "city", "postcode", "address", "updated"])
def test_a_place_without_an_obligatory_value_is_left_out_for_it(part: str) -> None:
    made = mediation_table([replace(LAB, **{part: None})])
    assert made.rows == ()
    assert [(one.part, one.code, one.whole) for one in made.unwritten] == [(part, "missing", True)]


@pytest.mark.parametrize("day", ["2023", "2023-02", "2023-02-30", "21/02/2023", "00000000000"])
def test_a_date_that_is_no_day_is_not_written_as_one(day: str) -> None:
    made = mediation_table([replace(LAB, updated=day)])
    assert [(one.column, one.value, one.code) for one in made.unwritten] == [("date_maj", day, "day")]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"phone": "3949"}, "telephone", "pattern"),
        ({"opening_hours": "sur rendez-vous"}, "horaires", "hours"),
        ({"opening_hours": "Lundi/Vendredi 9h-18h"}, "horaires", "hours"),
        ({"commune_code": "2C004"}, "code_insee", "pattern"),
        ({"website": "https://a.fr/|https://b.fr/"}, "site_web", "separator"),
        ({"kinds": ("fablab", "incubateur")}, "typologie", "no-equivalent"),
        ({"services": ("digital-help", "catering")}, "services", "no-equivalent"),
    ],
)  # fmt: skip
def test_a_value_that_has_no_form_there_is_left_out_alone(
    change: dict[str, object], column: str, code: str
) -> None:
    whole = replace(LAB, services=("digital-help",), kinds=("fablab",))
    assert mediation_table([whole]).unwritten == ()
    made = mediation_table([replace(whole, **change)])
    assert [(one.column, one.code, one.whole) for one in made.unwritten] == [(column, code, False)]
    assert len(made.rows) == 1


def test_an_id_that_comes_twice_is_written_once() -> None:
    made = mediation_table([LAB, replace(LAB, name="Un autre")])
    assert [row["nom"] for row in made.rows] == ["Le Lab"]
    assert [(one.name, one.code) for one in made.unwritten if one.whole] == [("Un autre", "repeated")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"pivot": ""}, "missing"),
        ({"pivot": "5521"}, "pattern"),
        ({"code_postal": "3500"}, "pattern"),
        ({"code_postal": "٣٥٠٠٠"}, "pattern"),
        ({"telephone": "02 99 00 00 00"}, "pattern"),
        ({"services": "Repas"}, "list"),
        ({"services": "Aide aux démarches administratives|"}, "list"),
        ({"date_maj": "2025-02-30"}, "day"),
        ({"latitude": "48,1"}, "number"),
        ({"presentation_resume": "x" * 281}, "length"),
        ({"horaires": "de 9h à 18h"}, "hours"),
    ],
)  # fmt: skip
def test_the_checker_sees_each_kind_of_fault(change: dict[str, str], code: str) -> None:
    assert list(faults([ROW])) == []
    assert [one.code for one in faults([{**ROW, **change}])] == [code]


def test_the_checker_sees_an_id_that_comes_twice() -> None:
    assert [(one.row, one.column, one.code) for one in faults([ROW, ROW])] == [(1, "id", "repeated")]


def test_the_table_of_the_schema_and_its_published_constraints_agree() -> None:
    assert REQUIRED == OBLIGATORY
    assert len(COLUMNS) == 32
    for column in SCHEMA:
        if column.values:
            assert column.name not in PUBLISHED or all(
                re.search(PUBLISHED[column.name], one) for one in column.values
            )


def test_what_is_left_out_is_a_table_in_both_languages_with_its_counts() -> None:
    made = mediation_table([replace(LAB, siren=None), replace(LAB, place_id="b", phone="3949")])
    rows = list(csv.DictReader(io.StringIO(table(made.unwritten).decode())))
    assert [(row["place_id"], row["column"], row["left_out"]) for row in rows][:1] == [
        ("fl-000012", "pivot", "place")
    ]
    assert all(row["raison"] and row["reason"] and row["raison"] != row["reason"] for row in rows)
    assert ("pivot", "missing", True, 1) in counted(made.unwritten)
    assert ("telephone", "pattern", False, 1) in counted(made.unwritten)
