"""The page of a territory: what it has, what the list keeps, what holds the rest back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set

from msgspec import Struct

from florilege.faults import Words
from florilege.listings.vocabulary import VOCABULARIES
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.pages import directory, judgement
from florilege.web.publication.pages import outside as outside_page
from florilege.web.publication.pages.actors import of_territory
from florilege.web.publication.pages.selection import page as selection_page
from florilege.web.publication.pages.territories.known import Territories, Territory, code_of
from florilege.web.publication.pages.territories.lines import TerritoryLine, kind_words, line
from florilege.web.publication.pages.territories.standing import Standing, standing
from florilege.web.publication.text import words
from florilege.web.publication.text.values import code_label

INHABITANTS = Words("{n} habitants", "{n} inhabitants")


class Judged(Struct, frozen=True):
    """A candidate of a territory: what the selection says, and what holds it back when it is not kept."""

    place: directory.PlaceLine
    verdict: judgement.Verdict
    why: str


class TerritoryView(Struct, frozen=True):
    """The page of a territory ready to print.

    offers : services and at how many places a source states them; silent : places of which no source states any;
    rated : of a commune, path and name of the territory above it that has a rate
    unsaid : services that no source states of any place here, which does not mean that there are none
    """

    territory: Territory
    name: str
    kind: str
    population: str
    kicker: str
    trail: tuple[tuple[str, str], ...]
    listed: str
    candidates: str
    unjudged: str
    outside: outside_page.Outside | None
    kept: tuple[Judged, ...]
    not_kept: tuple[Judged, ...]
    unknown: tuple[selection_page.UnjudgedLine, ...]
    others: tuple[outside_page.OutsideLine, ...]
    kinds: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]
    offers: tuple[tuple[str, str], ...]
    silent: int
    unsaid: tuple[str, ...]
    within: tuple[TerritoryLine, ...]
    detailed: bool
    actors: of_territory.TerritoryActors
    standing: Standing | None
    rated: tuple[str, str] | None


def view(found: Territories, territory: Territory, language: str) -> TerritoryView:
    """The page of a territory in a language; a région gives the places kept and its départements, not every place."""
    contents, places = found.contents, territory.places
    detailed = territory.level != "region"
    titles = {criterion.key: words.said(criterion.title, language) for criterion in contents.criteria}
    usual = contents.usual
    candidates = [place for place in places if place.appraisal == "candidate"]
    unjudged = [place for place in places if place.appraisal == "not_appraisable"]

    def kept_because(place: PlaceContent) -> str:
        return judgement.distinction(place, contents.criteria, usual, language)

    def number(places: Sequence[PlaceContent]) -> str:
        return words.number(len(places), language)

    population = "" if territory.population is None else words.number(territory.population, language)
    kept = [place for place in contents.kept if code_of(place, territory.level) == territory.code]
    left = found.not_kept_of(territory) if detailed else ()
    return TerritoryView(
        territory=territory,
        name=territory.name,
        kind=kind_words(territory, language),
        population=population,
        kicker=kicker(kind_words(territory, language), population, language),
        trail=_trail(territory, found.above(territory), language),
        listed=number(places),
        candidates=number(candidates),
        unjudged=number(unjudged),
        outside=outside_page.outside(contents, language, territory.others),
        kept=_judged(kept, kept_because, language),
        not_kept=_judged(
            left, lambda place: selection_page.held_back(place, language, found.contents.by_id), language
        ),
        unknown=tuple(
            selection_page.unjudged_line(place, titles, language)
            for place in sorted(
                unjudged,
                key=lambda place: (len(place.missing), words.sort_key(place.called.in_language(language))),
            )
            if detailed
        ),
        others=outside_page.lines(contents, language, territory.others) if detailed else (),
        kinds=_counted("kind", (kind for place in places for kind in place.kinds), language),
        labels=_counted("label", (code for place in places for code in _stated(place, "label")), language),
        offers=_counted("service", (code for place in places for code in _services(place)), language),
        unsaid=_unsaid({code for place in places for code in _services(place)}, language),
        silent=sum("service" not in place.shown for place in places),
        within=tuple(line(one, language) for one in found.children.get(territory.key, ()) if one.places),
        detailed=detailed,
        standing=standing(found, territory, language),
        rated=_rated(found, territory),
        actors=of_territory.of_territory(
            places,
            [(one.name, one.path, one.places) for one in found.children.get(territory.key, ()) if one.places],
            contents,
            language,
            drawn=None if territory.level == "commune" else found.graphs,
        ),
    )


def _rated(found: Territories, commune: Territory) -> tuple[str, str] | None:
    """Path and name of the EPCI of a commune, or of its département where it is in none; nothing before rates are there."""
    above = found.above(commune)
    if commune.level != "commune" or not above:
        return None
    nearest = above[-1]
    if nearest.code not in found.contents.territories.rates.get(nearest.level, {}):
        return None
    return nearest.path, nearest.name


def kicker(kind: str, population: str, language: str) -> str:
    """What a territory is and how many live there, above its name."""
    said = words.said(INHABITANTS, language).format(n=population) if population else ""
    return words.capitalised(f"{words.NO_BREAK}· ".join(part for part in (kind, said) if part))


def _trail(territory: Territory, above: Sequence[Territory], language: str) -> tuple[tuple[str, str], ...]:
    """Path and name of each territory above, with its kind where two of the trail bear one name (La Réunion)."""
    names = Counter((territory.name, *(one.name for one in above)))
    return tuple(
        (one.path, f"{one.name} ({kind_words(one, language)})" if names[one.name] > 1 else one.name)
        for one in above
    )


def _judged(
    places: Iterable[PlaceContent], why: Callable[[PlaceContent], str], language: str
) -> tuple[Judged, ...]:
    return tuple(
        Judged(directory.place_line(place, language), verdict, why(place))
        for place in places
        if (verdict := judgement.verdict(place, language)) is not None
    )


def _stated(place: PlaceContent, field: str) -> Iterable[str]:
    shown = place.shown.get(field)
    return [value for value in shown.values if isinstance(value, str)] if shown is not None else []


def _services(place: PlaceContent) -> Iterable[str]:
    return _stated(place, "service")


def _unsaid(stated: Set[str], language: str) -> tuple[str, ...]:
    found = [code_label("service", code, language) for code in VOCABULARIES["service"] if code not in stated]
    return tuple(sorted(found, key=words.sort_key))


def _counted(field: str, codes: Iterable[str], language: str) -> tuple[tuple[str, str], ...]:
    """Codes in words with how many places have each, the most frequent first."""
    counts = Counter(codes)
    named = {code: code_label(field, code, language) or code for code in counts}
    order = sorted(counts, key=lambda code: (-counts[code], words.sort_key(named[code])))
    return tuple((named[code], words.number(counts[code], language)) for code in order)
