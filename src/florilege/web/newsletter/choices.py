"""What somebody wants the letter about, and whether an issue is about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from florilege.faults import InputRefused, Words
from florilege.web.newsletter import territories
from florilege.web.newsletter.models import Issue, Subscription

LANGUAGES = ("fr", "en")
MOST_TERRITORIES = 30
EVERYTHING = Words("tous les territoires, tous les thèmes", "all territories, all themes")


class Choices(Struct, frozen=True):
    """A language, and the keys of territories and themes; none of them means all."""

    language: str = "fr"
    territories: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


def checked(
    language: str, chosen: Sequence[str], themes: Sequence[str], known: Mapping[str, Words]
) -> Choices:
    """Choices as they were sent; raises InputRefused for what none of the pages offers. known : themes that are"""
    if language not in LANGUAGES:
        raise InputRefused(
            Words("français ou anglais", "French or English"), column="language", value=language[:10]
        )
    places, subjects = tuple(dict.fromkeys(chosen)), tuple(dict.fromkeys(themes))
    if len(places) > MOST_TERRITORIES:
        raise InputRefused(
            Words(f"{MOST_TERRITORIES} territoires au plus", f"at most {MOST_TERRITORIES} territories"),
            column="territory",
            hint=Words("n’en choisir aucun pour tout recevoir", "choose none to get everything"),
        )
    for key in places:
        if not territories.called(key):
            raise InputRefused(
                Words("un territoire connu", "a known territory"), column="territory", value=key[:60]
            )
    for key in subjects:
        if key not in known:
            raise InputRefused(
                Words("un thème proposé", "a theme that is offered"), column="theme", value=key[:60]
            )
    return Choices(language, places, subjects)  # fmt: skip


def of(subscription: Subscription) -> Choices:
    """The choices of a subscription."""
    return Choices(subscription.language, tuple(subscription.territories), tuple(subscription.themes))


def wants(issue: Issue, known: Mapping[str, Words]) -> Callable[[Choices], bool]:
    """Whether an issue goes to whoever has chosen so.

    By territory and by theme, both: an issue about none goes to all, whoever chose none gets all. A theme that is offered no
    more (not in `known`) narrows nothing.
    """
    reached = territories.reached(issue.territories) if issue.territories else frozenset()
    themes = frozenset(issue.themes) & known.keys()

    def is_wanted(choices: Choices) -> bool:
        chosen = known.keys() & choices.themes
        here = not issue.territories or not choices.territories or not reached.isdisjoint(choices.territories)
        return here and (not themes or not chosen or not themes.isdisjoint(chosen))

    return is_wanted


def in_words(choices: Choices, known: Mapping[str, Words], language: str) -> tuple[str, ...]:
    """The territories and themes chosen, by name, a line each; one line that says so where everything is."""
    places = [territories.called(key) for key in choices.territories]
    themes = [known[key].in_language(language) for key in choices.themes if key in known]
    return tuple(places + themes) or (EVERYTHING.in_language(language),)
