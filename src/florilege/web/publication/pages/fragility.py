"""How fragile the list is, in words that come before the list: who is certain, who is not, who else could be there."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.directory import PlaceLine, place_line
from florilege.web.publication.text import words


class Fragility(Struct, frozen=True):
    """What a reader is told of the list before reading it.

    headline : how many are certain, debatable, possible; meaning : of these three words; again : how often the very
    same list came out of the draws; equal : that another list has the same total, "" where none has
    certain : the places that would be left if only what is certain counted
    """

    headline: str
    meaning: str
    again: str
    equal: str
    only_certain: str
    certain: tuple[PlaceLine, ...]


def fragility(contents: StudyContents, language: str) -> Fragility | None:
    """How fragile the list is; None without a list or without draws to tell."""
    run = contents.selection
    if run is None or not run.draws or not contents.kept:
        return None
    certain = [place for place in contents.kept if place.choice is not None and place.choice.klass == "core"]
    debatable = len(contents.kept) - len(certain)
    others = Counter(place.choice.klass for place in contents.not_kept if place.choice is not None)
    possible = others["borderline"] + others["core"]
    core = Words(*(words.share(run.core, one) for one in ("fr", "en")))
    return Fragility(
        headline=words.said(_headline(len(certain), debatable, possible), language),
        meaning=words.said(_meaning(core), language),
        again=words.said(_again(contents), language),
        equal=words.said(EQUAL, language) if run.tied else "",
        only_certain=words.said(_only(len(certain), len(contents.kept)), language),
        certain=tuple(
            place_line(place, language)
            for place in sorted(certain, key=lambda place: words.sort_key(place.name))
        ),
    )


EQUAL = Words(
    "Une autre liste au moins a exactement le même total : celle-ci passe devant par le départage déclaré puis, s’il ne tranche "
    "pas, par l’ordre des identifiants. Un lieu peut n’être certain que par là.",
    "At least one other list has exactly the same total: this one comes first by the declared tie-breaks and, where they do not "
    "decide, by the order of the ids. A place may be certain for that reason alone.",
)


def _headline(certain: int, debatable: int, possible: int) -> Words:
    def french(count: int, one: str, several: str) -> str:
        return (
            f"aucun {one}" if not count else f"{words.number(count, 'fr')} {one if count == 1 else several}"
        )

    def english(count: int, what: str) -> str:
        return f"{words.number(count, 'en') if count else 'none'} {what}"

    fr = ", ".join(
        (
            french(certain, "certain", "certains"),
            french(debatable, "discutable", "discutables"),
            french(possible, "autre possible", "autres possibles"),
        )
    )
    en = ", ".join(
        (
            english(certain, "certain"),
            english(debatable, "debatable"),
            f"{words.number(possible, 'en') if possible else 'no'} {'other' if possible == 1 else 'others'} possible",
        )
    )
    return Words(f"{words.capitalised(fr)}.", f"{words.capitalised(en)}.")


def _meaning(core: Words) -> Words:
    return Words(
        f"Certain (socle) : gardé dans au moins {core.fr} des tirages, où l’on pèse autrement les critères et suppose "
        "autrement ce que l’on ignore. Discutable (à débattre) : dans la liste, mais d’autres poids ou un fait appris "
        "l’en feraient sortir. Autre possible : hors de la liste, et pourrait y entrer de même.",
        f"Certain (core): kept in at least {core.en} of the draws, which weight the criteria differently and assume other "
        "values for what is unknown. Debatable (borderline): on the list, but other weights or one newly known fact could "
        "remove it. Other possible: not on the list, and could enter just as easily.",
    )


def _again(contents: StudyContents) -> Words:
    run = contents.selection
    assert run is not None
    drawn = run.portfolios
    if drawn is None:
        return Words("", "")
    draws, different, again = (
        Words(*(words.number(number, one) for one in ("fr", "en")))
        for number in (run.draws or 0, drawn.different, drawn.reference)
    )
    changed = any(place.kept != place.computed for place in contents.places)
    which = Words("calculée", "computed") if changed else Words("publiée ici", "published here")
    if drawn.different == 1 and drawn.reference:  # the only list that came out is the one computed
        return Words(
            f"Le choix a été refait {draws.fr} fois : la même liste en est sortie chaque fois, celle qui est {which.fr}.",
            f"The choice was made again {draws.en} times: the same list came out every time, the one {which.en}.",
        )
    lists = Words(
        "liste différente" if drawn.different == 1 else "listes différentes",
        "different list" if drawn.different == 1 else "different lists",
    )
    often = Words(
        f"est revenue {again.fr} fois", f"came out {again.en} {'time' if drawn.reference == 1 else 'times'}"
    )
    if not drawn.reference:
        often = Words("n’est jamais revenue", "never came out")
    return Words(
        f"Le choix a été refait {draws.fr} fois : la liste exacte {which.fr} {often.fr}, et il est sorti {different.fr} "
        f"{lists.fr}. Elle se lit donc lieu par lieu, et non comme un palmarès.",
        f"The choice was made again {draws.en} times: the exact list {which.en} {often.en}, and {different.en} "
        f"{lists.en} came out. So read it place by place, not as a ranking.",
    )


def _only(certain: int, kept: int) -> Words:
    if not certain:
        return Words(
            "Si seul ce qui est certain comptait, la liste n’aurait aucun lieu.",
            "If only what is certain counted, the list would have no place at all.",
        )
    if certain == kept:
        return Words(
            "Si seul ce qui est certain comptait, la liste serait la même :",
            "If only what is certain counted, the list would be the same:",
        )
    return Words(
        f"Si seul ce qui est certain comptait, la liste n’aurait {'qu’un lieu' if certain == 1 else f'que {certain} lieux'} :",
        f"If only what is certain counted, the list would have only {'one place' if certain == 1 else f'{certain} places'}:",
    )
