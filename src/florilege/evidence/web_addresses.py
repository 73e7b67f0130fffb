"""Addresses of web sites as sources write them, brought to one form so that a site is visited once."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from msgspec import Struct

PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_KEPT_IN_PATH = "/%:=&~+!$,;'@()*[]?-._"
_BARE_HOST = re.compile(r"^[^/?#:]+(?::\d+)?(?:[/?#]|$)")


class Site(Struct, frozen=True):
    """One web site to visit.

    key : host, port when not the usual one, path and query: the same for http and https
    url : the whole address; ASCII, without user, password or fragment
    """

    key: str
    url: str

    @property
    def host(self) -> str:
        """Host and port: those who share it are visited one after the other."""
        return urlsplit(self.url).netloc

    @property
    def is_home(self) -> bool:
        """Whether the address is that of the whole site, and not of one of its pages."""
        parts = urlsplit(self.url)
        return parts.path in ("", "/") and not parts.query


def site_of(text: str) -> Site | None:
    """The site of an address as published, or None when it is not one of the web (http, https)."""
    text = text.strip()
    if not _SCHEME.match(text) or _BARE_HOST.match(text):
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        host = ascii_host(parts.hostname or "")
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not host:
        return None
    netloc = host if port in (None, PORTS[parts.scheme]) else f"{host}:{port}"
    path = quote(parts.path or "/", safe=_KEPT_IN_PATH)
    query = quote(parts.query, safe=_KEPT_IN_PATH)
    key = netloc + path.rstrip("/") + (f"?{query}" if query else "")
    return Site(key, urlunsplit((parts.scheme, netloc, path, query, "")))


def ascii_host(host: str) -> str:
    """A host in ASCII and small letters, IPv6 in brackets; raises ValueError when it cannot be a host's name."""
    if ":" in host:
        return f"[{host.lower()}]"
    name = host.rstrip(".").encode("idna").decode("ascii").lower() if host else ""
    if re.search(r"[^a-z0-9._-]", name):
        raise ValueError(host)
    return name


def host_of(url: str) -> str:
    """Host of an address without "www."; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".").removeprefix("www.")
    except ValueError:
        return ""


def within(host: str, domain: str) -> bool:
    """Whether a host is a domain or lies below it."""
    return host == domain or host.endswith(f".{domain}")
