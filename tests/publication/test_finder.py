"""The finder's data and its pages without script: needs answered by stated services, the unknown counted as unknown."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from florilege.listings.vocabulary import VOCABULARIES
from florilege.web.publication.contents.places import PlaceContent, ShownValue
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages import finder
from florilege.web.publication.pages.needs import NEEDS, STEPS, answers, expressions, services_of
from florilege.web.publication.search import scripts


def offering(place: PlaceContent, *services: str) -> PlaceContent:
    reported = next(iter(place.shown.values()))
    shown = dict(place.shown)
    shown.pop("service", None)
    if services:
        shown["service"] = ShownValue("service", services, "", reported.claims, "all", reported.rule, False)
    return replace(place, shown=shown)


@pytest.fixture
def known(contents: StudyContents) -> StudyContents:
    """Three places that offer something, the others nothing that is known."""
    first, second, third, *others = contents.places
    return replace(
        contents,
        places=(
            offering(first, "prototyping", "coworking"),
            offering(second, "coworking"),
            offering(third, "training"),
            *(offering(place) for place in others),
        ),
    )


def script(text: str) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(text.partition("=")[2].rstrip(";\n"))
    return found


def test_every_service_of_a_need_is_a_service_of_the_vocabulary_and_every_service_but_few_answers_one() -> (
    None
):
    used = {code for need in NEEDS for code in need.services}
    assert used <= set(VOCABULARIES["service"])
    assert set(VOCABULARIES["service"]) - used == {
        "food", "shops", "urban-farming", "sport-leisure", "social-support",
    }  # fmt: skip
    assert {code for step in STEPS for code in step.needs} <= {need.code for need in NEEDS}


def test_a_place_answers_a_need_by_the_services_that_sources_state(known: StudyContents) -> None:
    make = next(need for need in NEEDS if need.code == "make")
    assert answers(known.places[0], make) == ("prototyping",)
    assert answers(known.places[1], make) == ()
    assert services_of(known.places[-1]) == ()


def test_the_page_counts_the_places_of_which_no_service_is_known(known: StudyContents) -> None:
    view = finder.view(known, "fr")
    assert view.unknown == len(known.in_scope) - 3
    assert {need.code: need.count for need in view.needs} == {"desk": 2, "make": 1, "learn": 1}


def test_offers_stand_line_for_line_with_the_places(known: StudyContents) -> None:
    offers = script(scripts.offers_script(known))
    labels = [one["code"] for one in offers["services"]]
    for place, row in zip(known.in_name_order, offers["places"], strict=True):
        ranks, sources = row[:2]  # type: ignore[index]
        assert [labels[rank] for rank in ranks] == list(services_of(place))  # type: ignore[attr-defined]
        assert (sources > 0) == bool(ranks)  # type: ignore[operator]


def test_every_commune_that_has_a_centre_is_there_with_its_postal_codes() -> None:
    found = json.loads(scripts.communes_script().partition("=")[2].rstrip(";\n"))
    communes = dict(found["communes"])
    assert sum(text.count("\n") + 1 for text in communes.values()) > 34_000
    lines = [line.split("|") for line in communes["35"].split("\n")]
    rennes = next(line for line in lines if line[1] == "Rennes")
    assert rennes[0] == "238"
    assert "35000" in rennes[2].split()
    assert abs(float(rennes[3]) - 48.11) < 0.05
    rochelle = {
        code: next(line for line in communes[code].split("\n") if "|La Rochelle|" in line)
        for code in ("17", "70")
    }
    assert rochelle["70"].endswith("|1")
    assert not rochelle["17"].endswith("|1")
    paris = communes["75"].split("|")
    assert {"75001", "75020"} <= set(paris[2].split())
    assert ["35", "Ille-et-Vilaine", 7] in found["departements"]
    assert ["53", "Bretagne", 7] in found["regions"]
    assert "Guadeloupe" not in [name for _, name, _ in found["regions"]]


def test_a_need_has_a_page_by_departement_that_leads_to_each_place(known: StudyContents) -> None:
    view = finder.need_view(known, "desk", "fr")
    assert view.count == 2
    assert sorted(offer.place.slug for group in view.groups for offer in group.offers) == sorted(
        place.slug for place in known.places[:2]
    )


def test_a_need_with_too_many_places_has_a_page_for_each_departement(
    known: StudyContents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "ON_ONE_PAGE", 1)
    departements = sorted({place.departement_code for place in known.places[:2]})
    assert [key for key in finder.keys(known) if key.startswith("desk")] == [
        "desk", *(f"desk/{code}" for code in departements),
    ]  # fmt: skip
    whole = finder.need_view(known, "desk", "en")
    assert [group.path for group in whole.groups] == [f"trouver/desk/{code}/" for code in departements]
    assert not any(group.offers for group in whole.groups)
    part = finder.need_view(known, f"desk/{departements[0]}", "en")
    assert part.departement
    assert all(group.offers for group in part.groups)


def test_without_script_the_finder_explains_and_leads_to_needs_and_regions(site: Path) -> None:
    text = (site / "trouver/index.html").read_text()
    assert "demande JavaScript" in text
    assert re.search(r'href="\.\./lieux/region/53/index\.html"', text)
    for need in re.findall(r'href="\.\./trouver/([a-z]+)/index\.html"', text):
        assert (site / f"trouver/{need}/index.html").is_file()
        assert (site / f"en/trouver/{need}/index.html").is_file()


def test_expressions_of_a_need_are_whole_and_no_thing_is_a_plain_expression_of_another_need() -> None:
    plain = {one.casefold(): need.code for need in NEEDS for one in expressions(need.said)}
    things = {
        one.casefold(): need.code for need in NEEDS for thing in need.things for one in expressions(thing)
    }
    assert things["imprimante 3d"] == "make"
    assert plain["imprimante"] == "digital"
    assert not things.keys() & plain.keys()
    assert all(code in need.services for need in NEEDS for code in need.thing_services)
    assert all(set(codes) < set(need.services) for need in NEEDS for _said, codes in need.narrow)


def test_the_finder_has_what_a_source_says_in_its_words_and_how_to_reach_the_place(
    contents: StudyContents,
) -> None:
    place = next(place for place in contents.places if "phone" in place.shown)
    claim = replace(place.claims[0], field="equipment_detail", value="2 imprimantes 3D", date="2020-07")
    changed = replace(place, claims=(*place.claims, claim))
    altered = replace(contents, places=tuple(changed if one is place else one for one in contents.places))
    offers = script(scripts.offers_script(altered))
    row = offers["places"][[one.pk for one in altered.in_name_order].index(place.pk)]
    address, phone, _site, facts, coarse = row[4:]  # type: ignore[index]
    assert (address, phone, coarse) == ("", "03 86 00 00 00", 0)
    assert [(text, date) for text, _rank, date in facts] == [("2 imprimantes 3D", "2020-07")]
    assert offers["sources"][facts[0][1]]["fr"]  # type: ignore[index]
