"""The guard of connections: no name, number, redirect or second answer of a name leads to a private machine."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from florilege.web.watch.fetching import Budget, Fetcher
from florilege.web.watch.guard import Guard, VisitFault, is_public, system_resolve
from tests.watch.local_web import LocalWeb, page

PUBLIC = ("8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a01:e0c:1::1")
PRIVATE = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.8", "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "192.88.99.1", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "2001:0:7f00:1::", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1",
    "not an address", "",
)  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_let_through(address: str) -> None:
    assert is_public(address)
    assert Guard().admits(address, 443)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_and_doubtful_addresses_are_not(address: str) -> None:
    assert not is_public(address)
    assert not Guard().admits(address, 80)


@given(st.integers(0, 2**32 - 1))
def test_an_address_in_disguise_is_judged_as_itself(number: int) -> None:
    plain = ipaddress.IPv4Address(number)
    assert is_public(f"::ffff:{plain}") == is_public(str(plain))
    if not plain.is_global:
        assert not is_public(str(plain))


@pytest.mark.parametrize("host", ["2130706433", "0177.0.0.1", "0x7f.1", "127.1", "127.0.0.1"])
def test_numbers_written_otherwise_are_seen_as_the_address_they_are(host: str) -> None:
    assert system_resolve(host, 80) == ["127.0.0.1"]
    with pytest.raises(VisitFault, match="private_address"):
        Guard().addresses(host, 80)


@pytest.mark.parametrize("port", [22, 25, 8080, 6379, 0])
def test_only_the_ports_of_the_web_are_visited(port: int) -> None:
    def never(host: str, port: int) -> Sequence[str]:
        raise AssertionError("no name is looked up for a port that is refused")

    with pytest.raises(VisitFault, match="port"):
        Guard(resolve=never).addresses("example.org", port)


def test_of_a_name_with_public_and_private_addresses_only_the_public_are_tried() -> None:
    guard = Guard(resolve=lambda _host, _port: ["10.0.0.1", "8.8.8.8", "::1"])
    assert guard.addresses("mixed.example", 443) == ["8.8.8.8"]


def test_a_name_is_resolved_once_so_that_a_second_answer_cannot_lead_inside(
    web: LocalWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = web.host(page("secret"))
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])
    looked_up: list[str] = []
    tried: list[tuple[str, int]] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        looked_up.append(host)
        return next(answers)

    def outside(address: tuple[str, int], timeout: float) -> socket.socket:
        tried.append(address)  # what lies outside this machine is not reached by a test
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr("florilege.web.watch.guard.socket.create_connection", outside)
    with pytest.raises(VisitFault, match="refused"):
        Guard(resolve=rebinding).connect("rebinding.example", 80, lambda: 1.0)
    assert (looked_up, tried, inside.asked) == (["rebinding.example"], [("8.8.8.8", 80)], [])


def test_the_address_reached_is_checked_again_whatever_was_asked_for(
    web: LocalWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = web.host(page("secret"))
    real = socket.create_connection

    def translated(address: tuple[str, int], timeout: float) -> socket.socket:
        return real(("127.0.0.1", inside.port), timeout=timeout)  # as a network that rewrites addresses would

    monkeypatch.setattr("florilege.web.watch.guard.socket.create_connection", translated)
    with pytest.raises(VisitFault, match="private_address"):
        Guard(resolve=lambda _host, _port: ["8.8.8.8"]).connect("rewritten.example", 80, lambda: 1.0)
    assert inside.asked == []


def test_the_permission_of_the_tests_is_for_one_address_and_port(web: LocalWeb) -> None:
    allowed, other = web.host(page()), web.host(page())
    fetcher = Fetcher(Guard(frozenset({("127.0.0.1", allowed.port)})), "florilege/test")
    assert fetcher.get(f"{allowed.url}/", Budget(60)).status == 200
    for url in (f"{other.url}/", f"http://127.0.0.2:{allowed.port}/", f"http://[::1]:{allowed.port}/"):
        with pytest.raises(VisitFault, match=r"port|private_address"):
            fetcher.get(url, Budget(60))
    assert other.asked == []


def test_a_name_that_does_not_exist_is_told_from_one_that_cannot_be_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for code, expected in ((socket.EAI_NONAME, "no_such_name"), (socket.EAI_AGAIN, "name_unresolved")):

        def fail(*_: object, code: int = code, **__: object) -> None:
            raise socket.gaierror(code, "")

        monkeypatch.setattr("florilege.web.watch.guard.socket.getaddrinfo", fail)
        with pytest.raises(VisitFault, match=expected):
            Guard().addresses("nowhere.example", 80)
