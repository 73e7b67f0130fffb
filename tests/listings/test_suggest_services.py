"""A column of services is known by the parts of its lists, in whatever words; what is not known is told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from florilege.listings.column_guesses import Guess
from florilege.listings.mapping import parse_mapping
from florilege.listings.suggest import suggest
from florilege.listings.vocabulary_words import code_within
from tests.documentation.followed import TUTORIALS

TOWNS = ("Valence", "Crest", "Die", "Romans-sur-Isère", "Montélimar", "Nyons")


def services(lists: Sequence[str], *, called: str = "Services") -> list[Guess]:
    rows = "".join(
        f"Atelier {n};{town};{said}\n" for n, (town, said) in enumerate(zip(TOWNS, lists, strict=True))
    )
    found = suggest(f"Nom du lieu;Ville;{called}\n{rows}".encode(), file="t", slug="essai")
    return [guess for guess in found.guesses if guess.field == "service"]


def test_the_services_of_the_tutorial_are_known() -> None:
    found = suggest(
        TUTORIALS / "fichiers" / "tiers-lieux.csv",
        file="tiers-lieux.csv",
        slug="tiers-lieux",
        date="2026-01-01",
    )
    assert "Services" not in found.unused
    [rule] = [
        rule
        for rule in parse_mapping(found.toml, file="t.toml", draft=True).fields
        if rule.field == "service"
    ]
    assert rule.columns == ("Services",)
    assert all(rule.values.values())


def test_words_that_are_not_known_are_told_and_the_others_kept() -> None:
    lists = [
        "Formations, Troc de plants",
        "Salles de réunion",
        "Troc de plants, Thé",
        "Bureaux partagés, Thé",
        "Thé, FORMATION",
        "Thé",
    ]
    [guess] = services(lists)
    assert dict(guess.keys)["values"] == {
        "Formations": "training", "Troc de plants": (), "Salles de réunion": "meeting-rooms", "Thé": (),
        "Bureaux partagés": "offices", "FORMATION": "training",
    }  # fmt: skip
    said = " ".join(reason.fr for reason in guess.reasons)
    assert "Troc de plants, Thé" in said
    assert "Formations" not in said


def test_a_column_called_otherwise_needs_half_of_its_words() -> None:
    lists = [
        "Formations, Troc de plants",
        "Salles de réunion",
        "Troc de plants, Thé",
        "Bureaux partagés, Thé",
        "Thé, FORMATION",
        "Thé",
    ]
    assert services(lists, called="Divers") == []


def test_a_column_called_services_of_which_nothing_is_known_is_left_aside() -> None:
    assert services(["a, b", "c", "d, e", "f", "g, h", "i"]) == []


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Location de bureaux", "offices"),
        ("Bureautique", ""),
        ("Accès internet", "equipment"),
        ("ÉVÉNEMENTS", "events"),
        ("Un bureau où l’on accueille, écoute et oriente les habitants", ""),
        ("Sous-location", ""),
    ],
)
def test_a_service_is_known_within_a_few_words(word: str, code: str) -> None:
    assert code_within(word, "service") == code
