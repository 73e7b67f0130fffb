"""The column of the names in an unknown table: known by what it is called, else by what it holds, else asked for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from florilege.faults import ListingRefused, sentence
from florilege.listings.suggest import Suggestion, suggest
from tests.listings.published_files import in_csv, in_json

NAMES = (
    "Le Lab",
    "L’Usine",
    "La Fabrique",
    "Fablab de Crest",
    "L’Atelier n° 2",
    "La Ruche",
    "Work & Share",
    "MJC Sud",
)
TOWNS = ("Valence", "Crest", "Die", "Nyons")
STREETS = tuple(f"{n + 1} rue Haute" for n in range(8))


def lines(columns: dict[str, Sequence[str]]) -> list[tuple[str, ...]]:
    rows = [tuple(texts[n % len(texts)] for texts in columns.values()) for n in range(8)]
    return [tuple(columns), *rows]


def propose(columns: dict[str, Sequence[str]]) -> Suggestion:
    return suggest(in_csv(lines(columns), delimiter=";"), file="t.csv", slug="essai")


def names(found: Suggestion) -> list[str]:
    return [guess.column for guess in found.guesses if guess.field == "name"]


def checked(found: Suggestion, column: str) -> bool:
    return any(f"« {column} »" in words.fr and "à vérifier" in words.fr for words in found.to_fill)


@pytest.mark.parametrize(
    "called",
    [
        "Lieu",
        "Lieux",
        "Etablissement",
        "Espace",
        "Site",
        "Raison sociale",
        "Tiers-lieu",
        "TIERS_LIEUX",
        "Association",
        "Noms",
    ],
)
def test_a_column_called_after_what_the_table_lists_holds_the_names(called: str) -> None:
    found = propose(
        {"CP": ("26000", "26400", "26150", "26110"), called: NAMES, "Adresse": STREETS, "Ville": TOWNS}
    )
    assert names(found) == [called]
    assert not checked(found, called)


@pytest.mark.parametrize("called", ["Colonne 1", "Quoi", "Organisme", "Gestionnaire", "Type"])
def test_a_column_called_anything_is_known_by_texts_that_all_differ_and_is_to_be_checked(called: str) -> None:
    found = propose({"Rang": STREETS, called: NAMES, "Adresse": STREETS[::-1], "Ville": TOWNS})
    assert names(found) == [called]
    assert checked(found, called)


def test_a_name_said_outright_is_preferred_to_what_the_table_lists() -> None:
    found = propose(
        {"Structure": [f"SARL {n}" for n in NAMES], "Lieu": TOWNS, "Nom du lieu": NAMES, "Ville": TOWNS}
    )
    assert names(found) == ["Nom du lieu"]


@pytest.mark.parametrize(
    "columns",
    [
        {"Type de lieu": ("fablab", "coworking"), "Adresse": STREETS, "Ville": TOWNS},
        {"Site": [f"https://lieu{n}.fr" for n in range(8)], "Adresse": STREETS, "Ville": TOWNS},
        {"Mail": [f"contact@lieu{n}.fr" for n in range(8)], "Ville": TOWNS},
        {"Lieu": TOWNS, "Adresse": STREETS},
    ],
)
def test_where_no_column_is_one_of_names_the_refusal_says_what_to_do(
    columns: dict[str, Sequence[str]],
) -> None:
    with pytest.raises(ListingRefused) as caught:
        propose(columns)
    for language, line in (("fr", "ligne 1"), ("en", "line 1")):
        reported = sentence(caught.value, language)
        assert line in reported
        assert 'field = "name"' in reported


def test_no_line_is_named_where_the_file_has_no_line_of_names() -> None:
    rows = [{"adresse": street, "ville": TOWNS[n % 4]} for n, street in enumerate(STREETS)]
    with pytest.raises(ListingRefused) as caught:
        suggest(in_json(rows), file="t.json", slug="essai")
    assert "ligne 1" not in sentence(caught.value, "fr")


def test_a_list_of_persons_is_refused_as_one() -> None:
    people = ("Paul Martin", "Marie Garnier", "Luc Faure", "Zoé Lopez")
    columns = {
        "Nom": [one.split()[1] for one in people],
        "Prénom": [one.split()[0] for one in people],
        "Ville": TOWNS,
    }
    with pytest.raises(ListingRefused) as caught:
        propose(columns)
    assert "Nom, Prénom : de personnes" in sentence(caught.value, "fr")
    assert "Nom, Prénom: of persons" in sentence(caught.value, "en")
