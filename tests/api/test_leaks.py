"""What is hidden is told by no answer: neither its words, nor a count, a status, a filter, a tag or a cursor.

Four things are hidden: an electronic address in a claim, the private notes of a visit, the name of a juror, a place that is not
published. Each is looked for in all that the API says, and asked for by all that it takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from florilege.listings.fields import FIELDS
from florilege.web.api.v1 import API
from florilege.web.inventory.models import Claim, Place, ShownPlace
from florilege.web.publication.live import current_site
from florilege.web.study.models import SelectionRun
from tests.api.conftest import rebuilt

MAIL = "personne@exemple.fr"
JUROR = "Jurée Dupontel"
NOTE = "note gardée pour nous seuls"
HIDDEN = "Lieu caché de la liste"
STAMP = re.compile(r"\?[0-9a-f]{10}(?=\")")
"""Of the files of a page: it says that the study was built again, and nothing of what changed."""
SECRETS = (MAIL, "exemple.fr", JUROR, "Dupontel", NOTE, HIDDEN, "fl-99000", "lieu-cache")


@pytest.fixture
def hiding(client: Client) -> Client:
    """A study that hides each of them, in each place where it could slip out."""
    place = Place.objects.get(public_id="fl-00000")
    model = Claim.objects.filter(place=place).first()
    assert model is not None
    for number, (field, value, note) in enumerate(
        (
            ("email", MAIL, ""),
            ("address", f"Place des Machines, {MAIL}", f"écrire à {MAIL}"),
            ("website", f"http://exemple.org/?contact={MAIL}", ""),
            ("visit_notes", NOTE, ""),
        )
    ):
        Claim.objects.create(
            place=place, record=model.record, key=f"hidden:{number}", listing=model.listing, field=field, value=value,
            unit="", source_url=f"https://exemple.org/{MAIL}", note=note, date="2026-01-01", licence=model.licence, shown=True,
        )  # fmt: skip
    run = SelectionRun.objects.get()
    run.computed = {**run.computed, "jury": [{"juror": JUROR, "marks": [5]}]}
    run.save()
    hidden = Place.objects.create(
        public_id="fl-99000", slug="lieu-cache", rank=99, founding_listing="cget", founding_record="99",
        replaced_by=Place.objects.get(public_id="fl-00011"),
    )  # fmt: skip
    ShownPlace.objects.create(
        place=hidden, name=HIDDEN, kinds=["culture"], status="closed", values={}, listings=["cget"], records=1,
        in_2022_study=False, commune_code="06088", commune="Nice", departement_code="06", departement="Alpes-Maritimes",
        region_code="93", region="Provence-Alpes-Côte d’Azur", latitude=43.7, longitude=7.26,
    )  # fmt: skip
    rebuilt()
    return client


def addresses() -> Iterator[str]:
    """Every address that answers, in every format."""
    contents = current_site().contents
    values = {
        "place": [place.place_id for place in contents.places],
        "territory": list(current_site().shared.territories.by_key),
        "actor": list(contents.ecosystem.by_id),
        "listing": list(contents.by_listing),
        "selection": ["published", "computed"],
        "edition": ["current"],
    }
    for path in API.get_openapi_schema(path_prefix="/api/v1/")["paths"]:
        name = next(iter(re.findall(r"{(\w+)}", path)), "")
        for value in values[name] if name else [""]:
            yield path.replace(f"{{{name}}}", value) if name else path


def test_no_answer_in_any_format_holds_what_is_hidden(hiding: Client) -> None:
    met = 0
    for path in addresses():
        for format_ in ("", "json", "geojson", "csv"):
            response = hiding.get(path, {"format": format_, "limit": 500} if format_ else {})
            text = response.content.decode() + str(response.headers)
            assert not [secret for secret in SECRETS if secret in text], (path, format_)
            met += response.status_code == 200
    assert met > 60
    for page in ("/embed?limit=500", "/embed?limit=500&lang=en", "/api/", "/api/v1/openapi.json"):
        text = hiding.get(page).content.decode()
        assert not [secret for secret in SECRETS if secret in text], page


def test_private_fields_can_not_be_asked_for_and_are_not_even_named(hiding: Client) -> None:
    private = [name for name, spec in FIELDS.items() if not spec.public]
    assert "email" in private
    for name in private:
        refused = hiding.get("/api/v1/places/fl-00000/claims", {"field": name})
        assert refused.status_code == 400
        assert name not in refused.json()["errors"][0]["expected"].split(", ")


@pytest.mark.parametrize(
    "asked",
    [{"q": MAIL}, {"q": "personne"}, {"q": JUROR}, {"q": NOTE}, {"q": HIDDEN}, {"kind": "culture"}, {"commune": "06088"},
     {"departement": "06"}, {"region": "93", "status": "closed"}, {"bbox": "7,43,8,44"}],
)  # fmt: skip
def test_no_filter_counts_what_is_hidden(hiding: Client, asked: dict[str, str]) -> None:
    for path in ("places", "exports/gogocarto"):
        found: Any = hiding.get(f"/api/v1/{path}", asked).json()
        assert not found.get("items", found.get("data"))
        assert found.get("count", 0) == 0


def test_the_place_that_is_not_published_looks_like_one_that_never_was(hiding: Client) -> None:
    for path in ("places/{}", "places/{}/claims", "places/{}?format=geojson"):
        gone, never = (hiding.get(f"/api/v1/{path.format(key)}") for key in ("fl-99000", "fl-98000"))
        assert (gone.status_code, gone.content) == (never.status_code, never.content)
        assert dict(gone.headers) == dict(never.headers)
    by_slug, other = (hiding.get(f"/api/v1/places/{slug}") for slug in ("lieu-cache", "lieu-autre"))
    assert by_slug.content == other.content
    assert hiding.get("/api/v1/territories/commune-06088").status_code == 404
    assert hiding.get("/api/v1/actors?place=fl-99000").json()["count"] == 0


def test_what_is_hidden_changes_no_answer_and_no_tag(hiding: Client) -> None:
    """Its words change, another is hidden beside it: whoever compares two answers sees nothing."""
    paths = (
        "/api/v1/",
        "/api/v1/places?limit=5",
        "/api/v1/territories?limit=500",
        "/api/v1/places?format=geojson",
    )
    before = {path: hiding.get(path).headers["ETag"] for path in paths}
    embedded = STAMP.sub("", hiding.get("/embed").content.decode())
    Claim.objects.filter(field="email").update(value="autre@exemple.fr")
    ShownPlace.objects.filter(name=HIDDEN).update(name=f"{HIDDEN} bis", kinds=["fablab"])
    rebuilt()
    assert {path: hiding.get(path).headers["ETag"] for path in paths} == before
    assert STAMP.sub("", hiding.get("/embed").content.decode()) == embedded


def test_a_place_that_is_withdrawn_is_gone_from_all_at_once(hiding: Client) -> None:
    from florilege.web.api import cursors

    key = "fl-00005"
    assert key in hiding.get("/api/v1/actors?limit=500").content.decode()
    Place.objects.filter(public_id=key).update(replaced_by=Place.objects.get(public_id="fl-00006"))
    rebuilt()
    slug = Place.objects.get(public_id=key).slug
    for path in addresses():
        text = hiding.get(
            path, {"limit": 500} if path.endswith(("places", "actors")) else {}
        ).content.decode()
        assert key not in text, path
        assert slug not in text, path
    following = hiding.get(f"/api/v1/places?limit=1&cursor={cursors.cursor_of('places', key)}").json()
    assert following["items"][0]["place_id"] == "fl-00006"
