"""The language of what a command says: what it is told, else that of the terminal, else French."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first of them that is not empty says the language, as in any program."""


def language_of(said: StrEnum | None, environment: Mapping[str, str] = os.environ) -> str:
    """ "fr" or "en". said : by an option, None where it was left out"""
    if said is not None:
        return said.value
    set_ = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    return "en" if set_.lower().startswith("en") else "fr"
