"""Monographs: what a file must say, what is published of it, and when a paragraph no longer rests on what is shown."""

from __future__ import annotations

import re

import pytest

from florilege.editorial.monographs import by_place, changed_facts, published, read_monograph
from florilege.faults import StudyFileRefused, sentence

TEXT = """place_id = "p1"
state = "approved"
author = "équipe"
date = 2026-05-06
approved_by = "comité"

[[paragraph]]
fr = "Ouvert en 2014, avec deux services."
en = "Open since 2014, with two services."
translation = "reviewed"
[paragraph.cites]
opening_year = 2014
service = ["coworking", "training"]

[[paragraph]]
fr = "Il compte 12 emplois."
en = "It has 12 jobs."
[paragraph.cites]
jobs = 12

[[picture]]
file = "facade.jpg"
credit = "A. Membre"
licence = "CC-BY-4.0"
alt = { fr = "La façade", en = "The front" }
"""


def refusal(text: str) -> str:
    with pytest.raises(StudyFileRefused) as caught:
        read_monograph(text, file="monographs/one.toml", name="one")
    return str(sentence(caught.value, "en"))


def test_a_translation_that_nobody_reviewed_is_not_published() -> None:
    said = published(read_monograph(TEXT, file="one.toml", name="one"), "p9", [()])
    first, second = said.paragraphs
    assert set(first.text) == {"fr", "en"}
    assert set(second.text) == {"fr"}
    assert said.place_id == "p9"


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ('approved_by = "comité"\n', "", None, "approved_by"),
        ('state = "approved"', 'state = "draft"', 5, "approved"),
        ('state = "approved"', 'state = "aproved"', 2, '"approved"'),
        ("date = 2026-05-06", 'date = "6 May"', 4, "YYYY-MM-DD"),
        ("opening_year = 2014", "opening_yaer = 2014", 12, "opening_year"),
        ("[paragraph.cites]\njobs = 12\n", "", None, "cites"),
        ("jobs = 12", "jobs = { n = 12 }", 19, "the value of the fact"),
        ('file = "facade.jpg"', 'file = "../facade.jpg"', 22, "put in monographs/"),
        ('licence = "CC-BY-4.0"\n', "", None, "licence"),
        ('translation = "reviewed"', 'translation = "done"', 10, "reviewed"),
        ('fr = "Il compte 12 emplois."\nen = "It has 12 jobs."\n', "", None, "text of the paragraph"),
        ('author = "équipe"', 'author = " "', 3, "a text"),
        ('author = "équipe"', 'auteur = "équipe"', None, "author"),
    ],
)
def test_what_cannot_be_published_is_refused_with_its_line(
    before: str, after: str, line: int | None, said: str
) -> None:
    assert before in TEXT
    found = refusal(TEXT.replace(before, after, 1))
    assert said in found
    assert "one.toml" in found
    if line is not None:
        assert re.search(rf"\b{line}\b", found), found


def test_a_place_has_one_monograph_under_the_id_it_has_today() -> None:
    one = read_monograph(TEXT, file="one.toml", name="one")
    other = read_monograph(TEXT.replace('"p1"', '"p2"'), file="two.toml", name="two")
    assert by_place([one], {"p1": "p0"}, {"p0"}) == {"p0": one}
    with pytest.raises(StudyFileRefused, match=r"one\.toml"):
        by_place([one, other], {"p2": "p1"}, {"p1"})
    with pytest.raises(StudyFileRefused, match=r"places\.csv"):
        by_place([one], {}, {"p3"})


def test_a_fact_has_changed_when_what_was_written_down_is_not_shown_any_more() -> None:
    cites = {"opening_year": (2014,), "service": ("coworking", "training"), "jobs": (12,)}
    assert (
        changed_facts(
            cites, {"opening_year": (2014,), "service": ("training", "coworking", "food"), "jobs": (12.0,)}
        )
        == ()
    )
    assert changed_facts(cites, {"opening_year": (2015,), "service": ("training",)}) == (
        "opening_year",
        "service",
        "jobs",
    )
