"""The choices of a form: territories looked for by name, with or without script, and themes, ticked or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.territory.territory_keys import COMMUNE, DEPARTEMENT, REGION
from florilege.web.newsletter import territories
from florilege.web.newsletter.choices import LANGUAGES, Choices
from florilege.web.publication.search.gazetteer import gazetteer
from florilege.web.publication.search.question_words import LONGEST_QUESTION

LANGUAGE_NAMES = {"fr": "français", "en": "English"}
_LEVELS = {"d": DEPARTEMENT, "r": REGION}


class Tick(Struct, frozen=True):
    """A box that may be ticked."""

    key: str
    label: str
    chosen: bool


class Form(Struct, frozen=True):
    """What a form of choices shows. typed : the name looked for; found : whether there is a territory of that name

    of_issue : whether it says what an issue is about, and not what somebody wants
    """

    languages: tuple[Tick, ...]
    territories: tuple[Tick, ...]
    themes: tuple[Tick, ...]
    typed: str
    found: bool
    of_issue: bool


def form(
    choices: Choices, themes: Mapping[str, Words], language: str, *, typed: str = "", of_issue: bool = False
) -> Form:
    """A form that holds these choices, and beside them the territories that what was typed may mean."""
    typed = typed.strip()[:LONGEST_QUESTION]
    meant = looked_for(typed) if typed else ()
    chosen = [key for key in choices.territories if territories.called(key)]
    shown = dict.fromkeys((*chosen, *meant))
    return Form(
        languages=tuple(Tick(one, LANGUAGE_NAMES[one], one == choices.language) for one in LANGUAGES),
        territories=tuple(Tick(key, territories.called(key), key in chosen) for key in shown),
        themes=tuple(
            Tick(key, label.in_language(language), key in choices.themes) for key, label in themes.items()
        ),
        typed=typed,
        found=bool(meant),
        of_issue=of_issue,
    )


def looked_for(typed: str) -> tuple[str, ...]:
    """The keys of the territories that a name, a postal code or a number may mean, each commune followed by its EPCI."""
    keys: list[str] = []
    for spot in gazetteer().meant(typed):
        level = _LEVELS.get(spot.code[:1])
        key = f"{level}{spot.code[1:]}" if level else f"{COMMUNE}{spot.code}"
        keys += [key, territories.grouping_of(key)]
    keys += territories.groupings(typed)
    return tuple(key for key in dict.fromkeys(keys) if key and territories.called(key))


def sent(language: str, chosen: Sequence[str], themes: Sequence[str]) -> Choices:
    """What a form holds that is not kept yet, as it came: for the form to show it again."""
    return Choices(language, tuple(chosen), tuple(themes))
