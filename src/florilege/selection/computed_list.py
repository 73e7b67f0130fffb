"""The list that a selection computed, read from its document: who is kept, with which score, how surely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BORDERLINE = "borderline"


@dataclass(frozen=True, slots=True)
class ComputedPlace:
    """A candidate as the computation leaves it; acceptability, class_name : None where nothing was drawn."""

    place_id: str
    kept: bool
    score: float
    acceptability: float | None
    class_name: str | None


def computed_places(document: Mapping[str, object]) -> tuple[ComputedPlace, ...]:
    """The candidates of a selection, those kept first, each part the best score first."""
    return tuple(
        ComputedPlace(
            place_id=str(item["place_id"]),
            kept=part == "selected",
            score=float(str(item["score"])),
            acceptability=None if item["acceptability"] is None else float(str(item["acceptability"])),
            class_name=None if item["class"] is None else str(item["class"]),
        )
        for part in ("selected", "not_selected")
        for item in _objects(document.get(part))
    )


def facts_to_find(document: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The unknown facts that weigh most on the borderline, as (place id, criterion), the heaviest first."""
    return tuple(
        (str(item["place_id"]), str(item["criterion"])) for item in _objects(document.get("findings"))
    )


def _objects(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
