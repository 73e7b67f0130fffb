"""A mapping proposed for a table that names persons: their numbers and addresses are never the place's by a guess."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from florilege.listings.contact_signs import is_personal_address, names_a_person
from florilege.listings.suggest import Suggestion, suggest
from tests.listings.published_files import in_csv

PEOPLE = ("Paul Martin", "Marie Garnier", "Luc Faure", "Zoé Lopez", "Jean-Marc Petit", "Inès Colin")
UNUSUAL = ("Youna Kerbrat", "Ewilan Dufresnoy", "Sterenn Cadiou", "Paul Martin", "Aliaume Roux", "Luc Faure")
PLACES = ("Le Lab", "L’Usine", "La Fabrique", "Le Hangar", "L’Atelier", "La Ruche")
TOWNS = ("Valence", "Crest", "Die", "Livron-sur-Drôme", "Loriol-sur-Drôme", "Nyons")
MOBILES = tuple(f"06 10 22 33 1{n}" for n in range(6))
FIXED = tuple(f"04 75 44 33 1{n}" for n in range(6))
SHARED = tuple(f"contact@lieu{n}.fr" for n in range(6))
BORNE = ("paul.martin", "m.garnier", "luc_faure", "zoe.lopez", "jean-marc.petit", "ines.colin")
PERSONAL = tuple(f"{one}@exemple.fr" for one in BORNE)


def propose(
    columns: dict[str, Sequence[str]], *, name: str = "Structure", language: str = "fr"
) -> Suggestion:
    rows = [
        (PLACES[n], f"{n + 1} rue Haute", TOWNS[n], *(texts[n] for texts in columns.values()))
        for n in range(6)
    ]
    content = in_csv([(name, "Adresse", "Ville", *columns), *rows], delimiter=";")
    return suggest(content, file="t.csv", slug="essai", language=language)


def proposed(columns: dict[str, Sequence[str]], field: str = "phone") -> list[str]:
    return [guess.column for guess in propose(columns).guesses if guess.field == field]


FIRST = [one.split()[0] for one in PEOPLE]
LAST = [one.split()[1] for one in PEOPLE]


@pytest.mark.parametrize(
    "columns",
    [
        {"Animateur": PEOPLE, "Tel": MOBILES},
        {"Animateur": UNUSUAL, "Tel": FIXED},
        {"Présidente": PEOPLE, "Coordonnées": MOBILES},
        {"Qui": PEOPLE, "Tél": MOBILES},
        {
            "Équipe": [
                "KERBRAT Youna",
                "LE BIHAN Ewilan",
                "Sterenn CADIOU",
                "M. Roux",
                "Mme Colin",
                "Luc Faure",
            ],
            "Tél": MOBILES,
        },
        {"Tel": MOBILES, "Prénom": FIRST, "Nom": LAST},
        {"NOM": LAST, "PRENOM": FIRST, "FONCTION": ["Directeur"] * 6, "TELEPHONE": MOBILES},
        {"Responsable": PEOPLE, "Mail": SHARED, "Tel": FIXED},
        {"Référent": PEOPLE, "Type": ["fablab"] * 6, "Numéro": MOBILES},
        {"Coordonnées": [f"{number} ({one})" for number, one in zip(FIXED, PEOPLE, strict=True)]},
        {"Téléphone": FIXED, "Gérante": PEOPLE},
    ],
)
def test_a_number_beside_the_name_of_a_person_is_left_aside_and_reported(
    columns: dict[str, Sequence[str]],
) -> None:
    assert proposed(columns) == []
    numbers = next(
        name for name in columns if name in ("Tel", "Tél", "TELEPHONE", "Téléphone", "Numéro", "Coordonnées")
    )
    for language in ("fr", "en"):
        found = propose(columns, language=language)
        reported = [
            words.in_language(language) for words in found.to_fill if numbers in words.in_language(language)
        ]
        assert len(reported) == 2, "listed among the columns of persons, and why"


@pytest.mark.parametrize(
    ("columns", "kept"),
    [
        ({"NOM": LAST, "PRENOM": FIRST, "TELEPHONE": MOBILES, "TEL STRUCTURE": FIXED}, "TEL STRUCTURE"),
        ({"Interlocuteur": PEOPLE, "Mobile": MOBILES, "Fixe": FIXED}, "Fixe"),
        ({"Qui": PEOPLE, "Tél accueil": FIXED, "Portable": MOBILES}, "Tél accueil"),
        ({"Téléphone": FIXED, "Mail": SHARED, "Référent": PEOPLE, "Tél. du référent": MOBILES}, "Téléphone"),
        ({"Tel portable": MOBILES, "Tel fixe": FIXED}, "Tel fixe"),
        ({"Tel 1": MOBILES, "Tel 2": FIXED}, "Tel 2"),
        ({"Téléphone": FIXED, "Téléphone standard": FIXED}, "Téléphone standard"),
        ({"Gestion": ["Mairie de Die"] * 6, "Téléphone": FIXED}, "Téléphone"),
        ({"Propriétaire": ["Commune de Die"] * 6, "Téléphone": FIXED}, "Téléphone"),
    ],
)
def test_of_several_numbers_the_place_s_is_proposed(columns: dict[str, Sequence[str]], kept: str) -> None:
    assert proposed(columns) == [kept]


@pytest.mark.parametrize(
    ("columns", "kept"),
    [
        ({"Email": PERSONAL}, []),
        ({"Gérant": PEOPLE, "Email": PERSONAL}, []),
        ({"Gérant": PEOPLE, "Email": [f"x{n}@lieu.fr" for n in range(6)]}, []),
        ({"Gérant": PEOPLE, "Email": SHARED}, ["Email"]),
        ({"Mail": PERSONAL, "Courriel": SHARED}, ["Courriel"]),
        ({"Gérant": PEOPLE, "Email": PERSONAL, "Mail de la structure": SHARED}, ["Mail de la structure"]),
    ],
)
def test_e_mail_addresses_follow_the_same_rule(columns: dict[str, Sequence[str]], kept: list[str]) -> None:
    assert proposed(columns, "email") == kept


def test_mobiles_in_a_table_without_persons_are_proposed_commented_out_with_the_reason() -> None:
    found = propose({"Téléphone": MOBILES})
    assert [guess.column for guess in found.guesses if guess.field == "phone"] == []
    assert any("Téléphone" in words.fr and "mobiles" in words.fr for words in found.to_fill)
    assert '# [[field]]\n# field = "phone"\n# column = "Téléphone"\n# clean = ["phone"]\n' in found.toml
    assert proposed({"Téléphone de la structure": MOBILES}, "phone") == ["Téléphone de la structure"]
    fixed = propose({"Téléphone": FIXED})
    assert not any("Téléphone" in words.fr for words in fixed.to_fill)


def test_a_column_of_persons_is_never_the_name_of_the_place_nor_its_operator() -> None:
    found = propose({"Nom": PEOPLE, "Porteur": PEOPLE[::-1]})
    taken = {guess.column for guess in found.guesses}
    assert "Structure" in taken
    assert not taken & {"Nom", "Porteur"}


def test_places_named_after_persons_keep_their_name() -> None:
    named = ("Louise Michel", "Victor Hugo", "Marie Curie", "Jules Verne", "Simone Veil", "Jean Moulin")
    rows = [(named[n], f"{n + 1} rue Haute", TOWNS[n]) for n in range(6)]
    found = suggest(in_csv([("Nom", "Adresse", "Ville"), *rows]), file="t.csv", slug="essai")
    assert [guess.column for guess in found.guesses if guess.field == "name"] == ["Nom"]


@pytest.mark.parametrize(
    "text", ["Mme Kerbrat", "M. Le Goff", "GARNIER Marie", "Marie GARNIER", "Jean-Luc", "Zoé Lopez"]
)
def test_the_name_of_a_person_is_seen(text: str) -> None:
    assert names_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "Le Lab",
        "Médiathèque Louise Michel de Crest",
        "12 rue Jean Moulin",
        "marie@x.fr",
        "FABLAB Lannion",
        "",
        "M",
    ],
)
def test_another_name_is_none(text: str) -> None:
    assert not names_a_person(text)


@pytest.mark.parametrize(
    "text", ["contact.crest@x.fr", "mediatheque.louise-michel@x.fr", "fablab@x.fr", "asso.paul@x.fr"]
)
def test_an_address_that_nobody_bears_is_not_personal(text: str) -> None:
    assert not is_personal_address(text)


@given(
    order=st.permutations([("Qui", PEOPLE), ("Tél", MOBILES), ("Accueil", FIXED), ("Type", ("fablab",) * 6)])
)
@settings(max_examples=24, deadline=None)
def test_in_whatever_order_the_columns_stand_the_mobiles_are_the_person_s(
    order: list[tuple[str, tuple[str, ...]]],
) -> None:
    assert proposed(dict(order)) == ["Accueil"]


PAGES = [f"https://www.linkedin.com/in/personne-{rank}" for rank in range(6)]
RARE = (
    "Wassim Oukacha",
    "Maëlys Kerdoncuff",
    "Tiphaine Le Borgne",
    "Ndèye Sarr",
    "Ilyès Benali",
    "Énora Le Goff",
)
INITIALS = ("S. GARNIER", "P. Martin", "A. BENALI", "J.-P. Goff", "N. Sarr", "É. Oukacha")
SURNAMES = ("OUKACHA", "KERDONCUFF", "BORGNE", "SARR", "BENALI", "GOFF")


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"LinkedIn": PAGES}, "website"),
        ({"Qui": RARE, "Tél": MOBILES}, "phone"),
        (
            {"Qui": RARE, "Mail": [f"{one.split()[0].lower()}{n}@gmail.com" for n, one in enumerate(RARE)]},
            "email",
        ),
        ({"Suivi": INITIALS, "Tél": FIXED}, "phone"),
        ({"Adhérent": SURNAMES, "Mail": [f"{one.lower()}@gmail.com" for one in SURNAMES]}, "email"),
        ({"Mail": [f"{one.lower().replace(' ', '.')}@asso.fr" for one in RARE], "Tél": MOBILES}, "phone"),
    ],
)
def test_what_is_a_person_s_is_not_proposed_whatever_the_names(
    columns: dict[str, Sequence[str]], field: str
) -> None:
    assert proposed(columns, field) == []


def test_a_column_whose_words_stand_in_the_addresses_beside_it_is_of_persons() -> None:
    found = propose({"Adhérent": SURNAMES, "Mail": [f"{one.lower()}@gmail.com" for one in SURNAMES]})
    said = next(words.fr for words in found.to_fill if words.fr.startswith("« Adhérent »"))
    assert "Mail" in said
    assert proposed(
        {"Nom du lieu": SURNAMES, "Mail": [f"{one.lower()}@lieu.fr" for one in SURNAMES]}, "email"
    ) == ["Mail"]
