"""Five questions that actors and ties answer: each a page with a stable address, its rows, and why some may be missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from florilege.ecosystem import questions
from florilege.ecosystem.actors import Actor
from florilege.faults import Words
from florilege.territory.reference import LARGE_KINDS
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.actors.lines import BY_THE_ACTOR, family_words
from florilege.web.publication.text import words

FOLDER = "acteurs/questions/"
IN_COMMON = "acteurs-en-commun"
MOST_ROWS = 300
"""Answers that a page shows; its file has all of them."""
BOTH_IN_SCOPE: Mapping[int, Words] = {
    2: Words("les deux", "both"),
    1: Words("un seul des deux", "one of the two"),
    0: Words("aucun des deux", "neither"),
}
"""How many of two places are in the scope of the study, in words."""
NONE_SHARES_TWO = Words(
    "Chaque paire n’a qu’un acteur en commun : aucune paire n’en partage deux.",
    "Each pair has one actor in common only: no pair shares two.",
)
SHARE_MOST = Words(
    "Au plus {most} acteurs en commun ; paires qui les partagent : {n}.",
    "{most} actors in common at most; pairs that share as many: {n}.",
)
IN_ORDER = Words(
    "À égalité, d’abord les paires dont les deux lieux sont dans le champ de l’étude, puis celles dont des lieux sont gardés,"
    " puis par nom.",
    "Among equals, first the pairs whose two places are in the scope of the study, then those with places kept, then"
    " by name.",
)


class Asked(Struct, frozen=True):
    """A question as its page asks it. columns : of its table, the first naming the row"""

    key: str
    title: Words
    columns: tuple[Words, ...]


class Cell(Struct, frozen=True):
    """A cell: texts, each with the path of its page, "" where it has none; name : whether they are names, in French."""

    items: tuple[tuple[str, str], ...]
    name: bool = False


class QuestionView(Struct, frozen=True):
    """A question answered.

    total : of all answers, of which `rows` are the first `MOST_ROWS`; note : what they have in common, "" for nothing
    known : share of the places concerned of which a source names an actor (a funder)
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    note: str
    known: str
    caveat: str
    file: str


ACTOR = Words("acteur", "actor")
FAMILY = Words("famille", "family")
PLACES = Words("lieux", "places")
PLACE = Words("lieu", "place")
ROLES = Words("à quel titre", "in what capacity")
TERRITORY = Words("territoire", "territory")
ACTORS = Words("acteurs", "actors")
SHARED = Words("acteurs en commun", "actors in common")
SEAT = Words("siège dans le territoire", "seat in the territory")
SEATED: Mapping[bool | None, Words] = {
    True: Words("oui", "yes"),
    False: Words("non", "no"),
    None: Words("inconnu", "unknown"),
}
QUESTIONS: Mapping[str, Asked] = {
    one.key: one
    for one in (
        Asked(
            "plusieurs-lieux",
            Words("Quels acteurs sont liés à plusieurs lieux ?", "Which actors are tied to several places?"),
            (ACTOR, FAMILY, PLACES, ROLES),
        ),
        Asked(
            "financeurs-voisins",
            Words(
                "Qui finance des lieux à côté, et aucun d’ici ?",
                "Who funds places next door, and none here?",
            ),
            (TERRITORY, ACTOR, Words("lieux financés à côté", "places funded next door")),
        ),
        Asked(
            "recherche-sans-lien",
            Words(
                "Quels laboratoires et écoles ne sont liés à aucun lieu de cette métropole ?",
                "Which laboratories and schools are tied to no place of this métropole?",
            ),
            (TERRITORY, ACTOR, SEAT, Words("lieux ailleurs", "places elsewhere")),
        ),
        Asked(
            "un-seul-financeur",
            Words("Quels lieux dépendent d’un seul financeur ?", "Which places depend on a single funder?"),
            (PLACE, ACTOR),
        ),
        Asked(
            IN_COMMON,
            Words("Quels lieux partagent le plus d’acteurs ?", "Which places share most actors?"),
            (
                PLACE,
                Words("et", "and"),
                SHARED,
                Words("dans le champ de l’étude", "in the scope of the study"),
            ),
        ),
    )
}
"""The questions, by the end of their addresses, in their order."""


def view(key: str, contents: StudyContents, language: str) -> QuestionView:
    """The page of a question in a language."""
    asked = QUESTIONS[key]
    rows, known, caveat = _ANSWERS[key](_Names(contents, language))
    return QuestionView(
        key=key,
        title=words.said(asked.title, language),
        columns=tuple(words.said(column, language) for column in asked.columns),
        rows=tuple(rows[:MOST_ROWS]),
        total=len(rows),
        note=_shared_note(rows, language) if key == IN_COMMON else "",
        known="" if known is None else words.share(known, language, decimals=1),
        caveat=words.said(caveat, language),
        file=f"questions/{key}.csv",
    )


class _Names(Struct, frozen=True):
    """How rows name actors, places and territories in a language."""

    contents: StudyContents
    language: str

    def actors(self, actor_ids: Sequence[str]) -> Cell:
        found = self.contents.ecosystem
        actors = [found.by_id[one] for one in actor_ids if one in found.by_id]
        return Cell(tuple((actor.name, found.path_of(actor)) for actor in actors), name=True)

    def places(self, place_ids: Sequence[str]) -> Cell:
        known = [self.contents.by_id[one] for one in place_ids if one in self.contents.by_id]
        items = [(place.called.in_language(self.language), f"lieux/{place.slug}/") for place in known]
        return Cell(tuple(sorted(items, key=lambda item: words.sort_key(item[0]))), name=True)

    def said(self, *texts: Words) -> Cell:
        return Cell(tuple((words.said(text, self.language), "") for text in texts))

    def actor(self, actor_id: str) -> Actor:
        return self.contents.ecosystem.by_id[actor_id]

    def territories(self) -> Iterator[tuple[str, str, Cell]]:
        """The métropoles and communautés urbaines that have a place: code, name, cell; by name."""
        for code, name in metropoles(self.contents):
            yield code, name, Cell(((name, f"territoires/{code}/"),), name=True)


def metropoles(contents: StudyContents) -> list[tuple[str, str]]:
    """Code and name of the métropoles and communautés urbaines that have a place, by name."""
    named = {
        place.epci_code: place.epci
        for place in contents.places
        if place.epci_code and place.epci_kind in LARGE_KINDS
    }
    return sorted(named.items(), key=lambda item: words.sort_key(item[1]))


_Rows = tuple[list[tuple[Cell, ...]], float | None, Words]


def _several(names: _Names) -> _Rows:
    answer = questions.actors_of_several_places(names.contents.ecosystem.found)
    rows: list[tuple[Cell, ...]] = [
        (
            names.actors([row.actor_id]),
            names.said(family_words(names.actor(row.actor_id).family)),
            names.places(row.places),
            names.said(*(BY_THE_ACTOR[role] for role in row.roles)),
        )
        for row in answer.rows
    ]
    return rows, answer.known, answer.caveat


def _next_door(names: _Names) -> _Rows:
    rows: list[tuple[Cell, ...]] = []
    for code, _, territory in names.territories():
        answer = names.contents.ecosystem.funders_near(code)
        rows += [(territory, names.actors([row.actor_id]), names.places(row.places)) for row in answer.rows]
    return rows, None, questions.FEW_FUNDERS


def _untied(names: _Names) -> _Rows:
    rows: list[tuple[Cell, ...]] = []
    for code, _, territory in names.territories():
        answer = names.contents.ecosystem.research_untied(code)
        rows += [
            (
                territory,
                names.actors([row.actor_id]),
                names.said(SEATED[row.seated_here]),
                names.places(row.elsewhere),
            )
            for row in answer.rows
        ]
    return rows, None, questions.FAMILY_UNKNOWN


def _single(names: _Names) -> _Rows:
    answer = questions.places_of_one_funder(names.contents.ecosystem.found)
    rows: list[tuple[Cell, ...]] = [
        (names.places([row.place_id]), names.actors([row.actor_id])) for row in answer.rows
    ]
    return rows, answer.known, answer.caveat


def _shared(names: _Names) -> _Rows:
    contents = names.contents
    answer = questions.places_sharing_most(contents.ecosystem.found, order=reader_order(contents))
    rows: list[tuple[Cell, ...]] = [
        (
            names.places([row.first]),
            names.places([row.second]),
            names.actors(row.actors),
            names.said(BOTH_IN_SCOPE[in_scope_of(contents, row.first, row.second)]),
        )
        for row in answer.rows
    ]
    return rows, answer.known, answer.caveat


def reader_order(contents: StudyContents) -> Callable[[str], tuple[bool, bool, str]]:
    """What a reader cares for first in a place: whether it is in the scope, whether it is kept, its name."""

    def order(place_id: str) -> tuple[bool, bool, str]:
        place = contents.by_id.get(place_id)
        if place is None:
            return False, False, ""
        return contents.is_in_scope(place), place.kept, words.sort_key(place.called.fr)

    return order


def in_scope_of(contents: StudyContents, *place_ids: str) -> int:
    """How many of some places are in the scope of the study."""
    known = (contents.by_id[one] for one in place_ids if one in contents.by_id)
    return sum(contents.is_in_scope(place) for place in known)


def _shared_note(rows: Sequence[tuple[Cell, ...]], language: str) -> str:
    """Whether all pairs are tied, and in what order equals stand."""
    if not rows:
        return ""
    counts = [len(row[2].items) for row in rows]
    most = max(counts)
    said = (
        words.said(NONE_SHARES_TWO, language)
        if most == 1
        else words.filled(
            SHARE_MOST,
            language,
            most=words.number(most, language),
            n=words.number(counts.count(most), language),
        )
    )
    return f"{said} {words.said(IN_ORDER, language)}"


_ANSWERS: Mapping[str, Callable[[_Names], _Rows]] = {
    "plusieurs-lieux": _several,
    "financeurs-voisins": _next_door,
    "recherche-sans-lien": _untied,
    "un-seul-financeur": _single,
    IN_COMMON: _shared,
}
