"""The live site serves the pages, scripts and files of the static edition."""

from __future__ import annotations

import re

import pytest
from django.test import Client, override_settings

from florilege.faults import InputRefused
from florilege.web.publication import live
from florilege.web.study.open_study import refuse_unbuilt
from tests.publication import factory


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["", factory.SLUG])
@pytest.mark.parametrize("path", ["/", "/en/lieux/", "/data/places.csv", "/assets/places.js"])
def test_a_store_without_a_study_says_what_to_do_in_both_languages(path: str, slug: str) -> None:
    with override_settings(FLORILEGE_STUDY=slug):
        response = Client().get(path)
    text = response.content.decode()
    assert response.status_code == 503
    assert "Rien n’est encore construit : lancer « florilege build »" in text
    assert '<p lang="en">Nothing has been built yet' in text


@pytest.mark.django_db
def test_serving_an_empty_store_is_refused_with_what_to_do_in_both_languages() -> None:
    with pytest.raises(InputRefused) as refused:
        refuse_unbuilt("etude", folder="studies/etude")
    hint = refused.value.hint
    assert hint is not None
    assert "florilege build studies/etude" in hint.fr
    assert "florilege build studies/etude" in hint.en


@pytest.fixture
def client(db: None) -> Client:
    live.forget_site()
    factory.publishable_study()
    return Client()


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/lieux/", "/en/selection/", "/methode/", "/donnees/", "/mentions/"]
)
def test_pages_answer(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert b"<h1" in response.content


def test_a_place_answers_and_its_former_address_leads_to_it(client: Client) -> None:
    response = client.get("/en/lieux/les-capucins-brest/")
    assert response.status_code == 301
    assert client.get(response["Location"]).status_code == 200


def test_an_unknown_page_says_so_in_its_language(client: Client) -> None:
    response = client.get("/en/lieux/nulle-part/")
    assert response.status_code == 404
    assert "This page does not exist" in response.content.decode()


def test_scripts_of_data_and_open_data_are_served(client: Client) -> None:
    assert client.get("/assets/places.js").content.startswith(b"globalThis.florilegePlaces=")
    assert client.get("/data/places.csv").content.startswith(b"place_id,")
    assert client.get("/data/reports/import-cget-2019-04-27.csv").status_code == 200
    assert client.get("/data/absent.csv").status_code == 404
    assert client.post("/").status_code == 405


def test_a_step_that_runs_again_is_seen_at_once(client: Client) -> None:
    from florilege.web.inventory.models import ShownPlace
    from florilege.web.study.models import StepRun

    client.get("/")
    ShownPlace.objects.filter(name="Le Bocal").update(name="Le Nouveau Bocal")
    StepRun.objects.update(fingerprint="b" * 64)
    assert "Le Nouveau Bocal" in client.get("/selection/").content.decode()


def test_the_page_of_a_territory_as_a_pdf_is_typeset_when_it_is_asked_for(client: Client) -> None:
    page = client.get("/territoires/departement-29/").content.decode()
    address = re.findall(r'href="(/rapport/territoire-departement-29-fr\.pdf)"', page)
    assert address
    response = client.get(address[0])
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert client.get("/rapport/territoire-departement-00-fr.pdf").status_code == 404
