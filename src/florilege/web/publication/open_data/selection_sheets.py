"""What the workbook of the list says beside its places: rules, what would change, totals, in the words of the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from florilege.faults import Words
from florilege.selection.choice.parts import MONEY, SCORE, WHOLE, Cell, Number, Sheet
from florilege.web.publication.contents.selection import SelectionContent
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.selection.consequences import column_said, value_said

YES, NO = Words("oui", "yes"), Words("non", "no")
NO_LIST = Words("aucune liste possible", "no list is possible")
WAITING = Words("liste d’attente, dans l’ordre", "waiting list, in order")
IN_TURN = Words("un seul se retire", "only one withdraws")
SEQUENCE = Words("se retirent l’un après l’autre", "withdraw one after the other")
OTHER_COUNT = Words("un de plus, un de moins", "one more, one fewer")
SIGNED = "+0.000;-0.000;0.000"


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
            (Words("prix (score)", "price (score)"), 10), (Words("entreraient sans elle", "would enter without it"), 44),
            (Words("sortiraient sans elle", "would leave without it"), 44), (Words("raison", "reason"), 60),
        ),
        tuple(rows),
        1,
    )  # fmt: skip


def changes_sheet(contents: StudyContents, selection: SelectionContent) -> Sheet:
    """Who would come in when places withdraw, with one more or one less, without each place kept, each criterion or
    juror, with the unknown read otherwise.
    """
    return Sheet(
        Words("ce qui changerait", "what would change"),
        (
            (Words("question", "question"), 34), (Words("cas", "case"), 44),
            (Words("total", "total"), 14), (Words("entrent", "enter"), 50), (Words("sortent", "leave"), 50),
        ),
        (*_measured(contents), *_changes(contents, selection)),
        2,
    )  # fmt: skip


def _measured(contents: StudyContents) -> Iterator[tuple[Cell, ...]]:
    """The waiting list, in order, each withdrawal alone and one after the other, one less and one more in each rule."""
    found = contents.consequences
    if found is None:
        return
    waiting = found.waiting
    for rank, place_id in enumerate(waiting.order if waiting is not None else (), start=1):
        yield WAITING, Words(f"{rank}", f"{rank}"), None, _names([place_id], contents), None
    reported = ((IN_TURN, waiting.in_turn or ()), (SEQUENCE, waiting.sequence)) if waiting is not None else ()
    for kind, withdrawals in reported:
        for one in withdrawals:
            yield (
                kind,
                _names([one.place_id], contents),
                None if one.possible else NO_LIST,
                _names(one.enters, contents),
                _names(one.leaves, contents),
            )
    for other in found.others or ():
        gain: Cell = NO_LIST if other.gain is None else Number(other.gain, SIGNED)
        yield OTHER_COUNT, other.words, gain, _names(other.enters, contents), _names(other.leaves, contents)


def totals_sheet(contents: StudyContents, _selection: SelectionContent) -> Sheet:
    """Money spent and left under each budget, then the list counted by région, by kind and by what rules look at."""
    rows: list[tuple[Cell, ...]] = []
    if contents.consequences is not None:
        found = contents.consequences.accounts
        rows += [
            (
                Words("enveloppe", "budget"),
                one.words,
                None,
                None,
                Number(one.spent, MONEY),
                Number(one.left, MONEY),
            )
            for one in found.budgets
        ]
        rows += [
            (
                column_said(share.column),
                Words(
                    *(value_said(share.column, share.value, language) for language in ("fr", "en")),
                ),
                Number(share.kept, WHOLE),
                Number(share.candidates, WHOLE),
                Number(share.spent[0], MONEY) if share.spent else None,
                None,
            )
            for share in found.shares
        ]
    return Sheet(
        Words("totaux", "totals"),
        (
            (Words("par", "by"), 20), (Words("valeur", "value"), 36), (Words("gardés", "kept"), 10),
            (Words("candidats", "candidates"), 10), (Words("dépensé", "spent"), 16), (Words("reste", "left"), 16),
        ),
        tuple(rows),
    )  # fmt: skip


def _changes(contents: StudyContents, selection: SelectionContent) -> Iterator[tuple[Cell, ...]]:
    for place in contents.kept:
        if place.choice is not None and place.choice.swapped:
            yield (
                Words("sans un lieu gardé", "without one place kept"),
                place.name,
                None,
                _names(place.choice.swapped, contents),
                place.name,
            )
    if selection.other_clashes or selection.other_reading is not None:
        low = selection.unknown_reference == "middle"
        case = Words("au plus bas", "at its lowest") if low else Words("au milieu", "in the middle")
        computed, other = _computed(selection), frozenset(selection.other_reading or ())
        yield (
            Words("l’inconnu lu autrement", "unknowns read the other way"),
            case,
            None,
            NO_LIST if selection.other_clashes else _names(sorted(other - computed), contents),
            None if selection.other_clashes else _names(sorted(computed - other), contents),
        )
    titles = {one.key: one.title for one in contents.criteria}
    for one in selection.without:
        juror = Words(f"membre du jury {one.juror}", f"juror {one.juror}")
        yield (
            Words("sans un critère", "without one criterion")
            if one.criterion
            else Words("sans un membre du jury", "without one juror"),
            titles.get(one.criterion, juror),
            None,
            NO_LIST if one.clashes else _names(one.enters, contents),
            None if one.clashes else _names(one.leaves, contents),
        )


def _computed(selection: SelectionContent) -> frozenset[str]:
    """The ids of the list computed."""
    return frozenset(selection.listed)


def _names(ids: Iterable[str], contents: StudyContents) -> str | None:
    """Names of places that are published; the others are not named."""
    return " ; ".join(contents.by_id[one].name for one in ids if one in contents.by_id) or None
