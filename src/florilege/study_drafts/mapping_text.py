"""The proposed mapping of a file, completed with what a person says of it."""

from __future__ import annotations

from collections.abc import Sequence

from florilege.faults import Words
from florilege.listings.suggest import Suggestion
from florilege.listings.vocabulary import VOCABULARIES
from florilege.study_drafts.answers import Answers
from florilege.toml_text import entry

_HEAD = Words(
    "Proposé d’après {file} ; ce qui a été deviné est dans GUESSES.md.",
    "Proposed from {file}; what was guessed is in GUESSES.md.",
)
_KIND = Words(
    "Aucune colonne ne dit le type des lieux : celui-ci vaut pour tous.",
    "No column says what type of places these are: this one applies to all.",
)
_REFUSED = Words(
    "Part des lignes qui peuvent être refusées : plus que d’ordinaire dans ce fichier.",
    "Share of the rows that may be refused: more than usual in this file.",
)


def completed(
    suggestion: Suggestion,
    answers: Answers,
    *,
    file: str,
    language: str,
    max_refused: float | None = None,
    coverage: Sequence[str] = (),
    head: Words = _HEAD,
) -> str:
    """The mapping as TOML, with nothing left to fill in.

    file : name of the file, for people; coverage : lines of the table that says where the file looked
    head : its first line
    """
    title = title_of(file)
    # before the first table stands what the listing is as a whole: there, each key is written once
    said = {
        "title": entry("title", {"fr": title, "en": title}),
        "publisher": entry("publisher", answers.publisher),
        "licence": entry("licence", answers.licence),
        "attribution": entry("attribution", f"{answers.publisher}, {title}, {answers.date}"),
    }
    listing, versions, rest = _parted(suggestion.toml)
    lines = [f"# {head.in_language(language).format(file=_on_one_line(file))}"]
    for line in listing:
        key = line.partition(" = ")[0]
        if line.startswith("# TODO") or (line.startswith("#") and len(lines) == 1):
            continue  # what was to fill in is now said
        lines.append(said.get(key, line))
    if max_refused is not None:
        lines += [f"# {_REFUSED.in_language(language)}", entry("max_refused", max_refused)]
    lines += coverage
    lines += [entry("date", answers.date) if line.startswith("date = ") else line for line in versions]
    lines += rest
    if answers.kind:
        words = VOCABULARIES["kind"][answers.kind].in_language(language)
        lines += [
            "", f"# {_KIND.in_language(language)} ({words})", "[[field]]", entry("field", "kind"), entry("constant", answers.kind),
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


def title_of(file: str) -> str:
    """The title of a listing, from the name of its file: "lieux_de-Bretagne.csv" is "Lieux de Bretagne"."""
    words = " ".join(file.rpartition(".")[0].replace("_", " ").replace("-", " ").split()) or file
    return words[:1].upper() + words[1:]


def _parted(toml: str) -> tuple[list[str], list[str], list[str]]:
    """The lines before the first table, those of the version, and the rest."""
    lines = toml.rstrip("\n").split("\n")
    version = lines.index("[[version]]")
    after = next((rank for rank in range(version + 1, len(lines)) if lines[rank].startswith("[")), len(lines))
    return lines[:version], lines[version:after], lines[after:]


def _on_one_line(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
