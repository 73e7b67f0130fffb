"""Postal codes and towns as listings write them: read where they can be, reported where they cannot."""

from __future__ import annotations

import pytest

from florilege.listings.normalise import city_within, postcode, postcode_within, street_within
from florilege.listings.records import ListingRead
from tests.listings.published_files import in_csv, listing, mapping_text

FIELDS = {"ville": "city", "lat": "latitude", "lon": "longitude"}


def read(*lines: tuple[str, ...], header: tuple[str, ...] = ("id", "nom", "cp", "ville")) -> ListingRead:
    fields = {column: field for column, field in FIELDS.items() if column in header}
    text = mapping_text("csv", fields=fields)
    if "cp" in header:
        text += '\n[[field]]\nfield = "postcode"\ncolumn = "cp"\nclean = ["postcode"]\n'
    return listing(in_csv([header, *lines]), text)


def rules(found: ListingRead) -> dict[str, str]:
    return {line.rule: line.after for line in found.report}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("33000", "33000"),
        ("33 000", "33000"),
        ("33\u202f000", "33000"),
        ("33000.0", "33000"),
        ("1000", "01000"),
        ("1000.0", "01000"),
        ("F-33000", "33000"),
        ("33000 CEDEX 4", "33000"),
        ("33600 - Pessac", "33600"),
        ("- 33340 - LESPARRE", "33340"),
        ("97400", "97400"),
        ("20090", "20090"),
        ("0", None),
        ("33000 / 33100", None),
        ("330000", None),
        ("2A004", None),
    ],
)
def test_a_postal_code_is_read_however_a_cell_writes_it(written: str, code: str | None) -> None:
    assert postcode(written) == code


@pytest.mark.parametrize(
    ("address", "street", "code", "town"),
    [
        ("- 33340 - LESPARRE MEDOC", None, "33340", "LESPARRE MEDOC"),
        ("33600 - Pessac", None, "33600", "Pessac"),
        ("33 000 Bordeaux", None, "33000", "Bordeaux"),
        ("4 quai Bas F-33000 Bordeaux", "4 quai Bas", "33000", "Bordeaux"),
        ("4 quai Bas, CS 60312 - 33000 Bordeaux Cedex 4", "4 quai Bas, CS 60312", "33000", "Bordeaux"),
        ("2 rue Haute, Crest (26400)", "2 rue Haute", "26400", "Crest"),
        ("12 100 rue des Lilas 26000 Valence", "12 100 rue des Lilas", "26000", "Valence"),
        ("12 100 rue des Lilas", "12 100 rue des Lilas", None, None),
        ("6 avenue Neuve - CS 93837", "6 avenue Neuve - CS 93837", None, None),
    ],
)
def test_postal_code_and_town_are_drawn_from_an_address_and_nothing_else_is_taken_for_them(
    address: str, street: str | None, code: str | None, town: str | None
) -> None:
    found = (street_within(address), postcode_within(address), city_within(address))
    assert found == (street, code, town)


def test_a_lengthened_postal_code_that_does_not_exist_is_reported_and_the_town_still_found() -> None:
    found = read(("P1", "Atelier Six", "4900", "Segré-en-Anjou Bleu"), ("P2", "Atelier Sept", "", "Crest"))
    assert [one.location.commune_code for one in found.records] == ["49331", "26108"]
    assert found.records[0].all("postcode") == ()
    by_line = [(line.line, line.rule, line.before, line.after) for line in found.report]
    assert (2, "no-such-postcode", "4900", "") in by_line
    assert (2, "commune-by-name-alone", "Segré-en-Anjou Bleu", "49331 Segré-en-Anjou Bleu") in by_line
    assert not [line for line in found.report if line.after == "04900"]


def test_a_lengthened_postal_code_that_exists_is_kept_and_reported() -> None:
    found = read(("P1", "Atelier", "1000", "Bourg-en-Bresse"))
    assert found.records[0].location.commune_code == "01053"
    assert rules(found) == {"postcode": "01000"}


@pytest.mark.parametrize("code", ["99999", "00100", "96000"])
def test_a_postal_code_of_no_departement_says_nothing_and_is_reported(code: str) -> None:
    found = read(("P1", "Atelier", code, "Crest"))
    assert found.records[0].all("postcode") == ()
    assert found.records[0].location.commune_code == "26108"
    assert "no-such-postcode" in rules(found)


def test_the_postal_code_of_a_cedex_is_in_no_table_and_is_kept() -> None:
    found = read(("P1", "Atelier", "29238", "Brest Cedex"))
    assert found.records[0].all("postcode") == ("29238",)
    assert found.records[0].location.commune_code == "29019"


@pytest.mark.parametrize("written", ["33600 - Pessac", "- 33600 - PESSAC", "33 600 Pessac", "Pessac (33600)"])
def test_a_town_written_with_its_postal_code_gives_both(written: str) -> None:
    found = read(("P1", "Atelier", written), header=("id", "nom", "ville"))
    record = found.records[0]
    assert record.location.commune_code == "33318"
    assert record.all("postcode") == ("33600",)
    assert str(record.first("city")).title() == "Pessac"
    assert "postcode-within-town" in rules(found)


@pytest.mark.parametrize(
    ("written", "commune", "code"),
    [
        ("4900 Angers", "49007", ()),
        ("4900 - Angers", "49007", ()),
        ("Angers (4900)", "49007", ()),
        ("99999 Crest", "26108", ()),
        ("1000 Bourg-en-Bresse", "01053", ("01000",)),
    ],
)
def test_a_town_written_with_figures_that_are_no_postal_code_is_found_by_its_name(
    written: str, commune: str, code: tuple[str, ...]
) -> None:
    found = read(("P1", "Atelier", written), header=("id", "nom", "ville"))
    assert found.records[0].location.commune_code == commune
    assert found.records[0].all("postcode") == code
    rule = "postcode-within-town" if code else "no-such-postcode"
    assert [line.before for line in found.report if line.rule == rule] == [written]


def test_a_town_that_leads_to_no_commune_is_reported() -> None:
    found = read(("P1", "Atelier", "", "Nulle-part"))
    assert found.records[0].location.commune_code is None
    assert rules(found) == {"no-commune-found": ""}


def test_a_town_kept_although_the_centre_of_another_is_nearer_is_reported() -> None:
    found = read(
        ("P1", "Atelier", "Pessac", "44.8045", "-0.63226"), header=("id", "nom", "ville", "lat", "lon")
    )
    assert found.records[0].location.commune_code == "33318"
    assert found.records[0].location.point_commune == "33522"
    assert not found.records[0].location.clearly
    assert rules(found) == {"town-kept-against-position": "33318 Pessac (nearest centre: 33522 Talence)"}


@pytest.mark.parametrize(
    ("code", "town", "kept"),
    [
        ("33600", "Talence", "33522 Talence (33600: Pessac)"),
        ("26000", "Brest", "26362 Valence (26000: Valence)"),
        ("56000", "Lorient", "56121 Lorient (56000: Vannes)"),
    ],
)
def test_a_postal_code_and_a_town_that_contradict_each_other_are_reported(
    code: str, town: str, kept: str
) -> None:
    found = read(("a", "A", code, town))
    reported = [line for line in found.report if line.rule == "postcode-against-town"]
    assert [(line.before, line.after, line.column) for line in reported] == [
        (f"{code} {town}", kept, "ville+cp")
    ]


@pytest.mark.parametrize(
    ("code", "town"),
    [
        ("33600", "Pessac"),
        ("33600", "PESSAC CEDEX"),
        ("33340", "Lesparre"),
        ("41240", "Membrolles"),
        ("75116", "Paris"),
        ("69003", "Lyon 3e"),
        ("33605", "Talence"),
        ("35510", "Cesson"),
        ("33600", "Quartier du Pont Neuf"),
        ("33600", ""),
        ("", "Talence"),
    ],
)
def test_a_former_name_a_quarter_a_cedex_contradict_nothing(code: str, town: str) -> None:
    assert "postcode-against-town" not in rules(read(("a", "A", code, town)))
