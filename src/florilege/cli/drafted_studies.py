"""What `florilege new --from` and `florilege add` ask and print: questions that only a person can answer, guesses, what comes next."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer
from msgspec import Struct

from florilege.cli.application import messages
from florilege.faults import InputRefused, Words
from florilege.listings.counts import in_english, in_french
from florilege.study_drafts.answers import (
    DATE,
    KIND,
    LICENCE,
    PUBLISHER,
    QUESTIONS,
    Answers,
    checked,
)
from florilege.study_drafts.drafting import DraftedStudy, draft_study, write_study
from florilege.study_drafts.guesses import FILE, Choice
from florilege.study_drafts.sources import Drafted, Source, answers_of, usual_answers


class Said(Struct, frozen=True):
    """What the options say. answers : question → what was said of all the files, or of each in their order"""

    answers: Mapping[str, Sequence[str]]
    yes: bool
    language: str

    @classmethod
    def of(
        cls, *, publisher: Sequence[str] | None, licence: Sequence[str] | None, date: Sequence[str] | None,
        kind: Sequence[str] | None, yes: bool, language: str,
    ) -> Said:  # fmt: skip
        """The options as given; raises InputRefused for an answer that no mapping takes."""
        given = {PUBLISHER: publisher or (), LICENCE: licence or (), DATE: date or (), KIND: kind or ()}
        return cls(
            {question: tuple(checked(question, one) for one in said) for question, said in given.items()},
            yes,
            language,
        )

    def check_counts(self, files: int) -> None:
        """Raise BadParameter where an option is given for some of the files only."""
        for question, said in self.answers.items():
            if len(said) not in (0, 1, files):
                raise typer.BadParameter(
                    f"--{question}: once for all the files, or once per file ({files}), not {len(said)} times"
                )


def draft(folder: Path, paths: Sequence[Path], said: Said, *, size: int | None, title: str) -> None:
    """Draft a study from files, write it, and say what was guessed and what comes next."""
    said.check_counts(len(paths))
    ranks = {path: rank for rank, path in enumerate(paths)}
    found = draft_study(
        folder,
        paths,
        lambda source: answers(source, said, rank=ranks[source.path]),
        language=said.language,
        size=size,
        title=title,
    )
    write_study(folder, found)
    _print(folder, found, said.language)


def answers(source: Source, said: Said, *, rank: int) -> Answers:
    """What is known of a file: what was said, what is answered on the terminal, else the default, which is told."""
    found: dict[str, str] = {}
    taken: list[str] = []
    for question, default in usual_answers(source, said.language).items():
        given = said.answers[question]
        if given:
            found[question] = given[rank if len(given) > 1 else 0]
        elif said.yes:
            found[question] = default
            taken.append(question)
        else:
            found[question] = _asked(source, question, default, said.language)
    return answers_of(found, taken)


def _asked(source: Source, question: str, default: str, language: str) -> str:
    if not sys.stdin.isatty():
        raise InputRefused(
            Words(f"une réponse : {QUESTIONS[question].fr}", f"an answer: {QUESTIONS[question].en}"),
            file=str(source.path),
            column=f"--{question}",
            hint=Words(
                f"donner --{question}, ou --yes pour prendre « {default} »",
                f"give --{question}, or --yes to take “{default}”",
            ),
        )
    while True:
        answer = typer.prompt(
            f"{source.path.name}: {QUESTIONS[question].in_language(language)}", default=default, err=True
        )
        try:
            return checked(question, answer)
        except InputRefused as fault:
            messages.print(fault.expected.in_language(language), style="yellow", markup=False)


def _print(folder: Path, found: DraftedStudy, language: str) -> None:
    for one in found.drafts:
        print_source(one, language)
    of = (
        (found.records, "fiche", "record"), (found.places, "lieu", "place"), (found.candidates, "candidat", "candidate"),
    )  # fmt: skip
    french = ", ".join(
        in_french(count, one, f"{one}x" if one == "lieu" else f"{one}s") for count, one, _ in of
    )
    english = ", ".join(in_english(count, one, f"{one}s") for count, _, one in of)
    counted = Words(
        f"{french} ; la liste en gardera {found.size}.",
        f"{english}; the list will keep {found.size} of them.",
    )
    sys.stdout.write(counted.in_language(language) + "\n")
    print_choices(found.choices, folder, language)
    following = Words("Ensuite :", "Next:").in_language(language)
    sys.stdout.write(f"{following} florilege build {shlex.quote(str(folder))}\n")


def print_source(one: Drafted, language: str) -> None:
    """What a file was taken for."""
    fields = len({rule.field for rule in one.mapping.fields if rule.columns})
    rows = (
        in_french(len(one.read.records), "fiche", "fiches"),
        in_english(len(one.read.records), "record", "records"),
    )
    words = Words(
        f"{one.source.path} : {one.mapping.format}, {rows[0]}, {in_french(fields, 'champ reconnu', 'champs reconnus')}",
        f"{one.source.path}: {one.mapping.format}, {rows[1]}, {in_english(fields, 'field', 'fields')} recognised",
    )
    sys.stdout.write(words.in_language(language) + "\n")


def print_choices(found: Sequence[Choice], folder: Path, language: str) -> None:
    """What was guessed, each with the line to change."""
    head = Words(f"Deviné (gardé dans {folder / FILE}) :", f"Guessed (kept in {folder / FILE}):")
    sys.stdout.write(head.in_language(language) + "\n")
    for one in found:
        sys.stdout.write(f"  {one.worded(language)}\n")
