"""What no source says is said once, where the study starts: it follows the data, and no line or filter repeats it."""

from __future__ import annotations

import html
import re
from statistics import median_low

import pytest
from msgspec.structs import replace

from florilege.evidence.visits import PublishedVisit
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import directory, knowledge
from florilege.web.publication.site import Page, Site


def with_status(contents: StudyContents, *statuses: str) -> StudyContents:
    """The same study, its places of these statuses in turn, none of which a source need say."""
    places = []
    for rank, place in enumerate(contents.places):
        shown = {field: value for field, value in place.shown.items() if field != "status"}
        places.append(replace(place, status=statuses[rank % len(statuses)], shown=shown))
    return replace(contents, places=tuple(places))


def visited(contents: StudyContents, count: int) -> StudyContents:
    """The same study, once somebody has been to some of its places."""
    visits = tuple(
        PublishedVisit(f"visit-{rank}", place.place_id, "2026-11-01", ("Une équipe",), {}, (), ())
        for rank, place in enumerate(contents.in_scope[:count])
    )
    return replace(contents, visits=visits)


def said(contents: StudyContents, language: str = "fr") -> str:
    return plain(knowledge.limits(knowledge.known_of(contents), language))


def plain(text: str) -> str:
    """A text with every space an ordinary one."""
    return " ".join(text.split())


def test_home_says_in_one_sentence_what_no_source_says_of_any_place(contents: StudyContents) -> None:
    unknown = with_status(contents, "unknown")
    sentence = said(unknown)
    assert "aucune source ne dit si ces lieux sont encore ouverts" in sentence
    assert "personne n’est allé les voir" in sentence
    years = [int(c.date[:4]) for p in contents.in_scope for c in p.claims if c.shown and c.date]
    assert f"datent de {median_low(years)} ou d’avant" in sentence
    assert sentence.count(".") == 1
    for language in ("fr", "en"):
        text = html.unescape(Site(unknown).render(Page("home", ""), language, static=True))
        assert said(unknown, language) in plain(text)


def test_the_sentence_counts_what_is_known_once_some_of_it_is(contents: StudyContents) -> None:
    some = visited(with_status(contents, "open", "unknown"), 2)
    known = sum(place.status == "open" for place in some.in_scope)
    assert re.search(rf"on ne sait que pour {known} lieux sur {len(some.in_scope)} s’ils", said(some))
    assert re.search(r"2 lieux seulement ont été visités", said(some))
    assert "only 2 places have been visited" in said(some, "en")


def test_nothing_is_said_to_be_missing_once_all_is_known_and_seen(contents: StudyContents) -> None:
    whole = visited(with_status(contents, "open"), len(contents.in_scope))
    assert re.fullmatch(
        r"À savoir : la moitié des faits montrés des lieux du champ datent de \d{4} ou d’avant\.", said(whole)
    )
    bare = replace(
        whole,
        places=tuple(replace(p, claims=tuple(replace(c, date="") for c in p.claims)) for p in whole.places),
    )
    assert said(bare) == ""


@pytest.mark.parametrize(("kind", "path"), [("directory", "lieux/"), ("finder", "trouver/")])
def test_a_filter_whose_every_place_has_the_same_value_is_not_offered(
    contents: StudyContents, kind: str, path: str
) -> None:
    field = {"directory": 'id="f-status"', "finder": 'id="f-open"'}[kind]
    alike, unlike = with_status(contents, "unknown"), with_status(contents, "open", "unknown")
    assert field not in Site(alike).render(Page(kind, path), "fr", static=True)
    assert field in Site(unlike).render(Page(kind, path), "fr", static=True)
    assert "status" not in directory.filters(alike)


def test_a_sheet_has_no_line_for_what_no_source_says_of_any_place(contents: StudyContents) -> None:
    place = contents.places[-1]
    assert "Sans commune" in place.name
    asked = Page("place", f"lieux/{place.slug}/", place.slug)
    assert 'id="f-status"' in Site(contents).render(asked, "fr", static=True)
    text = Site(with_status(contents, "unknown")).render(asked, "fr", static=True)
    assert "Ouvert ou fermé" not in text
    assert "État" not in re.findall(r"<dt>(.*?)</dt>", text)
    assert "<dt>Site web</dt>" in text
