"""What a selection comes to: the list and what it rests on, or the rules that clash; `selection.json` is written from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from florilege.faults import InputRefused, Words
from florilege.selection.conditions import NotEligible
from florilege.selection.outcome_parts import (
    BoundChange,
    Data,
    Judged,
    LeftOut,
    LittleKnown,
    OtherReading,
    RankRange,
    RuleEffect,
    RuleRelaxed,
    SeenLists,
    ToFindOut,
    in_both,
    listed,
)
from florilege.selection.selection_json import write_selection
from florilege.selection.shortage import Shortage
from florilege.selection.solver import Effort
from florilege.toml_lines import nearest

if TYPE_CHECKING:
    import polars as pl

OPTIMAL, INFEASIBLE = "optimal", "infeasible"
KEPT, NOT_KEPT, LITTLE_KNOWN, NOT_ELIGIBLE = "kept", "not_kept", "not_appraisable", "not_eligible"
"""What becomes of a candidate."""


class Measured(Struct, frozen=True):
    """What is known of the list, when there is one.

    tied : whether another list reaches the same total; draws_asked : draws that the study wants
    other_reading, leave_one_out, ranks : None when they were not measured; ranks_draws : draws that ranks rest on
    """

    draws_asked: int
    tied: bool
    effort: Effort
    other_reading: OtherReading | None
    leave_one_out: tuple[LeftOut, ...] | None
    portfolios: SeenLists
    findings: tuple[ToFindOut, ...]
    ranks_draws: int
    ranks: tuple[RankRange, ...] | None


class Clash(Struct, frozen=True):
    """Why there is no list.

    rules : keys of rules (or "size") that no list satisfies together; words : the same in words
    shortage : when fewer candidates are left than a list holds; relaxation : the least change under which one exists
    by_rule : the same for one rule alone; None when it was not measured
    """

    rules: tuple[str, ...]
    words: tuple[Words, ...]
    shortage: Shortage | None
    relaxation: tuple[BoundChange, ...]
    by_rule: tuple[RuleRelaxed, ...] | None


class Selection(Struct, frozen=True):
    """The list of a study, or why there is none.

    sizes : (least, most) places; objective : total or mean of the reference scores of the list, None without one
    draws : solved; weights : the reference weighting, criterion → share; clamped_values : brought to an end of a scale
    selected, not_selected : best score first; rules : what each does to the list
    measured, clash : one of the two, as `status` says
    """

    study: str
    sizes: tuple[int, int]
    status: str
    objective: float | None
    seed: int
    draws: int
    unknown_reference: str
    weights: Mapping[str, float]
    weights_rescaled: bool
    clamped_values: int
    selected: tuple[Judged, ...]
    not_selected: tuple[Judged, ...]
    not_appraisable: tuple[LittleKnown, ...]
    not_eligible: tuple[NotEligible, ...]
    rules: tuple[RuleEffect, ...]
    measured: Measured | None = None
    clash: Clash | None = None

    @property
    def kept(self) -> tuple[str, ...]:
        """The ids of the list, best score first."""
        return tuple(one.place_id for one in self.selected)

    def to_dict(self) -> Data:
        """What `selection.json` says, in its order: see `selection.schema.json`."""
        least, most = self.sizes
        data: Data = {
            "study": self.study,
            "size": least if least == most else [least, most],
            "status": self.status,
            "objective": self.objective,
            "seed": self.seed,
            "draws": self.draws,
            "unknown_reference": self.unknown_reference,
            "weights": dict(self.weights),
            "weights_rescaled": self.weights_rescaled,
            "clamped_values": self.clamped_values,
            "selected": [one.as_data() for one in self.selected],
            "not_selected": [one.as_data() for one in self.not_selected],
            "not_appraisable": [one.as_data() for one in self.not_appraisable],
            "not_eligible": [one.as_data() for one in self.not_eligible],
        }
        if self.measured is not None:
            return data | self._of_list(self.measured)
        return data | (self._of_clash(self.clash) if self.clash is not None else {})

    def write(self, out: Path | str) -> None:
        """Write `selection.json`, whole or not at all; raises InputRefused where it cannot be written."""
        write_selection(self.to_dict(), Path(out))

    def to_frame(self) -> pl.DataFrame:
        """One row a candidate, those kept first, then those that are not, in the order of `to_dict`.

        Columns: place_id, name, outcome ("kept", "not_kept", "not_appraisable", "not_eligible"), score, score_low,
        score_high, acceptability, ci_low, ci_high, class, certain; null where nothing is known.
        """
        import polars as pl  # read by whoever wants a table, by no other

        numbers = ("score", "score_low", "score_high", "acceptability", "ci_low", "ci_high")
        texts = ("class", "certain")
        schema: dict[str, pl.DataType] = {name: pl.String() for name in ("place_id", "name", "outcome")}
        schema |= {name: pl.Float64() for name in numbers}
        schema |= {name: pl.String() for name in texts}
        rows = [{name: row.get(name) for name in schema} for row in self._rows()]
        return pl.DataFrame(rows, schema=schema, orient="row")

    def explain(self, place: str) -> tuple[Words, ...]:
        """Why a candidate is kept or not, a sentence a reason, in both languages.

        place : its id. Raises InputRefused for an id that no candidate has.
        """
        for judged in (*self.selected, *self.not_selected):
            if judged.place_id == place:
                return tuple(one.words for one in judged.reasons)
        for aside in self.not_eligible:
            if aside.id == place:
                return tuple(one.words for one in aside.unmet)
        for little in self.not_appraisable:
            if little.place_id == place:
                return (little.words,)
        ids = [str(row["place_id"]) for row in self._rows()]
        raise InputRefused(
            Words("l’identifiant d’un candidat", "the id of a candidate"),
            value=place,
            hint=nearest(place, ids),
        )

    def _rows(self) -> Iterator[Mapping[str, object]]:
        """Every candidate with what became of it."""
        for outcome, judged in ((KEPT, self.selected), (NOT_KEPT, self.not_selected)):
            yield from ({"outcome": outcome} | one.as_data() for one in judged)
        yield from ({"outcome": LITTLE_KNOWN} | one.as_data() for one in self.not_appraisable)
        yield from ({"outcome": NOT_ELIGIBLE} | one.as_data() for one in self.not_eligible)

    def _of_list(self, found: Measured) -> Data:
        return {
            "draws_asked": found.draws_asked,
            "tied": found.tied,
            "effort": asdict(found.effort),
            "clash": [],
            "relaxation": [],
            "rules": [one.as_data() for one in self.rules],
            "other_reading": None if found.other_reading is None else found.other_reading.as_data(),
            "leave_one_out": None
            if found.leave_one_out is None
            else [one.as_data() for one in found.leave_one_out],
            "portfolios": found.portfolios.as_data(),
            "findings": [one.as_data() for one in found.findings],
            "ranks_draws": found.ranks_draws,
            "ranks": None if found.ranks is None else [one.as_data() for one in found.ranks],
        }

    def _of_clash(self, clash: Clash) -> Data:
        data: Data = {
            "rules": [one.as_data() for one in self.rules],
            "clash": list(clash.rules),
            "clash_words": [in_both(one) for one in clash.words],
        }
        if clash.shortage is not None:
            data["shortage"] = clash.shortage.as_data()
        data["relaxation"] = listed(clash.relaxation)
        data["relaxations_by_rule"] = (
            None if clash.by_rule is None else [one.as_data() for one in clash.by_rule]
        )
        return data
