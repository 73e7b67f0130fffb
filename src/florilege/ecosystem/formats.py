"""The ecosystem as files that other programs open: GraphML, Cytoscape JSON, a Kumu blueprint, and the two CSV.

Gephi and Cytoscape open GraphML; Cytoscape opens its own JSON, Kumu its own: no one JSON serves two of them, and
Gephi imports none. Each file has the actors and places that have a tie, and one edge for each tie.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping

from florilege.ecosystem.actors import Actor, Tie
from florilege.ecosystem.gathering import Ecosystem
from florilege.ecosystem.mentions import ACTOR, PLACE
from florilege.ecosystem.study_files import BETWEEN, ActorRow, TieRow, write_actors, write_ties

Attributes = Mapping[str, str]


def _nodes(ecosystem: Ecosystem) -> Iterator[tuple[str, Attributes]]:
    """Key and attributes of each actor and place that has a tie; places first."""
    places = sorted({tie.target_id for tie in ecosystem.ties if tie.target_kind == PLACE})
    for place in places:
        site = ecosystem.places.get(place)
        yield (
            f"{PLACE}:{place}",
            {
                "label": site.name if site else place,
                "type": PLACE,
                "family": "",
                "siren": "",
                "rna": "",
                "commune": site.commune_code if site else "",
            },
        )
    tied = {tie.actor_id for tie in ecosystem.ties}
    tied |= {tie.target_id for tie in ecosystem.ties if tie.target_kind == ACTOR}
    for actor in ecosystem.actors:
        if actor.actor_id in tied:
            yield (
                f"{ACTOR}:{actor.actor_id}",
                {
                    "label": actor.name,
                    "type": ACTOR,
                    "family": actor.family,
                    "siren": actor.siren,
                    "rna": actor.rna,
                    "commune": actor.commune_code,
                },
            )


def _edge(tie: Tie) -> tuple[str, str, Attributes]:
    urls = dict.fromkeys(claim.source.url for claim in tie.claims if claim.source.url)
    licences = dict.fromkeys(claim.source.licence for claim in tie.claims if claim.source.licence)
    return (
        f"{ACTOR}:{tie.actor_id}",
        f"{tie.target_kind}:{tie.target_id}",
        {
            "role": tie.role,
            "start": tie.start,
            "end": tie.end,
            "share": tie.share,
            "sources": " ".join(urls),
            "licences": BETWEEN.join(licences),
        },
    )


def graphml(ecosystem: Ecosystem) -> bytes:
    """GraphML (Brandes et al. 2002) of a directed multigraph, as Gephi, Cytoscape, yEd and NetworkX read it."""
    import networkx as nx

    found = nx.MultiDiGraph()
    for key, attributes in _nodes(ecosystem):
        found.add_node(key, **attributes)
    for tie in ecosystem.ties:
        one, other, attributes = _edge(tie)
        found.add_edge(one, other, key=tie.role, **attributes)
    stream = io.BytesIO()
    nx.write_graphml(found, stream, encoding="utf-8", prettyprint=True)
    return stream.getvalue()


def cytoscape_json(ecosystem: Ecosystem) -> bytes:
    """Cytoscape.js JSON: `elements` with `nodes` and `edges`, each with its `data` (save as .cyjs for Cytoscape)."""
    edges = [_edge(tie) for tie in ecosystem.ties]
    content = {
        "data": {"name": "florilege"},
        "elements": {
            "nodes": [
                {"data": {"id": key, "name": attributes["label"], **attributes}}
                for key, attributes in _nodes(ecosystem)
            ],
            "edges": [
                {"data": {"id": f"e{rank}", "source": one, "target": other, "interaction": attributes["role"], **attributes}}
                for rank, (one, other, attributes) in enumerate(edges)
            ],
        },
    }  # fmt: skip
    return _json(content)


def kumu_json(ecosystem: Ecosystem) -> bytes:
    """A Kumu blueprint: `elements` with a `label`, `connections` `from` and `to` them.

    Kumu knows an element by its label: where two have one, the id stands behind it.
    """
    nodes = list(_nodes(ecosystem))
    seen: set[str] = set()
    label_of: dict[str, str] = {}
    for key, attributes in nodes:
        label = attributes["label"]
        label_of[key] = label if label not in seen else f"{label} ({key.split(':', 1)[1]})"
        seen.add(label_of[key])
    content = {
        "elements": [{**attributes, "label": label_of[key], "id": key} for key, attributes in nodes],
        "connections": [
            {"from": label_of[one], "to": label_of[other], "direction": "directed", "type": attributes["role"], **attributes}
            for one, other, attributes in map(_edge, ecosystem.ties)
        ],
    }  # fmt: skip
    return _json(content)


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def actors_csv(ecosystem: Ecosystem) -> str:
    """Every actor as actors.csv has it, one line a page that speaks of it; its key is its id.

    Read again in another study, it gives the same actors, with the families that sources state; what rules found
    there, rules find again.
    """
    return write_actors(row for actor in ecosystem.actors for row in _actor_rows(actor))


def _actor_rows(actor: Actor) -> Iterator[ActorRow]:
    rows: dict[tuple[str, ...], ActorRow] = {}
    for one in actor.mentions:
        source = one.source
        row = ActorRow(
            actor=actor.actor_id,
            name=one.names[0],
            former_names=one.former,
            short_name=one.short,
            family=one.family,
            legal_form=one.legal_form,
            siren=one.siren,
            rna=one.rna,
            commune_code=one.commune_code,
            commune_code_written=one.commune_code_written,
            website=one.website,
            publishes=one.publishes,
            source_url=source.url or f"florilege:{source.listing}",
            date=source.date,
            licence=source.licence,
        )
        reported = (
            row.name,
            *row.former_names,
            row.family,
            row.legal_form,
            row.siren,
            row.rna,
            row.source_url,
        )
        rows.setdefault(reported, row)
    # the shown name leads
    return iter(sorted(rows.values(), key=lambda row: row.name != actor.name))


def ties_csv(ecosystem: Ecosystem) -> str:
    """Every tie as ties.csv has it, one line a source."""
    return write_ties(
        TieRow(
            actor=tie.actor_id,
            role=tie.role,
            place=tie.target_id if tie.target_kind == PLACE else "",
            to_actor=tie.target_id if tie.target_kind == ACTOR else "",
            start=claim.start,
            end=claim.end,
            share=claim.share,
            source_url=claim.source.url or f"florilege:{claim.source.listing}",
            date=claim.source.date,
            licence=claim.source.licence,
            note=claim.remark or claim.source.note,
        )
        for tie in ecosystem.ties
        for claim in tie.claims
    )
