"""No visit ever reaches a private machine: the address really connected to is checked, at every connection.

A listing is a text from outside, and so is a redirect: either may name a machine of the house. A name is resolved
once, the addresses found are checked, and the connection is made to a checked address, never to the name again:
a name that answers otherwise the second time (DNS rebinding) has no second time.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable, Sequence

from msgspec import Struct

WEB_PORTS = frozenset({80, 443})
UNICAST = ipaddress.ip_network("2000::/3")
"""The only part of IPv6 where public machines are."""
NO_SITES = tuple(
    ipaddress.ip_network(text)
    for text in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")
)
"""Relays that carry another address within (Teredo, 6to4), protocols and examples: no web site needs them, and
older versions of the standard library take some for public ones."""

Resolve = Callable[[str, int], Sequence[str]]


class VisitFault(Exception):
    """What kept a site from answering, as a code of `evidence.liveness`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def is_public(address: str) -> bool:
    """Whether an IP address is that of a machine of the open Internet; anything doubtful is not."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if found.scope_id is not None or found not in UNICAST:
            return False
    if any(found in network for network in NO_SITES if network.version == found.version):
        return False
    return found.is_global and not (
        found.is_private or found.is_loopback or found.is_link_local or found.is_multicast
        or found.is_reserved or found.is_unspecified
    )  # fmt: skip


def system_resolve(host: str, port: int) -> list[str]:
    """The addresses of a host as this machine finds them; raises VisitFault when there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        absent = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
        raise VisitFault("no_such_name" if error.errno in absent else "name_unresolved") from error
    except (UnicodeError, OSError) as error:
        raise VisitFault("name_unresolved") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard(Struct, frozen=True):
    """Opens connections to public machines, ports of the web only.

    allowed : loopback addresses with their port that may be visited all the same: for tests, never in real use
    """

    allowed: frozenset[tuple[str, int]] = frozenset()
    resolve: Resolve = system_resolve

    def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host that may be connected to, in the resolver's order; raises VisitFault."""
        if port not in WEB_PORTS and all(port != other for _, other in self.allowed):
            raise VisitFault("port")
        found = self.resolve(host, port)
        open_ones = [address for address in found if self.admits(address, port)]
        if not open_ones:
            raise VisitFault("private_address" if found else "no_such_name")
        return open_ones

    def admits(self, address: str, port: int) -> bool:
        """Whether one address and port may be connected to."""
        return (address, port) in self.allowed or (port in WEB_PORTS and is_public(address))

    def connect(self, host: str, port: int, left: Callable[[], float]) -> socket.socket:
        """A connection to one of the addresses of a host; raises VisitFault.

        left : seconds that remain, asked before each attempt; raises VisitFault when none do
        """
        fault = VisitFault("unreachable")
        for address in self.addresses(host, port):
            try:
                connection = socket.create_connection((address, port), timeout=left())
            except OSError as error:
                fault = VisitFault(_code(error))
                continue
            reached = str(connection.getpeername()[0])
            if self.admits(reached, port):
                return connection
            connection.close()
            fault = VisitFault("private_address")
        raise fault


def _code(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    return {errno.ECONNREFUSED: "refused", errno.ECONNRESET: "reset"}.get(error.errno or 0, "unreachable")
