"""What the pages say: sources beside values, disagreements side by side, the unknown in words, both languages."""

from __future__ import annotations

import csv
import html
import io
import itertools
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from florilege.web.publication.contents.places import STUDY_2022
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.maps import drawings
from florilege.web.publication.pages.place import ledger
from florilege.web.publication.pages.place import page as place_page
from florilege.web.publication.pages.selection import page as selection_page
from florilege.web.publication.site import FIXED, Page, Site
from florilege.web.publication.text.links import Linker
from florilege.web.publication.text.values import written
from tests.publication import factory

FRENCH = re.compile(
    r"\b(?:les|des|une|dans|avec|pour|lieux?|selon|aucune?|cette|sont|renseigné|gardés?|données|fiche|critères?)\b",
    re.I,
)
ENGLISH = re.compile(r"\b(?:the|with|which|this|known|of|kept|source records?|is|are)\b")


def text_of(page: str, *, skip: str) -> str:
    """What a reader sees of a page, less what is marked as being in another language."""
    page = re.sub(r"<(script|style|svg|title)\b.*?</\1>", " ", page, flags=re.S)
    for _ in range(3):
        page = re.sub(rf'<(\w+)[^>]*\slang="{skip}"[^>]*>(?:(?!<\1\b).)*?</\1>', " ", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def sheet(site: Path, language: str = "fr", rank: int = 0) -> str:
    slug = next((site / "lieux").glob(f"*-{rank}")).name
    return (site / ("en" if language == "en" else "") / "lieux" / slug / "index.html").read_text()


def test_each_value_has_its_source_and_its_date_beside_it(site: Path) -> None:
    page = sheet(site)
    entry = re.search(r"<dt>Visiteurs par an</dt>.*?</div>", page, re.S)
    assert entry is not None
    assert "1\u202f300\u202f000" in entry[0]
    assert "25lieuxinnovation.fr" in entry[0]
    assert "juillet 2022" in entry[0]
    assert "citation" in entry[0]


def test_sources_that_disagree_stand_side_by_side_and_the_rule_is_said(site: Path) -> None:
    entry = re.search(r'<div class="entry disputed"[^>]*><dt>Surface</dt>.*?</div>', sheet(site), re.S)
    assert entry is not None
    assert "35\u202f000\u00a0m²" in entry[0]
    assert "25\u202f000\u00a0m²" in entry[0]
    assert "Les sources ne s’accordent pas" in entry[0]
    assert "Règle qui a tranché\u202f: valeur la plus récente." in entry[0]


@pytest.mark.parametrize(("language", "words"), [("fr", "non renseigné"), ("en", "not stated")])
def test_the_unknown_is_said_in_words(site: Path, language: str, words: str) -> None:
    page = sheet(site, language, rank=11)
    assert page.count(words) >= 6
    assert not re.search(r'class="value"><span class="strong">0<', page)


def test_a_place_not_judged_says_what_is_missing(site: Path) -> None:
    page = sheet(site, rank=2)
    assert "Pourquoi ce lieu n’est pas jugé" in page
    assert "Étendue de l’offre" in page


def test_a_sheet_says_what_spoke_for_and_against_its_merging(site: Path) -> None:
    page = sheet(site)
    steps = re.findall(r'<li class="(for|against|total)"><span>(.*?)</span>.*?<b class="num">(.*?)</b>', page)
    assert ("for", "Noms proches, en tout ou partie", "+4,2") in steps
    assert ("against", "Positions distantes", "−0,6") in steps
    assert steps[-1] == ("total", "En tout, 7\u00a0contre 1\u00a0pour", "+1,9")


def test_linked_data_hold_no_way_out_of_their_script(site: Path, contents: StudyContents) -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', sheet(site), re.S)
    assert found is not None
    assert json.loads(found[1])["name"] == "Ateliers des Capucins"


@pytest.mark.django_db
def test_a_name_that_holds_markup_is_only_text(tmp_path: Path) -> None:
    from florilege.web.publication.edition.export import publish

    factory.publishable_study(
        (factory.Spot("</script><img src=x onerror=alert(1)>", "29019"), *factory.FEW[:3]), kept=2
    )
    publish(factory.SLUG, tmp_path / "site")
    for path in (tmp_path / "site").rglob("*.html"):
        assert "<img src=x" not in path.read_text(), path


@pytest.mark.parametrize(("language", "foreign", "skip"), [("en", FRENCH, "fr"), ("fr", ENGLISH, "en")])
def test_no_page_speaks_the_other_language_outside_names_and_quotations(
    contents: StudyContents, language: str, foreign: re.Pattern[str], skip: str
) -> None:
    site = Site(contents)
    names = {place.name for place in contents.places} | {place.commune for place in contents.places}
    names |= {place.departement for place in contents.places} | {place.region for place in contents.places}
    names |= {listing.title.fr for listing in contents.listings} | {
        listing.publisher for listing in contents.listings
    }
    faults = []
    for page in site.pages():
        text = text_of(site.render(page, language, static=True), skip=skip)
        for name in sorted((name for name in names if name), key=len, reverse=True):
            text = text.replace(name, " ")
        found = foreign.findall(text)
        if found:
            faults.append((page.path, found[:5]))
    assert faults == []


def test_every_page_has_one_title_and_headings_in_order(contents: StudyContents) -> None:
    site = Site(contents)
    for page in site.pages():
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", site.render(page, "fr", static=True))]
        assert levels.count(1) == 1, page.path
        assert levels[0] == 1, page.path
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), page.path


def test_live_and_static_pages_differ_only_by_their_addresses(contents: StudyContents) -> None:
    site = Site(contents)
    bare = re.compile(r'(?:href|src)="[^"]*"|"\w+": "(?:[./]+[\w{}./?-]*|)"|"scripts": \[[^\]]*\]')
    for page in FIXED:
        live, static = (bare.sub("", site.render(page, "fr", static=static)) for static in (False, True))
        # a program reads the live site alone, which says so on the page of the data
        assert re.sub(r"<p><a >Lire ces données par programme[^<]*</a></p>", "", live) == static, page.path


@pytest.mark.parametrize(
    ("language", "path", "target", "expected"),
    [
        ("fr", "", "lieux/", "./lieux/index.html"),
        ("fr", "lieux/h7/", "lieux/", "../../lieux/index.html"),
        ("en", "lieux/h7/", "", "../../../en/index.html"),
        ("fr", "methode/", "methode/#grille", "../methode/index.html#grille"),
    ],
)
def test_static_links_are_relative_and_name_their_file(
    language: str, path: str, target: str, expected: str
) -> None:
    assert Linker(language, path, static=True).page(target) == expected


def test_live_links_are_pretty() -> None:
    assert Linker("en", "lieux/h7/", static=False).page("lieux/#list") == "/en/lieux/#list"


def test_overseas_places_fall_in_their_frame_and_others_on_the_mainland(contents: StudyContents) -> None:
    by_name = {place.name: place for place in contents.places}
    frame = next(inset for inset in drawings.base().insets if inset.name == "La Réunion")
    spot = drawings.position(by_name["Kanopé"])
    assert spot is not None
    assert frame.left <= spot[0] <= frame.left + frame.size
    assert frame.top <= spot[1] <= frame.top + frame.size
    brest = drawings.position(by_name["Ateliers des Capucins"])
    lille = drawings.position(by_name["EuraTechnologies"])
    assert brest is not None
    assert lille is not None
    assert brest[0] < lille[0]
    assert lille[1] < brest[1] < drawings.MAINLAND
    assert drawings.position(by_name["Sans commune"]) is None


def test_a_sheet_shows_every_disagreement_that_it_counts(contents: StudyContents) -> None:
    site, counted = Site(contents), 0
    for place in contents.places:
        text = site.render(Page("place", f"lieux/{place.slug}/", place.slug), "fr", static=True)
        assert len(re.findall('class="entry disputed"', text)) == place.disagreements
        counted += place.disagreements
    assert counted == contents.disagreements > 0


def test_sheets_method_quality_and_files_count_the_same_disagreements(contents: StudyContents) -> None:
    """Each with the value shown and every other one, each value with its sources."""
    site = Site(contents)
    rows = list(csv.DictReader(io.StringIO(site.shared.files.by_name["disagreements.csv"].content.decode())))
    reported = {
        (place.place_id, entry.field): len(entry.disputed) - 1
        for place in contents.places
        for view in [place_page.view(place, contents, "fr")]
        for entry in (*view.whereabouts, *(one for part in view.ledger.values() for one in part))
        if entry.disagree and all(item.sources for item in entry.disputed)
    }
    assert {(row["place_id"], row["field"]): row["other"].count("|") + 1 for row in rows} == reported
    assert len(rows) == len(reported)
    assert len(reported) == contents.disagreements
    said = json.loads(site.shared.files.by_name["quality.json"].content)["disagreements"]
    assert said["total"] == sum(said["by_field"].values()) == len(reported)
    assert said["by_field"] == Counter(field for _, field in reported)
    assert {"name", "position"} <= set(said["by_field"])
    for path, kind in (("methode/", "method"), ("donnees/qualite/", "quality")):
        page = html.unescape(site.render(Page(kind, path), "fr", static=True))
        assert f"{len(reported)}\u00a0désaccords" in page


def test_a_position_that_no_address_goes_with_is_not_said_to_be_at_the_address(
    contents: StudyContents,
) -> None:
    place = next(place for place in contents.places if place.name == "EuraTechnologies")
    assert place.position_precision == "address"
    bare = replace(place, shown={name: value for name, value in place.shown.items() if name != "address"})
    assert "(à l’adresse)" in Site(contents).render(Page("place", "", place.slug), "fr", static=True)
    for language, said in (("fr", "point donné sans adresse"), ("en", "point given without an address")):
        view = place_page.view(bare, contents, language)
        assert view.position == said
        assert said in view.whereabouts[1].values[0].text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "03 86 00 00 00"),
        ("phone", "+687 12.34.56"),
        ("opening_hours", "9h00/12h00 - 14h00/17h00"),
        ("website", "www.exemple.fr"),
        ("email", "contact@exemple.fr"),
    ],
)
def test_what_is_of_no_language_is_not_said_to_be_in_french(field: str, value: str) -> None:
    found = written(field, value, "", "en", source_language="fr")
    assert (found.language, found.quoted) == ("", False)


def test_a_text_in_french_is_said_to_be_so_in_english() -> None:
    found = written("opening_hours", "le lundi matin", "", "en", source_language="fr")
    assert (found.language, found.quoted) == ("fr", True)


def test_every_line_of_a_sheet_that_says_something_names_a_source_and_a_date(contents: StudyContents) -> None:
    for place in contents.places:
        for language in ("fr", "en"):
            view = place_page.view(place, contents, language)
            for entry in (*view.whereabouts, *(one for part in view.ledger.values() for one in part)):
                sources = (*entry.sources, *(it for one in entry.disputed for it in one.sources))
                assert not entry.values or sources, (place.slug, entry.field)
                assert all(source.date for source in sources)


def test_the_places_too_little_known_are_listed_with_what_is_missing(contents: StudyContents) -> None:
    unjudged = [place for place in contents.places if place.appraisal == "not_appraisable"]
    assert unjudged
    text = Site(contents).render(Page("unjudged", "selection/non-juges/"), "fr", static=True)
    titles = {criterion.key: criterion.title.fr for criterion in contents.criteria}
    for place in unjudged:
        assert f"lieux/{place.slug}/" in text
        assert all(html.escape(titles[key], quote=False) in text for key in place.missing)
    view = selection_page.unjudged(contents, "fr")
    listed = sorted(line.place.slug for region in view.regions for line in region.places)
    assert listed == sorted(place.slug for place in unjudged)
    for region in view.regions:
        assert f'href="#r{region.code}"' in text
        assert f'id="r{region.code}"' in text
    lacking = Counter(titles[key] for place in unjudged for key in place.missing)
    assert dict(view.missing) == {title: str(count) for title, count in lacking.items()}


def test_the_selection_says_what_it_owes_to_each_criterion_and_juror(
    site: Path, contents: StudyContents
) -> None:
    assert contents.selection is not None
    juror = contents.selection.without[1]
    enters, leaves = (contents.by_id[ids[0]].name for ids in (juror.enters, juror.leaves))
    text = " ".join((site / "en" / "selection" / "index.html").read_text(encoding="utf-8").split())
    part = text[text.index('id="steady"') : text.index('id="next"')]
    assert "4,321 different lists" in part
    assert "the most frequent came up 19 times, the computed list 17 times" in part
    row = part[part.index("juror J1") :]
    assert 0 < row.index(html.escape(enters)) < row.index(html.escape(leaves))
    proved = sum(one.choice is not None and one.choice.certain == "exterior" for one in contents.places)
    assert f"and that {proved} are in none" in part or not proved


@pytest.mark.parametrize(("note", "language"), [("2016", "fr"), ("2010-2023", "fr"), ("more than two", "en")])
def test_a_note_that_holds_no_word_is_of_no_language(
    contents: StudyContents, note: str, language: str
) -> None:
    claim = replace(contents.places[0].claims[0], listing=STUDY_2022, note=note)
    assert ledger.source_of(claim, contents, "fr").note_language == language
