"""By what an attempt to sign in is counted: the address that was typed, whatever its letters."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest


def typed_address(request: HttpRequest, credentials: Mapping[str, object] | None = None) -> str:
    """The e-mail address of an attempt, from what was checked or, before that, from the form; "" when there is none."""
    said = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(said).strip().casefold()
