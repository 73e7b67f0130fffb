"""A question to the finder, answered: what was understood, what was not, and the places; as `frontend/src/finder.ts` does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from florilege.web.publication.pages.needs import NEEDS, STEPS
from florilege.web.publication.search.answers import Answers, Sought, answers, narrowed
from florilege.web.publication.search.asked import Asked
from florilege.web.publication.search.gazetteer import EVERYWHERE, Spot, gazetteer, place_name
from florilege.web.publication.search.place_index import PlaceIndex
from florilege.web.publication.search.question import NOTHING, Question

State = Literal["nothing", "lost", "nowhere", "several", "answered"]


class Found(Struct, frozen=True):
    """What a question gave.

    state : nothing asked; words that nobody understands; a place that is none; a place that is several; answered
    needs : codes, those said and those chosen · services : of each, those that answer it · spot : where one looks from, None for everywhere
    choices : places that may be meant, when it is none or several · begun : whether they begin as was typed
    """

    asked: Asked
    state: State
    question: Question
    needs: tuple[str, ...]
    services: Mapping[str, tuple[str, ...]]
    spot: Spot | None
    choices: tuple[Spot, ...]
    begun: bool
    answers: Answers | None


def find(index: PlaceIndex, asked: Asked, *, here: str = "") -> Found:
    """The answer to a question. here : the words for the reader's own position"""
    question = index.listener.hear(asked.question) if asked.question else NOTHING
    spot, choices, place = _place(asked, question, here)
    needs = _needs(asked, question)
    begun = any(place_name(one.label).startswith(place_name(asked.typed)) for one in choices)
    state: State = "lost" if question.lost else place or ("nothing" if asked.nothing else "answered")
    some = {code: some for code, some in (question.narrowed or {}).items() if code not in asked.needs}
    services = narrowed(needs, some)
    found = None
    if state == "answered":
        sought = Sought(
            needs=services,
            kinds=question.kinds,
            things=question.things,
            where=spot.where if spot is not None else EVERYWHERE,
            within=asked.within,
            kind=asked.kind,
            open=asked.open,
            accessible=asked.accessible,
            unknown=asked.unknown,
        )
        found = answers(index.offers, index.facts, sought)
    return Found(asked, state, question, needs, services, spot, choices, begun, found)


def _needs(asked: Asked, question: Question) -> tuple[str, ...]:
    """The needs of a question, in the order of the page: those chosen, those usual at the step chosen, those said."""
    usual: Iterable[str] = next((step.needs for step in STEPS if step.code == asked.step), ())
    wanted = {*asked.needs, *usual, *question.needs}
    return tuple(need.code for need in NEEDS if need.code in wanted)


def _place(
    asked: Asked, question: Question, here: str
) -> tuple[Spot | None, tuple[Spot, ...], Literal["", "nowhere", "several"]]:
    """Where to look from: as typed apart, else as the address says, else as the question says."""
    if asked.typed:
        meant = gazetteer().meant(asked.typed)
        if len(meant) == 1:
            return meant[0], (), ""
        begun = any(place_name(one.label).startswith(place_name(asked.typed)) for one in meant)
        several = begun or (bool(meant) and asked.typed[:1].isdigit())
        return None, meant, "several" if several else "nowhere"
    if asked.where:
        spot = gazetteer().with_code(asked.where, here=here)
        return spot, (), "" if spot is not None else "nowhere"
    if len(question.spots) == 1:
        return question.spots[0], (), ""
    return None, question.spots, "several" if question.spots else ""
