"""A blank form for a visit: what is known of a place, each value with who says it, to be confirmed or contradicted."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from florilege.listings.fields import FIELDS
from florilege.listings.records import Value
from florilege.listings.vocabulary import VOCABULARIES
from florilege.toml_text import written

WIDTH = 100
PHOTOGRAPH = (
    "# [[photograph]]  # posée dans visits/ / put in visits/",
    '# file = ""',
    '# credit = ""',
    '# alt = { fr = "", en = "" }',
)


class KnownValue(Struct, frozen=True):
    """One value shown of a place, and who says it: sources in words, with their dates."""

    field: str
    value: Value
    sources: tuple[str, ...]


def blank_form(
    place_id: str, name: str, commune: str, *, known: Sequence[KnownValue], wanted: Sequence[str]
) -> str:
    """The TOML of a form about a place, ready to fill: it is refused until date and names are.

    wanted : fields of which nothing is known and that a visit should look for
    """
    town = f", {commune}" if commune else ""
    lines = [
        f"# {_one_line(name)}{_one_line(town)}",
        "# Formulaire de visite / visit form. À ranger dans / to be put in: visits/",
        f"place_id = {written(place_id)}",
        'date = ""  # AAAA-MM-JJ / YYYY-MM-DD',
        'who = [""]  # qui a visité / who visited (public)',
        'private = ""  # notes gardées pour l’équipe, jamais publiées / kept by the team, never published',
        "",
        "[seen]  # ce qui a été vu, publié / what was seen, published",
        'fr = ""',
        'en = ""',
        "",
        "# verdict : confirmed | contradicted | vide : pas regardé / empty: not looked at",
        "# contradicted : ajouter / add  found = …  si l’on sait ce qui est vrai / if what is true is known",
    ]
    for one in known:
        lines += ["", *_known_lines(one)]
    if wanted:
        lines += ["", "# Ce qu’aucune source ne dit / what no source says: ôter les # / take the # off"]
    for field in wanted:
        lines += ["#", *_wanted_lines(field)]
    lines += ["", *PHOTOGRAPH, ""]
    return "\n".join(lines)


def _known_lines(one: KnownValue) -> list[str]:
    label = FIELDS[one.field].label
    return [
        f"# {label.fr} / {label.en}",
        *(f"#   {_one_line(source)}" for source in one.sources),
        "[[claim]]",
        f'field = "{one.field}"',
        f"value = {written(one.value)}",
        'verdict = ""',
    ]


def _wanted_lines(field: str) -> list[str]:
    spec = FIELDS[field]
    codes = list(VOCABULARIES.get(field, ())) if spec.kind == "code" else []
    says = f" ({spec.unit})" if spec.unit else ""
    return [
        f"# # {spec.label.fr} / {spec.label.en}{says}",
        *(f"# #   {line}" for line in _wrapped(codes)),
        "# [[claim]]",
        f'# field = "{field}"',
        "# value = ",
        '# verdict = "confirmed"',
    ]


def _wrapped(words: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for word in words:
        if not lines or len(lines[-1]) + len(word) > WIDTH:
            lines.append(word)
        else:
            lines[-1] += f", {word}"
    return lines


def _one_line(text: str) -> str:
    return (
        " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
        if text.strip()
        else ""
    )
