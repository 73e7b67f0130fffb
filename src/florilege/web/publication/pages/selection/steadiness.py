"""How steady the list is: what each criterion and each juror changes, the lists that draws give, what is proved."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.directory import PlaceLine, place_line
from florilege.web.publication.text import words


class Without(Struct, frozen=True):
    """What enters and what leaves without one criterion, or without one juror (then `juror` is its number).

    clashes : no list satisfies the rules then
    """

    title: str
    juror: str
    enters: tuple[PlaceLine, ...]
    leaves: tuple[PlaceLine, ...]
    clashes: bool = False


class SteadinessView(Struct, frozen=True):
    """What the page says of how steady the list is.

    different : how many lists the draws gave, "" when nothing was drawn; reference, most : draws that gave the list
    computed, and the list given most often
    inside, outside : candidates proved to be in every list, in none
    """

    without: tuple[Without, ...]
    different: str
    reference: str
    most: str
    inside: int
    outside: int


def steadiness(contents: StudyContents, language: str) -> SteadinessView | None:
    """What the selection says of its own steadiness; None without a selection."""
    run = contents.selection
    if run is None:
        return None
    titles = {one.key: words.said(one.title, language) for one in contents.criteria}

    def lines(ids: Sequence[str]) -> tuple[PlaceLine, ...]:
        return tuple(place_line(contents.by_id[one], language) for one in ids if one in contents.by_id)

    without = tuple(
        Without(titles.get(one.criterion, ""), one.juror, lines(one.enters), lines(one.leaves), one.clashes)
        for one in run.without
    )
    drawn = run.portfolios if run.draws else None
    sure = [place.choice.certain for place in contents.places if place.choice is not None]
    return SteadinessView(
        without=without,
        different=words.number(drawn.different, language) if drawn is not None else "",
        reference=words.number(drawn.reference, language) if drawn is not None else "",
        most=words.number(drawn.most, language) if drawn is not None else "",
        inside=sure.count("core"),
        outside=sure.count("exterior"),
    )
