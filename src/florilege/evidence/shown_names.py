"""What a place is called on a page: its name, else who bears it, in words; the name of a bearer never stands for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from florilege.evidence.privacy import name_without_addresses
from florilege.faults import Words
from florilege.listings.vocabulary import words_of

PLACE = Words("lieu", "place")
_LOWER = frozenset(
    "à au aux d de des du en et l la le les lès lez pour sous sur".split()  # noqa: SIM905
)
_FORMS = frozenset(("CAE", "EPCC", "SA", "SARL", "SAS", "SASU", "SCIC", "SCOP", "SCOPARL", "SPL"))
"""Abbreviations of legal forms, written in capitals wherever they stand."""
_HEADS = (
    ("f", "communaut[ée] de communes|cc(?=\\s)", "communauté de communes"),
    ("f", "communaut[ée] d['’]agglom[ée]ration|ca(?=\\s)", "communauté d’agglomération"),
    ("f", "communaut[ée] urbaine", "communauté urbaine"),
    ("f", "commune", "commune"),
    ("f", "ville", "ville"),
    ("f", "mairie", "mairie"),
    ("m", "d[ée]partement", "département"),
    ("m", "conseil d[ée]partemental", "conseil départemental"),
    ("f", "universit[ée]", "université"),
    ("f", "f[ée]d[ée]ration d[ée]partementale", "fédération départementale"),
    ("f", "f[ée]d[ée]ration", "fédération"),
    ("f", "association|associtation|asso\\.?|ass\\.?", "association"),
    ("f", "soci[ée]t[ée] coop[ée]rative", "société coopérative"),
    ("f", "coop[ée]rative", "coopérative"),
    ("m", "groupement", "groupement"),
    ("m", "syndicat", "syndicat"),
    ("m", "consortium", "consortium"),
    ("m", "mouvement", "mouvement"),
    ("m", "institut", "institut"),
    ("m", "petr", "PETR"),
    ("m", "gip", "GIP"),
    ("m", "ccas", "CCAS"),
    ("f", "cci", "CCI"),
    ("f", "s\\.?c\\.?i\\.?c\\.?", "SCIC"),
    ("f", "scop", "SCOP"),
    ("f", "sasu?", ""),
    ("f", "sarl", "SARL"),
    ("f", "eurl", "EURL"),
    ("f", "spl", "SPL"),
    ("f", "cae", "CAE"),
    ("f", "cuma", "CUMA"),
)
"""Kinds of bodies: their gender, how the first words of a name say them, and how they are written; "" as they are."""
_HEAD = tuple(
    (gender, re.compile(rf"^(?:{pattern})(?![\w’'])", re.IGNORECASE), written)
    for gender, pattern, written in _HEADS
)


_ARTICLE = re.compile(r"^(?:l[ae]\s+|l['’])", re.IGNORECASE)


def shown_name(name: str, kinds: Sequence[str], bearers: Sequence[str]) -> Words:
    """Without electronic addresses, the name; where it is unknown, the kind of place and who bears it; where that is unknown too, the kind alone.

    kinds : codes, the main one first; bearers : as their source writes them
    """
    name = name_without_addresses(name)
    if name:
        return Words(name, name)
    bearers = [body for one in bearers if (body := name_without_addresses(one))]
    said = (words_of("kind", kinds[0]) if kinds else None) or PLACE
    kind = Words(said.fr[:1].upper() + said.fr[1:], said.en[:1].upper() + said.en[1:])
    if not bearers:
        return Words(f"{kind.fr} sans nom connu", f"{kind.en} without a known name")
    first = bearers[0]
    return Words(f"{kind.fr} porté par {with_article(first)}", f"{kind.en} run by {written(first)}")


def with_article(bearer: str) -> str:
    """A bearer after "par", with the article that French wants: "la commune de Lormes", "l’association Payaso Locco"."""
    bare = _ARTICLE.sub("", bearer)
    for gender, pattern, said in _HEAD:
        found = pattern.match(bare)
        if found is None:
            continue
        head = said or found[0]
        rest = _spelt(bare)[found.end() :]
        if head[0].lower() in "aeéiouy" and not head.isupper():
            return f"l’{head}{rest}"
        return f"{'la' if gender == 'f' else 'le'} {head}{rest}"
    return written(bearer)


def written(bearer: str) -> str:
    """A bearer without shouting: capitals only where French has them, its kind spelt out."""
    for _, pattern, said in _HEAD:
        found = pattern.match(bearer)
        if found is not None:
            head = said or found[0]
            return f"{head[:1].upper()}{head[1:]}{_spelt(bearer)[found.end() :]}"
    return _spelt(bearer)


def _spelt(text: str) -> str:
    """A text of several words all in capitals, with capitals where French has them; any other as it is."""
    words = re.split(r"([\s\-'’]+)", text)
    if not text.isupper() or sum(len(word) > 2 for word in words[::2]) < 2:
        return text
    return "".join(
        word
        if word in _FORMS
        else word.lower()
        if word.lower() in _LOWER and rank
        else word[:1] + word[1:].lower()
        for rank, word in enumerate(words)
    )
