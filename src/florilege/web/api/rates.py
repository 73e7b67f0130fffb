"""How often one address may ask: so many requests a minute, told in the headers of each answer.

Each process counts for itself, in memory: counting in the store would cost a write at each reading. With several workers
an address may therefore be granted up to as many times the rate as there are workers, never less than the rate.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from msgspec import Struct

WINDOW = 60.0
"""Seconds."""


class Allowance(Struct, frozen=True):
    """What is left to an address. limit : requests of a window; left : of them; seconds : until the next window"""

    limit: int
    left: int
    seconds: int
    granted: bool

    def headers(self) -> dict[str, str]:
        """The headers that say so (draft-ietf-httpapi-ratelimit-headers)."""
        said = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.seconds),
            "RateLimit-Policy": f"{self.limit};w={WINDOW:.0f}",
        }
        return said if self.granted else {**said, "Retry-After": str(max(1, self.seconds))}


@dataclass
class Counter:
    """Requests of the current window, by address: forgotten together at its end."""

    _began: float = 0.0
    _counts: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, address: str, limit: int, now: float, cost: int = 1) -> Allowance:
        """Count one request more. now : seconds of a clock that never goes back; cost : requests that it counts for"""
        with self._lock:
            if now - self._began >= WINDOW:
                self._began, self._counts = now, {}
            count = self._counts[address] = self._counts.get(address, 0) + cost
            left = math.ceil(self._began + WINDOW - now)
        return Allowance(limit, max(0, limit - count), left, count <= limit)


_COUNTER = Counter()


def allowance(request: HttpRequest, cost: int = 1) -> Allowance | None:
    """What is left to whoever asks, this request counted for what it costs; None where no rate is set."""
    limit = settings.FLORILEGE_API_RATE
    return _COUNTER.ask(address_of(request), limit, time.monotonic(), cost) if limit else None


def address_of(request: HttpRequest) -> str:
    """The address that asks, as the last proxy of ours saw it; of IPv6, the network of a subscriber (/64).

    What stands before the addresses that our proxies added is not believed.
    """
    found = str(request.META.get("REMOTE_ADDR", ""))
    if proxies := settings.FLORILEGE_PROXIES:
        passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(passed) >= proxies:
            found = passed[-proxies]
    if ":" not in found:
        return found
    try:
        return str(ipaddress.ip_network((found, 64), strict=False))
    except ValueError:
        return found
