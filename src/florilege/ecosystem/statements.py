"""What the study's own files say, as mentions and tie claims; whom and what they name is checked here."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from florilege.ecosystem.mentions import ACTOR, OF_STUDY, PLACE, Mention, Source, TieClaim
from florilege.ecosystem.study_files import ACTORS_FILE, TIES_FILE, ActorRow, TieRow
from florilege.faults import TableRefused, Words

BY_ID = "id:"
"""Before an actor id that stands where the key of a mention does: found once identities are assigned."""


class Known(Struct, frozen=True):
    """What ties.csv may name.

    places : every place id, an old one too, and every "listing:record" → the place id of today
    actor_ids : ids of the file of identities
    """

    places: Mapping[str, str]
    actor_ids: frozenset[str]


def of_actor_rows(rows: Iterable[ActorRow], *, file: str = ACTORS_FILE) -> tuple[Mention, ...]:
    """One mention a line; the lines after the first of one key have the rank behind it: "actors:anct#2"."""
    ranks: Counter[str] = Counter()
    mentions: list[Mention] = []
    for row in rows:
        ranks[row.actor] += 1
        key = f"{OF_STUDY}:{row.actor}" + (f"#{ranks[row.actor]}" if ranks[row.actor] > 1 else "")
        source = Source(OF_STUDY, row.actor, row.source_url, row.date, row.licence, row.note, file, row.line)
        mentions.append(
            Mention(
                key=key,
                names=(row.name,),
                source=source,
                former=row.former_names,
                short=row.short_name,
                family=row.family,
                legal_form=row.legal_form,
                siren=row.siren,
                rna=row.rna,
                commune_code=row.commune_code,
                commune_code_written=row.commune_code_written,
                website=row.website,
                publishes=row.publishes,
            )
        )
    return tuple(mentions)


def placed(
    mentions: Iterable[Mention], ties: Iterable[TieClaim], communes: Mapping[str, str]
) -> tuple[Mention, ...]:
    """The study's actors with the places that ties.csv ties them to, or else those of the actors that it ties them to.

    communes : place id → commune code. A shareholder of who runs a place is, for the linkage, near that place.
    """
    ties = list(ties)
    places: dict[str, list[str]] = defaultdict(list)
    for tie in ties:
        if tie.target_kind == PLACE:
            places[tie.actor].append(tie.target)
    beyond = {
        tie.actor: places[tie.target]
        for tie in ties
        if tie.target_kind == ACTOR and tie.actor not in places and tie.target in places
    }
    places.update(beyond)
    found: list[Mention] = []
    for one in mentions:
        own = tuple(dict.fromkeys(places.get(first_key(one.key), [])))
        near = next((communes[place] for place in own if communes.get(place)), "")
        found.append(replace(one, places=own, near=near))
    return tuple(found)


def first_key(key: str) -> str:
    """The key of the first line of an actor of actors.csv, for the key of any of its lines."""
    return key.split("#", 1)[0] if key.startswith(f"{OF_STUDY}:") else key


def of_tie_rows(
    rows: Iterable[TieRow], actors: Sequence[ActorRow], known: Known, *, file: str = TIES_FILE
) -> tuple[TieClaim, ...]:
    """One claim a line; raises TableRefused for an actor or a place that nothing knows, with the nearest that is."""
    keys = {row.actor for row in actors}

    def mention(row: TieRow, column: str, named: str) -> str:
        if named in keys:
            return f"{OF_STUDY}:{named}"
        if named in known.actor_ids:
            return BY_ID + named
        raise _unknown(
            named,
            sorted(keys),
            Words("une clé d’actors.csv ou un identifiant d’acteur", "a key of actors.csv or an actor id"),
            (file, row.line, column),
        )

    claims: list[TieClaim] = []
    for row in rows:
        actor = mention(row, "actor", row.actor)
        if row.place and row.place not in known.places:
            raise _unknown(
                row.place, list(known.places),
                Words("l’identifiant d’un lieu, ou listing:fiche", "the id of a place, or listing:record"),
                (file, row.line, "place"),
            )  # fmt: skip
        target = known.places[row.place] if row.place else mention(row, "to_actor", row.to_actor)
        source = Source(OF_STUDY, row.actor, row.source_url, row.date, row.licence, row.note, file, row.line)
        claims.append(
            TieClaim(
                actor, row.role, PLACE if row.place else ACTOR, target, source,
                start=row.start, end=row.end, share=row.share, field=row.role, value=row.actor,
            )
        )  # fmt: skip
    return tuple(claims)


def _unknown(value: str, near: Sequence[str], expected: Words, where: tuple[str, int, str]) -> TableRefused:
    found = difflib.get_close_matches(value, near, n=1)
    file, line, column = where
    hint = Words(f"le plus proche est « {found[0]} »", f"the nearest is “{found[0]}”") if found else None
    return TableRefused(expected, file=file, line=line, column=column, value=value, hint=hint)
