"""The index of a study's places: a folder that holds all that a search or the finder reads, shared by every process.

A folder is written apart and given its name when it is whole: nobody can open half an index.
"""

from __future__ import annotations

import json
import mmap
import shutil
import tempfile
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from florilege.territory.reference import reference
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.search import offers as columns
from florilege.web.publication.search import terms
from florilege.web.publication.search.cards import Cards, as_data, cards_of
from florilege.web.publication.search.facts import Fact, Facts
from florilege.web.publication.search.gazetteer import gazetteer
from florilege.web.publication.search.question import Listener

CARDS, ENDS, ABOUT, WORDS, TERMS = "cards.jsonl", "ends.npy", "about.json", "words.txt", "terms"


class PlaceIndex:
    """An index, opened. Nothing of it changes; what is large stays in files that processes share.

    All files are open once it is made: the folder may be taken away while it is still used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.about: Mapping[str, object] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        self._ends = array("q", np.load(folder / ENDS).tobytes())
        with (folder / CARDS).open("rb") as stream:
            size = stream.seek(0, 2)
            self._cards: mmap.mmap | bytes = (
                mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
            )
        self.searcher = terms.opened(folder / TERMS).searcher()
        self.french = terms.french()
        codes = self.about["codes"]
        assert isinstance(codes, dict)
        self.offers = columns.kept(folder, codes)
        # the folded words of the texts, in the order of the alphabet
        self.words: Sequence[str] = (folder / WORDS).read_text(encoding="utf-8").split("\n")

    def __len__(self) -> int:
        return len(self._ends)

    def card(self, rank: int) -> bytes:
        """A card as JSON, in UTF-8."""
        start = self._ends[rank - 1] + 1 if rank else 0
        return self._cards[start : self._ends[rank]]

    @cached_property
    def facts(self) -> Facts:
        found = self.about["facts"]
        assert isinstance(found, list)
        return Facts({rank: [Fact(*fact) for fact in facts] for rank, facts in found})

    @cached_property
    def listener(self) -> Listener:
        return Listener(self.facts, gazetteer)

    @cached_property
    def sources(self) -> Sequence[tuple[str, str]]:
        """Who is quoted, by rank: titles in French and in English."""
        found = self.about["sources"]
        assert isinstance(found, list)
        return [(french, english) for french, english in found]

    @cached_property
    def departements(self) -> Mapping[str, str]:
        """The names of the départements of the places, by code."""
        found = self.about["departements"]
        assert isinstance(found, dict)
        return found


def written(contents: StudyContents, folder: Path) -> None:
    """Write the index of what a study publishes, whole; another that was written meanwhile stands as well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    apart = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write(cards_of(contents), apart)
        apart.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(apart, ignore_errors=True)


def _write(found: Cards, folder: Path) -> None:
    lines = [_line(as_data(card)) for card in found.cards]
    (folder / CARDS).write_bytes(b"".join(line + b"\n" for line in lines))
    lengths = np.array([len(line) + 1 for line in lines], np.int64)
    np.save(folder / ENDS, np.cumsum(lengths) - 1)
    offered = columns.offers_of(found.cards)
    columns.keep(offered, folder)
    (folder / TERMS).mkdir()
    words = terms.made(found.cards, _names, folder / TERMS)
    (folder / WORDS).write_text("\n".join(words), encoding="utf-8")
    about = {
        "places": len(found.cards),
        "codes": offered.codes,
        "sources": found.sources,
        "departements": found.departements,
        "facts": [(rank, card.facts) for rank, card in enumerate(found.cards) if card.facts],
    }
    (folder / ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def _line(card: Mapping[str, object]) -> bytes:
    return json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode()


def _names(kind: str, code: str) -> Iterable[str]:
    known = reference()
    areas = known.departements if kind == "departement" else known.regions
    return (areas[code].name,) if code in areas else ()
