"""The actors and the places of a territory, tied: families by shape, names that do not overlap, each a link."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from florilege.web.publication.figures import family_marks
from florilege.web.publication.figures.scene import Label, Layout, Scene, Sketch


class Node(Struct, frozen=True):
    """A place or an actor where the layout puts it, in units of the figure.

    family : `family_marks.PLACE`, a code of a family, "" when it is unknown
    label_x, label_y : where its name begins (`anchor`), on its base line; "" in `text` when the name does not fit
    to : path of its page; whole : its name before it was cut, else ""; kept : whether it is a place of the list
    """

    family: str
    x: float
    y: float
    text: str
    label_x: float
    label_y: float
    anchor: str
    to: str = ""
    whole: str = ""
    kept: bool = False


class Edge(Struct, frozen=True):
    """A tie between two nodes, by their ranks. disputed : whether the sources disagree about it"""

    first: int
    second: int
    disputed: bool = False


RADIUS = 5.5


def actor_graph(nodes: Sequence[Node], edges: Sequence[Edge], *, layout: Layout, height: float) -> Scene:
    """Edges below, marks above, names last."""
    sketch = Sketch()
    for edge in edges:
        first, second = nodes[edge.first], nodes[edge.second]
        sketch.line("tie disputed" if edge.disputed else "tie", (first.x, first.y), (second.x, second.y))
    for node in nodes:
        radius = RADIUS * (1.5 if node.family == family_marks.PLACE else 1.0)
        family_marks.mark(sketch, node.family, node.x, node.y, radius=radius)
    for node in nodes:
        if node.text:
            sketch.say(
                Label(
                    node.label_x,
                    node.label_y,
                    node.text,
                    klass="node bold" if node.kept else "node",
                    anchor=node.anchor,
                    name=True,
                    to=node.to,
                    whole=node.whole,
                )
            )
    return sketch.scene(layout, height)
