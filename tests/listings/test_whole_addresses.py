"""What an address says beside its street is weighed against the row's columns; nothing is dropped in silence."""

from __future__ import annotations

import csv
import io

import pytest

from florilege.listings.mapping import parse_mapping
from florilege.listings.readers import read_listing
from florilege.territory.reference import reference

MAPPING = """slug = "essai"
title = { fr = "Essai", en = "Trial" }
publisher = "Personne"
licence = "etalab-2.0"
attribution = "Essai"
format = "csv"

[[version]]
date = "2024-01-01"
file = "essai.csv"

[record]
id = "id"

[[field]]
field = "name"
column = "nom"

[[field]]
field = "address"
column = "adresse"
extract = "street"
clean = ["spaces"]

[[field]]
field = "postcode"
column = "cp"
clean = ["postcode"]

[[field]]
field = "postcode"
column = "adresse"
extract = "postcode"
unless = "cp"

[[field]]
field = "city"
column = "ville"
"""


@pytest.mark.parametrize(
    ("address", "code", "town", "kept", "rule"),
    [
        ("2 rue Basse 58140 Lormes", "22300", "Lannion", "2 rue Basse 58140 Lormes", "address-of-another-town"),
        ("2 rue du Clos 63100 Clermont-Ferrand", "63000", "Clermont-Ferrand", "2 rue du Clos", "postcode-of-address-dropped"),
        ("Rue Noetzlin 91400 Orsay", "91400", "Saclay", "Rue Noetzlin", "town-of-address-dropped"),
        ("2 rue Basse 22300 Lannion Cedex", "22300", "Lannion", "2 rue Basse", None),
        ("2 rue Basse 22300 Lannion", "", "", "2 rue Basse", None),
        ("2 rue Basse", "22300", "Lannion", "2 rue Basse", None),
    ],
)  # fmt: skip
def test_an_address_keeps_what_no_column_says(
    address: str, code: str, town: str, kept: str, rule: str | None
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(
        [("id", "nom", "adresse", "cp", "ville"), ("1", "Le Lab", address, code, town)]
    )
    found = read_listing(
        parse_mapping(MAPPING, file="essai.toml"),
        io.BytesIO(text.getvalue().encode()),
        version="2024-01-01",
        reference=reference(),
    )
    assert found.records[0].first("address") == kept
    reported = [(line.column, line.before, line.rule, line.after) for line in found.report]
    reported = [line for line in reported if line[2] != "no-commune-found"]
    assert reported == ([] if rule is None else [("adresse", address, rule, kept)])
