"""Visits become claims of the places that give the sites; the state shown is that of the site shown."""

from __future__ import annotations

from florilege.evidence.claims import Claim
from florilege.evidence.liveness import Visit
from florilege.evidence.places import ResolvedPlace
from florilege.evidence.rules import Shown
from florilege.web.inventory.places import Gathered
from florilege.web.watch.claims import with_liveness, with_watched

OLD, NEW = "http://vieux-lab.fr", "https://lab.fr/"
VISITS = (
    Visit("vieux-lab.fr", "http://vieux-lab.fr/", "2026-03-02", "dead", "gone", 410),
    Visit("lab.fr", "https://lab.fr/", "2026-03-02", "alive", "answers", 200, title="Le lab"),
    Visit("autre.fr", "https://autre.fr/", "2026-03-02", "alive", "answers", 200),
)


def website(place: str, listing: str, record: str, url: str) -> Claim:
    return Claim(f"{listing}:{record}:website:1", place, "website", url, listing, record, "etalab-2.0")


def gathered(*claims: Claim, shown: str) -> Gathered:
    values = Shown((shown,), None, (claims[0].key,), "corroborated", disagree=True)
    place = ResolvedPlace("p1", "Le lab", {"website": values}, None, None, "none", ("cget",), 1)
    return Gathered({"p1": ()}, {"p1": claims}, {"p1": place})


def test_each_site_of_a_place_has_its_claims_and_the_one_shown_its_state() -> None:
    said = (website("p1", "cget", "7", OLD), website("p1", "pdl", "x_1", NEW), website("p1", "bfc", "3", NEW))
    made = with_liveness(gathered(*said, shown=NEW), VISITS)
    added = made.claims["p1"][len(said) :]
    assert [(claim.key, claim.value) for claim in added] == [
        ("watch:cget:7:website_state:1", "dead"),
        ("watch:cget:7:website_checked:1", "2026-03-02"),
        ("watch:pdl:x_1:website_state:1", "alive"),
        ("watch:pdl:x_1:website_checked:1", "2026-03-02"),
    ]
    assert {claim.source_url for claim in added} == {"http://vieux-lab.fr/", "https://lab.fr/"}
    shown = made.resolved["p1"].shown
    assert (shown["website_state"].values, shown["website_state"].disagree) == (("alive",), False)
    assert shown["website_checked"].values == ("2026-03-02",)
    assert made.resolved["p1"].listings == ("cget",), "a visit is no listing more"


def test_a_dead_site_closes_no_place() -> None:
    made = with_liveness(gathered(website("p1", "cget", "7", OLD), shown=OLD), VISITS)
    assert "status" not in made.resolved["p1"].shown
    assert all(claim.field != "status" for claim in made.claims["p1"])


def test_two_sites_of_one_record_have_claims_of_two_keys() -> None:
    said = (website("p1", "cget", "7", OLD), website("p1", "cget", "7", NEW))
    made = with_liveness(gathered(*said, shown=NEW), VISITS)
    keys = [claim.key for claim in made.claims["p1"]][len(said) :]
    assert keys == [
        "watch:cget:7:website_state:1",
        "watch:cget:7:website_checked:1",
        "watch:cget:7:website_state:2",
        "watch:cget:7:website_checked:2",
    ]


def test_a_place_whose_sites_were_never_visited_is_left_as_it_is() -> None:
    before = gathered(website("p1", "cget", "7", "https://jamais.fr"), shown="https://jamais.fr")
    assert with_liveness(before, VISITS) == before


def test_the_claims_of_a_visit_hang_on_the_record_that_gives_the_site() -> None:
    assert with_watched({"cget:7": 12}) == {"cget:7": 12, "watch:cget:7": 12}


def test_a_site_that_answers_is_shown_before_one_found_dead() -> None:
    said = (website("p1", "cget", "7", OLD), website("p1", "pdl", "x_1", NEW), website("p1", "bfc", "3", NEW))
    shown = with_liveness(gathered(*said, shown=OLD), VISITS).resolved["p1"].shown
    assert (shown["website"].values, shown["website"].code, shown["website"].disagree) == (
        (NEW,),
        "alive",
        True,
    )
    assert shown["website"].claims == ("pdl:x_1:website:1", "bfc:3:website:1")
    assert shown["website_state"].values == ("alive",)


def test_a_dead_site_stays_shown_where_no_other_is_known_to_live() -> None:
    never = website("p1", "pdl", "x_1", "https://jamais.fr")
    shown = (
        with_liveness(gathered(website("p1", "cget", "7", OLD), never, shown=OLD), VISITS)
        .resolved["p1"]
        .shown
    )
    assert shown["website"].values == (OLD,)
    assert shown["website_state"].values == ("dead",)


def test_a_living_site_that_its_listing_gives_no_more_is_not_taken() -> None:
    gone = Claim("pdl:x_1:left_listing:1", "p1", "left_listing", "2025-01-01", "pdl", "x_1", "etalab-2.0")
    said = (website("p1", "cget", "7", OLD), website("p1", "pdl", "x_1", NEW), gone)
    assert with_liveness(gathered(*said, shown=OLD), VISITS).resolved["p1"].shown["website"].values == (OLD,)
