"""Whether a page only keeps or sells a domain name, or says that its site is elsewhere: points and their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from msgspec import Struct

from florilege.evidence.web_addresses import host_of, within
from florilege.evidence.web_pages import Page, folded
from florilege.toml_lines import Table, read_toml


class Signatures(Struct, frozen=True):
    """What tells such pages: points by phrase (folded), by host, by length.

    hosts : hosts that park names; served, linked : points when the page is theirs, or leads to them
    short, long : number of words and points of a page below, or above
    """

    enough: int
    hosts: frozenset[str]
    served: int
    linked: int
    short: tuple[int, int]
    long: tuple[int, int]
    words: Mapping[str, int]
    moved: Mapping[str, int]


class Score(Struct, frozen=True):
    """Points of a page and the signatures found, sorted."""

    points: int
    found: tuple[str, ...]


def read_signatures(text: str, *, file: str) -> Signatures:
    """Signatures from a TOML text; raises InputRefused naming the line of what cannot be used."""
    root = read_toml(text, file=file)
    hosts, length = root.table("hosts"), root.table("length")
    signatures = Signatures(
        enough=root.require("enough", int),
        hosts=frozenset(hosts.texts("names")),
        served=hosts.require("served", int),
        linked=hosts.require("linked", int),
        short=_step(length.table("short")),
        long=_step(length.table("long")),
        words=_phrases(root, "words"),
        moved=_phrases(root, "moved"),
    )
    for table in (hosts, length, root):
        table.refuse_unknown()
    return signatures


@lru_cache(maxsize=1)
def shipped_signatures() -> Signatures:
    """The signatures shipped with the package."""
    source = resources.files("florilege.evidence").joinpath("parking.toml")
    return read_signatures(source.read_text(encoding="utf-8"), file="parking.toml")


def parked(page: Page, url: str, signatures: Signatures) -> Score | None:
    """The score of a page that is parked, None for another one.

    Length alone never parks a page: a site that opens on one picture is a site.
    """
    host = host_of(url)
    points, found = _said(page, signatures.words)
    if any(within(host, domain) for domain in signatures.hosts):
        points, found = points + signatures.served, [*found, f"host {host}"]
    linked = {name for name in page.hosts if any(within(name, domain) for domain in signatures.hosts)}
    if linked - {host}:
        points += signatures.linked
        found.extend(f"link {name}" for name in linked - {host})
    if not found:
        return None
    words = len(page.text.split())
    points += signatures.short[1] if words < signatures.short[0] else 0
    points += signatures.long[1] if words > signatures.long[0] else 0
    return Score(points, tuple(sorted(found))) if points >= signatures.enough else None


def says_moved(page: Page, url: str, signatures: Signatures) -> Score | None:
    """The score of a page that says that its site is now on another host, to which it links; else None."""
    points, found = _said(page, signatures.moved)
    elsewhere = page.hosts - {host_of(url)}
    return Score(points, tuple(sorted(found))) if points >= signatures.enough and elsewhere else None


def _said(page: Page, phrases: Mapping[str, int]) -> tuple[int, list[str]]:
    """Points of the phrases said; of those that hold one another, the longest only."""
    whole = f"{folded(page.title)}{page.text}"
    said = [phrase for phrase in phrases if f" {phrase} " in whole]
    kept = [phrase for phrase in said if not any(phrase != other and phrase in other for other in said)]
    return sum(phrases[phrase] for phrase in kept), kept


def _step(table: Table) -> tuple[int, int]:
    step = table.require("words", int), table.require("points", int)
    table.refuse_unknown()
    return step


def _phrases(root: Table, key: str) -> Mapping[str, int]:
    phrases: dict[str, int] = {}
    for entry in root.tables(key):
        points = entry.require("points", int)
        phrases |= {folded(phrase).strip(): points for phrase in entry.texts("any")}
        entry.refuse_unknown()
    return MappingProxyType(phrases)
