"""News as people write them: what an item says, what it is about, who reads it whole, and what is refused with its line."""

from __future__ import annotations

import pytest

from florilege.editorial.imprint import PressContact, read_imprint
from florilege.editorial.news import CODE, Nameable, NewsItem, read_item, read_themes
from florilege.faults import StudyFileRefused, Words, sentence
from florilege.territory.territory_keys import with_those_above
from florilege.web.study.stored_values import as_stored, from_stored

KNOWN = Nameable(
    places={"h7": "h7", "le-lieu": "h7", "ancien": "h7"},
    themes={"methode": Words("méthode", "method")},
    events={"reims-2022": Words("Journées", "Days")},
)
WHOLE = """date = "2026-11-24"
updated = "2026-11-25"
author = "A. Martin"
access = "code"
places = ["ancien", "le-lieu"]
territories = ["region-53", "commune-35238", "243500139"]
themes = ["methode"]
event = "reims-2022"
edition = "2026"
title = { fr = "Un titre", en = "A title" }
teaser = { fr = "Le début.", en = "The start." }
text = { fr = "Tout.", en = "All of it." }
"""


def test_an_item_says_what_it_is_about_and_the_whole_of_it_is_kept_apart() -> None:
    found = read_item(WHOLE, file="a.toml", key="2026-11-24-a", known=KNOWN)
    assert found.reserved == Words("Tout.", "All of it.")
    assert found.item == NewsItem(
        date="2026-11-24", title=Words("Un titre", "A title"), text=Words("Le début.", "The start."), page="",
        key="2026-11-24-a", updated="2026-11-25", teaser=None, access=CODE, author="A. Martin", places=("h7",),
        territories=("region-53", "commune-35238", "243500139"), themes=("methode",), event="reims-2022",
        event_title=Words("Journées", "Days"), edition="2026",
    )  # fmt: skip
    assert from_stored(NewsItem, as_stored(found.item)) == found.item
    assert "Tout." not in str(as_stored(found.item))


def test_an_open_item_is_whole_and_its_teaser_is_for_lists() -> None:
    found = read_item(WHOLE.replace('access = "code"\n', ""), file="a.toml", key="a", known=KNOWN)
    assert found.reserved is None
    assert found.item.text == Words("Tout.", "All of it.")
    assert found.item.teaser == Words("Le début.", "The start.")


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ('"le-lieu"]', '"le-lieux"]', 5, "le-lieu"),
        ('"region-53"', '"region-533"', 6, "region-53"),
        ('"243500139"', '"epci-243500139"', 6, "243500139"),
        ('"commune-35238"', '"commune-35239000"', 6, "commune-35239"),
        ('["methode"]', '["method"]', 7, "methode"),
        ('"reims-2022"', '"reims-2023"', 8, "reims-2022"),
        ('access = "code"', 'access = "codes"', 4, "code"),
        ('teaser = { fr = "Le début.", en = "The start." }\n', "", 4, "teaser"),
        ('fr = "Le début."', 'fr = " "', 11, "both languages"),
        ('updated = "2026-11-25"', 'updated = "2026-11-23"', 2, "not before"),
        ("themes =", "theme =", 7, "themes"),
    ],
)
def test_a_slip_is_refused_with_its_line_and_what_is_nearest(
    before: str, after: str, line: int, said: str
) -> None:
    assert before in WHOLE
    with pytest.raises(StudyFileRefused) as refused:
        read_item(WHOLE.replace(before, after), file="a.toml", key="a", known=KNOWN)
    assert (refused.value.where.file, refused.value.where.line) == ("a.toml", line)
    assert said in sentence(refused.value, "en")
    assert sentence(refused.value, "fr") != sentence(refused.value, "en")


def test_the_name_of_a_file_is_that_of_its_page() -> None:
    with pytest.raises(StudyFileRefused, match="lower-case letters"):
        read_item(WHOLE, file="À lire.toml", key="À lire", known=KNOWN)


def test_themes_have_words_in_both_languages_and_a_key_of_their_own() -> None:
    text = '[[theme]]\nkey = "a"\ntitle = { fr = "x", en = "y" }\n'
    assert read_themes(text, file="themes.toml") == {"a": Words("x", "y")}
    assert read_themes("", file="themes.toml") == {}
    for wrong in (text + text, text.replace('"a"', '"A !"'), text.replace('"y"', '""'), text + "other = 1\n"):
        with pytest.raises(StudyFileRefused):
            read_themes(wrong, file="themes.toml")


@pytest.mark.parametrize(
    ("key", "held_by"),
    [
        ("commune-35238", ("243500139", "departement-35", "region-53")),
        ("243500139", ("departement-35", "region-53")),
        ("departement-2A", ("region-94",)),
        ("region-53", ()),
        ("commune-29155", ("departement-29", "region-53")),
    ],
)
def test_what_is_about_a_territory_is_about_those_that_hold_it(key: str, held_by: tuple[str, ...]) -> None:
    """The last is Ouessant, one of the four communes that no EPCI holds."""
    assert with_those_above(key) == (key, *held_by)


CONTACT = """[[press_contact]]
role = { fr = "presse", en = "press" }
name = "A. Martin"
phone = "+33 2 99 00 00 00"
email = "presse@example.org"
"""


def test_whom_the_press_may_reach_is_given_on_purpose() -> None:
    found = read_imprint(CONTACT, file="publication.toml").press
    assert found == (
        PressContact(Words("presse", "press"), "A. Martin", "+33 2 99 00 00 00", "presse@example.org"),
    )


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("presse@example.org", "presse at example", "email"),
        ("+33 2 99 00 00 00", "ask", "phone"),
        ('phone = "+33 2 99 00 00 00"\nemail = "presse@example.org"\n', "", "role"),
        ("name =", "nom =", "nom"),
        ('role = { fr = "presse", en = "press" }\n', "", "role"),
    ],
)
def test_a_contact_that_reaches_nobody_is_refused(before: str, after: str, key: str) -> None:
    assert before in CONTACT
    with pytest.raises(StudyFileRefused) as refused:
        read_imprint(CONTACT.replace(before, after), file="publication.toml")
    assert key in str(refused.value)
