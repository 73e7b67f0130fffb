"""The actors of a territory: their graph, or a matrix where it could not be read, and how far they are known."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from functools import lru_cache

from msgspec import Struct

from florilege.ecosystem.graphs import PRESENT
from florilege.ecosystem.layout import GAP, GRAPH, MARKER, MOST_NODES, Vertex, layout
from florilege.ecosystem.measures import density, diversity
from florilege.ecosystem.mentions import FAMILIES
from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.figures import family_marks
from florilege.web.publication.figures.actor_graph import Edge, Node, actor_graph
from florilege.web.publication.figures.scene import LAYOUTS, Layout, Scene, Sketch
from florilege.web.publication.pages.actors.lines import TO_A_PLACE, ActorLine, actor_line, family_words
from florilege.web.publication.pages.actors.matrix import ActorMatrix, actor_matrix
from florilege.web.publication.text import words

LEAST_NODES = 3
"""A graph of fewer says nothing that its table does not."""
FONT = 10.5
NOBODY = Words(
    "Aucune source ne nomme d’acteur pour ces lieux : leurs liens sont inconnus, pas absents.",
    "No source names an actor for these places: their ties are unknown, not absent.",
)
KNOWN = Words(
    "Un acteur au moins est nommé pour {tied} lieux sur {all}. Diversité des familles parmi les acteurs nommés : {diversity}"
    " (1 : une seule famille ; 5 : les cinq à parts égales). Densité des liens : {density}.",
    "At least one actor is named for {tied} places of {all}. Diversity of families among named actors: {diversity}"
    " (1: one family; 5: all five in equal shares). Density of ties: {density}.",
)


class TiedLine(Struct, frozen=True):
    """An actor and the places of the territory that it is tied to, each with its roles."""

    actor: ActorLine
    places: tuple[tuple[str, str, str], ...]


class FamilyRow(Struct, frozen=True):
    """A territory within, and of how many of its places a source says that each family is there; "" none known."""

    name: str
    path: str
    counts: tuple[str, ...]
    untold: str


class KeyMark(Struct, frozen=True):
    """A mark of the graph and what it stands for."""

    klass: str
    path: str
    label: str


class TerritoryActors(Struct, frozen=True):
    """The actors of a territory ready to print.

    scenes : the graph in each layout, none where it would be too small or too large to read
    matrix : actors × territories within, where the graph would be too large to read
    families : the columns of `rows`; key : what the marks of the graph stand for
    """

    said: str
    scenes: tuple[Scene, ...]
    matrix: ActorMatrix | None
    lines: tuple[TiedLine, ...]
    families: tuple[str, ...]
    rows: tuple[FamilyRow, ...]
    key: tuple[KeyMark, ...]


def of_territory(
    places: Sequence[PlaceContent],
    within: Sequence[tuple[str, str, Sequence[PlaceContent]]],
    contents: StudyContents,
    language: str,
    *,
    drawn: MutableMapping[tuple[str, ...], tuple[Scene, ...]] | None,
) -> TerritoryActors:
    """The actors of a territory. within : name, path and places of each territory right within it

    drawn : graphs drawn already, by what they show: one serves both languages where the names of its places do not
    depend on them; None asks for no graph
    """
    ids = tuple(place.place_id for place in places)
    lines = _lines(places, contents, language)
    scenes: tuple[Scene, ...] = ()
    if drawn is not None and lines:
        names = {path: name for line in lines for name, path, _ in line.places}
        shown = (*ids, *names.values())
        if shown not in drawn:
            drawn[shown] = _scenes(contents, ids, names)
        scenes = drawn[shown]
    return TerritoryActors(
        said=_said(ids, contents, language) if lines else words.said(NOBODY, language),
        scenes=scenes,
        matrix=actor_matrix(within, contents, language) if _too_many(lines) else None,
        lines=lines,
        families=tuple(words.said(family_words(code), language) for code in FAMILIES),
        rows=tuple(
            row
            for name, path, held in within
            if (row := _row(name, path, held, contents, language)) is not None
        ),
        key=_key(language),
    )


def _too_many(lines: Sequence[TiedLine]) -> bool:
    """Whether a graph of these actors and their places could not be read."""
    return len(lines) + len({path for line in lines for _, path, _ in line.places}) > MOST_NODES


def _said(ids: Sequence[str], contents: StudyContents, language: str) -> str:
    found = contents.ecosystem.found
    tied = sum(bool(contents.ecosystem.tied.get(place)) for place in ids)
    known = contents.ecosystem.tied
    spread, dense = diversity(found, ids, tied=known), density(found, ids, tied=known)
    return words.filled(
        KNOWN,
        language,
        tied=words.number(tied, language),
        all=words.number(len(ids), language),
        diversity=words.interval(spread.low, spread.high, language),
        density=words.interval(dense.low, dense.high, language),
    )


def _lines(places: Sequence[PlaceContent], contents: StudyContents, language: str) -> tuple[TiedLine, ...]:
    found = contents.ecosystem
    of: dict[str, dict[str, list[str]]] = {}
    for place in places:
        for tie in found.ties_of_place.get(place.place_id, ()):
            if tie.role in PRESENT:
                of.setdefault(tie.actor_id, {}).setdefault(place.place_id, []).append(tie.role)
    lines = [
        TiedLine(
            actor_line(found.by_id[actor], found, language),
            tuple(
                (
                    contents.by_id[place].called.in_language(language),
                    _path(contents.by_id[place]),
                    words.listed([words.said(TO_A_PLACE[role], language) for role in roles], language),
                )
                for place, roles in tied.items()
            ),
        )
        for actor, tied in of.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-len(line.places), words.sort_key(line.actor.name))))


def _path(place: PlaceContent) -> str:
    """The page of a place."""
    return f"lieux/{place.slug}/"


def _row(
    name: str, path: str, places: Sequence[PlaceContent], contents: StudyContents, language: str
) -> FamilyRow | None:
    """None where no source says anything of the families of any place."""
    known = [contents.ecosystem.families.get(place.place_id, (frozenset[str](), 0))[0] for place in places]
    if not any(known):
        return None
    counts = [sum(code in one for one in known) for code in FAMILIES]
    return FamilyRow(
        name,
        path,
        tuple(words.number(count, language) if count else "" for count in counts),
        words.number(sum(not one for one in known), language),
    )


@lru_cache(maxsize=2)
def _key(language: str) -> tuple[KeyMark, ...]:
    marks = []
    for family in (*FAMILIES, "", family_marks.PLACE):
        sketch = Sketch()
        family_marks.mark(sketch, family, 9, 9, radius=6)
        shape = sketch.scene(LAYOUTS[0], 18).shapes[0]
        said = Words("lieu", "place") if family == family_marks.PLACE else family_words(family)
        marks.append(KeyMark(shape.klass, shape.path, words.said(said, language)))
    return tuple(marks)


def _scenes(contents: StudyContents, ids: tuple[str, ...], names: Mapping[str, str]) -> tuple[Scene, ...]:
    """The graph in each layout. names : path of the page of a place → its name, which a place without one of its own has
    in the language of the page; those of actors are French."""
    found = contents.ecosystem
    ties = [tie for place in ids for tie in found.ties_of_place.get(place, ()) if tie.role in PRESENT]
    nodes: Mapping[str, tuple[str, str, str, bool]] = {
        **{
            tie.target_id: (
                family_marks.PLACE,
                names[_path(contents.by_id[tie.target_id])],
                _path(contents.by_id[tie.target_id]),
                contents.by_id[tie.target_id].kept,
            )
            for tie in ties
        },
        **{
            tie.actor_id: (
                found.by_id[tie.actor_id].family,
                found.by_id[tie.actor_id].name,
                found.path_of(found.by_id[tie.actor_id]),
                False,
            )
            for tie in ties
        },
    }
    if len(nodes) < LEAST_NODES:
        return ()
    disputed = {
        (tie.actor_id, tie.target_id): tie.key in found.disputed
        or f"{tie.role} {tie.target_id}" in found.disputed
        for tie in ties
    }
    return tuple(scene for one in LAYOUTS if (scene := _scene(nodes, disputed, one)) is not None)


def _scene(
    nodes: Mapping[str, tuple[str, str, str, bool]], ties: Mapping[tuple[str, str], bool], one: Layout
) -> Scene | None:
    vertices = [Vertex(key, name) for key, (_, name, _, _) in nodes.items()]
    laid = layout(vertices, list(ties), one.width, font=FONT)
    if laid.kind != GRAPH:
        return None
    rank = {spot.key: position for position, spot in enumerate(laid.spots)}
    drawn = [
        Node(
            family=nodes[spot.key][0],
            x=spot.x,
            y=spot.y,
            text=spot.label,
            label_x=spot.x + MARKER + GAP,
            label_y=spot.y + 0.35 * FONT,
            anchor="start",
            to=nodes[spot.key][2],
            whole=nodes[spot.key][1] if spot.label != nodes[spot.key][1] else "",
            kept=nodes[spot.key][3],
        )
        for spot in laid.spots
    ]
    edges = [Edge(rank[first], rank[second], doubted) for (first, second), doubted in ties.items()]
    return actor_graph(drawn, edges, layout=one, height=laid.height)
