"""What would change in the list: who comes in when a place withdraws, one more or one less in a rule, what it adds up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from florilege.faults import Words
from florilege.selection.accounts import Share, Spent
from florilege.selection.one_more import OtherCount
from florilege.selection.rules import SIZE
from florilege.selection.waiting_list import Withdrawal
from florilege.web.publication.contents.study_contents import StudyContents
from florilege.web.publication.pages.directory import PlaceLine, place_line
from florilege.web.publication.text import words
from florilege.web.publication.text.values import code_label

CALLED = 10
"""So many of the waiting list are shown on the page; the workbook has them all."""
COLUMNS = {
    "region": Words("région", "region"), "kind": Words("type de lieu", "type of place"), "zone": Words("zone", "zone"),
    "departement": Words("département", "département"), "status": Words("état", "status"),
    "epci_kind": Words("intercommunalité", "intercommunality"), "in_2022_study": Words("étude de 2022", "2022 study"),
}  # fmt: skip
FIRST = ("region", "kind")
"""What a list is counted by first."""
UNKNOWN = Words("non renseigné", "not stated")


class WithdrawalLine(Struct, frozen=True):
    """A place that withdraws, who comes in, and the others who would have to go; possible : False without any list"""

    place: PlaceLine
    enters: tuple[PlaceLine, ...]
    leaves: tuple[PlaceLine, ...]
    possible: bool


class OtherLine(Struct, frozen=True):
    """What another count of a rule gives: what the total gains, signed; who comes in and who goes.

    possible : False where no list satisfies the rules then; same : whether the list stays as it is
    """

    gain: str
    enters: tuple[PlaceLine, ...]
    leaves: tuple[PlaceLine, ...]
    possible: bool
    same: bool


class CountLine(Struct, frozen=True):
    """A rule, with one less and with one more; None where it cannot be; money : whether it is a budget"""

    words: str
    less: OtherLine | None
    more: OtherLine | None
    money: bool


class BudgetLine(Struct, frozen=True):
    """Money under a budget. uncounted : places of unknown cost"""

    words: str
    limit: str
    spent: str
    left: str
    uncounted: int


class ShareLine(Struct, frozen=True):
    """How many are kept, and how many candidates there are, of one value of a column; code : of a région, else empty"""

    value: str
    code: str
    kept: str
    candidates: str


class SharesView(Struct, frozen=True):
    """The list counted by one column."""

    key: str
    title: str
    rows: tuple[ShareLine, ...]


class ConsequencesView(Struct, frozen=True):
    """waiting : who comes in, first called first; in_turn : each place kept withdrawn alone"""

    waiting: tuple[PlaceLine, ...]
    more_waiting: int
    in_turn: tuple[WithdrawalLine, ...]
    counts: tuple[CountLine, ...]
    budgets: tuple[BudgetLine, ...]
    shares: tuple[SharesView, ...]


def consequences(contents: StudyContents, language: str) -> ConsequencesView | None:
    """What would change in the list computed; None where nothing was measured."""
    found = contents.consequences
    if found is None:
        return None
    waiting = found.waiting
    codes = {place.region: place.region_code for place in contents.places if place.region_code}
    order = _lines(contents, waiting.order, language) if waiting is not None else ()
    by_column: dict[str, list[Share]] = {}
    for share in found.accounts.shares:
        by_column.setdefault(share.column, []).append(share)
    return ConsequencesView(
        waiting=order[:CALLED],
        more_waiting=max(0, len(order) - CALLED),
        in_turn=tuple(
            _withdrawal(one, contents, language)
            for one in (waiting.in_turn or () if waiting is not None else ())
            if one.place_id in contents.by_id
        ),
        counts=tuple(_counts(found.others or (), contents, language)),
        budgets=tuple(_budget(one, language) for one in found.accounts.budgets),
        shares=tuple(
            _shares(column, by_column[column], codes if column == "region" else {}, language)
            for column in sorted(by_column, key=lambda one: FIRST.index(one) if one in FIRST else len(FIRST))
        ),
    )


def _withdrawal(one: Withdrawal, contents: StudyContents, language: str) -> WithdrawalLine:
    return WithdrawalLine(
        place_line(contents.by_id[one.place_id], language),
        _lines(contents, one.enters, language),
        _lines(contents, one.leaves, language),
        one.possible,
    )


def _counts(others: Sequence[OtherCount], contents: StudyContents, language: str) -> list[CountLine]:
    """A line a rule that counts, in the order of the study."""
    run = contents.selection
    named = {rule.key: rule.words for rule in run.rules} if run is not None else {}
    by_rule: dict[str, list[OtherCount]] = {}
    for one in others:
        by_rule.setdefault(one.rule, []).append(one)
    budgets = {one.rule for one in contents.consequences.accounts.budgets} if contents.consequences else set()
    lines = []
    for key, found in by_rule.items():
        less = next((one for one in found if one.after < one.before), None)
        more = next((one for one in found if one.after > one.before), None)
        title = Words("le nombre de lieux à garder", "the number of places to keep")
        if key != SIZE:
            title = named.get(key, found[0].words)
        lines.append(
            CountLine(
                words.said(title, language),
                None if less is None else _other(less, contents, language),
                None if more is None else _other(more, contents, language),
                key in budgets,
            )
        )
    return lines


def _other(one: OtherCount, contents: StudyContents, language: str) -> OtherLine:
    gain = "" if not one.gain else _signed(one.gain, language)
    return OtherLine(
        gain,
        _lines(contents, one.enters, language),
        _lines(contents, one.leaves, language),
        possible=one.gain is not None,
        same=one.gain is not None and not one.enters and not one.leaves,
    )


def _signed(gain: float, language: str) -> str:
    return f"{'+' if gain > 0 else '−'}{words.score(abs(gain), language)}"


def _budget(one: Spent, language: str) -> BudgetLine:
    limit, spent, left = (words.number(value, language) for value in (one.limit, one.spent, one.left))
    return BudgetLine(words.said(one.words, language), limit, spent, left, one.uncounted)


def _shares(column: str, shares: Sequence[Share], codes: Mapping[str, str], language: str) -> SharesView:
    rows = tuple(
        ShareLine(
            value_said(column, one.value, language),
            codes.get(one.value, ""),
            words.number(one.kept, language),
            words.number(one.candidates, language),
        )
        for one in shares
    )
    return SharesView(column, words.said(column_said(column), language), rows)


def column_said(column: str) -> Words:
    """What a list is counted by, in words."""
    return COLUMNS.get(column, Words(column, column))


def value_said(column: str, value: str, language: str) -> str:
    """A value of a column in words."""
    if not value:
        return words.said(UNKNOWN, language)
    return code_label(column, value, language) or value


def _lines(contents: StudyContents, ids: Sequence[str], language: str) -> tuple[PlaceLine, ...]:
    """Places that are published, in their order; the others are not named."""
    return tuple(place_line(contents.by_id[one], language) for one in ids if one in contents.by_id)
