"""`florilege review`: the pairs that the linkage left to a person, asked one by one, and what was answered."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from florilege.cli.application import AsJson, Database, StudyPath, messages, open_store, progress_bar
from florilege.faults import InputRefused, Words, sentence
from florilege.linkage.decisions import Decision, Signature, undone
from florilege.linkage.meanings import MEANINGS

if TYPE_CHECKING:  # the shell's rooms need the store to be open
    from florilege.web.inventory.questions import Question, Side
    from florilege.web.study.open_study import OpenStudy

ANSWERS = {
    "s": "same", "m": "same", "1": "same",
    "d": "different", "0": "different",
    "l": "later", "p": "later", "": "later",
    "u": "undo", "a": "undo",
    "q": "quit",
}  # fmt: skip
BAR = 24
"""Characters of the longest bar of a waterfall."""
PAIR = tuple[str, str]


def review(
    study: StudyPath,
    list_: Annotated[bool, typer.Option("--list", help="List pending questions, most useful first.")] = False,
    journal: Annotated[bool, typer.Option("--journal", help="List all acts, including undone ones.")] = False,
    same: Annotated[
        PAIR | None, typer.Option(help="Two records are the same place.", show_default=False)
    ] = None,
    different: Annotated[
        PAIR | None, typer.Option(help="Two records are different places.", show_default=False)
    ] = None,
    later: Annotated[
        PAIR | None, typer.Option(help="Postpone a pair to the end of the queue.", show_default=False)
    ] = None,
    alone: Annotated[
        str, typer.Option(help="A record is a separate place, until --same says otherwise.")
    ] = "",
    merge: Annotated[PAIR | None, typer.Option(help="Merge two places, by id.", show_default=False)] = None,
    undo: Annotated[int, typer.Option(help="Undo an act, by its number.", min=0)] = 0,
    who: Annotated[str, typer.Option("--who", help="Name of the reviewer, recorded in the journal.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Reason, recorded in the journal.")] = "",
    limit: Annotated[int, typer.Option("--limit", help="Maximum number of questions.", min=1)] = 1000,
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    """Review the pairs of records that linkage is unsure about: same, different, later; any act can be undone.

    Without --list or an answer, questions are asked one by one. Records are written listing:record_id.

    Example: florilege review studies/lieux-innovation --who "A. Reader"

    Example: florilege review studies/lieux-innovation --same cget:12 pdl:pingcarto3_ --reason "same door"
    """
    open_store(database)
    from florilege.web.acts import pair_reviews
    from florilege.web.steps import chain as study_chain
    from florilege.web.study.folder import open_folder
    from florilege.web.study.open_study import open_study

    with progress_bar() as progress:
        study_chain.run_chain(study, last="link", out=None, force=(), progress=progress)
    opened = open_study(open_folder(study))
    signature = Signature(who, datetime.now(tz=UTC).date().isoformat(), reason)
    acts = list(
        _acts(
            opened,
            signature,
            same=same,
            different=different,
            later=later,
            alone=alone,
            merge=merge,
            undo=undo,
        )
    )
    if journal:
        _print_journal(pair_reviews.journal(opened.folder), as_json=as_json)
        return
    if list_:
        _print_queue(pair_reviews.queue(opened)[:limit], as_json=as_json)
        return
    changed = bool(acts) or _ask(opened, signature, limit)
    if changed:
        with progress_bar() as progress:
            chain = study_chain.run_chain(study, last="link", out=None, force=(), progress=progress)
        counts = chain.reports[-1].counts
        for act in acts:
            sys.stdout.write(f"act {act}\n")
        sys.stdout.write(
            f"relinked: {counts['places']} places, {counts['pairs to review']} pairs to review\n"
        )


def _acts(
    study: OpenStudy, signature: Signature, *, same: PAIR | None, different: PAIR | None, later: PAIR | None,
    alone: str, merge: PAIR | None, undo: int,
) -> Iterator[int]:  # fmt: skip
    """Do what the options say; the numbers of the acts."""
    from florilege.web.acts import pair_reviews

    if same:
        yield pair_reviews.say_same(study, *same, signature)
    if different:
        yield pair_reviews.say_different(study, *different, signature)
    if later:
        yield pair_reviews.say_later(study, *later, signature)
    if alone:
        yield pair_reviews.say_alone(study, alone, signature)
    if merge:
        yield pair_reviews.merge_places(study, *merge, signature)
    if undo:
        yield pair_reviews.take_back(study, undo, signature)


def _ask(study: OpenStudy, signature: Signature, limit: int) -> bool:
    """Ask the questions one by one on the terminal; whether anything was settled."""
    from florilege.web.acts import pair_reviews

    console = Console(highlight=False)
    waiting = pair_reviews.queue(study)[:limit]
    done: list[tuple[int, int]] = []
    rank = 0
    while rank < len(waiting):
        _print_question(console, waiting[rank], f"{rank + 1}/{len(waiting)}")
        console.print(
            "[bold]s[/bold]ame / [bold]d[/bold]ifferent / [bold]l[/bold]ater / [bold]u[/bold]ndo / [bold]q[/bold]uit > ",
            end="",
        )
        line = sys.stdin.readline()
        answer = ANSWERS.get(line.strip().lower()) if line else "quit"
        if answer == "quit":
            break
        pair = waiting[rank].pair
        try:
            if answer == "same":
                done.append((rank, pair_reviews.say_same(study, *pair, signature)))
            elif answer == "different":
                done.append((rank, pair_reviews.say_different(study, *pair, signature)))
            elif answer == "later":
                done.append((rank, pair_reviews.say_later(study, *pair, signature)))
            elif answer == "undo" and done:
                rank, act = done.pop()
                pair_reviews.take_back(study, act, signature)
                console.print("undone")
                continue
            else:
                console.print(
                    "one letter of: s d l u q" if answer is None else "nothing to undo in this session"
                )
                continue
        except InputRefused as fault:
            for language in ("fr", "en"):
                messages.print(sentence(fault, language), style="red", markup=False, soft_wrap=True)
        rank += 1
    if rank >= len(waiting):
        console.print("Nothing more waits." if waiting else "Nothing waits.")
    return bool(done)


def _print_question(console: Console, question: Question, position: str) -> None:
    stake = {3: "a place of the list", 2: "a borderline place", 1: "a candidate", 0: "no candidate"}[
        question.stake
    ]
    console.print()
    console.print(
        f"[{position}] probability {question.probability:.2f} · {stake} · settles {question.pairs} pair(s)",
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


def _print_queue(waiting: list[Question], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps([asdict(one) for one in waiting], ensure_ascii=False, indent=2) + "\n")
        return
    for one in waiting:
        sys.stdout.write(
            f"{one.probability:.2f}  {one.first.key}  {one.first.name}  |  {one.second.key}  {one.second.name}"
            f"{f'  (for one place: {_evidence(one.evidence)})' if one.evidence else ''}"
            f"{f'  (kept apart: {_reason(one.veto)})' if one.veto else ''}{'  (later)' if one.postponed else ''}\n"
        )
    sys.stdout.write(f"{len(waiting)} waiting\n")


def _print_journal(acts: tuple[Decision, ...], *, as_json: bool) -> None:
    gone = undone(acts)
    if as_json:
        data = [asdict(one) | {"undone": one.act in gone} for one in acts]
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    for one in acts:
        what = f"act {one.undoes}" if one.undoes else "  ".join(one.keys)
        mark = "  (undone)" if one.act in gone else ""
        sys.stdout.write(f"{one.act}  {one.verdict}  {what}  {one.who}  {one.date}  {one.reason}{mark}\n")
