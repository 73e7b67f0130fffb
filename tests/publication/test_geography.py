"""Places where geography is out of the ordinary, on their pages: an island without EPCI, overseas, no commune, old codes."""

from __future__ import annotations

import pytest

from florilege.territory.history import note_of_code
from florilege.web.publication.contents.loading import load
from florilege.web.publication.site import Page, Site
from florilege.web.publication.text.values import written
from tests.publication import factory
from tests.publication.factory import Said, Spot

LANGUAGES = ("fr", "en")
SPOTS = (
    *factory.FEW[:5],
    Spot("Le Phare d’essai", "29155", ("coworking",), (Said("cget", "city", "Ouessant"),), ("cget",)),
    Spot("Le Récif d’essai", "98818", ("coworking",), (Said("cget", "city", "Nouméa"),), ("cget",)),
    Spot("Le Ravin d’essai", "97411", ("coworking",), (Said("cget", "city", "Saint-Denis"),), ("cget",)),
    Spot("La Bouée d’essai", "", ("coworking",), (), ("cget",), located=False),
    Spot("La Grange d’essai", "49023", ("coworking",),
         (Said("cget", "commune_code", "49023", note=note_of_code("49006")), Said("cget", "city", "Andrezé")), ("cget",)),
)  # fmt: skip


@pytest.fixture
def strange(db: None) -> Site:
    factory.publishable_study(SPOTS)
    return Site(load(factory.SLUG))


def sheet(site: Site, name: str, language: str) -> str:
    place = next(one for one in site.contents.places if one.name == name)
    return site.render(Page("place", f"lieux/{place.slug}/", place.slug), language, static=True)


def territory(site: Site, key: str, language: str) -> str:
    page = next(one for one in site.pages() if one.path == f"territoires/{key}/")
    return site.render(page, language, static=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_island_without_epci_stands_in_its_departement_and_its_sheet_names_no_epci(
    strange: Site, language: str
) -> None:
    assert "Ouessant (29155)<" in sheet(strange, "Le Phare d’essai", language)
    commune = territory(strange, "commune-29155", language)
    assert "Le Phare d’essai" in commune
    assert "territoires/departement-29/" in commune
    assert "Le Phare d’essai" in territory(strange, "departement-29", language)
    assert not any(one.path == "territoires//" for one in strange.pages())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "code", "commune"),
    [("Le Récif d’essai", "98818", "Nouméa"), ("Le Ravin d’essai", "97411", "Saint-Denis")],
)
def test_an_overseas_place_stands_on_the_page_of_its_commune(
    strange: Site, language: str, name: str, code: str, commune: str
) -> None:
    assert f"{commune} ({code})" in sheet(strange, name, language)
    assert name in territory(strange, f"commune-{code}", language)


def test_a_place_of_no_known_commune_is_on_no_territory_and_its_sheet_says_so(strange: Site) -> None:
    assert "non renseigné" in sheet(strange, "La Bouée d’essai", "fr")
    assert not any(
        "La Bouée d’essai" in strange.render(one, "fr", static=True)
        for one in strange.pages()
        if one.path.startswith("territoires/commune-")
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "d’une autre année\u202f: Andrezé (49006), commune déléguée de Beaupréau-en-Mauges (49023)"),
        ("en", "of another year: Andrezé (49006), a delegated commune of Beaupréau-en-Mauges (49023)"),
    ],
)
def test_a_sheet_says_what_a_code_of_another_year_is_today(strange: Site, language: str, said: str) -> None:
    text = sheet(strange, "La Grange d’essai", language)
    assert "Beaupréau-en-Mauges (49023)" in text
    assert text.count(said) == 1
    assert "La Grange d’essai" in territory(strange, "commune-49023", language)
    assert not any(one.path == "territoires/commune-49006/" for one in strange.pages())


@pytest.mark.parametrize(
    ("field", "code", "french", "english"),
    [
        ("commune_code", "49006", "commune déléguée de Beaupréau-en-Mauges (49023)", "a delegated commune of"),
        ("commune_code", "49023", "49023", "49023"),
        ("arrondissement_code", "75111", "arrondissement de Paris (75056)", "an arrondissement of Paris (75056)"),
        ("departement_code", "20", "code inconnu du référentiel", "unknown to the reference"),
    ],
)  # fmt: skip
def test_a_value_that_is_a_code_of_another_year_is_written_in_words(
    field: str, code: str, french: str, english: str
) -> None:
    for language, said in (("fr", french), ("en", english)):
        text = written(field, code, "", language, source_language="fr").text
        assert said in text
        assert code in text
