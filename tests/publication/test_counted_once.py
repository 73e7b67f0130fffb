"""Pages of a study of which there is one of something say so in the singular: one criterion, one listing, one list drawn."""

from __future__ import annotations

import html

import pytest
from msgspec.structs import replace

from florilege.web.publication.contents.selection import Portfolios
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.site import Page, Site


def page(contents: StudyContents, kind: str, language: str) -> str:
    path = "" if kind == "home" else f"{kind}/"
    return " ".join(html.unescape(Site(contents).render(Page(kind, path), language, static=True)).split())


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("fr", "un seul critère, des règles", "critères, des règles"),
        ("en", "a single criterion, balance rules", "criteria, balance rules"),
    ],
)
def test_one_criterion(contents: StudyContents, language: str, one: str, several: str) -> None:
    assert one not in page(contents, "home", language)
    assert several in page(contents, "home", language)
    alone = page(replace(contents, criteria=contents.criteria[:1]), "home", language)
    assert one in alone
    assert several not in alone


@pytest.mark.parametrize(
    ("language", "reference", "said"),
    [
        ("fr", 20, "Tous les tirages donnent la même liste, celle qui est calculée."),
        ("fr", 0, "Tous les tirages donnent une même liste, qui n’est pas la liste calculée."),
        ("en", 20, "All the draws give the same list, the computed one."),
    ],
)
def test_one_list_drawn(contents: StudyContents, language: str, reference: int, said: str) -> None:
    assert contents.selection is not None
    assert said not in page(contents, "selection", language)
    portfolios = Portfolios(different=1, reference=reference, most=20)
    text = page(
        replace(contents, selection=replace(contents.selection, portfolios=portfolios)), "selection", language
    )
    assert said in text
    assert "1 listes" not in text
    assert "1 different lists" not in text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_place_proved_to_stay(contents: StudyContents, language: str) -> None:
    first = contents.kept[0]
    assert first.choice is not None
    classes = {first.place_id: "core"}
    places = tuple(
        replace(one, choice=replace(one.choice, certain=classes.get(one.place_id, ""))) if one.choice else one
        for one in contents.places
    )
    text = page(replace(contents, places=places), "selection", language)
    said = {
        "fr": "démontré que 1 candidat est dans toutes les listes possibles et que 0 n’est dans aucune.",
        "en": "proved that 1 candidate is in every possible list and 0 in none.",
    }
    assert said[language] in text
