"""The graph in files that other programs open."""

from __future__ import annotations

import io
import json

import networkx as nx

from florilege.ecosystem.formats import cytoscape_json, graphml, kumu_json
from tests.ecosystem.inventories import LYON, claim, ecosystem, site

FOUND = ecosystem(
    [
        claim("h7", "operator", "SAS H7 & Cie", url="https://example.org/a?b=1&c=2"),
        claim("h7", "operator_shares", "Arty Farty 34"),
        claim("m", "owner", "Ville de Metz"),
        claim("m", "operator", "Ville de Metz"),
    ],
    sites=[site("h7", LYON), site("alone")],
)


def test_graphml_is_read_back_by_networkx_with_every_tie() -> None:
    found = nx.read_graphml(io.BytesIO(graphml(FOUND)))
    assert (found.number_of_nodes(), found.number_of_edges()) == (5, len(FOUND.ties))
    assert found.is_directed()
    assert {data["label"] for _, data in found.nodes(data=True)} >= {"SAS H7 & Cie", "Lieu h7"}
    assert {data["role"] for _, _, data in found.edges(data=True)} == {"runs", "owns"}
    assert "place:alone" not in found


def test_cytoscape_json_has_nodes_and_edges_that_name_them() -> None:
    found = json.loads(cytoscape_json(FOUND))["elements"]
    ids = {node["data"]["id"] for node in found["nodes"]}
    assert all({edge["data"]["source"], edge["data"]["target"]} <= ids for edge in found["edges"])
    assert len({edge["data"]["id"] for edge in found["edges"]}) == len(FOUND.ties)


def test_a_kumu_blueprint_names_elements_by_labels_that_are_never_shared() -> None:
    twice = ecosystem(
        [claim("a", "operator", "CCAS"), claim("b", "operator", "CCAS")], sites=[site("a"), site("b", LYON)]
    )
    for found in (json.loads(kumu_json(FOUND)), json.loads(kumu_json(twice))):
        labels = [element["label"] for element in found["elements"]]
        assert len(set(labels)) == len(labels)
        assert all({one["from"], one["to"]} <= set(labels) for one in found["connections"])


def test_the_same_ecosystem_gives_the_same_bytes() -> None:
    assert (graphml(FOUND), kumu_json(FOUND)) == (graphml(FOUND), kumu_json(FOUND))
