"""Who is behind a place: its actors by role with their sources, and the wheel of the five families."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from florilege.ecosystem.actors import Tie
from florilege.ecosystem.graphs import PRESENT
from florilege.ecosystem.mentions import FAMILIES
from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.figures.family_wheel import Petal, family_wheel
from florilege.web.publication.figures.scene import Scene
from florilege.web.publication.pages.actors.lines import TieLine, family_words, sources, tie_line
from florilege.web.publication.pages.sources import Source
from florilege.web.publication.text import words

COVERAGE = Words(
    "Familles présentes selon nos sources : {known} sur 5. Il peut y en avoir d’autres : ce qu’aucune source ne dit est"
    " inconnu, pas absent.",
    "Families present according to our sources: {known} of 5. There may be others: what no source states is unknown, not"
    " absent.",
)
ALL_FIVE = Words(
    "Les cinq familles y sont, selon nos sources.", "All five families are there, according to our sources."
)


class Family(Struct, frozen=True):
    """One of the five families, said to be there by sources that name nobody of it."""

    label: str
    sources: tuple[Source, ...]


class PlaceActors(Struct, frozen=True):
    """The actors of a place ready to print.

    taking_part : who runs, owns, funds it…; labelling : who gives it a label or counts it in a network
    wheel : None where no source speaks of any family; families : each with who says that it is there, without a name
    """

    taking_part: tuple[TieLine, ...]
    labelling: tuple[TieLine, ...]
    wheel: Scene | None
    coverage: str
    families: tuple[Family, ...]


def of_place(place: PlaceContent, contents: StudyContents, language: str) -> PlaceActors:
    """Who is behind a place, in a language."""
    found = contents.ecosystem
    ties = found.ties_of_place.get(place.place_id, ())
    present, _ = found.families.get(place.place_id, (frozenset[str](), 0))
    lines = {tie.key: tie_line(tie, contents, language) for tie in ties}
    coverage = ALL_FIVE if len(present) == len(FAMILIES) else COVERAGE
    return PlaceActors(
        taking_part=tuple(lines[tie.key] for tie in ties if tie.role in PRESENT),
        labelling=tuple(lines[tie.key] for tie in ties if tie.role not in PRESENT),
        wheel=_wheel(place, ties, contents, language) if present else None,
        coverage=words.filled(coverage, language, known=words.number(len(present), language)),
        families=_unnamed(place, contents, language),
    )


def _wheel(place: PlaceContent, ties: Sequence[Tie], contents: StudyContents, language: str) -> Scene:
    found = contents.ecosystem
    present, _ = found.families[place.place_id]
    named = {code: set[str]() for code in FAMILIES}
    for tie in ties:
        family = found.by_id[tie.actor_id].family
        if family and tie.role in PRESENT:
            named[family].add(tie.actor_id)
    return family_wheel(
        [
            Petal(code, words.said(family_words(code), language), code in present, len(named[code]))
            for code in FAMILIES
        ]
    )


def _unnamed(place: PlaceContent, contents: StudyContents, language: str) -> tuple[Family, ...]:
    said = contents.ecosystem.unnamed_families.get(place.place_id, ())
    return tuple(
        Family(
            words.said(family_words(code), language),
            sources((one.source for one in said if one.family == code), contents, language),
        )
        for code in FAMILIES
        if any(one.family == code for one in said)
    )
