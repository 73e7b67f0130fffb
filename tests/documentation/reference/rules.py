"""The reference of the rules of balance: each kind, the keys that its reader asks for, an example and its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from florilege.faults import StudyFileRefused, Words
from florilege.selection.rule_words import rule_words
from florilege.selection.rules import KINDS
from florilege.selection.study_file import study_of
from florilege.toml_lines import Table
from florilege.toml_positions import KeyLines
from florilege.toml_text import entry
from tests.documentation.reference.markdown import cell, listed, table
from tests.documents.study_reference import STUDIES, Asked, RecordingTable, content_of, meanings

MEANINGS: Mapping[str, Words] = {
    "at_least": Words("un plancher : au moins tant de lieux qui répondent à une condition", "a floor: at least so many places that meet a condition"),
    "at_most": Words("un plafond : au plus tant de lieux qui répondent à une condition", "a ceiling: at most so many places that meet a condition"),
    "at_most_one_per": Words("jamais deux lieux de même valeur, de même commune par exemple", "never two places of one value, of one commune say"),
    "include": Words("des lieux gardés d’avance, avec une raison publiée", "places kept beforehand, with a reason that is published"),
    "exclude": Words("des lieux écartés d’avance, avec une raison publiée", "places left out beforehand, with a reason that is published"),
    "together": Words("des lieux gardés ensemble ou pas du tout", "places kept together or not at all"),
    "apart": Words("des lieux qui ne sont jamais gardés ensemble", "places that are never kept together"),
    "budget": Words("une enveloppe : le total d’une colonne ne la dépasse pas", "a budget: the total of a column stays within it"),
}  # fmt: skip
TITLE = Words("Règles d’équilibre", "Rules of balance")
HEAD = Words(
    """Une règle dit ce qu’une bonne liste doit respecter : une table `[[rule]]` de `study.toml`. La liste publiée est la meilleure de
toutes celles qui les respectent toutes ; quand aucune ne le peut, les règles qui se heurtent sont nommées, avec le plus petit
changement qui suffirait. Le sens de chaque clé : [le fichier d’étude](../study-file.md#rule). Cette page est écrite
d’après le code.""",
    """A rule says what a good list must respect: a table `[[rule]]` of `study.toml`. The list published is the best of all those that
respect them all; when none can, the rules that clash are named, with the smallest change that would do. What each key means:
[the study file](../study-file.md#rule). This page is written from the code.""",
)
NAMES = Words(
    "nécessaires|possibles|la règle se dit alors, sans titre à elle",
    "required|possible|without a title, it reads",
)
COLUMNS = Words("sorte|ce qu’elle demande", "kind|what it asks for")


def page(language: str) -> str:
    """The page in a language, as Markdown."""
    lines = [f"# {TITLE.in_language(language)}", "", HEAD.in_language(language), ""]
    rows = [(f"[`{kind}`](#{kind})", cell(MEANINGS[kind].in_language(language))) for kind in KINDS]
    lines += table(COLUMNS.in_language(language).split("|"), rows)
    required, possible, reads = NAMES.in_language(language).split("|")
    for kind in KINDS:
        needed, others, example, words = reported(kind)
        sentence = cell(MEANINGS[kind].in_language(language))
        lines += [
            "",
            f"## `{kind}`",
            "",
            f"{sentence[0].upper()}{sentence[1:]}.",
            "",
            "```toml",
            example,
            "```",
            "",
            f"- **{required}** – {listed(needed)}",
            f"- **{possible}** – {listed(others)}",
            f"- **{reads}** – {cell(words.in_language(language))}",
        ]
    return "\n".join(lines) + "\n"


def reported(kind: str) -> tuple[tuple[str, ...], tuple[str, ...], str, Words]:
    """Of a kind of rule: keys it is refused without, other keys it takes, an example, and that example in words."""
    name, rule = _example(kind)
    content = {**content_of(name), "rule": [rule]}
    journal: dict[str, Asked] = {}
    recording = type("Recording", (RecordingTable,), {"journal": journal, "within": 0})
    study = study_of(
        recording(content, file=name, lines=KeyLines(""), refusal=StudyFileRefused), table=STUDIES[name]
    )
    said = meanings()
    keys = [
        path.removeprefix("rule.") for path in journal if path.startswith("rule.") and path.count(".") == 1
    ]
    needed = tuple(key for key in keys if key in rule and _is_refused(name, content, rule, key))
    others = tuple(key for key in keys if key not in needed and f"rule.{key}" in said)
    bare = {key: value for key, value in rule.items() if key not in ("title", "key")}
    unnamed = study_of(
        Table({**content, "rule": [bare]}, file=name, lines=KeyLines(""), refusal=StudyFileRefused),
        table=STUDIES[name],
    )
    example = "\n".join(["[[rule]]", *(entry(key, value) for key, value in rule.items())])
    assert study.rules[0].kind == kind
    return needed, others, example, rule_words(unnamed.rules[0].key, unnamed)


def _example(kind: str) -> tuple[str, dict[str, Any]]:
    """The first rule of a kind in the studies of examples, and the name of its study."""
    for name in STUDIES:
        rules: Any = content_of(name).get("rule", [])
        for rule in rules:
            if rule["kind"] == kind:
                return name, rule
    raise LookupError(f"no study of tests/documents/studies has a rule {kind!r}")


def _is_refused(name: str, content: dict[str, Any], rule: dict[str, Any], key: str) -> bool:
    without = {other: value for other, value in rule.items() if other != key}
    try:
        study_of(
            Table({**content, "rule": [without]}, file=name, lines=KeyLines(""), refusal=StudyFileRefused),
            table=STUDIES[name],
        )
    except StudyFileRefused:
        return True
    return False
