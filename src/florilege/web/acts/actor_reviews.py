"""A person settles: two mentions name one actor, or two, or wait; and any of it can be undone.

As for places, each act adds lines to a journal of the study's folder, here `actor_decisions.csv`, and changes nothing
else: actors follow at the next build. A mention is named by its key, "listing:record/field/name" or "actors:key".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from msgspec import Struct

from florilege.ecosystem.actor_linkage import ActorPair
from florilege.ecosystem.actors import Actor
from florilege.ecosystem.gathering import Ecosystem
from florilege.ecosystem.mentions import PLACE, Mention
from florilege.faults import InputRefused, Words
from florilege.linkage import decisions as journal_of
from florilege.linkage.decisions import Decision, Pair, Signature
from florilege.web.acts.decision_journals import DecisionJournal
from florilege.web.acts.one_at_a_time import one_at_a_time
from florilege.web.ecosystem.stored_ecosystem import ecosystem_of
from florilege.web.study.folder import StudyFolder
from florilege.web.study.open_study import OpenStudy


class ActorSide(Struct, frozen=True):
    """A mention in question and the actor that it is now.

    places : names of those that the actor is tied to, `place_ids` their ids, in the same order
    mentions : keys of its other mentions; said : all its statements, the one in question first
    """

    key: str
    name: str
    actor_id: str
    family: str
    numbers: tuple[str, ...]
    commune_code: str
    places: tuple[str, ...]
    place_ids: tuple[str, ...]
    mentions: tuple[str, ...]
    said: tuple[Mention, ...]


class ActorQuestion(Struct, frozen=True):
    """Do these two mentions name one actor?

    parts : what names, territories and numbers add to the log-odds; contributions : all that these add up from
    """

    first: ActorSide
    second: ActorSide
    probability: float
    parts: Mapping[str, float]
    contributions: Mapping[str, float]
    veto: str
    postponed: bool

    @property
    def pair(self) -> Pair:
        return self.first.key, self.second.key


def journal(folder: StudyFolder) -> tuple[Decision, ...]:
    """The acts on actors, oldest first; raises TableRefused with the line."""
    return _journal(folder).read()


def _journal(folder: StudyFolder) -> DecisionJournal:
    return DecisionJournal(folder, folder.actor_decisions, "florilege review --actors")


def queue(study: OpenStudy) -> list[ActorQuestion]:
    """What waits for a person: the surest first, then what a veto keeps apart, then what was left for later."""
    found, said = _ecosystem(study), journal(study.folder)
    settled = {tuple(sorted((item.first, item.second))) for item in journal_of.standing(said)}
    alone, postponed = journal_of.alone(said), journal_of.postponed(said)
    sides = _Sides(found)
    waiting = [
        _question(pair, sides, postponed=(pair.first, pair.second) in postponed)
        for pair in found.questions
        if (pair.first, pair.second) not in settled
        and not alone & {pair.first, pair.second}
        and found.actor_of[pair.first] != found.actor_of[pair.second]
    ]
    return sorted(waiting, key=lambda one: (one.postponed, bool(one.veto), -one.probability, one.pair))


def to_settle(study: OpenStudy) -> list[ActorQuestion]:
    """What a build tells of: pairs that nothing keeps apart and that nobody left for later."""
    return [one for one in queue(study) if not one.veto and not one.postponed]


@one_at_a_time
def say_same(study: OpenStudy, first: str, second: str, signature: Signature) -> int:
    """Make the actors of two mentions one; returns the number of the act."""
    found = _ecosystem(study)
    ones, others = _mentions(found, first), _mentions(found, second)
    return _journal(study.folder).add(journal_of.merged(journal(study.folder), ones, others, signature))


@one_at_a_time
def say_different(study: OpenStudy, first: str, second: str, signature: Signature) -> int:
    """Say that two mentions name two actors: of one actor they are parted, of two these never become one."""
    found = _ecosystem(study)
    ones, others = _mentions(found, first), _mentions(found, second)
    if set(ones) == set(others):
        ones, others = (first,), (second,)
    return _journal(study.folder).add(journal_of.divided(journal(study.folder), ones, others, signature))


@one_at_a_time
def say_alone(study: OpenStudy, mention: str, signature: Signature) -> int:
    """Say that a mention names an actor of its own, whatever the linkage finds; returns the number of the act."""
    _mentions(_ecosystem(study), mention)
    return _journal(study.folder).add(journal_of.set_apart(journal(study.folder), mention, signature))


@one_at_a_time
def say_later(study: OpenStudy, first: str, second: str, signature: Signature) -> int:
    """Put a question at the end of the queue; returns the number of the act."""
    found = _ecosystem(study)
    _mentions(found, first), _mentions(found, second)
    return _journal(study.folder).leave_for_later(first, second, signature)


@one_at_a_time
def take_back(study: OpenStudy, act: int, signature: Signature) -> int:
    """Undo an act, whatever came after it; returns the number of the act that undoes it."""
    return _journal(study.folder).take_back(act, signature)


@one_at_a_time
def merge(study: OpenStudy, first: str, second: str, signature: Signature) -> int:
    """Make two actors one, by their ids; the older id survives, the other leads to it."""
    if first == second:
        raise InputRefused(Words("deux acteurs différents", "two different actors"), value=first)
    found = _ecosystem(study)
    return say_same(study, _first_mention(found, first), _first_mention(found, second), signature)


def _ecosystem(study: OpenStudy) -> Ecosystem:
    found = ecosystem_of(study.row)
    if found is None:
        raise InputRefused(
            Words("une étude dont les acteurs sont rassemblés", "a study whose actors have been gathered"),
            file=str(study.folder.path),
            hint=Words("lancer d’abord florilege actors", "run florilege actors first"),
        )
    return found


def _first_mention(found: Ecosystem, actor_id: str) -> str:
    actor = next((one for one in found.actors if one.actor_id == actor_id), None)
    if actor is None:
        raise InputRefused(
            Words("l’identifiant d’un acteur présent", "the id of a current actor"), value=actor_id
        )
    return actor.mentions[0].key


def _mentions(found: Ecosystem, key: str) -> tuple[str, ...]:
    """The keys of the mentions of the actor that one of them names, that one first."""
    actor_id = found.actor_of.get(key)
    if actor_id is None:
        raise InputRefused(
            Words(
                "une mention d’un acteur, recensement:fiche/champ/nom ou actors:clé",
                "a mention of an actor, listing:record/field/name or actors:key",
            ),
            value=key,
            hint=Words(
                "florilege review --actors --list donne les clés",
                "florilege review --actors --list gives the keys",
            ),
        )
    others = sorted(other for other, its in found.actor_of.items() if its == actor_id and other != key)
    return (key, *others)


class _Sides:
    """What is said of each actor beside a question."""

    def __init__(self, found: Ecosystem) -> None:
        self.actor_of = found.actor_of
        self.actors: Mapping[str, Actor] = {actor.actor_id: actor for actor in found.actors}
        self.names = {one.key: one.names[0] for actor in found.actors for one in actor.mentions}
        self.places: dict[str, dict[str, str]] = defaultdict(dict)
        for tie in found.ties:
            if tie.target_kind == PLACE and tie.target_id in found.places:
                self.places[tie.actor_id][tie.target_id] = found.places[tie.target_id].name

    def of(self, key: str) -> ActorSide:
        actor = self.actors[self.actor_of[key]]
        return ActorSide(
            key=key,
            name=self.names[key],
            actor_id=actor.actor_id,
            family=actor.family,
            numbers=actor.numbers,
            commune_code=actor.commune_code,
            places=tuple(self.places[actor.actor_id].values()),
            place_ids=tuple(self.places[actor.actor_id]),
            mentions=tuple(one.key for one in actor.mentions if one.key != key),
            said=tuple(sorted(actor.mentions, key=lambda one: one.key != key)),
        )


def _question(pair: ActorPair, sides: _Sides, *, postponed: bool) -> ActorQuestion:
    return ActorQuestion(
        sides.of(pair.first), sides.of(pair.second), pair.probability, pair.parts, pair.contributions, pair.veto,
        postponed,
    )  # fmt: skip
