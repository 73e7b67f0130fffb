"""Electronic addresses: one spelling of each, what it hashes to, and whether it may be written to."""

from __future__ import annotations

import hashlib

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from florilege.faults import InputRefused, Words
from florilege.web.letters.models import AddressState

FAILING, STOPPED = "failing", "stopped"


def spelled(address: str) -> str:
    """The address as letters bear it, its domain in ASCII; raises InputRefused for what is none.

    Nothing that a header could be made of passes: no line break, no control character, no second address.
    """
    text = address.strip()
    try:
        validate_email(text)
        local, _, domain = text.rpartition("@")
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except (ValidationError, UnicodeError) as error:
        raise InputRefused(
            Words("une adresse électronique", "an e-mail address"), column="email", value=address[:254]
        ) from error


def read_rules() -> None:
    """Compile the patterns of addresses, which takes as long as ten registrations: before anybody waits for them."""
    validate_email("somebody@example.org")


def digest_of(address: str) -> str:
    """What an address hashes to, whatever its letters. Whoever guesses the address can know it again, and nobody else."""
    return hashlib.sha256(f"florilege address {address.strip().casefold()}".encode()).hexdigest()


def masked(address: str) -> str:
    """The address as whoever has no need of it sees it: its first letter and its domain."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}" if domain else ""


def why_not(digest: str, *, solicited: bool) -> str:
    """Why an address is not written to: FAILING, or STOPPED unless the letter was asked for; "" when it may be."""
    known = AddressState.objects.filter(digest=digest).first()
    if known is None:
        return ""
    if known.failing is not None:
        return FAILING
    return STOPPED if known.stopped is not None and not solicited else ""


def states(digests: set[str]) -> dict[str, str]:
    """Digest → FAILING or STOPPED, of those that are."""
    known = AddressState.objects.filter(digest__in=digests)
    return {one.digest: FAILING if one.failing else STOPPED for one in known if one.failing or one.stopped}


def mark_failing(digest: str, status: str) -> None:
    """Keep that letters to an address come back for good: it is not written to any more."""
    AddressState.objects.update_or_create(
        digest=digest, defaults={"failing": timezone.now(), "status": status[:12]}
    )


def mark_working(digest: str) -> None:
    """Keep that an address works after all; that its holder wants no letters stays."""
    AddressState.objects.filter(digest=digest).update(failing=None, status="")


def stop(digest: str) -> None:
    """Keep for ever that the holder of an address wants no letters that she did not ask for; the first time counts."""
    AddressState.objects.get_or_create(digest=digest)
    AddressState.objects.filter(digest=digest, stopped__isnull=True).update(stopped=timezone.now())
