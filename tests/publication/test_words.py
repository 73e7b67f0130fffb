"""How numbers, dates and quantities are written in each language."""

from __future__ import annotations

import pytest

from florilege.web.publication.text import words
from florilege.web.publication.text.values import written


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("2022", "2022", "2022"),
        ("2022-07", "juillet 2022", "July 2022"),
        ("2021-11-01", "1er\u00a0novembre 2021", "1\u00a0November 2021"),
        ("2021-13", "2021-13", "2021-13"),
        ("printemps", "printemps", "printemps"),
    ],
)
def test_a_date_whole_or_partial_is_said_in_words(text: str, french: str, english: str) -> None:
    assert (words.date(text, "fr"), words.date(text, "en")) == (french, english)


def test_thousands_and_decimals_follow_the_language() -> None:
    assert words.number(1234567.5, "fr") == "1\u202f234\u202f567,5"
    assert words.number(1234567.5, "en") == "1,234,567.5"
    assert words.number(-0.25, "fr", decimals=2) == "−0,25"


def test_a_share_that_is_not_whole_never_reads_as_nothing_or_all() -> None:
    assert words.share(0.9996, "en") == "99.96%"
    assert words.share(0.0004, "fr") == "0,04\u202f%"
    assert words.share(1.0, "en") == "100%"
    assert words.share(0.0, "en") == "0%"


def test_an_interval_whose_ends_are_written_alike_is_one_number() -> None:
    assert words.interval(0.401, 0.64, "fr") == "0,40–0,64"
    assert words.interval(0.641, 0.6412, "en") == "0.64"


def test_french_typography_leaves_the_variables_of_a_sentence_alone() -> None:
    assert words.typographic("Qui ? « oui » : 95 % de %(n)s (lieux)") == (
        "Qui\u202f? «\u202foui\u202f»\u202f: 95\u202f% de %(n)s (lieux)"
    )


def test_in_french_a_number_is_not_parted_from_what_it_counts() -> None:
    assert words.typographic("de %(n)s lieux, 25 lieux") == "de %(n)s\u00a0lieux, 25\u00a0lieux"
    assert words.typographic("CC BY 4.0 et vert") == "CC BY 4.0 et vert"


def test_large_sums_are_said_in_millions_and_areas_with_their_unit() -> None:
    assert words.quantity(45_500_000, "EUR", "fr") == "45,5\u00a0M€"
    assert words.quantity(35000, "m2", "en") == "35,000\u00a0m²"


def test_a_year_has_no_mark_between_thousands() -> None:
    assert written("opening_year", 2016, "year", "en", source_language="fr").text == "2016"


def test_a_web_address_is_a_link_only_when_it_can_be_one() -> None:
    good = written("website", "www.exemple.fr/", "", "fr", source_language="fr")
    bad = written("website", "javascript:alert(1)", "", "fr", source_language="fr")
    assert (good.href, good.text) == ("https://www.exemple.fr/", "exemple.fr")
    assert bad.href == ""


def test_a_text_in_another_language_is_a_quotation_that_says_so() -> None:
    foreign = written("former_use", "bus depot", "", "fr", source_language="en")
    assert (foreign.quoted, foreign.language) == (True, "en")
    at_home = written("former_use", "bus depot", "", "en", source_language="en")
    assert (at_home.quoted, at_home.language) == (False, "")


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("land_holder", "SEM Metz Techno'Pôles"),
        ("project_lead", "Crédit Agricole Pyrénées Gascogne"),
        ("founders", "Raise; SchooLab"),
        ("initiator", "Communauté d'agglomération de Lens-Liévin"),
        ("operator_shareholders", "Ville de Brest; Brest métropole"),
        ("residents_institutions", "Ad'Occ; Nubbo; French Tech Toulouse"),
        ("sites", "Lille; Roubaix (Blanchemaille)"),
    ],
)
def test_a_proper_name_is_not_said_to_be_in_the_language_of_who_noted_it(field: str, name: str) -> None:
    for language in ("fr", "en"):
        found = written(field, name, "", language, source_language="en")
        assert (found.text, found.quoted) == (name, False)
        assert found.language != "en"
