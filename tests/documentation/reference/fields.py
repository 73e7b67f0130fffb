"""The reference of what a mapping may say: formats, fields with their codes, licences."""

from __future__ import annotations

from florilege.faults import Words
from florilege.listings.fields import FIELDS, GROUPS, Field
from florilege.listings.licences import ASKED, BY_CODE
from florilege.listings.mapping import FORMATS
from florilege.listings.vocabulary import VOCABULARIES
from tests.documentation.reference.markdown import cell, listed, table

TITLE = Words("Champs, codes et licences", "Fields, codes and licences")
HEAD = Words(
    """Ce qu’un fichier de correspondance peut nommer : les formats qu’il lit, les champs d’un lieu, les codes des champs à vocabulaire
fermé, les licences. Cette page est écrite d’après le code ; ce que chaque format garde et perd :
[les formats](../formats.md).""",
    """What a mapping may name: the formats it reads, the fields of a place, the codes of those with a closed vocabulary, the licences.
This page is written from the code; what each format keeps and loses: [formats](../formats.md).""",
)
NAMES = Words(
    "Formats lus|Champs|Codes|Licences|champ|nom|sorte|unité|plusieurs valeurs|publié|oui|non|code|mots|licence|demande",
    "Formats read|Fields|Codes|Licences|field|name|kind|unit|several values|published|yes|no|code|words|licence|asks",
)


def page(language: str) -> str:
    """The page in a language, as Markdown."""
    names = NAMES.in_language(language).split("|")
    formats, fields, codes, licences, field, name, kind, unit, several, public, yes, no = names[:12]
    code, words, licence, asks = names[12:]
    lines = [f"# {TITLE.in_language(language)}", "", HEAD.in_language(language), ""]
    lines += [f"## {formats}", "", listed(FORMATS), "", f"## {fields}", ""]
    ordered = sorted(FIELDS.values(), key=lambda one: GROUPS.index(one.group))
    lines += table(
        (field, name, kind, unit, several, public), [_row(one, language, yes, no) for one in ordered]
    )
    lines += ["", f"## {codes}"]
    for vocabulary, said in VOCABULARIES.items():
        if vocabulary in FIELDS:
            lines += ["", f"### `{vocabulary}`", ""]
            lines += table(
                (code, words), [(f"`{one}`", cell(text.in_language(language))) for one, text in said.items()]
            )
    lines += ["", f"## {licences}", ""]
    lines += table(
        (code, licence, asks),
        [
            (f"`{one.code}`", cell(one.name.in_language(language)), cell(ASKED[one.asks].in_language(language)))
            for one in BY_CODE.values()
        ],
    )  # fmt: skip
    return "\n".join(lines) + "\n"


def _row(one: Field, language: str, yes: str, no: str) -> tuple[str, ...]:
    return (
        f"`{one.key}`",
        cell(one.label.in_language(language)),
        one.kind,
        one.unit or "–",
        yes if one.multiple else no,
        yes if one.public else no,
    )
