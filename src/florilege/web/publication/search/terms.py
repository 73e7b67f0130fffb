"""The full text of the places in a tantivy index: French stems, without accents, with the synonyms of the finder (ADR 81).

Texts are folded before they are stemmed, so that what is typed without accents has the same stem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import tantivy

from florilege.listings.vocabulary import VOCABULARIES
from florilege.web.publication.pages.needs import NEEDS, Need, expressions
from florilege.web.publication.search.cards import Card
from florilege.web.publication.search.question_words import KINDS_SAID
from florilege.web.publication.search.spelling import folded, stem

BOOSTS: Mapping[str, float] = {"name": 6.0, "where": 3.0, "said": 2.0, "also": 1.0}
"""Fields of text and their weights.

name : plurals and genders left out · where : commune, département, région, as they are · said : kinds, services, facts, to
their French stems · also : other words for what it offers, to theirs

The stems of names would be those of other names: "Rennes" and "René" have the same.
"""
FILTERS = "filters"
RANK = "rank"
STEMMED = frozenset({"said", "also"})
FRENCH, WORDS = "folded_french", "folded_words"
LONGEST = 40
"""Letters of a word that is indexed."""
MEMORY = 256_000_000
"""Bytes that the writer may hold: all of 100,000 places, so that the index is one segment."""


def french() -> tantivy.TextAnalyzer:
    """Folded words to their French stems."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return (
        builder.filter(tantivy.Filter.remove_long(LONGEST)).filter(tantivy.Filter.stemmer("french")).build()
    )


def schema() -> tantivy.Schema:
    """Texts without positions (no phrase is searched), filters as they are, the rank of the card."""
    builder = tantivy.SchemaBuilder()
    for field in BOOSTS:
        builder.add_text_field(
            field, tokenizer_name=FRENCH if field in STEMMED else WORDS, index_option="freq"
        )
    builder.add_text_field(FILTERS, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(RANK, fast=True)
    return builder.build()


def opened(folder: Path) -> tantivy.Index:
    """The index of a folder, with its analysers."""
    return _with_analysers(tantivy.Index.open(str(folder)))


def _with_analysers(index: tantivy.Index) -> tantivy.Index:
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer(FRENCH, french())
    index.register_tokenizer(WORDS, words.filter(tantivy.Filter.remove_long(LONGEST)).build())
    return index


def made(cards: Sequence[Card], named: Callable[[str, str], Iterable[str]], folder: Path) -> tuple[str, ...]:
    """Index some cards into an empty folder; the words that it holds, folded, in the order of the alphabet.

    named : kind of territory and code → its names
    """
    index = _with_analysers(tantivy.Index(schema(), path=str(folder)))
    writer = index.writer(heap_size=MEMORY, num_threads=1)
    words: set[str] = set()
    for rank, card in enumerate(cards):
        texts = {field: folded(" ; ".join(found)) for field, found in _texts(card, named).items()}
        words.update(word for text in texts.values() for word in text.split(" "))
        document = tantivy.Document()
        for field, text in texts.items():
            document.add_text(field, " ".join(map(stem, text.split(" "))) if field == "name" else text)
        for value in filters_of(card):
            document.add_text(FILTERS, value)
        document.add_unsigned(RANK, rank)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    return tuple(sorted(word for word in words if word and len(word) <= LONGEST))


def filters_of(card: Card) -> tuple[str, ...]:
    """What a search can be narrowed to, as `name:code`."""
    needs = (need.code for need in NEEDS if set(need.services) & set(card.services))
    return (
        *(f"need:{code}" for code in needs),
        *(f"kind:{code}" for code in card.kinds),
        *(f"service:{code}" for code in card.services),
        f"commune:{card.commune_code}",
        f"departement:{card.departement}",
        f"region:{card.region}",
        f"status:{card.status}",
        f"scope:{'in' if card.in_scope else 'out'}",
    )


def _texts(card: Card, named: Callable[[str, str], Iterable[str]]) -> Mapping[str, Iterable[str]]:
    facts = [text for fact in card.facts for text in (fact.text, fact.english)]
    return {
        "name": (card.name, card.english),
        "where": (
            card.commune,
            *named("departement", card.departement),
            *named("region", card.region),
        ),
        "said": (*_labels("kind", card.kinds), *_labels("service", card.services), *facts),
        "also": _synonyms(card),
    }


def _labels(field: str, codes: Iterable[str]) -> Iterable[str]:
    for code in codes:
        words = VOCABULARIES[field].get(code)
        if words is not None:
            yield from (words.fr, words.en)


def _synonyms(card: Card) -> Iterable[str]:
    """Other words for what it offers: who asks for a 3D printer finds the workshops, after those said to have one."""
    offered = set(card.services)
    for need in NEEDS:
        if offered & set(need.services):
            yield from expressions(need.said)
        for said, services in need.narrow:
            if offered & set(services):
                yield from expressions(said)
        if offered & set(need.thing_services or need.services):
            yield from _things(need)
    for kind in card.kinds:
        if kind in KINDS_SAID:
            yield from expressions(KINDS_SAID[kind])


def _things(need: Need) -> Iterable[str]:
    for thing in need.things:
        yield from expressions(thing)
