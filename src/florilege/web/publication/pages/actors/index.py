"""Who is behind the places: how many actors and ties, from which sources, of which families, and what they tell."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from florilege.ecosystem.gathering import counts_of
from florilege.ecosystem.graphs import actors_by_place
from florilege.ecosystem.measures import DEFINITIONS
from florilege.ecosystem.mentions import FAMILIES, OF_LABELS, OF_STUDY, ROLES
from florilege.ecosystem.place_claims import LEFT_OUT
from florilege.faults import Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.actors.lines import (
    BY_THE_ACTOR,
    GIVERS,
    TEAM,
    ActorLine,
    actor_line,
    family_words,
)
from florilege.web.publication.pages.actors.questions import FOLDER, QUESTIONS
from florilege.web.publication.text import words

MOST_BRIDGES = 12
LEFT_OUT_ELSE = Words("autre raison", "another reason")


class Line(Struct, frozen=True):
    """A name and a number."""

    label: str
    count: str


class SourceLine(Struct, frozen=True):
    """A source, how many actors it names, and how many ties it states by role."""

    title: str
    actors: str
    ties: tuple[Line, ...]


class BridgeLine(Struct, frozen=True):
    """An actor without which places would be apart. parted : how many"""

    actor: ActorLine
    parted: str


class EcosystemView(Struct, frozen=True):
    """The page ready to print. tied : places of the scope with an actor that takes part in them, and their share"""

    actors: str
    ties: str
    tied: str
    tied_share: str
    waiting: str
    disagreements: str
    families: tuple[Line, ...]
    sources: tuple[SourceLine, ...]
    questions: tuple[tuple[str, str], ...]
    bridges: tuple[BridgeLine, ...]
    bridges_said: tuple[str, str]
    definitions: tuple[tuple[str, str, str], ...]
    with_page: tuple[tuple[str, tuple[ActorLine, ...]], ...]
    left_out: tuple[Line, ...]


def view(contents: StudyContents, language: str) -> EcosystemView:
    """The page in a language."""
    found = contents.ecosystem
    counts = counts_of(found.found)
    tied = actors_by_place(found.found)
    here = sum(bool(tied.get(place.place_id)) for place in contents.in_scope)
    definition = DEFINITIONS["bridges"]
    return EcosystemView(
        actors=words.number(len(found.found.actors), language),
        ties=words.number(len(found.found.ties), language),
        tied=words.number(here, language),
        tied_share=words.share(here / len(contents.in_scope), language) if contents.in_scope else "",
        waiting=words.number(len(found.found.questions), language),
        disagreements=words.number(len(found.found.disagreements), language),
        families=tuple(
            Line(
                words.said(family_words(code), language), words.number(counts.families.get(code, 0), language)
            )
            for code in (*FAMILIES, "")
        ),
        sources=_sources(contents, language),
        questions=tuple(
            (f"{FOLDER}{key}/", words.said(asked.title, language))
            for key, asked in QUESTIONS.items()
            if found.found.actors
        ),
        bridges=tuple(
            BridgeLine(
                actor_line(found.by_id[one.actor_id], found, language), words.number(one.parted, language)
            )
            for one in found.bridges[:MOST_BRIDGES]
        ),
        bridges_said=(words.said(definition.definition, language), words.said(definition.bounds, language)),
        definitions=tuple(
            (
                words.said(one.name, language),
                words.said(one.definition, language),
                words.said(one.bounds, language),
            )
            for one in DEFINITIONS.values()
        ),
        with_page=_with_page(contents, language),
        left_out=_left_out(contents, language),
    )


def _sources(contents: StudyContents, language: str) -> tuple[SourceLine, ...]:
    counts = counts_of(contents.ecosystem.found)
    names = {OF_STUDY: TEAM, OF_LABELS: GIVERS}
    listings = dict.fromkeys((*counts.actors, *(listing for listing, _ in counts.ties)))

    def title(slug: str) -> str:
        listing = contents.by_listing.get(slug)
        return words.said(listing.title if listing else names.get(slug, Words(slug, slug)), language)

    return tuple(
        SourceLine(
            title(slug),
            words.number(counts.actors.get(slug, 0), language),
            tuple(
                Line(words.said(BY_THE_ACTOR[role], language), words.number(count, language))
                for role in ROLES
                if (count := counts.ties.get((slug, role), 0))
            ),
        )
        for slug in sorted(listings, key=lambda slug: words.sort_key(title(slug)))
    )


def _with_page(contents: StudyContents, language: str) -> tuple[tuple[str, tuple[ActorLine, ...]], ...]:
    """The actors that have a page, by family, by name."""
    found = contents.ecosystem
    lines = sorted(
        (actor_line(actor, found, language) for actor in found.by_slug.values()),
        key=lambda line: words.sort_key(line.name),
    )
    return tuple(
        (words.said(family_words(code), language), of_family)
        for code in (*FAMILIES, "")
        if (of_family := tuple(line for line in lines if line.code == code))
    )


def _left_out(contents: StudyContents, language: str) -> tuple[Line, ...]:
    counts = Counter(one.reason for one in contents.ecosystem.found.left_out)
    return tuple(
        Line(words.said(LEFT_OUT.get(reason, LEFT_OUT_ELSE), language), words.number(count, language))
        for reason, count in counts.most_common()
    )
