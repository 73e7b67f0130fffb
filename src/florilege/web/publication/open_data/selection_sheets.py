"""What the workbook of the list says beside its places: the rules, and what would change, in the words of the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from florilege.faults import Words
from florilege.selection.choice.parts import SCORE, Cell, Number, Sheet
from florilege.web.publication.contents.selection import SelectionContent
from florilege.web.publication.contents.study_contents import StudyContents

YES, NO = Words("oui", "yes"), Words("non", "no")
NO_LIST = Words("aucune liste possible", "no list is possible")


def rules_sheet(contents: StudyContents, selection: SelectionContent) -> Sheet:
    """Each rule: whether it changes the list, what it costs, who would come in and go without it, why it is there."""
    rows: list[tuple[Cell, ...]] = [
        (
            rule.words,
            YES if rule.binding else NO,
            None if rule.price is None else Number(rule.price, SCORE),
            _names(rule.enters, contents),
            _names(rule.leaves, contents),
            rule.reason,
        )
        for rule in selection.rules
    ]
    return Sheet(
        Words("règles", "rules"),
        (
            (Words("règle", "rule"), 50), (Words("change la liste", "changes the list"), 10),
            (Words("prix (score)", "price (score)"), 10), (Words("entreraient sans elle", "would come in without it"), 44),
            (Words("sortiraient sans elle", "would go without it"), 44), (Words("raison", "reason"), 60),
        ),
        tuple(rows),
        1,
    )  # fmt: skip


def changes_sheet(contents: StudyContents, selection: SelectionContent) -> Sheet:
    """Who would come in without each place kept, without each criterion or juror, with the unknown read otherwise."""
    return Sheet(
        Words("ce qui changerait", "what would change"),
        (
            (Words("question", "question"), 34), (Words("cas", "case"), 44),
            (Words("entrent", "come in"), 50), (Words("sortent", "go"), 50),
        ),
        tuple(_changes(contents, selection)),
        2,
    )  # fmt: skip


def _changes(contents: StudyContents, selection: SelectionContent) -> Iterator[tuple[Cell, ...]]:
    for place in contents.kept:
        if place.choice is not None and place.choice.swapped:
            yield (
                Words("sans un lieu gardé", "without one place kept"),
                place.name,
                _names(place.choice.swapped, contents),
                place.name,
            )
    if selection.other_clashes or selection.other_reading is not None:
        low = selection.unknown_reference == "middle"
        case = Words("au plus bas", "at its lowest") if low else Words("au milieu", "in the middle")
        computed, other = _computed(selection), frozenset(selection.other_reading or ())
        yield (
            Words("l’inconnu lu autrement", "the unknown read otherwise"),
            case,
            NO_LIST if selection.other_clashes else _names(sorted(other - computed), contents),
            None if selection.other_clashes else _names(sorted(computed - other), contents),
        )
    titles = {one.key: one.title for one in contents.criteria}
    for one in selection.without:
        juror = Words(f"juré {one.juror}", f"juror {one.juror}")
        yield (
            Words("sans un critère", "without one criterion")
            if one.criterion
            else Words("sans un juré", "without one juror"),
            titles.get(one.criterion, juror),
            NO_LIST if one.clashes else _names(one.enters, contents),
            None if one.clashes else _names(one.leaves, contents),
        )


def _computed(selection: SelectionContent) -> frozenset[str]:
    """The ids of the list computed."""
    selected = selection.result.get("selected")
    listed = selected if isinstance(selected, list | tuple) else ()
    return frozenset(str(one["place_id"]) for one in listed if isinstance(one, Mapping))


def _names(ids: Iterable[str], contents: StudyContents) -> str | None:
    """Names of places that are published; the others are not named."""
    return " ; ".join(contents.by_id[one].name for one in ids if one in contents.by_id) or None
