"""The columns of the files on actors and ties, each with its meaning, and what each file is."""

from __future__ import annotations

from collections.abc import Mapping

from florilege.ecosystem.mentions import FAMILIES, ROLES
from florilege.faults import Words
from florilege.web.publication.open_data.actor_terms import (
    ACTORS,
    GRAPHS,
    NEXT_DOOR,
    SEVERAL,
    SHARED,
    SINGLE,
    TIES,
    UNTIED,
)

Columns = tuple[tuple[str, Words], ...]
_ACTOR_ID = Words(
    "identifiant de l’acteur, jamais changé ni repris", "identifier of the actor, never changed or reused"
)
_SOURCE: Columns = (
    (
        "source_url",
        Words(
            "page qui le dit ; « florilege: » et la clé du recensement où la fiche ne cite pas de page",
            "page that says so; “florilege:” and the key of the listing where the record cites no page",
        ),
    ),
    ("date", Words("date du fait ou de la source", "date of the fact or of the source")),
    ("licence", Words("licence de la source", "licence of the source")),
    ("note", Words("remarque de la source", "remark of the source")),
)
_ACTORS: Columns = (
    ("actor", _ACTOR_ID),
    ("name", Words("nom que donne la source", "name that the source gives")),
    ("former_names", Words("anciens noms, séparés par |", "former names, separated by |")),
    ("short_name", Words("nom court ou sigle", "short name or acronym")),
    (
        "family",
        Words(
            f"famille que dit la source : {', '.join(FAMILIES)}, ou vide",
            f"family that the source states: {', '.join(FAMILIES)}, or empty",
        ),
    ),
    (
        "legal_form",
        Words("forme juridique, code ou mots de la source", "legal form, a code or the words of the source"),
    ),
    ("siren", Words("numéro SIREN", "SIREN number")),
    ("rna", Words("numéro RNA d’association", "RNA number of an association")),
    ("commune_code", Words("code Insee de la commune du siège", "Insee code of the commune of its seat")),
    (
        "commune_code_written",
        Words(
            "code d’une autre année que la source écrit ; vide s’il est celui d’aujourd’hui",
            "code of another year that the source writes; empty where it is that of today",
        ),
    ),
    ("website", Words("site internet", "website")),
    ("publishes", Words("recensements qu’il publie, séparés par |", "listings that it publishes, separated by |")),
    *_SOURCE,
)  # fmt: skip
_TIES: Columns = (
    ("actor", _ACTOR_ID),
    (
        "role",
        Words(
            f"ce que l’acteur est au lieu ou à l’autre acteur : {', '.join(ROLES)}",
            f"what the actor is to the place or the other actor: {', '.join(ROLES)}",
        ),
    ),
    ("place", Words("identifiant du lieu, ou vide", "identifier of the place, or empty")),
    ("to_actor", Words("identifiant de l’autre acteur, ou vide", "identifier of the other actor, or empty")),
    ("start", Words("début, tel que la source le dit", "start, as the source gives it")),
    ("end", Words("fin, telle que la source la dit", "end, as the source gives it")),
    ("share", Words("part du capital, en %", "share of the capital, in %")),
    *_SOURCE,
)
_ONE: Columns = (("actor_id", _ACTOR_ID), ("actor", Words("nom de l’acteur", "name of the actor")))
_PLACE: Columns = (
    ("place_id", Words("identifiant du lieu", "identifier of the place")),
    ("place", Words("nom du lieu ; vide s’il est inconnu", "name of the place; empty where unknown")),
)
_PLACES: Columns = (
    ("place_ids", Words("identifiants des lieux, séparés par |", "identifiers of the places, separated by |")),
    ("places", Words("leurs noms, dans le même ordre", "their names, in the same order")),
)  # fmt: skip
_EPCI: Columns = (
    ("epci_code", Words("code de la métropole ou communauté urbaine", "code of the métropole or communauté urbaine")),
    ("epci", Words("son nom", "its name")),
)  # fmt: skip
ACTOR_COLUMNS: Mapping[str, Columns] = {
    ACTORS: _ACTORS,
    TIES: _TIES,
    SEVERAL: (
        *_ONE,
        ("family", Words("famille montrée, vide si elle est inconnue", "family shown, empty where unknown")),
        ("count", Words("nombre de lieux", "number of places")),
        *_PLACES,
        ("roles", Words("à quels titres, séparés par |", "in which capacities, separated by |")),
    ),
    NEXT_DOOR: (
        *_EPCI,
        *_ONE,
        *_PLACES,
        (
            "metres",
            Words(
                "mètres à vol d’oiseau jusqu’au plus proche ; vide si l’on ne sait pas où",
                "metres to the nearest, in a straight line; empty where it is not known",
            ),
        ),
    ),
    UNTIED: (
        *_EPCI,
        *_ONE,
        (
            "seated_here",
            Words(
                "siège dans ce territoire ; vide si le siège est inconnu",
                "whether its seat is in the territory; empty where the seat is unknown",
            ),
        ),
        *_PLACES,
    ),
    SINGLE: (*_PLACE, *_ONE),
    SHARED: (
        ("first_id", Words("identifiant d’un lieu", "identifier of a place")),
        ("first", Words("son nom ; vide s’il est inconnu", "its name; empty where unknown")),
        ("second_id", Words("identifiant de l’autre lieu", "identifier of the other place")),
        ("second", Words("son nom ; vide s’il est inconnu", "its name; empty where unknown")),
        ("count", Words("nombre d’acteurs en commun", "number of actors in common")),
        (
            "actor_ids",
            Words("identifiants de ces acteurs, séparés par |", "identifiers of these actors, separated by |"),
        ),
        ("actors", Words("leurs noms, dans le même ordre", "their names, in the same order")),
        (
            "jaccard",
            Words(
                "part des acteurs des deux lieux qu’ils ont en commun",
                "share of the actors of both places that they have in common",
            ),
        ),
        (
            "places_in_scope",
            Words(
                "combien des deux lieux sont dans le champ de l’étude",
                "how many of the two places are in the scope of the study",
            ),
        ),
    ),
}  # fmt: skip
_GRAPHML, _CYTOSCAPE, _KUMU = GRAPHS
ACTOR_MEANINGS: Mapping[str, Words] = {
    ACTORS: Words(
        "les acteurs : une ligne par acteur et par source qui en parle, à relire comme actors.csv d’une autre étude",
        "the actors: one row per actor and source that speaks of it, to be read as the actors.csv of another study",
    ),
    TIES: Words(
        "les liens : une ligne par lien et par source, d’un acteur à un lieu ou à un autre acteur",
        "the ties: one row per tie and source, from an actor to a place or to another actor",
    ),
    _GRAPHML: Words(
        "le graphe des acteurs et des lieux, pour Gephi, Cytoscape ou yEd",
        "the graph of actors and places, for Gephi, Cytoscape or yEd",
    ),
    _CYTOSCAPE: Words("le même graphe pour Cytoscape", "the same graph for Cytoscape"),
    _KUMU: Words("le même graphe pour Kumu", "the same graph for Kumu"),
    SEVERAL: Words("les acteurs liés à plusieurs lieux", "the actors tied to several places"),
    NEXT_DOOR: Words(
        "par métropole ou communauté urbaine, qui finance des lieux à moins de 50 km et aucun d’ici, à notre connaissance",
        "by métropole or communauté urbaine, who funds places within 50 km and, as far as is known, none here",
    ),
    UNTIED: Words(
        "par métropole ou communauté urbaine, les laboratoires et écoles liés à aucun de ses lieux, à notre connaissance",
        "by métropole or communauté urbaine, the laboratories and schools tied, as far as is known, to none of its places",
    ),
    SINGLE: Words("les lieux dont un seul financeur est connu", "the places of which a single funder is known"),
    SHARED: Words(
        "toutes les paires de lieux qui partagent des acteurs, celles qui en partagent le plus d’abord",
        "every pair of places that share actors, those that share most first",
    ),
}  # fmt: skip
