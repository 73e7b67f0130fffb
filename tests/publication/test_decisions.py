"""What persons decided, as published: the two lists side by side, each change with its reason, the log, the funnel."""

from __future__ import annotations

import html
import re
from pathlib import Path

import polars as pl
import pytest
from msgspec.structs import replace

from florilege.faults import Words
from florilege.selection.computed_list import computed_places
from florilege.selection.overrides import Broken, Change, PublishedList
from florilege.selection.stages import (
    IN,
    OUT,
    PERSON,
    RULE,
    SELECTION,
    SHORT_LIST,
    VISITS,
    Passage,
    StageDecision,
)
from florilege.web.publication.contents.loading import load
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.edition.export import write_site
from florilege.web.publication.open_data import files
from florilege.web.publication.pages.selection import page as selection_page
from florilege.web.publication.site import Page, Site
from florilege.web.study.measures import DecisionMeasures, LoggedDecision, keep
from florilege.web.study.models import SelectionRun, Study
from florilege.web.study.selections import computed_of, keep_published
from tests.publication import factory
from tests.publication.test_pages import ENGLISH, FRENCH, text_of


def said(place_id: str, stage: str, outcome: str) -> StageDecision:
    """A decision of a person about a place."""
    reason = Words("Le bail se termine.", "The lease is ending.")
    return StageDecision(
        place_id, stage, outcome, reason, "A. Auteur, a@example.org", "2026-05-04", "stages.csv", 2
    )


@pytest.fixture
def decided(db: None) -> StudyContents:
    """The study of a dozen places: one taken out of the list and one put in, one put out at the short list before."""
    study = factory.publishable_study()
    run = SelectionRun.objects.get(study=study)
    kept = [one.place_id for one in computed_places(computed_of(run)) if one.kept]
    left = [one.place_id for one in computed_places(computed_of(run)) if not one.kept]
    changes = (
        Change(said(kept[0], SELECTION, IN), stands=False, effect="nothing"),
        Change(said(kept[0], SELECTION, OUT), stands=True, effect="leaves"),
        Change(said(left[0], SELECTION, IN), stands=True, effect="enters"),
    )
    broken = Broken(
        "regions",
        Words(
            "au plus 2 par région (Bretagne) : 3 au lieu d’au plus 2",
            "at most 2 a region (Bretagne): 3 instead of at most 2",
        ),
        "Bretagne", 3.0, None, 2.0,
    )  # fmt: skip
    keep_published(run, PublishedList((*kept[1:], left[0]), changes, (broken,)))
    out = said(left[1], SHORT_LIST, OUT)
    passed = Words("tous passent", "all pass")
    keep(
        Study.objects.get(pk=study.pk),
        DecisionMeasures(
            passages=(
                Passage(left[1], SHORT_LIST, OUT, PERSON, out.reason, out.author, out.date),
                *(Passage(place, SHORT_LIST, IN, RULE, passed) for place in (*kept, left[0])),
            ),
            log=(LoggedDecision(out, stands=True),),
        ),
    )
    return load(factory.SLUG)


def page(contents: StudyContents, kind: str, path: str, key: str = "", language: str = "fr") -> str:
    text = Site(contents).render(Page(kind, path, key), language, static=True)
    return html.unescape(text).replace("\u202f", " ").replace("\u00a0", " ")


def sheet(contents: StudyContents, rank: int, language: str = "fr") -> str:
    place = contents.places[rank]
    return page(contents, "place", f"lieux/{place.slug}/", place.slug, language)


def changed(contents: StudyContents) -> tuple[int, int]:
    """Ranks of the place taken out and of the place put in."""
    effects = {place.change.effect: rank for rank, place in enumerate(contents.places) if place.change}
    return effects["leaves"], effects["enters"]


def test_the_list_shown_is_the_one_published_and_the_table_keeps_the_one_computed(
    decided: StudyContents,
) -> None:
    out, entering = changed(decided)
    assert decided.places[entering] in decided.kept
    assert decided.places[out] not in decided.kept
    assert decided.places[out] in decided.not_kept
    table = pl.read_csv(files.files(decided).by_name["places.csv"].content, infer_schema=False)
    selected = dict(zip(table["place_id"], table["selected"], strict=True))
    assert selected[decided.places[out].place_id] == "true"
    assert selected[decided.places[entering].place_id] == "false"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("La liste publiée et la liste calculée", "Le bail se termine.", "4 mai 2026", "retiré par l’équipe",
                "ajouté par l’équipe", "une ligne plus récente parle", "3 au lieu d’au plus 2")),
        ("en", ("The published list and the computed list", "The lease is ending.", "4 May 2026", "removed by the team",
                "added by the team", "superseded by a later line", "3 instead of at most 2")),
    ],
)  # fmt: skip
def test_the_selection_page_shows_both_lists_each_change_and_what_is_broken(
    decided: StudyContents, language: str, words: tuple[str, ...]
) -> None:
    text = page(decided, "selection", "selection/", language=language)
    for word in words:
        assert word in text
    view = selection_page.view(decided, language)
    assert view is not None
    assert (view.team.computed, view.team.published, view.team.entering, view.team.leaving) == (5, 5, 1, 1)
    assert len(view.team.pairs) == 6


def test_a_study_that_nobody_changed_says_so(contents: StudyContents) -> None:
    assert "personne n’y a rien changé" in page(contents, "selection", "selection/")


def test_the_sheet_of_a_place_taken_out_says_by_whom_why_and_when(decided: StudyContents) -> None:
    out, entering = changed(decided)
    text = sheet(decided, out)
    for word in ("Le calcul le garde ; l’équipe", "Le bail se termine.", "A. Auteur", "4 mai 2026"):
        assert word in text
    added = sheet(decided, entering)
    assert "Le calcul ne le garde pas ; l’équipe" in added
    assert "ajouté par l’équipe" in added
    assert 'class="tag exterior"' not in added
    assert "l’équipe" not in sheet(decided, decided.places.index(decided.kept[0]))


def test_the_sheet_of_a_place_put_out_at_a_stage_says_so(decided: StudyContents) -> None:
    (one,) = decided.stage_log
    rank = next(rank for rank, place in enumerate(decided.places) if place.place_id == one.place_id)
    text = sheet(decided, rank)
    assert "liste courte" in text
    assert "Le bail se termine." in text


def test_the_home_page_counts_what_the_team_changed(decided: StudyContents) -> None:
    assert "a changé la liste calculée (ajouts : 1, retraits : 1)" in page(decided, "home", "")


def test_the_method_page_tells_who_decided_at_each_stage(decided: StudyContents) -> None:
    text = page(decided, "method", "methode/")
    row = re.search(r'rowheader">Liste courte.*?</tr>', text, re.S)
    assert row is not None
    assert re.findall(r'class="num">(\d+)<', row[0]) == ["6", "0", "1", "0"]
    assert "Tous passent" in row[0]
    assert "La décision écrite, avec sa raison" in text


def test_the_funnel_is_open_data_with_who_decided(decided: StudyContents) -> None:
    table = pl.read_csv(files.files(decided).by_name["stages.csv"].content, infer_schema=False)
    assert table.columns == [
        "place_id", "stage", "outcome", "decided_by", "reason", "author", "date", "reason_en",
    ]  # fmt: skip
    by_person = table.filter(pl.col("decided_by") == "person").to_dicts()
    assert [(row["stage"], row["outcome"], row["reason"], row["date"]) for row in by_person] == [
        ("short_list", "out", "Le bail se termine.", "2026-05-04")
    ]
    counts = dict(table.filter(pl.col("outcome") == "in").group_by("stage").len().iter_rows())
    assert counts["long_list"] == len(decided.places)
    assert counts["appraisable"] == sum(place.appraisal == "candidate" for place in decided.places)
    assert counts["short_list"] == 6


def test_no_electronic_address_of_an_author_is_published(decided: StudyContents, tmp_path: Path) -> None:
    write_site(decided, tmp_path / "site")
    for path in (tmp_path / "site").rglob("*"):
        if path.is_file() and path.suffix in (".html", ".csv", ".json"):
            assert "a@example.org" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize(("language", "foreign", "skip"), [("en", FRENCH, "fr"), ("fr", ENGLISH, "en")])
def test_pages_with_decisions_speak_one_language(
    decided: StudyContents, language: str, foreign: re.Pattern[str], skip: str
) -> None:
    names = {place.name for place in decided.places} | {listing.title.fr for listing in decided.listings}
    names |= {place.commune for place in decided.places} | {place.region for place in decided.places}
    out, entering = changed(decided)
    for text in (
        page(decided, "selection", "selection/", language=language),
        page(decided, "method", "methode/", language=language),
        sheet(decided, out, language),
        sheet(decided, entering, language),
    ):
        found = text_of(text, skip=skip)
        for name in sorted((name for name in names if name), key=len, reverse=True):
            found = found.replace(name, " ")
        assert foreign.findall(found) == []


def test_places_that_are_left_out_of_the_data_are_left_out_of_the_funnel(decided: StudyContents) -> None:
    gone = decided.places[0]
    passages = (*decided.passages, Passage(gone.place_id, VISITS, "in", "rule", Words("", "")))
    fewer = replace(decided, places=decided.places[1:], passages=passages)
    table = pl.read_csv(files.files(fewer).by_name["stages.csv"].content, infer_schema=False)
    assert gone.place_id not in table["place_id"].to_list()
    assert SHORT_LIST in table["stage"].to_list()
