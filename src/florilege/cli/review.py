"""`florilege review`: the pairs that a linkage left to a person, of places or of actors, and what was answered."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Protocol

import typer
from msgspec import to_builtins
from rich.console import Console

from florilege.cli.application import AsJson, Database, StudyPath, messages, open_store, progress_bar
from florilege.cli.questions_asked import print_question, print_queue
from florilege.faults import InputRefused, sentence
from florilege.linkage.decisions import Decision, Signature, undone

if TYPE_CHECKING:  # the shell's rooms need the store to be open
    from florilege.web.acts.actor_reviews import ActorQuestion
    from florilege.web.inventory.questions import Question
    from florilege.web.study.folder import StudyFolder
    from florilege.web.study.open_study import OpenStudy

ANSWERS = {
    "s": "same", "m": "same", "1": "same",
    "d": "different", "0": "different",
    "l": "later", "p": "later", "": "later",
    "u": "undo", "a": "undo",
    "q": "quit",
}  # fmt: skip
PAIR = tuple[str, str]


class Reviews(Protocol):
    """What can be asked and answered of one kind of pairs; each answer is the number of an act."""

    def journal(self, folder: StudyFolder, /) -> tuple[Decision, ...]: ...
    def queue(self, study: OpenStudy, /) -> Sequence[Question | ActorQuestion]: ...
    def say_same(self, study: OpenStudy, first: str, second: str, signature: Signature, /) -> int: ...
    def say_different(self, study: OpenStudy, first: str, second: str, signature: Signature, /) -> int: ...
    def say_later(self, study: OpenStudy, first: str, second: str, signature: Signature, /) -> int: ...
    def say_alone(self, study: OpenStudy, key: str, signature: Signature, /) -> int: ...
    def merge(self, study: OpenStudy, first: str, second: str, signature: Signature, /) -> int: ...
    def take_back(self, study: OpenStudy, act: int, signature: Signature, /) -> int: ...


def review(
    study: StudyPath,
    actors: Annotated[
        bool, typer.Option("--actors", help="Review actors (organisations) instead of places.")
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List pending questions, most useful first.")] = False,
    journal: Annotated[bool, typer.Option("--journal", help="List all acts, including undone ones.")] = False,
    same: Annotated[
        PAIR | None,
        typer.Option(
            help="Two records are the same place (or mentions, the same actor).", show_default=False
        ),
    ] = None,
    different: Annotated[
        PAIR | None,
        typer.Option(help="Two records are different places (or mentions, actors).", show_default=False),
    ] = None,
    later: Annotated[
        PAIR | None, typer.Option(help="Postpone a pair to the end of the queue.", show_default=False)
    ] = None,
    alone: Annotated[
        str, typer.Option(help="A record is a separate place, until --same says otherwise.")
    ] = "",
    merge: Annotated[
        PAIR | None, typer.Option(help="Merge two places, or two actors, by id.", show_default=False)
    ] = None,
    undo: Annotated[int, typer.Option(help="Undo an act, by its number.", min=0)] = 0,
    who: Annotated[str, typer.Option("--who", help="Name of the reviewer, recorded in the journal.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Reason, recorded in the journal.")] = "",
    limit: Annotated[int, typer.Option("--limit", help="Maximum number of questions.", min=1)] = 1000,
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    """Review the pairs of records that linkage is unsure about: same, different, later; any act can be undone.

    Without --list or an answer, questions are asked one by one. Records are written listing:record_id, mentions of
    actors as --list gives them.

    Example: florilege review studies/lieux-innovation --who "A. Reader"

    Example: florilege review studies/lieux-innovation --same cget:12 pdl:pingcarto3_ --reason "same door"

    Example: florilege review studies/lieux-innovation --actors --list
    """
    open_store(database)
    from florilege.web.acts import actor_reviews, pair_reviews
    from florilege.web.steps import chain as study_chain
    from florilege.web.study.folder import open_folder
    from florilege.web.study.open_study import open_study

    reviews: Reviews = actor_reviews if actors else pair_reviews
    last = "ecosystem" if actors else "link"
    with progress_bar() as progress:
        study_chain.run_chain(study, last=last, out=None, force=(), progress=progress)
    opened = open_study(open_folder(study))
    signature = Signature(who, datetime.now(tz=UTC).date().isoformat(), reason)
    acts = list(
        _acts(
            reviews,
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
        _print_journal(reviews.journal(opened.folder), as_json=as_json)
        return
    if list_:
        print_queue(reviews.queue(opened)[:limit], as_json=as_json)
        return
    changed = bool(acts) or _ask(reviews, opened, signature, limit)
    if changed:
        with progress_bar() as progress:
            chain = study_chain.run_chain(study, last=last, out=None, force=(), progress=progress)
        counts = chain.reports[-1].counts
        for act in acts:
            sys.stdout.write(f"act {act}\n")
        sys.stdout.write(
            f"relinked: {counts['actors' if actors else 'places']} {'actors' if actors else 'places'}, "
            f"{counts['pairs to review']} pairs to review\n"
        )


def _acts(
    reviews: Reviews, study: OpenStudy, signature: Signature, *, same: PAIR | None, different: PAIR | None,
    later: PAIR | None, alone: str, merge: PAIR | None, undo: int,
) -> Iterator[int]:  # fmt: skip
    """Do what the options say; the numbers of the acts."""
    if same:
        yield reviews.say_same(study, *same, signature)
    if different:
        yield reviews.say_different(study, *different, signature)
    if later:
        yield reviews.say_later(study, *later, signature)
    if alone:
        yield reviews.say_alone(study, alone, signature)
    if merge:
        yield reviews.merge(study, *merge, signature)
    if undo:
        yield reviews.take_back(study, undo, signature)


def _ask(reviews: Reviews, study: OpenStudy, signature: Signature, limit: int) -> bool:
    """Ask the questions one by one on the terminal; whether anything was settled."""
    console = Console(highlight=False)
    waiting = reviews.queue(study)[:limit]
    done: list[tuple[int, int]] = []
    rank = 0
    while rank < len(waiting):
        print_question(console, waiting[rank], f"{rank + 1}/{len(waiting)}")
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
                done.append((rank, reviews.say_same(study, *pair, signature)))
            elif answer == "different":
                done.append((rank, reviews.say_different(study, *pair, signature)))
            elif answer == "later":
                done.append((rank, reviews.say_later(study, *pair, signature)))
            elif answer == "undo" and done:
                rank, act = done.pop()
                reviews.take_back(study, act, signature)
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


def _print_journal(acts: tuple[Decision, ...], *, as_json: bool) -> None:
    gone = undone(acts)
    if as_json:
        data = [to_builtins(one) | {"undone": one.act in gone} for one in acts]
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    for one in acts:
        what = f"act {one.undoes}" if one.undoes else "  ".join(one.keys)
        mark = "  (undone)" if one.act in gone else ""
        sys.stdout.write(f"{one.act}  {one.verdict}  {what}  {one.who}  {one.date}  {one.reason}{mark}\n")
