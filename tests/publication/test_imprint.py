"""Who publishes, with whom, in which colours: what is refused, and what the pages then say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from florilege.editorial import imprint
from florilege.editorial.imprint import (
    GROUNDS,
    LEAST_CONTRAST,
    PublishedImprint,
    PublishedPartner,
    contrast,
    mixed,
    read_imprint,
    style_of,
)
from florilege.faults import StudyFileRefused, Words, sentence
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition.export import write_site

TOKENS = Path(__file__).resolve().parents[2] / "frontend" / "styles" / "tokens.css"
TEXT = """[publisher]
name = "Agence des lieux"
host = "Machine du bureau"

[[partner]]
name = "Ville de X"
url = "https://example.org"
role = { fr = "finance l’étude", en = "funds the study" }
logo = "x.png"

[colours]
accent = "#1f3a93"
accent_dark = "#9db4ff"
"""


def test_the_papers_are_those_of_the_tokens() -> None:
    text = TOKENS.read_text(encoding="utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")[:2]
    for scheme, part in (("light", light), ("dark", dark)):
        found = [re.search(rf"--{name}: (#\w+)", part)[1] for name in ("paper", "paper-2")]  # type: ignore[index]
        assert tuple(found) == GROUNDS[scheme]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("#1f3a93", "#9fb0e0", "darker"),
        ("#9db4ff", "#2c3e73", "lighter"),
        ("#1f3a93", "blue", "#rrggbb"),
        ('accent_dark = "#9db4ff"\n', "", "accent_dark"),
        ("https://example.org", "javascript:alert(1)", "https://"),
        ('logo = "x.png"', 'logo = "../x.png"', "put in partners/"),
        ('name = "Agence des lieux"', 'nmae = "Agence des lieux"', "name"),
        ("[colours]", "[colors]", "colours"),
    ],
)
def test_what_cannot_be_published_is_refused(before: str, after: str, said: str) -> None:
    assert before in TEXT
    with pytest.raises(StudyFileRefused) as caught:
        read_imprint(TEXT.replace(before, after), file="publication.toml")
    assert said in sentence(caught.value, "en")
    assert "publication.toml" in sentence(caught.value, "fr")


@given(st.integers(0, 0xFFFFFF))
def test_a_colour_that_is_accepted_can_be_read_on_every_ground_it_stands_on(number: int) -> None:
    colour = f"#{number:06x}"
    text = f'[colours]\nsecond = "{colour}"\nsecond_dark = "#eba765"\n'
    grounds = (*GROUNDS["light"], mixed(colour, GROUNDS["light"][0], imprint.TINTS["light"][0]))
    readable = all(contrast(colour, ground) >= LEAST_CONTRAST for ground in grounds)
    try:
        found = read_imprint(text, file="publication.toml")
    except StudyFileRefused:
        assert not readable
    else:
        assert readable
        assert f"--ochre:{colour}" in style_of(found.colours)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_pages_say_who_publishes_and_with_whom_in_its_colours(
    contents: StudyContents, tmp_path: Path
) -> None:
    style = style_of(read_imprint(TEXT, file="publication.toml").colours)
    partner = PublishedPartner(
        "Ville de X", "https://example.org", Words("finance", "funds"), ("a-320.webp", 320, 80)
    )
    known = PublishedImprint(
        {"name": "Agence des lieux"}, (partner, PublishedPartner("Y", "", None, None)), style
    )
    write_site(replace(contents, imprint=known, pictures={"a-320.webp": b"x"}), tmp_path)
    notices = (tmp_path / "en" / "mentions" / "index.html").read_text("utf-8")
    for word in ("Agence des lieux", "not stated", "Ville de X", "funds"):
        assert word in notices
    home = (tmp_path / "index.html").read_text("utf-8")
    assert re.search(r'<img src="(?:\./)?images/a-320\.webp" width="160" height="40" alt="Ville de X"', home)
    assert "colours.css" in home
    assert (tmp_path / "assets" / "colours.css").read_text("utf-8") == style
    assert (tmp_path / "images" / "a-320.webp").read_bytes() == b"x"
    assert "--fir:#1f3a93" in (tmp_path / "404.html").read_text("utf-8")


def test_a_study_that_says_nothing_has_the_usual_colours_and_an_unknown_publisher(site: Path) -> None:
    assert "colours.css" not in (site / "index.html").read_text("utf-8")
    assert "non renseigné" in (site / "mentions" / "index.html").read_text("utf-8")
