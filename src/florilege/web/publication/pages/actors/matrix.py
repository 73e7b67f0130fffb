"""Actors × territories within a territory: what is read where a graph would have too many nodes to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.ecosystem.graphs import PRESENT
from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.actors.lines import ActorLine, actor_line
from florilege.web.publication.text import words

LEAST_PLACES = 2
"""An actor tied to fewer places is no row: it says nothing that the list of actors does not."""
MOST_ROWS = 60
ROWS_SHOWN = Words(
    "Les {shown} acteurs liés à {least} lieux ou plus du territoire.",
    "The {shown} actors tied to {least} places or more of the territory.",
)
ROWS_CUT = Words(
    "Les {shown} acteurs liés au plus de lieux du territoire, sur {all} qui le sont à {least} ou plus.",
    "The {shown} actors tied to most places of the territory, of {all} that are tied to {least} or more.",
)
ONE_PLACE = Words(
    "Liés à un seul lieu, et seulement dans la liste qui suit : {n}.",
    "Tied to one place, and only in the list below: {n}.",
)
NOT_A_COLUMN = Words(
    "Territoires auxquels aucun d’eux n’est lié par nos sources, sans colonne : {n}.",
    "Territories to which our sources tie none of them, without a column: {n}.",
)


class MatrixRow(Struct, frozen=True):
    """An actor, how many places of the territory it is tied to, and its ties in each column, "" where none is known."""

    actor: ActorLine
    places: str
    ties: tuple[str, ...]


class ActorMatrix(Struct, frozen=True):
    """Rows are actors, those of most places first; columns are territories: names and paths. said : what is not shown"""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[MatrixRow, ...]
    said: str


def actor_matrix(
    within: Sequence[tuple[str, str, Sequence[PlaceContent]]], contents: StudyContents, language: str
) -> ActorMatrix | None:
    """The ties of the actors of several places, by territory within. None where there is no such actor, or no two
    territories.

    within : name, path and places of each territory right within
    """
    if len(within) < 2:
        return None
    found = contents.ecosystem
    ties: Counter[tuple[str, int]] = Counter()
    places: dict[str, set[str]] = {}
    for rank, (_, _, held) in enumerate(within):
        for place in held:
            for tie in found.ties_of_place.get(place.place_id, ()):
                if tie.role in PRESENT:
                    ties[tie.actor_id, rank] += 1
                    places.setdefault(tie.actor_id, set()).add(place.place_id)
    several = sorted(
        (actor for actor, tied in places.items() if len(tied) >= LEAST_PLACES),
        key=lambda actor: (-len(places[actor]), words.sort_key(found.by_id[actor].name), actor),
    )
    shown = several[:MOST_ROWS]
    columns = [rank for rank in range(len(within)) if any(ties[actor, rank] for actor in shown)]
    if not shown:
        return None
    return ActorMatrix(
        columns=tuple(within[rank][:2] for rank in columns),
        rows=tuple(
            MatrixRow(
                actor_line(found.by_id[actor], found, language),
                words.number(len(places[actor]), language),
                tuple(
                    words.number(ties[actor, rank], language) if ties[actor, rank] else ""
                    for rank in columns
                ),
            )
            for actor in shown
        ),
        said=_said(
            {"shown": len(shown), "all": len(several), "least": LEAST_PLACES},
            len(places) - len(several), len(within) - len(columns), language,
        ),
    )  # fmt: skip


def _said(rows: Mapping[str, int], of_one: int, without: int, language: str) -> str:
    """What the rows are, and what is not shown, in sentences."""
    counts = {key: words.number(count, language) for key, count in rows.items()}
    said = [(ROWS_CUT if rows["shown"] < rows["all"] else ROWS_SHOWN, counts)]
    said += [
        (text, {"n": words.number(count, language)})
        for text, count in ((ONE_PLACE, of_one), (NOT_A_COLUMN, without))
        if count
    ]
    return " ".join(words.filled(text, language, **named) for text, named in said)
