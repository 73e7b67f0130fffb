"""The index of places: stems, accents, synonyms, errors, filters, pages; written whole, without what is not published."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest
import pytest_django
from django.db import transaction
from msgspec.structs import replace

from florilege.web.inventory.models import ShownPlace
from florilege.web.publication.contents.loading import load
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.search import current_index, place_index
from florilege.web.publication.search.place_index import PlaceIndex
from florilege.web.publication.search.place_search import Filters, search
from florilege.web.study.models import StepRun
from tests.finder import study
from tests.publication import factory


@pytest.fixture(scope="module")
def contents(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> StudyContents:
    """What the study publishes: a value, which outlives the store that it is read from."""
    with django_db_blocker.unblock(), transaction.atomic():
        factory.publishable_study(study.spots(), kept=12)
        found = load(factory.SLUG)
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def index(contents: StudyContents, tmp_path_factory: pytest.TempPathFactory) -> PlaceIndex:
    folder = tmp_path_factory.mktemp("search") / "index"
    place_index.written(contents, folder)
    return PlaceIndex(folder)


def cards(index: PlaceIndex, query: str, *, limit: int = 100, **filters: str) -> list[dict[str, object]]:
    found = search(index, query, Filters(**filters), limit)
    return [json.loads(index.card(rank)) for rank in found.ranks]


def names(index: PlaceIndex, query: str) -> set[object]:
    return {card["slug"] for card in cards(index, query, limit=500)}


@pytest.mark.parametrize(
    ("one", "other"),
    [("métropole", "metropole"), ("ateliers", "atelier"), ("FABRIQUES", "fabrique"), ("formations", "formation"),
     ("imprimantes 3d", "imprimante 3D"), ("cœur", "coeur")],
)  # fmt: skip
def test_accents_capitals_and_plurals_change_nothing(index: PlaceIndex, one: str, other: str) -> None:
    assert names(index, one) == names(index, other)
    assert names(index, one) or one == "métropole"


def test_who_asks_for_a_3d_printer_finds_those_said_to_have_one_then_the_workshops(index: PlaceIndex) -> None:
    found = cards(index, "imprimante 3D", limit=500)
    said = ["imprimante" in json.dumps(card.get("facts", ()), ensure_ascii=False) for card in found]
    workshops = ["prototyping" in card.get("services", ()) for card in found]  # type: ignore[operator]
    assert sum(said) > 5
    assert any(shop and not named for shop, named in zip(workshops, said, strict=True))
    assert all(said[: sum(said) // 2])


def test_names_have_no_stems_of_other_names(index: PlaceIndex) -> None:
    assert {card["commune"] for card in cards(index, "rennes")} == {"Rennes"}


def test_every_word_of_a_query_must_be_there(index: PlaceIndex) -> None:
    both = names(index, "coworking rennes")
    assert both
    assert both == names(index, "coworking") & names(index, "rennes")


def test_a_word_with_an_error_is_taken_for_the_nearest_and_it_is_said(index: PlaceIndex) -> None:
    found = search(index, "cowerking rennes")
    assert found.meant == {"cowerking": ("coworking",)}
    assert {*found.ranks} == {*search(index, "coworking rennes").ranks}


def test_the_beginning_of_a_word_is_enough(index: PlaceIndex) -> None:
    found = search(index, "capuc")
    assert found.meant == {"capuc": ("capucins",)}
    assert [card["name"] for card in cards(index, "capuc")] == ["Ateliers des Capucins"]


def test_a_word_that_nothing_is_near_finds_nothing_and_is_named(index: PlaceIndex) -> None:
    found = search(index, "coworking zglorb")
    assert (found.total, found.ranks, found.unknown) == (0, (), ("zglorb",))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "¿¡ 💐",
        "la les",
        "a" * 5000,
        "' OR 1=1",
        "name:x AND (",
        "\x00",
        "3 3 3 3 3 3 3 3 3 3 3 3 3 3",
    ],
)
def test_any_text_is_a_query(index: PlaceIndex, query: str) -> None:
    assert search(index, query).total >= 0


def test_filters_narrow_and_say_nothing_of_the_order(index: PlaceIndex, contents: StudyContents) -> None:
    every = cards(index, "", limit=1000)
    assert [card["slug"] for card in every] == [place.slug for place in contents.in_name_order]
    for name, value, field in (
        ("commune", "35238", "commune_code"),
        ("departement", "29", "departement"),
        ("region", "53", "region"),
    ):
        found = cards(index, "", limit=1000, **{name: value})
        assert found == [card for card in every if card.get(field) == value] != []
    kind = cards(index, "rennes", kind="fablab")
    assert kind
    assert all("fablab" in card["kinds"] for card in kind)  # type: ignore[operator]
    make = cards(index, "", limit=1000, need="make", status="open")
    assert make
    assert all({"prototyping", "craft-workshops"} & {*card["services"]} for card in make)  # type: ignore[misc]
    whole, narrow = cards(index, "coworking"), cards(index, "coworking", region="53")
    assert [card for card in whole if card in narrow] == [card for card in narrow if card in whole]


def test_pages_neither_repeat_nor_skip(index: PlaceIndex) -> None:
    whole = search(index, "coworking", limit=1000)
    assert whole.total == len(whole.ranks) > 40
    pages = [search(index, "coworking", limit=7, offset=first).ranks for first in range(0, whole.total, 7)]
    assert tuple(rank for page in pages for rank in page) == whole.ranks


def test_nothing_that_is_not_published_is_in_the_index(index: PlaceIndex) -> None:
    files = [path for path in index.folder.rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        content = path.read_bytes()
        assert b"anne.martin" not in content
        assert b"example.org" in content or path.name != "cards.jsonl"
    assert search(index, "anne martin").total == 0


def test_half_an_index_is_never_there(
    contents: StudyContents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: object) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(place_index.terms, "made", fails)
    with pytest.raises(RuntimeError):
        place_index.written(contents, tmp_path / "index")
    assert [*tmp_path.iterdir()] == []


def test_of_two_that_write_the_same_index_both_have_it(contents: StudyContents, tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    both = [fork.Process(target=place_index.written, args=(contents, tmp_path / "index")) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(120)
        assert one.exitcode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["index"]
    assert len(PlaceIndex(tmp_path / "index")) == len(contents.places)


def test_a_study_without_places_has_an_index_too(contents: StudyContents, tmp_path: Path) -> None:
    place_index.written(replace(contents, places=()), tmp_path / "index")
    found = search(PlaceIndex(tmp_path / "index"), "")
    assert (found.total, found.ranks) == (0, ())


@pytest.mark.django_db
def test_the_index_is_that_of_the_study_as_it_is_now() -> None:
    factory.publishable_study()
    first = current_index.current_index()
    assert search(first, "bocal").total == 1
    assert search(first, "zanzibar").total == 0
    assert current_index.current_index() is first
    ShownPlace.objects.filter(name="Le Bocal").update(name="Zanzibar")
    StepRun.objects.update(fingerprint="e" * 64)
    assert search(current_index.current_index(), "zanzibar").total == 1
