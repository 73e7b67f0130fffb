"""How fragile the list is comes before the list, in words: who is certain, who is not, how often it came out."""

from __future__ import annotations

import html

import pytest
from msgspec.structs import replace

from florilege.web.publication.contents.selection import Choice, Portfolios
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.fragility import Fragility, fragility
from florilege.web.publication.site import Page, Site
from florilege.web.publication.text import words


def reported(contents: StudyContents, language: str = "fr") -> Fragility:
    found = fragility(contents, language)
    assert found is not None
    return found


def plain(text: str) -> str:
    return " ".join(html.unescape(text).split())


def with_classes(contents: StudyContents, kept: list[str], others: list[str]) -> StudyContents:
    """The same list, its places and the others of these classes, in the order of the pages."""
    classes = dict(
        zip((p.place_id for p in (*contents.kept, *contents.not_kept)), kept + others, strict=True)
    )

    def classed(choice: Choice | None) -> Choice | None:
        return None if choice is None else replace(choice, klass=classes[choice.place_id])

    return replace(contents, places=tuple(replace(p, choice=classed(p.choice)) for p in contents.places))


def drawn(contents: StudyContents, reference: int) -> StudyContents:
    assert contents.selection is not None
    portfolios = Portfolios(different=9936, reference=reference, most=3)
    return replace(contents, selection=replace(contents.selection, portfolios=portfolios))


def test_one_sentence_counts_the_certain_the_debatable_and_the_possible(contents: StudyContents) -> None:
    left = len(contents.not_kept)
    found = with_classes(
        contents,
        ["core", "core", "borderline", "borderline", "exterior"],
        ["borderline"] + ["exterior"] * (left - 1),
    )
    assert plain(reported(found).headline) == "2 certains, 3 discutables, 1 autre possible."
    assert reported(found, "en").headline == "2 certain, 3 debatable, 1 other possible."


def test_a_list_of_which_nothing_is_certain_says_so(contents: StudyContents) -> None:
    left = len(contents.not_kept)
    found = reported(with_classes(contents, ["borderline"] * 5, ["exterior"] * left))
    assert plain(found.headline) == "Aucun certain, 5 discutables, aucun autre possible."
    assert "n’aurait aucun lieu" in found.only_certain
    assert found.certain == ()


def test_a_list_that_never_came_out_again_is_said_never_to_have(contents: StudyContents) -> None:
    never, often = reported(drawn(contents, 0)), reported(drawn(contents, 17))
    assert "la liste exacte publiée ici n’est jamais revenue" in never.again
    assert "9 936 listes différentes" in plain(never.again)
    assert "10 000 fois" in plain(never.again)
    assert "est revenue 17 fois" in plain(often.again)
    assert "never came out" in reported(drawn(contents, 0), "en").again


def test_a_list_that_another_equals_is_said_to_come_first_by_the_tie_breaks(contents: StudyContents) -> None:
    assert contents.selection is not None
    equal = replace(contents, selection=replace(contents.selection, tied=True))
    for language, word in (("fr", "exactement le même total"), ("en", "exactly the same total")):
        assert not reported(contents, language).equal
        assert word in reported(equal, language).equal
        assert word in plain(Site(equal).render(Page("home", ""), language, static=True))


def test_the_reading_with_the_certain_alone_names_them(contents: StudyContents) -> None:
    found = reported(contents)
    core = [
        place.name for place in contents.kept if place.choice is not None and place.choice.klass == "core"
    ]
    assert [place.name for place in found.certain] == core
    assert "n’aurait qu’un lieu" in plain(found.only_certain)


def test_without_draws_nothing_is_said_of_them(contents: StudyContents) -> None:
    assert contents.selection is not None
    assert fragility(replace(contents, selection=replace(contents.selection, draws=0)), "fr") is None
    assert fragility(replace(contents, selection=None), "fr") is None


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("kind", "path", "first"), [("home", "", '<ol class="contents">'), ("selection", "selection/", "<table")]
)
def test_it_comes_before_the_list_on_home_and_on_the_page_of_the_selection(
    contents: StudyContents, language: str, kind: str, path: str, first: str
) -> None:
    text = plain(Site(contents).render(Page(kind, path), language, static=True))
    found = reported(contents, language)
    for sentence in (found.headline, found.again, found.meaning):
        assert 0 < text.index(plain(sentence)) < text.index(first)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.70908916, "0,71"),
        (0.0386, "0,039"),
        (0.0996, "0,10"),
        (1.0, "1,0"),
        (0.99961, "1,0"),
        (12.61604, "12,6"),
        (0, "0"),
        (0.00034, "0,00034"),
        (-0.4567, "−0,46"),
    ],
)
def test_a_score_has_two_significant_digits_on_a_page(value: float, said: str) -> None:
    assert words.score(value, "fr") == said


def test_the_scores_of_a_sentence_are_shortened_and_nothing_else_is() -> None:
    text = "Sans lui, le total de la liste (12,616) perd 0,2536 ; entrerait « Le 3,1416 » en 2022."
    assert words.short_scores(text, "fr") == (
        "Sans lui, le total de la liste (12,6) perd 0,25 ; entrerait « Le 3,1416 » en 2022."
    )
    assert words.short_scores("loses 0.2621; of 10,000 draws", "en") == "loses 0.26; of 10,000 draws"


def test_files_keep_all_the_digits_of_scores(contents: StudyContents) -> None:
    rows = Site(contents).shared.files.by_name["places.csv"].content.decode()
    place = contents.kept[1]
    assert place.choice is not None
    assert repr(place.choice.score) in rows
