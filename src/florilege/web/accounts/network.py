"""From which address of the network a request comes."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of whoever asks: what the nearest of our proxies saw, never what the request says of itself.

    Each proxy adds the address that it saw at the end of X-Forwarded-For; FLORILEGE_PROXIES says how many are ours.
    """
    proxies = int(settings.AXES_IPWARE_PROXY_COUNT)
    passed = [
        one.strip() for one in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if one.strip()
    ]
    if proxies and len(passed) >= proxies:
        return passed[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
