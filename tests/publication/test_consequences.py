"""The page of the selection and the workbook say who would come in, one more and one fewer, and what the list adds up to."""

from __future__ import annotations

import html
import io
import re

import pytest
from msgspec.structs import replace

from florilege.faults import Words
from florilege.listings.formats.published import PublishedRow
from florilege.listings.formats.xlsx_rows import xlsx_rows
from florilege.selection.accounts import Spent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data import files as open_data
from florilege.web.publication.pages.selection.consequences import consequences
from florilege.web.publication.site import Page, Site

SECTIONS = ("waiting", "one-more", "totals")
NAMES = {"fr": ("ce qui changerait", "totaux"), "en": ("what would change", "totals")}


def plain(text: str) -> str:
    """What a reader sees, on one line."""
    return re.sub(r"[ \n]+", " ", html.unescape(re.sub(r"<[^>]+>", "", text)))


def section(contents: StudyContents, name: str, language: str) -> str:
    page = Site(contents).render(Page("selection", "selection/"), language, static=True)
    found = re.search(rf'<section aria-labelledby="{name}">.*?</section>', page, re.DOTALL)
    return plain(found[0]) if found else ""


def sheet(contents: StudyContents, name: str) -> list[dict[str, str]]:
    book = io.BytesIO(open_data.files(contents).by_name["selection.xlsx"].content)
    return [dict(row.payload) for row in xlsx_rows(book, sheet=name) if isinstance(row, PublishedRow)]


def with_money(contents: StudyContents) -> StudyContents:
    """The same under a budget."""
    found = contents.consequences
    assert found is not None
    words = Words("budget : 1000000 au plus", "budget: 1000000 at most")
    spent = Spent("money", words, "cost", 1_000_000.0, 962_000.0, 0)
    accounts = replace(found.accounts, budgets=(spent,))
    return replace(contents, consequences=replace(found, accounts=accounts))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_says_who_would_come_in_in_order(contents: StudyContents, language: str) -> None:
    assert contents.consequences is not None
    assert contents.consequences.waiting is not None
    order = [contents.by_id[one].called.in_language(language) for one in contents.consequences.waiting.order]
    text = section(contents, "waiting", language)
    places = [text.index(name) for name in order]
    assert len(order) >= 2
    assert places == sorted(places)
    for place in contents.kept:
        assert place.called.in_language(language) in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ("total −0,25.", "la même liste", "aucune liste possible", "Le nombre de lieux à garder")),
        ("en", ("total −0.25.", "the same list", "no list is possible", "The number of places to keep")),
    ],
)
def test_the_page_says_one_more_and_one_less(
    contents: StudyContents, language: str, said: tuple[str, ...]
) -> None:
    text = section(contents, "one-more", language)
    for one in said:
        assert one in text


@pytest.mark.parametrize(
    ("language", "spent", "left"), [("fr", "962\u202f000", "38\u202f000"), ("en", "962,000", "38,000")]
)
def test_money_is_told_where_there_is_a_budget(
    contents: StudyContents, language: str, spent: str, left: str
) -> None:
    text = section(with_money(contents), "totals", language)
    assert spent in text
    assert left in text
    assert spent not in section(contents, "totals", language)


def test_nothing_is_said_of_what_was_not_measured(contents: StudyContents) -> None:
    bare = replace(contents, consequences=None)
    assert consequences(bare, "fr") is None
    assert not any(section(bare, one, "fr") for one in SECTIONS)
    assert all(section(contents, one, "fr") for one in SECTIONS)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_workbook_has_the_waiting_list_the_other_counts_and_the_totals(
    contents: StudyContents, language: str
) -> None:
    found = contents.consequences
    assert found is not None
    assert found.waiting is not None
    changes, totals = (sheet(with_money(contents), name) for name in NAMES[language])
    questions = {"fr": ("liste d’attente, dans l’ordre", "un de plus, un de moins", "un seul se retire"),
                 "en": ("waiting list, in order", "one more, one fewer", "only one withdraws")}[language]  # fmt: skip
    enter = {"fr": "entrent", "en": "enter"}[language]
    waiting, others, alone = (
        [row for row in changes if row["question"] == question] for question in questions
    )
    assert [row[enter] for row in waiting] == [contents.by_id[one].name for one in found.waiting.order]
    assert len(alone) == len(contents.kept)
    assert [row.get("total") for row in others][2:] == ["-0.25", "0"]
    by = {"fr": ("par", "reste", "gardés"), "en": ("by", "left", "kept")}[language]
    assert totals[0][by[1]] == "38000"
    regions = [row for row in totals if row[by[0]] == {"fr": "région", "en": "region"}[language]]
    assert sum(int(row[by[2]]) for row in regions) == len(contents.kept)
