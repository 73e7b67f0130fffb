"""Who is behind a place: each tie with its source on the sheet, on the page of the actor and of the territory."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from florilege.ecosystem.gathering import Folder, Inventory, gather
from florilege.ecosystem.mentions import FAMILIES, PlaceClaim, PlaceFamily, PlaceSite, Source
from florilege.faults import Words
from florilege.web.ecosystem.stored_ecosystem import ecosystem_of, store
from florilege.web.publication.contents.ecosystem import EcosystemContent
from florilege.web.publication.contents.loading import load
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.figures.scene import Scene
from florilege.web.publication.pages.actors import index, of_place, of_territory, page, questions
from florilege.web.publication.pages.actors.matrix import ActorMatrix
from florilege.web.publication.site import Page, Site
from florilege.web.publication.text import words
from florilege.web.study.models import Study
from tests.publication import factory

LANGUAGES = ("fr", "en")
PAGE = "https://exemple.fr/page"


@pytest.fixture
def tied(contents: StudyContents) -> StudyContents:
    """The first two places run by one association, the first owned by its town too; no source names the others' actors."""
    first, second = contents.places[:2]

    def claim(place: str, field: str, value: str, record: str) -> PlaceClaim:
        return PlaceClaim(place, "etude2022", record, field, value, PAGE, "2021", "fact-cited")

    found = gather(
        Inventory(
            claims=[
                claim(first.place_id, "owner", "Ville de Brest", "1"),
                claim(first.place_id, "actor_family", "research", "1"),
            ],
            places=[
                PlaceSite(one.place_id, one.name, one.commune_code, one.latitude, one.longitude)
                for one in contents.places
            ],
        ),
        Folder(
            actors=f"actor,name,source_url,licence\nateliers,Association Les Ateliers,{PAGE},fact-cited\n",
            ties="actor,role,place,source_url,licence\n"
            + "".join(f"ateliers,runs,{one.place_id},{PAGE},fact-cited\n" for one in (first, second)),
        ),
    )
    return replace(contents, ecosystem=EcosystemContent(found))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_names_each_actor_with_its_role_and_its_source(tied: StudyContents, language: str) -> None:
    first = tied.places[0]
    text = Site(tied).render(Page("place", f"lieux/{first.slug}/", first.slug), language, static=True)
    for name in ("Association Les Ateliers", "Ville de Brest"):
        assert name in text
    assert f'href="{PAGE}"' in text
    assert ("en est propriétaire" if language == "fr" else "owns it") in text


def test_the_families_of_a_place_are_those_of_its_actors_and_those_said_without_a_name(
    tied: StudyContents,
) -> None:
    view = of_place.of_place(tied.places[0], tied, "fr")
    assert view.wheel is not None
    drawn = [shape.klass for shape in view.wheel.shapes]
    assert {"petal associations", "petal local_authorities", "petal research", "petal absent"} <= set(drawn)
    assert "3\u00a0sur 5" in view.coverage
    assert [family.label for family in view.families] == ["recherche et enseignement supérieur"]


def test_a_place_of_which_nobody_is_named_says_so_and_draws_no_wheel(tied: StudyContents) -> None:
    place = tied.places[5]
    assert of_place.of_place(place, tied, "fr").wheel is None
    text = Site(tied).render(Page("place", f"lieux/{place.slug}/", place.slug), "fr", static=True)
    assert "Aucune source ne dit lesquelles s’y rencontrent." in text


def test_an_actor_of_two_ties_has_a_page_and_one_of_a_single_tie_has_none(tied: StudyContents) -> None:
    paths = [one.path for one in Site(tied).pages() if one.kind == "actor"]
    assert paths == ["acteurs/association-les-ateliers/"]
    text = Site(tied).render(Page("actor", paths[0], "association-les-ateliers"), "fr", static=True)
    for place in tied.places[:2]:
        assert f"lieux/{place.slug}/" in text
    assert text.count(f'href="{PAGE}"') >= 2


def test_the_family_of_an_actor_names_the_rule_that_gives_it(tied: StudyContents) -> None:
    actor = tied.ecosystem.by_slug["association-les-ateliers"]
    (why,) = page.view(actor, tied, "fr").why
    assert why[0] == "associations"
    assert why[1]


def test_the_page_of_a_territory_draws_its_actors_and_counts_unknown_families_as_unknown(
    tied: StudyContents,
) -> None:
    places = tied.places[:3]
    drawn: dict[tuple[str, ...], object] = {}
    view = of_territory.of_territory(
        places, [("Ici", "territoires/x/", places), ("Là", "territoires/y/", tied.places[3:4])], tied, "fr",
        drawn=drawn,  # type: ignore[arg-type]
    )  # fmt: skip
    assert [line.actor.name for line in view.lines] == ["Association Les Ateliers", "Ville de Brest"]
    assert {label.text for label in view.scenes[0].labels} >= {"Association Les Ateliers", "Ville de Brest"}
    (row,) = view.rows
    assert dict(zip(FAMILIES, row.counts, strict=True)) == {
        "companies": "",
        "research": "1",
        "finance": "",
        "associations": "2",
        "local_authorities": "1",
    }
    assert row.untold == "1"


def test_a_place_without_a_name_of_its_own_is_named_in_the_language_of_the_page_in_the_graph_too(
    tied: StudyContents,
) -> None:
    called = Words("Tiers-lieu porté par l’association Essai", "Third place run by the association Essai")
    unnamed = replace(tied.places[0], called=called, known_name="")
    contents = replace(tied, places=(unnamed, *tied.places[1:]))
    drawn: dict[tuple[str, ...], tuple[Scene, ...]] = {}
    for language, said, other in (
        ("fr", called.fr, called.en),
        ("en", called.en, called.fr),
        ("fr", called.fr, called.en),
    ):
        view = of_territory.of_territory(contents.places[:3], [], contents, language, drawn=drawn)
        texts = {label.text for label in view.scenes[0].labels}
        assert said in texts
        assert other not in texts
    assert len(drawn) == 2
    for language in LANGUAGES:
        of_territory.of_territory(tied.places[:3], [], tied, language, drawn=drawn)
    assert len(drawn) == 3


def crowded(contents: StudyContents, *, of_two: int) -> StudyContents:
    """A hundred and fifty actors are tied to the first place alone; others (of_two) fund it and the sixth, in its région."""
    places = contents.places
    funded = (places[0], places[5])
    names = [f"seul{rank}" for rank in range(150)]
    lines = [f"{name},partners,{places[0].place_id},{PAGE},fact-cited" for name in names]
    others = [f"autre{rank}" for rank in range(of_two)]
    lines += [f"{name},funds,{place.place_id},{PAGE},fact-cited" for name in others for place in funded]
    lines += [f"{others[-1]},hosts,{places[0].place_id},{PAGE},fact-cited"]
    found = gather(
        Inventory(
            claims=[],
            places=[
                PlaceSite(one.place_id, one.name, one.commune_code, one.latitude, one.longitude)
                for one in places
            ],
        ),
        Folder(
            actors="actor,name,source_url,licence\n"
            + "".join(
                f"{name},Association Invention {name},{PAGE},fact-cited\n" for name in (*names, *others)
            ),
            ties="actor,role,place,source_url,licence\n" + "\n".join(lines) + "\n",
        ),
    )
    return replace(contents, ecosystem=EcosystemContent(found))


def matrix_of(contents: StudyContents, language: str) -> ActorMatrix:
    places = contents.places
    within = [("Ici", "territoires/i/", places[:5]), ("Là", "territoires/l/", places[5:9]), ("Vide", "territoires/v/", places[9:])]  # fmt: skip
    view = of_territory.of_territory(places, within, contents, language, drawn={})
    assert view.scenes == ()
    assert view.matrix is not None
    return view.matrix


def test_where_a_graph_would_have_too_many_nodes_a_matrix_counts_the_ties_of_each_actor_by_territory(
    contents: StudyContents,
) -> None:
    found = matrix_of(crowded(contents, of_two=3), "fr")
    assert found.columns == (("Ici", "territoires/i/"), ("Là", "territoires/l/"))
    assert [(row.actor.name, row.places, row.ties) for row in found.rows] == [
        ("Association Invention autre0", "2", ("1", "1")),
        ("Association Invention autre1", "2", ("1", "1")),
        ("Association Invention autre2", "2", ("2", "1")),
    ]
    assert "Liés à un seul lieu, et seulement dans la liste qui suit\u202f: 150." in found.said
    assert "sans colonne\u202f: 1." in found.said


@pytest.mark.parametrize(("of_two", "shown"), [(60, 60), (61, 60)])
def test_a_matrix_has_sixty_rows_at_most_and_says_of_how_many(
    contents: StudyContents, of_two: int, shown: int
) -> None:
    found = matrix_of(crowded(contents, of_two=of_two), "en")
    assert len(found.rows) == shown
    assert (f"of {of_two} that are tied" in found.said) == (of_two > shown)


def test_a_graph_that_can_be_read_has_no_matrix_beside_it(tied: StudyContents) -> None:
    places = tied.places[:3]
    within = [("Ici", "territoires/x/", places[:1]), ("Là", "territoires/y/", places[1:])]
    view = of_territory.of_territory(places, within, tied, "fr", drawn={})
    assert view.scenes
    assert view.matrix is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_matrix_of_a_page_scrolls_in_a_box_that_the_keyboard_reaches_and_has_headers(
    contents: StudyContents, language: str
) -> None:
    site = Site(crowded(contents, of_two=3))
    page_of = next(one for one in site.pages() if one.path == "territoires/region-53/")
    text = site.render(page_of, language, static=True)
    (box,) = re.findall(r'<div class="table matrix".*?</table></div>', text, re.DOTALL)
    assert 'role="region" aria-labelledby="matrix" tabindex="0"' in box
    assert f'<h3 id="matrix">{"Quels acteurs" if language == "fr" else "Which actors"}' in text
    assert box.count('<th scope="row">') == 3
    assert box.count('<th scope="col"') == 4


@pytest.mark.parametrize("key", questions.QUESTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_has_a_page_that_says_why_rows_may_be_missing(
    tied: StudyContents, key: str, language: str
) -> None:
    view = questions.view(key, tied, language)
    assert view.caveat
    text = Site(tied).render(Page("question", f"acteurs/questions/{key}/", key), language, static=True)
    assert view.title in text


def test_the_actor_of_two_places_answers_the_question_of_several_places(tied: StudyContents) -> None:
    (row,) = questions.view("plusieurs-lieux", tied, "fr").rows
    assert row[0].items == (("Association Les Ateliers", "acteurs/association-les-ateliers/"),)
    assert {path for _, path in row[2].items} == {f"lieux/{one.slug}/" for one in tied.places[:2]}


def test_the_index_counts_actors_and_ties_by_source_and_role(tied: StudyContents) -> None:
    view = index.view(tied, "fr")
    assert (view.actors, view.ties) == ("2", "3")
    assert {one.title: [(line.label, line.count) for line in one.ties] for one in view.sources} == {
        "l’équipe de l’étude": [("exploite ou porte", "2")],
        "Pages sur l’étude de 2022": [("est propriétaire de", "1")],
    }


@pytest.mark.django_db
def test_what_is_kept_of_an_ecosystem_is_read_back_as_it_was(tied: StudyContents) -> None:
    study = Study.objects.get(slug=factory.SLUG)
    found = replace(
        tied.ecosystem.found,
        place_families=(PlaceFamily(tied.places[0].place_id, "research", Source("etude2022", "1", PAGE)),),
    )
    store(study, found)
    back = ecosystem_of(study)
    assert back is not None
    assert replace(back, places={}) == replace(found, places={}, identities=())


@pytest.fixture
def with_address(tied: StudyContents) -> StudyContents:
    """The same in the store, an electronic address in the words of a source."""
    study = Study.objects.get(slug=factory.SLUG)
    found = tied.ecosystem.found
    tie = found.ties[0]
    claim = tie.claims[0]
    reported = replace(claim, source=replace(claim.source, note="écrire à contact@exemple.fr"))
    store(study, replace(found, ties=(replace(tie, claims=(reported,)), *found.ties[1:])))
    return load(factory.SLUG)


@pytest.mark.django_db
def test_no_electronic_address_of_a_source_is_published(with_address: StudyContents) -> None:
    site = Site(with_address)
    for one in site.pages():
        if one.kind in ("actor", "actors", "question") or one.key == with_address.places[0].slug:
            assert "contact@exemple.fr" not in site.render(one, "fr", static=True)


def all_tied(tied: StudyContents) -> StudyContents:
    """One actor tied to the twelve places of the study: sixty-six pairs, each with that actor only."""
    found = tied.ecosystem.found
    first = found.ties[0]
    ties = tuple(replace(first, target_id=place.place_id) for place in tied.places)
    return replace(tied, ecosystem=replace(tied.ecosystem, found=replace(found, ties=ties)))


def test_every_pair_that_shares_actors_is_answered_and_a_tie_of_all_is_said(tied: StudyContents) -> None:
    view = questions.view("acteurs-en-commun", all_tied(tied), "fr")
    count = len(tied.places) * (len(tied.places) - 1) // 2
    assert view.total == len(view.rows) == count > 50
    assert "aucune paire n’en partage deux" in view.note
    text = Site(all_tied(tied)).render(
        Page("question", "acteurs/questions/acteurs-en-commun/", "acteurs-en-commun"), "en", static=True
    )
    assert f"{count} answers" in text
    assert "no pair shares two" in text


def test_pairs_that_share_as_many_begin_with_those_in_scope_then_kept_then_by_name(
    tied: StudyContents,
) -> None:
    crowd = all_tied(tied)
    by_path = {f"lieux/{place.slug}/": place for place in crowd.places}
    rows = questions.view("acteurs-en-commun", crowd, "fr").rows
    pairs = [[by_path[cell.items[0][1]] for cell in row[:2]] for row in rows]
    rank = [
        (
            -sum(map(crowd.is_in_scope, pair)),
            -sum(place.kept for place in pair),
            words.sort_key(pair[0].called.fr),
        )
        for pair in pairs
    ]
    assert rank == sorted(rank)
    assert len({one[0] for one in rank}) > 1
    said = {-2: "les deux", -1: "un seul des deux", 0: "aucun des deux"}
    assert [row[3].items[0][0] for row in rows] == [said[one[0]] for one in rank]
