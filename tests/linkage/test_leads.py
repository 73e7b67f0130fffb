"""Names at one door or in one listing that words alone do not make one place: asked of a person, or left apart."""

from __future__ import annotations

import pytest

from tests.linkage.places import GUERET, linked, record

DOOR = "12 rue Basse"
BETWEEN = [
    ("led_otherwise", "ESC Guéret", "Incubateur ESC Guéret"),
    ("led_otherwise", "EM Creuse", "Incubateur EM Creuse"),
    ("led_otherwise", "Pépinière Oxalis", "Brasserie Oxalis"),
    ("led_otherwise", "Pépinière Créa Sud", "Crèche Créa Sud"),
    ("led_otherwise", "Cinéma Le Rex", "Tiers-lieu Le Rex"),
    ("led_otherwise", "Friche des Docks", "Théâtre des Docks"),
    ("led_otherwise", "Fablab Université de la Marche", "Bibliothèque Université de la Marche"),
    ("led_otherwise", "Lycée Jules Ferry", "Fablab du lycée Jules Ferry"),
    ("two_names_at_door", "Maison de l'Emploi de Guéret", "Maison des Associations de Guéret"),
    ("two_names_at_door", "Maison de la Jeunesse de Guéret", "Maison des Seniors de Guéret"),
    ("two_names_at_door", "Association Terre du Milieu", "Café associatif du Milieu"),
    ("two_marks", "Espace 18", "Espace 22"),
]
WITHIN = [
    ("two_marks", "Espace Pro Bureau 3", "Espace Pro Bureau 7"),
    ("two_marks", "Bâtiment A", "Bâtiment B – Cité numérique"),
    ("two_marks", "La Halle 1", "La Halle 2"),
    ("led_otherwise", "Médiathèque Aragon", "Fablab Médiathèque Aragon"),
]
ONE = [
    ("MJC de Guéret", "Maison des Jeunes et de la Culture de Guéret"),
    ("MPT de Guéret", "Maison Pour Tous de Guéret"),
    ("Fablab Artilect", "Artilect"),
    ("Le Bouillon Cube", "Tiers-lieu Bouillon Cube"),
    ("LAB 01", "Le LAB01"),
    ("L'Hôtel à Projets", "L HOTEL A PROJETS"),
    ("Médiathèque de Guéret", "MEDIATHEQUE MUNICIPALE DE GUERET"),
    ("Médiathèque Voltaire", "Le Fablab de la médiathèque Voltaire"),
    ("Maison du Numérique Oxalis", "Maison Oxalis du digital"),
]


@pytest.mark.parametrize(("veto", "one", "other"), BETWEEN)
def test_two_listings_whose_names_alone_cannot_tell_are_parted_and_asked(
    veto: str, one: str, other: str
) -> None:
    linkage = linked(
        record("cget:1", one, GUERET, address=DOOR), record("pdl:1", other, GUERET, address=DOOR)
    )
    assert linkage.clusters == (("cget:1",), ("pdl:1",))
    assert [(pair.veto, pair.outcome) for pair in linkage.pairs] == [(veto, "review")]


@pytest.mark.parametrize(("veto", "one", "other"), WITHIN)
def test_two_rows_of_one_listing_that_differ_in_a_number_a_letter_or_a_house_are_two(
    veto: str, one: str, other: str
) -> None:
    linkage = linked(
        record("cget:1", one, GUERET, address=DOOR), record("cget:2", other, GUERET, address=DOOR)
    )
    assert linkage.clusters == (("cget:1",), ("cget:2",))
    assert [(pair.veto, pair.outcome) for pair in linkage.pairs] == [(veto, "review")]


@pytest.mark.parametrize("name", ["Fablab", "Espace Coworking"])
def test_two_rows_of_one_listing_that_say_what_they_are_and_no_more_are_two(name: str) -> None:
    linkage = linked(record("cget:1", name, GUERET), record("cget:2", name, GUERET))
    assert [(pair.veto, pair.outcome) for pair in linkage.pairs] == [("nameless_in_listing", "review")]


@pytest.mark.parametrize(("one", "other"), ONE)
def test_spellings_and_shorter_names_at_one_door_are_one_place_still(one: str, other: str) -> None:
    linkage = linked(
        record("cget:1", one, GUERET, address=DOOR), record("pdl:1", other, GUERET, address=DOOR)
    )
    assert linkage.clusters == (("cget:1", "pdl:1"),)


def test_two_numbers_of_one_street_in_two_names_are_two_places() -> None:
    linkage = linked(
        record("cget:1", "Espace 18", GUERET, address="18 rue du Puits"),
        record("pdl:1", "Espace 22", GUERET, address="22 rue du Puits"),
    )
    assert linkage.clusters == (("cget:1",), ("pdl:1",))
