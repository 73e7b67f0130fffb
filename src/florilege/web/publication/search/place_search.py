"""The door to the index: `search(index, query, filters, limit)` gives the places whose texts hold the words of a query."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

import tantivy
from msgspec import Struct
from tantivy import Occur, Query

from florilege.web.publication.search import terms
from florilege.web.publication.search.place_index import PlaceIndex
from florilege.web.publication.search.question_words import EMPTY, LONGEST_QUESTION
from florilege.web.publication.search.spelling import allowed, folded, near, stem

MOST_WORDS = 12
"""Words of a query that are looked for."""
MOST_MEANT = 24
"""Words that one may stand for, as a beginning or with errors."""
FEWEST_LETTERS = 3
"""Letters of the beginning of a word."""
FARTHEST = 10_000
"""Places that paging goes through: farther, nobody reads; a program asks the files of open data."""


class Filters(Struct, frozen=True):
    """What a search is narrowed to, each a code, "" for none. scope : "in" or "out" of that of the study"""

    need: str = ""
    kind: str = ""
    service: str = ""
    commune: str = ""
    departement: str = ""
    region: str = ""
    status: str = ""
    scope: str = ""


NO_FILTER = Filters()


class Hits(Struct, frozen=True):
    """The places found.

    total : how many there are · ranks : those of this page, the best first · meant : words that the texts do not hold → those
    looked for in their place: they begin so, or are written nearly so · unknown : words that nothing is near; then total is 0
    """

    total: int
    ranks: tuple[int, ...]
    meant: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]


def search(
    index: PlaceIndex, query: str, filters: Filters = NO_FILTER, limit: int = 20, *, offset: int = 0
) -> Hits:
    """The places whose texts hold every word of a query, best first; without a word, all of them in the order of names.

    A word stands for what has its French stem, with or without accents; where the texts do not hold it, for those that begin
    with it, else for those written with one error (from four letters) or two (from eight). Words that ask nothing are
    passed over. limit, offset : at most `FARTHEST` places in.
    """
    limit, offset = max(1, min(limit, 1000)), max(0, min(offset, FARTHEST))
    words = folded(query[:LONGEST_QUESTION]).split()
    words = list(dict.fromkeys(word for word in words if word not in EMPTY) or dict.fromkeys(words))
    meant, unknown = dict[str, tuple[str, ...]](), list[str]()
    parts = [(Occur.Must, _filter(value)) for value in _values(filters)]
    for word in words[:MOST_WORDS]:
        roots = _roots(index, [word])
        if not _held(index, roots):
            meant[word] = _near(index, word)
            roots = _roots(index, meant[word])
        if roots:
            parts.append((Occur.Must, _any(roots)))
        else:
            unknown.append(word)
    if unknown:
        return Hits(0, (), {word: found for word, found in meant.items() if found}, tuple(unknown))
    whole = Query.boolean_query(parts) if parts else Query.all_query()
    if words:
        found = index.searcher.search(whole, limit, offset=offset)
    else:
        found = index.searcher.search(
            whole, limit, offset=offset, order_by_field=terms.RANK, order=tantivy.Order.Asc
        )
    addresses = [address for _, address in found.hits]
    ranks = index.searcher.fast_field_values(terms.RANK, addresses) if addresses else []
    total = int(getattr(found, "count"))  # noqa: B009 the types of tantivy leave it out
    return Hits(total, tuple(int(rank) for rank in ranks if rank is not None), meant, ())


def _values(filters: Filters) -> Iterator[str]:
    for name in filters.__struct_fields__:
        code = getattr(filters, name)
        if code:
            yield f"{name}:{code}"


def _filter(value: str) -> Query:
    # a filter says nothing of how well a place answers
    return Query.const_score_query(Query.term_query(_SCHEMA, terms.FILTERS, value, "basic"), 0.0)


def _roots(index: PlaceIndex, words: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Each field and the form in which it holds each word."""
    found: dict[tuple[str, str], None] = {}
    for word in words:
        for root in index.french.analyze(word):
            found |= dict.fromkeys((field, root) for field in terms.STEMMED)
        found |= {("name", stem(word)): None, ("where", word): None}
    return tuple(found)


def _held(index: PlaceIndex, roots: Sequence[tuple[str, str]]) -> bool:
    return any(index.searcher.doc_freq(field, root) for field, root in roots)


def _any(roots: Sequence[tuple[str, str]]) -> Query:
    """The best of what the fields and the words are worth."""
    return Query.disjunction_max_query(
        [
            Query.boost_query(Query.term_query(_SCHEMA, field, root, "freq"), terms.BOOSTS[field])
            for field, root in roots
        ]
    )


def _near(index: PlaceIndex, word: str) -> tuple[str, ...]:
    """The words of the texts that begin with one, else those written nearly so."""
    if len(word) >= FEWEST_LETTERS:
        at = bisect_left(index.words, word)
        begun = [one for one in index.words[at : at + MOST_MEANT] if one.startswith(word)]
        if begun:
            return tuple(begun)
    most = allowed(len(word))
    if most == 0 or any(letter.isdigit() for letter in word):
        return ()
    found = sorted(((errors, rank) for rank, errors in near(word, index.words, most)))
    return tuple(index.words[rank] for errors, rank in found if errors == found[0][0])[:MOST_MEANT]


_SCHEMA = terms.schema()
