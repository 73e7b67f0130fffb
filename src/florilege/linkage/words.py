"""What is known beforehand of French names, addresses and web hosts, read from `words.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType


def _sets(listed: Mapping[str, object]) -> Mapping[str, frozenset[str]]:
    return MappingProxyType({key: frozenset(str(words).split()) for key, words in listed.items()})


_TEXT = resources.files("florilege.linkage").joinpath("words.toml").read_text(encoding="utf-8")
_READ = tomllib.loads(_TEXT)

WORDS = _sets({key: words for key, words in _READ.items() if isinstance(words, str)})
"""articles, generic, street_kinds, shared_hosts: sets of folded words or hosts, by these keys."""
PUBLIC_BODIES = _sets(_READ["public_bodies"])
"""What a public body is → the words of a name that say so."""
BEARERS = _sets(_READ["bearers"])
"""What a body that bears places is → the first words of its name that say so."""
NETWORKS = _sets(_READ["networks"])
"""What says that a name is a network's, where it comes first."""
TRADES = _sets(_READ["trades"])
"""What a place of work or making is → the words of a name that say so."""
INSTITUTIONS = _sets(_READ["institutions"])
"""What says that a name is an institution's."""
SCHOOLS = _sets(_READ["schools"])
"""What a house of learning is → the words of a name that say so."""
HOUSES = _sets(_READ["houses"])
"""What a house is that lodges others → the words of a name that say so."""
GUESTS = _sets(_READ["guests"])
"""What a guest of a house is → the words of a name that say so."""
BRANCHES = _sets(_READ["branches"])
"""branch: words that say that a name is a branch's; quarter: where in a town a branch is."""
PLURALS = _sets(_READ["plurals"])["several"]
"""What a network has several of, in the plural where it differs."""
UMBRELLAS = _sets(_READ["umbrellas"])["umbrella"]
"""Words that say what a place is so widely that the words behind them tell it."""
COMPLEMENTS = frozenset(
    singular for word in _sets(_READ["umbrellas"])["complement"] for singular in (word, word.rstrip("s"))
)
"""Generic words that tell one such place from another all the same."""
