"""The files on who is behind the places: actors, ties, their graph for other programs, and five questions answered."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from florilege.ecosystem import formats, questions
from florilege.ecosystem.gathering import Ecosystem
from florilege.ecosystem.graphs import places_in
from florilege.evidence.licences import Consequence
from florilege.web.publication.contents.ecosystem import NEXT_DOOR
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.open_data import actor_terms
from florilege.web.publication.open_data import licences as file_licences
from florilege.web.publication.open_data.columns import COLUMNS, QUESTION_TYPES, TEXT
from florilege.web.publication.pages.actors.questions import in_scope_of, metropoles, reader_order

GRAPHML, CYTOSCAPE, KUMU = actor_terms.GRAPHS
FORMATS: Mapping[str, str] = {
    "actors": actor_terms.ACTORS,
    "ties": actor_terms.TIES,
    "graphml": GRAPHML,
    "cytoscape": CYTOSCAPE,
    "kumu": KUMU,
}
"""Format of an export → the file of open data that it is the same as."""
LIST_MARK = "|"
Row = tuple[object, ...]


def actor_files(contents: StudyContents) -> dict[str, tuple[bytes, int | None]]:
    """Name → content and number of rows of each file on actors."""
    found = published(contents)
    tables = {name: frame(contents, found, name) for name in actor_terms.ASKED}
    return {
        **plain_files(found),
        **{name: (table.write_csv().encode(), table.height) for name, table in tables.items()},
    }


class ActorExport(Struct, frozen=True):
    """Actors and ties in one format; licences : of the file, why, and whom to name, as JSON"""

    content: bytes
    actors: int
    ties: int
    found: Consequence
    licences: bytes


def exported(
    contents: StudyContents, format_: str, *, name: str, left: file_licences.LeftOut | None = None
) -> ActorExport:
    """The actors and ties of a study in one of `FORMATS`.

    name : of the file; left : what was left out before, since its licence would bind the file
    """
    ecosystem, same_as = published(contents), FORMATS[format_]
    (licence,) = file_licences.file_licences(contents, [same_as])
    licence = replace(licence, file=name)
    return ActorExport(
        plain_files(ecosystem)[same_as][0],
        len(ecosystem.actors),
        len(ecosystem.ties),
        licence.found,
        file_licences.licences_json(contents, (licence,), left or file_licences.LeftOut()),
    )


def published(contents: StudyContents) -> Ecosystem:
    """The ecosystem, its places named and placed as they are published."""
    return replace(contents.ecosystem.found, places=actor_terms.sites(contents))


def plain_files(found: Ecosystem) -> dict[str, tuple[bytes, int | None]]:
    """Actors, ties, and the graph for other programs; of the tables, the number of rows."""
    actors, ties = formats.actors_csv(found), formats.ties_csv(found)
    return {
        actor_terms.ACTORS: (actors.encode(), _height(actors)),
        actor_terms.TIES: (ties.encode(), _height(ties)),
        GRAPHML: (formats.graphml(found), None),
        CYTOSCAPE: (formats.cytoscape_json(found), None),
        KUMU: (formats.kumu_json(found), None),
    }


def _height(table: str) -> int:
    """Rows of a CSV, its header apart."""
    return sum(1 for _ in csv.reader(io.StringIO(table))) - 1


def frame(contents: StudyContents, found: Ecosystem, name: str) -> pl.DataFrame:
    """The answer to a question, one row an answer, in the order of its page."""
    schema = {column: QUESTION_TYPES.get(column, TEXT) for column, _ in COLUMNS[name]}
    rows = _ANSWERS[name](contents, found, _Names(contents, found))
    return pl.DataFrame(list(rows), schema=schema, orient="row")


class _Names:
    """Ids and names of actors and places, lists joined by a bar."""

    def __init__(self, contents: StudyContents, found: Ecosystem) -> None:
        self._actors = {actor.actor_id: actor.name for actor in found.actors}
        self._places = {place.place_id: place.known_name for place in contents.places}
        self._families = {actor.actor_id: actor.family for actor in found.actors}

    def family(self, actor_id: str) -> str | None:
        return self._families[actor_id] or None

    def actors(self, ids: Iterable[str]) -> tuple[str, str]:
        listed = list(ids)
        return LIST_MARK.join(listed), LIST_MARK.join(self._actors[one] for one in listed)

    def places(self, ids: Iterable[str]) -> tuple[str | None, str | None]:
        """None where there is no place, or where its only name is not known."""
        listed = list(ids)
        names = LIST_MARK.join(self._places.get(one, "") for one in listed)
        return LIST_MARK.join(listed) or None, names or None


def _several(_contents: StudyContents, found: Ecosystem, names: _Names) -> Iterable[Row]:
    for row in questions.actors_of_several_places(found).rows:
        yield (
            *names.actors([row.actor_id]), names.family(row.actor_id), len(row.places), *names.places(row.places),
            LIST_MARK.join(row.roles),
        )  # fmt: skip


def _next_door(contents: StudyContents, found: Ecosystem, names: _Names) -> Iterable[Row]:
    for code, name in metropoles(contents):
        answer = questions.funders_next_door(found, places_in(found, "epci", code), within=NEXT_DOOR)
        for row in answer.rows:
            metres = None if row.metres is None else round(row.metres)
            yield code, name, *names.actors([row.actor_id]), *names.places(row.places), metres


def _untied(contents: StudyContents, found: Ecosystem, names: _Names) -> Iterable[Row]:
    for code, name in metropoles(contents):
        for row in questions.research_untied(found, code).rows:
            yield code, name, *names.actors([row.actor_id]), row.seated_here, *names.places(row.elsewhere)


def _single(_contents: StudyContents, found: Ecosystem, names: _Names) -> Iterable[Row]:
    for row in questions.places_of_one_funder(found).rows:
        yield *names.places([row.place_id]), *names.actors([row.actor_id])


def _shared(contents: StudyContents, found: Ecosystem, names: _Names) -> Iterable[Row]:
    for row in questions.places_sharing_most(found, order=reader_order(contents)).rows:
        yield (
            *names.places([row.first]), *names.places([row.second]), len(row.actors), *names.actors(row.actors),
            row.jaccard, in_scope_of(contents, row.first, row.second),
        )  # fmt: skip


_ANSWERS: Mapping[str, Callable[[StudyContents, Ecosystem, _Names], Iterable[Row]]] = {
    actor_terms.SEVERAL: _several,
    actor_terms.NEXT_DOOR: _next_door,
    actor_terms.UNTIED: _untied,
    actor_terms.SINGLE: _single,
    actor_terms.SHARED: _shared,
}
