"""One word for one thing: what people read, in each language, has none of the words that the glossary forbids.

Looked at: the message catalogue, every `Words(…)` of the code, the `{ fr, en }` of the data files, the help of the command
line, and the pages of documentation, their code aside. Decisions keep the words of their day.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from florilege.cli.verbs import GROUPS, LINES
from florilege.web.publication.text.templating import CATALOGUE

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "src" / "florilege"
GENERATED = ("figures.md",)
FRENCH = (
    "LISEZMOI.md",
    "docs/accueil.md",
    "docs/methode.md",
    "docs/guide/*.md",
    "docs/pour/*.md",
    "docs/tutoriel/*.md",
)
ENGLISH = (
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/*.md", "docs/guide/en/*.md", "docs/pour/en/*.md",
    "docs/tutoriel/en/*.md",
)  # fmt: skip

FORBIDDEN: Mapping[str, Mapping[str, str]] = {
    "en": {
        r"\b(?:told|tells?|telling)\b": "state, show, report or list: “tell” is *dire*, word for word",
        r"\b(?:mend(?:s|ed|ing)?)\b": "clean (on import), fix, repair",
        r"\b(?:corrected values?|values? corrected)\b": "cleaned values: corrections are what people propose",
        r"\b(?:my|your|our|its|their|her|each|a place’s|the place’s) sheets?\b|\bsheets? of (?:a|the|its|kept) places?\b"
        r"|\b(?:on|from|see|correct|open|read) (?:a|the|both) sheets?\b(?! of paper)": "place page: a sheet is of a workbook",
        r"\b[Pp]ersons\b": "people",
        r"\bparted\b|\b(?:veto|line|comma)s? parts\b": "separate",
        r"\b[Tt]rials?\b": "draw; attempt; test",
        r"\b(?:get|want|offered?|held|write) (?:\w+ ){0,3}no more\b": "unsubscribe, stop, no longer",
        r"\blodge[sd]?\b": "house",
        r"\b(?:crow flies|crow’s)\b": "straight-line distance",
        r"\b(?:take|takes|taken|took) (?:\w+ )?(?:off|back)\b": "remove, undo, withdraw",
        r"\b(?:take|takes|taken) out\b": "remove",
        r"\brégions?\b": "region",
        r"\bweb sites?\b": "website",
        r"\bkinds? of places?\b": "type of place",
        r"\blist (?:computed|published)\b": "computed list, published list",
        r"\brules of balance\b": "balance rules",
        r"\bone less\b": "one fewer",
        r"\belectronic address": "e-mail address",
        r"\bsmall letters\b": "lower-case letters",
        r"\b(?:she|hers?|his|he)\b": "they",
        r"\bone row an? (?!row)|\bone a line\b": "one row per…, one per line",
        r"\b[Ss]hared? out\b|\bsharing out\b": "allocate",
    },
    "fr": {
        r"vol d[’']oiseau,? multiplié\b(?!e)|1,3 km de route": "la distance à vol d’oiseau, multipliée par 1,3",
        r"\b(?:ma|sa|votre|notre|leur) fiche\b|\bfiche du lieu\b|\bfiche d[’']un lieu\b"
        r"|\b(?:[Vv]oir|[Cc]orriger|[Oo]uvrir|[Dd]epuis|[Cc]hercher) (?:la|une) fiche\b|\b[Ss]ur la fiche\b"
        r"|\b[Ff]iche (?:publiée|inexacte)": "page du lieu : une fiche est une ligne d’un recensement",
        r"\bredressée?s?\b|\bvaleurs? corrigées?\b": "nettoyée : une correction est ce que l’on propose",
        r"\b(?:[Cc]haque|ces|mille) essais?\b|\d essais?\b": "tirage, ou tentative",
        r"\b[Jj]urés?\b": "membre du jury",
        r"\bmarques?\b[^.:]{0,20}\bjury\b": "note",
        r"\b(?:depuis|Depuis) la roue\b": "le paquet (wheel)",
    },
}  # fmt: skip
"""Of each language, what is not written, and what is written instead."""


def _said(node: ast.expr) -> str:
    """The text of an expression, without what is filled in."""
    return " ".join(
        one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )


def _words() -> Iterator[tuple[str, str, str]]:
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Words" and len(node.args) == 2:
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                yield from (
                    (where, lang, _said(arg)) for lang, arg in zip(("fr", "en"), node.args, strict=True)
                )
            elif isinstance(node, ast.keyword) and node.arg == "help" and path.parent.name == "cli":
                yield f"{path.relative_to(ROOT)}:{node.value.lineno}", "en", _said(node.value)


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        both = value.keys() >= {"fr", "en"}
        for key, one in value.items():
            if both and key in ("fr", "en") and isinstance(one, str):
                yield key, one
            else:
                yield from _pairs(one)
    elif isinstance(value, list):
        for one in value:
            yield from _pairs(one)


def _data() -> Iterator[tuple[str, str, str]]:
    for path in sorted(CODE.rglob("*.toml")):
        for lang, said in _pairs(tomllib.loads(path.read_text(encoding="utf-8"))):
            yield str(path.relative_to(ROOT)), lang, said


def _catalogue() -> Iterator[tuple[str, str, str]]:
    with CATALOGUE.open("rb") as stream:
        messages = [one for one in read_po(stream, locale="en") if one.id]
    for one in messages:
        for lang, forms in (("fr", one.id), ("en", one.string)):
            yield from (
                ("messages.po", lang, form) for form in ((forms,) if isinstance(forms, str) else forms)
            )


def _pages() -> Iterator[tuple[str, str, str]]:
    french = {path for pattern in FRENCH for path in ROOT.glob(pattern)}
    english = {path for pattern in ENGLISH for path in ROOT.glob(pattern)} - french
    for lang, paths in (("fr", french), ("en", english)):
        for path in sorted(paths):
            if path.name not in (*GENERATED, "glossary.md"):
                text = re.sub(r"(?ms)^```.*?^```$|^    \S.*?$", "", path.read_text(encoding="utf-8"))
                yield str(path.relative_to(ROOT)), lang, re.sub(r"`[^`\n]*`|\]\([^)]*\)", "", text)


def _help() -> Iterator[tuple[str, str, str]]:
    yield from (("cli/verbs.py", "en", line) for line in (*LINES.values(), *GROUPS.values()))


def everything() -> Iterator[tuple[str, str, str]]:
    """Where, in which language, what is said."""
    for some in (_words(), _data(), _catalogue(), _pages(), _help()):
        yield from some


def test_no_word_that_the_glossary_forbids_is_said() -> None:
    faults = [
        f"{where}: “{found[0]}” in “{said[max(0, found.start() - 40) : found.end() + 40]}”: {instead}"
        for where, lang, said in everything()
        for pattern, instead in FORBIDDEN[lang].items()
        for found in re.finditer(pattern, said)
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "What was accepted appears on the sheet"), ("en", "an empty line parts paragraphs. A veto parts them"),
        ("en", "3 values corrected"), ("en", "kilometres as the crow flies"), ("fr", "Ce qui manque à votre fiche"),
        ("fr", "à vol d’oiseau, multiplié par 1,3"), ("fr", "chaque essai est un problème"), ("fr", "aucune marque du jury"),
    ],
)  # fmt: skip
def test_a_forbidden_word_is_seen(lang: str, said: str) -> None:
    assert any(re.search(pattern, said) for pattern in FORBIDDEN[lang])


def test_words_are_read_everywhere() -> None:
    assert {where.split(":")[0] for where, _, _ in everything()} >= {
        "src/florilege/faults.py", "messages.po", "README.md", "cli/verbs.py", "docs/guide/en/seal.md",
        "src/florilege/listings/data/fields.toml", "src/florilege/cli/new.py", "docs/pour/comite.md",
    } - {"src/florilege/faults.py"}  # fmt: skip


def test_no_number_of_a_text_breaks_between_its_thousands() -> None:
    with CATALOGUE.open("rb") as stream:
        texts = [
            text
            for message in read_po(stream, locale="en")
            for text in (message.id if isinstance(message.id, (list, tuple)) else (message.id,))
        ]
    assert len(texts) > 1000
    assert [text for text in texts if re.search(r"\d \d{3}(?!\d)", text)] == []
