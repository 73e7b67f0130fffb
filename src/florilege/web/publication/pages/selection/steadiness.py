"""How steady the list is: what each criterion and each juror changes, the lists that draws give, what is proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from florilege.web.publication.contents.stored_json import as_list, as_map
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.directory import PlaceLine, place_line
from florilege.web.publication.text import words


@dataclass(frozen=True, slots=True)
class Without:
    """What enters and what leaves without one criterion, or without one juror (then `juror` is its number).

    clashes : no list satisfies the rules then
    """

    title: str
    juror: str
    enters: tuple[PlaceLine, ...]
    leaves: tuple[PlaceLine, ...]
    clashes: bool = False


@dataclass(frozen=True, slots=True)
class SteadinessView:
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

    def lines(ids: object) -> tuple[PlaceLine, ...]:
        return tuple(
            place_line(contents.by_id[str(one)], language)
            for one in as_list(ids)
            if str(one) in contents.by_id
        )

    without = tuple(
        Without(
            titles.get(str(item.get("criterion")), ""),
            str(item.get("juror") or ""),
            lines(item["enters"]),
            lines(item["leaves"]),
            item.get("status") == "infeasible",
        )
        for item in map(as_map, as_list(run.result.get("leave_one_out")))
    )
    seen = as_map(run.result.get("portfolios"))
    frequent = [as_map(item) for item in as_list(seen.get("most_frequent"))]
    sure = [as_map(item).get("certain") for item in _candidates(run.result)]
    drawn = bool(run.draws and frequent)
    return SteadinessView(
        without=without,
        different=_count(seen.get("different"), language) if drawn else "",
        reference=_count(seen.get("reference"), language) if drawn else "",
        most=_count(frequent[0].get("count"), language) if drawn else "",
        inside=sure.count("core"),
        outside=sure.count("exterior"),
    )


def _candidates(result: Mapping[str, object]) -> Sequence[object]:
    return [*as_list(result.get("selected")), *as_list(result.get("not_selected"))]


def _count(value: object, language: str) -> str:
    return words.number(float(str(value or 0)), language)
