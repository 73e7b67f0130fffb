"""Questions of `florilege review` on a terminal: two records that may be one place, two mentions that may be one actor."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import to_builtins
from rich.console import Console

from florilege.faults import Words
from florilege.linkage.meanings import MEANINGS
from florilege.listings.counts import in_english

if TYPE_CHECKING:  # the shell's rooms need the store to be open
    from florilege.web.acts.actor_reviews import ActorQuestion, ActorSide
    from florilege.web.inventory.questions import Question, Side

BAR = 24
"""Characters of the longest bar of a waterfall."""
SHOWN = 3
"""Places of an actor that are named beside a question."""


def print_question(console: Console, question: Question | ActorQuestion, position: str) -> None:
    """A question with what speaks for and against."""
    from florilege.web.acts.actor_reviews import ActorQuestion

    if isinstance(question, ActorQuestion):
        _print_actors(console, question, position)
    else:
        _print_pair(console, question, position)


def print_queue(waiting: Sequence[Question | ActorQuestion], *, as_json: bool) -> None:
    """All that waits, one line a question, or as JSON."""
    if as_json:
        sys.stdout.write(
            json.dumps([to_builtins(one) for one in waiting], ensure_ascii=False, indent=2) + "\n"
        )
        return
    for one in waiting:
        sys.stdout.write(
            f"{one.probability:.2f}  {one.first.key}  {one.first.name}  |  {one.second.key}  {one.second.name}"
            f"{_worded(one)}{'  (later)' if one.postponed else ''}\n"
        )
    sys.stdout.write(f"{len(waiting)} waiting\n")


def _worded(question: Question | ActorQuestion) -> str:
    """What stands behind a line of the queue: what speaks for it beside the comparisons, what keeps the two apart."""
    from florilege.web.acts.actor_reviews import ActorQuestion

    if isinstance(question, ActorQuestion):
        return f"  (kept apart: {_bar_of(question)})" if question.veto else ""
    speaks = f"  (for one place: {_evidence(question.evidence)})" if question.evidence else ""
    return speaks + (f"  (kept apart: {_reason(question.veto)})" if question.veto else "")


def _print_actors(console: Console, question: ActorQuestion, position: str) -> None:
    from florilege.ecosystem.actor_linkage import MEANINGS as MEANINGS_OF_ACTORS

    console.print()
    console.print(f"[{position}] probability {question.probability:.2f}", markup=False)
    for side in (question.first, question.second):
        _print_actor(console, side)
    for key, weight in question.contributions.items():
        bar = "█" * max(1, round(abs(weight) / 3 * BAR))
        console.print(
            f"  {weight:+5.1f}  {bar[:BAR]:<{BAR}}  {MEANINGS_OF_ACTORS[key].en}", markup=False, no_wrap=True
        )
    if question.veto:
        console.print(f"  kept apart: {_bar_of(question)}", markup=False)


def _print_actor(console: Console, side: ActorSide) -> None:
    console.print(f"  {side.key}  {side.name}", style="bold", markup=False, soft_wrap=True)
    parts = [
        side.family or "unknown family",
        *side.numbers,
        *([side.commune_code] if side.commune_code else []),
    ]
    console.print(f"      {' · '.join(parts)}", markup=False, soft_wrap=True)
    if side.places:
        more = len(side.places) - SHOWN
        named = ", ".join(side.places[:SHOWN]) + (f" and {more} more" if more > 0 else "")
        console.print(f"      tied to {named}", markup=False, soft_wrap=True)


def _bar_of(question: ActorQuestion) -> str:
    """What keeps two actors apart, in words."""
    from florilege.ecosystem.actor_linkage import VETOES

    return VETOES[question.veto].en if question.veto in VETOES else question.veto


def _print_pair(console: Console, question: Question, position: str) -> None:
    stake = {3: "a place of the list", 2: "a borderline place", 1: "a candidate", 0: "no candidate"}[
        question.stake
    ]
    console.print()
    console.print(
        f"[{position}] probability {question.probability:.2f} · {stake} · settles {in_english(question.pairs, 'pair', 'pairs')}",
        markup=False,
    )
    for side in (question.first, question.second):
        _print_side(console, side)
    for key, weight in sorted(
        question.contributions.items(), key=lambda item: (item[0] != "intercept", -item[1])
    ):
        bar = "█" * max(1, round(abs(weight) / 3 * BAR))
        label = MEANINGS.get(key, Words(key, key)).en
        console.print(f"  {weight:+5.1f}  {bar[:BAR]:<{BAR}}  {label}", markup=False, no_wrap=True)
    if question.evidence:
        console.print(f"  for one place: {_evidence(question.evidence)}", markup=False)
    if question.veto:
        console.print(f"  kept apart: {_reason(question.veto)}", markup=False)


def _evidence(key: str) -> str:
    """What speaks for one place beside the comparisons, in words."""
    from florilege.linkage.bonds import EVIDENCE

    return EVIDENCE[key].en if key in EVIDENCE else key


def _reason(veto: str) -> str:
    """What a veto says, in words."""
    from florilege.linkage.vetoes import (
        VETOES,  # leads to SciPy: nearly a second that no other verb should pay
    )

    return next((one.words.en for one in VETOES if one.key == veto), veto)


def _print_side(console: Console, side: Side) -> None:
    parts = [part for part in (side.address, side.commune, side.website) if part]
    console.print(f"  {side.key}  {side.name}", style="bold", markup=False, soft_wrap=True)
    if parts:
        console.print(f"      {' · '.join(parts)}", markup=False, soft_wrap=True)
    if side.records:
        console.print(f"      with {', '.join(side.records)}", markup=False, soft_wrap=True)
