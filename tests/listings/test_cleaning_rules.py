"""Cleaning rules: what each makes of a text, and that none undoes itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.listings.normalise import EXTRACTS, RULES, without_lone_quote


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("html", "Maison<br />6, cours", "Maison, 6, cours"),
        ("html", "Vert&amp;Co <b>ici</b>", "Vert&Co  ici "),
        ("mojibake", "ThÃ©Ã¢tre", "Théâtre"),
        ("mojibake", "Théâtre", "Théâtre"),
        ("spaces", "\n FabLab\u00a0  Planoise ", "FabLab Planoise"),
        ("spaces", " \n", None),
        ("url", "www.Exemple.FR/Page", "http://www.exemple.fr/Page"),
        ("url", "https://atelier.jimdo.com|site web", "https://atelier.jimdo.com"),
        ("url", "http://a.fr/ et https://b.fr", "http://a.fr/"),
        ("url", "HTTP://A.FR", "http://a.fr"),
        ("url", "https://www.lucé.fr/index.php?a=1", "https://www.lucé.fr/index.php?a=1"),
        ("url", "en cours", None),
        ("url", "nomade.lyon@exemple.fr", None),
        ("twitter", "https://twitter.com/le_400?lang=fr", "le_400"),
        ("twitter", "www.twitter.com/criparis", "criparis"),
        ("twitter", "Linkedin / Twitter: @leKUB16210", "leKUB16210"),
        ("twitter", "@tilt_theix", "tilt_theix"),
        ("twitter", "https://www.instagram.com/atelierzelium", None),
        ("facebook", "https://fr-fr.facebook.com/AAJPN", "AAJPN"),
        ("facebook", "https://www.facebook.com/pages/Espace/1612", "1612"),
        ("facebook", "/groups/wigwam.lannion", "wigwam.lannion"),
        ("facebook", "https://www.facebook.com/profile.php?id=42&x=1", "42"),
        ("facebook", "https://goo.gl/LNCxLS", None),
        ("phone", "02.40.07.68.86", "02 40 07 68 86"),
        ("phone", "+33 2 37 31 32 33", "02 37 31 32 33"),
        ("phone", "237641660", "02 37 64 16 60"),
        ("phone", "+262 262 41 23 45", "02 62 41 23 45"),
        ("phone", "00 262 (0)692 41 23 45", "06 92 41 23 45"),
        ("phone", "+590 0590 81 23 45", "05 90 81 23 45"),
        ("phone", "+594594312345", "05 94 31 23 45"),
        ("phone", "+596 596 61 23 45", "05 96 61 23 45"),
        ("phone", "+508 41 23 45", "05 08 41 23 45"),
        ("phone", "+687 28.12.34", "+687 28 12 34"),
        ("phone", "+689 40 41 23 45", "+689 40 41 23 45"),
        ("phone", "+689 40 41 23", None),
        ("phone", "+681 72 12 34", "+681 72 12 34"),
        ("phone", "00681 721234", "+681 72 12 34"),
        ("phone", "+508 0508 41 23 45", "05 08 41 23 45"),
        ("phone", "0033 (0)1 23 45 67 89", "01 23 45 67 89"),
        ("phone", "00 33 1 23 45 67 89", "01 23 45 67 89"),
        ("phone", "+33 6 12 34 56 78 ou +262 692 12 34 56", "06 12 34 56 78"),
        ("phone", "01\u202f23\u202f45\u202f67\u202f89", "01 23 45 67 89"),
        ("phone", "Tél. : 01 23 45 67 89 (accueil)", "01 23 45 67 89"),
        ("phone", "123 456 789", None),
        ("phone", "SIRET 123 456 789 00012", None),
        ("phone", "+32 2 123 45 67", None),
        ("phone", "01 23 45 67 8", None),
        ("phone", "00 00 00 00 00", None),
        ("phone", "sur demande", None),
        ("postcode", "8000", "08000"),
        ("postcode", "0", None),
        ("postcode", "35 000", "35000"),
        ("postcode", "B-7500", None),
        ("insee-code", "1004", "01004"),
        ("insee-code", "2a004", "2A004"),
        ("insee-code", "0", None),
        ("departement-code", "1", "01"),
        ("departement-code", "974", "974"),
        ("departement-code", "#N/A", None),
        ("siren", "830454294", "830454294"),
        ("siren", "5520135.0", "005520135"),
        ("siren", "000000000", None),
        ("siren", "123456789", None),
        ("cedex", "Brest Cedex 3", "Brest"),
        ("capitals", "CHALON SUR SAONE", "Chalon sur Saone"),
        ("capitals", "LA-ROCHE-SUR-YON", "La-Roche-sur-Yon"),
        ("capitals", "L'ISLE-D'ABEAU", "L'Isle-d'Abeau"),
        ("capitals", "Saint-Malo", "Saint-Malo"),
        ("decimal-point", "1 234,5", "1234.5"),
        ("aside", "yes (no. 07)", "yes"),
    ],
)
def test_a_rule_makes_of_a_text(rule: str, before: str, after: str | None) -> None:
    assert RULES[rule](before) == after


@pytest.mark.parametrize(
    ("extract", "address", "part"),
    [
        ("postcode", "134 Rue Paul Bellamy 44000 Nantes", "44000"),
        ("city", "134 Rue Paul Bellamy 44000 Nantes", "Nantes"),
        ("street", "134 Rue Paul Bellamy 44000 Nantes", "134 Rue Paul Bellamy"),
        ("city", "CS 20265 - 63178 Aubière Cedex", "Aubière"),
        ("postcode", "31 bis rue Amiral Alquier La Flocellière", None),
        ("street", "31 bis rue Amiral Alquier", "31 bis rue Amiral Alquier"),
        ("facebook", "https://a.fr/ https://www.facebook.com/pg/csequinoxe/photos/", "csequinoxe"),
        ("facebook", "https://a.fr/", None),
        ("linkedin", "https://www.linkedin.com/company/le-bac", "le-bac"),
    ],
)
def test_a_part_is_taken_out_of_a_text(extract: str, address: str, part: str | None) -> None:
    assert EXTRACTS[extract](address) == part


IDEMPOTENT = sorted(set(RULES) - {"html", "aside", "mojibake"})
"""HTML may be escaped twice, a remark may follow another, and a text may be spoilt twice."""


@pytest.mark.parametrize("rule", IDEMPOTENT)
@given(st.text(max_size=60))
def test_a_text_mended_needs_no_second_mending(rule: str, text: str) -> None:
    once = RULES[rule](text)
    if once is not None:
        assert RULES[rule](once) == once


@pytest.mark.parametrize("rule", sorted(RULES))
@given(st.text(max_size=60))
def test_no_text_stops_a_rule(rule: str, text: str) -> None:
    after = RULES[rule](text)
    assert after is None or isinstance(after, str)


@pytest.mark.parametrize(
    ("name", "mended"),
    [
        ('Tiers-Lieu "Au Grès des Ouches', "Tiers-Lieu Au Grès des Ouches"),
        ("Le « Wip", "Le Wip"),
        ('La "Forge"', 'La "Forge"'),
        ("Le  Lab", "Le  Lab"),
        ('"', '"'),
    ],
)
def test_a_quotation_mark_that_stands_alone_leaves_a_name(name: str, mended: str) -> None:
    assert without_lone_quote(name) == mended
