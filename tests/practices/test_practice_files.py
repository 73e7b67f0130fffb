"""Practices read and refused with their line, written and read again, and what comes after them added to their files."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.exchange.practice_files import (
    given_back,
    key_for,
    with_outcome,
    with_trial,
    withdrawn,
    written_practice,
)
from florilege.exchange.practices import (
    ADAPTED,
    TEXTS,
    Contact,
    Practice,
    Trial,
    WrittenText,
    read_practice,
)
from florilege.faults import InputRefused, StudyFileRefused

FILE = """kind = "innovation"
language = "fr"
author = "commune-51454"
date = 2022-09-22
validated = 2022-10-01
event = "days"
session = "one"
territories = ["200067213"]
themes = ["health"]
title = "Un four partagé"
what = "Trois communes ont acheté un four."
went_wrong = "Personne n’avait la clé."

[other]
title = "A shared oven"

[contact]
name = "Anne Martin"
phone = "03 26 00 00 00"
consent = true
"""
DAY = datetime.date(2022, 9, 22)
SAID = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\"'\\"), max_size=60
).map(str.strip)


def read(text: str) -> Practice:
    return read_practice(text, "four", file="practices/four.toml")


def test_what_is_written_is_read_and_what_nobody_said_is_not_there() -> None:
    found = read(FILE)
    assert found.texts["title"] == WrittenText("fr", "Un four partagé", "A shared oven")
    assert "cost" not in found.texts
    assert found.concerned == ("commune-51454", "200067213")
    assert found.contact == Contact("Anne Martin", "", "", "03 26 00 00 00", "", True)
    assert found.is_public
    assert found.texts["what"].in_language("en") == ("Trois communes ont acheté un four.", "fr")
    assert found.texts["title"].in_language("en") == ("A shared oven", "en")


@pytest.mark.parametrize(
    ("was", "becomes", "line", "column", "said"),
    [
        ('kind = "innovation"', 'kind = "inovation"', 1, "kind", "innovation"),
        ('author = "commune-51454"', 'author = "commune-99999"', 3, "author", "commune-51454"),
        ("date = 2022-09-22", 'date = "22/9"', 4, "date", "2022-09-22"),
        ('title = "Un four partagé"', 'title = "Four ⟦un ¦ deux⟧"', 10, "title", "deux versions"),
        ('title = "A shared oven"', 'title = "x"\ncost = "2"', 16, "other.cost", "traduction"),
        ('phone = "03 26 00 00 00"', 'phone = "anne@example.org"', 18, "contact.name", "électronique"),
        ('phone = "03 26 00 00 00"\n', "", 17, "contact.phone", "un téléphone ou une page"),
        ('title = "Un four partagé"', 'titel = "Un four partagé"', 10, "titel", "title"),
    ],
)  # fmt: skip
def test_a_refusal_names_its_line_and_what_was_meant(
    was: str, becomes: str, line: int, column: str, said: str
) -> None:
    with pytest.raises(StudyFileRefused) as refused:
        read(FILE.replace(was, becomes))
    assert (refused.value.where.line, refused.value.where.column) == (line, column)
    words = refused.value.expected.fr + (refused.value.hint.fr if refused.value.hint else "")
    assert said in words


@given(st.dictionaries(st.sampled_from(list(TEXTS)[1:]), SAID.filter(bool)), SAID)
def test_any_text_that_people_type_is_read_again_as_it_was(texts: dict[str, str], other: str) -> None:
    said = {name: WrittenText("fr", text, other) for name, text in texts.items() if len(text) < 9000}
    practice = replace(read(FILE), texts={"title": WrittenText("fr", "Un four", ""), **said})
    again = read(written_practice(practice))
    assert again == replace(
        practice, texts={name: practice.texts[name] for name in TEXTS if name in practice.texts}
    )


def test_a_trial_and_what_came_of_it_leave_the_rest_of_the_file_alone() -> None:
    text = "# gardé\n" + FILE
    tried = with_trial(text, Trial("commune-75056", DAY))
    assert tried.startswith(text)
    assert with_trial(tried, Trial("commune-75056", DAY)) == tried
    both = with_trial(tried, Trial("departement-59", DAY))
    year = DAY.replace(year=2023)
    reported = with_outcome(
        both, Trial("commune-75056", DAY, ADAPTED, "Oui,\nen petit.", "fr", year), file="f"
    )
    assert read(reported).trials == (
        Trial("commune-75056", DAY, ADAPTED, "Oui,\nen petit.", "fr", year),
        Trial("departement-59", DAY),
    )
    assert reported.startswith(text)
    with pytest.raises(InputRefused):
        with_outcome(both, Trial("commune-33063", DAY), file="f")


def test_a_practice_taken_back_stays_in_its_file_and_comes_back() -> None:
    gone = withdrawn(FILE, DAY, "Le projet s’arrête.")
    assert not read(gone).is_public
    assert read(gone).withdrawn_reason == "Le projet s’arrête."
    assert read(given_back(gone)) == read(FILE)


def test_the_key_of_a_file_is_its_title_and_no_other_has_it() -> None:
    assert key_for("L’été : un four !", frozenset()) == "l-ete-un-four"
    assert key_for("Un four", frozenset({"un-four", "un-four-2"})) == "un-four-3"
    assert key_for("⟦…⟧", frozenset()) == "pratique"
