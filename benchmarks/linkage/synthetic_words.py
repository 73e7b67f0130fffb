"""Words of which synthetic places are made, read from `synthetic_words.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

_READ = tomllib.loads((Path(__file__).parent / "synthetic_words.toml").read_text(encoding="utf-8"))


def _words(key: str) -> tuple[str, ...]:
    listed = _READ[key]
    return tuple(listed.split() if isinstance(listed, str) else listed)


NOUNS, QUALIFIERS, ADDED = _words("nouns"), _words("qualifiers"), _words("added")
FIRST_NAMES, LAST_NAMES = _words("first_names"), _words("last_names")
SYLLABLES, ENDINGS = _words("syllables"), _words("endings")
HOSTS, LABS, STREETS, HOST_SITES = _words("hosts"), _words("labs"), _words("streets"), _words("host_sites")
STREET_KINDS = tuple((str(kind), float(share)) for kind, share in _READ["street_kinds"].items())
KINDS = {str(kind): tuple(names) for kind, names in _READ["kinds"].items()}
PUBLIC = tuple((str(name), str(kind), str(body)) for name, (kind, body) in _READ["public"].items())
"""Name, kind, body."""
DESIGNATIONS, UNSEEN = (
    {str(kind): tuple(listed) for kind, listed in _READ[table].items()}
    for table in ("designations", "unseen")
)
"""What is said before or behind the proper part of a name, by what it says: words known to the rules, and others."""
