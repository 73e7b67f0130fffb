"""One visit to each kind of site, on a real server of this machine."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from pathlib import Path

import pytest

from florilege.evidence.liveness import Visit
from florilege.evidence.web_addresses import Site
from florilege.web.watch.fetching import Budget, Fetcher, Limits
from florilege.web.watch.guard import Guard, VisitFault
from tests.watch.conftest import HURRIED, MakeRound, PassingTime, outcomes
from tests.watch.local_web import (
    HTML,
    Handler,
    LocalWeb,
    cut,
    gzip_bomb,
    huge,
    not_http,
    page,
    redirect,
    silent,
    slow,
    with_etag,
)

ANSWERS = ("alive", "answers")


def only(made: object) -> Visit:
    visits = made.visits  # type: ignore[attr-defined]
    assert len(visits) == 1
    return visits[0]


def test_a_site_that_answers_is_alive_with_its_title(web: LocalWeb, visit_all: MakeRound) -> None:
    host = web.host(page())
    visit = only(visit_all(host.watched("/", "p1", "p2")))
    assert (visit.outcome, visit.reason, visit.status) == ("alive", "answers", 200)
    assert (visit.title, visit.final_url, visit.places) == ("La Fabrique", host.url + "/", ("p1", "p2"))


def test_the_visitor_says_who_it_is_and_whom_to_write_to(web: LocalWeb, visit_all: MakeRound) -> None:
    host = web.host(page())
    visit_all(host.watched())
    assert {one.headers["User-Agent"] for one in host.asked} == {"florilege/test (+test@example.org)"}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, ("unsure", "not_found")),
        (410, ("unsure", "gone")),
        (403, ("unsure", "forbidden")),
        (429, ("unsure", "forbidden")),
        (500, ("unsure", "server_error")),
        (503, ("unsure", "server_error")),
        (418, ("unsure", "odd_status")),
        (204, ANSWERS),
    ],
)
def test_a_first_visit_concludes_nothing_from_a_refusal(
    web: LocalWeb, visit_all: MakeRound, status: int, expected: tuple[str, str]
) -> None:
    host = web.host(page("", status=status))
    assert outcomes(visit_all(host.watched())) == [expected]


def test_a_home_page_gone_is_dead_only_when_seen_again_days_later(
    web: LocalWeb, visit_all: MakeRound
) -> None:
    gone, alive = web.host(page("", status=410)), web.host(page())
    watched = (gone.watched(), alive.watched())
    found = [
        {visit.site: visit.outcome for visit in visit_all(*watched, today=day, older_than=0).visits}
        for day in ("2026-03-02", "2026-03-05", "2026-03-09")
    ]
    assert [one.get(gone.watched().site.key) for one in found] == ["unsure", "unsure", "dead"]


def test_a_page_gone_from_a_site_is_not_a_site_gone(web: LocalWeb, visit_all: MakeRound) -> None:
    host = web.host(page())
    for day in ("2026-03-02", "2026-04-20"):
        assert outcomes(visit_all(host.watched("/equipe/lab"), today=day)) == [("unsure", "page_not_found")]


def test_a_slow_site_costs_its_time_and_no_more(web: LocalWeb, visit_all: MakeRound) -> None:
    hosts = [web.host(slow), web.host(silent)]
    made = visit_all(*(host.watched() for host in hosts), limits=HURRIED)
    assert outcomes(made) == [("unsure", "timeout")] * 2


def test_a_body_without_end_is_cut_and_the_site_alive(web: LocalWeb, visit_all: MakeRound) -> None:
    visit = only(visit_all(web.host(huge).watched()))
    assert (visit.outcome, visit.title) == ("alive", "La Fabrique")


def test_a_gzip_bomb_is_unpacked_to_the_limit_only(web: LocalWeb) -> None:
    host = web.host(gzip_bomb)
    fetcher = Fetcher(Guard(web.allowed), "florilege/test", Limits(body=100_000))
    assert len(fetcher.get(f"{host.url}/", Budget(60)).body) == 100_000


@pytest.mark.parametrize(
    ("play", "reason"), [(cut, "cut"), (not_http, "protocol")], ids=["broken off", "not HTTP"]
)
def test_a_broken_answer_leaves_the_site_unsure(
    web: LocalWeb, visit_all: MakeRound, play: object, reason: str
) -> None:
    host = web.host(play)  # type: ignore[arg-type]
    assert outcomes(visit_all(host.watched())) == [("unsure", reason)]


def test_what_is_no_page_is_alive_without_a_title(web: LocalWeb, visit_all: MakeRound) -> None:
    visit = only(visit_all(web.host(page(b"%PDF-1.7 <title>no</title>", kind="application/pdf")).watched()))
    assert (visit.outcome, visit.title) == ("alive", "")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<title>Café numérique</title>".encode("cp1252"), "text/html; charset=utf-8-nope"),
        ("<title>Café numérique</title>".encode("cp1252"), "text/html"),
        ('<meta charset="iso-8859-1"><title>Café numérique</title>'.encode("latin-1"), "text/html"),
        (b"<title>Caf&eacute; num&#233;rique</title>", HTML),
    ],
    ids=["unknown encoding", "none said", "said in the page", "as entities"],
)
def test_a_title_is_read_whatever_its_encoding(
    web: LocalWeb, visit_all: MakeRound, body: bytes, kind: str
) -> None:
    assert only(visit_all(web.host(page(body, kind=kind)).watched())).title == "Café numérique"


def test_a_redirect_within_the_site_is_followed(web: LocalWeb, visit_all: MakeRound) -> None:
    host = web.host({"/": redirect("/fr/"), "/fr/": redirect("accueil", 302), "/fr/accueil": page()})
    visit = only(visit_all(host.watched()))
    assert (visit.outcome, visit.final_url) == ("alive", f"{host.url}/fr/accueil")


def test_a_permanent_redirect_to_another_site_is_a_move(web: LocalWeb, visit_all: MakeRound) -> None:
    other = web.host({"/new": page()}, address="127.0.0.2")
    host = web.host({"/": redirect("/away"), "/away": redirect(f"{other.url}/new", 308)})
    visit = only(visit_all(host.watched()))
    assert (visit.outcome, visit.reason, visit.final_url) == (
        "moved",
        "permanent_redirect",
        f"{other.url}/new",
    )


def test_a_temporary_redirect_to_another_site_is_not(web: LocalWeb, visit_all: MakeRound) -> None:
    other = web.host(page(), address="127.0.0.2")
    host = web.host(redirect(f"{other.url}/", 302))
    assert outcomes(visit_all(host.watched())) == [("alive", "temporary_redirect")]


def test_a_page_that_says_or_sends_elsewhere_is_a_move(web: LocalWeb, visit_all: MakeRound) -> None:
    says = web.host(
        page('Notre site a d&eacute;m&eacute;nag&eacute; ! <a href="https://nouveau.example">ici</a>')
    )
    sends = web.host(page('<meta http-equiv="refresh" content="3; url=https://nouveau.example/lab">'))
    made = visit_all(says.watched(), sends.watched())
    found = {visit.site: (visit.outcome, visit.reason, visit.final_url) for visit in made.visits}
    assert found == {
        says.watched().site.key: ("moved", "page_says_moved", f"{says.url}/"),
        sends.watched().site.key: ("moved", "page_refresh", "https://nouveau.example/lab"),
    }


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://169.254.169.254/latest/", "private_address"),
        ("http://127.0.0.1/", "private_address"),
        ("http://2130706433/", "private_address"),
        ("http://0177.0.0.1/", "private_address"),
        ("http://[::ffff:10.0.0.1]/", "private_address"),
        ("http://127.0.0.1:22/", "port"),
        ("ftp://127.0.0.1/", "bad_redirect"),
        ("javascript:alert(1)", "bad_redirect"),
        ("http://[broken/", "bad_redirect"),
    ],
)
def test_a_redirect_leads_to_no_private_place(
    web: LocalWeb, visit_all: MakeRound, target: str, reason: str
) -> None:
    visit = only(visit_all(web.host(redirect(target)).watched()))
    assert (visit.outcome, visit.reason) == ("unsure", reason)


def test_redirects_that_turn_in_circles_or_never_end_are_left(web: LocalWeb, visit_all: MakeRound) -> None:
    circle = web.host({"/": redirect("/a"), "/a": redirect("/b"), "/b": redirect("/a")})
    chain = web.host({"/": redirect("/1")} | {f"/{rank}": redirect(f"/{rank + 1}") for rank in range(40)})
    made = visit_all(circle.watched(), chain.watched())
    assert sorted(outcomes(made)) == [("unsure", "redirect_loop"), ("unsure", "too_many_redirects")]
    assert len(chain.pages()) == Limits().redirects + 1


def test_robots_that_say_no_are_obeyed_and_nothing_is_concluded(web: LocalWeb, visit_all: MakeRound) -> None:
    closed = web.host(page(), robots="User-agent: *\nDisallow: /*\n")
    named = web.host(page(), robots="User-agent: florilege\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    home_only = web.host(page(), robots="User-agent: *\nAllow: /$\nDisallow: /\n")
    made = visit_all(closed.watched(), named.watched(), home_only.watched())
    found = {visit.site: (visit.outcome, visit.reason) for visit in made.visits}
    assert found[closed.watched().site.key] == found[named.watched().site.key] == ("unsure", "robots")
    assert closed.pages() == named.pages() == []
    assert found[home_only.watched().site.key] == ANSWERS


def test_the_robots_of_the_host_that_a_redirect_leads_to_are_obeyed(
    web: LocalWeb, visit_all: MakeRound
) -> None:
    other = web.host(page(), robots="User-agent: *\nDisallow: /\n", address="127.0.0.2")
    host = web.host(redirect(f"{other.url}/"))
    assert outcomes(visit_all(host.watched())) == [("unsure", "robots")]
    assert other.pages() == []


def test_robots_that_the_server_fails_to_give_close_the_site(web: LocalWeb, visit_all: MakeRound) -> None:
    host = web.host(page(), robots=page("", status=503))
    assert outcomes(visit_all(host.watched())) == [("unsure", "robots_unavailable")]
    assert host.pages() == []


def test_robots_are_asked_once_a_round_and_their_delay_followed_up_to_a_most(
    web: LocalWeb, visit_all: MakeRound, passing: PassingTime
) -> None:
    plays = {f"/{rank}": page() for rank in range(3)}
    host = web.host(plays, robots="User-agent: *\nCrawl-delay: 500\n")
    made = visit_all(*(host.watched(path) for path in plays))
    assert outcomes(made) == [ANSWERS] * 3
    assert [one.path for one in host.asked] == ["/robots.txt", "/0", "/1", "/2"]
    assert passing.waited == [30.0, 30.0, 30.0]


def test_a_host_serves_one_request_at_a_time_and_many_hosts_are_visited_at_once(
    web: LocalWeb, visit_all: MakeRound
) -> None:
    together = threading.Barrier(3, timeout=30)

    def wait_for_the_others(asked: object) -> None:
        together.wait()
        page()(asked)  # type: ignore[arg-type]

    hosts = [web.host({"/": wait_for_the_others, "/a": page(), "/b": page()}) for _ in range(3)]
    watched = [host.watched(path) for host in hosts for path in ("/", "/a", "/b")]
    made = visit_all(*watched)
    assert outcomes(made) == [ANSWERS] * 9
    assert [host.most_at_once for host in hosts] == [1, 1, 1]


def test_hosts_that_all_lead_to_one_do_not_ask_it_at_once(web: LocalWeb, visit_all: MakeRound) -> None:
    together = threading.Barrier(4, timeout=30)

    def lingering(asked: Handler) -> None:
        asked.world.over.wait(0.05)  # long enough for another request to come in, if one may
        page()(asked)

    def lead(asked: Handler) -> None:
        together.wait()
        redirect(f"{target.url}/", 302)(asked)

    target = web.host(lingering, address="127.0.0.2")
    hosts = [web.host(lead) for _ in range(4)]
    made = visit_all(*(host.watched() for host in hosts))
    assert outcomes(made) == [("alive", "temporary_redirect")] * 4
    assert (len(target.pages()), target.most_at_once) == (4, 1)
    assert sum(one.path == "/robots.txt" for one in target.asked) == 1


def test_a_page_unchanged_is_not_sent_again(web: LocalWeb, visit_all: MakeRound) -> None:
    host = web.host(with_etag)
    first = only(visit_all(host.watched(), today="2026-01-01"))
    second = only(visit_all(host.watched(), today="2026-03-01"))
    third = only(visit_all(host.watched(), today="2026-05-01"))
    assert (first.status, second.status, third.status) == (200, 304, 304)
    assert (third.outcome, third.title, third.etag) == ("alive", "La Fabrique", '"v1"')


def test_a_parked_name_says_why(web: LocalWeb, visit_all: MakeRound) -> None:
    body = '<title>lelab.example</title><p>This domain is for sale!</p><a href="https://sedo.com/x">Buy this domain</a>'
    visit = only(visit_all(web.host(page(body)).watched()))
    assert (visit.outcome, visit.reason) == ("parked", "parking_page")
    assert visit.signatures == ("buy this domain", "link sedo.com", "this domain is for sale")


def test_a_refused_connection_is_a_sign_of_death(web: LocalWeb, visit_all: MakeRound) -> None:
    closed, alive = web.host(page()), web.host(page())
    with socket.socket() as taken:  # a port where nobody listens
        taken.bind(("127.0.0.1", 0))
        closed.port = taken.getsockname()[1]
        for day, expected in (("2026-03-02", "unsure"), ("2026-03-20", "dead")):
            made = visit_all(closed.watched(), alive.watched(), today=day, older_than=0)
            visit = next(one for one in made.visits if one.site == closed.watched().site.key)
            assert (visit.outcome, visit.reason) == (expected, "refused")


def test_a_machine_without_network_buries_nobody(web: LocalWeb, visit_all: MakeRound) -> None:
    host = web.host(page())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        host.port = taken.getsockname()[1]
        for day in ("2026-03-02", "2026-03-20", "2026-04-20"):
            assert outcomes(visit_all(host.watched(), today=day, older_than=0)) == [("unsure", "no_network")]


@pytest.fixture
def encrypted(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server made out to another name, and a client that trusts who signed it; keys made for this test only."""
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=elsewhere.example", "-addext", "subjectAltName=DNS:elsewhere.example",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=str(certificate))


@pytest.mark.parametrize(("trusts", "expected"), [(True, "tls_name"), (False, "tls")])
def test_a_certificate_of_another_name_is_told_from_one_that_nobody_signed(
    encrypted: tuple[ssl.SSLContext, ssl.SSLContext], trusts: bool, expected: str
) -> None:
    server, client = encrypted
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def serve() -> None:
            connection, _ = listening.accept()
            try:
                server.wrap_socket(connection, server_side=True).close()
            except OSError:
                connection.close()

        threading.Thread(target=serve, daemon=True).start()
        fetcher = Fetcher(Guard(frozenset({("127.0.0.1", port)})), "florilege/test")
        if trusts:
            fetcher.tls = client
        with pytest.raises(VisitFault) as fault:
            fetcher.get(Site("x", f"https://127.0.0.1:{port}/").url, Budget(60))
    assert fault.value.code == expected
