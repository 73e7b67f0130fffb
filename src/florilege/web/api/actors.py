"""Actors as programs read them: what each is, what it is to which places, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from florilege.ecosystem.actors import Actor, Tie
from florilege.ecosystem.mentions import PLACE
from florilege.faults import Words
from florilege.web.api.tables import Column, Table, table_of
from florilege.web.publication.contents.study_contents import StudyContents


class ActorOf(NamedTuple):
    """An actor, its ties with what is published, and the study."""

    actor: Actor
    ties: Sequence[Tie]
    contents: StudyContents


ActorTable = Table[ActorOf]
COLUMNS: tuple[Column[ActorOf], ...] = (
    Column("actor_id", Words("identifiant de l’acteur, jamais changé ni repris", "identifier of the actor, never changed or reused"),
           "text", lambda one: one.actor.actor_id, always=True),
    Column("slug", Words("fin de l’adresse de sa page", "last part of its page’s address"), "text", lambda one: one.actor.slug or None),
    Column("name", Words("nom", "name"), "text", lambda one: one.actor.name, always=True),
    Column("names", Words("toutes ses graphies", "every spelling of it"), "texts", lambda one: list(one.actor.names), always=True),
    Column("former_names", Words("anciens noms", "former names"), "texts", lambda one: list(one.actor.former), always=True),
    Column("short_name", Words("nom court ou sigle", "short name or acronym"), "text", lambda one: one.actor.short or None),
    Column("family", Words("famille d’acteurs, code du vocabulaire ; vide si elle est inconnue",
                           "family of actors, a code of the vocabulary; empty where unknown"), "text", lambda one: one.actor.family or None),
    Column("siren", Words("numéro SIREN", "SIREN number"), "text", lambda one: one.actor.siren or None),
    Column("rna", Words("numéro RNA d’association", "RNA number of an association"), "text", lambda one: one.actor.rna or None),
    Column("commune_code", Words("code Insee de la commune du siège", "Insee code of the commune of its seat"), "text",
           lambda one: one.actor.commune_code or None),
    Column("website", Words("site web", "website"), "text", lambda one: one.actor.website or None),
    Column("publishes", Words("recensements qu’il publie", "listings that it publishes"), "texts",
           lambda one: list(one.actor.publishes), always=True),
    Column("places", Words("lieux auxquels il est lié", "places that it is tied to"), "texts", lambda one: _places(one), always=True),
    Column("roles", Words("ce qu’il est à ces lieux et à d’autres acteurs", "what it is to these places and to other actors"), "texts",
           lambda one: list(dict.fromkeys(tie.role for tie in one.ties if tie.actor_id == one.actor.actor_id)), always=True),
    Column("page", Words("adresse de sa page sur ce site ; vide s’il n’en a pas", "address of its page on this site; empty without one"),
           "text", lambda one: f"/{path}" if (path := one.contents.ecosystem.path_of(one.actor)) else None),
)  # fmt: skip
"""The columns of an actor."""


def actor_table(contents: StudyContents) -> ActorTable:
    """The table of the actors of a study, by their ids; of their ties, those whose both ends are published."""
    ecosystem = contents.ecosystem
    return table_of(
        COLUMNS,
        (
            (actor.actor_id, ActorOf(actor, _published(actor, contents), contents))
            for actor in ecosystem.found.actors
        ),
        {
            "family": lambda one: (one.actor.family or "unknown",),
            "place": _places,
            "role": lambda one: {tie.role for tie in one.ties if tie.actor_id == one.actor.actor_id},
            "siren": lambda one: (one.actor.siren,),
        },
    )


def ties(one: ActorOf) -> list[dict[str, object]]:
    """What an actor is to places and other actors, and others to it, each with who says so."""
    return [
        {
            "actor_id": tie.actor_id,
            "role": tie.role,
            "place_id": tie.target_id if tie.target_kind == PLACE else None,
            "to_actor": tie.target_id if tie.target_kind != PLACE else None,
            "start": tie.start or None,
            "end": tie.end or None,
            "share": tie.share or None,
            "sources": [
                {
                    "listing": claim.source.listing,
                    "url": claim.source.url or None,
                    "date": claim.source.date or None,
                    "licence": claim.source.licence or None,
                }
                for claim in tie.claims
            ],
        }
        for tie in one.ties
    ]


def _published(actor: Actor, contents: StudyContents) -> Sequence[Tie]:
    ecosystem = contents.ecosystem
    return [
        tie
        for tie in ecosystem.ties_of_actor.get(actor.actor_id, ())
        if (tie.target_id in contents.by_id if tie.target_kind == PLACE else tie.target_id in ecosystem.by_id)
    ]


def _places(one: ActorOf) -> list[str]:
    found: Iterable[str] = (tie.target_id for tie in one.ties if tie.target_kind == PLACE)
    return list(dict.fromkeys(found))
