"""Words for what the data keep as codes, or as a source wrote it in another language.

Closed vocabularies (kinds, services, labels…) are shipped in `data/vocabularies.toml`. A study adds, in its own
`vocabulary.toml`, the words of the free texts that its listings quote in one language only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from florilege.faults import Words
from florilege.files import read_text
from florilege.toml_lines import read_toml


@lru_cache(maxsize=1)
def _vocabularies() -> Mapping[str, Mapping[str, Words]]:
    source = resources.files("florilege.listings").joinpath("data", "vocabularies.toml")
    root = read_toml(source.read_text(encoding="utf-8"), file="vocabularies.toml")
    read: dict[str, Mapping[str, Words]] = {}
    for name in root.content:
        table = root.table(name)
        read[name] = MappingProxyType({code: table.bilingual(code) for code in table.content})
    return MappingProxyType(read)


VOCABULARIES: Mapping[str, Mapping[str, Words]] = _vocabularies()
"""Field (or "unit") → code → its words, in the order in which they are listed on the pages."""

NOTES: Mapping[str, Words] = MappingProxyType({words.fr: words for words in VOCABULARIES["note"].values()})
"""Notes that the engine writes of a claim, by their French text, which is what the claim keeps."""


def words_of(field: str, code: str) -> Words | None:
    """The words of a code of a field, or None when the field has no closed vocabulary or not this code."""
    return VOCABULARIES.get(field, {}).get(code)


def read_study_vocabulary(text: str, *, file: str) -> Mapping[str, Words]:
    """The words of a study for texts that its sources write in one language only: text as published → words.

    The file holds `[[text]]` tables: `published` (a text or several that mean the same), `fr` and `en` (the
    language left out is that of the publication). Raises InputRefused, naming the line.
    """
    root = read_toml(text, file=file)
    words: dict[str, Words] = {}
    for entry in root.tables("text"):
        fr, en = entry.optional("fr", str), entry.optional("en", str)
        if "published" not in entry:
            raise entry.absent("published")
        for published in entry.texts("published"):
            if published in words:
                raise entry.refused(
                    Words("un texte donné une seule fois", "a text that is not repeated"),
                    key="published",
                    value=published,
                )
            words[published] = Words(fr or published, en or published)
        entry.refuse_unknown()
    root.refuse_unknown()
    return MappingProxyType(words)


def study_vocabulary(path: Path) -> Mapping[str, Words]:
    """The words of the notes that the engine writes, and the vocabulary of a study from its file when it has one."""
    if not os.path.lexists(path):
        return NOTES
    return MappingProxyType({**NOTES, **read_study_vocabulary(read_text(path), file=str(path))})
