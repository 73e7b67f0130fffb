"""What is never published: electronic addresses, taken out of every text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
REMOVED = "[…]"
"""Stands where an electronic address was: none is ever published."""


def without_addresses(text: str) -> str:
    """The text without any electronic address."""
    return E_MAIL.sub(REMOVED, text) if "@" in text else text


def addresses_in(texts: Iterable[str]) -> frozenset[str]:
    """The electronic addresses that some texts hold."""
    return frozenset(found for text in texts if "@" in text for found in E_MAIL.findall(text))


def name_without_addresses(name: str) -> str:
    """A name without any electronic address; empty when it was nothing else."""
    cleaned_name = without_addresses(name)
    return cleaned_name if cleaned_name == name or cleaned_name.replace(REMOVED, "").strip(" -–,;:()") else ""


def publishable(result: Mapping[str, object]) -> Mapping[str, object]:
    """A selection whose changes by persons hold no electronic address: it is published as it is."""
    return {**result, "overrides": cleaned(result["overrides"])} if "overrides" in result else result


def cleaned(value: object) -> object:
    """Stored JSON without any electronic address in its texts."""
    if isinstance(value, str):
        return without_addresses(value)
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    return {key: cleaned(item) for key, item in value.items()} if isinstance(value, dict) else value
