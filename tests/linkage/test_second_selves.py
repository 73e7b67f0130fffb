"""Two places of a small commune that only the name of a bearer keeps apart: a person is asked (decision 54)."""

from __future__ import annotations

from msgspec.structs import replace

from florilege.linkage.decisions import Settled
from florilege.linkage.linking import Linkage, link
from florilege.linkage.model import shipped_model
from florilege.linkage.records import LinkRecord

VILLAGE, CITY = {"53211": 1_500}, {"53211": 150_000}


def record(listing: str, name: str, **parts: object) -> LinkRecord:
    base = LinkRecord(
        key=f"{listing}:1",
        listing=listing,
        record_id="1",
        names=(name,),
        city="Saint-Denis-de-Gastines",
        commune_code="53211",
        departement_code="53",
        kinds=("tiers-lieu",),
    )
    return replace(base, **parts)  # type: ignore[arg-type]  # parts of the record, by name


BORNE = record(
    "fabriques",
    "Commune de St-Denis-de-Gastines",
    bearers=("Commune de St-Denis-de-Gastines",),
    labels=("fabrique-de-territoire",),
    unnamed=True,
)
NAMED = record("manufactures", "La Station", labels=("manufacture-de-proximite",))


def outcome(found: Linkage) -> list[tuple[str, str]]:
    return [(pair.outcome, pair.veto) for pair in found.pairs]


def test_a_label_under_its_bearer_and_one_under_a_name_are_asked_about() -> None:
    found = link([BORNE, NAMED], shipped_model(), populations=VILLAGE)
    assert outcome(found) == [("review", "")]
    assert len(found.clusters) == 2, "asked, never merged by this alone"


def test_a_place_without_a_label_is_asked_about_too_when_the_other_has_no_name() -> None:
    other = record("cget", "Le Café du coin")
    assert outcome(link([BORNE, other], shipped_model(), populations=VILLAGE)) == [("review", "")]


def test_in_a_large_town_or_where_its_size_is_unknown_a_bearer_is_no_evidence() -> None:
    for populations in (CITY, {}):
        found = link([BORNE, NAMED], shipped_model(), populations=populations)
        assert not any(kind == "review" for kind, _ in outcome(found))


def test_two_rows_of_one_list_are_two_places() -> None:
    twin = replace(BORNE, key="fabriques:2", record_id="2", names=("La Station",), unnamed=False)
    found = link([BORNE, twin], shipped_model(), populations=VILLAGE)
    assert not any(kind == "review" for kind, _ in outcome(found))


def test_a_help_desk_is_no_second_self() -> None:
    help_point = record("bfc", "Point d’accueil", kinds=("mediation-numerique",))
    found = link([BORNE, help_point], shipped_model(), populations=VILLAGE)
    assert not any(kind == "review" for kind, _ in outcome(found))


def test_two_names_without_a_label_on_both_sides_are_not_asked_about() -> None:
    found = link([NAMED, record("cget", "Le Café du coin")], shipped_model(), populations=VILLAGE)
    assert not any(kind == "review" for kind, _ in outcome(found))


def test_one_bearer_in_towns_of_one_name_is_asked_about_whatever_their_codes() -> None:
    body = ("Association d'animation des ateliers Jean Moulin",)
    one = record("fabriques", body[0], bearers=body, unnamed=True, city="Plouhinec", commune_code="56169")
    other = replace(
        one, key="manufactures:1", listing="manufactures", commune_code="29197", departement_code="29"
    )
    found = link([one, other], shipped_model(), populations={"56169": 5_000, "29197": 4_000})
    assert [pair.outcome for pair in found.pairs] == ["review"]


def test_what_a_person_settled_is_asked_no_more() -> None:
    for same in (True, False):
        settled = [Settled(BORNE.key, NAMED.key, same)]
        found = link([BORNE, NAMED], shipped_model(), settled=settled, populations=VILLAGE)
        assert not any(kind == "review" for kind, _ in outcome(found))
        assert len(found.clusters) == (1 if same else 2)
