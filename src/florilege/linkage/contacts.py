"""Web addresses, accounts and telephone numbers, brought to one form; hosts that many bodies share are known."""

from __future__ import annotations

import re

from msgspec import Struct

from florilege.linkage.names import fold
from florilege.linkage.words import WORDS

SHARED_HOSTS = WORDS["shared_hosts"]
"""Hosts on which unrelated bodies have their pages: sharing one says nothing, the whole address may."""

_SECOND_LEVEL = frozenset({"co", "com", "asso", "gouv", "org", "net"})
_SCHEME = re.compile(r"^[a-z]+://+", re.IGNORECASE)
_USELESS = frozenset({"", "index", "home", "accueil", "fr", "index.html", "index.php", "web"})


class Site(Struct, frozen=True):
    """A web address: registered domain ("" on a shared host) and the whole page in one form."""

    domain: str
    page: str
    label: str


def site(url: str) -> Site | None:
    """The web address in one form, or None when it is none."""
    bare = _SCHEME.sub("", url.strip()).strip().lower()
    if not bare or "." not in bare or " " in bare or "@" in bare.split("/")[0]:
        return None
    host, _, path = bare.partition("/")
    host = host.split(":")[0].removeprefix("www.").rstrip(".")
    parts = host.split(".")
    size = 3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2 else 2
    domain = ".".join(parts[-size:])
    steps = [step for step in path.split("?fref")[0].split("#")[0].split("/") if step not in _USELESS]
    page = "/".join([host, *steps])
    if domain in SHARED_HOSTS or host in SHARED_HOSTS:
        own = host.removesuffix(domain).rstrip(".") or (steps[0] if steps else "")
        return Site("", page, fold(own).replace(" ", ""))
    return Site(domain, page, fold(parts[-size]).replace(" ", ""))


def account(text: str) -> str:
    """A social account "network:name" in one form, or "" when it names none."""
    network, _, name = text.partition(":")
    name = re.sub(r"[^\w]", "", name.lower())
    return f"{network.lower()}:{name}" if name else ""


def phone(text: str) -> str:
    """Nine digits of a French telephone number, or "" when there are not that many."""
    digits = re.sub(r"\D", "", text)
    return digits[-9:] if len(digits) >= 9 else ""
