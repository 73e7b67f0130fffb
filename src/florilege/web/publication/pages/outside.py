"""What is listed and is not of the scope of the study: never counted with its places, always named for what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.web.publication.contents.places import PlaceContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.text import words
from florilege.web.publication.text.values import code_label

CLOSED = Words("lieu dit fermé", "place reported as closed")
NO_KIND = Words("lieu dont aucune source ne dit le type", "place of a type that no source states")
OTHER_STATUS = Words("lieu à vérifier ou en projet", "place to check or still planned")


class Outside(Struct, frozen=True):
    """Places out of the scope: how many, and what they are, each sort with its count, the most frequent first."""

    count: int
    sorts: tuple[tuple[str, str], ...]

    @property
    def said(self) -> str:
        """What they are, in a sentence: "service public (326), médiathèque (39)"."""
        return ", ".join(f"{sort} ({count})" for sort, count in self.sorts)


class OutsideLine(Struct, frozen=True):
    """A place out of the scope as a line of a list, named for what it is."""

    slug: str
    name: str
    commune: str
    sort: str


def sort_of(place: PlaceContent, contents: StudyContents, language: str) -> str:
    """What a place out of the scope is, and so why it is not of it: closed, of another kind, of an unknown one."""
    if place.row is not None and place.row.failed:
        failed = words.said(place.row.failed[0].words, language)
        return words.said(
            Words(f"condition non remplie : {failed}", f"condition not met: {failed}"), language
        )
    accepted = contents.scope.get("status", ())
    if accepted and (place.status or "unknown") not in accepted:
        return words.said(CLOSED if place.status == "closed" else OTHER_STATUS, language)
    if not place.kinds:
        return words.said(NO_KIND, language)
    return code_label("kind", place.kinds[0], language) or place.kinds[0]


def outside(
    contents: StudyContents, language: str, among: Sequence[PlaceContent] | None = None
) -> Outside | None:
    """The places out of the scope, all or those among some; None without any."""
    found = contents.outside if among is None else among
    sorts = Counter(sort_of(place, contents, language) for place in found)
    order = sorted(sorts, key=lambda sort: (-sorts[sort], sort))
    return (
        Outside(len(found), tuple((sort, words.number(sorts[sort], language)) for sort in order))
        if found
        else None
    )


def lines(contents: StudyContents, language: str, among: Iterable[PlaceContent]) -> tuple[OutsideLine, ...]:
    """Places out of the scope, by name."""
    return tuple(
        OutsideLine(one.slug, one.called.in_language(language), one.commune, sort_of(one, contents, language))
        for one in sorted(among, key=lambda one: words.sort_key(one.name))
    )
