"""The list that a selection computed: who is kept, with which score, how surely."""

from __future__ import annotations

from msgspec import Struct

from florilege.selection.outcome import Selection

BORDERLINE = "borderline"


class ComputedPlace(Struct, frozen=True):
    """A candidate as the computation leaves it; acceptability, class_name : None where nothing was drawn."""

    place_id: str
    kept: bool
    score: float
    acceptability: float | None
    class_name: str | None


def computed_places(found: Selection) -> tuple[ComputedPlace, ...]:
    """The candidates of a selection, those kept first, each part the best score first."""
    return tuple(
        ComputedPlace(one.place_id, kept, one.score, one.acceptability, one.standing)
        for kept, part in ((True, found.selected), (False, found.not_selected))
        for one in part
    )


def facts_to_find(found: Selection) -> tuple[tuple[str, str], ...]:
    """The unknown facts that weigh most on the borderline, as (place id, criterion), the heaviest first."""
    findings = found.measured.findings if found.measured is not None else ()
    return tuple((one.place_id, one.criterion) for one in findings)
