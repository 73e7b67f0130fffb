"""The page of an actor that has two ties or more: what it is, what it is to which places, who says so."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from florilege.ecosystem.actors import Actor, Tie
from florilege.ecosystem.mentions import PLACE, ROLES
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.actors.lines import (
    BY_THE_ACTOR,
    TO_THE_ACTOR,
    details,
    family_words,
    sources,
    why_family,
)
from florilege.web.publication.pages.sources import Source
from florilege.web.publication.text import words


class EndLine(Struct, frozen=True):
    """The other end of a tie: a place with where it is, or another actor. path : of its page, "" when it has none"""

    name: str
    path: str
    where: str
    kept: bool
    details: str
    disputed: bool
    sources: tuple[Source, ...]


class RoleLines(Struct, frozen=True):
    """The ties of one role, places by name."""

    role: str
    ends: tuple[EndLine, ...]


class ActorView(Struct, frozen=True):
    """The page of an actor ready to print. why : of its family, each with the rule that gives it and who says so"""

    name: str
    actor_id: str
    others: tuple[str, ...]
    former: tuple[str, ...]
    family: str
    code: str
    why: tuple[tuple[str, str, tuple[Source, ...]], ...]
    families_disagree: bool
    siren: str
    rna: str
    website: str
    publishes: tuple[str, ...]
    places: int
    roles: tuple[RoleLines, ...]


def view(actor: Actor, contents: StudyContents, language: str) -> ActorView:
    """The page of an actor in a language."""
    ties = contents.ecosystem.ties_of_actor.get(actor.actor_id, ())
    places = {tie.target_id for tie in ties if tie.target_kind == PLACE}
    return ActorView(
        name=actor.name,
        actor_id=actor.actor_id,
        others=tuple(name for name in (*actor.names, actor.short) if name and name != actor.name),
        former=actor.former,
        family=words.said(family_words(actor.family), language),
        code=actor.family,
        why=why_family(actor, contents, language),
        families_disagree=actor.families_disagree,
        siren=actor.siren,
        rna=actor.rna,
        website=actor.website,
        publishes=tuple(
            words.said(contents.by_listing[slug].title, language)
            for slug in actor.publishes
            if slug in contents.by_listing
        ),
        places=len(places),
        roles=tuple(_roles(actor, contents, language)),
    )


def _roles(actor: Actor, contents: StudyContents, language: str) -> Iterator[RoleLines]:
    found = contents.ecosystem.ties_of_actor.get(actor.actor_id, ())
    for role in ROLES:
        acting = [tie for tie in found if tie.role == role and tie.actor_id == actor.actor_id]
        if acting:
            yield RoleLines(
                words.said(BY_THE_ACTOR[role], language), _ends(acting, actor, contents, language)
            )
    for role in ROLES:
        undergone = [tie for tie in found if tie.role == role and tie.actor_id != actor.actor_id]
        if undergone:
            yield RoleLines(
                words.said(TO_THE_ACTOR[role], language), _ends(undergone, actor, contents, language)
            )


def _ends(ties: list[Tie], actor: Actor, contents: StudyContents, language: str) -> tuple[EndLine, ...]:
    lines = [line for tie in ties if (line := _end(tie, actor, contents, language)) is not None]
    return tuple(sorted(lines, key=lambda line: words.sort_key(line.name)))


def _end(tie: Tie, actor: Actor, contents: StudyContents, language: str) -> EndLine | None:
    found = contents.ecosystem
    name, path, where, kept = "", "", "", False
    if tie.target_kind == PLACE:
        place = contents.by_id.get(tie.target_id)
        if place is None:
            return None
        name, path, where, kept = (
            place.called.in_language(language),
            f"lieux/{place.slug}/",
            place.commune,
            place.kept,
        )
    else:
        other = found.by_id[tie.target_id if tie.actor_id == actor.actor_id else tie.actor_id]
        name, path = other.name, found.path_of(other)
    return EndLine(
        name=name,
        path=path,
        where=where,
        kept=kept,
        details=details(tie, language),
        disputed=tie.key in found.disputed or f"{tie.role} {tie.target_id}" in found.disputed,
        sources=sources((claim.source for claim in tie.claims), contents, language),
    )
