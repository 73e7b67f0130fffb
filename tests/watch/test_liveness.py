"""What answers and visits mean: the same whatever their order, and never a death sentence at first sight."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from florilege.evidence.liveness import (
    DEATH_SIGNS,
    INTERRUPTED,
    OUTCOMES,
    Answer,
    Finding,
    Visit,
    concluded,
    find,
    latest,
    liveness_claims,
    with_network,
    without_repeats,
)
from florilege.evidence.parking import parked, shipped_signatures
from florilege.evidence.web_addresses import site_of
from florilege.evidence.web_pages import MOST_TITLE, Page, read_page
from florilege.listings.fields import FIELDS
from florilege.listings.vocabulary import VOCABULARIES

FIRST = date(2026, 1, 1)
reasons = st.sampled_from([*sorted(DEATH_SIGNS), "answers", "timeout", "robots", INTERRUPTED, "parking_page"])


def _outcome(reason: str) -> str:
    return {"answers": "alive", "parking_page": "parked"}.get(reason, "unsure")


@st.composite
def visits(draw: st.DrawFn) -> Visit:
    reason = draw(reasons)
    day = FIRST + timedelta(days=draw(st.integers(0, 60)))
    outcome = draw(st.sampled_from(["dead", "unsure"])) if reason in DEATH_SIGNS else _outcome(reason)
    site = draw(st.sampled_from(["a.fr", "b.fr"]))
    return Visit(site, f"http://{site}/", day.isoformat(), outcome, reason, title=draw(st.sampled_from("xy")))


@given(st.lists(visits(), max_size=12).flatmap(lambda all_: st.tuples(st.just(all_), st.permutations(all_))))
def test_claims_do_not_depend_on_the_order_of_the_visits(both: tuple[list[Visit], list[Visit]]) -> None:
    some, same = both
    assert liveness_claims(some) == liveness_claims(same)
    assert latest(some) == latest(same)


@given(
    st.lists(visits(), max_size=12).flatmap(lambda all_: st.tuples(st.just(all_), st.permutations(all_))),
    reasons,
    st.integers(1, 30),
)
def test_a_conclusion_does_not_depend_on_the_order_of_what_came_before(
    both: tuple[list[Visit], list[Visit]], reason: str, apart: int
) -> None:
    finding = Finding("dead" if reason in DEATH_SIGNS else _outcome(reason), reason, "")
    day = (FIRST + timedelta(days=61)).isoformat()
    some, same = ([replace(visit, site="a.fr") for visit in all_] for all_ in both)
    outcome = concluded(finding, day, some, apart=apart)
    assert outcome == concluded(finding, day, same, apart=apart)
    if outcome == "dead":
        limit = (FIRST + timedelta(days=61 - apart)).isoformat()
        signs = [visit for visit in some if visit.reason in DEATH_SIGNS and visit.date <= limit]
        assert reason in DEATH_SIGNS
        assert signs
        assert not any(
            visit.outcome in ("alive", "parked") and visit.date > max(sign.date for sign in signs)
            for visit in some
        )


@given(st.sampled_from(sorted(DEATH_SIGNS)))
def test_nothing_is_dead_at_first_sight(reason: str) -> None:
    assert concluded(Finding("dead", reason, ""), "2026-02-01", [], apart=1) == "unsure"


def test_a_site_that_answered_between_two_signs_of_death_is_not_dead() -> None:
    past = [
        Visit("a.fr", "http://a.fr/", "2026-01-01", "unsure", "gone"),
        Visit("a.fr", "http://a.fr/", "2026-01-20", "alive", "answers"),
    ]
    sign = Finding("dead", "gone", "")
    assert concluded(sign, "2026-02-10", past, apart=7) == "unsure"
    assert concluded(sign, "2026-02-10", past[:1], apart=7) == "dead"
    assert concluded(sign, "2026-01-05", past[:1], apart=7) == "unsure"


def test_two_visits_of_one_day_do_not_confirm_each_other() -> None:
    past = [Visit("a.fr", "http://a.fr/", "2026-01-08", "unsure", "gone")]
    assert concluded(Finding("dead", "gone", ""), "2026-01-08", past, apart=1) == "unsure"


def test_every_outcome_has_its_words_and_its_fields_are_known() -> None:
    assert set(VOCABULARIES["website_state"]) == set(OUTCOMES)
    assert FIELDS["website_state"].kind == "code"
    assert FIELDS["website_checked"].unit == "date"
    assert FIELDS["website_moved_to"].kind == "url"


def test_a_claim_is_dated_and_its_source_is_the_site_itself() -> None:
    visit = Visit(
        "a.fr", "http://a.fr/", "2026-01-08", "moved", "permanent_redirect", 200, "https://b.fr/", "B"
    )
    state, checked, moved_to = liveness_claims([visit])["a.fr"]
    assert (state.field, state.value, state.date, state.source_url) == (
        "website_state", "moved", "2026-01-08", "http://a.fr/",
    )  # fmt: skip
    assert (moved_to.field, moved_to.value, state.licence) == (
        "website_moved_to",
        "https://b.fr/",
        "fact-cited",
    )
    assert (checked.field, checked.value, checked.unit) == ("website_checked", "2026-01-08", "date")


def test_a_visit_cut_short_leaves_the_word_to_the_one_before() -> None:
    before = Visit("a.fr", "http://a.fr/", "2026-01-08", "alive", "answers")
    cut_short = Visit("a.fr", "http://a.fr/", "2026-02-08", "unsure", INTERRUPTED)
    assert liveness_claims([cut_short, before])["a.fr"][0].value == "alive"
    assert liveness_claims([cut_short]) == {}


def test_the_silence_of_all_sites_is_that_of_the_network() -> None:
    silent = [Visit(site, "", "2026-01-08", "dead", "no_such_name") for site in ("a.fr", "b.fr")]
    assert {visit.reason for visit in with_network(silent)} == {"no_network"}
    answered = Visit("c.fr", "", "2026-01-08", "unsure", "server_error", 500)
    assert with_network([*silent, answered]) == (*silent, answered)


SALE = "Ce nom de domaine est à vendre. "
CASES = [
    (f"<title>lab.fr</title>{SALE}", "http://lab.fr/", True),
    ("<p>bienvenue</p>", "http://ww1.sedoparking.com/x", True),
    (
        "<p>Cet espace de coworking dispose d’un parking gratuit, domaine de la gare</p>",
        "http://lab.fr/",
        False,
    ),
    (f"{SALE} {'Notre atelier accueille les habitants du quartier. ' * 200}", "http://lab.fr/", False),
    ("", "http://lab.fr/", False),
    ("<p>Index of /</p>", "http://lab.fr/", False),
    ('<a href="https://sedo.com/">notre hébergeur</a> accueil', "http://lab.fr/", False),
    (f"<!-- {SALE * 5} --><script>'{SALE}'</script><p>Le lab</p>", "http://lab.fr/", False),
]


@pytest.mark.parametrize(("source", "url", "expected"), CASES, ids=range(len(CASES)))
def test_a_parked_name_is_told_from_a_site_that_says_little(source: str, url: str, expected: bool) -> None:
    page = read_page(source.encode(), "text/html; charset=utf-8")
    assert page is not None
    assert (parked(page, url, shipped_signatures()) is not None) is expected


@given(
    st.binary(max_size=3000),
    st.sampled_from(["", "text/html", "text/html; charset=utf-16", "text/plain; charset=idna"]),
)
def test_any_bytes_make_a_page_fit_for_a_cell(body: bytes, kind: str) -> None:
    page = read_page(b"<title>" + body, kind)
    assert page is not None
    assert len(page.title) <= MOST_TITLE
    assert not page.title or (page.title.isprintable() and page.title[0] not in "=+-@")


@given(st.text(max_size=60))
def test_any_text_is_an_address_to_visit_or_none(text: str) -> None:
    site = site_of(text)
    if site is not None:
        assert site.url.isascii()
        assert site_of(site.url) == site
        answer = Answer(site.url, 200)
        assert find([answer], Page(refresh=text), shipped_signatures()).outcome in OUTCOMES


@pytest.mark.parametrize(
    ("text", "key", "url"),
    [
        ("http://Example.ORG", "example.org", "http://example.org/"),
        ("https://example.org:443/", "example.org", "https://example.org/"),
        ("www.bücher.example", "www.xn--bcher-kva.example", "http://www.xn--bcher-kva.example/"),
        ("http://user:word@example.org/a b#c", "example.org/a%20b", "http://example.org/a%20b"),
        ("example.org:8080/x?é=1", "example.org:8080/x?%C3%A9=1", "http://example.org:8080/x?%C3%A9=1"),
    ],
)
def test_one_site_has_one_key(text: str, key: str, url: str) -> None:
    site = site_of(text)
    assert site is not None
    assert (site.key, site.url) == (key, url)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mailto:a@b.fr",
        "ftp://a.fr/",
        "javascript:alert(1)",
        "deux mots",
        "http://[x/",
        "http://a.fr:99999/",
    ],
)
def test_what_is_no_address_of_the_web_is_said_so(text: str) -> None:
    assert site_of(text) is None


@given(st.lists(visits(), max_size=14), st.integers(0, 70), reasons, st.integers(1, 30))
def test_visits_taken_out_change_neither_what_is_said_nor_what_will_be_concluded(
    made: list[Visit], old: int, reason: str, apart: int
) -> None:
    before = (FIRST + timedelta(days=old)).isoformat()
    kept = without_repeats(made, before=before)
    assert set(kept) <= set(made)
    assert {visit for visit in made if visit.date >= before} <= set(kept)
    assert without_repeats(kept, before=before) == kept
    assert liveness_claims(kept) == liveness_claims(made)
    finding = Finding("dead" if reason in DEATH_SIGNS else _outcome(reason), reason, "http://a.fr/")
    day = (FIRST + timedelta(days=75)).isoformat()
    for site in ("a.fr", "b.fr"):
        seen, left = ([one for one in some if one.site == site] for some in (made, kept))
        assert concluded(finding, day, left, apart=apart) == concluded(finding, day, seen, apart=apart)


def test_of_a_long_run_of_same_visits_the_first_and_the_last_stay() -> None:
    days = [f"2025-{month:02}-01" for month in range(1, 10)]
    run = [Visit("a.fr", "http://a.fr/", day, "alive", "answers", 200) for day in days]
    run[4] = replace(run[4], outcome="unsure", reason="timeout", status=None)
    kept = without_repeats(run, before="2025-08-15")
    assert [visit.date[5:7] for visit in kept] == ["01", "04", "05", "06", "09"]
    assert [visit.date[5:7] for visit in without_repeats(run, before="2025-07-15")] == [
        "01", "04", "05", "06", "08", "09",
    ]  # fmt: skip
