"""What is known beforehand of French names, addresses and web hosts, read from `words.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType


def _words() -> Mapping[str, frozenset[str]]:
    text = resources.files("florilege.linkage").joinpath("words.toml").read_text(encoding="utf-8")
    return MappingProxyType({key: frozenset(listed.split()) for key, listed in tomllib.loads(text).items()})


WORDS = _words()
"""articles, generic, street_kinds, shared_hosts: sets of folded words or hosts, by these keys."""
