"""What the answers of one visit show of a site, and what its visits show together."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from florilege.evidence.liveness import (
    INTERRUPTED,
    Answer,
    Finding,
    Visit,
    concluded,
    days_between,
    find,
    is_sign_of_death,
    latest,
    liveness_claims,
    with_network,
    without_repeats,
)
from florilege.evidence.parking import parked, read_signatures, says_moved
from florilege.evidence.web_pages import Page

HOME = "http://lab.fr/"
SIGNATURES = read_signatures(
    """
enough = 4
[hosts]
names = ["parking.example"]
served = 4
linked = 2
[length]
short = { words = 5, points = 2 }
long = { words = 20, points = -3 }
[[words]]
points = 2
any = ["domaine à vendre"]
[[words]]
points = 3
any = ["ce domaine à vendre"]
[[moved]]
points = 4
any = ["nous avons déménagé"]
""",
    file="parking.toml",
)


def shown(*answers: Answer, page: Page | None = None, before: Visit | None = None) -> Finding:
    return find(answers, page, SIGNATURES, before=before)


def said(finding: Finding) -> tuple[str, str, str]:
    return finding.outcome, finding.reason, finding.final_url


def to(location: str, status: int, url: str = HOME) -> Answer:
    return Answer(url, status, location=location)


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [
        (199, "unsure", "odd_status"),
        (200, "alive", "answers"),
        (299, "alive", "answers"),
        (300, "unsure", "odd_status"),
        (304, "unsure", "odd_status"),
        (401, "unsure", "forbidden"),
        (403, "unsure", "forbidden"),
        (404, "dead", "not_found"),
        (407, "unsure", "forbidden"),
        (410, "dead", "gone"),
        (418, "unsure", "odd_status"),
        (429, "unsure", "forbidden"),
        (451, "unsure", "forbidden"),
        (499, "unsure", "odd_status"),
        (500, "unsure", "server_error"),
        (599, "unsure", "server_error"),
        (600, "unsure", "odd_status"),
    ],
)
def test_a_status_shows_life_a_sign_of_death_or_nothing(status: int, outcome: str, reason: str) -> None:
    finding = shown(Answer(HOME, status))
    assert (*said(finding), finding.status) == (outcome, reason, HOME, status)


def test_an_answer_without_status_or_fault_shows_nothing() -> None:
    assert said(shown(Answer(HOME))) == ("unsure", "odd_status", HOME)


@pytest.mark.parametrize("page", ["http://lab.fr/contact", "http://lab.fr/?page=3"])
def test_a_page_that_is_gone_is_no_sign_that_its_site_is(page: str) -> None:
    assert said(shown(Answer(page, 404))) == ("unsure", "page_not_found", page)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [("no_such_name", "dead"), ("refused", "dead"), ("tls_name", "dead"), ("timeout", "unsure")],
)
def test_of_faults_only_those_that_no_living_site_has_are_signs_of_death(fault: str, outcome: str) -> None:
    """The fault of the last step counts, whatever was answered before it."""
    assert said(shown(Answer(HOME, fault=fault))) == (outcome, fault, HOME)
    away = shown(to("http://other.fr/", 301), Answer("http://other.fr/", fault=fault))
    assert said(away) == (outcome, fault, "http://other.fr/")


MOVED, LENT = ("moved", "permanent_redirect"), ("alive", "temporary_redirect")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([to("http://other.fr/", 301)], MOVED),
        ([to("http://other.fr/", 308)], MOVED),
        ([to("http://other.fr/", 302)], LENT),
        ([to("http://other.fr/", 307)], LENT),
        ([to("http://lab.fr/fr", 301), to("http://other.fr/", 302, "http://lab.fr/fr")], LENT),
        ([to("http://lab.fr/fr", 302), to("http://other.fr/", 301, "http://lab.fr/fr")], MOVED),
        ([to("http://third.fr/", 302), to("http://other.fr/", 301, "http://third.fr/")], LENT),
        ([to("http://third.fr/", 301), to("http://other.fr/", 302, "http://third.fr/")], MOVED),
    ],
)
def test_a_site_has_moved_when_the_step_that_leaves_its_host_is_for_good(
    steps: list[Answer], expected: tuple[str, str]
) -> None:
    assert said(shown(*steps, Answer("http://other.fr/", 200))) == (*expected, "http://other.fr/")


@pytest.mark.parametrize("url", ["https://lab.fr/", "http://www.lab.fr/accueil", "https://LAB.fr./"])
def test_a_redirect_to_the_same_host_however_written_is_no_move(url: str) -> None:
    assert said(shown(to(url, 301), Answer(url, 200))) == ("alive", "answers", url)


@pytest.mark.parametrize(
    ("refresh", "expected"),
    [
        ("https://other.fr/a", ("moved", "page_refresh", "https://other.fr/a")),
        ("//other.fr/a", ("moved", "page_refresh", "http://other.fr/a")),
        ("/accueil", ("alive", "answers", HOME)),
        ("https://www.lab.fr/", ("alive", "answers", HOME)),
        ("mailto:a@b.fr", ("alive", "answers", HOME)),
        ("http://[bad", ("alive", "answers", HOME)),
        ("", ("alive", "answers", HOME)),
    ],
)
def test_a_page_that_sends_its_reader_to_another_host_has_moved_there(
    refresh: str, expected: tuple[str, str, str]
) -> None:
    finding = shown(Answer(HOME, 200), page=Page("Le Lab", refresh=refresh))
    assert (*said(finding), finding.title) == (*expected, "Le Lab")


SALE = Page("Lab", " ce domaine a vendre ")
ELSEWHERE = Page("Lab", " nous avons demenage ", hosts=frozenset({"other.fr"}))


def test_a_page_parked_or_that_says_where_its_site_is_now_is_told_with_the_signs_found() -> None:
    sale = shown(Answer(HOME, 200), page=SALE)
    assert (*said(sale), sale.status, sale.title) == ("parked", "parking_page", HOME, 200, "Lab")
    assert sale.signatures == ("ce domaine a vendre",)
    moved = shown(Answer(HOME, 200), page=ELSEWHERE)
    assert (*said(moved), moved.status, moved.title) == ("moved", "page_says_moved", HOME, 200, "Lab")
    assert moved.signatures == ("nous avons demenage",)


def test_a_page_that_says_it_moved_without_a_link_elsewhere_has_not() -> None:
    home = Page("Lab", " nous avons demenage ", hosts=frozenset({"lab.fr"}))
    assert says_moved(home, HOME, SIGNATURES) is None


WORDS = " domaine a vendre" + " mot" * 15


@pytest.mark.parametrize(
    ("page", "url", "points"),
    [
        (Page(text=" domaine a vendre un mot "), HOME, None),
        (Page(text=" domaine a vendre mot "), HOME, 4),
        (Page(text=f"{WORDS} "), "http://a.parking.example/", 6),
        (Page(text=f"{WORDS} mot mot "), "http://parking.example/", 6),
        (Page(text=f"{WORDS} mot mot mot "), "http://parking.example/", None),
        (Page(text=f"{WORDS} ", hosts=frozenset({"b.parking.example"})), HOME, 4),
        (Page(text=f"{WORDS} ", hosts=frozenset({"notparking.example"})), HOME, None),
        (Page(text=" mot ", hosts=frozenset({"parking.example"})), "http://parking.example/", 6),
        (Page(text=" "), HOME, None),
    ],
    ids=[
        "five words are not short",
        "four are",
        "served below a host that parks",
        "twenty words are not long",
        "twenty-one are",
        "links to a host that parks",
        "a name that ends alike is another host",
        "a link to itself does not count twice",
        "an empty page is a page",
    ],
)
def test_points_add_up_to_a_parked_page_or_not(page: Page, url: str, points: int | None) -> None:
    score = parked(page, url, SIGNATURES)
    assert (score.points if score else None) == points


def before(reason: str, outcome: str, final_url: str = HOME) -> Visit:
    return Visit("lab.fr", HOME, "2026-01-01", outcome, reason, 200, final_url, "Lab", ("signe",))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (before("answers", "alive"), ("alive", "answers", HOME)),
        (before("timeout", "unsure"), ("alive", "answers", HOME)),
        (before("parking_page", "parked"), ("parked", "parking_page", HOME)),
        (before("page_says_moved", "moved"), ("moved", "page_says_moved", HOME)),
        (before("page_refresh", "moved", "http://new.fr/"), ("moved", "page_refresh", "http://new.fr/")),
    ],
)
def test_a_page_unchanged_since_says_what_it_said(known: Visit, expected: tuple[str, str, str]) -> None:
    finding = shown(Answer(HOME, 304), before=known)
    assert said(finding) == expected
    assert (finding.status, finding.title, finding.signatures) == (304, "Lab", ("signe",))


def test_a_sign_of_death_counts_again_from_the_very_day_that_is_far_enough() -> None:
    assert days_between("2026-02-25", "2026-03-04") == 7
    past = [Visit("lab.fr", HOME, "2026-02-25", "unsure", "not_found")]
    sign = Finding("dead", "gone", HOME)
    assert concluded(sign, "2026-03-04", past, apart=7) == "dead"
    assert concluded(sign, "2026-03-03", past, apart=7) == "unsure"


@pytest.mark.parametrize("outcome", ["alive", "moved", "parked"])
def test_any_sign_of_life_between_two_signs_of_death_keeps_a_site_from_being_dead(outcome: str) -> None:
    past = [
        Visit("lab.fr", HOME, "2026-01-01", "unsure", "gone"),
        Visit("lab.fr", HOME, "2026-01-10", outcome, "answers"),
    ]
    assert concluded(Finding("dead", "gone", HOME), "2026-02-01", past, apart=7) == "unsure"
    unsure = [past[0], Visit("lab.fr", HOME, "2026-01-10", "unsure", "timeout")]
    assert concluded(Finding("dead", "gone", HOME), "2026-02-01", unsure, apart=7) == "dead"


def test_what_is_no_sign_of_death_is_concluded_as_found() -> None:
    past = [Visit("lab.fr", HOME, "2026-01-01", "unsure", "gone")]
    for finding in (Finding("parked", "parking_page", HOME), Finding("unsure", "gone", HOME)):
        assert concluded(finding, "2026-02-01", past, apart=7) == finding.outcome


@pytest.mark.parametrize(
    ("reason", "outcome", "sign"),
    [
        ("gone", "dead", True),
        ("gone", "unsure", True),
        ("timeout", "unsure", False),
        ("gone", "alive", False),
    ],
)
def test_a_sign_of_death_is_one_by_its_reason_and_its_outcome(reason: str, outcome: str, sign: bool) -> None:
    assert is_sign_of_death(Visit("lab.fr", HOME, "2026-01-01", outcome, reason)) is sign


def test_when_no_host_answered_only_the_silence_is_put_down_to_the_network() -> None:
    silent = Visit("a.fr", "", "2026-01-08", "dead", "no_such_name")
    slow = Visit("b.fr", "", "2026-01-08", "unsure", "timeout")
    first, second = with_network([silent, slow])
    assert (first.outcome, first.reason) == ("unsure", "no_network")
    assert second == slow


def test_visits_that_differ_in_anything_found_are_no_repeats() -> None:
    one = Visit("lab.fr", HOME, "2026-01-01", "alive", "answers", 200, HOME, "Lab", ())
    for change in (
        {"url": "https://lab.fr/"}, {"outcome": "moved"}, {"reason": "x"}, {"status": 204},
        {"final_url": "http://lab.fr/a"}, {"title": "Le Lab"}, {"signatures": ("s",)},
    ):  # fmt: skip
        made = [replace(one, date=f"2026-01-0{day}") for day in (1, 2, 3)]
        made[1] = replace(made[1], **change)  # type: ignore[arg-type]
        assert without_repeats(made, before="2027-01-01") == tuple(made)
    same = [replace(one, date=f"2026-01-0{day}") for day in (1, 2, 3)]
    cut = replace(same[1], reason=INTERRUPTED, outcome="unsure")
    assert without_repeats([same[0], cut, same[2]], before="2027-01-01") == (same[0], cut, same[2])
    assert without_repeats(same, before="2026-01-02") == tuple(same)
    assert without_repeats(same, before="2026-01-03") == (same[0], same[2])


@pytest.mark.parametrize(
    ("status", "expected"), [(404, ("dead", "not_found", HOME)), (200, ("alive", "answers", HOME))]
)
def test_what_was_known_before_speaks_only_where_the_server_says_unchanged(
    status: int, expected: tuple[str, str, str]
) -> None:
    known = before("parking_page", "parked")
    assert said(shown(Answer(HOME, status), page=Page("Le Lab"), before=known)) == expected


def test_a_page_unchanged_is_where_it_was_found_today() -> None:
    known = before("answers", "alive", "http://lab.fr/old")
    assert said(shown(Answer(HOME, 304), before=known)) == ("alive", "answers", HOME)


@pytest.mark.parametrize(
    ("outcome", "reason", "reported"),
    [
        ("moved", "permanent_redirect", True),
        ("moved", "page_refresh", True),
        ("moved", "page_says_moved", False),
        ("alive", "temporary_redirect", False),
        ("unsure", "permanent_redirect", False),
    ],
)
def test_where_a_site_moved_to_is_claimed_only_when_it_said_where(
    outcome: str, reason: str, reported: bool
) -> None:
    visit = Visit("lab.fr", HOME, "2026-01-01", outcome, reason, 200, "http://new.fr/")
    fields = [claim.field for claim in liveness_claims([visit])["lab.fr"]]
    assert fields == ["website_state", "website_checked", *(["website_moved_to"] if reported else [])]


def test_of_two_visits_of_one_day_the_one_cut_short_is_not_the_last() -> None:
    whole = Visit("lab.fr", HOME, "2026-01-01", "alive", "answers", 200)
    cut = Visit("lab.fr", HOME, "2026-01-01", "unsure", INTERRUPTED)
    other = Visit("a.fr", "http://a.fr/", "2026-01-01", "alive", "answers", 200)
    for visits in ([whole, cut, other], [other, cut, whole]):
        found = latest(visits)
        assert list(found) == ["a.fr", "lab.fr"]
        assert found["lab.fr"] == whole
