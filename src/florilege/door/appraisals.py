"""What a grid says of candidates: a score each, with the value, the weight and the part of every criterion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from florilege.faults import InputRefused, Words
from florilege.selection.candidates import Candidates, reference_scores, score_bounds
from florilege.selection.conditions import NotEligible
from florilege.selection.outcome_parts import LittleKnown
from florilege.selection.study_file import StudyFile
from florilege.toml_lines import nearest
from florilege.written_numbers import with_comma

if TYPE_CHECKING:
    import polars as pl


class CriterionValue(Struct, frozen=True):
    """What one criterion says of a candidate.

    low, high : its value, from 0 to 1, between which lies what is not known; known : whether anything is
    applies : whether it counts for this candidate; weight : its share among those that do, under the reference weights
    """

    key: str
    title: Words
    low: float
    high: float
    known: bool
    applies: bool
    weight: float


class Appraisal(Struct, frozen=True):
    """One candidate scored; score, low, high : under the reference weights, from 0 to 1."""

    place_id: str
    name: str
    score: float
    score_low: float
    score_high: float
    criteria: tuple[CriterionValue, ...]


class Appraisals(Struct, frozen=True):
    """Candidates scored, best first, then by id; and those that are not compared."""

    appraised: tuple[Appraisal, ...]
    not_appraisable: tuple[LittleKnown, ...]
    not_eligible: tuple[NotEligible, ...]

    def to_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON."""
        return {
            "appraised": [to_builtins(one) for one in self.appraised],
            "not_appraisable": [one.as_data() for one in self.not_appraisable],
            "not_eligible": [one.as_data() for one in self.not_eligible],
        }

    def to_frame(self) -> pl.DataFrame:
        """One row a candidate scored: place_id, name, score, score_low, score_high, and the middle of each criterion's
        value in a column of its key; null where nothing is known or the criterion does not apply.
        """
        import polars as pl  # read by whoever wants a table, by no other

        keys = [one.key for one in self.appraised[0].criteria] if self.appraised else []
        schema: dict[str, pl.DataType] = {"place_id": pl.String(), "name": pl.String()}
        schema |= {name: pl.Float64() for name in ("score", "score_low", "score_high", *keys)}
        rows = [
            (
                one.place_id, one.name, one.score, one.score_low, one.score_high,
                *((said.low + said.high) / 2 if said.known and said.applies else None for said in one.criteria),
            )
            for one in self.appraised
        ]  # fmt: skip
        return pl.DataFrame(rows, schema=schema, orient="row")

    def explain(self, place: str) -> tuple[Words, ...]:
        """What a candidate's score is made of, a sentence a criterion, in both languages.

        place : its id. Raises InputRefused for an id that no candidate has.
        """
        scored: Mapping[str, Appraisal] = {one.place_id: one for one in self.appraised}
        if place in scored:
            return (_total(scored[place]), *(_said(one) for one in scored[place].criteria))
        for aside in self.not_eligible:
            if aside.id == place:
                return tuple(one.words for one in aside.unmet)
        for little in self.not_appraisable:
            if little.place_id == place:
                return (little.words,)
        others = (*(one.id for one in self.not_eligible), *(one.place_id for one in self.not_appraisable))
        raise InputRefused(
            Words("l’identifiant d’un candidat", "the id of a candidate"),
            value=place,
            hint=nearest(place, (*scored, *others)),
        )


def appraisals_of(candidates: Candidates, study: StudyFile) -> Appraisals:
    """The scores of candidates under the grid of a study."""
    scored = reference_scores(candidates, study)
    low, high = score_bounds(candidates, study)
    found = [
        Appraisal(
            place_id=identifier,
            name=candidates.names[row],
            score=round(float(scored[row]), 8),
            score_low=round(float(low[row]), 8),
            score_high=round(float(high[row]), 8),
            criteria=_criteria(candidates, study, row),
        )
        for row, identifier in enumerate(candidates.ids)
    ]
    return Appraisals(
        appraised=tuple(sorted(found, key=lambda one: (-one.score, one.place_id))),
        not_appraisable=tuple(LittleKnown(*one) for one in candidates.not_appraisable),
        not_eligible=candidates.not_eligible,
    )


def _criteria(candidates: Candidates, study: StudyFile, row: int) -> tuple[CriterionValue, ...]:
    values, weights = candidates.values, study.grid.weights.reference
    total = float(weights[values.applies[row]].sum()) or 1.0
    return tuple(
        CriterionValue(
            key=criterion.key,
            title=criterion.title,
            low=round(float(values.low[row, rank]), 8),
            high=round(float(values.high[row, rank]), 8),
            known=bool(values.known[row, rank]),
            applies=bool(values.applies[row, rank]),
            weight=round(float(weights[rank]) / total, 8) if values.applies[row, rank] else 0.0,
        )
        for rank, criterion in enumerate(study.grid.criteria)
    )


def _total(one: Appraisal) -> Words:
    sure = one.score_low == one.score_high
    fr = (
        ""
        if sure
        else f", entre {with_comma(f'{one.score_low:.4f}')} et {with_comma(f'{one.score_high:.4f}')}"
    )
    en = "" if sure else f", between {one.score_low:.4f} and {one.score_high:.4f}"
    return Words(
        f"« {one.name} » a pour score {with_comma(f'{one.score:.4f}')}{fr}.",
        f'"{one.name}" scores {one.score:.4f}{en}.',
    )


def _said(one: CriterionValue) -> Words:
    if not one.applies:
        return Words(f"{one.title.fr} : sans objet.", f"{one.title.en}: not applicable.")
    weight = f"{one.weight:.3f}"
    if not one.known:
        return Words(
            f"{one.title.fr} : inconnu, pour un poids de {with_comma(weight)}.",
            f"{one.title.en}: unknown, for a weight of {weight}.",
        )
    ends = [f"{one.low:.3f}"] if one.low == one.high else [f"{one.low:.3f}", f"{one.high:.3f}"]
    return Words(
        f"{one.title.fr} : {' à '.join(map(with_comma, ends))}, pour un poids de {with_comma(weight)}.",
        f"{one.title.en}: {' to '.join(ends)}, for a weight of {weight}.",
    )
