"""The wheel of families and the graph of a territory: what is unknown is drawn as unknown, each name leads to its page."""

from __future__ import annotations

import pytest

from florilege.web.publication.figures import family_marks
from florilege.web.publication.figures.actor_graph import Edge, Node, actor_graph
from florilege.web.publication.figures.family_wheel import Petal, family_wheel
from florilege.web.publication.figures.scene import WIDE, Sketch

FAMILIES = tuple(family_marks.SIDES)


def test_a_family_without_a_source_is_an_empty_petal_without_a_number() -> None:
    petals = [Petal(code, code, known=code == "finance", actors=2) for code in FAMILIES]
    scene = family_wheel(petals)
    drawn = {shape.klass for shape in scene.shapes}
    assert drawn == {"petal finance", "petal absent", "heart"}
    assert [label.text for label in scene.labels if label.klass == "count"] == ["2"]
    assert {label.klass for label in scene.labels if label.text != "2"} == {"head", "absent"}


def test_the_names_of_the_families_stay_within_the_wheel() -> None:
    long = "recherche et enseignement supérieur"
    scene = family_wheel([Petal(code, long, known=True, actors=0) for code in FAMILIES])
    for label in scene.labels:
        width = 0.57 * 11 * len(label.text)
        left = {"start": label.x, "end": label.x - width, "middle": label.x - width / 2}[label.anchor]
        assert left >= 0
        assert left + width <= scene.width
        assert 0 <= label.y <= scene.height


def test_each_family_has_an_outline_of_its_own() -> None:
    outlines = {}
    for family in (*FAMILIES, "", family_marks.PLACE):
        sketch = Sketch()
        family_marks.mark(sketch, family, 0, 0, radius=6)
        outlines[family] = sketch.scene(WIDE, 10).shapes[0].path
    assert len(set(outlines.values())) == len(outlines)


@pytest.mark.parametrize(("disputed", "klass"), [(False, "tie"), (True, "tie disputed")])
def test_a_tie_is_a_line_between_its_ends_and_a_name_leads_to_its_page(disputed: bool, klass: str) -> None:
    nodes = [
        Node(family_marks.PLACE, 10, 20, "Bliiida", 20, 24, "start", to="lieux/bliiida/", kept=True),
        Node("associations", 110, 20, "Association Bliiida", 120, 24, "start", to="acteurs/association/"),
    ]
    scene = actor_graph(nodes, [Edge(0, 1, disputed)], layout=WIDE, height=60)
    assert next(shape.path for shape in scene.shapes if shape.klass == klass) == "M10 20L110 20"
    assert [(label.text, label.to, label.klass) for label in scene.labels] == [
        ("Bliiida", "lieux/bliiida/", "node bold"),
        ("Association Bliiida", "acteurs/association/", "node"),
    ]
