"""The reference of refusals: exit codes, the parts of a sentence, the classes of faults."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

import florilege
from florilege import faults
from florilege.faults import StudyFileRefused, Words, sentence
from tests.documentation.reference.markdown import cell, table

CODES: Mapping[str, Words] = {
    "DONE": Words("fait", "done"),
    "NO": Words(
        "la réponse est non : aucune liste ne respecte les règles, le dossier rejoué diffère, le programme se heurte",
        "the answer is no: no list satisfies the rules, the dossier replayed differs, the programme clashes",
    ),
    "WRONG_USE": Words("mauvais usage : verbe, option ou argument", "wrong use: verb, option or argument"),
    "REFUSED": Words(
        "entrée refusée : ce qui était attendu est dit, et rien n’a changé",
        "input refused: what was expected is said, and nothing has changed",
    ),
    "INTERNAL": Words("faute du logiciel, à signaler", "a fault of the software, to be reported"),
    "INTERRUPTED": Words("interrompu", "interrupted"),
}
"""Name of an exit code in `faults` → what it says."""
TITLE = Words("Refus et codes de sortie", "Refusals and exit codes")
HEAD = Words(
    """Une commande refuse une entrée qu’elle ne peut pas employer, avant de rien changer. Elle nomme le fichier, la ligne ou le rang, la
colonne ou la clé, la valeur, ce qui était attendu et que faire, dans les deux langues. Cette page est écrite d’après le code.""",
    """A command refuses input that it cannot use, before it changes anything. It names the file, the line or row, the column or key, the
value, what was expected and what to do, in both languages. This page is written from the code.""",
)
PARTS = Words("Un refus|Codes de sortie|code|sens", "A refusal|Exit codes|code|meaning")
CLASSES = """## Classes of faults

All of them are `florilege.faults.InputRefused`, with `where` (`file`, `line`, `row`, `column`), `value`, `expected` and `hint`;
`expected` and `hint` are words in both languages. `florilege.faults.sentence(fault, "en")` is the sentence printed."""


_HEAD_OF_CLASS = re.compile(r"^class (\w+)\((\w+)\):", re.MULTILINE)


class Fault(Struct, frozen=True):
    """A class of faults. of : the class that it is of; module : where it stands; says : its first sentence"""

    name: str
    of: str
    module: str
    says: str


def exit_codes() -> dict[str, int]:
    """The exit codes of `faults`, by name."""
    return {name: value for name, value in vars(faults).items() if name.isupper() and isinstance(value, int)}


def classes() -> list[Fault]:
    """Every class of faults in the code, whatever room it is of, those of `florilege.faults` first."""
    root = Path(florilege.__file__).parent
    heads = [
        (path, name, base)
        for path in sorted(root.rglob("*.py"))
        for name, base in _HEAD_OF_CLASS.findall(path.read_text(encoding="utf-8"))
    ]
    known, found = {"InputRefused"}, list[Fault]()
    while new := [head for head in heads if head[2] in known and head[1] not in known]:
        for path, name, base in new:
            module = ".".join(path.relative_to(root.parent).with_suffix("").parts)
            found.append(Fault(name, base, module, _says(path, name)))
            known.add(name)
    return sorted(found, key=lambda one: (one.module != "florilege.faults", one.module))


def _says(path: Path, name: str) -> str:
    """The first paragraph that a class says of itself."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return (ast.get_docstring(node) or "").split("\n\n")[0]
    return ""


def page(language: str) -> str:
    """The page in a language, as Markdown; the classes are for programs, and on the English page alone."""
    a_refusal, exit_title, code, meaning = PARTS.in_language(language).split("|")
    example = StudyFileRefused(
        Words("un nombre entier", "a whole number"),
        file="study.toml",
        line=4,
        column="study.size",
        value="25",
        hint=Words("ôter les guillemets", "remove the quotation marks"),
    )
    refused = Words("refusé : ", "refused: ").in_language(language)
    rows = [(f"{value}", CODES[name].in_language(language)) for name, value in exit_codes().items()]
    lines = [
        f"# {TITLE.in_language(language)}",
        "",
        HEAD.in_language(language),
        "",
        f"## {a_refusal}",
        "",
        "```text",
        refused + sentence(example, language),
        "```",
        "",
        f"## {exit_title}",
        "",
        *table((code, meaning), rows),
    ]
    if language == "en":
        lines += ["", CLASSES, ""]
        lines += table(
            ("class", "of", "where", "raised when"),
            [(f"`{one.name}`", f"`{one.of}`", f"`{one.module}`", cell(one.says)) for one in classes()],
        )
    return "\n".join(lines) + "\n"
