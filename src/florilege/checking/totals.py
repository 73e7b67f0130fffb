"""What the page of the selection says that its list adds up to, counted again: by région and by kind of place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from florilege.checking.published import Row, codes
from florilege.checking.rules import SELECTION, Case, Derive, Rule


def _places(case: Case) -> Sequence[Row] | None:
    """The candidates of the row: of a région, by what it leads to, or of a kind, by its words; None of another column."""
    row, said = case.sentence.row, case.sentence
    if said.territory:
        return [one for one in case.territory if one["candidate"] == "true"]
    kinds = codes().get(("kind", row.lower()), ())
    if not kinds:
        return None
    return [one for one in case.data.candidates if one["kind"].partition("|")[0] in kinds]


def _counted(counts: Callable[[Case, Row], bool]) -> Derive:
    def derive(case: Case) -> Sequence[float] | None:
        places = _places(case)
        return None if places is None else (sum(counts(case, one) for one in places),)

    return derive


def _computed(case: Case, row: Row) -> bool:
    """Whether a place is in the list computed: persons may have changed the one published."""
    choice = case.data.choice.get(row["place_id"])
    return choice is not None and choice.kept


RULES: tuple[Rule, ...] = (
    Rule((SELECTION,), r"^\[gardés\] #$", r"^\[kept\] #$", _counted(_computed)),
    Rule((SELECTION,), r"^\[candidats\] #$", r"^\[candidates\] #$", _counted(lambda _case, _row: True)),
)
