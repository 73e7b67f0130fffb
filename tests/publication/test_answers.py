"""The answer at the head of a sheet: why kept, or not, or not judged, in the particulars of the place."""

from __future__ import annotations

import html

import pytest
from msgspec.structs import replace

from florilege.faults import Words
from florilege.linkage.bonds import EVIDENCE, ONE_LABEL
from florilege.web.publication.contents.decided import Decided
from florilege.web.publication.contents.loading import load
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.selection import Choice, Reason
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import judgement
from florilege.web.publication.pages.place.answer import answer
from florilege.web.publication.pages.selection.page import held_back
from florilege.web.publication.site import Page, Site
from florilege.web.publication.text import words
from tests.publication import factory
from tests.publication.factory import Spot


def said(place: PlaceContent, contents: StudyContents, language: str = "fr") -> str:
    return " ".join(" ".join(answer(place, contents, language)).split())


def with_reasons(
    contents: StudyContents, place: PlaceContent, *reasons: Reason, swapped: tuple[str, ...] = ()
) -> tuple[PlaceContent, StudyContents]:
    """The same study, a candidate explained otherwise."""
    assert place.choice is not None
    reported = replace(place, choice=replace(place.choice, reasons=reasons, swapped=swapped))
    return reported, replace(
        contents, places=tuple(reported if one is place else one for one in contents.places)
    )


RULE = Reason(
    "kept_out",
    Words("Une règle le retient : deux par région au plus.", "A rule holds it back: at most two a region."),
)
WAY_IN = Reason("improvement", Words("Il entrerait si « Labels reçus » passait de 0,25 à 0,61 (sur 1), le reste inchangé.",
                                     'It would enter if "Labels received" rose from 0.25 to 0.61 (out of 1), all else unchanged.'))  # fmt: skip
NO_WAY = Reason(
    "no_improvement",
    Words("Aucun critère à lui seul ne le ferait entrer.", "No criterion alone would bring it in."),
)


def test_a_place_kept_says_what_sets_it_apart_how_sure_it_is_and_who_would_come_in_without_it(
    contents: StudyContents,
) -> None:
    first, other = contents.kept[0], contents.not_kept[0]
    place, study = with_reasons(contents, first, swapped=(other.place_id,))
    text = said(place, study)
    assert text.startswith("Gardé pour ce qui le distingue : ")
    assert "Sa place est certaine : il est dans 99,5 % des tirages." in text
    assert f"Sans lui entrerait « {other.name} »" in text
    assert "Its place is debatable" in said(contents.kept[-1], contents, "en")


def test_a_place_not_kept_says_the_rule_that_holds_it_back_and_what_would_bring_it_in(
    contents: StudyContents,
) -> None:
    place, study = with_reasons(contents, contents.not_kept[0], RULE, WAY_IN)
    text = said(place, study)
    assert text.startswith("Pas gardé (score 0,")
    assert "une règle le retient : deux par région au plus." in text
    assert "passait de 0,25 à 0,61" in text
    assert "at most two a region" in said(place, study, "en")


def test_without_a_rule_it_says_whom_it_would_put_out_and_the_criterion_that_separates_it_most(
    contents: StudyContents,
) -> None:
    last = contents.kept[-1]
    assert last.choice is not None
    place, study = with_reasons(contents, contents.not_kept[-1], NO_WAY, swapped=(last.place_id,))
    text = said(place, study)
    assert f"le garder ferait sortir « {last.name} » (0,7" in text
    assert "Ce qui l’en sépare le plus : « " in text
    assert "Aucun critère à lui seul ne le ferait entrer." in text


def test_the_candidates_of_one_commune_get_each_their_own_answer(db: None) -> None:
    """Five of one town, the first of them kept: the others say that it is, and where each stands."""
    town = tuple(Spot(f"Lieu {letter}", "35360") for letter in "ABCDE")
    factory.publishable_study((town[0], *factory.FEW[:3], *town[1:]), kept=2)
    contents = load(factory.SLUG)
    found = [place for place in contents.candidates if place.commune_code == "35360"]
    texts = [said(place, contents) for place in found if not place.kept]
    assert len(texts) == len(set(texts)) == 4
    assert all("« Lieu A » (0,86) est gardé" in text for text in texts)
    assert [f"il est {rank}e de 5 candidats" in text for rank, text in enumerate(texts, start=2)] == [
        True
    ] * 4
    english = [said(place, contents, "en") for place in found if not place.kept]
    assert "it comes 2nd of 5 candidates, and “Lieu A” (0.86) is kept" in english[0]


def test_a_candidate_of_a_commune_where_none_is_kept_says_who_stands_before_it(db: None) -> None:
    factory.publishable_study((*factory.FEW[:2], Spot("Premier", "35360"), Spot("Second", "35360")), kept=2)
    contents = load(factory.SLUG)
    second = next(place for place in contents.places if place.name == "Second")
    assert "il est 2e de 2 candidats, derrière « Premier » (0,80)" in said(second, contents)


def test_a_place_not_judged_says_what_is_missing_and_how_much_is_needed(contents: StudyContents) -> None:
    place = next(place for place in contents.unjudged if place.name == "Bliiida")
    titles = {one.key: one.title.fr for one in contents.criteria}
    text = said(place, contents)
    assert text.startswith("Pas jugé : il manque « ")
    assert all(f"« {titles[key]} »" in text for key in place.missing[:4])
    assert "un autre critère" in text
    assert "Les sources disent quelque chose de 0 critère sur 5 ; il en faut 4." in text


def test_a_place_out_of_the_scope_says_what_it_is(contents: StudyContents) -> None:
    place = next(place for place in contents.outside if place.status == "closed")
    assert said(place, contents) == "Pas jugé : hors du champ de l’étude (lieu dit fermé)."
    assert (
        said(place, contents, "en")
        == "Not judged: outside the scope of the study (place reported as closed)."
    )


def test_what_a_person_decided_comes_first_with_its_reason(contents: StudyContents) -> None:
    place = contents.kept[0]
    gone = Decided(
        place.place_id,
        "selection",
        "out",
        Words("Fermé en mai.", "Closed in May."),
        "A. Martin",
        "2026-05-02",
        True,
        "leaves",
    )
    changed = replace(place, change=gone)
    assert (
        said(changed, contents)
        == "Pas gardé parce que l’équipe l’a retiré de la liste calculée : Fermé en mai."
    )
    put_out = replace(gone, stage="visits", effect="")
    assert "une personne l’a écarté avant le calcul : Fermé en mai." in said(
        place, replace(contents, stage_log=(put_out,))
    )


def test_before_a_list_or_without_a_possible_one_the_answer_says_so(contents: StudyContents) -> None:
    place = contents.candidates[0]
    assert contents.selection is not None
    assert "n’est pas encore calculée" in said(place, replace(contents, selection=None))
    clash = replace(contents, selection=replace(contents.selection, status="infeasible"))
    assert "aucune liste ne respecte toutes les règles" in said(place, clash)


def test_a_place_in_every_draw_is_said_to_be_in_every_one(contents: StudyContents) -> None:
    place = contents.kept[0]
    assert isinstance(place.choice, Choice)
    always = replace(place, choice=replace(place.choice, acceptability=1.0))
    assert "il est dans tous les tirages" in said(always, contents)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_answer_stands_under_the_title_of_every_sheet(contents: StudyContents, language: str) -> None:
    site = Site(contents)
    for place in contents.places:
        text = html.unescape(
            site.render(Page("place", f"lieux/{place.slug}/", place.slug), language, static=True)
        )
        under = text.split("</h1>", 1)[1]
        assert under.lstrip().startswith('<div class="head-answer">')
        for sentence in answer(place, contents, language):
            assert sentence in under.split("</div>", 1)[0]


def test_a_fact_keeps_its_capital_within_the_english_sentence(
    contents: StudyContents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judgement, "distinctive_facts", lambda *_: ("State label", "3 ways to reach it"))
    text = said(contents.kept[0], contents, "en")
    assert text.startswith("Kept for what sets it apart: State label; 3 ways to reach it.")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_sheet_says_which_place_it_may_be_and_what_says_so(contents: StudyContents, language: str) -> None:
    place, other = contents.kept[0], contents.not_kept[0]
    reported = replace(place, perhaps=((other.place_id, ONE_LABEL),))
    study = replace(contents, places=tuple(reported if one is place else one for one in contents.places))
    text = html.unescape(
        Site(study).render(Page("place", f"lieux/{place.slug}/", place.slug), language, static=True)
    )
    paragraph = text.split('<p class="perhaps">')[1].split("</p>")[0]
    assert words.said(EVIDENCE[ONE_LABEL], language) in paragraph
    assert other.slug in paragraph


def test_a_rival_without_a_name_is_called_in_the_language_of_the_page(contents: StudyContents) -> None:
    kept, other = contents.kept[0], contents.not_kept[0]
    unnamed = replace(other, called=Words("Tiers-lieu porté par la SCIC A", "Third place run by SCIC A"))
    assert kept.choice is not None
    reported = replace(kept, choice=replace(kept.choice, swapped=(other.place_id,)))
    study = replace(
        contents,
        places=tuple(
            reported if one is kept else unnamed if one is other else one for one in contents.places
        ),
    )
    assert "“Third place run by SCIC A”" in said(reported, study, "en")


def not_kept_by(contents: StudyContents, short: float) -> tuple[PlaceContent, PlaceContent, StudyContents]:
    """A candidate that no single criterion brings in, so many points short of the kept place that it would put out."""
    rival = contents.kept[0]
    assert rival.choice is not None
    place = contents.not_kept[0]
    assert place.choice is not None
    lower = replace(place, choice=replace(place.choice, score=rival.choice.score - short))
    contents = replace(contents, places=tuple(lower if one is place else one for one in contents.places))
    reported, contents = with_reasons(contents, lower, LOSS, NO_WAY, swapped=(rival.place_id,))
    return reported, rival, contents


LOSS = Reason(
    "loss", Words("Le garder coûterait 0,0012 au total.", "Keeping it would cost 0.0012 of the total.")
)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "Il lui manque 0,080 point sur 1 pour la place que prend « {rival} »."),
        ("en", "It is 0.080 points of 1 short of the place that “{rival}” takes."),
    ],
)
def test_where_no_criterion_would_do_the_points_short_of_a_rival_are_told(
    contents: StudyContents, language: str, expected: str
) -> None:
    place, rival, contents = not_kept_by(contents, 0.08)
    text = " ".join(held_back(place, language, contents.by_id).split())
    assert text.endswith(expected.format(rival=rival.called.in_language(language)))


def test_where_a_rule_and_not_points_stands_in_the_way_the_cost_is_told(contents: StudyContents) -> None:
    place, _, contents = not_kept_by(contents, -0.05)
    assert "coûterait" in held_back(place, "fr", contents.by_id)
