"""A column that holds postal code and town together, in an unknown table: both are proposed, and the place is found."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest

from florilege.listings.mapping import parse_mapping
from florilege.listings.readers import read_listing
from florilege.listings.records import ListingRead
from florilege.listings.suggest import suggest
from florilege.territory.reference import reference
from tests.listings.published_files import in_csv

NAMES = ("Le Lab", "L’Usine", "La Fabrique", "Le Hangar", "L’Atelier")


def read(columns: dict[str, Sequence[str]]) -> ListingRead:
    rows = [(NAMES[n], f"{n + 1} rue Haute", *(texts[n] for texts in columns.values())) for n in range(5)]
    content = in_csv([("Nom", "Adresse", *columns), *rows], delimiter=";")
    found = suggest(content, file="t.csv", slug="essai")
    mapping = parse_mapping(found.toml, file="t.toml", draft=True)
    return read_listing(mapping, io.BytesIO(content), version="1900-01-01", reference=reference())


def communes(listing: ListingRead) -> list[str | None]:
    return [one.location.commune_code for one in listing.records]


@pytest.mark.parametrize(
    ("called", "cells"),
    [
        (
            "Code postal et ville",
            ("- 33340 - LESPARRE", "33600 - Pessac", "33 000 Bordeaux", "26400 CREST", "26150 Die"),
        ),
        ("CP Ville", ("33340 Lesparre", "33600 PESSAC", "33000 Bordeaux CEDEX", "26400 Crest", "26150 Die")),
        (
            "Commune (code postal)",
            ("Lesparre (33340)", "Pessac (33600)", "Bordeaux 33000", "Crest (26400)", "Die (26150)"),
        ),
        (
            "Localisation",
            ("33340 Lesparre", "Pessac (33600)", "33000 - Bordeaux", "26400 Crest", "26150 Die"),
        ),
    ],
)
def test_the_code_and_the_town_are_both_drawn_from_one_column(called: str, cells: Sequence[str]) -> None:
    listing = read({called: cells})
    assert communes(listing) == ["33240", "33318", "33063", "26108", "26113"]
    assert [one.first("postcode") for one in listing.records] == ["33340", "33600", "33000", "26400", "26150"]
    assert [one.first("city") for one in listing.records][1:] == ["Pessac", "Bordeaux", "Crest", "Die"]
    assert communes(listing) == communes(read({"ville": cells}))


def test_a_bare_code_or_a_bare_town_among_them_is_not_lost() -> None:
    codes = read(
        {"Code postal et ville": ("33600 Pessac", "33000", "26400 Crest", "26150 Die", "75011 Paris")}
    )
    assert [one.first("postcode") for one in codes.records] == ["33600", "33000", "26400", "26150", "75011"]
    towns = read({"Ville": ("33600 Pessac", "Bordeaux", "26400 Crest", "Die", "75011 Paris")})
    assert [one.first("city") for one in towns.records] == ["Pessac", "Bordeaux", "Crest", "Die", "Paris"]


def test_a_town_of_its_own_column_is_kept_beside_a_column_of_both() -> None:
    both = (
        "33600 PESSAC CENTRE",
        "33000 BORDEAUX LAC",
        "26400 CREST NORD",
        "26150 DIE HAUT",
        "75011 PARIS 11",
    )
    listing = read({"Code postal et ville": both, "Commune": ("Pessac", "Bordeaux", "Crest", "Die", "Paris")})
    assert [one.first("city") for one in listing.records] == ["Pessac", "Bordeaux", "Crest", "Die", "Paris"]
